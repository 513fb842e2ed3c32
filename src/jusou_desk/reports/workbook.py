"""様式のブックを部品のまま手直しする。触らない部品は一バイトも変えない。"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.book import shared_strings
from jusou_desk.reports.celltext import cut
from jusou_desk.reports.package import (
    CONTENT,
    MAIN,
    PACKAGE_REL,
    REL,
    dump_xml,
    parse_xml,
    read_parts,
    rels_name,
    resolve_target,
    write_parts,
)
from jusou_desk.reports.refs import rename_sheet
from jusou_desk.reports.styles import Styles, read_styles

_WORKBOOK: Final = "xl/workbook.xml"
_TYPES: Final = "[Content_Types].xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEET_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_WORKBOOK_TYPE: Final = _SHEET_TYPE.replace("worksheet", "sheet.main")
MAX_SHEETS: Final = 500
# 様式は木にして持つので、表だけのブックより小さいところで断る。
MAX_LAYOUT: Final = 64 * 1024 * 1024
# これらを持つシートは、部品が枝分かれし、位置も行にひも付いているので、写さず、行も差し込まない。
_ATTACHED: Final = ("drawing", "legacyDrawing", "controls", "oleObjects", "tableParts", "picture")


@dataclass
class SheetEntry:
    """ブックの中のシート一枚。``index`` は名前定義が使う元の並び番号。"""

    name: str
    part: str
    element: etree._Element
    index: int

    @property
    def hidden(self) -> bool:
        return self.element.get("state", "visible") != "visible"


class Workbook:
    """差し込み中のブック。"""

    def __init__(self, data: bytes) -> None:
        self._parts = read_parts(data, max_unpacked=MAX_LAYOUT)
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        self._refuse_other_kinds()
        self._root = self.tree(_WORKBOOK)
        self._rels = self.tree(rels_name(_WORKBOOK))
        self._targets = {
            e.get("Id", ""): (e.get("Type", ""), resolve_target(_WORKBOOK, e.get("Target", "")))
            for e in self._rels.iterfind(f"{PACKAGE_REL}Relationship")
        }
        self.sheets = list(self._read_sheets())
        if not self.sheets:
            raise BadInput(
                "シートの無いブックです。", "表の入ったシートがあるブックを選んでください。"
            )
        # 写しには、元のシートに続く番号を付ける。
        self._first_count = self._next_index = self.sheets[-1].index + 1
        strings = self._find("/sharedStrings")
        self.strings = shared_strings(self.tree(strings) if strings else None)
        properties = self._root.find(f"{MAIN}workbookPr")
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")

    def _refuse_other_kinds(self) -> None:
        """マクロ付き(.xlsm)やテンプレート(.xltx)は、.xlsx の名で書き出すと Excel が開かない。"""
        for element in self.tree(_TYPES).iterfind(f"{CONTENT}Override"):
            kind = element.get("ContentType")
            if element.get("PartName") == "/" + _WORKBOOK and kind != _WORKBOOK_TYPE:
                raise BadInput(
                    "マクロ付きのブック(.xlsm)やテンプレート(.xltx)は、様式に使えません。",
                    "Excelで「Excelブック(.xlsx)」形式に保存し直してください。",
                )

    def _read_sheets(self) -> Iterator[SheetEntry]:
        elements = self._root.findall(f"{MAIN}sheets/{MAIN}sheet")
        if len(elements) > MAX_SHEETS:
            raise BadInput(
                "シートが多すぎるブックです。", f"シートを{MAX_SHEETS}枚以下に分けてください。"
            )
        for index, element in enumerate(elements):
            kind, part = self._targets.get(element.get(f"{REL}id", ""), ("", ""))
            if kind.endswith("/worksheet") and part in self._parts:
                yield SheetEntry(element.get("name", ""), part, element, index)

    def _find(self, suffix: str) -> str:
        found = (part for kind, part in self._targets.values() if kind.endswith(suffix))
        return next((part for part in found if part in self._parts), "")

    @property
    def styles(self) -> Styles:
        styles, theme = self._find("/styles"), self._find("/theme")
        empty = b'<styleSheet xmlns="' + MAIN[1:-1].encode() + b'"/>'
        return read_styles(self._parts.get(styles, empty), self._parts.get(theme, b""))

    def tree(self, part: str) -> etree._Element:
        """部品の木。書き換えたら ``touch`` する。"""
        if part not in self._trees:
            if part not in self._parts:
                raise BadInput(
                    "Excelブックの中の部品が足りません。",
                    "Excelで開いて保存し直してから、もう一度選んでください。",
                )
            self._trees[part] = parse_xml(self._parts[part])
        return self._trees[part]

    def touch(self, part: str) -> None:
        self._changed.add(part)

    def is_touched(self) -> bool:
        return bool(self._changed)

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
        self.touch(_WORKBOOK)

    def rename(self, sheet: SheetEntry, wanted: str) -> None:
        """シート名を、使える字・長さ・重ならない名前にして付ける。"""
        taken = {s.name.casefold() for s in self.sheets if s is not sheet}
        name = legal_name(wanted, taken)
        for element in self.defined_names():
            if element.get("localSheetId") == str(sheet.index) and element.text:
                element.text = rename_sheet(element.text, sheet.name, name)
        self._rename_in_formulas(sheet, name)
        sheet.name = name
        sheet.element.set("name", name)
        self.touch(_WORKBOOK)

    def _rename_in_formulas(self, sheet: SheetEntry, name: str) -> None:
        """写しの数式は写し自身を指す。ほかのシートの数式は、元のシートを指し続ける。"""
        copied = sheet.index >= self._first_count
        for other in self.sheets:
            if other is not sheet and (copied or other.name == sheet.name):
                continue
            for formula in self.tree(other.part).iter(f"{MAIN}f"):
                text = rename_sheet(formula.text or "", sheet.name, name)
                if text != (formula.text or ""):
                    formula.text = text
                    self.touch(other.part)

    def is_plain(self, sheet: SheetEntry) -> bool:
        """図形や部品が無く、写したり行を差し込んだりしてよいシートか。"""
        root = self.tree(sheet.part)
        return all(root.find(MAIN + tag) is None for tag in _ATTACHED)

    def duplicate(self, sheet: SheetEntry, after: SheetEntry) -> SheetEntry:
        """シートを写して ``after`` の次に置く。印刷範囲などの名前定義も写す。"""
        number = 1
        while f"xl/worksheets/sheet{number}.xml" in self._parts:
            number += 1
        part = f"xl/worksheets/sheet{number}.xml"
        tree = copy.deepcopy(self.tree(sheet.part))
        for view in tree.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
            # 選ばれたシートが複数あると、一枚への入力が全部に入ってしまう。
            view.attrib.pop("tabSelected", "")
        for setup in tree.iterfind(f"{MAIN}pageSetup"):
            setup.attrib.pop(f"{REL}id", "")
        self._parts[part] = b""
        self._trees[part] = tree
        self.touch(part)
        rels = rels_name(sheet.part)
        if rels in self._parts and tree.find(f"{MAIN}hyperlinks") is not None:
            self._parts[rels_name(part)] = self._parts[rels]
        entry = self._register(sheet, after, part)
        self._copy_names(sheet, entry)
        return entry

    def _register(self, source: SheetEntry, after: SheetEntry, part: str) -> SheetEntry:
        relation = f"rId{_next(self._targets, 'rId')}"
        self._targets[relation] = (_SHEET_REL, part)
        etree.SubElement(
            self._rels,
            f"{PACKAGE_REL}Relationship",
            {"Id": relation, "Type": _SHEET_REL, "Target": "/" + part},
        )
        types = self.tree(_TYPES)
        etree.SubElement(
            types, f"{CONTENT}Override", {"PartName": "/" + part, "ContentType": _SHEET_TYPE}
        )
        element = copy.deepcopy(source.element)
        ids = [int(e.get("sheetId", "0")) for e in self._root.iterfind(f".//{MAIN}sheet")]
        element.set("sheetId", str(max(ids) + 1))
        element.set(f"{REL}id", relation)
        after.element.addnext(element)
        entry = SheetEntry(source.name, part, element, self._next_index)
        self._next_index += 1
        self.sheets.insert(self.sheets.index(after) + 1, entry)
        for changed in (_TYPES, rels_name(_WORKBOOK), _WORKBOOK):
            self.touch(changed)
        return entry

    def _copy_names(self, source: SheetEntry, entry: SheetEntry) -> None:
        for element in self.defined_names():
            if element.get("localSheetId") == str(source.index):
                twin = copy.deepcopy(element)
                twin.set("localSheetId", str(entry.index))
                element.addnext(twin)

    def remove(self, sheet: SheetEntry) -> None:
        """シートを取り除く。最後の一枚は取り除けない。"""
        relation = sheet.element.get(f"{REL}id", "")
        _detach(sheet.element)
        for element in self._rels.findall(f"{PACKAGE_REL}Relationship"):
            if element.get("Id") == relation:
                _detach(element)
        for element in self.tree(_TYPES).findall(f"{CONTENT}Override"):
            if element.get("PartName") == "/" + sheet.part:
                _detach(element)
        for element in self.defined_names():
            if element.get("localSheetId") == str(sheet.index):
                _detach(element)
        self.sheets.remove(sheet)
        self._drop(sheet.part)
        for changed in (_TYPES, rels_name(_WORKBOOK), _WORKBOOK):
            self.touch(changed)

    def _drop(self, part: str) -> None:
        for name in (part, rels_name(part)):
            self._parts.pop(name, None)
            self._trees.pop(name, None)
            self._changed.discard(name)

    def forget_results(self) -> None:
        """差し込む前の計算結果を全シートから消し、開いたときに計算し直させる。"""
        found = False
        for sheet in self.sheets:
            content = self._parts[sheet.part]
            if not (b"<f" in content or b":f" in content or sheet.part in self._changed):
                continue
            for formula in self.tree(sheet.part).iter(f"{MAIN}f"):
                found = True
                cell = formula.getparent()
                assert cell is not None
                for value in cell.findall(f"{MAIN}v"):
                    cell.remove(value)
                    self.touch(sheet.part)
                if cell.attrib.pop("t", ""):
                    self.touch(sheet.part)
        if not found:
            return
        self._drop_calculation_chain()
        calculation = self._root.find(f"{MAIN}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{MAIN}calcPr")
            anchor = self._root.find(f"{MAIN}definedNames")
            anchor = self._root.find(f"{MAIN}sheets") if anchor is None else anchor
            assert anchor is not None
            anchor.addnext(calculation)
        if calculation.get("fullCalcOnLoad") != "1":
            calculation.set("fullCalcOnLoad", "1")
            self.touch(_WORKBOOK)

    def _drop_calculation_chain(self) -> None:
        chain = self._find("/calcChain")
        if not chain:
            return
        for element in self._rels.findall(f"{PACKAGE_REL}Relationship"):
            if element.get("Type", "").endswith("/calcChain"):
                _detach(element)
        for element in self.tree(_TYPES).findall(f"{CONTENT}Override"):
            if element.get("PartName") == "/" + chain:
                _detach(element)
        self._drop(chain)
        self.touch(_TYPES)
        self.touch(rels_name(_WORKBOOK))

    def to_bytes(self) -> bytes:
        """xlsx のバイト列。"""
        if _WORKBOOK in self._changed:
            self._renumber()
        parts = {
            name: dump_xml(self._trees[name]) if name in self._changed else content
            for name, content in self._parts.items()
        }
        return write_parts(parts)

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

    def _places(self) -> list[tuple[int, SheetEntry]]:
        elements = self._root.findall(f"{MAIN}sheets/{MAIN}sheet")
        return [(elements.index(sheet.element), sheet) for sheet in self.sheets]


def legal_name(wanted: str, taken: set[str]) -> str:
    """Excel が許すシート名(31字以内、``[]:*?/\\`` を除く)で、``taken`` と重ならないもの。"""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", wanted).strip().strip("'") or "シート"
    name, number = cut(base, 31), 2
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
