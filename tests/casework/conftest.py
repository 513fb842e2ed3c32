"""casework の試験の土台: 本物の暗号化された事務所を一つ、安い鍵の重さで作る。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.policy import Role

CHEAP = Cost(memory_kib=1024, rounds=1, lanes=1)
COORDINATOR, PASSWORD = "大田　文江", "みなと三月さくら"
OUTSIDER = "西村　健"


class MovableClock:
    """試験が進められる時計。"""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 20, 9, 30))


@pytest.fixture
def office(tmp_path: Path, clock: MovableClock) -> Office:
    made, _ = create_office(
        tmp_path / "office",
        town_id="nagato",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    return made


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """管理者で、支援会議の従事者。"""
    signed_in = sign_in(office, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def outsider(office: Office, desk: Desk) -> Iterator[Desk]:
    """支援会議に従事していない相談員。"""
    staffing.add_staff(desk, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    signed_in = sign_in(office, OUTSIDER, PASSWORD)
    yield signed_in
    signed_in.close()
