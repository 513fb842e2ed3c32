"""在職のまま支援会議の従事者から外す。鍵が替わり、外れた人には前の記録も後の記録も開けない。"""

from __future__ import annotations

import pytest

from jusou_desk.casework.case import progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.trail.sightings import audit_trail
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.lanes import LaneKey, LaneRing
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD
from tests.casework.test_one_case import phone_call

SUPPORT = "support_meeting"


def keys_of(desk: Desk) -> tuple[LaneKey, ...]:
    return desk._store._lane_keys


@pytest.fixture
def two(desk: Desk) -> Desk:
    staffing.add_staff(desk, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    staffing.make_member(desk, OUTSIDER, SUPPORT)
    return desk


def test_外れた人には_前の記録も後の記録も開けない(two: Desk, office: Office) -> None:
    case = phone_call(two)
    told = {"noted_on": two.today(), "content": "外す前の話", "lane": "支援会議"}
    progress.add_note(two, case.id, told)
    before = sign_in(office, OUTSIDER, PASSWORD)
    assert before.serves_any
    held = keys_of(before)
    before.close()
    staffing.take_off(two, OUTSIDER, SUPPORT)
    progress.add_note(two, case.id, told | {"content": "外した後の話"})
    after = sign_in(office, OUTSIDER, PASSWORD)
    assert not after.serves_any
    with pytest.raises(Refused), after.reading(Purpose.SUPPORT_MEETING):
        pass
    after.close()
    # 前の鍵を覚えていても、後の記録は包みが違う。
    with two.reading(Purpose.SUPPORT_MEETING) as work:
        assert {note.content for note in work.notes.where(case_id=case.id)} >= {
            "外す前の話",
            "外した後の話",
        }
        newest = max(key.generation for key in keys_of(two) if key.body_id == SUPPORT)
        assert newest > max(key.generation for key in held if key.body_id == SUPPORT)
        sealed = LaneRing(keys_of(two)).seal(SUPPORT, b"x", "試し")
    assert sealed[0] == newest
    assert ("従事者から外す", OUTSIDER) in {
        (one.action, one.subject) for one in audit_trail(two, newest=5)
    }


def test_また従事者にすれば_間に書かれた記録も開ける(two: Desk, office: Office) -> None:
    case = phone_call(two)
    staffing.take_off(two, OUTSIDER, SUPPORT)
    told = {"noted_on": two.today(), "content": "間の話", "lane": "支援会議"}
    progress.add_note(two, case.id, told)
    staffing.make_member(two, OUTSIDER, SUPPORT)
    again = sign_in(office, OUTSIDER, PASSWORD)
    with again.reading(Purpose.SUPPORT_MEETING) as work:
        assert [note.content for note in work.notes.where(case_id=case.id)] == ["間の話"]
    again.close()


def test_最後の一人と_従事していない人は外せない(two: Desk) -> None:
    staffing.take_off(two, OUTSIDER, SUPPORT)
    with pytest.raises(BadInput, match="その氏名の従事者はいません"):
        staffing.take_off(two, OUTSIDER, SUPPORT)
    with pytest.raises(Refused, match="最後の一人"):
        staffing.take_off(two, COORDINATOR, SUPPORT)
    assert two.serves_any


def test_従事していない管理者には外せない(two: Desk, office: Office) -> None:
    staffing.add_staff(two, "課長　一郎", Role.ADMIN, PASSWORD)
    boss = sign_in(office, "課長　一郎", PASSWORD)
    with pytest.raises(Refused, match="足すことも外すこともできません"):
        staffing.take_off(boss, OUTSIDER, SUPPORT)
    boss.close()


@pytest.mark.usefixtures("two")
def test_相談員には外せない(office: Office) -> None:
    worker = sign_in(office, OUTSIDER, PASSWORD)
    with pytest.raises(Refused):
        staffing.take_off(worker, COORDINATOR, SUPPORT)
    worker.close()
