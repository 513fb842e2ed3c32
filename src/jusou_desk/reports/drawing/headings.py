"""シートのヘッダーとフッターを読む。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.controls import V, vml_shapes
from jusou_desk.reports.drawing.drawings import target_of
from jusou_desk.reports.drawing.header import HeaderPicture, Headings, picture_sections
from jusou_desk.reports.drawing.images import is_drawable
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.xlsx.package import MAIN, REL, measure
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_RELATION: Final = "{urn:schemas-microsoft-com:office:office}relid"
_LENGTH: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|in|mm|cm|px)?")
_UNITS: Final = {"pt": 1.0, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "px": 0.75}
_FILE: Final = re.compile(r"&(?:&|([FZ]))")


def read_headings(book: Workbook, entry: SheetEntry) -> tuple[Headings, list[Undrawn]]:
    """ヘッダーとフッターと、その中の描けないもの。"""
    root = book.tree(entry.part)
    element = root.find(f"{MAIN}headerFooter")
    if element is None:
        return Headings(), []

    def pair(kind: str) -> tuple[str, str]:
        header, footer = (element.findtext(f"{MAIN}{kind}{n}") or "" for n in ("Header", "Footer"))
        return header, footer

    def flag(name: str, default: str) -> bool:
        return element.get(name, default) in ("1", "true")

    pictures = dict(_pictures(book, entry, root))
    made = Headings(
        odd=pair("odd"),
        even=pair("even") if flag("differentOddEven", "0") else None,
        first=pair("first") if flag("differentFirst", "0") else None,
        pictures={name: p for name, p in pictures.items() if p is not None},
        font=replace(book.styles.normal, bold=False, italic=False, underline="", strike=False),
        palette=book.styles.palette,
        aligned=flag("alignWithMargins", "1"),
        scaled=flag("scaleWithDoc", "1"),
    )
    return made, list(dict.fromkeys(_lost(entry.name, made)))


def _lost(sheet: str, made: Headings) -> Iterator[Undrawn]:
    named = ((made.odd, ""), (made.even, "EVEN"), (made.first, "FIRST"))
    for pair, suffix in named:
        for code, place in zip(pair or (), "HF", strict=False):
            what = "ヘッダー" if place == "H" else "フッター"
            if any(match[1] for match in _FILE.finditer(code)):
                yield Undrawn(sheet, "", f"{what}のファイル名(&F・&Z)")
            for section in picture_sections(code):
                if f"{section}{place}{suffix}" not in made.pictures:
                    yield Undrawn(sheet, "", f"{what}の画像")


def _pictures(
    book: Workbook, entry: SheetEntry, root: etree._Element
) -> Iterator[tuple[str, HeaderPicture | None]]:
    legacy = root.find(f"{MAIN}legacyDrawingHF")
    part = target_of(book, entry.part, "" if legacy is None else legacy.get(f"{REL}id", ""))
    for shape in vml_shapes(book.content(part)) if part else ():
        data = shape.find(f"{V}imagedata")
        image = target_of(book, part, "" if data is None else data.get(_RELATION, ""))
        content = book.content(image) if image else b""
        sizes = {
            m[1]: measure(m[2]) * _UNITS[m[3] or "px"]
            for m in _LENGTH.finditer(shape.get("style", ""))
        }
        known = is_drawable(content) and {"width", "height"} <= set(sizes)
        picture = HeaderPicture(content, sizes["width"], sizes["height"]) if known else None
        yield shape.get("id", ""), picture
