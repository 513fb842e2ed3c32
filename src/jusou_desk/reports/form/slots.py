"""繰返しの枠: シートのどの行が、どの繰返しの一件分か。足りない分を、行を増やすか続紙に送るか。"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.row_words import BLANK, Place, row_number, words_of
from jusou_desk.reports.form.tags import Scope, Tag, without_tags
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    Insertion,
    parse_area,
    shift_formula,
    split_cell,
)
from jusou_desk.reports.xlsx.sheet_refs import references
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_ANCHOR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
#: 行の位置にひも付かないもの。
_UNMOVED: Final = frozenset(
    {"printerSettings", "hyperlink", "image", "ctrlProp", "threadedComment", "oleObject", "package"}
)
#: 升を指しうる部品の、名の頭。
_LINKED: Final = ("xl/charts/chart", "xl/drawings/", "xl/ctrlprops/")
#: これより下の行の字は、行を増やすとシートの底から押し出されうる。
_DEEP: Final = MAX_ROW - 100_000
#: 並んだ表の、見出しの行の数だけ、枠の初まりがずれる。
_HEAD: Final = 2
# 一行分の高さの目安(EMU)。高さしか書かれていない図形の、下端の行を多めに見る。
_LINE: Final = 190_500


@dataclass(frozen=True)
class Block:
    """同じ繰返しの一件分の行。path: 繰返しの道筋。family: ``Scope.family``。"""

    path: str
    family: str
    first: int
    last: int


@dataclass(frozen=True)
class Table:
    """一つの繰返しの表。

    blocks: タグのある枠。上から。tags: この表のタグと、その間にある、繰返しでないタグ。升→タグ。
    columns: この表のタグの、左端と右端の列。region: 左右に並んだ表に挟まれた、この表の列。
    beside: 隣に、表のものでない(主治医などの)タグのある行。
    """

    blocks: Sequence[Block]
    tags: Mapping[Place, Sequence[Tag]]
    columns: tuple[int, int]
    region: range
    beside: frozenset[int]

    @property
    def family(self) -> str:
        return self.blocks[0].family


def tables_of(
    root: etree._Element, scope: Scope, tags: Mapping[Place, Sequence[Tag]]
) -> list[Table]:
    """シートの繰返しの表。上から。左右に並んだ二つの表は、行が同じでも別の表とみる。

    間に見出しなどの行があっても、同じ項目の枠なら続きとみる。項目が違えば、別の表とみて初めから書く。
    """
    families: dict[str, dict[Place, list[Tag]]] = {}
    for place, found in tags.items():
        for tag in found:
            families.setdefault(scope.family(tag.name), {}).setdefault(place, []).append(tag)
    plain = families.pop("", {})
    spans = {family: _span(own) for family, own in families.items()}
    tables = []
    for family, own in families.items():
        region = _region(spans[family], spans.values())
        groups: dict[tuple[str, frozenset[str]], list[Block]] = {}
        for block in _blocks(root, scope, family, own):
            inside = (found for (row, _), found in own.items() if block.first <= row <= block.last)
            groups.setdefault((block.path, _names(inside)), []).append(block)
        tables += [_table(blocks, own, plain, region) for blocks in groups.values()]
    return sorted(tables, key=lambda one: one.blocks[0].first)


def _table(
    blocks: Sequence[Block],
    own: Mapping[Place, Sequence[Tag]],
    plain: Mapping[Place, Sequence[Tag]],
    region: range,
) -> Table:
    """右に離れた、繰返しでないタグは、どの枠の同じ所にもあるのでなければ、表のものではない。"""
    rows_of = [range(block.first, block.last + 1) for block in blocks]
    columns = _span(place for place in own if any(place[0] in one for one in rows_of))
    beside: set[Place] = set()
    for block, inside in zip(blocks, rows_of, strict=True):
        for row, column in (one for one in plain if one[0] in inside and one[1] > columns[1]):
            again = all((row - block.first + one.first, column) in plain for one in blocks)
            if len(blocks) == 1 or not again:
                beside.add((row, column))
    tags = {place: found for place, found in plain.items() if place not in beside}
    return Table(blocks, {**tags, **own}, columns, region, frozenset(row for row, _ in beside))


def _span(places: Iterable[Place]) -> tuple[int, int]:
    """左端と右端の列。"""
    columns = [column for _, column in places]
    return min(columns), max(columns)


def _region(own: tuple[int, int], spans: Iterable[tuple[int, int]]) -> range:
    """左の表の右端の次から、右の表の左端の手前まで。"""
    known = list(spans)
    first = max((right for _, right in known if right < own[0]), default=0) + 1
    return range(first, min((left for left, _ in known if left > own[1]), default=MAX_COLUMN + 1))


def _names(found: Iterable[Iterable[Tag]]) -> frozenset[str]:
    return frozenset(tag.name for tags in found for tag in tags)


def _blocks(
    root: etree._Element, scope: Scope, family: str, tags: Mapping[Place, Sequence[Tag]]
) -> list[Block]:
    paths = {
        place: max((scope.group_path(tag.name) for tag in found), key=len)
        for place, found in tags.items()
    }
    deepest: dict[int, str] = {}
    for (row, _), path in paths.items():
        deepest[row] = max(deepest.get(row, ""), path, key=len)
    merges = [m for m in rows.merges_of(root) if (m.top, m.left) in paths]
    blocks: list[Block] = []
    for row in sorted(deepest):
        if blocks and row <= blocks[-1].last:
            continue
        last = row
        # 一件が何行かに渡るときは、どこかの列の縦結合がその行数を示している。
        while (
            lower := max((m.bottom for m in merges if row <= m.top <= last), default=last)
        ) > last:
            last = lower
        path = max((deepest.get(r, "") for r in range(row, last + 1)), key=len)
        blocks.append(Block(path, family, row, last))
    return blocks


def stand_beside(one: Table, blocks: Sequence[Block], other: Table, those: Sequence[Block]) -> bool:
    """左右に並んだ表か。片方の行を増やすと、もう片方の行や見出しまで増える。blocks・those: 空の行も入れた枠。"""
    if any(a.first <= b.last and b.first <= a.last for a in blocks for b in those):
        return True
    apart = one.columns[1] < other.columns[0] or other.columns[1] < one.columns[0]
    gap = max(blocks[0].first, those[0].first) - min(blocks[-1].last, those[-1].last)
    return apart and gap <= _HEAD


def may_grow(book: Workbook, sheet: SheetEntry, run: Sequence[Block]) -> bool:
    """枠 ``run`` の下に行を差し込んでよいか。いけないときは、足りない分を続紙に送る。

    いけないのは、
    - 枠か、枠より下に掛かる図形・部品・テーブル・コメントがあるとき(位置が行にひも付いていて、動かすと壊れる)
    - 差し込む所を配列数式がまたぐとき(Excel も差し込ませない)
    - シートの底に字があるとき(押し出される)
    - 動く升をグラフや図形や部品が(どのシートからでも)指しているとき
    - 一頁に収めると決めた紙に、枠を決まった数だけ並べてあるとき
    - 枠ごとに違う見出しがあるとき
    """
    root = book.tree(sheet.part)
    if len(run) > 1 and (_is_one_page(root) or _are_labelled_apart(book, root, run[-2:])):
        return False
    if any(bottom >= run[0].first for bottom in _bottoms(book, sheet)):
        return False
    if any(row > _DEEP and len(cell) for row, _, cell in iterate_cells(root)):
        return False
    if any(area.top <= run[-1].last < area.bottom for area in _spread_formulas(root)):
        return False
    move = Insertion(sheet.name, run[0].first, run[-1].last, 1)
    return not any(_points_at_moved(book, sheet, part, move) for part in book.part_names)


def _spread_formulas(root: etree._Element) -> Iterator[Area]:
    """配列数式とデータテーブルの範囲。"""
    for formula in root.iter(f"{MAIN}f"):
        if formula.get("t") in ("array", "dataTable"):
            yield parse_area(formula.get("ref", "A1"))


def _are_labelled_apart(book: Workbook, root: etree._Element, run: Sequence[Block]) -> bool:
    """二つの枠の同じ所に、違う字が刷ってあるか。行を写すと、同じ見出しが二つできる。"""
    own, other = (_labels(book, root, block) for block in run)
    return any(other.get(place, words) != words for place, words in own.items())


def _labels(book: Workbook, root: etree._Element, block: Block) -> dict[tuple[int, int], str]:
    """枠に刷ってある字。枠の初めから数えた行と、列の順。行の番号と数式は除く。"""
    found: dict[tuple[int, int], str] = {}
    for line in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        if block.first <= int(line.get("r", "0")) <= block.last:
            for cell in line.iterfind(f"{MAIN}c"):
                row, column = cellxml.place_of(cell)
                words = BLANK.sub("", without_tags(words_of(book, cell)))
                if words and cell.find(f"{MAIN}f") is None and row_number(words) is None:
                    found[row - block.first, column] = words
    return found


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
