"""居場所の伏せは、相談受付の書直し一つでは外れない(domain.md §5.4)。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jusou_desk.casework.case import intake
from jusou_desk.casework.case.moving_home import KEPT
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper import papers
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import Refused
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from tests.casework.test_protecting import (
    ACCOUNT,
    ADDRESS,
    PHONE,
    address_of,
    case_of,
    mother,
    receive,
)

__all__ = ["mother"]

OLD_HOME = "長門市（架空）元の家1番地"


def rewrite(desk: Desk, case_id: str, **changes: Any) -> intake.Received:
    with desk.reading(Purpose.CASEWORK) as work:
        case = work.cases.get(case_id)
        assert case is not None
        values = intake.intake_values(work, case)
    return intake.receive(desk, values | changes, case_id=case_id)


def child_at(desk: Desk, home: str, address: str = ADDRESS) -> str:
    made = receive(
        desk, person_name="砂原　灯", household_no=home, address=address, phone=PHONE
    ).person
    assert made is not None
    return made.id


def kept(desk: Desk) -> int:
    return [row.action for row in sightings.audit_trail(desk)].count(KEPT)


@pytest.mark.parametrize("name", ["", " 　"])
def test_伏せる人の相談は_氏名を空にしても切り離せない(
    desk: Desk, outsider: Desk, mother: str, name: str
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    case_id = case_of(desk, mother)
    with pytest.raises(Refused, match="居場所を伏せる人に関わる相談"):
        rewrite(outsider, case_id, person_name=name, address_concealed=False)
    packet, _ = papers.sheet_packet(outsider, papers.sheet_kind("intake"), _number(desk, case_id))
    assert ADDRESS not in repr(packet.values)


def test_伏せる人の相談を_ほかの人の相談に替えられない(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    other = receive(desk, person_name="船越　渚").person
    assert other is not None
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.person_values(other) | {
            "received_on": desk.today(),
            "consent": "未取得",
        }
        assert work.cases.where(person_id=mother)
    with pytest.raises(Refused, match="居場所を伏せる人に関わる相談"):
        intake.receive(outsider, values, case_id=case_of(desk, mother), person_id=other.id)


def test_世帯により伏せる人と_相手方の側の相談も切り離せない(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    child = child_at(desk, "H-NEW")
    father = receive(desk, person_name="砂原　剛志", content=f"妻は{ADDRESS}にいるらしい")
    protecting.set_protection(desk, mother, ACCOUNT)
    for case_id in (case_of(desk, child), father.case.id):
        with pytest.raises(Refused, match="居場所を伏せる人に関わる相談"):
            rewrite(outsider, case_id, person_name="")


def test_二人で外した後なら切り離せる(desk: Desk, outsider: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    protecting.ask_lift(desk, mother, "本人が望んだ")
    protecting.lift(outsider, mother)
    assert rewrite(outsider, case_of(desk, mother), person_name="").person is None


def test_世帯番号を変えられた子には印が付き_伏せたまま監査に残る(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    child = child_at(desk, "H-NEW")
    protecting.set_protection(desk, mother, ACCOUNT)
    rewrite(outsider, case_of(desk, child), household_no="H-3")
    assert address_of(desk, child) == CONCEALED
    assert kept(desk) == 1
    rewrite(outsider, case_of(desk, child), household_no="H-4")
    assert address_of(desk, child) == CONCEALED
    assert kept(desk) == 1


@pytest.mark.parametrize(
    "steps",
    [
        [{"household_no": "H-OLD", "address": OLD_HOME, "phone": ""}],
        [{"person_name": "砂原　剛志", "household_no": "H-3"}],
        [{"person_name": "砂原　剛志"}, {"household_no": "H-3"}],
    ],
)
def test_相手方の側の人に見せかけて書き直しても_伏せたまま(
    desk: Desk, outsider: Desk, mother: str, steps: list[dict[str, str]]
) -> None:
    child = child_at(desk, "H-NEW")
    protecting.set_protection(desk, mother, ACCOUNT)
    protecting.confirm(outsider, mother)
    for changes in steps:
        rewrite(outsider, case_of(desk, child), **changes)
    assert address_of(desk, child) == CONCEALED
    assert kept(desk) == 1


def test_守られる人の世帯番号を変えても_残る子は伏せたまま(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    child = child_at(desk, "H-NEW")
    protecting.set_protection(desk, mother, ACCOUNT)
    rewrite(outsider, case_of(desk, mother), household_no="")
    assert (address_of(desk, mother), address_of(desk, child)) == (CONCEALED, CONCEALED)
    assert kept(desk) == 1


def test_同じ世帯に印のある人が残れば_印は付かない(desk: Desk, outsider: Desk, mother: str) -> None:
    child = child_at(desk, "H-NEW")
    protecting.set_protection(desk, mother, ACCOUNT)
    protecting.set_protection(desk, child, ACCOUNT)
    rewrite(outsider, case_of(desk, mother), household_no="H-3")
    assert kept(desk) == 0


def test_元の世帯のままの番号を改めると_確かめた支援措置の相手方だけが伏せられなくなる(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    father = receive(desk, person_name="砂原　剛志", household_no="H-NEW", address=OLD_HOME).person
    assert father is not None
    protecting.set_protection(desk, mother, ACCOUNT)
    with pytest.raises(Refused, match="伏せなくなる人がいます"):
        rewrite(outsider, case_of(desk, mother), household_no="H-3")
    with pytest.raises(Refused, match="伏せなくなる人がいます"):
        rewrite(outsider, case_of(desk, father.id), household_no="H-OLD")
    assert address_of(desk, father.id) == CONCEALED
    protecting.confirm(outsider, mother)
    rewrite(outsider, case_of(desk, mother), household_no="H-3")
    assert (address_of(desk, mother), address_of(desk, father.id)) == (CONCEALED, OLD_HOME)
    assert kept(desk) == 0


@pytest.mark.parametrize("together", [True, False])
def test_元の世帯の名指されていない人は_守られる人と同じ所にいなければ伏せられなくなる(
    desk: Desk, outsider: Desk, mother: str, together: bool
) -> None:
    address = ADDRESS if together else OLD_HOME
    left = receive(desk, person_name="砂原　昭二", household_no="H-NEW", address=address).person
    assert left is not None
    protecting.set_protection(desk, mother, replace(ACCOUNT, former_household_no="H-NEW"))
    protecting.confirm(outsider, mother)
    if together:
        with pytest.raises(Refused, match="伏せなくなる人がいます"):
            rewrite(outsider, case_of(desk, mother), household_no="H-3")
        assert address_of(desk, left.id) == CONCEALED
    else:
        rewrite(outsider, case_of(desk, mother), household_no="H-3")
        assert address_of(desk, left.id) == OLD_HOME


def _number(desk: Desk, case_id: str) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        case = work.cases.get(case_id)
    assert case is not None
    return case.case_no
