"""印刷範囲と印刷タイトルの名前定義。"""

from __future__ import annotations

import re
from typing import Final

from jusou_desk.reports.xlsx.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    column_name,
    column_number,
    parse_area,
)

PRINT_AREA: Final = "_xlnm.Print_Area"
PRINT_TITLES: Final = "_xlnm.Print_Titles"
_SHEET: Final = re.compile(r"'(?:[^']|'')*'!")


def is_moving(definition: str) -> bool:
    """範囲を数式(``OFFSET`` など)で決めているか。"""
    return "(" in _SHEET.sub("", definition)


def areas(definition: str) -> tuple[Area, ...]:
    """``様式!$A$1:$H$20,様式!$A$30:$H$40`` → 範囲。数式で決めたものは、範囲が無いのと同じ。"""
    if is_moving(definition):
        # 数式の中の番地を範囲と読むと、ほかの全部が黙って消える。
        return ()
    found = []
    for part in definition.split(","):
        reference = part.rpartition("!")[2].replace("$", "")
        first, _, last = reference.partition(":")
        if first.isdigit() and last.isdigit():
            reference = f"A{first}:{column_name(MAX_COLUMN)}{last}"
        elif first.isalpha() and last.isalpha():
            reference = f"{first}1:{last}{MAX_ROW}"
        try:
            found.append(parse_area(reference))
        except ValueError:
            continue
    return tuple(found)


def title(definition: str, *, rows: bool) -> tuple[int, int] | None:
    """``様式!$A:$B,様式!$1:$3`` → 頁ごとに繰り返す行(``rows``)か列の、初めと終わり。"""
    for part in definition.split(","):
        first, _, last = part.rpartition("!")[2].replace("$", "").partition(":")
        if rows and first.isdigit() and last.isdigit():
            return int(first), int(last)
        if not rows and first.isalpha() and last.isalpha():
            return column_number(first), column_number(last)
    return None
