"""書き出す Excel の余白にも、PDF と同じ印・日時・出力者・頁がある。町の様式のヘッダーは町のもの。"""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from jusou_desk.casework.counting.reporting import make_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.layouts import layout_for
from jusou_desk.casework.outgoing.media import media_register_book
from jusou_desk.casework.paper.papers import draw_sheet
from jusou_desk.casework.printing.meeting_papers import draw_paper
from jusou_desk.casework.trail import accounting
from jusou_desk.wareki import FiscalYear
from tests.casework.test_office_copy import MADE, margin
from tests.casework.test_packet_press import agreed, meeting_of


def minutes(desk: Desk) -> bytes:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    return draw_paper(desk, "minutes", meeting.id).books[0].data


def sealed_minutes(desk: Desk) -> bytes:
    meeting = meeting_of(desk, "支援会議", agreed(desk, 0))
    return draw_paper(desk, "minutes", meeting.id).books[0].data


def month(desk: Desk) -> bytes:
    return accounting.draw_month(desk, accounting.month_of(desk, desk.today()))[0].data


def report(desk: Desk) -> bytes:
    return make_report(desk, "nagato-jigyo-jokyo", FiscalYear.of(desk.today())).files[0].data


def media(desk: Desk) -> bytes:
    return media_register_book(desk)[0].data


@pytest.mark.parametrize(
    ("made", "marks"),
    [
        (minutes, "取扱注意"),
        (sealed_minutes, "㊙　複写禁止"),
        (month, ""),
        (report, ""),
        (media, ""),
    ],
)
def test_どの紙のExcelの余白にも_印と日時と出力者と頁がある(
    desk: Desk, made: Callable[[Desk], bytes], marks: str
) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(made(desk))).worksheets:
        assert margin(sheet, "Header", "right") == marks
        assert margin(sheet, "Footer", "right") == MADE
        assert margin(sheet, "Footer", "center") == "&P/&N"


def test_帳票のExcelには入り_町の様式のヘッダーはそのまま(desk: Desk) -> None:
    own = openpyxl.load_workbook(io.BytesIO(layout_for(desk, "intake")))
    for sheet in own.worksheets:
        assert sheet.oddHeader is not None
        sheet.oddHeader.left.text = "長門市様式第1号"
    kept = io.BytesIO()
    own.save(kept)
    ours = openpyxl.load_workbook(io.BytesIO(draw_sheet(desk, "intake", "").files[0].data))
    theirs = draw_sheet(desk, "intake", "", template=kept.getvalue()).files[0].data
    assert margin(ours.worksheets[0], "Footer", "right") == MADE
    first = openpyxl.load_workbook(io.BytesIO(theirs)).worksheets[0]
    assert margin(first, "Header", "left") == "長門市様式第1号"
    assert margin(first, "Footer", "right") == ""
