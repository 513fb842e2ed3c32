"""担当替え: 退く人の手にあるものが並び、担当の相談と仕事を後を継ぐ人に替えると、歩みに残る。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jusou_desk.casework.case import cases, intake, tasks, timeline
from jusou_desk.casework.case.due import DueLine
from jusou_desk.casework.case.timeline import Happened
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import members
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import handing_on, staffing
from jusou_desk.casework.office.handing_on import _in_hand
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, CopyException, PacketCopy, Task
from jusou_desk.policy import Lane, Purpose, Role
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD

HEIR = "後を継ぐ　人"


def received(desk: Desk, name: str = "髙橋　𠮷子", *, worker: str = OUTSIDER, **more: Any) -> Case:
    values = {"received_on": desk.today(), "person_name": name, "worker": worker, **more}
    return intake.receive(desk, values).case


def behind(desk: Desk) -> list[DueLine]:
    return [line for line in due_lines(desk) if line.panel == handing_on.PANEL]


def changes(desk: Desk, case: Case) -> list[str]:
    purpose = Purpose.SUPPORT_MEETING if case.sealed else Purpose.CASEWORK
    page = cases.case_page(desk, case.id, purpose=purpose)
    return [one.title for one in timeline.timeline(page) if one.kind is Happened.WORKER]


@pytest.fixture
def heir(desk: Desk, outsider: Desk) -> str:
    """後を継ぐ職員。退く職員(``outsider``)もいる。"""
    assert outsider.me.name == OUTSIDER
    return staffing.add_staff(desk, HEIR, Role.COUNSELLOR, PASSWORD).name


@pytest.mark.usefixtures("heir")
def test_退く前にも後にも_手にあるものが並ぶ(desk: Desk) -> None:
    mine = received(desk)
    received(desk, "ほかの　人", worker=COORDINATOR)
    task = tasks.add_task(desk, "電話する", desk.today(), case_id=mine.id)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(replace(task, person=OUTSIDER))
    body = next(one for one in desk.town.bodies if one in members.registers(desk))
    row = members.new_member(desk, body.id, "福祉課", OUTSIDER)
    members.save_register(desk, body.id, [row])
    before = handing_on.holdings(desk, OUTSIDER)
    assert [one.case.id for one in before.cases] == [mine.id]
    assert [one.what for one in before.tasks] == ["電話する"]
    assert len(before.seats) == 1
    assert body.name in before.seats[0]
    staffing.leave(desk, OUTSIDER)
    assert handing_on.holdings(desk, OUTSIDER) == before


def test_担当を替えると_仕事も付いていき_歩みに残り_今日の行が消える(desk: Desk, heir: str) -> None:
    mine = received(desk)
    assert behind(desk) == []
    staffing.leave(desk, OUTSIDER)
    (line,) = behind(desk)
    assert "1件" in line.what
    assert OUTSIDER in line.why
    handed = handing_on.hand_on(desk, OUTSIDER, heir, [mine])
    assert [one.id for one in handed.cases] == [mine.id]
    assert cases.find_case(desk, mine.id).worker == heir
    assert changes(desk, mine) == [f"担当替え　{OUTSIDER} から {heir} へ"]
    assert behind(desk) == []
    # 相談受付を書き直しても、覚えは消えない
    values = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "worker": COORDINATOR}
    intake.receive(desk, values, case_id=mine.id)
    assert len(changes(desk, mine)) == 2


@pytest.mark.usefixtures("outsider")
def test_終わった相談と_同じ氏名の人がいまいる相談は_今日に出ない(desk: Desk) -> None:
    received(desk)
    staffing.leave(desk, OUTSIDER)
    assert behind(desk)
    staffing.add_staff(desk, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    assert behind(desk) == []


def test_替えたばかりの担当を戻すと_継いだ人の前からの仕事は動かない(desk: Desk, heir: str) -> None:
    mine = received(desk)
    own = tasks.add_task(desk, "前からの仕事", desk.today(), case_id=mine.id)
    theirs = tasks.add_task(desk, "渡す仕事", desk.today(), case_id=mine.id)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(replace(own, person=heir))
        work.tasks.put(replace(theirs, person=OUTSIDER))
    staffing.leave(desk, OUTSIDER)
    handed = handing_on.hand_on(desk, OUTSIDER, heir, [mine])
    assert {one.what for one in handing_on.holdings(desk, heir).tasks} == {own.what, theirs.what}
    handing_on.hand_back(desk, handed)
    assert cases.find_case(desk, mine.id).worker == OUTSIDER
    assert changes(desk, mine) == []
    assert [one.what for one in handing_on.holdings(desk, heir).tasks] == [own.what]
    assert [one.what for one in handing_on.holdings(desk, OUTSIDER).tasks] == [theirs.what]


def test_その間にほかの人へ替わった相談は_そのまま(desk: Desk, heir: str) -> None:
    mine = received(desk)
    handing_on.hand_on(desk, OUTSIDER, COORDINATOR, [mine])
    assert handing_on.hand_on(desk, OUTSIDER, heir, [mine]).cases == ()
    assert cases.find_case(desk, mine.id).worker == COORDINATOR


@pytest.mark.usefixtures("heir")
def test_退いた人や閲覧の人には替えられない(desk: Desk) -> None:
    mine = received(desk)
    staffing.add_staff(desk, "読む　人", Role.READER, PASSWORD)
    for to in ("読む　人", "いない　人"):
        with pytest.raises(BadInput):
            handing_on.hand_on(desk, OUTSIDER, to, [mine])
    assert handing_on.successors(desk, OUTSIDER) == (COORDINATOR, HEIR)


def test_支援会議の相談は_従事者にだけ並び_従事者にだけ替えられる(
    desk: Desk, heir: str, office: Office
) -> None:
    body = desk.town.support_bodies[0]
    hidden = received(desk, "内密　太郎", worker="退く　人", lane="支援会議")
    staffing.add_staff(desk, "退く　人", Role.COUNSELLOR, PASSWORD)
    staffing.make_member(desk, "退く　人", body.id)
    staffing.leave(desk, "退く　人")
    outside = sign_in(office, OUTSIDER, PASSWORD)
    assert handing_on.holdings(outside, "退く　人").words == ""
    assert handing_on.left_behind(outside) == ()
    assert behind(outside) == []
    assert len(behind(desk)) == 1
    (held,) = handing_on.left_behind(desk)
    assert [one.words for one in held.cases] == [hidden.case_no]
    with pytest.raises(Refused, match="従事者でない"):
        handing_on.hand_on(desk, "退く　人", heir, [hidden])
    staffing.make_member(desk, heir, body.id)
    assert len(handing_on.hand_on(desk, "退く　人", heir, [hidden]).cases) == 1
    assert changes(desk, hidden) == [f"担当替え　退く　人 から {heir} へ"]
    with outside.reading(Purpose.CASEWORK) as work:
        assert all(one.action != handing_on.CHANGED for one in work.audit.entries())
    outside.close()


@pytest.mark.usefixtures("heir")
def test_読むだけの人の今日には出ない(desk: Desk, office: Office) -> None:
    received(desk)
    staffing.add_staff(desk, "読む　人", Role.READER, PASSWORD)
    staffing.leave(desk, OUTSIDER)
    reader = sign_in(office, "読む　人", PASSWORD)
    assert behind(reader) == []
    reader.close()


def test_手元の会議資料は_渡して戻っていない部だけ() -> None:
    day, at = date(2026, 11, 20), datetime(2026, 11, 20, 9)

    def copy(**more: Any) -> PacketCopy:
        return PacketCopy(
            meeting_id="m", copy_no=1, copies=2, agency="福祉課", name=OUTSIDER,
            issued_at=at, issued_by=COORDINATOR, digest="", **more,
        )  # fmt: skip

    assert not _in_hand(copy())
    assert _in_hand(copy(handed_on=day))
    assert _in_hand(copy(exception=CopyException.TAKEN_HOME))
    assert not _in_hand(copy(handed_on=day, returned_on=day + timedelta(days=1)))


def sealed_task(desk: Desk, case: Case, person: str = OUTSIDER) -> Task:
    """普段の相談について、支援会議で決まった仕事。"""
    body = desk.town.support_bodies[0]
    task = Task(
        lane=Lane.SEALED, body_id=body.id, what="見守る", due_on=desk.today(),
        case_id=case.id, person=person,
    )  # fmt: skip
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        return work.tasks.put(task)


def tasks_of(desk: Desk, name: str) -> list[str]:
    return [one.id for one in handing_on.holdings(desk, name).tasks]


def test_支援会議の相談は_管理者でない従事者も_従事者でない人には渡せない(
    desk: Desk, heir: str, office: Office
) -> None:
    body = desk.town.support_bodies[0]
    staffing.add_staff(desk, "従事　者", Role.COUNSELLOR, PASSWORD)
    staffing.make_member(desk, "従事　者", body.id)
    hidden = received(desk, "内密　太郎", worker="従事　者", lane="支援会議")
    mine = sign_in(office, "従事　者", PASSWORD)
    assert mine.fellows_of(body) == desk.holders_of(body)
    with pytest.raises(Refused, match="従事者でない"):
        handing_on.hand_on(mine, "従事　者", heir, [hidden])
    assert cases.find_case(mine, hidden.id).worker == "従事　者"
    assert handing_on.hand_on(mine, "従事　者", COORDINATOR, [hidden]).cases
    mine.close()


def test_従事者でない人には_誰が従事者かも見えない(desk: Desk, outsider: Desk) -> None:
    with pytest.raises(Refused, match="従事していない会議体"):
        outsider.fellows_of(desk.town.support_bodies[0])


def test_担当が従事者でない支援会議の相談は_従事者の今日に出て替えられる(
    desk: Desk, heir: str, office: Office
) -> None:
    hidden = received(desk, "内密　太郎", lane="支援会議")
    received(desk, "普段の　人")
    received(desk, "守られた　人", worker=COORDINATOR, lane="支援会議")
    received(desk, "よその　人", worker="職員でない　人", lane="支援会議")
    (line,) = behind(desk)
    assert line.what == "担当が従事者でない支援会議の相談が1件あります"
    (held,) = handing_on.left_behind(desk)
    assert (held.name, [one.case.id for one in held.cases]) == (OUTSIDER, [hidden.id])
    outside = sign_in(office, heir, PASSWORD)
    assert behind(outside) == []
    assert handing_on.left_behind(outside) == ()
    outside.close()
    handing_on.hand_on(desk, OUTSIDER, COORDINATOR, [hidden])
    assert behind(desk) == []


def test_普段の相談の支援会議の仕事は_従事者へなら付いていき_戻る(desk: Desk, heir: str) -> None:
    mine = received(desk)
    theirs = sealed_task(desk, mine)
    sealed_task(desk, mine, COORDINATOR)
    handed = handing_on.hand_on(desk, OUTSIDER, COORDINATOR, [mine])
    assert tasks_of(desk, OUTSIDER) == []
    assert theirs.id in tasks_of(desk, COORDINATOR)
    handing_on.hand_back(desk, handed)
    assert tasks_of(desk, OUTSIDER) == [theirs.id]
    # 従事者でない人が継げば、支援会議の仕事だけが残り、今日が言う
    handing_on.hand_on(desk, OUTSIDER, heir, [mine])
    assert cases.find_case(desk, mine.id).worker == heir
    assert tasks_of(desk, OUTSIDER) == [theirs.id]
    staffing.leave(desk, OUTSIDER)
    assert [one.name for one in handing_on.left_behind(desk)] == [OUTSIDER]
    (line,) = behind(desk)
    assert line.what == "担当のいない仕事が1件あります"


def test_従事者でない人が替えても_支援会議の仕事は動かない(desk: Desk, outsider: Desk) -> None:
    mine = received(desk)
    theirs = sealed_task(desk, mine)
    handing_on.hand_on(outsider, OUTSIDER, COORDINATOR, [mine])
    assert cases.find_case(desk, mine.id).worker == COORDINATOR
    assert tasks_of(desk, OUTSIDER) == [theirs.id]


def test_仕事だけを残して退いた人も並ぶ(desk: Desk, heir: str) -> None:
    task = tasks.add_task(desk, "電話する", desk.today())
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(replace(task, person=OUTSIDER))
    assert behind(desk) == []
    staffing.leave(desk, OUTSIDER)
    (held,) = handing_on.left_behind(desk)
    assert held.words == "済んでいない仕事 1件"
    (line,) = behind(desk)
    assert OUTSIDER in line.why
    handing_on.hand_on(desk, OUTSIDER, heir, (), held.tasks)
    assert behind(desk) == []


def test_その後にまた替わった相談は戻せず_後の人の覚えも消えない(desk: Desk, heir: str) -> None:
    mine, other = received(desk), received(desk, "ほかの　人")
    handed = handing_on.hand_on(desk, OUTSIDER, heir, [mine, other])
    handing_on.hand_on(desk, heir, COORDINATOR, [mine])
    handing_on.hand_on(desk, COORDINATOR, heir, [mine])
    before = changes(desk, mine)
    with pytest.raises(BadInput, match=f"^{mine.case_no} の担当は"):
        handing_on.hand_back(desk, handed)
    assert changes(desk, mine) == before
    assert len(before) == 3
    assert {cases.find_case(desk, one.id).worker for one in (mine, other)} == {heir}
