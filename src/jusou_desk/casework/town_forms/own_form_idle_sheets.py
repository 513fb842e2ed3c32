"""答えの入る升の無いシート。記入要領などを付けたままだと、紙を刷るたびに一緒に出る。"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from jusou_desk.casework.town_forms.own_form_cells import sheet_cells
from jusou_desk.models.own_forms import CellLink
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.inspection.inspecting_tags import tags_in
from jusou_desk.reports.xlsx.workbook import Workbook

_WHAT: Final = "答えの入る升がありません。紙を刷るたびに、このまま一緒に出ます。"
_ADVICE: Final = "要らなければ、Excelでこのシートを消してから、もう一度読み込んでください。"


def idle_sheets(
    data: bytes, links: Sequence[CellLink], printed: Collection[str]
) -> Iterator[Finding]:
    """様式 ``data`` の、結びもタグも数式も無いのに刷られるシート。printed: 刷られるシートの名。

    どのシートにもまだ何も決めていなければ、何も言わない。
    """
    filled = {one.sheet for one in links} | {one.sheet for one in tags_in(Workbook(data))}
    if not filled:
        return
    for name, cells in sheet_cells(data).items():
        if name in printed and name not in filled and not cells.calculates:
            yield Finding(Grade.YELLOW, name, "", _WHAT, _ADVICE)
