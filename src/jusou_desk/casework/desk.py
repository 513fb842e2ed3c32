"""サインインした職員の机。casework の関数はこれを最初の引数に受け取る。"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from jusou_desk.errors import Refused
from jusou_desk.models.backup import backup
from jusou_desk.models.records import Staff
from jusou_desk.models.store import Store
from jusou_desk.models.verify import Check, verify
from jusou_desk.models.work import Work
from jusou_desk.policy import Permit, Purpose, Role
from jusou_desk.towns import MeetingBody, Town
from jusou_desk.wareki import format_short

BACKUP: Final = "バックアップ"
"""監査に残す、バックアップを作ったことの語。"""


class Desk:
    """誰が(``me``)どの町で(``town``)働いているか。目的を言うと記録を開ける。

    鍵をかけると保管庫(と鍵)を手放し、同じ人が戻ると新しい保管庫を継ぐ。
    """

    def __init__(self, store: Store, town: Town, *, practising: bool = False) -> None:
        self._held: Store | None = store
        self._staff_id = store.me.id
        self.town = town
        self.practising = practising

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

    @property
    def me(self) -> Staff:
        return self._store.me

    def permit(self, purpose: Purpose) -> Permit:
        """この職員がその目的で働く許可。表に無ければ ``Refused``。"""
        return Permit(self.me.name, self._store.role, purpose)

    def may(self, purpose: Purpose) -> bool:
        """この職員が、その目的で書けるか。出来ないことの釦を画面に出さないために尋ねる。"""
        try:
            return self.permit(purpose).may_write
        except Refused:
            return False

    def reading(self, purpose: Purpose) -> AbstractContextManager[Work]:
        return self._store.reading(self.permit(purpose))

    def writing(self, purpose: Purpose) -> AbstractContextManager[Work]:
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
    def serves_any(self) -> bool:
        """どれかの支援会議に従事しているか。"""
        return bool(self.member_of)

    @property
    def sealed_body(self) -> str:
        """秘匿の記録の置き場になる会議体の id。従事していなければ空。"""
        mine = [body.id for body in self.town.support_bodies if self.serves(body)]
        return mine[0] if mine else ""

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
        return self._store.holders_of(body.id)

    def add_staff(self, name: str, role: Role, password: str) -> Staff:
        return self._store.add_staff(name, role, password)

    def grant_body(self, body: MeetingBody, staff: Staff) -> None:
        self._store.grant_body(body.id, staff)

    def holds_slot(self, staff: Staff) -> bool:
        """職員の鍵の包みが、まだ残っているか。"""
        return self._store.holds_slot(staff)

    def shut_out(self, staff: Staff) -> None:
        self._store.shut_out(staff)

    def change_password(self, old: str, new: str) -> None:
        """自分のパスワードを変える。"""
        self._store.change_password(old, new)

    def renew_recovery(self) -> str:
        """復旧コードを作り直し、新しいコードを返す。"""
        return self._store.renew_recovery()

    # --- 写しと検査 -----------------------------------------------------

    def backup(self, folder: Path) -> Path:
        """``folder`` にバックアップを作り、監査に残す。"""
        made = backup(self._store, folder)
        with self.writing(Purpose.CASEWORK) as work:
            self.audit(work, BACKUP, made.name)
        return made

    def verify(self) -> tuple[Check, ...]:
        """事務所の検査。"""
        return verify(self._store)
