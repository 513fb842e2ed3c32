"""枠に入りきらない文を途中で切り、残りを続紙のシートに書く。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.reports.setting.fonts import clusters
from jusou_desk.reports.setting.ruler import Ruler
from jusou_desk.reports.setting.typeset import Span, block_height
from jusou_desk.reports.xlsx.celltext import cut, escape
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.styles import Font
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

TO_BE_CONTINUED: Final = "（続紙へ）"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_SIZE: Final = 10.5
#: シートの名の終わり。長い名でも、切られずに残す。
_MARK: Final = "(続紙)"
# 続紙の列の幅(字数)。
_COLUMN: Final = 82
# Excel はこちらより少し早く折り返すことがある。行の高さは、狭めに組んだときの行数で決める。
_CAUTION: Final = 0.96
# 一つの行に入れる字数。Excel の行の高さの上限より低く、頁の中ほどで分けられる長さ。
_PIECE: Final = 350
_AIR: Final = 1.5
_PAPER: Final = {"paperSize": "9", "orientation": "portrait", "fitToHeight": "0"}
# 文の切れ目を探す、終わりからの字数。
_NEAR: Final = 40
_STOPS: Final = "。\n"


@dataclass(frozen=True)
class Carried:
    """続紙に送る文。label: 項目名。cell: 元のセル。whole: 途中からでなく全文か。"""

    label: str
    cell: str
    text: str
    whole: bool


def split_text(text: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """枠に入る所までの文(終わりは「（続紙へ）」)と、残り。一字も入らなければ (元の文, 元の文)。"""
    pieces = clusters(text)
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high + 1) // 2
        if fits("".join(pieces[:middle]).rstrip() + TO_BE_CONTINUED):
            low = middle
        else:
            high = middle - 1
    if low == 0:
        return text, text
    head = "".join(pieces[:low])
    stop = max(head.rfind(mark) for mark in _STOPS) + 1
    if len(head) - stop < _NEAR and stop > len(head) // 2:
        head = head[:stop]
    return head.rstrip() + TO_BE_CONTINUED, text[len(head) :].lstrip("\n")


def add_sheet(
    book: Workbook,
    after: SheetEntry,
    whose: Sequence[str],
    carried: Sequence[Carried],
    ruler: Ruler,
) -> SheetEntry:
    """``after`` の続紙を作り、その次に置く。whose: 誰の何の紙か(「氏名 …」など)。"""
    font, width = book.styles.normal, ruler.column(_COLUMN) * _CAUTION
    style = str(book.add_style({"vertical": "top", "wrapText": "1"}))
    root = etree.fromstring(f'<worksheet xmlns="{MAIN[1:-1]}"/>')
    properties = etree.SubElement(root, f"{MAIN}sheetPr")
    etree.SubElement(properties, f"{MAIN}pageSetUpPr", {"fitToPage": "1"})
    column = {"min": "1", "max": "1", "width": str(_COLUMN), "customWidth": "1"}
    etree.SubElement(etree.SubElement(root, f"{MAIN}cols"), f"{MAIN}col", column)
    data = etree.SubElement(root, f"{MAIN}sheetData")
    heading = "　".join((f"続紙（{after.name}）", *whose))
    _add_row(data, heading, font, style, width, size=12, bold=True)
    for one in carried:
        kind = "全文" if one.whole else "続き"
        _add_row(data, f"■ {one.label}（{one.cell}）の{kind}", font, style, width, bold=True)
        for piece in _pieces(one.text):
            _add_row(data, piece, font, style, width)
    margins = {"left": "0.98", "right": "0.71", "top": "0.79", "bottom": "0.79"}
    etree.SubElement(root, f"{MAIN}pageMargins", {**margins, "header": "0.3", "footer": "0.3"})
    etree.SubElement(root, f"{MAIN}pageSetup", _PAPER)
    entry = book.add_sheet(cut(after.name, 31 - len(_MARK)) + _MARK, root, after)
    quoted = "'" + entry.name.replace("'", "''") + "'"
    book.add_name(entry, "_xlnm.Print_Titles", f"{quoted}!$1:$1")
    return entry


def _add_row(
    data: etree._Element,
    text: str,
    font: Font,
    style: str,
    width: float,
    *,
    size: float = _SIZE,
    bold: bool = False,
) -> None:
    number = str(len(data) + 1)
    face = Font(name=font.name, size=size, bold=bold)
    height = block_height([Span(text, face)], width) + _AIR
    row = etree.SubElement(
        data, f"{MAIN}row", {"r": number, "ht": f"{height:.2f}", "customHeight": "1"}
    )
    cell = etree.SubElement(row, f"{MAIN}c", {"r": f"A{number}", "s": style, "t": "inlineStr"})
    run = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}r")
    properties = etree.SubElement(run, f"{MAIN}rPr")
    etree.SubElement(properties, f"{MAIN}rFont", {"val": font.name})
    if bold:
        etree.SubElement(properties, f"{MAIN}b")
    etree.SubElement(properties, f"{MAIN}sz", {"val": f"{size:g}"})
    holder = etree.SubElement(run, f"{MAIN}t", {_SPACE: "preserve"})
    holder.text = escape(text)


def _pieces(text: str) -> Iterator[str]:
    """頁の途中で分けられる長さの文。段落の中では、できるだけ文の終わりで分ける。"""
    for paragraph in text.split("\n"):
        rest = clusters(paragraph)
        while len(rest) > _PIECE:
            head = rest[:_PIECE]
            stop = next((n for n in range(_PIECE, _PIECE // 2, -1) if head[n - 1] == "。"), _PIECE)
            yield "".join(rest[:stop])
            rest = rest[stop:]
        yield "".join(rest)
