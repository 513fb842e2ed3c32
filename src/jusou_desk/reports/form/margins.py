"""PDF の余白に刷るもの(控番・取扱いの印・出力日時・出力者・頁)を、xlsx のヘッダーとフッターにする。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.reports.xlsx.celltext import cut, units
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.valuetext import as_text, clean
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: これより長いヘッダーのあるブックを、Excel は壊れているという。
_LIMIT: Final = 255
#: 部品の中で、ヘッダーより後に来る要素。
AFTER_HEADER: Final = frozenset(
    f"{MAIN}{name}"
    for name in (
        "rowBreaks",
        "colBreaks",
        "customProperties",
        "cellWatches",
        "ignoredErrors",
        "smartTags",
        "drawing",
        "legacyDrawing",
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
    )
)


# 区画の命令か、それ以外の字。
_PIECE: Final = re.compile(r"&([LCR])|&.|[^&]+|&", re.DOTALL)
_ORDER: Final = (
    "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter",
)  # fmt: skip


def put_margins(book: Workbook, stamp: Stamp, marks: Mapping[str, str]) -> None:
    """``book`` の見えるシートのヘッダーとフッターを ``stamp`` のものにする。

    marks: 続紙のあるシートの名前→その番号。ヘッダーの中央に残す。
    """
    label = "　".join(t for t in (stamp.copy_label, stamp.receiver) if t)
    made = f"{as_text(stamp.produced_at)} 出力　{clean(stamp.actor)}"
    ends = (("C", "&P/&N"), ("R", _literal(made)))
    room = _LIMIT - units(_coded(("L", " "), *ends))
    note = cut(_literal(stamp.footnote.replace("\n", " ")), room).rstrip("&")
    footer = _coded(("L", note), *ends)
    for sheet in book.sheets:
        if not sheet.hidden:
            words = ("L", label), ("C", marks.get(sheet.name, "")), ("R", "　".join(stamp.marks))
            _write(book.tree(sheet.part), _sections(*words), footer)
            book.touch(sheet.part)


def put_sheet_mark(book: Workbook, sheet: SheetEntry, words: str) -> None:
    """続紙の番号 ``words`` を、シートのヘッダーの中央に書き足す(どの頁にも)。"""
    root = book.tree(sheet.part)
    header = root.find(f"{MAIN}headerFooter")
    if header is None:
        header = etree.Element(f"{MAIN}headerFooter")
        root.insert(_place(root), header)
    kinds = ["oddHeader"]
    kinds += ["evenHeader"] * (header.get("differentOddEven") in ("1", "true"))
    kinds += ["firstHeader"] * (header.get("differentFirst") in ("1", "true"))
    for kind in kinds:
        element = header.find(f"{MAIN}{kind}")
        if element is None:
            element = etree.Element(f"{MAIN}{kind}")
            later = _ORDER[_ORDER.index(kind) + 1 :]
            after = (n for n, one in enumerate(header) if one.tag in [MAIN + k for k in later])
            header.insert(next(after, len(header)), element)
        element.text = _with_center(element.text or "", words)
    book.touch(sheet.part)


def _with_center(code: str, words: str) -> str:
    """ヘッダーの中央の区画の終わりに ``words`` を足した命令。"""
    found = {"L": "", "C": "", "R": ""}
    at = "C"
    for match in _PIECE.finditer(code):
        if match[1]:
            at = match[1]
        else:
            found[at] += match[0]
    found["C"] += f"　{words}" if found["C"] else words
    return "".join(f"&{place}{text}" for place, text in found.items() if text)


def _sections(*parts: tuple[str, str]) -> str:
    return cut(_coded(*((place, _literal(words)) for place, words in parts)), _LIMIT)


def _coded(*parts: tuple[str, str]) -> str:
    # 大きさの数字と、続く文の初めの数字が一つの数に読まれないよう、空ける
    return "".join(f"&{place}&8 {words}" for place, words in parts if words)


def _literal(words: str) -> str:
    """& はヘッダーの命令の始まりなので重ねて書く。"""
    return clean(words).replace("&", "&&")


def _write(root: etree._Element, header: str, footer: str) -> None:
    for old in root.findall(f"{MAIN}headerFooter"):
        root.remove(old)
    made = etree.Element(f"{MAIN}headerFooter")
    for name, words in (("oddHeader", header), ("oddFooter", footer)):
        if words:
            etree.SubElement(made, f"{MAIN}{name}").text = words
    root.insert(_place(root), made)


def _place(root: etree._Element) -> int:
    """ヘッダーの要素を置く所。"""
    return next((n for n, one in enumerate(root) if one.tag in AFTER_HEADER), len(root))
