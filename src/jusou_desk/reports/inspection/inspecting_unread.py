"""様式の点検のうち、紙にも升にも出ない説明の字: 隠した図形、代替テキスト、ヒント、ふりがな、注釈。

字そのものは文に入れず、どこにあるかだけを言う。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.inspecting_unseen import goes_out
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.xlsx.cellxml import item_of
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.parts import is_xml
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.sheetxml import iterate_cells, plain_text
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_CHECK: Final = "渡してよい内容か確かめ、要らなければ"
_HIDDEN: Final = (
    "隠した図形があり、見えないまま付いて出ます。",
    f"「ホーム」→「検索と選択」→「オブジェクトの選択と表示」で表示し、{_CHECK}消してください。",
)
_ALTERNATE: Final = (
    "図形か絵の「代替テキスト」に字があり、付いて出ます。",
    f"右クリックの「代替テキスト」で、{_CHECK}消してください。",
)
_TOOLTIP: Final = (
    "リンクに、指したときに出る字(ヒント)があり、付いて出ます。",
    f"右クリックの「ハイパーリンクの編集」→「ヒント設定」で、{_CHECK}消してください。",
)
_READING: Final = (
    "ふりがなに、升の字に無い漢字などがあり、見えないまま付いて出ます。",
    f"「ホーム」→「ふりがなの編集」で、{_CHECK}直してください。",
)
_COMMENT: Final = (
    "Excelでは見えない注釈(XMLのコメント)があり、付いて出ることがあります。",
    "Excelで開いて保存し直すと消えます。",
)
#: ふりがなに書かれる字: かな、長音、空白、記号。
_KANA: Final = re.compile(r"[\u3040-\u30ff\uff61-\uff9f\s\u3000・ー－\-,.、。()（）]")


def unread(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """読む人のいない説明の字。どれも黄。"""
    if any(b"<!--" in book.content(part) for part in book.part_names if is_xml(part)):
        yield _found("", "", _COMMENT)
    for sheet in book.sheets:
        if goes_out(sheet.name, vocabulary):
            yield from _in_sheet(book, sheet)


def _found(sheet: str, cell: str, kind: tuple[str, str]) -> Finding:
    return Finding(Grade.YELLOW, sheet, cell, *kind, Kind.LEAK)


def _in_sheet(book: Workbook, sheet: SheetEntry) -> Iterator[Finding]:
    root = book.tree(sheet.part)
    for link in root.iter(f"{MAIN}hyperlink"):
        if (link.get("tooltip") or "").strip():
            yield _found(sheet.name, link.get("ref", ""), _TOOLTIP)
    for row, column, cell in iterate_cells(root):
        item = item_of(cell, book.strings)
        if item is not None and _is_read_oddly(item):
            yield _found(sheet.name, f"{column_name(column)}{row}", _READING)
    for one in book.relations(sheet.part):
        if one.kind == "drawing" and one.target in book.part_names:
            yield from _in_drawing(sheet.name, book.tree(one.target))


def _in_drawing(sheet: str, root: etree._Element) -> Iterator[Finding]:
    for figure in root.iter("{*}cNvPr"):
        if figure.get("hidden") in ("1", "true"):
            yield _found(sheet, "", _HIDDEN)
        if any((figure.get(told) or "").strip() for told in ("descr", "title")):
            yield _found(sheet, "", _ALTERNATE)


def _is_read_oddly(item: etree._Element) -> bool:
    """ふりがなに、かなでも升の字でもない字があるか。前の人の名が残っていることがある。"""
    readings = item.findall(f"{MAIN}rPh/{MAIN}t")
    if not readings:
        return False
    known = set(plain_text(item))
    rest = _KANA.sub("", "".join(one.text or "" for one in readings))
    return bool(set(rest) - known)
