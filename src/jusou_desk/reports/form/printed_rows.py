"""増やした行が紙に出るようにする: 印刷範囲を伸ばし、それでも出ない件数を数える。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.print_names import PRINT_AREA, areas, is_moving
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_AREA: Final = re.compile(
    r"(\$?[A-Z]{1,3}\$?)(?P<top>\d+)(:\$?[A-Z]{1,3}\$?)(?P<bottom>\d+)(?=,|$)"
)


def extend_print_area(book: Workbook, sheet: SheetEntry, first: int, last: int) -> None:
    """``first``–``last`` 行の繰返しに掛かる印刷範囲を、``last`` 行まで伸ばす。

    枠の途中までの印刷範囲は、件数が増える前の大きさで決めたものなので、増えた分も刷る。
    """
    for element in book.defined_names():
        mine = element.get("localSheetId") == str(sheet.index)
        if not mine or element.get("name") != PRINT_AREA or is_moving(element.text or ""):
            continue
        text = _AREA.sub(lambda found: _extended(found, first, last), element.text or "")
        if text != element.text:
            element.text = text
            book.touch_names()


def _extended(found: re.Match[str], first: int, last: int) -> str:
    if int(found["top"]) <= last and first <= int(found["bottom"]) < last:
        return f"{found[1]}{found['top']}{found[3]}{last}"
    return found[0]


def count_unprinted(
    book: Workbook, sheet: SheetEntry, groups: Iterable[Sequence[etree._Element]]
) -> int:
    """一件分の行 ``groups`` のうち、どの行も隠れているか印刷範囲の外で、紙に出ない件の数。"""
    if sheet.hidden:
        return 0
    printed = areas(book.names_of(sheet).get(PRINT_AREA, ""))

    def is_shown(row: etree._Element) -> bool:
        number = int(row.get("r", "0"))
        hidden = row.get("hidden") in ("1", "true") or row.get("ht") == "0"
        return not hidden and (
            not printed or any(area.top <= number <= area.bottom for area in printed)
        )

    return sum(not any(map(is_shown, group)) for group in groups)
