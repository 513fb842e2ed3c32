"""事務所を作る・開く。"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final

from jusou_desk.casework.audit_chain import note_failures
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.code_versions import lay_versions
from jusou_desk.casework.register.listing import refresh
from jusou_desk.casework.wording import keep_up
from jusou_desk.errors import DeskError
from jusou_desk.models.device import DeviceSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.searching import catch_up, is_current
from jusou_desk.models.store import Store
from jusou_desk.policy import Purpose
from jusou_desk.towns import town

#: 練習用の事務所であることを示す設定の名前。
PRACTICE: Final = "practice"


def create_office(
    folder: Path,
    *,
    town_id: str,
    staff_name: str,
    password: str,
    device: DeviceSecrets | None = None,
    clock: Callable[[], datetime] = datetime.now,
    cost: Cost | None = None,
) -> tuple[Office, str]:
    """新しい事務所。最初の職員が管理者になる。(事務所, 復旧コード) を返す。"""
    profile = town(town_id)
    return Office.create(
        folder,
        town_id=town_id,
        support_bodies=tuple(body.id for body in profile.support_bodies),
        name=staff_name,
        password=password,
        device=device,
        clock=clock,
        cost=cost,
    )


def desk_of(store: Store) -> Desk:
    """サインインした保管庫から机を作る。"""
    with store.reading(store.permit(Purpose.CASEWORK)) as work:
        practising = work.settings.get(PRACTICE) == "1"
        desk = Desk(store, town(work.settings.get("town")), practising=practising)
        lay_versions(work)
        keep_up(desk, work)
        indexed = is_current(work)
    if not indexed and desk.may(Purpose.CASEWORK):
        # 書けないフォルダなどで直せなくても、探せるものが前のままなだけなので、開くことは妨げない。
        with suppress(DeskError), desk.writing(Purpose.CASEWORK) as work:
            catch_up(work)
    refresh(desk)
    return desk


def sign_in(office: Office, name: str, password: str) -> Desk:
    """氏名とパスワードでサインインする。違えば ``Refused``。"""
    desk = desk_of(office.sign_in(name, password))
    note_failures(desk, office)
    return desk


def names_here(desk: Desk) -> tuple[str, ...]:
    """いまいる職員の氏名を、加わった順に。"""
    with desk.reading(Purpose.CASEWORK) as work:
        here = sorted(work.staff.where(left_on=None), key=lambda one: one.joined_on)
    return tuple(one.name for one in here)


def today() -> date:
    """このPCの今日。"""
    return datetime.now().date()  # noqa: DTZ005 - 役場の一台の時計をそのまま使う
