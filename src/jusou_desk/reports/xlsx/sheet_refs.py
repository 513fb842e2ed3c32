"""ブックの部品の中で、シートの名を書いて番地を指す所: 式、リンク、図形と部品の結び、集計の元。

シートの名が替わるとき(一件ごとの写し、続紙)と、シートを除くときに、ここを書き直す。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from lxml import etree

from jusou_desk.reports.xlsx.package import PACKAGE_REL
from jusou_desk.reports.xlsx.refs import is_same_sheet
from jusou_desk.reports.xlsx.sheetxml import formulas_of

_VML: Final = "{urn:schemas-microsoft-com:office:excel}"
#: 昔の書き方(VML)のフォームの部品の、升との結び。
_FORM_LINKS: Final = tuple(
    f"{_VML}Fmla{kind}" for kind in ("Link", "Range", "Group", "Pict", "Txbx", "Macro")
)
#: 番地を属性に持つ要素: 図形の字、リンクした図(カメラ)、シートの中のリンク、ActiveX、フォームの部品。
_HOLDERS: Final = {
    "sp": ("textlink",),
    "cameraTool": ("cellRange",),
    "hyperlink": ("location",),
    "controlPr": ("linkedCell", "listFillRange"),
    "formControlPr": ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx", "fmlaMacro"),
}
_TAGS: Final = tuple(f"{{*}}{name}" for name in _HOLDERS)
#: シートの名だけを ``sheet`` に持つ要素。ピボットテーブルと「統合」の元。
_NAMING: Final = ("{*}worksheetSource", "{*}rangeSet", "{*}dataRef")
# 番地のほかに、URI に書いてよい字(RFC 3986)。
_IN_URI: Final = "!'$:()*~"
#: 関係ファイルの、ブックの中へのリンク。シートの名の書き方(``%20`` など)は、作った道具で違う。
INNER_LINKS: Final = (b'"#', b"'#")


def change_references(root: etree._Element, change: Callable[[str], str]) -> bool:
    """番地を指す所を ``change`` で書き直す。書き直したかを返す。"""
    changed = False
    for element, name, place in _places(root):
        if (text := change(place)) == place:
            continue
        if name:
            element.set(name, text)
        else:
            element.text = text
        changed = True
    return changed


def references(root: etree._Element) -> Iterator[str]:
    """番地を指す所に書いてあるもの。"""
    return (place for _, _, place in _places(root))


def _places(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """(要素, 属性の名。要素の字なら空, 書いてあるもの)。"""
    for element in (*formulas_of(root), *root.iter(*_FORM_LINKS)):
        if element.text:
            yield element, "", element.text
    # グラフの、絞り込みで隠した系列。シートの中の ``sqref`` は、自分の升だけを指す。
    for element in root.iter("{*}sqref"):
        if "!" in (element.text or ""):
            yield element, "", element.text or ""
    for element in root.iter(*_TAGS):
        for name in _HOLDERS[etree.QName(element).localname]:
            if place := element.get(name):
                yield element, name, place


def change_names(root: etree._Element, old: str, new: str) -> bool:
    """シートの名だけを書いた所を書き直す。書き直したかを返す。"""
    found = [one for one in root.iter(*_NAMING) if is_same_sheet(one.get("sheet", ""), old)]
    for element in found:
        element.set("sheet", new)
    return bool(found)


def change_links(rels: etree._Element, change: Callable[[str], str]) -> bool:
    """図形のリンク。ブックの中の行き先は、関係に ``#票!A1`` の形で書かれている。"""
    changed = False
    for element in rels.iterfind(f"{PACKAGE_REL}Relationship"):
        target = element.get("Target", "")
        place = unquote(target[1:]) if target.startswith("#") else ""
        if place and (text := change(place)) != place:
            element.set("Target", "#" + quote(text, safe=_IN_URI))
            changed = True
    return changed


def marks_of(name: str) -> tuple[bytes, ...]:
    """シートの名 ``name`` を指す所のある部品の、小文字にしたバイト列に、必ずあるもの(どれか)。

    式の中の名は、大文字と小文字が違っていてもよい。
    """
    written = list[str]()
    # バイト列で小文字になるのは ASCII だけなので、「Ａ」などは、よくある書き方を並べる。
    for way in dict.fromkeys((name, name.lower(), name.upper())):
        written += [f'"{escape(way)}"', quote(way)]
        # 引用符は、属性の中では別の書き方をされる。
        for quotes in ({}, {'"': "&quot;"}, {'"': "&quot;", "'": "&apos;"}):
            plain, mark = escape(way.replace("'", "''"), quotes), quotes.get("'", "'")
            written += [plain + end for end in ("!", f"{mark}!", ":")]
    return tuple(dict.fromkeys(one.encode().lower() for one in written))
