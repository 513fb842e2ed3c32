"""同じ並びの結びを、右・下・ほかのシートへくり返す。月ごとに並ぶ、年の様式のためのもの。

件数の項目は、くり返すたびに次の月(年度の並ぶ表なら次の年度)の項目になる。数式の升は飛ばす。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms.own_form_cells import has_formula
from jusou_desk.casework.town_forms.own_forms import Checked, relink
from jusou_desk.errors import BadInput
from jusou_desk.models.own_forms import CellLink
from jusou_desk.reports.inspection.comparing import Labels
from jusou_desk.reports.inspection.linking import link_place
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, MAX_ROW, column_name, split_cell
from jusou_desk.reports.xlsx.workbook import Workbook

#: 一度にくり返す回数の上限(月の日数まで)。
MOST: Final = 31


@dataclass(frozen=True)
class Stride:
    """くり返す隔たり。rows・columns: 下と右へ。sheets: 後ろのシートへ(0 なら同じシート)。"""

    rows: int
    columns: int
    sheets: int

    @property
    def words(self) -> str:
        """人が読む隔たり。"""
        if self.sheets:
            return f"{abs(self.sheets)}枚{'後' if self.sheets > 0 else '前'}のシートへ"
        parts = []
        if self.columns:
            parts.append(f"{'右' if self.columns > 0 else '左'}へ{abs(self.columns)}列")
        if self.rows:
            parts.append(f"{'下' if self.rows > 0 else '上'}へ{abs(self.rows)}行")
        return "、".join(parts) + "ずつ"

    @property
    def backward(self) -> bool:
        """左か上か前へくり返すか。"""
        return (self.sheets, self.rows, self.columns) < (0, 0, 0)


def anchor(links: Sequence[CellLink]) -> CellLink:
    """並びの基になる、左上の結び。"""
    return min(links, key=lambda one: split_cell(one.cell))


def stride_to(checked: Checked, first: CellLink, sheet: str, cell: str) -> Stride:
    """``first`` の升から、押された升までの隔たり。

    同じ升、または別のシートの別の番地なら ``BadInput``。
    """
    row, column = link_place(cell)
    top, left = split_cell(first.cell)
    sheets = sheets_of(checked)
    ahead = sheets.index(sheet) - sheets.index(first.sheet)
    made = Stride(row - top, column - left, ahead)
    if ahead and (made.rows or made.columns):
        raise BadInput(
            "ほかのシートへは、同じ番地の升へだけくり返せます。",
            f"「{sheet}」の {first.cell} を選んでください。",
        )
    if made == Stride(0, 0, 0):
        raise BadInput(
            "もう結んである升です。", f"{first.cell} の次に来る、同じ欄の升を選んでください。"
        )
    return made


def repeated(
    checked: Checked, links: Sequence[CellLink], stride: Stride, times: int
) -> tuple[CellLink, ...]:
    """``links`` を ``times`` 回くり返した、新しい結び。もう結んである升と、数式の升は飛ばす。

    シートの外に出る分と、次の月や年度の無い分は作らない。回数が 1 から ``MOST`` でなければ ``BadInput``。
    """
    if not 1 <= times <= MOST:
        raise BadInput("くり返す回数を決められません。", f"1から{MOST}までの数を入れてください。")
    sheets = sheets_of(checked)
    taken = {(one.sheet, one.cell) for one in checked.links}
    steps = advances(checked, links)
    found: dict[tuple[str, str, str], CellLink] = {}
    for turn in range(1, times + 1):
        for one in links:
            place = _moved(sheets, one, stride, turn)
            tag = _advanced(checked, one.tag, -turn if stride.backward else turn, steps=steps)
            if place is None or not tag or place in taken or has_formula(checked.data, *place):
                continue
            sheet, cell = place
            found[sheet, cell, tag] = replace(one, sheet=sheet, cell=cell, tag=tag, label="")
    return tuple(found.values())


def advances(checked: Checked, links: Sequence[CellLink]) -> bool:
    """くり返すたびに、項目が次の月や年度へ進むか。

    一つの行のいくつもの列を一度にくり返すときは、何が次かが決まらないので、進めない。
    """
    numbered = [one.tag.rpartition(".") for one in links if _numbered(checked, one.tag)]
    return bool(numbered) and len({row for row, _, _ in numbered}) == len(numbered)


def _numbered(checked: Checked, tag: str) -> bool:
    """表の列を番号で指す項目(「受付と終結・終結した相談.1」)か。"""
    row, _, number = tag.rpartition(".")
    return number.isdecimal() and f"{row}.名" in checked.proof.vocabulary.by_tag


def _advanced(checked: Checked, tag: str, turn: int, *, steps: bool) -> str:
    """``turn`` 回めの項目。次の月や年度が無ければ空。"""
    if not (steps and _numbered(checked, tag)):
        return tag
    row, _, number = tag.rpartition(".")
    ahead = f"{row}.{int(number) + turn}"
    return ahead if ahead in checked.proof.vocabulary.by_tag else ""


def add_links(desk: Desk, checked: Checked, more: Sequence[CellLink]) -> Checked:
    """結び ``more`` を、いまの見出しを添えて足し、点検し直す。"""
    labels = Labels(Workbook(checked.data))
    found = (replace(one, label=labels.of(one.sheet, one.cell, clears=one.clears)) for one in more)
    return relink(desk, checked, (*checked.links, *found))


def times_that_fit(checked: Checked, links: Sequence[CellLink], stride: Stride) -> int:
    """紙に載っている升と、ある月や年度だけに収まる回数。少なくとも 1。"""
    shown = {(box.sheet, box.cell) for box in checked.boxes}
    sheets = sheets_of(checked)
    steps = advances(checked, links)
    for turn in range(1, MOST + 1):
        places = [_moved(sheets, one, stride, turn) for one in links]
        ahead = -turn if stride.backward else turn
        tags = [_advanced(checked, one.tag, ahead, steps=steps) for one in links]
        if not all(tags) or not all(place in shown for place in places):
            return max(turn - 1, 1)
    return MOST


def sheets_of(checked: Checked) -> list[str]:
    """紙に載っている、様式のシートの名を頁の順に。試し刷りで増えた続紙は入れない。"""
    if not checked.boxes:
        return []
    own = {sheet.name for sheet in Workbook(checked.data).sheets}
    return [name for name in dict.fromkeys(box.sheet for box in checked.boxes) if name in own]


def _moved(
    sheets: Sequence[str], link: CellLink, stride: Stride, turn: int
) -> tuple[str, str] | None:
    """``turn`` 回めの行き先の(シート, 升)。シートの外なら ``None``。"""
    at = sheets.index(link.sheet) + stride.sheets * turn
    row, column = split_cell(link.cell)
    row, column = row + stride.rows * turn, column + stride.columns * turn
    if not (0 <= at < len(sheets) and 1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        return None
    return sheets[at], f"{column_name(column)}{row}"
