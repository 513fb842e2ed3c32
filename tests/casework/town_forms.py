"""試験に使う町の様式: どの言葉も一度ずつ書いたブック。"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_papers import Paper
from jusou_desk.models.own_forms import OwnForm
from jusou_desk.reports.inspection.vocabulary import Vocabulary, Word
from jusou_desk.wareki import FiscalYear
from tests.reports.layouts import put, saved

THIS = FiscalYear(2026)


def plain_form(vocabulary: Vocabulary, words: str = "町の様式") -> bytes:
    """要るシートのどれにも ``words`` と、初めの一語だけのある様式。"""
    return form_of(replace(vocabulary, words=vocabulary.words[:1]), words)


def form_of(vocabulary: Vocabulary, words: str = "町の様式") -> bytes:
    """要るシートのどれにも ``words`` と、そのシートに載るどの言葉もある様式。"""
    book = Workbook()
    for number, name in enumerate(vocabulary.sheets or ("票",)):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = name
        put(sheet, "A1:F1", words)
        _write(sheet, vocabulary.on(name).words)
    return saved(book)


def _write(sheet: Worksheet, words: Iterable[Word]) -> None:
    """一つずつの言葉は縦に、繰返しは一つの行に。"""
    rows: dict[str, list[Word]] = {}
    for word in words:
        rows.setdefault(word.group or word.tag, []).append(word)
    for row, line in enumerate(rows.values(), 3):
        for column, word in enumerate(line):
            cell = sheet.cell(row, column + 1)
            cell.value = f"{{{{{word.tag}:伸}}}}"
            cell.alignment = Alignment(wrap_text=True)
            sheet.column_dimensions[get_column_letter(column + 1)].width = 40
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def use_form(desk: Desk, paper: Paper, data: bytes, title: str = "町の様式") -> OwnForm:
    """点検して、今日から使う。"""
    checked = own_forms.check_form(desk, paper, data, "町の様式.xlsx")
    assert checked.inspection.usable, [one for one in checked.findings if one.about_tag]
    return own_forms.bring_in(desk, checked, title, THIS)


def changed(data: bytes, words: str) -> bytes:
    """同じタグの、頭の字だけ違う様式。"""
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        sheet["A1"] = words
    return saved(book)
