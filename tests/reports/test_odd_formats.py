"""値の種類と、升の表示形式の種類。合わない値は、偽りの日付や時刻にせず文字で書く。"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from jusou_desk.packet import Value
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.inspection.inspecting import inspect
from jusou_desk.reports.inspection.vocabulary import Vocabulary, Word
from jusou_desk.reports.problems import Trouble
from tests.reports.layouts import new_book, packet, put, saved

ERA = '[$-411]ggge"年"m"月"d"日"'
DAY, NOON = date(2026, 11, 22), datetime(2026, 11, 22, 14, 30)


def form(code: str) -> bytes:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{値}}")
    sheet["A1"].number_format = code
    return saved(book)


@pytest.mark.parametrize(
    ("value", "code", "printed", "odd"),
    [
        (time(14, 30), ERA, "午後2時30分", True),
        (time(14, 30), "yyyy/m/d h:mm", "午後2時30分", True),
        (time(14, 30), "h:mm", "14:30", False),
        (70, "yyyy/m/d", "70", True),
        (70, "[h]:mm", "70", True),
        (70, "#,##0", "70", False),
        (DAY, "h:mm", "令和8年11月22日", True),
        (DAY, "yyyy/m/d h:mm", "令和8年11月22日", True),
        (DAY, "m", "11", False),
        (DAY, ERA, "令和8年11月22日", False),
        (NOON, "h:mm", "14:30", False),
        (NOON, "yyyy/m/d", "2026/11/22", False),
        ("三日前", ERA, "三日前", False),
    ],
)
def test_表示形式に合う値だけを_数で書く(value: Value, code: str, printed: str, odd: bool) -> None:
    book = fill(form(code), packet({"値": value}))
    (sheet, _), *_ = book.sheets
    assert "".join(span.text for span in sheet.cells[1, 1].spans) == printed
    assert [one.trouble for one in book.noted] == [Trouble.ODD_FORMAT] * odd
    assert book.problems == ()


def test_点検は_種類の違う升を黄で言う() -> None:
    found = inspect(form("h:mm"), Vocabulary((Word("値"),)), packet({"値": DAY})).findings
    told = [(f.cell, f.what) for f in found if f.grade is Grade.YELLOW and "表示形式" in f.what]
    (where, what), *more = told
    assert (where, more) == ("A1", [])
    assert "「値」は、升の表示形式" in what
