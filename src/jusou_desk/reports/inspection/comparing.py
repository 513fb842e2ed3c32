"""去年の様式と今年の様式の違い。結びを新しい様式へ写し、行き先の変わったものを言う。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.inspection.inspecting_tags import tags_in
from jusou_desk.reports.inspection.linking import Link
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, MAX_ROW, Area, column_name, split_cell
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import Workbook

_SPACES: Final = re.compile(r"\s+")
_CHECK_IT: Final = "右の紙で、その升でよいかを確かめてください。"
_LINK_AGAIN: Final = (
    "このままでは、この項目は紙に出ません。要るなら「升と項目を結ぶ」で新しい升を選んでください。"
)
L = TypeVar("L", bound=Link)


@dataclass(frozen=True)
class Move(Generic[L]):
    """結び一つの行き先。``cell`` が空なら、行き先が無い。"""

    link: L
    sheet: str
    cell: str


@dataclass(frozen=True)
class Comparison(Generic[L]):
    """写した結びの行き先と、違い。"""

    moves: tuple[Move[L], ...]
    findings: tuple[Finding, ...]


class Labels:
    """シートごとの、升に書いてある字と見出し。"""

    def __init__(self, book: Workbook) -> None:
        self._words: dict[str, dict[tuple[int, int], str]] = {}
        self._merged: dict[str, list[Area]] = {}
        for sheet in book.sheets:
            root = book.tree(sheet.part)
            self._merged[sheet.name] = rows.merges_of(root)
            self._words[sheet.name] = {
                (row, column): words
                for row, column, cell in iterate_cells(root)
                if (words := _SPACES.sub("", cellxml.text_of(cell, book.strings)))
            }

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._words)

    def of(self, sheet: str, cell: str, *, clears: bool = False) -> str:
        """その升の見出し: 升に字があればその字、無ければ左の、それも無ければ上の、いちばん近い字。

        clears: 升の字を消して入れるなら、その字は見出しではない。
        """
        at = self._label_at(sheet, split_cell(cell), clears=clears)
        return self._words[sheet][at] if at else ""

    def label_cell(self, sheet: str, cell: str, *, clears: bool = False) -> str:
        """その升の見出しのある升。無ければ空。"""
        at = self._label_at(sheet, split_cell(cell), clears=clears)
        return _name(*at) if at else ""

    def _label_at(
        self, sheet: str, place: tuple[int, int], *, clears: bool
    ) -> tuple[int, int] | None:
        words = self._words.get(sheet, {})
        if not clears and place in words:
            return place
        row, column = place
        left = ((row, c) for c in range(column - 1, 0, -1))
        above = ((r, column) for r in range(row - 1, 0, -1))
        for line in (left, above):
            for at in line:
                found = at if at in words else self._home(sheet, at)
                if found in words:
                    return found
        return None

    def find(self, sheet: str, label: str, like: str) -> str:
        """見出しが ``label`` の升のうち、``like`` にいちばん近いもの。無ければ空。

        見出しの升そのもの(字のある升に続けて書くとき)か、その右か下の升。
        """
        row, column = split_cell(like)
        places = [at for at, words in self._words.get(sheet, {}).items() if words == label]
        if not places:
            return ""
        near = min(places, key=lambda at: abs(at[0] - row) + abs(at[1] - column))
        return _name(*near)

    def right_of(self, sheet: str, cell: str) -> str:
        """``cell``(結合していればその全体)のすぐ右の升。シートの外なら空。"""
        row, column = split_cell(cell)
        area = self._area(sheet, (row, column))
        return _name(area.top, area.right + 1)

    def below(self, sheet: str, cell: str) -> str:
        """すぐ下の升。シートの外なら空。"""
        area = self._area(sheet, split_cell(cell))
        return _name(area.bottom + 1, area.left)

    def is_written(self, sheet: str, cell: str) -> bool:
        return split_cell(cell) in self._words.get(sheet, {})

    def _area(self, sheet: str, at: tuple[int, int]) -> Area:
        single = Area(*at, *at)
        inside = (m for m in self._merged.get(sheet, ()) if _holds(m, at))
        return next(inside, single)

    def _home(self, sheet: str, at: tuple[int, int]) -> tuple[int, int]:
        area = self._area(sheet, at)
        return area.top, area.left


def _name(row: int, column: int) -> str:
    """番地。シートの外なら空。"""
    inside = 1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN
    return f"{column_name(column)}{row}" if inside else ""


def _holds(area: Area, at: tuple[int, int]) -> bool:
    return area.top <= at[0] <= area.bottom and area.left <= at[1] <= area.right


@expecting_sound_book()
def label_of(layout: bytes, sheet: str, cell: str, *, clears: bool = False) -> str:
    """様式の升の見出し。"""
    return Labels(Workbook(layout)).of(sheet, cell, clears=clears)


@expecting_sound_book()
def compare(before: bytes, after: bytes, links: Sequence[L]) -> Comparison[L]:
    """``before`` の結びを ``after`` へ写す。どちらも開けるブックであること(でなければ ``BadInput``)。"""
    old, new = Workbook(before), Workbook(after)
    was, now = Labels(old), Labels(new)
    moves, findings = [], []
    for link in links:
        move, finding = _follow(link, was, now)
        moves.append(move)
        findings += [finding] if finding else []
    findings += _tags(old, new)
    findings += _sheets(was, now)
    return Comparison(tuple(moves), tuple(findings))


def _follow(link: L, was: Labels, now: Labels) -> tuple[Move[L], Finding | None]:
    label = link_label(link) or was.of(link.sheet, link.cell, clears=link.clears)
    stays = Move(link, link.sheet, link.cell)
    if link.sheet not in now.sheets:
        what = f"「{link.tag}」を結んだシート「{link.sheet}」が、新しい様式にありません。"
        return Move(link, link.sheet, ""), _homeless(link, what)
    here = now.of(link.sheet, link.cell, clears=link.clears)
    if here == label:
        return stays, None
    found = now.find(link.sheet, label, link.cell) if label else ""
    if not found:
        what = f"「{link.tag}」の升の見出しが、「{label}」から「{here}」に変わりました。"
        if not here:
            return Move(link, link.sheet, ""), _homeless(link, what)
        return stays, Finding(Grade.YELLOW, link.sheet, link.cell, what, _CHECK_IT)
    cell = _beside(link, was, now, found)
    if not cell:
        what = f"「{link.tag}」の升が、見出し「{label}」と一緒に動くと、シートの外に出ます。"
        return Move(link, link.sheet, ""), _homeless(link, what)
    what = f"「{link.tag}」の升が、{link.cell} から {cell} へ動きました。"
    return Move(link, link.sheet, cell), Finding(Grade.YELLOW, link.sheet, cell, what, _CHECK_IT)


def link_label(link: Link) -> str:
    """結んだときに覚えた見出し。"""
    return str(getattr(link, "label", ""))


def _beside(link: Link, was: Labels, now: Labels, found: str) -> str:
    """見出し ``found`` に対して、前と同じ側の升。シートの外なら空。"""
    if not link.clears and was.is_written(link.sheet, link.cell):
        return found
    # 同じ言葉の見出しが近くにあっても、この升の見出しからの隔たりで動かす。
    old = was.label_cell(link.sheet, link.cell, clears=link.clears)
    if old and was.below(link.sheet, old) == link.cell:
        return now.below(link.sheet, found)
    if not old or was.right_of(link.sheet, old) == link.cell:
        return now.right_of(link.sheet, found)
    # 見出しのすぐ隣でない升(月ごとの表など)は、見出しからの隔たりのまま動かす。
    rows, columns = (
        new - gone for new, gone in zip(split_cell(found), split_cell(old), strict=True)
    )
    row, column = split_cell(link.cell)
    return _name(row + rows, column + columns)


def _homeless(link: Link, what: str) -> Finding:
    return Finding(Grade.YELLOW, link.sheet, link.cell, what, _LINK_AGAIN)


def _tags(old: Workbook, new: Workbook) -> Iterator[Finding]:
    """ファイルに書いてあるタグの違い。"""
    was, now = _counted(old), _counted(new)
    for name in was.keys() - now.keys():
        what = f"去年の様式にあったタグ「{name}」が、今年の様式にありません。"
        yield Finding(Grade.YELLOW, "", "", what, "要らなくなったのなら、このままで構いません。")
    for name in now.keys() - was.keys():
        what = f"タグ「{name}」が、今年の様式で増えました。"
        yield Finding(Grade.GREEN, "", "", what)


def _counted(book: Workbook) -> Mapping[str, int]:
    return Counter(one.tag.name for one in tags_in(book))


def _sheets(was: Labels, now: Labels) -> Iterator[Finding]:
    for name in now.sheets:
        if name not in was.sheets:
            yield Finding(Grade.YELLOW, name, "", "シートが増えました。", _CHECK_IT)
