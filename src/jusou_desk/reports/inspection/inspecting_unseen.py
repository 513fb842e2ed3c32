"""様式の点検のうち、刷ると見えないのに、渡したファイルには残る字。

隠れたシート・行・列、印刷範囲の外、結合に覆われた升、地と同じ色(条件付き書式や表示形式でなるものも)、
小さすぎる字、見えなくする表示形式。
字そのものは文に入れず、どの升かだけを言う。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.drawing.book import Cell, Sheet, read_sheet
from jusou_desk.reports.drawing.conditional import dress
from jusou_desk.reports.formulas.calculate import Calculation, SheetValues
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.paging.cells import is_on_paper
from jusou_desk.reports.problems import Problem, Trouble
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.paint import WHITE, Rgb
from jusou_desk.reports.xlsx.parts import WORKBOOK
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_SEEN: Final = "刷ると見えませんが、ファイルを渡すと見えます。"
_JUDGE: Final = "渡してよい内容か確かめ、要らなければ消してください。"
_SHEETS: Final = {
    "hidden": (
        "隠れたシートがあります。",
        "シートの見出しを右クリックして再表示し、要らなければ消してください。",
    ),
    "veryHidden": (
        "Excelの画面からは出せない隠れたシートがあります。",
        "要るシートだけを新しいブックに写して、保存し直してください。",
    ),
}
_LINES: Final = ("隠れた行や列に字があります。", f"行や列を再表示し、{_JUDGE}")
_OUTSIDE: Final = ("印刷範囲の外に字があります。", _JUDGE)
_COVERED: Final = ("結合した升に覆われた字があります。", f"結合を解いて、{_JUDGE}")
_FORMAT: Final = (
    "見えなくする表示形式(「;;;」など)の升に字があります。",
    f"「セルの書式設定」の表示形式を「標準」にして、{_JUDGE}",
)
_FAINT: Final = ("地とほとんど同じ色の字があります。", f"字の色を黒にして、{_JUDGE}")
_FAINT_RULE: Final = (
    "条件付き書式で見えなくなる字があります。",
    f"「条件付き書式」→「ルールの管理」でその規則を消して、{_JUDGE}",
)
_FAINT_FORMAT: Final = (
    "字の色を白にする表示形式(「[白]」など)の升に字があります。",
    f"「セルの書式設定」の表示形式を「標準」にして、{_JUDGE}",
)
#: 表示形式の初めの区画の、白。
_WHITE_CODE: Final = re.compile(r"[^;]*\[(?:white|白|(?:color|色)\s*2)\]", re.IGNORECASE)
_TINY: Final = ("2ポイントより小さい字があります。", f"字を大きくして、{_JUDGE}")
#: シートを刷れないわけと、その直し方。
UNPRINTABLE: Final = (Trouble.TOO_WIDE, Trouble.TOO_MANY_PAGES)
NARROWER: Final = "Excelで刷る所だけを選び、「ページ レイアウト」→「印刷範囲の設定」をして、保存し直してください。"
#: これより狭い行や列、小さい字は、刷っても見えない(ポイント)。
_LEAST: Final = 2.0
#: 赤・緑・青のどれもこの差より近い色は、刷ると地と見分けられない。
_NEAR: Final = 0.1


def nothing_shown(noted: Iterable[Problem]) -> BadInput:
    """刷る頁が一つも無いブックの断り。noted: 差込みと描画が知らせたこと。"""
    for problem in noted:
        if problem.trouble in UNPRINTABLE:
            return BadInput(problem.sentence, NARROWER)
    return BadInput(
        "刷れるシートがありません。",
        "Excelで、刷るシートの見出しを再表示し、印刷範囲を確かめて、保存し直してください。",
    )


def unseen(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """刷ると見えない字。どれも黄で、同じ文が升の数だけ続く。差し込む前のブックを見る。"""
    yield from _hidden_sheets(book, vocabulary)
    calculation = Calculation(book)
    for sheet in book.sheets:
        if not sheet.hidden and goes_out(sheet.name, vocabulary):
            yield from _in_sheet(book, sheet, calculation.on(sheet.name))


def goes_out(name: str, vocabulary: Vocabulary) -> bool:
    """使わないシートは、出すファイルから除かれる。"""
    return not vocabulary.sheets or name in vocabulary.sheets


def _hidden_sheets(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    entries = {sheet.name: sheet for sheet in book.sheets}
    for element in book.tree(WORKBOOK).iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        name, kind = element.get("name", ""), _SHEETS.get(element.get("state", ""))
        if kind is None or not goes_out(name, vocabulary):
            continue
        entry = entries.get(name)
        cells = list(_written(book, entry)) if entry is not None else []
        for cell in cells or [""]:
            yield _found(name, cell, kind)


def _written(book: Workbook, sheet: SheetEntry) -> Iterator[str]:
    for row, column, element in iterate_cells(book.tree(sheet.part)):
        if _holds(book, element):
            yield f"{column_name(column)}{row}"


def _found(sheet: str, cell: str, kind: tuple[str, str]) -> Finding:
    return Finding(Grade.YELLOW, sheet, cell, kind[0] + _SEEN, kind[1], Kind.UNSEEN)


def _in_sheet(book: Workbook, entry: SheetEntry, value: SheetValues) -> Iterator[Finding]:
    root = book.tree(entry.part)
    rows.number_rows(root)
    sheet = read_sheet(
        entry.name,
        root,
        book.styles,
        book.strings,
        book.names_of(entry),
        date1904=book.date1904,
        written=True,
    )
    dressed, _ = dress(sheet, root, book.styles, value, date1904=book.date1904)
    elements = {(row, column): element for row, column, element in iterate_cells(root)}
    for place, cell in sheet.cells.items():
        if not _holds(book, elements[place]):
            continue
        kind = _why_unseen(sheet, cell)
        # 誤りの値を白くして隠すのは、よくある書き方。
        if kind is None and elements[place].get("t") != "e":
            by_rule = _why_unseen(dressed, dressed.cells[place])
            kind = _FAINT_RULE if by_rule is not None else None
        if kind is not None:
            yield _found(entry.name, f"{column_name(cell.column)}{cell.row}", kind)


def _holds(book: Workbook, element: etree._Element) -> bool:
    """空でも 0 でもない中身があるか。0 を見せない表示形式は、何も隠していない。"""
    if element.get("t") in ("s", "inlineStr"):
        return bool(cellxml.text_of(element, book.strings).strip())
    return (element.findtext(f"{MAIN}v") or "0").strip() not in ("", "0")


def _why_unseen(sheet: Sheet, cell: Cell) -> tuple[str, str] | None:
    """刷ると見えないわけ。見えるなら ``None``。"""
    if sheet.is_covered(cell.row, cell.column):
        return _COVERED
    area = sheet.area_of(cell)
    if min(sheet.down(area.top, area.bottom), sheet.across(area.left, area.right)) < _LEAST:
        return _LINES
    if not is_on_paper(sheet, area):
        return _OUTSIDE
    spans = [span for span in cell.spans if span.text.strip()]
    if not spans:
        return _FORMAT
    if all(span.font.size < _LEAST for span in spans):
        return _TINY
    ground = cell.style.fill or WHITE
    # 白黒で刷るシートの字は、どれも黒になる。
    if isinstance(ground, tuple) and not sheet.setup.colorless:
        if _is_near(WHITE, ground) and _WHITE_CODE.match(cell.style.number_format):
            return _FAINT_FORMAT
        if all(_is_near(span.font.color, ground) for span in spans):
            return _FAINT
    return None


def _is_near(ink: Rgb, ground: Rgb) -> bool:
    return all(abs(one - other) < _NEAR for one, other in zip(ink, ground, strict=True))
