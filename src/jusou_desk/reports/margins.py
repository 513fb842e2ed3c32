"""PDF の余白に刷るもの(控番・取扱いの印・出力日時・出力者・頁)を、xlsx のヘッダーとフッターにする。"""

from __future__ import annotations

from typing import Final

from lxml import etree

from jusou_desk.reports.celltext import cut, units
from jusou_desk.reports.package import MAIN
from jusou_desk.reports.stamping import Stamp
from jusou_desk.reports.tags import as_text, clean
from jusou_desk.reports.workbook import Workbook

#: これより長いヘッダーのあるブックを、Excel は壊れているという。
_LIMIT: Final = 255
#: 部品の中で、ヘッダーより後に来る要素。
_AFTER: Final = frozenset(
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


def put_margins(book: Workbook, stamp: Stamp) -> None:
    """``book`` の見えるシートのヘッダーとフッターを ``stamp`` のものにする。"""
    label = "　".join(t for t in (stamp.copy_label, stamp.receiver) if t)
    header = _sections(("L", label), ("R", "　".join(stamp.marks)))
    made = f"{as_text(stamp.produced_at)} 出力　{clean(stamp.actor)}"
    ends = (("C", "&P/&N"), ("R", _literal(made)))
    room = _LIMIT - units(_coded(("L", " "), *ends))
    note = cut(_literal(stamp.footnote.replace("\n", " ")), room).rstrip("&")
    footer = _coded(("L", note), *ends)
    for sheet in book.sheets:
        if not sheet.hidden:
            _write(book.tree(sheet.part), header, footer)
            book.touch(sheet.part)


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
    after = next((n for n, one in enumerate(root) if one.tag in _AFTER), len(root))
    root.insert(after, made)
