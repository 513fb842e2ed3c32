"""様式の点検のうち、数式: 出す日で変わるもの。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.workbook import Workbook

_MOVING: Final = re.compile(r'"[^"]*"|(?<![\w.])(?P<name>TODAY|NOW)\(', re.IGNORECASE)
_WHAT: Final = "数式{}は、PDFでは紙を出した日になります。書き出したExcelは、開いた日に変わります。"
_ADVICE: Final = "日付を変えたくない紙では、数式を消して、タグか手書きにしてください。"


def moving_days(book: Workbook) -> Iterator[Finding]:
    """TODAY と NOW のある升。シートに一行にまとめる。"""
    for sheet in book.sheets:
        cells: list[str] = []
        names: set[str] = set()
        for formula in book.tree(sheet.part).iter(f"{MAIN}f"):
            found = {m["name"].upper() for m in _MOVING.finditer(formula.text or "") if m["name"]}
            cell = formula.getparent()
            if found and cell is not None:
                cells.append(cell.get("r", ""))
                names |= found
        if cells:
            more = f"(ほか{len(cells) - 1}か所)" if len(cells) > 1 else ""
            what = _WHAT.format("・".join(sorted(names, reverse=True)) + more)
            yield Finding(Grade.YELLOW, sheet.name, cells[0], what, _ADVICE)
