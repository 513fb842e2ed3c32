"""支援措置の壁: 画面を通らず棚に直に書いても、一人では居場所の伏せを外せない。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import Refused
from jusou_desk.models.records import new_id
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from tests.casework.conftest import clock, desk, office, outsider
from tests.casework.test_protecting import ACCOUNT, address_of, mother

__all__ = ["clock", "desk", "mother", "office", "outsider"]

Change = Callable[[Protection, Desk, Desk], Protection]
ON = date(2026, 11, 20)


def lifted(one: Protection, by: Desk) -> Protection:
    return replace(one, lifted_by=by.staff_id, lifted_on=ON)


def asked(one: Protection, by: Desk) -> Protection:
    return replace(one, lift_asked_by=by.staff_id, lift_asked_on=ON, lift_reason="もう要らない")


#: 一人目(設けた人)がしてはならない書込み。
FORGED: dict[str, Change] = {
    "申し出の無いまま外す": lambda one, me, _: lifted(one, me),
    "一人で申し出て外す": lambda one, me, _: lifted(asked(one, me), me),
    "人の名で申し出て自分で外す": lambda one, me, other: lifted(asked(one, other), me),
    "申し出て人の名で外す": lambda one, me, other: lifted(asked(one, me), other),
    "名の無いまま終わらせる": lambda one, me, _: replace(asked(one, me), lifted_on=ON),
    "人の名で申し出る": lambda one, _, other: asked(one, other),
    "理由の無いまま申し出る": lambda one, me, _: replace(asked(one, me), lift_reason=""),
    "自分で確かめる": lambda one, me, _: replace(one, confirmed_by=me.staff_id, confirmed_on=ON),
    "人の名で確かめる": lambda one, _, other: replace(
        one, confirmed_by=other.staff_id, confirmed_on=ON
    ),
    "相手方を書き換える": lambda one, *_: replace(one, other_party="別の人"),
    "期限を書き換える": lambda one, *_: replace(one, until=ON),
    "守る人を替える": lambda one, *_: replace(one, person_id=""),
    "人の名で設ける": lambda one, _, other: replace(one, id=new_id(), set_by=other.staff_id),
    "確かめたことにして設ける": lambda one, _, other: replace(
        one, id=new_id(), confirmed_by=other.staff_id, confirmed_on=ON
    ),
    "人の申し出たことにして設ける": lambda one, _, other: asked(
        replace(one, id=new_id(), set_at=datetime(2030, 1, 1)), other
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_二人の手続きを偽る書込みはみな断られる(
    desk: Desk, outsider: Desk, mother: str, name: str
) -> None:
    one = protecting.set_protection(desk, mother, ACCOUNT)
    with pytest.raises(Refused), desk.writing(Purpose.CASEWORK) as work:
        work.protections.put(FORGED[name](one, desk, outsider))
    assert protecting.protected(desk, mother).history == (one,)


def test_支援措置は消せず_印だけを消すこともできない(desk: Desk, mother: str) -> None:
    one = protecting.set_protection(desk, mother, ACCOUNT)
    with pytest.raises(Refused, match="消せません"), desk.writing(Purpose.CASEWORK) as work:
        work.protections.remove(one)
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(mother)
    assert person is not None
    with pytest.raises(Refused, match="一人では"), desk.writing(Purpose.CASEWORK) as work:
        work.people.put(replace(person, address_concealed=False))
    assert address_of(desk, mother) == CONCEALED


def test_前に二人で外したことがあっても_次の印は一人では消せない(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    protecting.ask_lift(desk, mother, "離婚が成立した")
    protecting.lift(outsider, mother)
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(mother)
        assert person is not None
        work.people.put(replace(person, address_concealed=True))
    with pytest.raises(Refused, match="一人では"), desk.writing(Purpose.CASEWORK) as work:
        work.people.put(replace(person, address_concealed=False))


def test_相談から本人を外す書込みも断られる(desk: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    with desk.reading(Purpose.CASEWORK) as work:
        (case,) = work.cases.where(person_id=mother)
    with pytest.raises(Refused), desk.writing(Purpose.CASEWORK) as work:
        work.cases.put(replace(case, person_id=""))
