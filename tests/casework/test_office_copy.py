"""事務局の packet.xlsx: PDF の余白と同じもの(控え・印・日時・出力者・頁)が、どのシートにもある。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.models.records import Meeting
from tests.casework.test_packet_press import agreed, meeting_of, text_of

PLAN, SUPPORT = "重層的支援会議", "支援会議"
MADE = "令和8年11月20日 午前9時30分 出力　大田　文江"


def sheets(desk: Desk, meeting: Meeting, folder: Path) -> Sequence[Worksheet]:
    packets.issue_packet(desk, meeting.id, folder)
    return openpyxl.load_workbook(folder / "packet.xlsx").worksheets


def margin(sheet: Worksheet, which: str, side: str) -> str:
    """余白の一区画の文。無ければ空。"""
    return str(getattr(getattr(sheet, f"odd{which}"), side).text or "").strip()


@pytest.mark.parametrize(
    ("kind", "marks"),
    [(PLAN, ("会議終了後回収",)), (SUPPORT, ("㊙", "会議終了後回収", "複写禁止"))],
)
def test_どのシートの余白にも_控えと印と日時と出力者と頁がある(
    desk: Desk, tmp_path: Path, kind: str, marks: tuple[str, ...]
) -> None:
    meeting = meeting_of(desk, kind, agreed(desk, 0))
    found = sheets(desk, meeting, tmp_path)
    assert len(found) == 5
    for sheet in found:
        label = f"{meeting.meeting_no}　事務局の控え(全部入り)"
        assert margin(sheet, "Header", "left") == label
        assert margin(sheet, "Header", "right") == "　".join(marks)
        assert margin(sheet, "Footer", "center") == "&P/&N"
        assert margin(sheet, "Footer", "right") == MADE
        assert bool(margin(sheet, "Footer", "left")) == meeting.sealed
        # 画面では余白が見えないので、シートの頭にも書く。
        first = str(sheet.cell(1, 1).value)
        assert all(words in first for words in (label, *marks, MADE))


def test_一人ずつのPDFに_事務局の控えの行は無い(desk: Desk) -> None:
    meeting = meeting_of(desk, PLAN, agreed(desk, 0))
    press = Press(desk, meeting.id)
    assert "事務局の控え" not in text_of(press.copy(1))
    book = openpyxl.load_workbook(io.BytesIO(press.leaves(1)[0].book.to_xlsx()))
    sheet = book.worksheets[0]
    assert sheet.row_dimensions[1].hidden
    assert margin(sheet, "Footer", "center") == ""


def _first_sheet(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("xl/worksheets/sheet1.xml").decode()


def test_長い根拠の文でも_ヘッダーは255字を超えない(desk: Desk) -> None:
    meeting = meeting_of(desk, PLAN, agreed(desk, 0))
    book = Press(desk, meeting.id).office_book()
    data = book.stamped_xlsx(stamp(desk, copy_label="控番 & 1", footnote="条&文" * 200))
    assert "oddFooter" not in _first_sheet(book.to_xlsx())  # もとのブックはそのまま
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    footer = (
        _first_sheet(data).split("<oddFooter>")[1].split("</oddFooter>")[0].replace("&amp;", "&")
    )
    assert len(footer) <= 255
    assert footer.endswith(MADE)
    assert "&P/&N" in footer
    assert "控番 && 1" in margin(sheet, "Header", "left")
