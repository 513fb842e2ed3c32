"""支援会議を開ける会議体が五つある、狛江市の事務所。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Role
from tests.casework.conftest import CHEAP, COORDINATOR, OUTSIDER, PASSWORD, MovableClock

ELDER, CHILD = "elder_meeting", "child_meeting"


@pytest.fixture
def komae(tmp_path: Path, clock: MovableClock) -> Office:
    made, _ = create_office(
        tmp_path / "komae",
        town_id="komae",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    return made


@pytest.fixture
def several(komae: Office) -> Iterator[Desk]:
    """五つの会議体すべてに従事する職員。"""
    signed_in = sign_in(komae, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def elder_only(komae: Office, several: Desk) -> Iterator[Desk]:
    """高齢の会議体だけに従事する職員。"""
    staffing.add_staff(several, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    staffing.make_member(several, OUTSIDER, ELDER)
    signed_in = sign_in(komae, OUTSIDER, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def desks(komae: Office, several: Desk) -> Iterator[tuple[Desk, Desk]]:
    """従事者と、どの会議体にも従事していない推進員。"""
    staffing.add_staff(several, OUTSIDER, Role.COORDINATOR, PASSWORD)
    outsider = sign_in(komae, OUTSIDER, PASSWORD)
    yield several, outsider
    outsider.close()
