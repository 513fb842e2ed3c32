"""様式の点検のうち、タグと結合。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from jusou_desk.packet import Packet
from jusou_desk.reports.form.blank_rows import blank_rows
from jusou_desk.reports.form.elsewhere import strays
from jusou_desk.reports.form.figure_tags import figure_texts
from jusou_desk.reports.form.filling import tagged_cells
from jusou_desk.reports.form.slots import may_grow, runs_of
from jusou_desk.reports.form.tags import Scope, Tag, parse_tags, unknown_modifiers
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.vocabulary import Vocabulary, dotted_choice
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.merging import merged_places
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area, column_name
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_HALF_TAG: Final = re.compile(r"[{｛]{2}|[}｝]{2}")
_MODIFIERS: Final = "使える書き方は、和暦・略暦・時刻・数・伸・省・☑です。"
_SHEET_NAME: Final = "シート名"
_HEADER: Final = "ヘッダー"
#: 罫線だけの行は、これより多くは数えない。
_COUNTED: Final = 100


@dataclass(frozen=True)
class PlacedTag:
    """様式の中のタグ一つと、その場所。"""

    sheet: str
    cell: str
    tag: Tag


def tags_in(book: Workbook, vocabulary: Vocabulary | None = None) -> Iterator[PlacedTag]:
    """ブックの、``vocabulary`` があればその紙に使うシートの、どのタグも。"""
    sheets = book.sheets if vocabulary is None else _used(book, vocabulary)
    for sheet, cell, text in _texts(book, sheets):
        for tag in parse_tags(text):
            yield PlacedTag(sheet.name, cell, tag)


def _used(book: Workbook, vocabulary: Vocabulary) -> list[SheetEntry]:
    """この紙に使うシート。使わないシートのタグは、刷られないので確かめない。"""
    return [one for one in book.sheets if not vocabulary.sheets or one.name in vocabulary.sheets]


def _texts(book: Workbook, sheets: Iterable[SheetEntry]) -> Iterator[tuple[SheetEntry, str, str]]:
    """タグの書ける所の文字: シート名、ヘッダー、図形、セル。"""
    for sheet in sheets:
        yield sheet, _SHEET_NAME, sheet.name
        root = book.tree(sheet.part)
        for element in root.iterfind(f"{MAIN}headerFooter/*"):
            yield sheet, _HEADER, element.text or ""
        for figure, text in figure_texts(book, sheet):
            yield sheet, f"図形「{figure}」", text
        for row, column, cell in iterate_cells(root):
            text = cellxml.text_of(cell, book.strings)
            if text:
                yield sheet, f"{column_name(column)}{row}", text


def tag_findings(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """分からないタグ、載せられない項目、半端な括弧、分からない書き方、差し込めない所のタグ。"""
    found = False
    sheets = _used(book, vocabulary)
    known = {sheet.name: vocabulary.on(sheet.name) for sheet in sheets}
    for sheet, cell, text in _texts(book, sheets):
        tags = parse_tags(text)
        found = found or bool(tags)
        for tag in tags:
            yield from _about(tag, sheet.name, cell, known[sheet.name])
        rest = text
        for tag in reversed(tags):
            rest = rest[: tag.start] + rest[tag.end :]
        if _HALF_TAG.search(rest):
            yield Finding(
                Grade.RED,
                sheet.name,
                cell,
                "タグの括弧が片方しかありません。",
                "「{{氏名}}」のように、二つずつの括弧で囲んでください。",
                kind=Kind.TAG,
            )
    for stray in (one for sheet in sheets for one in strays(book, sheet)):
        yield Finding(
            Grade.YELLOW,
            stray.sheet,
            stray.cell,
            f"{stray.what}にあるタグ「{stray.tag}」には差し込めません。",
            "セルか図形に書いてください。",
            kind=Kind.TAG,
        )
    if not found:
        yield Finding(
            Grade.RED,
            "",
            "",
            "タグが一つもありません。",
            "Excelで答えの入る升に {{氏名}} のように書くか、「升と項目を結ぶ」で升を選んでください。",
            kind=Kind.TAG,
        )


def wanted_missing(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """升が無いと、紙から黙って消えるもの。"""
    there = {one.tag.name for one in tags_in(book, vocabulary)}
    for tag, what in vocabulary.wanted.items():
        if there and tag not in there:
            advice = f"このままでは、その断りが紙に出ません。表の下の升に {{{{{tag}}}}} と書いてください。"
            yield Finding(Grade.YELLOW, "", "", f"{what}を入れる升がありません。", advice)


def _about(tag: Tag, sheet: str, cell: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    def red(what: str, advice: str) -> Finding:
        return Finding(Grade.RED, sheet, cell, what, advice, kind=Kind.TAG)

    if tag.name in vocabulary.barred:
        yield red(
            f"「{tag.name}」は、この様式には載せられません({vocabulary.barred[tag.name]})。",
            "Excelでこのタグを消してください。",
        )
        return
    word = vocabulary.by_tag.get(tag.name)
    if word is None:
        if dotted_choice(tag, vocabulary) is not None:
            return
        if tag.name in vocabulary.groups and tag.leaves_out:
            return
        near = vocabulary.nearest(tag.name)
        hint = f"「{near}」ではありませんか。" if near else "「タグの一覧」から写してください。"
        yield red(f"タグ「{tag.name}」が分かりません。", hint)
        return
    for modifier in unknown_modifiers(tag):
        yield red(f"タグ「{tag.name}」の書き方「{modifier}」が分かりません。", _MODIFIERS)


def room_for_rows(book: Workbook, vocabulary: Vocabulary, proof: Packet) -> Iterator[Finding]:
    """何行か刷ってある繰返しに、何件まで入るか。それより多ければどうなるか。"""
    scope = Scope(proof)
    for sheet in _used(book, vocabulary):
        root = book.tree(sheet.part)
        rows.number_sheet(book, sheet.part)
        tags = {cell.place: cell.tags for cell in tagged_cells(book, sheet)}
        for run in runs_of(root, scope, tags):
            blank = tuple(islice(blank_rows(book, sheet, run, tags), _COUNTED))
            slots = (*run, *blank)
            if len(slots) == 1:
                continue
            first = min(column for row, column in tags if row == run[0].first)
            also = (
                f"タグの下の、罫線だけの行も使って{len(slots)}件分です"
                if blank
                else f"{len(slots)}件分です"
            )
            after = "行が増えます" if may_grow(book, sheet, slots) else "続紙に続きます"
            what = f"「{run[0].path}」の枠は、{also}。{len(slots) + 1}件目からは{after}。"
            yield Finding(Grade.GREEN, sheet.name, f"{column_name(first)}{run[0].first}", what)


def merges_in_the_way(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """結合に覆われて見えないタグ、繰返しの行をまたぐ結合(重なった結合は、開くところで断る)。"""
    for sheet in _used(book, vocabulary):
        groups = vocabulary.on(sheet.name).groups
        root = book.tree(sheet.part)
        merges = rows.merges_of(root)
        cells = list(iterate_cells(root))
        covers = merged_places(root, [(row, column) for row, column, _ in cells])
        repeated: dict[str, set[int]] = {}
        for row, column, cell in cells:
            tags = parse_tags(cellxml.text_of(cell, book.strings))
            if not tags:
                continue
            cover = covers.get((row, column))
            if cover is not None and (row, column) != (cover.top, cover.left):
                yield Finding(
                    Grade.RED,
                    sheet.name,
                    f"{column_name(column)}{row}",
                    f"タグが、結合した升({cover})に覆われていて見えません。",
                    f"タグを、結合の左上({column_name(cover.left)}{cover.top})に書いてください。",
                    kind=Kind.TAG,
                )
            for tag in tags:
                group = tag.name.rpartition(".")[0]
                if group in groups:
                    repeated.setdefault(group, set()).add(row)
        yield from _crossing(sheet.name, merges, repeated)


def _crossing(sheet: str, merges: list[Area], repeated: dict[str, set[int]]) -> Iterator[Finding]:
    """繰返しの行の途中から始まるか終わる縦の結合。写しを増やすと、形がくずれる。"""
    for group, numbers in repeated.items():
        first, last = min(numbers), max(numbers)
        for merge in merges:
            starts_above = merge.top < first <= merge.bottom
            if starts_above:
                yield Finding(
                    Grade.YELLOW,
                    sheet,
                    str(merge),
                    f"「{group}」の繰返しの行({first}～{last}行)に、上から結合した升がかかっています。",
                    "枠より多い件数で行が増えると、形がくずれます。Excelで結合を解くか、繰返しの行の外に出してください。",
                )
