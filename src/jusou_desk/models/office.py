"""事務所フォルダ一つ。作る・サインインする・復旧コードで開く。"""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from jusou_desk.errors import BadInput
from jusou_desk.models import bundle, identity, keys, lanes, office_records, records, tables
from jusou_desk.models.connections import engine_for, transaction
from jusou_desk.models.device import DeviceSecrets, KeyringSecrets
from jusou_desk.models.keeping import TOWN
from jusou_desk.models.migrate import migrate
from jusou_desk.models.searching import note_current
from jusou_desk.models.store import Clock, Store
from jusou_desk.models.vault import Vault, fresh_folder
from jusou_desk.models.work import Work
from jusou_desk.policy import Permit, Purpose, Role


class Office:
    """事務所フォルダ一つ。サインインすると Store になる。"""

    def __init__(
        self,
        folder: Path,
        device: DeviceSecrets | None = None,
        clock: Clock = datetime.now,
    ) -> None:
        self.vault = Vault(folder, device or KeyringSecrets())
        self._clock = clock

    @property
    def folder(self) -> Path:
        return self.vault.folder

    @property
    def office_id(self) -> str:
        return self.vault.bundle.office_id

    def names(self) -> tuple[str, ...]:
        """サインイン画面に並べる氏名(この機器で読めるものだけ)。"""
        return self.vault.names()

    def locked(self) -> contextlib.AbstractContextManager[None]:
        """二つの窓で同時に開かないための錠。"""
        return self.vault.locked()

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        town_id: str,
        support_bodies: tuple[str, ...],
        name: str,
        password: str,
        device: DeviceSecrets | None = None,
        clock: Clock = datetime.now,
        cost: keys.Cost | None = None,
    ) -> tuple[Office, str]:
        """新しい事務所。最初の職員は管理者で、全ての支援会議の従事者。(事務所, 復旧コード)。"""
        device, staff_id = device or KeyringSecrets(), records.new_id()
        with fresh_folder(folder):
            vault, opened, code = Vault.create(
                folder, device, staff_id=staff_id, name=name, password=password, cost=cost
            )
            migrate(vault, opened.data_key, fresh=True)
            staff = office_records.Staff(
                id=staff_id,
                name=name,
                role=Role.ADMIN,
                public_key=keys.public_of(opened.private),
                joined_on=clock().date(),
            )
            engine = engine_for(vault, opened.data_key, everyday=False)
            try:
                with transaction(engine, writing=True) as connection:
                    cls._furnish(connection, vault, staff, town_id, support_bodies, clock())
            finally:
                engine.dispose()
        return cls(folder, device, clock), code

    @staticmethod
    def _furnish(
        connection: Connection,
        vault: Vault,
        staff: office_records.Staff,
        town_id: str,
        support_bodies: tuple[str, ...],
        at: datetime,
    ) -> None:
        permit = Permit(staff.name, Role.ADMIN, Purpose.ADMINISTRATION)
        work = Work(connection, permit, (), writing=True, now=lambda: at)
        work.staff.put(staff)
        work.settings.put(TOWN, town_id)
        note_current(work)
        bundle.remember_recovery(work, vault.bundle.recovery.public)
        publics = {staff.id: staff.public_key, lanes.RECOVERY: vault.bundle.recovery.public}
        for body_id in support_bodies:
            lanes.share(connection, lanes.LaneKey(body_id, 1, keys.new_key()), publics)
        work.audit.add(at, staff.name, "事務所の作成", subject=town_id)

    def sign_in(self, name: str, password: str) -> Store:
        """パスワードでサインインする。移行が要れば写しを取ってから進める。"""
        opened = self.vault.unlock(name, password)
        migrate(self.vault, opened.data_key)
        store = Store(self.vault, opened, self._clock)
        self.vault.attempts.forget(opened.staff_id)
        return store

    def reissue(self, code: str, name: str, new_password: str) -> Store:
        """復旧コードで開き、``name`` のパスワードと鍵を作り直してサインインする。"""
        opened = self.vault.unlock_with_code(code)
        migrate(self.vault, opened.data_key)
        engine = engine_for(self.vault, opened.data_key, everyday=False)
        table = tables.staff
        private, public = keys.new_identity()
        try:
            with transaction(engine, writing=True) as conn:
                row = conn.execute(
                    select(table.c.id, table.c.role).where(
                        table.c.name == name, table.c.left_on.is_(None)
                    )
                ).first()
                if row is None:
                    raise BadInput(
                        "その氏名の職員はこの事務所にいません。",
                        "登録したときの氏名を、そのとおりに入れてください。",
                    )
                permit = Permit(name, Role(row.role), Purpose.CASEWORK)
                work = Work(conn, permit, (), writing=True, now=self._clock)
                lanes.reseal(conn, opened.private, row.id, public)
                publics = bundle.publics(work, self.vault.bundle)
                identity.settle(conn, row.id, public, publics)
                work.audit.add(
                    self._clock(), name, "復旧コードによるパスワードの再発行", subject=row.id
                )
                if self.vault.device.recall(self.office_id) is None:
                    self.vault.device.remember(self.office_id)
                self.vault.add_slot(
                    staff_id=row.id,
                    name=name,
                    password=new_password,
                    private=private,
                    data_key=opened.data_key,
                )
        finally:
            engine.dispose()
        return self.sign_in(name, new_password)
