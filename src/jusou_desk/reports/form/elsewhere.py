"""差し込めない所に書かれたタグを見つける: コメント・入力規則・数式・グラフ・部品・名前の定義など。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.tags import is_half_tagged, parse_tags
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_BRACES: Final = (b"{{", "｛".encode())
#: 図形の部品から先の、文のある部品。
_BELOW: Final = {
    "comments": "コメント",
    "threadedComment": "コメント",
    "vmlDrawing": "フォームの部品",
    "ctrlProp": "フォームの部品",
    "table": "テーブルの見出し",
    "chart": "グラフ",
    "chartEx": "グラフ",
    "diagramData": "SmartArt",
}


@dataclass(frozen=True, slots=True)
class Stray:
    """差し込めない所のタグ。cell: セルか範囲。シート全体のことなら空。what: どこか。"""

    sheet: str
    cell: str
    what: str
    tag: str

    @property
    def problem(self) -> Problem:
        """人に知らせること。"""
        where = Where(self.sheet, self.cell, self.what)
        return Problem(Trouble.STRAY_TAG, where, (self.tag,))


def strays(book: Workbook, sheet: SheetEntry) -> Iterator[Stray]:
    """シートの、差し込めない所のタグ。"""
    if book.mentions(sheet.part, *_BRACES):
        yield from _in_sheet(book.tree(sheet.part), sheet.name)
    for element in book.defined_names():
        if element.get("localSheetId") in (None, str(sheet.index)):
            # 印刷範囲などは、シートの名で始まる。名のタグには差し込む。
            text = (element.text or "").replace(sheet.name, "")
            yield from _in_text(text, sheet.name, "", "名前の定義")
    yield from _in_parts(book, sheet.part, sheet.name, set())


def _in_sheet(root: etree._Element, name: str) -> Iterator[Stray]:
    for element in root.iter(
        f"{MAIN}f", f"{MAIN}hyperlink", "{*}dataValidation", "{*}conditionalFormatting"
    ):
        words = [child.text or "" for child in element.iter("*")]
        match element.tag.rpartition("}")[2]:
            case "f":
                cell = element.getparent()
                place, what = cell.get("r", "") if cell is not None else "", "数式"
            case "dataValidation":
                keys = ("prompt", "promptTitle", "error", "errorTitle")
                words += [element.get(key, "") for key in keys]
                place, what = sqref_of(element), "入力規則"
            case "hyperlink":
                words += [element.get(key, "") for key in ("tooltip", "display")]
                place, what = element.get("ref", ""), "リンクの説明"
            case _:
                place, what = sqref_of(element), "条件付き書式"
        yield from _in_text(" ".join(words), name, place, what)


def sqref_of(rule: etree._Element) -> str:
    """規則のかかる範囲。新しい Excel の規則は、番地を子の要素に書く。"""
    return rule.get("sqref") or (rule.findtext("{*}sqref") or "").strip()


def _in_parts(book: Workbook, part: str, name: str, seen: set[str]) -> Iterator[Stray]:
    for one in book.relations(part):
        if one.external or one.target in seen or one.target not in book.part_names:
            continue
        seen.add(one.target)
        what = _BELOW.get(one.kind)
        if what and book.mentions(one.target, *_BRACES):
            yield from _in_part(book, one.target, name, what)
        if one.kind == "drawing" and book.mentions(one.target, *_BRACES):
            yield from _in_drawing(book.tree(one.target), name)
        if one.kind in ("drawing", "chart"):
            yield from _in_parts(book, one.target, name, seen)


def _in_drawing(root: etree._Element, name: str) -> Iterator[Stray]:
    """図形の、段落の字のほか: 説明の字と、日付などの欄。升と結んだ図形の字は、Excel が書き直す。"""
    for element in root.iter("{*}cNvPr"):
        words = " ".join(element.get(key, "") for key in ("descr", "title"))
        yield from _in_text(words, name, "", "図形の代替テキスト")
    for shape in root.iter("{*}sp"):
        if not shape.get("textlink"):
            words = " ".join(one.findtext("{*}t") or "" for one in shape.iter("{*}fld"))
            yield from _in_text(words, name, "", "図形の、日付などの欄")


def _in_part(book: Workbook, part: str, name: str, what: str) -> Iterator[Stray]:
    try:
        root = book.tree(part)
    except BadInput:
        # 昔の VML には、XML として読めないものがある。触らずに残す。
        return
    comments = list(root.iter(f"{MAIN}comment"))
    for comment in comments:
        yield from _in_text(
            "".join(map(str, comment.itertext())), name, comment.get("ref", ""), what
        )
    if not comments:
        words = [str(word) for word in root.itertext()]
        words += [str(value) for e in root.iter("*") for value in e.attrib.values()]
        yield from _in_text("".join(words), name, "", what)


def _in_text(text: str, sheet: str, cell: str, what: str) -> Iterator[Stray]:
    tags = parse_tags(text)
    for tag in tags:
        # 配列定数({{1,2}})や入れ子の数式は、タグではない。
        if tag.name and not tag.name[0].isdigit():
            yield Stray(sheet, cell, what, tag.name)
    if not tags and what == "コメント" and is_half_tagged(text):
        yield Stray(sheet, cell, what, text.strip()[:20])
