"""様式の点検のうち、紙にも升にも出ない説明の字と、読めない部品: 隠した図形、代替テキスト、ヒント、ふりがな、注釈。

字そのものは文に入れず、どこにあるかだけを言う。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.tags import parse_tags
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.inspecting_unseen import goes_out
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.xlsx.cellxml import item_of
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.parts import is_xml
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.sheet_refs import marks_of
from jusou_desk.reports.xlsx.sheetxml import iterate_cells, plain_text
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_CHECK: Final = "渡してよい内容か確かめ、要らなければ"
_HIDDEN: Final = (
    "隠した図形があり、見えないまま付いて出ます。",
    f"「ホーム」→「検索と選択」→「オブジェクトの選択と表示」で表示し、{_CHECK}消してください。",
)
_ALTERNATE: Final = (
    "図形か絵の「代替テキスト」に字があり、付いて出ます。",
    f"右クリックの「代替テキスト」で、{_CHECK}消してください。",
)
_TOOLTIP: Final = (
    "リンクに、指したときに出る字(ヒント)があり、付いて出ます。",
    f"右クリックの「ハイパーリンクの編集」→「ヒント設定」で、{_CHECK}消してください。",
)
_READING: Final = (
    "ふりがなに、升の字に無い漢字などがあり、見えないまま付いて出ます。",
    f"「ホーム」→「ふりがなの編集」で、{_CHECK}直してください。",
)
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_UNFOLLOWED: Final = (
    "読めない形のフォームの部品が升と結ばれていて、写しや続紙のシートでは、別のシートの升のままになります。",
    "Excelで開いて保存し直すか、「開発」→「挿入」の部品に作り直してください。",
)
#: XML として読めない部品の代わりの、空の木の名。
_UNREADABLE: Final = "unreadable"
_COMMENT: Final = (
    "Excelでは見えない注釈(XMLのコメント)があり、付いて出ることがあります。",
    "Excelで開いて保存し直すと消えます。",
)
_FOREIGN: Final = (
    "Excelの知らない中身(ほかのプログラムの書き足したもの)があり、見えないまま付いて出ます。",
    "要るシートだけを新しいブックに写して、保存し直してください。",
)
#: Excel と Office の書く、名前空間の頭。docProps の作成者などは ``leaks`` が見る。
_KNOWN: Final = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.oclc.org/ooxml/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
    "urn:schemas-microsoft-com:",
)
#: LibreOffice が自分のために書く、INDIRECT の番地の書き方。どのブックにも付き、消しても保存するとまた付く。
_SETTINGS: Final = frozenset(
    ("{http://schemas.libreoffice.org/}extCalcPr", None, ("stringRefSyntax", way))
    for way in ("CalcA1", "ExcelA1", "ExcelR1C1", "CalcA1ExcelA1")
)
_NAMESPACE: Final = re.compile(rb"""\sxmlns(?::[^\s=]+)?\s*=\s*["']([^"']*)""")
#: ふりがなに書かれる字: かな、長音、空白、記号。
_KANA: Final = re.compile(r"[\u3040-\u30ff\uff61-\uff9f\s\u3000・ー－\-,.、。()（）]")


def unread(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """読む人のいない説明の字。どれも黄。"""
    if any(b"<!--" in book.content(part) for part in book.part_names if is_xml(part)):
        yield _found("", "", _COMMENT)
    owners = {one.target: sheet for sheet in book.sheets for one in book.relations(sheet.part)}
    owners |= {sheet.part: sheet for sheet in book.sheets}
    for part in filter(_may_be_foreign, book.part_names):
        owner = owners.get(part)
        if owner is not None and not goes_out(owner.name, vocabulary):
            continue
        if _has_foreign(book, part):
            yield _found(owner.name if owner is not None else "", "", _FOREIGN)
    for sheet in book.sheets:
        if goes_out(sheet.name, vocabulary):
            yield from _in_sheet(book, sheet)


def _found(sheet: str, cell: str, kind: tuple[str, str]) -> Finding:
    return Finding(Grade.YELLOW, sheet, cell, *kind, Kind.LEAK)


def _in_sheet(book: Workbook, sheet: SheetEntry) -> Iterator[Finding]:
    root = book.tree(sheet.part)
    for link in root.iter(f"{MAIN}hyperlink"):
        if (link.get("tooltip") or "").strip():
            yield _found(sheet.name, link.get("ref", ""), _TOOLTIP)
    for row, column, cell in iterate_cells(root):
        item = item_of(cell, book.strings)
        if item is not None and _is_read_oddly(item):
            yield _found(sheet.name, f"{column_name(column)}{row}", _READING)
    for one in book.relations(sheet.part):
        if one.kind in ("drawing", "vmlDrawing") and one.target in book.part_names:
            drawing = _readable(book, one.target)
            yield from _in_drawing(sheet.name, drawing)
            if drawing.tag == _UNREADABLE and _names_a_moving_sheet(book, sheet, one.target):
                yield Finding(Grade.RED, sheet.name, "", *_UNFOLLOWED)


def _may_be_foreign(part: str) -> bool:
    """カスタムXMLは、あることをほかで言う。"""
    return is_xml(part) and not part.casefold().startswith(("customxml/", "xl/customxml"))


def _has_foreign(book: Workbook, part: str) -> bool:
    """知らない名前空間の要素か属性に、字があるか。"""
    content = book.content(part)
    names = (found[1].decode("utf-8", "replace") for found in _NAMESPACE.finditer(content))
    # 使う名前空間は、先に宣言される。木にするのは、知らないものがあるときだけ。
    if content.startswith(b"<") and all(name.startswith(_KNOWN) for name in names):
        return False
    for element in _readable(book, part).iter("*"):
        if (element.tag, element.text, *element.items()) in _SETTINGS:
            continue
        values = [str(value) for name, value in element.items() if _is_foreign(str(name))]
        if _is_foreign(str(element.tag)):
            values += [element.text or "", *map(str, element.attrib.values())]
        if any(value.strip() for value in values):
            return True
    return False


def _is_foreign(name: str) -> bool:
    return name.startswith("{") and not name[1:].startswith(_KNOWN)


def _readable(book: Workbook, part: str) -> etree._Element:
    """部品の木。XML として読めない昔の VML は、空とみる。"""
    try:
        return book.tree(part)
    except BadInput:
        return etree.Element(_UNREADABLE)


def _names_a_moving_sheet(book: Workbook, own: SheetEntry, part: str) -> bool:
    """名の替わるシート(名にタグのあるものと、続紙になりうる自分)を、名で指しているか。"""
    moving = (one.name for one in book.sheets if one is own or parse_tags(one.name))
    content = book.content(part).lower()
    marks = (mark for name in moving for mark in marks_of(name) if mark.endswith(b"!"))
    return any(mark in content for mark in marks)


def _in_drawing(sheet: str, root: etree._Element) -> Iterator[Finding]:
    if any((one.get("alt") or "").strip() for one in root.iter(f"{_VML}shape", f"{_VML}rect")):
        yield _found(sheet, "", _ALTERNATE)
    for figure in root.iter("{*}cNvPr"):
        if figure.get("hidden") in ("1", "true"):
            yield _found(sheet, "", _HIDDEN)
        if any((figure.get(told) or "").strip() for told in ("descr", "title")):
            yield _found(sheet, "", _ALTERNATE)


def _is_read_oddly(item: etree._Element) -> bool:
    """ふりがなに、かなでも升の字でもない字があるか。前の人の名が残っていることがある。"""
    readings = item.findall(f"{MAIN}rPh/{MAIN}t")
    if not readings:
        return False
    known = set(plain_text(item))
    rest = _KANA.sub("", "".join(one.text or "" for one in readings))
    return bool(set(rest) - known)
