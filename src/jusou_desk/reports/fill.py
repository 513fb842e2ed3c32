"""様式(xlsx)に Packet の値を差し込む。"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet, Value
from jusou_desk.reports import cellxml, rows
from jusou_desk.reports.book import iterate_cells
from jusou_desk.reports.celltext import CUT_MARK, LIMIT, cut, units
from jusou_desk.reports.filled import FilledBook
from jusou_desk.reports.numfmt import FIRST_SERIAL, is_date_format, to_serial
from jusou_desk.reports.package import MAIN
from jusou_desk.reports.refs import column_name
from jusou_desk.reports.tags import Scope, Step, Tag, as_text, parse_tags, unknown_modifiers
from jusou_desk.reports.workbook import SheetEntry, Workbook

# これより長いヘッダーのあるブックを、Excel は壊れているという。
_HEADER_LIMIT = 255
# 期間の両端を結ぶだけの字。
_SPAN = re.compile(r"\s*(?:[～〜]|から)\s*(?:まで)?\s*")
# ヘッダーの、中身の無い区画。&& は字としての & なので飛ばす。
_EMPTY_SECTION = re.compile(r"&&|&[LCR](?=&[LCR]|$)")


def fill(layout: bytes, packet: Packet, *, only: Collection[str] = ()) -> FilledBook:
    """様式 ``layout`` のタグに ``packet`` の値を入れたブック。

    only: 使うシートの、差し込む前の名前。空なら全部。
    分からないタグ・入りきらない文・書体に無い文字は、例外にせず ``problems`` に並べる。
    ブックとして読めないものは ``BadInput``。
    """
    try:
        book = Workbook(layout)
        for sheet in [one for one in book.sheets if only and one.name not in only]:
            book.remove(sheet)
        return _Filler(book, packet).run()
    except (ValueError, IndexError, ArithmeticError) as error:
        # 番地や番号が数になっていないなど、部品の中身がおかしいブック。
        raise BadInput(
            "様式のブックの中の書き方が正しくありません。",
            "Excelで開いて保存し直してから、もう一度選んでください。",
        ) from error


@dataclass(frozen=True)
class _Block:
    """同じ繰返しの一件分の行。"""

    path: str
    first: int
    last: int


@dataclass
class _Marks:
    """シート一枚の差込みの跡。"""

    filled: set[tuple[int, int]] = field(default_factory=set)
    growing: set[tuple[int, int]] = field(default_factory=set)


class _Filler:
    def __init__(self, book: Workbook, packet: Packet) -> None:
        self._book = book
        self._whole = Scope(packet)
        self._problems: dict[str, None] = {}

    def run(self) -> FilledBook:
        marks: dict[str, _Marks] = {}
        for sheet, scope in self._expand_sheets():
            marks[sheet.part] = self._fill_sheet(sheet, scope)
        if self._book.is_touched():
            self._book.forget_results()
        return FilledBook(
            self._book,
            tuple(self._problems),
            {part: frozenset(mark.filled) for part, mark in marks.items()},
            {part: frozenset(mark.growing) for part, mark in marks.items()},
        )

    def _tell(self, problem: str) -> None:
        self._problems.setdefault(problem)

    # シートの写し

    def _expand_sheets(self) -> list[tuple[SheetEntry, Scope]]:
        pairs: list[tuple[SheetEntry, Scope]] = []
        for sheet in list(self._book.sheets):
            paths = (self._whole.group_path(tag.name) for tag in parse_tags(sheet.name))
            path = next((p for p in paths if p), "")
            if not path:
                pairs.append((sheet, self._whole))
                continue
            records = self._whole.rows(path) or []
            pairs.extend(self._copy_sheet(sheet, records))
        for sheet, scope in pairs:
            if parse_tags(sheet.name):
                self._book.rename(sheet, self._replace(sheet.name, scope, "シート名"))
        return pairs

    def _copy_sheet(
        self, sheet: SheetEntry, records: Sequence[tuple[Step, ...]]
    ) -> list[tuple[SheetEntry, Scope]]:
        if not records and len(self._book.sheets) > 1:
            self._book.remove(sheet)
            return []
        if len(records) > 1 and not self._book.is_plain(sheet):
            self._tell(
                f"図形や部品のあるシート「{sheet.name}」は写せないので、"
                f"{len(records)}件のうち1件だけ書きました。"
            )
            records = records[:1]
        if not records:
            return [(sheet, self._whole)]
        scopes = [
            Scope(self._whole.whole, [replace(step, open=True) for step in steps])
            for steps in records
        ]
        sheets = [sheet]
        for _ in scopes[1:]:
            sheets.append(self._book.duplicate(sheet, sheets[-1]))
        return list(zip(sheets, scopes, strict=True))

    # 行の繰返し

    def _fill_sheet(self, sheet: SheetEntry, scope: Scope) -> _Marks:
        root = self._book.tree(sheet.part)
        marks = _Marks()
        self._fill_header(sheet, scope)
        texts = {
            (row, column): text
            for row, column, cell in iterate_cells(root)
            if parse_tags(text := cellxml.text_of(cell, self._book.strings))
        }
        if not texts:
            return marks
        self._book.touch(sheet.part)
        rows.number_rows(root)
        scopes = self._expand_rows(sheet, scope, texts)
        for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
            row_scope = scopes.get(row, scope)
            cells = [
                (cell, text, tags)
                for cell in row.iterfind(f"{MAIN}c")
                if (tags := parse_tags(text := cellxml.text_of(cell, self._book.strings)))
            ]
            if _is_left_out((tag for *_, tags in cells for tag in tags), row_scope or scope):
                row.set("hidden", "1")
            for cell, text, tags in cells:
                self._fill_cell(sheet, cell, text, tags, row_scope, marks)
        return marks

    def _expand_rows(
        self, sheet: SheetEntry, scope: Scope, texts: dict[tuple[int, int], str]
    ) -> dict[etree._Element, Scope | None]:
        """繰返しの行を件数分に増やす。出: 行→その行で引く範囲(余った枠は ``None``)。"""
        scopes: dict[etree._Element, Scope | None] = {}
        root = self._book.tree(sheet.part)
        blocks = _blocks(root, scope, texts)
        for slots in reversed(_slots(blocks)):
            records = scope.rows(slots[0].path) or []
            elements = [_row_elements(root, slot) for slot in slots]
            extra = len(records) - len(slots)
            if extra > 0 and self._book.is_plain(sheet):
                last = slots[-1]
                elements += rows.insert_copies(self._book, sheet, last.first, last.last, extra)
            elif extra > 0:
                self._tell(
                    f"シート「{sheet.name}」の「{slots[0].path}」は{len(slots)}件分の枠しかなく、"
                    f"{len(records)}件のうち{extra}件が入りません。"
                )
            for number, group in enumerate(elements):
                inner: Scope | None = None
                if number < len(records):
                    inner = Scope(scope.whole, (*scope.steps, *records[number]))
                scopes.update(dict.fromkeys(group, inner))
        return scopes

    # セル

    def _fill_cell(
        self,
        sheet: SheetEntry,
        cell: etree._Element,
        text: str,
        tags: Sequence[Tag],
        scope: Scope | None,
        marks: _Marks,
    ) -> None:
        """タグ ``tags`` のある ``text`` のセルに書く。"""
        place = cellxml.place_of(cell)
        if not all(tag.leaves_out for tag in tags):
            marks.filled.add(place)
        if any(tag.grows for tag in tags):
            marks.growing.add(place)
        if scope is None:
            cellxml.write_empty(cell)
            return
        where = f"{sheet.name}!{column_name(place[1])}{place[0]}"
        values = [self._value(tag, scope, where) for tag in tags]
        tag = tags[0]
        whole = len(tags) == 1 and text.strip(" \u3000\n") == text[tag.start : tag.end]
        if whole and not set(tag.modifiers) - {"伸"}:
            number = self._number(values[0], cell)
            if number is not None:
                cellxml.write_number(cell, number)
                return
        pieces = [as_text(v, t.modifiers) for t, v in zip(tags, values, strict=True)]
        if not any(pieces) and _SPAN.fullmatch(_between(text, tags)):
            cellxml.write_empty(cell)
            return
        surplus = units(text) + sum(map(units, pieces)) - LIMIT
        if surplus > 0:
            self._tell(f"{where} の文が長すぎるので、{LIMIT:,}字で切りました。")
            pieces = _cut_longest(pieces, surplus)
        cellxml.write_pieces(cell, self._book.strings, tags, pieces)

    def _number(self, value: Value, cell: etree._Element) -> float | None:
        """数・日付のまま書けるなら、その数。表示形式が合わなければ ``None``(文字で書く)。"""
        styles = self._book.styles.cells
        index = int(cell.get("s", "0"))
        code = styles[index].number_format if index < len(styles) else "General"
        if isinstance(value, (date, datetime, time)):
            serial = to_serial(value, date1904=self._book.date1904)
            # Excel は1900年3月より前の日付を、正しい日として持てない。
            dated = is_date_format(code) and (isinstance(value, time) or serial >= FIRST_SERIAL)
            return serial if dated else None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or code == "@":
            return None
        return value if abs(value) < 1e15 else None

    def _value(self, tag: Tag, scope: Scope, where: str) -> Value:
        for modifier in unknown_modifiers(tag):
            self._tell(f"{where} の書き方「{modifier}」が分かりません。")
        known, value = scope.find(tag.name)
        if not known:
            near = scope.nearest(tag.name)
            hint = f"「{near}」ではありませんか。" if near else "項目名を確かめてください。"
            self._tell(f"{where} のタグ「{tag.name}」が分かりません。{hint}")
        return value

    def _replace(self, text: str, scope: Scope, where: str) -> str:
        for tag in reversed(parse_tags(text)):
            value = as_text(self._value(tag, scope, where), tag.modifiers)
            text = text[: tag.start] + value + text[tag.end :]
        return text

    def _fill_header(self, sheet: SheetEntry, scope: Scope) -> None:
        header = self._book.tree(sheet.part).find(f"{MAIN}headerFooter")
        for element in header if header is not None else ():
            text = element.text or ""
            if not (tags := parse_tags(text)):
                continue
            for tag in reversed(tags):
                value = as_text(self._value(tag, scope, f"{sheet.name} のヘッダー"), tag.modifiers)
                # & はヘッダーの命令の始まりなので重ねて書く。
                text = text[: tag.start] + re.sub("&", "&&", value) + text[tag.end :]
            # 中身の無くなった左・中央・右の区画は残さない(&R だけのヘッダーを読めない道具がある)。
            text = _EMPTY_SECTION.sub(lambda m: m[0] if m[0] == "&&" else "", text)
            if units(text) > _HEADER_LIMIT:
                self._tell(
                    f"{sheet.name} のヘッダーが長すぎるので、{_HEADER_LIMIT}字で切りました。"
                )
                text = cut(text, _HEADER_LIMIT - 1) + "…"
            element.text = text
            self._book.touch(sheet.part)


def _between(text: str, tags: Sequence[Tag]) -> str:
    """``text`` のタグでない字。"""
    for tag in reversed(tags):
        text = text[: tag.start] + text[tag.end :]
    return text


def _is_left_out(tags: Iterable[Tag], scope: Scope) -> bool:
    """「省」の付いたタグの値が空の行か。"""
    return any(scope.find(tag.name)[1] in (None, "", ()) for tag in tags if tag.leaves_out)


def _cut_longest(pieces: Sequence[str], surplus: int) -> list[str]:
    """長い文から順に切って ``surplus`` 字を減らし、切ったと分かる印を付ける。"""
    found = list(pieces)
    for at in sorted(range(len(found)), key=lambda at: -units(found[at])):
        if surplus <= 0:
            break
        before = units(found[at])
        found[at] = cut(found[at], max(before - surplus - units(CUT_MARK), 0)) + CUT_MARK
        surplus -= before - units(found[at])
    return found


def _blocks(root: etree._Element, scope: Scope, texts: dict[tuple[int, int], str]) -> list[_Block]:
    paths: dict[tuple[int, int], str] = {}
    for place, text in texts.items():
        found = (scope.group_path(tag.name) for tag in parse_tags(text))
        paths[place] = max(found, key=len, default="")
    deepest: dict[int, str] = {}
    for (row, _), path in paths.items():
        deepest[row] = max(deepest.get(row, ""), path, key=len)
    merges = [m for m in rows.merges_of(root) if paths.get((m.top, m.left))]
    blocks: list[_Block] = []
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
        blocks.append(_Block(path, row, last))
    return blocks


def _slots(blocks: Sequence[_Block]) -> list[list[_Block]]:
    groups: list[list[_Block]] = []
    for block in blocks:
        before = groups[-1][-1] if groups else None
        if before and before.path == block.path and before.last + 1 == block.first:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _row_elements(root: etree._Element, block: _Block) -> list[etree._Element]:
    return [
        row
        for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        if block.first <= int(row.get("r", "0")) <= block.last
    ]
