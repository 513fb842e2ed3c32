"""一枚のシートのセル・図形・ヘッダーに差し込む。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from lxml import etree

from jusou_desk.family.shapes import Picture
from jusou_desk.packet import Value
from jusou_desk.reports.form.boxes import Boxes
from jusou_desk.reports.form.brackets import places
from jusou_desk.reports.form.figure_tags import figure_texts, fill_figures
from jusou_desk.reports.form.pictures import Given
from jusou_desk.reports.form.tags import (
    Scope,
    Tag,
    is_half_tagged,
    parse_tags,
    single_braced,
    unknown_modifiers,
    without_tags,
)
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.xlsx import cellxml
from jusou_desk.reports.xlsx.celltext import CUT_MARK, LIMIT, cut, units
from jusou_desk.reports.xlsx.numfmt import FIRST_SERIAL, shows_day, shows_time, to_serial
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area, Insertion, column_name, parse_area
from jusou_desk.reports.xlsx.sheetxml import plain_text, written_cells
from jusou_desk.reports.xlsx.valuetext import as_text
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

# これより長いヘッダーのあるブックを、Excel は壊れているという。
_HEADER_LIMIT: Final = 255
# 期間の両端を結ぶだけの字。
_SPAN: Final = re.compile(r"\s*(?:[～〜]|から)\s*(?:まで)?\s*")
# ヘッダーの、中身の無い区画。&& は字としての & なので飛ばす。
_EMPTY_SECTION: Final = re.compile(r"&&|&[LCR](?=&[LCR]|$)")
# 字の大きさの命令。続く値が数字で始まると、一つの数に読まれる。
_SIZE_BEFORE: Final = re.compile(r"(?<!&)(?:&&)*&\d{1,3}$")
_BRACES: Final = (b"{", b"}", "｛".encode(), "｝".encode())
#: どの紙の続きかが分かる項目。
_WHOSE: Final = ("会議番号", "受付番号", "氏名")


#: 繰返しの行→その行の表(``Scope.family``。空なら、隣の表でない欄)→引く範囲(余った枠は ``None``)。
RowScopes = dict[etree._Element, dict[str, Scope | None]]


@dataclass
class Marks:
    """シート一枚の差込みの跡。

    filled: 差し込んだセル→項目名。growing: 文に合わせて行を伸ばすセル。
    full: セルに入る長さを超えて切った文の、全文。
    whose: 受付番号や氏名(続紙の頭に書く)。words: 続紙の番号(続紙が無ければ空)。
    form: 様式でのシートの名。grown: 増やした行。pictures: 図を置くセル→図。
    """

    filled: dict[tuple[int, int], str] = field(default_factory=dict)
    growing: set[tuple[int, int]] = field(default_factory=set)
    full: dict[tuple[int, int], str] = field(default_factory=dict)
    whose: dict[str, str] = field(default_factory=dict)
    words: str = ""
    form: str = ""
    grown: list[Insertion] = field(default_factory=list)
    pictures: dict[tuple[int, int], Given] = field(default_factory=dict)

    def row_on_form(self, row: int) -> int:
        """差し込んだ後の行が、様式の何行目か。増やした行は、写した元の行。"""
        for move in sorted(self.grown, key=lambda one: one.after):
            if row > move.after + move.count:
                row -= move.count
            elif row > move.after:
                return move.first + (row - move.after - 1) % (move.after - move.first + 1)
        return row


@dataclass(frozen=True)
class Tagged:
    """タグか、タグの書き損じのあるセル。"""

    place: tuple[int, int]
    element: etree._Element
    text: str
    tags: Sequence[Tag]


def tagged_cells(book: Workbook, sheet: SheetEntry) -> list[Tagged]:
    """シートの、括弧のある文字のセル。上から順に。番地は書き入れてあること。"""
    shared = {n for n, item in enumerate(book.strings) if _has_brace(plain_text(item))}
    if not shared and not book.mentions(sheet.part, *_BRACES):
        return []
    found = []
    headings = _table_headings(book, sheet)
    for row, column, cell in written_cells(book.tree(sheet.part)):
        if cell.get("t") == "s" and cellxml.string_number(cell) not in shared:
            continue
        text = cellxml.text_of(cell, book.strings)
        if _has_brace(text) and not _inside(headings, row, column):
            found.append(Tagged((row, column), cell, text, parse_tags(text)))
    return found


def _has_brace(text: str) -> bool:
    return "{" in text or "}" in text or "｛" in text or "｝" in text


def _table_headings(book: Workbook, sheet: SheetEntry) -> list[Area]:
    """テーブルの見出しの行。テーブルの部品と同じ字でないと、Excel は壊れているという。"""
    found = []
    for one in book.relations(sheet.part):
        if one.kind == "table" and one.target in book.part_names:
            root = book.tree(one.target)
            area = parse_area(root.get("ref", "A1"))
            height = int(root.get("headerRowCount", "1"))
            if height:
                found.append(Area(area.top, area.left, area.top + height - 1, area.right))
    return found


def _inside(areas: Iterable[Area], row: int, column: int) -> bool:
    return any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in areas)


class Filling:
    """シート一枚への差込み。跡は ``marks`` に、□と字のどちらで書いたかは ``boxes`` に残る。"""

    def __init__(
        self,
        book: Workbook,
        sheet: SheetEntry,
        scope: Scope,
        tell: Callable[[Problem], None],
        boxes: Boxes,
    ) -> None:
        self._book = book
        self._sheet = sheet
        self._scope = scope
        self._tell = tell
        self._boxes = boxes
        self.marks = Marks()

    def fill_cells(self, cells: Sequence[Tagged], scopes: RowScopes) -> None:
        """セルに書く。scopes に無い行は、シート全体の範囲から引く。"""
        rows: dict[etree._Element, list[Tagged]] = {}
        for cell in cells:
            row = cell.element.getparent()
            assert row is not None
            rows.setdefault(row, []).append(cell)
        for row, inside in rows.items():
            found = [(cell, self._scope_of(cell, scopes.get(row))) for cell in inside]
            if any(_is_left_out(cell.tags, scope or self._scope) for cell, scope in found):
                row.set("hidden", "1")
            for cell, scope in found:
                self._fill_cell(cell, scope)

    def _scope_of(self, cell: Tagged, row: Mapping[str, Scope | None] | None) -> Scope | None:
        """セルのタグを引く範囲。左右に表が並んだ行では、そのセルの繰返しのもの。"""
        if row is None:
            return self._scope
        names = [self._scope.family(tag.name) for tag in cell.tags] if len(row) > 1 else []
        own = next((name for name in names if name in row), None)
        return row[own] if own is not None else next(filter(None, row.values()), None)

    def _fill_cell(self, found: Tagged, scope: Scope | None) -> None:
        cell, text, tags = found.element, found.text, found.tags
        place = cellxml.place_of(cell)
        where = Where(self._sheet.name, f"{column_name(place[1])}{place[0]}")
        self._note_slips(text, where)
        if not tags:
            return
        if not all(tag.leaves_out for tag in tags):
            self.marks.filled[place] = "・".join(dict.fromkeys(tag.name for tag in tags))
        if any(tag.grows for tag in tags):
            self.marks.growing.add(place)
        if scope is None:
            cellxml.write_empty(cell)
            return
        values = [self._value(tag, scope, where) for tag in tags]
        for tag, value in zip(tags, values, strict=True):
            if tag.name in _WHOSE and scope is self._scope:
                self.marks.whose.setdefault(tag.name, as_text(value, tag.modifiers))
        tag = tags[0]
        whole = len(tags) == 1 and text.strip(" \u3000\n") == text[tag.start : tag.end]
        self._keep_pictures(zip(tags, values, strict=True), where, place if whole else None)
        if whole and not set(tag.modifiers) - {"伸"}:
            number = self._number(values[0], cell)
            if number is not None:
                cellxml.write_number(cell, number)
                return
            if self._is_odd(values[0], cell):
                self._tell(Problem(Trouble.ODD_FORMAT, where, (tag.name,)))
        pieces = [as_text(v, t.modifiers) for t, v in zip(tags, values, strict=True)]
        if not any(pieces) and _SPAN.fullmatch(_between(text, tags)):
            cellxml.write_empty(cell)
            return
        surplus = units(text) + sum(map(units, pieces)) - LIMIT
        if surplus > 0:
            self.marks.full[place] = _joined(text, tags, pieces)
            pieces = _cut_longest(pieces, surplus)
        cellxml.write_pieces(cell, self._book.strings, places(text, tags, pieces), pieces)

    def _keep_pictures(
        self, found: Iterable[tuple[Tag, Value]], where: Where, place: tuple[int, int] | None
    ) -> None:
        """升 ``place`` に置く図。タグのほかにも字のある升(None)には置けない。"""
        for tag, value in found:
            if isinstance(value, Picture) and place is not None:
                self.marks.pictures[place] = Given(tag.name, value)
            elif isinstance(value, Picture):
                self._tell(Problem(Trouble.PICTURE_APART, where, (tag.name,)))

    def _note_slips(self, text: str, where: Where) -> None:
        """括弧の書き損じを知らせる。"""
        if not _has_brace(without_tags(text)):
            return
        if is_half_tagged(text):
            self._tell(Problem(Trouble.HALF_TAG, where))
        for name in single_braced(text):
            if self._scope.find(name)[0]:
                self._tell(Problem(Trouble.SINGLE_BRACE, where, (name,)))

    def _format(self, cell: etree._Element) -> str:
        styles = self._book.styles.cells
        index = int(cell.get("s", "0"))
        return styles[index].number_format if index < len(styles) else "General"

    def _is_odd(self, value: Value, cell: etree._Element) -> bool:
        """日付か時刻を書く升に、種類の違う値が来たか。文章の値は、どの升にも書ける。"""
        code = self._format(cell)
        typed = isinstance(value, (date, time, int, float)) and not isinstance(value, bool)
        early = isinstance(value, date) and shows_day(code) and not shows_time(code)
        return typed and not early and (shows_day(code) or shows_time(code))

    def _number(self, value: Value, cell: etree._Element) -> float | None:
        """数・日付のまま書けるなら、その数。表示形式が合わなければ ``None``(文字で書く)。"""
        code = self._format(cell)
        day, clock = shows_day(code), shows_time(code)
        if isinstance(value, time):
            return to_serial(value) if clock and not day else None
        if isinstance(value, date):
            serial = to_serial(value, date1904=self._book.date1904)
            # 時刻の無い日付を、時刻も書く升に数で入れると「0:00」と出る。
            suits = day or clock if isinstance(value, datetime) else day and not clock
            # Excel は1900年3月より前の日付を、正しい日として持てない。
            return serial if suits and serial >= FIRST_SERIAL else None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        # 日付の升に数を入れると、その番号の日(70なら1900/3/10)が出る。
        if day or clock or code == "@":
            return None
        return value if abs(value) < 1e15 else None

    def _value(self, tag: Tag, scope: Scope, where: Where) -> Value:
        for modifier in unknown_modifiers(tag):
            self._tell(Problem(Trouble.UNKNOWN_MODIFIER, where, (modifier,)))
        self._boxes.note(tag, scope, where)
        known, value = scope.value(tag)
        if not known:
            near = scope.nearest(tag.name)
            hint = f"「{near}」ではありませんか。" if near else "項目名を確かめてください。"
            self._tell(Problem(Trouble.UNKNOWN_TAG, where, (tag.name, hint)))
        return value

    def text(self, text: str, where: Where) -> str:
        """``text`` のタグを値にした文。"""
        tags = parse_tags(text)
        pieces = [self._words(tag, where) for tag in tags]
        for (start, end), piece in zip(
            reversed(places(text, tags, pieces)), reversed(pieces), strict=True
        ):
            text = text[:start] + piece + text[end:]
        return text

    def _words(self, tag: Tag, where: Where) -> str:
        return as_text(self._value(tag, self._scope, where), tag.modifiers)

    # セルの外

    def fill_around(self) -> None:
        """ヘッダーと図形に書く。"""
        self._fill_header()
        name = self._sheet.name
        for figure, text in figure_texts(self._book, self._sheet):
            self._note_slips(text, Where(name, spot=f"図形「{figure}」"))
        fill_figures(
            self._book,
            self._sheet,
            lambda tag, figure: self._words(tag, Where(name, spot=f"図形「{figure}」")),
        )

    def _fill_header(self) -> None:
        if not self._book.mentions(self._sheet.part, b"eaderFooter"):
            return
        where = Where(self._sheet.name, spot="ヘッダー")
        header = self._book.tree(self._sheet.part).find(f"{MAIN}headerFooter")
        for element in header if header is not None else ():
            text = element.text or ""
            self._note_slips(text, where)
            if not (tags := parse_tags(text)):
                continue
            for tag in reversed(tags):
                # & はヘッダーの命令の始まりなので重ねて書く。
                value = self._words(tag, where).replace("&", "&&")
                before = text[: tag.start]
                gap = " " if value[:1].isdigit() and _SIZE_BEFORE.search(before) else ""
                text = before + gap + value + text[tag.end :]
            # 中身の無くなった左・中央・右の区画は残さない(&R だけのヘッダーを読めない道具がある)。
            text = _EMPTY_SECTION.sub(lambda m: m[0] if m[0] == "&&" else "", text)
            if units(text) > _HEADER_LIMIT:
                self._tell(Problem(Trouble.HEADER_CUT, where, (str(_HEADER_LIMIT),)))
                text = cut(text, _HEADER_LIMIT - 1) + "…"
            element.text = text
            self._book.touch(self._sheet.part)


def _joined(text: str, tags: Sequence[Tag], pieces: Sequence[str]) -> str:
    """タグを文に置き換えた ``text``。"""
    for tag, piece in zip(reversed(tags), reversed(pieces), strict=True):
        text = text[: tag.start] + piece + text[tag.end :]
    return text


def _between(text: str, tags: Sequence[Tag]) -> str:
    """``text`` のタグでない字。"""
    return _joined(text, tags, [""] * len(tags))


def _is_left_out(tags: Iterable[Tag], scope: Scope) -> bool:
    """「省」の付いたタグの値が空の行か。"""
    return any(scope.value(tag)[1] in (None, "", ()) for tag in tags if tag.leaves_out)


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
