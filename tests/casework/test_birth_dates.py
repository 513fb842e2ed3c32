"""生年月日の受け方: これから生まれる人も130年より前の人もいない。人物を書くどの入口でも断る。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jusou_desk.casework.case.intake import receive, similar_people
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_cells import WrittenBirth, read_cell
from jusou_desk.casework.ledger.ledger_schema import BY_NAME
from jusou_desk.casework.secrecy.transfer_opening import propose_opening
from jusou_desk.errors import BadInput
from jusou_desk.policy import Purpose

TODAY = date(2026, 11, 20)
TOO_LATE = (TODAY + timedelta(days=1), "令和30年4月1日", "令和30年頃")
TOO_OLD = (date(1895, 12, 31), "明治28年1月1日")


def values(**more: Any) -> dict[str, Any]:
    return {
        "received_on": TODAY,
        "person_name": "岬　はる",
        "person_kana": "ミサキ　ハル",
        "birth_date": date(1950, 5, 5),
        "content": "家のこと",
        "consent": "口頭",
    } | more


@pytest.mark.parametrize("born", [*TOO_LATE, *TOO_OLD])
def test_相談受付はありえない生年月日を断り_何も書かない(desk: Desk, born: object) -> None:
    with pytest.raises(BadInput) as caught:
        receive(desk, values(birth_date=born))
    assert caught.value.field == "birth_date"
    assert ("未来" in caught.value.title) == (born in TOO_LATE)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.people.where() == ()


def test_書直しでも受け付け直しでも断る(desk: Desk) -> None:
    made = receive(desk, values())
    with pytest.raises(BadInput, match="未来"):
        receive(desk, values(birth_date=TOO_LATE[0]), case_id=made.case.id)
    sealed = receive(desk, values(lane="支援会議"))
    with pytest.raises(BadInput, match="未来"):
        propose_opening(
            desk,
            sealed.case.id,
            values(birth_date=TOO_LATE[0]),
            ground="本人同意",
            evidence="同意書",
        )


def test_今日生まれた子は受ける(desk: Desk) -> None:
    made = receive(desk, values(birth_date=TODAY))
    assert made.person is not None
    assert made.person.birth_on == TODAY


@pytest.mark.parametrize("born", [*TOO_LATE, *TOO_OLD, datetime(2030, 1, 1)])
def test_台帳の取込みもありえない生年月日を断る(born: object) -> None:
    column = next(one for one in BY_NAME["人物"].columns if one.label == "生年月日")
    with pytest.raises(BadInput, match="生年月日が"):
        read_cell(column, born, TODAY)
    assert read_cell(column, "昭和三十年四月一日", TODAY) == WrittenBirth(date(1955, 4, 1))


@pytest.mark.parametrize("kana", [" ミサキ　ハル", "ミサキ　ハル　", "\u3000ミサキ　ハル \u3000"])
def test_フリガナの前後の空白は残さず_氏名は打たれたとおりに残る(desk: Desk, kana: str) -> None:
    made = receive(desk, values(person_name="　岬　はる ", person_kana=kana))
    assert made.person is not None
    assert made.person.kana == "ミサキ　ハル"
    assert made.person.name == "　岬　はる "
    for name, reading in (("岬はる", ""), ("", "みさきはる"), ("", " ミサキ ハル")):
        assert similar_people(desk, name, reading, None) == (made.person,)


def test_読みの前の空白は_同じ生年月日の人を探す妨げにならない(desk: Desk) -> None:
    made = receive(desk, values())
    assert similar_people(desk, "別の人", "　みさき", date(1950, 5, 5)) == (made.person,)
