"""サインインした職員の保管庫(Store)。

Store は職員ごと・サインインごとに一つで、サインアウトで捨てる。Session も接続も外へ出さず、
``reading(permit)`` / ``writing(permit)`` の間だけ仕事(Work)を渡す。
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from jusou_desk import scrubbing
from jusou_desk.errors import BadInput, DeskError, OutsideTrouble, Refused
from jusou_desk.models import bundle, identity, keys, lanes, office_records, tables
from jusou_desk.models.connections import engine_for, transaction
from jusou_desk.models.keeping import TOWN
from jusou_desk.models.vault import Opened, Vault, check_name, check_password
from jusou_desk.models.work import Work
from jusou_desk.policy import MEMBERS_ONLY, Lane, Permit, Purpose, Role, may_serve, right_of
from jusou_desk.towns import town

Clock = Callable[[], datetime]


class Store:
    """サインインした職員一人の保管庫。"""

    def __init__(self, vault: Vault, opened: Opened, clock: Clock) -> None:
        self._vault = vault
        self._opened = opened
        self._clock = clock
        self._everyday = engine_for(vault, opened.data_key, everyday=True)
        self._full = engine_for(vault, opened.data_key, everyday=False)
        self._lane_keys: tuple[lanes.LaneKey, ...] = ()
        try:
            self._me = self._load_me()
            if self._is_changing():
                self._finish_change()
            self.mend_recovery()
            self._load_lane_keys()
        except BaseException:
            self.close()
            raise

    def _load_me(self) -> office_records.Staff:
        permit = Permit("", Role.READER, Purpose.CASEWORK)
        with self._transaction(permit, writing=False) as work:
            me = work.staff.get(self._opened.staff_id)
            self._limits = town(work.settings.get(TOWN)).limits
        if me is None or me.left_on is not None:
            raise Refused(
                "この職員はもうこの事務所の担当ではありません。",
                "心当たりがなければ管理者に確かめてください。",
            )
        return me

    def _is_changing(self) -> bool:
        """パスワードの変更が、鍵の束だけ替わったところで止まっているか。"""
        return keys.public_of(self._opened.private) != self.me.public_key

    def _finish_change(self) -> None:
        """途中で止まったパスワードの変更の続きをする。変える前の束なら ``Refused``。"""
        try:
            with self._holding_keys(Purpose.CASEWORK) as work:
                publics = bundle.publics(work, self._vault.bundle)
                me = work.staff.get(self.me.id) or self.me
                if identity.take_over(work.connection, me, self._opened.private, publics):
                    work.audit.add(self.now(), me.name, "パスワードの変更", me.id)
        except Refused:
            self._vault.attempts.count_wrong(self.me.id)
            raise
        self._me = self._load_me()

    def mend_recovery(self) -> None:
        """鍵の束の復旧コードの包みが台帳の控えと違えば、控えに合わせて直す。

        書き換えられたときと、作り直しの途中で止まったとき、いまの復旧シートで開けるようにする。
        書けないフォルダでは直さない(検査が言う)。
        """
        if not self._recovery_differs():
            return
        with contextlib.suppress(OutsideTrouble), self._holding_keys(Purpose.CASEWORK) as work:
            # ほかの窓が作り直している途中だったかもしれない。書込みの順番を待ってから見直す。
            wanted = bundle.recovery_public(work, self._vault.expect_current().keys)
            if wanted != self._vault.expect_current().keys.recovery.public:
                self._vault.renew_recovery(wanted, self._opened.data_key)
                work.audit.add(self.now(), self.me.name, "復旧コードの包みの直し")

    def _recovery_differs(self) -> bool:
        written = self._vault.expect_current().keys
        with self.reading(self.permit(Purpose.CASEWORK)) as work:
            return bundle.recovery_public(work, written) != written.recovery.public

    def _load_lane_keys(self) -> None:
        # 支援会議を開けない役割(閲覧)は、従事者の登録があっても鍵を持たない。
        if not may_serve(self.role, self._limits):
            return
        with transaction(self._full, writing=False) as connection:
            self._lane_keys = lanes.unwrap_all(connection, self.me.id, self._opened.private)

    @property
    def me(self) -> office_records.Staff:
        """サインインした職員。"""
        return self._me

    @property
    def role(self) -> Role:
        return Role(self.me.role)

    @property
    def member_of(self) -> frozenset[str]:
        """従事している支援会議の会議体。"""
        return frozenset(key.body_id for key in self._lane_keys)

    @property
    def folder(self) -> Path:
        return self._vault.folder

    def now(self) -> datetime:
        """いまの時刻(秒まで)。時計はこの一つだけを見る。"""
        return self._clock().replace(microsecond=0)

    def close(self) -> None:
        """接続を閉じ、鍵の入った部品と、伏せる語を手放す。"""
        self._everyday.dispose()
        self._full.dispose()
        scrubbing.forget()

    def permit(self, purpose: Purpose) -> Permit:
        """この職員がその目的で働く許可。町が狭めた分を重ねる。行えない組は ``Refused``。"""
        right_of(self.role, purpose, self._limits)
        return Permit(self.me.name, self.role, Purpose(purpose), limits=self._limits)

    def reading(self, permit: Permit, body_id: str = "") -> contextlib.AbstractContextManager[Work]:
        """許可のもとで読む。body_id があれば、その会議体の鍵だけを載せる。"""
        return self._transaction(self._confirmed(permit), body_id, writing=False)

    def writing(self, permit: Permit) -> contextlib.AbstractContextManager[Work]:
        """許可のもとで書く。途中で失敗すれば何も残らない。"""
        return self._transaction(self._confirmed(permit), writing=True)

    def _confirmed(self, permit: Permit) -> Permit:
        """この職員の役割と目的だけから作り直した許可。渡された値の上限は信じない。"""
        if type(permit) is not Permit or (permit.actor, permit.role) != (self.me.name, self.role):
            raise Refused(
                "サインインしている職員と許可が合いません。", "サインインし直してください。"
            )
        confirmed = self.permit(permit.purpose)
        if confirmed.purpose in MEMBERS_ONLY and not self._lane_keys:
            raise Refused(
                "支援会議の従事者として登録されていないため、開けません。",
                "従事者の登録を管理者に頼んでください。",
            )
        return confirmed

    @contextlib.contextmanager
    def _transaction(self, permit: Permit, body_id: str = "", *, writing: bool) -> Iterator[Work]:
        held = self._lane_keys if permit.ceiling is Lane.SEALED else ()
        lane_keys = tuple(key for key in held if body_id in ("", key.body_id))
        engine = self._full if lane_keys else self._everyday
        with transaction(engine, writing=writing) as connection:
            if writing:
                self._vault.expect_current()
            if lane_keys:
                lane_keys = self._in_force(connection, lane_keys)
            work = Work(connection, permit, lane_keys, writing=writing, now=self.now)
            yield work
            work.versions.expect_settled()

    def _in_force(
        self, connection: Connection, wanted: tuple[lanes.LaneKey, ...]
    ) -> tuple[lanes.LaneKey, ...]:
        """``wanted`` の会議体の、いまの鍵。"""
        self._catch_up(connection)
        bodies = {key.body_id for key in wanted}
        if bodies - self.member_of:
            raise Refused(
                "支援会議の従事者から外れたため、続けられません(何も保存していません)。",
                "サインインし直してください。",
            )
        return tuple(key for key in self._lane_keys if key.body_id in bodies)

    def _catch_up(self, connection: Connection) -> None:
        """ほかの窓で会議体の鍵の世代が進んでいれば、載せ直す。"""
        if lanes.held_by(connection, self.me.id) != {
            (key.body_id, key.generation) for key in self._lane_keys
        }:
            permit = self.permit(Purpose.CASEWORK)
            work = Work(connection, permit, (), writing=False, now=self.now)
            me = work.staff.get(self.me.id)
            if me is None or me.public_key != keys.public_of(self._opened.private):
                raise Refused(
                    "ほかの窓でパスワードが変えられたため、続けられません(何も保存していません)。",
                    "サインインし直してから、もう一度行ってください。",
                )
            self._lane_keys = lanes.unwrap_all(connection, self.me.id, self._opened.private)

    # --- 職員と従事者 -------------------------------------------------

    def add_staff(self, name: str, role: Role, password: str) -> office_records.Staff:
        """職員を足す。パスワードは本人がサインイン後に変える。"""
        private, public = keys.new_identity()
        staff = office_records.Staff(
            name=name, role=role, public_key=public, joined_on=self.now().date()
        )
        check_name(name)
        with self.writing(self.permit(Purpose.ADMINISTRATION)) as work:
            work.staff.put(staff)
            identity.mark_temporary(work.connection, staff.id)
            work.audit.add(self.now(), self.me.name, "職員の登録", staff.id, role)
            self._vault.add_slot(
                staff_id=staff.id,
                name=name,
                password=password,
                private=private,
                data_key=self._opened.data_key,
            )
        return staff

    def change_password(self, old: str, new: str) -> None:
        """自分のパスワードを、鍵の組ごと変える。"""
        if self._is_changing():
            self._finish_change()
        self._vault.unlock(self.me.name, old)
        self._vault.attempts.forget(self.me.id)
        check_password(new)
        if new == old:
            raise BadInput("いまと同じパスワードです。", "ほかの人の知らない言葉に変えてください。")
        private, public = keys.new_identity()
        with self._holding_keys(Purpose.CASEWORK) as work:
            me = work.staff.get(self.me.id) or self.me
            identity.hand_over(work.connection, me, self._opened.private, public)
            work.audit.add(self.now(), me.name, "パスワードの変更", me.id, "始め")
        self._vault.add_slot(
            staff_id=self.me.id,
            name=self.me.name,
            password=new,
            private=private,
            data_key=self._opened.data_key,
        )
        self._opened = replace(self._opened, private=private)
        try:
            self._finish_change()
        except DeskError as error:
            raise OutsideTrouble(
                "新しいパスワードに変わりましたが、仕上げが途中で止まりました。",
                "新しいパスワードでサインインし直すと、続きをします。",
            ) from error
        self._load_lane_keys()

    def grant_body(self, body_id: str, staff: office_records.Staff) -> None:
        """職員を支援会議の従事者にする。自分もその従事者であること。"""
        with self._holding_keys(Purpose.ADMINISTRATION) as work:
            self._catch_up(work.connection)
            self._expect_serving(body_id)
            held = [key for key in self._lane_keys if key.body_id == body_id]
            known = work.staff.get(staff.id)
            if known is None or known.left_on is not None:
                raise Refused("いまいる職員ではありません。", "職員の一覧を開き直してください。")
            for key in held:
                lanes.grant(work.connection, key, known.id, known.public_key)
            work.audit.add(self.now(), self.me.name, "従事者の登録", staff.id, body_id)
        self._load_lane_keys()

    def take_off_body(self, body_id: str, staff: office_records.Staff) -> None:
        """職員を支援会議の従事者から外し、会議体の鍵を替える。自分もその従事者であること。"""
        with self._holding_keys(Purpose.ADMINISTRATION) as work:
            self._catch_up(work.connection)
            self._expect_serving(body_id)
            lanes.revoke(
                work.connection, body_id, staff.id, bundle.publics(work, self._vault.bundle)
            )
            work.audit.add(self.now(), self.me.name, "従事者から外す", staff.id, body_id)
        self._load_lane_keys()

    def _expect_serving(self, body_id: str) -> None:
        if body_id not in self.member_of:
            raise Refused(
                "自分が従事していない会議体の従事者は、足すことも外すこともできません。",
                "その会議体の従事者である管理者が行ってください。",
            )

    def holders_of(self, body_id: str) -> frozenset[str]:
        """会議体の従事者(職員 id)。管理者だけが見られる。"""
        with self._holding_keys(Purpose.ADMINISTRATION) as work:
            return lanes.holders(work.connection, body_id)

    def fellows_of(self, body_id: str) -> frozenset[str]:
        """自分も従事している会議体の従事者(職員 id)。従事していなければ、管理者でも ``Refused``。"""
        if body_id not in self.member_of:
            raise Refused(
                "自分が従事していない会議体の従事者は見られません。",
                "その会議体の従事者に頼んでください。",
            )
        with self.reading(self.permit(Purpose.SUPPORT_MEETING)) as work:
            return lanes.holders(work.connection, body_id)

    def shut_out(self, staff: office_records.Staff) -> None:
        """退任した職員を締め出し、会議体の鍵とデータの鍵を替える。"""
        if staff.id == self.me.id:
            raise Refused(
                "自分自身を締め出すことはできません。", "ほかの管理者が手続きしてください。"
            )
        with self._holding_keys(Purpose.ADMINISTRATION) as work:
            publics = bundle.publics(work, self._vault.bundle)
            staying = bundle.sealed_to(work, self._vault.expect_current().keys)
            for body_id in lanes.bodies_of(work.connection, staff.id):
                lanes.revoke(work.connection, body_id, staff.id, publics)
            work.staff.put(replace(staff, left_on=staff.left_on or self.now().date()))
            work.audit.add(self.now(), self.me.name, "職員の締め出しと鍵の交換", staff.id)
        self._load_lane_keys()
        self.close()
        staying.pop(staff.id, None)
        fresh = self._vault.rekey(staying, publics[lanes.RECOVERY], self._opened.data_key)
        self._opened = Opened(self.me.id, self._opened.private, fresh)
        self._everyday = engine_for(self._vault, fresh, everyday=True)
        self._full = engine_for(self._vault, fresh, everyday=False)

    def holds_slot(self, staff: office_records.Staff) -> bool:
        """職員の鍵の包みが、まだ束に残っているか。"""
        return any(slot.staff_id == staff.id for slot in self._vault.bundle.slots)

    def bundle_problem(self) -> str:
        """鍵の束が職員の表と合わないところ。合えば空。"""
        with self.reading(self.permit(Purpose.CASEWORK)) as work:
            return bundle.bundle_problem(work, self._vault.bundle)

    def renew_recovery(self) -> str:
        """復旧コードを作り直す。古いコードでは開けなくなる。新しいコードを返す。

        会議体の鍵も新しいコードへ封じ直すため、全ての会議体の従事者であること。
        """
        private, public = keys.new_identity()
        try:
            self._replace_recovery(public)
        except DeskError:
            self.mend_recovery()
            raise
        return keys.format_code(private)

    def _replace_recovery(self, public: bytes) -> None:
        with self._holding_keys(Purpose.ADMINISTRATION) as work:
            # 古い世代だけを新しいコードへ封じると、いまの記録が復旧コードで開けなくなる。
            self._catch_up(work.connection)
            table = tables.lane_key
            bodies = set(work.connection.execute(select(table.c.body_id).distinct()).scalars())
            if bodies - self.member_of:
                raise Refused(
                    "従事していない支援会議があるため、復旧コードを作り直せません。",
                    "全ての支援会議に従事する管理者が行ってください。",
                )
            for key in self._lane_keys:
                lanes.grant(work.connection, key, lanes.RECOVERY, public)
            bundle.remember_recovery(work, public)
            work.audit.add(self.now(), self.me.name, "復旧コードの作り直し")
            self._vault.renew_recovery(public, self._opened.data_key)

    @contextlib.contextmanager
    def _holding_keys(self, purpose: Purpose, *, writing: bool = True) -> Iterator[Work]:
        """鍵の配り直しだけは、その目的の許可のまま秘匿の表(の鍵の欄)に触れる。"""
        permit = self.permit(purpose)
        with transaction(self._full, writing=writing) as connection:
            if writing:
                self._vault.expect_current()
            yield Work(connection, permit, (), writing=writing, now=self.now)

    # --- 丸ごとの写し -------------------------------------------------

    @property
    def vault(self) -> Vault:
        """バックアップと検査のために models の中だけで使う。"""
        return self._vault

    def raw_connection(self) -> Any:
        """検査・写しのための生の接続(models の中だけで使う)。"""
        return self._vault.connect(self._opened.data_key)

    @property
    def data_key(self) -> bytes:
        return self._opened.data_key
