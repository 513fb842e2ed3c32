"""様式の点検のうち、タグと結合。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from jusou_desk.packet import Packet
from jusou_desk.reports.form.blank_rows import slots_for
from jusou_desk.reports.form.elsewhere import strays
from jusou_desk.reports.form.figure_tags import figure_texts
from jusou_desk.reports.form.filling import tagged_cells
from jusou_desk.reports.form.slots import Block, may_grow, stand_beside, tables_of
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


def wanted_missing(
    book: Workbook, vocabulary: Vocabulary, hidden: Iterable[Finding]
) -> Iterator[Finding]:
    """升が無いか、刷ると見えないと、紙から黙って消えるもの。hidden: 刷ると見えない字。"""
    placed = list(tags_in(book, vocabulary)) if vocabulary.wanted else []
    shown = {one.tag.name for one in shown_tags(placed, hidden)}
    for tag, what in vocabulary.wanted.items():
        advice = (
            f"このままでは、その断りが紙に出ません。表の下の升に {{{{{tag}}}}} と書いてください。"
        )
        own = next((one for one in placed if one.tag.name == tag), None)
        if own is None and placed:
            yield Finding(Grade.YELLOW, "", "", f"{what}を入れる升がありません。", advice)
        elif own is not None and tag not in shown:
            where = f"{what}を入れる升が、刷ると見えない所にあります。"
            yield Finding(Grade.YELLOW, own.sheet, own.cell, where, advice)


def shown_tags(placed: Iterable[PlacedTag], hidden: Iterable[Finding]) -> Iterator[PlacedTag]:
    """紙に出るタグ。hidden: 刷ると見えない字。"""
    unseen = {(one.sheet, one.cell) for one in hidden}
    return (one for one in placed if (one.sheet, one.cell) not in unseen)


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
    """何行か刷ってある繰返しに、何件まで入るか。それより多ければどうなるか。形がくずれるなら黄。"""
    scope = Scope(proof)
    for sheet in _used(book, vocabulary):
        root = book.tree(sheet.part)
        rows.number_sheet(book, sheet.part)
        tags = {cell.place: cell.tags for cell in tagged_cells(book, sheet)}
        tables = tables_of(root, scope, tags)
        found = [slots_for(book, sheet, one, len(one.blocks) + _COUNTED) for one in tables]
        blocks = [[slot.block for slot in slots] for slots in found]
        for table, slots, own in zip(tables, found, blocks, strict=True):
            beside = any(
                one is not table and stand_beside(table, own, one, other)
                for one, other in zip(tables, blocks, strict=True)
            )
            grows = not beside and may_grow(book, sheet, own)
            if grows:
                yield from _cut_short(sheet.name, rows.merges_of(root), own[-1])
            if len(own) == 1 and not beside:
                continue
            first = min(column for row, column in table.tags if row == own[0].first)
            also = (
                f"タグの下の、罫線だけの行も使って{len(own)}件分です"
                if any(slot.is_blank for slot in slots)
                else f"{len(own)}件分です"
            )
            after = "行が増えます" if grows else "続紙に続きます"
            what = f"「{own[0].path}」の枠は、{also}。{len(own) + 1}件目からは{after}。"
            yield Finding(Grade.GREEN, sheet.name, f"{column_name(first)}{own[0].first}", what)


def merges_in_the_way(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """結合に覆われて見えないタグ(重なった結合は、開くところで断る)。"""
    for sheet in _used(book, vocabulary):
        root = book.tree(sheet.part)
        cells = list(iterate_cells(root))
        covers = merged_places(root, [(row, column) for row, column, _ in cells])
        for row, column, cell in cells:
            if not parse_tags(cellxml.text_of(cell, book.strings)):
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


def _cut_short(sheet: str, merges: Iterable[Area], block: Block) -> Iterator[Finding]:
    """上からかかり、写しの手本の一件 ``block`` の途中で終わる結合。写した一件には、写されない。

    一件の終わりか、その下まで続く結合は、増えた行まで伸びる(``rows.insert_copies``)。
    """
    for merge in merges:
        if merge.top < block.first <= merge.bottom < block.last:
            yield Finding(
                Grade.YELLOW,
                sheet,
                str(merge),
                f"「{block.path}」の一件の行({block.first}～{block.last}行)の途中で、上からの結合が終わっています。",
                "件数が多くて増えた行には、この結合が付きません。Excelで結合を解くか、一件の終わりの行まで結合してください。",
            )
