"""同じ人かもしれないことを言葉で言い、「別人」を覚える。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from jusou_desk.casework.case.intake_opening import familiar_people
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.same_people import (
    apart_pairs,
    likely_pairs,
    say_apart,
    take_back_apart,
)
from jusou_desk.casework.kin.uniting import unite
from jusou_desk.casework.ledger.ledger_lookup import look_up
from jusou_desk.casework.ledger.ledger_reading import read_sheets
from jusou_desk.models.records import OtherName, OtherNameKind, Person
from jusou_desk.policy import Purpose
from jusou_desk.reports.table import read_book
from tests.casework.test_protecting import receive

BORN = date(1980, 4, 1)


def made(desk: Desk, **values: Any) -> Person:
    received = receive(desk, **values)
    assert received.person is not None
    return received.person


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (
            ("入江　蒼", "イリエ　アオイ", BORN, "", "架空町九番"),
            "カナと生年月日が同じで、住所が違います",
        ),
        (("入江　葵", "", BORN, "", "架空町一番"), "氏名と生年月日と住所が同じ"),
        (("浜　葵", "ハマ　アオイ", BORN, "", ""), "名と生年月日が同じ（姓が変わった？）"),
        (("旧江　葵", "", BORN, "", ""), "旧姓か別の名と生年月日が同じ"),
        (("入江　葵", "", None, "", ""), "氏名が同じ"),
        (("別の　名", "", None, "0837-00-1111", ""), "電話が同じ"),
        (("入江　葵", "", date(1990, 1, 1), "", ""), "氏名が同じで、生年月日が違います"),
        (("入江\U000e0100葵", "", BORN, "", ""), "氏名と生年月日が同じ"),
    ],
)
def test_同じ人かもしれないわけを言う(
    desk: Desk, typed: tuple[str, str, date | None, str, str], reason: str
) -> None:
    person = made(
        desk,
        person_name="入江　葵",
        person_kana="イリエ　アオイ",
        birth_date=BORN,
        phone="0837-00-1111",
        address="架空町一番",
    )
    with desk.writing(Purpose.CASEWORK) as work:
        former = OtherName(kind=OtherNameKind.FORMER, name="旧江　葵")
        known = work.people.get(person.id)
        assert known is not None
        work.people.put(replace(known, other_names=(former,)))
    name, kana, born, phone, address = typed
    (found,) = familiar_people(desk, name, kana, born, phone=phone, address=address)
    assert found.reason == reason


def test_おおよその生年月日も比べる(desk: Desk) -> None:
    made(desk, person_name="岬　凪", birth_date="昭和30年頃")
    (found,) = familiar_people(desk, "岬　凪", "", date(1956, 5, 5))
    assert found.reason == "氏名が同じ（生年月日もおよそ合います）"
    (far,) = familiar_people(desk, "岬　凪", "", date(1970, 5, 5))
    assert far.reason == "氏名が同じで、生年月日が違います"


def test_伏せている人は番号だけを言い_住所も電話も比べない(desk: Desk) -> None:
    person = made(
        desk,
        person_name="砂原　澪",
        phone="0837-00-3333",
        address="架空の丘八番",
        address_concealed=True,
    )
    assert familiar_people(desk, "別の　名", "", None, phone="0837-00-3333") == ()
    (found,) = familiar_people(desk, "砂原　澪", "", None, address="架空の丘八番")
    assert (found.reason, found.hidden) == ("氏名が同じ", True)
    assert "砂原" not in found.words
    assert person.person_no in found.words


def test_支援会議だけの人は_支援会議の票でだけ_従事者にだけ言う(desk: Desk, outsider: Desk) -> None:
    made(desk, person_name="岬　凪", birth_date=BORN, lane="支援会議")
    made(desk, person_name="岬　凪", birth_date=BORN)
    for one in (desk, outsider):
        assert len(familiar_people(one, "岬　凪", "", BORN)) == 1
        assert likely_pairs(one) == ()
    assert len(familiar_people(desk, "岬　凪", "", BORN, sealed=True)) == 2
    assert len(likely_pairs(desk, Purpose.SUPPORT_MEETING)) == 1


def test_別人は_どちらから見ても二度と尋ねず_取り消せばまた尋ねる(desk: Desk) -> None:
    one = made(desk, person_name="入江　葵", birth_date=BORN)
    other = made(desk, person_name="入江　葵", birth_date=BORN)
    made(desk, person_name="入江　陸", birth_date=BORN, person_kana="イリエ　リク")
    (pair,) = likely_pairs(desk)
    assert {pair.one.person_id, pair.other.person_id} == {one.id, other.id}
    say_apart(desk, other.id, [one.id])
    say_apart(desk, one.id, [other.id])
    assert likely_pairs(desk) == ()
    (told,) = apart_pairs(desk)
    take_back_apart(desk, told.apart_id)
    assert (len(likely_pairs(desk)), apart_pairs(desk)) == (1, ())


def test_台帳に無くなった番号があれば_残した人のことになる(desk: Desk, tmp_path: Path) -> None:
    kept = made(desk, person_name="入江　葵", birth_date=BORN)
    gone = made(desk, person_name="入江　葵", birth_date=BORN)
    unite(desk, kept.id, gone.id, ())
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "人物"
    sheet.append(["人物番号", "氏名"])
    sheet.append([gone.person_no, "入江　葵"])
    book.save(tmp_path / "a.xlsx")
    reading = read_sheets(read_book((tmp_path / "a.xlsx").read_bytes()), desk.today())
    with desk.reading(Purpose.LEDGER_IMPORT) as work:
        known = look_up(work, reading)
    assert known.people[gone.person_no].id == kept.id
    newest = made(desk, person_name="新しい　人").person_no
    assert newest not in (kept.person_no, gone.person_no), "無くなった番号は、ほかの人に付けない"
