"""繰返しの枠: シートのどの行が、どの繰返しの一件分か。足りない分を、行を増やすか続紙に送るか。"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.tags import Scope, Tag
from jusou_desk.reports.xlsx import rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Insertion, parse_area, shift_formula, split_cell
from jusou_desk.reports.xlsx.sheet_refs import references
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_ANCHOR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
#: 行の位置にひも付かないもの。
_UNMOVED: Final = frozenset(
    {"printerSettings", "hyperlink", "image", "ctrlProp", "threadedComment", "oleObject", "package"}
)
#: 升を指しうる部品の、名の頭。
_LINKED: Final = ("xl/charts/chart", "xl/drawings/", "xl/ctrlprops/")
# 一行分の高さの目安(EMU)。高さしか書かれていない図形の、下端の行を多めに見る。
_LINE: Final = 190_500


@dataclass(frozen=True)
class Block:
    """同じ繰返しの一件分の行。"""

    path: str
    first: int
    last: int


def runs_of(
    root: etree._Element, scope: Scope, tags: Mapping[tuple[int, int], Sequence[Tag]]
) -> list[list[Block]]:
    """同じ繰返しの、同じ項目の枠の並び。上から。

    間に見出しなどの行があっても、同じ項目の枠なら続きとみる。項目が違えば、別の表とみて初めから書く。
    """
    groups: dict[tuple[str, frozenset[str]], list[Block]] = {}
    for block in _blocks(root, scope, tags):
        names = frozenset(
            tag.name
            for (row, _), found in tags.items()
            if block.first <= row <= block.last
            for tag in found
            if scope.group_path(tag.name)
        )
        groups.setdefault((block.path, names), []).append(block)
    return list(groups.values())


def _blocks(
    root: etree._Element, scope: Scope, tags: Mapping[tuple[int, int], Sequence[Tag]]
) -> list[Block]:
    paths: dict[tuple[int, int], str] = {}
    for place, found in tags.items():
        paths[place] = max((scope.group_path(tag.name) for tag in found), key=len, default="")
    deepest: dict[int, str] = {}
    for (row, _), path in paths.items():
        deepest[row] = max(deepest.get(row, ""), path, key=len)
    if not any(deepest.values()):
        return []
    merges = [m for m in rows.merges_of(root) if paths.get((m.top, m.left))]
    blocks: list[Block] = []
    for row in sorted(r for r, path in deepest.items() if path):
        if blocks and row <= blocks[-1].last:
            continue
        last = row
        # 一件が何行かに渡るときは、どこかの列の縦結合がその行数を示している。
        while (
            lower := max((m.bottom for m in merges if row <= m.top <= last), default=last)
        ) > last:
            last = lower
        path = max((deepest.get(r, "") for r in range(row, last + 1)), key=len)
        blocks.append(Block(path, row, last))
    return blocks


def may_grow(book: Workbook, sheet: SheetEntry, run: Sequence[Block]) -> bool:
    """枠 ``run`` の下に行を差し込んでよいか。いけないときは、足りない分を続紙に送る。

    いけないのは、枠か、枠より下に掛かる図形・部品・テーブル・コメントがあるとき(位置が行にひも付いて
    いて、動かすと壊れる)と、動く升をグラフや図形や部品が(どのシートからでも)指しているときと、
    一頁に収めると決めた紙に、枠を決まった数だけ並べてあるとき。
    """
    root = book.tree(sheet.part)
    if len(run) > 1 and _is_one_page(root):
        return False
    if any(bottom >= run[0].first for bottom in _bottoms(book, sheet)):
        return False
    move = Insertion(sheet.name, run[0].first, run[-1].last, 1)
    return not any(_points_at_moved(book, sheet, part, move) for part in book.part_names)


def _is_one_page(root: etree._Element) -> bool:
    fit = root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    if fit is None or fit.get("fitToPage", "0") not in ("1", "true"):
        return False
    setup = root.find(f"{MAIN}pageSetup")
    return setup is None or setup.get("fitToHeight", "1") == "1"


def _bottoms(book: Workbook, sheet: SheetEntry) -> Iterator[float]:
    """シートの図形などの、下端の行(1 から)。分からないものは無限大。"""
    root = book.tree(sheet.part)
    for anchor in root.iter("{*}anchor"):
        yield _anchor_bottom(anchor)
    for one in book.relations(sheet.part):
        if one.external or one.kind in _UNMOVED or one.target not in book.part_names:
            continue
        match one.kind:
            case "drawing":
                for anchor in book.tree(one.target):
                    yield _anchor_bottom(anchor)
            case "vmlDrawing":
                yield from _vml_bottoms(book, one.target)
            case "table":
                yield parse_area(book.tree(one.target).get("ref", "A1")).bottom
            case "comments":
                for comment in book.tree(one.target).iter(f"{MAIN}comment"):
                    yield split_cell(comment.get("ref", "A1"))[0]
            case _:
                yield math.inf


def _points_at_moved(book: Workbook, sheet: SheetEntry, part: str, move: Insertion) -> bool:
    """図形・部品・グラフ(部品 ``part``)が、``move`` で動く升を指しているか。"""
    if not part.casefold().startswith(_LINKED):
        return False
    try:
        root = book.tree(part)
    except BadInput:
        return False  # 読めない昔の VML。そのシートなら、下端が分からないので増やさない。
    # 自分のシートの升は、シートの名を略して指せる。
    here = sheet.name if any(one.target == part for one in book.relations(sheet.part)) else ""
    return any(shift_formula(text, move, here=here) != text for text in references(root))


def _anchor_bottom(anchor: etree._Element) -> float:
    """図形を留めた下端の行。"""
    end = anchor.find("{*}to")
    if end is not None:
        offset = int(end.findtext("{*}rowOff") or "0")
        return int(end.findtext("{*}row") or "0") + (1 if offset else 0)
    start, size = anchor.find(f"{_ANCHOR}from"), anchor.find(f"{_ANCHOR}ext")
    if start is None or size is None:
        return math.inf
    height = int(size.get("cy", "0")) / _LINE
    return int(start.findtext(f"{_ANCHOR}row") or "0") + 1 + math.ceil(height)


def _vml_bottoms(book: Workbook, part: str) -> Iterator[float]:
    """フォームの部品の下端の行。吹き出し(コメント)の位置は Excel が決め直すので、見ない。"""
    try:
        root = book.tree(part)
    except BadInput:
        yield math.inf
        return
    for data in root.iter("{urn:schemas-microsoft-com:office:excel}ClientData"):
        if data.get("ObjectType") == "Note":
            continue
        numbers = (data.findtext("{*}Anchor") or "").split(",")
        yield int(numbers[6]) + 1 if len(numbers) > 6 else math.inf
