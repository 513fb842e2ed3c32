"""シートの見た目のうち、罫線と塗りを決めるもの。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.xlsx.refs import Area
from jusou_desk.reports.xlsx.styles import Style


class Look:
    """セルの書式と結合と、枠線を刷るか。字は持たない。

    同じ様式を何百枚も描くとき、罫線と塗りを一度だけ組むための鍵になる。書式の中身は様式ごとに一つで、
    何枚差し込んでも同じ物なので、まずそれで見分ける。
    """

    __slots__ = ("_hash", "grid_lines", "merged", "styles")

    def __init__(self, sheet: Sheet) -> None:
        self.styles: Final[Mapping[tuple[int, int], Style]] = {
            place: cell.style for place, cell in sheet.cells.items()
        }
        self.merged: Final[Mapping[tuple[int, int], Area]] = sheet.merged
        self.grid_lines: Final = sheet.setup.grid_lines
        self._hash: Final = hash((self.grid_lines, *map(id, self.styles.values())))

    def area_of(self, place: tuple[int, int]) -> Area:
        """結合していればその全体、いなければセルだけの範囲。"""
        return self.merged.get(place) or Area(*place, *place)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Look)
            and self.grid_lines == other.grid_lines
            and (self.merged is other.merged or self.merged == other.merged)
            and self.styles == other.styles
        )
