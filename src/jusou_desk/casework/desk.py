"""サインインした職員の机。casework の関数はこれを最初の引数に受け取る。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from jusou_desk.casework.restricted_marks import keep_marks
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.models.backup import MadeBackup, backup
from jusou_desk.models.office_records import Staff
from jusou_desk.models.register_records import Resource
from jusou_desk.models.store import Store
from jusou_desk.models.verify import Check, verify
from jusou_desk.models.versions import Step
from jusou_desk.models.work import Work
from jusou_desk.policy import MEMBERS_ONLY, Permit, Purpose, Role
from jusou_desk.programmes import TownProgrammes, programmes
from jusou_desk.towns import MeetingBody, Town
from jusou_desk.wareki import format_short

BACKUP: Final = "バックアップ"
"""監査に残す、バックアップを作ったことの語。"""
REFUSED: Final = "断り"
"""監査に残す、権限・同意・区分により断ったことの語。添えるのは目的だけ。"""
MISSING: Final = "見つからない番号を開こうとした"
"""監査に残す、番号を当てて開こうとしたことの語。その番号があるかないかは書かない。"""

_ID: Final = re.compile(r"[0-9a-f]{16}")


#: 同じ一まとまりで一緒に書くもの。片方が書けなければ、もう片方も残らない。
Together = Callable[[Work], None]


def nothing_else(_: Work) -> None:
    """ほかに書くものは無い。"""


class Desk:
    """誰が(``me``)どの町で(``town``)働いているか。目的を言うと記録を開ける。

    ``town`` の窓口と関係機関、``programmes``、``resources`` は、今年度の名簿(``casework.register``)。
    鍵をかけると保管庫(と鍵)を手放し、同じ人が戻ると新しい保管庫を継ぐ。
    """

    def __init__(self, store: Store, town: Town, *, practising: bool = False) -> None:
        self._held: Store | None = store
        self._staff_id = store.me.id
        self.town = town
        self.programmes = programmes(town.id)
        self.resources: tuple[Resource, ...] = ()
        self.practising = practising
        self.last_sealed_body = ""
        """この机で最後に選んだ、支援会議の記録の会議体。書く日だけでは、同じ日の後先が分からない。"""
        self._depth = 0
        self._untold: list[tuple[str, Purpose]] = []
        self._collected: list[Step] | None = None

    @property
    def _store(self) -> Store:
        if self._held is None:
            raise Refused("鍵がかかっています。", "サインインしてから続けてください。")
        return self._held

    @property
    def staff_id(self) -> str:
        """この机の職員の id。鍵をかけた後も変わらない。"""
        return self._staff_id

    def close(self) -> None:
        """サインアウト・鍵かけ。接続と鍵を手放す。"""
        if self._held is not None:
            self._held.close()
            self._held = None

    def take_over(self, other: Desk) -> None:
        """同じ職員が開け直した机 ``other`` の保管庫を継ぐ。"""
        if self._held is not None:
            self._held.close()
        self._held, other._held = other._held, None
        self.adopt(other.town, other.programmes, other.resources)

    def adopt(
        self, town: Town, programmes: TownProgrammes, resources: tuple[Resource, ...]
    ) -> None:
        """町の一覧を、いまの名簿のものに替える。"""
        self.town, self.programmes, self.resources = town, programmes, resources

    @property
    def me(self) -> Staff:
        return self._store.me

    def permit(self, purpose: Purpose) -> Permit:
        """この職員がその目的で働く許可。表に無いか、町が断る組なら ``Refused``。"""
        return self._store.permit(purpose)

    def may(self, purpose: Purpose) -> bool:
        """この職員が、その目的で書けるか。出来ないことの釦を画面に出さないために尋ねる。"""
        try:
            return self.permit(purpose).may_write
        except Refused:
            return False

    @contextmanager
    def reading(self, purpose: Purpose, body_id: str = "") -> Iterator[Work]:
        """その目的で読む。断れば ``Refused``(監査に残る)。

        body_id: 会議の紙のように、その会議体の席に出るもの。ほかの会議体の鍵を載せないので、
        いくつもの会議体に従事する職員の手元でも、よその会議体の話は混ざらない。
        """
        with self.watching(purpose), self._store.reading(self.permit(purpose), body_id) as work:
            yield work

    @contextmanager
    def writing(self, purpose: Purpose) -> Iterator[Work]:
        """その目的で書く。途中で失敗すれば何も残らない。断れば ``Refused``(監査に残る)。"""
        with self.watching(purpose), self._store.writing(self.permit(purpose)) as work:
            yield work
            if work.sealed.bodies:
                keep_marks(work, self.support_ids)
        if self._collected is not None:
            self._collected.extend(work.versions.steps)

    @contextmanager
    def collecting(self) -> Iterator[list[Step]]:
        """この中で書いたもの(``taking_back`` で元に戻せる)を、書いた順に集める。中身は持たない。"""
        steps: list[Step] = []
        self._collected = steps
        try:
            yield steps
        finally:
            self._collected = None

    # --- 断ったことを残す -----------------------------------------------

    @contextmanager
    def watching(self, purpose: Purpose) -> Iterator[None]:
        """この中で断った(``Refused``)ことを、外側の仕事が片付いてから監査に残す。"""
        self._depth += 1
        try:
            yield
        except Refused:
            self._untold.append((REFUSED, purpose))
            raise
        finally:
            self._depth -= 1
            self._tell()

    def missing(self, wanted: str, title: str, advice: str) -> BadInput:
        """``wanted`` の記録が見つからないという断り。番号を当てたものなら監査に残す。

        画面が渡す id は当てられるものではないので、残さない(取り消した直後などに起こる)。
        """
        if not _ID.fullmatch(wanted):
            self._untold.append((MISSING, Purpose.CASEWORK))
            self._tell()
        return BadInput(title, advice)

    def _tell(self) -> None:
        """溜まった断りを書く。番号も文も書かないので、秘匿の記録のあることは知れない。

        支援会議の従事者が支援会議の目的で断られた行は、その鍵で包む。残せなくても断りは断り。
        """
        if self._depth or not self._untold:
            return
        untold, self._untold = list(dict.fromkeys(self._untold)), []
        for action, purpose in untold if self._held else ():
            sealed = purpose in MEMBERS_ONLY and self.serves_any
            body_id = min(self.member_of) if sealed else ""
            told = purpose if action == REFUSED else ""
            with suppress(DeskError), self._noting(sealed=sealed) as work:
                self.audit(work, action, "", told, body_id=body_id)

    def _noting(self, *, sealed: bool) -> AbstractContextManager[Work]:
        purpose = Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK
        return self._store.writing(self.permit(purpose))

    def now(self) -> datetime:
        return self._store.now()

    def today(self) -> date:
        return self.now().date()

    @property
    def clock_notice(self) -> str:
        """このPCの時計が最後の記録より一日以上前なら、その知らせ。合っていれば空。"""
        with self.reading(Purpose.CASEWORK) as work:
            last = work.audit.last()
        if last is None or self.now() > last.at - timedelta(days=1):
            return ""
        return (
            f"このPCの時計({format_short(self.today())})が、最後の記録"
            f"({format_short(last.at.date())})より前です。時計を合わせてください。"
        )

    def serves(self, body: MeetingBody) -> bool:
        """この職員が、その会議体の支援会議に従事しているか。"""
        return body.id in self.member_of

    @property
    def member_of(self) -> frozenset[str]:
        """この職員が従事している支援会議の会議体(id)。"""
        return self._store.member_of

    @property
    def support_ids(self) -> frozenset[str]:
        """この町の支援会議の会議体(id)の全部。"""
        return frozenset(body.id for body in self.town.support_bodies)

    @property
    def serves_any(self) -> bool:
        """どれかの支援会議に従事しているか。"""
        return bool(self.member_of)

    def audit(
        self, work: Work, action: str, subject: str = "", detail: str = "", *, body_id: str = ""
    ) -> None:
        """監査に一行足す。``subject`` は番号だけにし、氏名や相談の中身を書かない。

        body_id: 書いた記録の ``body_id``。支援会議の記録なら、その従事者だけが行を読める。
        """
        work.audit.add(self.now(), self.me.name, action, subject, detail, body_id=body_id)

    # --- 職員の管理(管理者だけが通る) ----------------------------------

    def holders_of(self, body: MeetingBody) -> frozenset[str]:
        """会議体の従事者(職員 id)。"""
        with self.watching(Purpose.ADMINISTRATION):
            return self._store.holders_of(body.id)

    def fellows_of(self, body: MeetingBody) -> frozenset[str]:
        """自分も従事している会議体の従事者(職員 id)。管理者でなくても見られる。"""
        with self.watching(Purpose.SUPPORT_MEETING):
            return self._store.fellows_of(body.id)

    def add_staff(self, name: str, role: Role, password: str) -> Staff:
        with self.watching(Purpose.ADMINISTRATION):
            return self._store.add_staff(name, role, password)

    def grant_body(self, body: MeetingBody, staff: Staff) -> None:
        with self.watching(Purpose.ADMINISTRATION):
            self._store.grant_body(body.id, staff)

    def take_off_body(self, body: MeetingBody, staff: Staff) -> None:
        with self.watching(Purpose.ADMINISTRATION):
            self._store.take_off_body(body.id, staff)

    def holds_slot(self, staff: Staff) -> bool:
        """職員の鍵の包みが、まだ残っているか。"""
        return self._store.holds_slot(staff)

    def shut_out(self, staff: Staff) -> None:
        with self.watching(Purpose.ADMINISTRATION):
            self._store.shut_out(staff)

    def change_password(self, old: str, new: str) -> None:
        """自分のパスワードを変える。"""
        self._store.change_password(old, new)

    def renew_recovery(self) -> str:
        """復旧コードを作り直し、新しいコードを返す。"""
        with self.watching(Purpose.ADMINISTRATION):
            return self._store.renew_recovery()

    # --- 写しと検査 -----------------------------------------------------

    def backup(self, folder: Path, together: Callable[[Work, MadeBackup], None]) -> Path:
        """``folder`` にバックアップを作り、監査と ``together`` を一緒に書く。

        持ち歩く媒体かどうかは見ない。画面と命令は ``backing_up.make_backup`` を使う。
        """

        def note(work: Work, made: MadeBackup) -> None:
            self.audit(work, BACKUP, made.path.name)
            together(work, made)

        with self.watching(Purpose.CASEWORK):
            return backup(self._store, folder, note)

    def verify(self) -> tuple[Check, ...]:
        """事務所の検査。"""
        return verify(self._store)
