"""結合したセルを、セルから引けるようにする。"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area, parse_area

# これより広い結合は、列全体などへの結合とみて、中身のある範囲に切り詰める。
_WIDE_MERGE: Final = 20_000
MAX_MERGED: Final = 500_000
#: 様式にふつうある結合の広さ。
_USUAL_MERGED: Final = 10_000


def merged_places(
    root: etree._Element, cells: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], Area]:
    """結合に入っているセル→その結合。列全体の結合などは、``cells`` のある範囲に切り詰める。

    結合の広さの和が ``MAX_MERGED`` を超えれば ``BadInput``。
    """
    areas: list[Area] = []
    count = 0
    for element in root.iter(f"{MAIN}mergeCell"):
        area = parse_area(element.get("ref", "A1"))
        if area.size > _WIDE_MERGE:
            bottom = min(area.bottom, max((row for row, _ in cells), default=0))
            right = min(area.right, max((column for _, column in cells), default=0))
            area = Area(area.top, area.left, max(bottom, area.top), max(right, area.left))
        count += area.size
        if count > MAX_MERGED:
            raise BadInput(
                "結合したセルが広すぎるシートがあります。",
                "使っていない行や列の結合を解いて保存し直してください。",
            )
        areas.append(area)
    return _kept_places(tuple(areas)) if count <= _USUAL_MERGED else _places(areas)


def _places(areas: Sequence[Area]) -> dict[tuple[int, int], Area]:
    found: dict[tuple[int, int], Area] = {}
    # 重なった結合は先に書かれたものを採る。
    for area in reversed(areas):
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        found.update(dict.fromkeys(product(rows, columns), area))
    return found


#: 同じ様式を何度も差し込むので、結合は覚えておく。
_kept_places: Final = lru_cache(maxsize=16)(_places)
