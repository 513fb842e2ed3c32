"""様式のブックを部品のまま手直しする。触らない部品は一バイトも変えない。"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.celltext import cut
from jusou_desk.reports.xlsx.package import MAIN, PACKAGE_REL, REL, rels_name
from jusou_desk.reports.xlsx.parts import WORKBOOK, Parts, is_xml
from jusou_desk.reports.xlsx.refs import cut_off_sheet, rename_sheet, rename_table
from jusou_desk.reports.xlsx.refusing import lost_sheet, other_kind, shared_part, too_many_copies
from jusou_desk.reports.xlsx.sheet_refs import (
    INNER_LINKS,
    change_links,
    change_names,
    change_references,
    marks_of,
)
from jusou_desk.reports.xlsx.sheetxml import shared_strings
from jusou_desk.reports.xlsx.styles import Styles, read_styles
from jusou_desk.reports.xlsx.theme import Theme, read_theme

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEET_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_BOOK_TYPE: Final = _SHEET_TYPE.replace("worksheet", "sheet.main")
_MACRO_TYPE: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROPERTIES: Final = "docProps/app.xml"
MAX_SHEETS: Final = 500
#: ``definedNames`` の直前に来てよい要素。後のものから。
_BEFORE_NAMES: Final = ("externalReferences", "functionGroups", "sheets")
_PLAIN_STYLE: Final = {
    "numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0",
    "applyAlignment": "1",
}  # fmt: skip


@dataclass
class SheetEntry:
    """ブックの中のシート一枚。

    index: 名前定義が使う元の並び番号。attached: 写しのとき、一緒に写した部品(図形やグラフ)。
    """

    name: str
    part: str
    element: etree._Element
    index: int
    attached: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        return self.element.get("state", "visible") != "visible"


class Workbook(Parts):
    """差し込み中のブック。"""

    def __init__(self, data: bytes, *, again: bool = False) -> None:
        super().__init__(data, again=again)
        self._styles: Styles | None = None
        self._kind = self.content_type(WORKBOOK)
        if self._kind not in (_BOOK_TYPE, _MACRO_TYPE):
            raise other_kind()
        self._root = self.tree(WORKBOOK)
        self._rels = self.tree(rels_name(WORKBOOK))
        self._targets = {one.id: (one.kind, one.target) for one in self.relations(WORKBOOK)}
        self.sheets = list(self._read_sheets())
        if not self.sheets:
            raise BadInput(
                "シートの無いブックです。", "表の入ったシートがあるブックを選んでください。"
            )
        self._first_names = [sheet.name for sheet in self.sheets]
        # 写しには、元のシートに続く番号を付ける。
        self._first_count = self._next_index = self.sheets[-1].index + 1
        strings = self._find("sharedStrings")
        self.strings = shared_strings(self.tree(strings) if strings else None)
        properties = self._root.find(f"{MAIN}workbookPr")
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")

    @property
    def suffix(self) -> str:
        """書き出すファイルの名の終わり。マクロ付きのブックを .xlsx の名で書くと、Excel は開かない。"""
        return "xlsm" if self._kind == _MACRO_TYPE else "xlsx"

    def _read_sheets(self) -> Iterator[SheetEntry]:
        elements = self._root.findall(f"{MAIN}sheets/{MAIN}sheet")
        if len(elements) > MAX_SHEETS:
            raise BadInput(
                "シートが多すぎるブックです。", f"シートを{MAX_SHEETS}枚以下に分けてください。"
            )
        used = set[str]()
        for index, element in enumerate(elements):
            kind, part = self._targets.get(element.get(f"{REL}id", ""), ("", ""))
            if part in used:
                # 片方に差し込んだ値が、もう片方にも出る。
                raise shared_part(element.get("name", ""))
            if kind in ("worksheet", "") and part not in self._parts:
                raise lost_sheet(element.get("name", ""))
            if kind == "worksheet":
                used.add(part)
                yield SheetEntry(element.get("name", ""), part, element, index)

    def _find(self, kind: str) -> str:
        found = (part for one, part in self._targets.values() if one == kind)
        return next((part for part in found if part in self._parts), "")

    @property
    def styles(self) -> Styles:
        if self._styles is None:
            styles, theme = self._find("styles"), self._find("theme")
            empty = b'<styleSheet xmlns="' + MAIN[1:-1].encode() + b'"/>'
            self._styles = read_styles(
                self.content(styles) if styles else empty, self._parts.get(theme, b"")
            )
        return self._styles

    @property
    def theme(self) -> Theme:
        """図形の配色。"""
        return read_theme(self._parts.get(self._find("theme"), b""))

    def add_style(self, alignment: dict[str, str]) -> int:
        """標準の書式に ``alignment`` だけを加えた書式を足し、その番号を返す。"""
        part = self._find("styles")
        formats = self.tree(part).find(f"{MAIN}cellXfs") if part else None
        if formats is None:
            return 0
        made = etree.SubElement(formats, f"{MAIN}xf", _PLAIN_STYLE)
        etree.SubElement(made, f"{MAIN}alignment", alignment)
        formats.set("count", str(len(formats)))
        self.touch(part)
        self._styles = None
        return len(formats) - 1

    def names_of(self, sheet: SheetEntry) -> dict[str, str]:
        """シートに属する名前定義。"""
        return {
            e.get("name", ""): e.text or ""
            for e in self.defined_names()
            if e.get("localSheetId") == str(sheet.index)
        }

    def defined_names(self) -> list[etree._Element]:
        return self._root.findall(f"{MAIN}definedNames/{MAIN}definedName")

    def touch_names(self) -> None:
        self.touch(WORKBOOK)

    def touch_strings(self) -> None:
        self.touch(self._find("sharedStrings"))

    def rename(self, sheet: SheetEntry, wanted: str) -> None:
        """シート名を、使える字・長さ・重ならない名前にして付ける。"""
        taken = {s.name.casefold() for s in self.sheets if s is not sheet}
        name = legal_name(wanted, taken)
        old, copied = sheet.name, sheet.index >= self._first_count
        twins = {str(one.index) for one in self._twins(sheet)}
        for element in self.defined_names():
            local = element.get("localSheetId")
            # 写しの前からある名前は、元のシートを指し続ける。
            own = local == str(sheet.index) if copied else local not in twins
            if element.text and own:
                element.text = rename_sheet(element.text, old, name)
        for part in self._pointing_at(sheet):
            self._follow(part, old, name)
        sheet.name = name
        sheet.element.set("name", name)
        self.touch(WORKBOOK)

    def rename_table(self, sheet: SheetEntry, old: str, new: str) -> None:
        """写しのシートの式のテーブルの名を替える。元のテーブルの行を足し続けないように。"""
        for part in (sheet.part, *filter(is_xml, sheet.attached)):
            self._change_references(part, lambda text: rename_table(text, old, new))

    def _pointing_at(self, sheet: SheetEntry) -> list[str]:
        """そのシートを指しうる部品。写しの式や図形は写し自身を、ほかは元のシートを指す。"""
        if sheet.index >= self._first_count:
            return self._naming(sheet.name, (sheet.part, *sheet.attached))
        waiting = {part for one in self._twins(sheet) for part in (one.part, *one.attached)}
        return self._naming(sheet.name, [one for one in self._holders() if one not in waiting])

    def _twins(self, sheet: SheetEntry) -> list[SheetEntry]:
        """まだ元の名のままの写し。自分の番に、自分の名に替わる。"""
        return [one for one in self.sheets if one is not sheet and one.name == sheet.name]

    def _holders(self) -> list[str]:
        """関係ファイルのほかの部品。関係ファイルは、持ち主と一緒に書き直す。"""
        return [part for part in self.part_names if not part.endswith(".rels")]

    def _naming(self, name: str, parts: Iterable[str]) -> list[str]:
        """``parts`` とその関係ファイルのうち、シートの名 ``name`` で番地を指しうるもの。"""
        plain = {WORKBOOK, self._find("sharedStrings"), self._find("styles"), self._find("theme")}
        sheets = {one.part for one in self.sheets}
        marks = marks_of(name)
        every = dict.fromkeys(one for part in parts for one in (part, rels_name(part)))
        readable = [one for one in every if one in self._parts and (is_xml(one) or one in sheets)]
        return [
            one
            for one in readable
            if one not in plain
            and (
                self.mentions(one, *INNER_LINKS)
                if one.endswith(".rels")
                else self.mentions_in_any_case(one, *marks)
            )
        ]

    def _follow(self, part: str, old: str, new: str) -> None:
        """シートの名の替わったことを、部品 ``part`` とそのリンクに書く。"""

        def change(text: str) -> str:
            return rename_sheet(text, old, new)

        self._change_references(part, change)
        root = self._readable(part)
        if root is not None and (change_names(root, old, new) or change_links(root, change)):
            self.touch(part)

    def _change_references(self, part: str, change: Callable[[str], str]) -> None:
        root = self._readable(part)
        if root is not None and change_references(root, change):
            self.touch(part)

    def _readable(self, part: str) -> etree._Element | None:
        """部品の木。XML として読めない昔の VML なら ``None``。"""
        try:
            return self.tree(part)
        except BadInput:
            if part.endswith(".vml"):
                return None
            raise

    def expect_room(self, more: int) -> None:
        """写しや続紙を ``more`` 枚足すと多すぎるなら ``BadInput``。"""
        if len(self.sheets) + more > MAX_SHEETS:
            raise too_many_copies(MAX_SHEETS)

    def enter(self, tree: etree._Element, source: SheetEntry, after: SheetEntry) -> SheetEntry:
        """シートの木 ``tree`` を、名前と見え方は ``source`` のまま ``after`` の次に置く。"""
        self.expect_room(1)
        part = self.free_name(after.part)
        self.put_part(part, tree, _SHEET_TYPE)
        relation = f"rId{_next(self._targets, 'rId')}"
        self._targets[relation] = ("worksheet", part)
        made = {"Id": relation, "Type": _SHEET_REL, "Target": "/" + part}
        etree.SubElement(self._rels, f"{PACKAGE_REL}Relationship", made)
        element = copy.deepcopy(source.element)
        ids = [int(e.get("sheetId", "0")) for e in self._root.iterfind(f".//{MAIN}sheet")]
        element.set("sheetId", str(max(ids) + 1))
        element.set(f"{REL}id", relation)
        after.element.addnext(element)
        entry = SheetEntry(source.name, part, element, self._next_index)
        self._next_index += 1
        self.sheets.insert(self.sheets.index(after) + 1, entry)
        self.touch(rels_name(WORKBOOK))
        self.touch(WORKBOOK)
        return entry

    def add_sheet(self, name: str, tree: etree._Element, after: SheetEntry) -> SheetEntry:
        """新しいシート ``tree`` を ``after`` の次に置く。``name`` は重ならない名前に直す。"""
        entry = self.enter(tree, after, after)
        entry.name = legal_name(name, {s.name.casefold() for s in self.sheets if s is not entry})
        entry.element.set("name", entry.name)
        return entry

    def add_name(self, sheet: SheetEntry, name: str, text: str) -> None:
        """シート ``sheet`` の名前定義(``_xlnm.Print_Titles`` など)を足す。"""
        holder = self._root.find(f"{MAIN}definedNames")
        if holder is None:
            holder = etree.Element(f"{MAIN}definedNames")
            before = [self._root.find(MAIN + tag) for tag in _BEFORE_NAMES]
            last = next(element for element in before if element is not None)
            last.addnext(holder)
        element = etree.SubElement(
            holder, f"{MAIN}definedName", {"name": name, "localSheetId": str(sheet.index)}
        )
        element.text = text
        self.touch(WORKBOOK)

    def remove(self, sheet: SheetEntry) -> None:
        """シートを取り除く。最後の一枚は取り除けない。そこを指していた名前は消え、式は誤りになる。"""

        def without(text: str) -> str:
            return cut_off_sheet(text, sheet.name)

        _detach(sheet.element)
        for element in self.defined_names():
            gone = element.get("localSheetId") == str(sheet.index)
            if gone or without(element.text or "") != (element.text or ""):
                _detach(element)
        self.sheets.remove(sheet)
        self.drop(sheet.part)
        # Excel は、無いシートを指す式のあるブックを、壊れているという。
        for part in self._naming(sheet.name, self._holders()):
            self._change_references(part, without)
        self.touch(WORKBOOK)

    def drop_part(self, kind: str) -> None:
        """ブックに一つだけある ``kind``(``calcChain`` など)の部品を、あれば取り除く。"""
        if part := self._find(kind):
            self.drop(part)

    def copy_names(self, source: SheetEntry, entry: SheetEntry) -> None:
        """``source`` に属する名前定義を ``entry`` にも持たせる。"""
        for element in self.defined_names():
            if element.get("localSheetId") == str(source.index):
                twin = copy.deepcopy(element)
                twin.set("localSheetId", str(entry.index))
                element.addnext(twin)

    def recalculate_on_open(self) -> None:
        """開いたときに計算し直させる。"""
        calculation = self._root.find(f"{MAIN}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{MAIN}calcPr")
            anchor = self._root.find(f"{MAIN}definedNames")
            anchor = self._root.find(f"{MAIN}sheets") if anchor is None else anchor
            assert anchor is not None
            anchor.addnext(calculation)
        if calculation.get("fullCalcOnLoad") != "1":
            calculation.set("fullCalcOnLoad", "1")
            self.touch(WORKBOOK)

    def to_bytes(self) -> bytes:
        """xlsx のバイト列。"""
        if WORKBOOK in self._changed:
            self._renumber()
            self._forget_titles()
        return super().to_bytes()

    def _renumber(self) -> None:
        """名前定義と表示位置の番号を、いまのシートの並びに合わせる。"""
        places = {str(sheet.index): place for place, sheet in self._places()}
        for element in self.defined_names():
            local = element.get("localSheetId")
            if local is not None and local in places:
                element.set("localSheetId", str(places[local]))
        for view in self._root.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
            for name in ("activeTab", "firstSheet"):
                if name in view.attrib:
                    view.set(name, str(places.get(view.get(name, "0"), 0)))
        for place, sheet in self._places():
            sheet.index = place

    def _forget_titles(self) -> None:
        """シートの並びか名を変えたら、題の一覧(無くてよい)は除く。消したシートの名も、そこに残るので。"""
        now = [sheet.name for sheet in self.sheets]
        if _PROPERTIES not in self.part_names or now == self._first_names:
            return
        root = self.tree(_PROPERTIES)
        for element in [*root.iterfind("{*}HeadingPairs"), *root.iterfind("{*}TitlesOfParts")]:
            root.remove(element)
            self.touch(_PROPERTIES)

    def _places(self) -> list[tuple[int, SheetEntry]]:
        elements = self._root.findall(f"{MAIN}sheets/{MAIN}sheet")
        return [(elements.index(sheet.element), sheet) for sheet in self.sheets]


def legal_name(wanted: str, taken: set[str]) -> str:
    """Excel が許すシート名(31字以内、``[]:*?/\\`` を除く)で、``taken`` と重ならないもの。"""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", wanted).strip().strip("'") or "シート"
    name, number = cut(base, 31).rstrip("'"), 2
    while name.casefold() in taken:
        mark = f"({number})"
        name = cut(base, 31 - len(mark)) + mark
        number += 1
    return name


def _next(existing: dict[str, tuple[str, str]], prefix: str) -> int:
    number = len(existing) + 1
    while f"{prefix}{number}" in existing:
        number += 1
    return number


def _detach(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
