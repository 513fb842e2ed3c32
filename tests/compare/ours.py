"""わたしたちの PDF と、どの字がどのセルのものか。"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.cells import wraps
from jusou_desk.reports.paging.figure_items import Words
from jusou_desk.reports.paging.pages import Page, Placed
from jusou_desk.reports.pdf import draw_plain
from jusou_desk.reports.setting.ruler import Ruler, ruler_for
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.styles import Font
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.compare.judgements import figure_reason, reason


@dataclass(frozen=True)
class Owner:
    """字の持ち主のセルか図形。

    choice: 行分けや縮小の選び方で位置が変わってよいか。theirs: 相手の置き方が違うわけ。
    """

    where: str
    text: str
    choice: bool
    theirs: str = ""


_OUTSIDE: Final = Owner("(欄外)", "", False)


class Ours:
    """タグを差し込まずに描いたブック。"""

    def __init__(self, data: bytes, ruler: Callable[[Font], Ruler] = ruler_for) -> None:
        self.book = FilledBook(Workbook(data), (), {}, ruler)
        self.pdf = draw_plain(self.book, datetime.now().astimezone())

    @property
    def inked(self) -> list[int]:
        """何か描いてある頁の番号(0 から)。"""
        return [
            number
            for number, page in enumerate(self.book.pages)
            if page.texts or page.clipped or page.rules or page.fills or page.figures
        ]

    @cached_property
    def _owners(self) -> dict[tuple[str, int, int], Owner]:
        found: dict[tuple[str, int, int], Owner] = {}
        for sheet, placed in self.book.sheets:
            for item in placed:
                where = f"{sheet.name}!{column_name(item.cell.column)}{item.cell.row}"
                owner = Owner(where, item.cell.text, _is_choice(item), reason(item))
                room = item.room
                for row in range(room.top, room.bottom + 1):
                    for column in range(room.left, room.right + 1):
                        found[sheet.name, row, column] = owner
        return found

    def owner(self, page_number: int, x: float, y: float) -> Owner:
        """頁の上の点(左上から、下が正)にあるセル。"""
        page = self.book.pages[page_number]
        across = (x - page.origin[0]) / page.scale
        down = (y - page.origin[1]) / page.scale
        column = bisect_right(page.grid.lefts, across) - 1
        row = bisect_right([-top for top in page.grid.tops], down) - 1
        if not (0 <= row < len(page.grid.rows) and 0 <= column < len(page.grid.columns)):
            return _OUTSIDE
        place = (page.sheet, page.grid.rows[row], page.grid.columns[column])
        found = self._owners.get(place) or _figure_at(page, across, -down)
        empty = f"{page.sheet}!{column_name(place[2])}{place[1]}"
        return found or Owner(empty, "", False)


def _figure_at(page: Page, x: float, y: float) -> Owner | None:
    """点のある図形。字のある、いちばん上のもの。"""
    found = None
    for part in page.figures:
        for figure in part.figures:
            left, bottom, right, top = figure.bounds
            inside = left <= x - part.move[0] <= right and bottom <= y - part.move[1] <= top
            words = [g for item in figure.items if isinstance(item, Words) for g in item.glyphs]
            if inside and words:
                where = f"{page.sheet}!{figure.cell} の図形"
                text = "".join(g.text for g in words)
                found = Owner(where, text, False, figure_reason(text))
    return found


def _is_choice(item: Placed) -> bool:
    setting = item.setting
    shrunk = setting.factor < 1
    return shrunk or (wraps(item.cell) and len(setting.lines) > item.cell.text.count("\n") + 1)
