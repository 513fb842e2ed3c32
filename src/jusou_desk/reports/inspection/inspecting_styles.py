"""様式の点検のうち、書式の表(styles.xml)に残った字: 表示形式の字、人の付けたスタイルの名。

どの升も使わない書式も、ファイルに付いて出る。字そのものは文に入れない。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.inspecting_unseen import goes_out
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.parts import WORKBOOK
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import Workbook

_CHECK: Final = "渡してよい内容か確かめ、要らなければ"
_FORMAT: Final = (
    "表示形式に、単位より長い字が書いてあり、付いて出ます。",
    f"「セルの書式設定」の「表示形式」で、{_CHECK}消してください。",
)
_IDLE_FORMAT: Final = (
    "どの升も使わない表示形式に、単位より長い字が残っていて、見えないまま付いて出ます。",
    "「セルの書式設定」→「表示形式」→「ユーザー定義」の一覧で、その書式を選んで削除してください。",
)
_STYLE: Final = (
    "人の付けた名のスタイル(セルかテーブルの)があり、その名が付いて出ます。",
    f"「ホーム」→「セルのスタイル」か「テーブルとして書式設定」で、{_CHECK}右クリックで削除してください。",
)
#: Excel が自分で付ける名と、写したときにそれへ足す番号(「標準 2」「桁区切り 2 3」など)。
_OWN_NAME: Final = re.compile(
    r"(?:標準|桁区切り(?: \[0\.00\])?|通貨(?: \[0\.00\])?|パーセント|ハイパーリンク|表示済みのハイパーリンク"
    r"|Normal|Comma(?: \[0\])?|Currency(?: \[0\])?|Percent|Hyperlink|Followed Hyperlink"
    r"|(?:TableStyle|PivotStyle|SlicerStyle|TimeSlicerStyle)\w*+)[ _\d]*",
    re.IGNORECASE,
)
#: 表示形式の続いた字がこれより長ければ、「円」「か月」「(単位:千円)」のような単位ではない(字数)。
_LONG_UNIT: Final = 8
_LITERAL: Final = re.compile(r'(?:"[^"]*"|\\.)+')
_ESCAPES: Final = re.compile(r'["\\]')


def in_styles(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """書式の表に残った字。どれも黄。"""
    part = next((one.target for one in book.relations(WORKBOOK) if one.kind == "styles"), "")
    if part not in book.part_names:
        return
    root = book.tree(part)
    worded = {one.get("numFmtId") for one in root.iter(f"{MAIN}numFmt") if _is_worded(one)}
    if worded:
        yield from _in_cells(book, root, worded, vocabulary)
    names = [
        *(e for e in root.iterfind(f"{MAIN}cellStyles/*") if e.get("builtinId") is None),
        *root.iterfind(f"{MAIN}tableStyles/*"),
    ]
    if any(not _OWN_NAME.fullmatch(one.get("name", "").strip() or "標準") for one in names):
        yield _found("", "", _STYLE)


def _found(sheet: str, cell: str, kind: tuple[str, str]) -> Finding:
    return Finding(Grade.YELLOW, sheet, cell, *kind, Kind.LEAK)


def _in_cells(
    book: Workbook, root: etree._Element, worded: set[str | None], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """長い字のある表示形式を使う升と、どの升も使わないもの。"""
    styles = enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"))
    formats = {str(n): one.get("numFmtId") for n, one in styles}
    seen: set[str | None] = set()
    for sheet in book.sheets:
        if not goes_out(sheet.name, vocabulary):
            continue
        for row, column, cell in iterate_cells(book.tree(sheet.part)):
            used = formats.get(cell.get("s", "0"))
            if used in worded:
                seen.add(used)
                yield _found(sheet.name, f"{column_name(column)}{row}", _FORMAT)
    if worded - seen:
        yield _found("", "", _IDLE_FORMAT)


def _is_worded(number_format: etree._Element) -> bool:
    code = number_format.get("formatCode", "")
    literals = (_ESCAPES.sub("", found[0]).strip() for found in _LITERAL.finditer(code))
    return any(len(words) > _LONG_UNIT for words in literals)
