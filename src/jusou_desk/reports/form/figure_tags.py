"""図形やテキストボックスの文のタグに差し込む。書式は、タグの初めの括弧のものを使う。"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from jusou_desk.reports.form.brackets import places
from jusou_desk.reports.form.tags import Tag, parse_tags
from jusou_desk.reports.xlsx.cellxml import splice
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def figure_texts(book: Workbook, sheet: SheetEntry) -> Iterator[tuple[str, str]]:
    """シートの図形の、括弧のある段落の(図形の名前, 文)。"""
    for part in _drawings_of(book, sheet):
        for paragraph, text in _paragraphs(book, part):
            yield _name_of(paragraph), text


def fill_figures(book: Workbook, sheet: SheetEntry, words: Callable[[Tag, str], str]) -> None:
    """シートの図形の文のタグを ``words(タグ, 図形の名前)`` の文に替える。"""
    for part in _drawings_of(book, sheet):
        for paragraph, text in list(_paragraphs(book, part)):
            if not (tags := parse_tags(text)):
                continue
            name = _name_of(paragraph)
            holders = _holders(paragraph)
            texts = [holder.text or "" for holder in holders]
            pieces = [words(tag, name) for tag in tags]
            found = places(text, tags, pieces)
            for (start, end), piece in zip(reversed(found), reversed(pieces), strict=True):
                texts = splice(texts, start, end, piece)
            for holder, written in zip(holders, texts, strict=True):
                _write(holder, written)
            book.touch(part)


def _drawings_of(book: Workbook, sheet: SheetEntry) -> list[str]:
    found = (one.target for one in book.relations(sheet.part) if one.kind == "drawing")
    return [part for part in found if part in book.part_names]


def _paragraphs(book: Workbook, part: str) -> Iterator[tuple[etree._Element, str]]:
    if not book.mentions(part, b"{", "｛".encode()):
        return
    for paragraph in book.tree(part).iter(f"{_A}p"):
        text = "".join(holder.text or "" for holder in _holders(paragraph))
        if "{" in text or "｛" in text:
            yield paragraph, text


def _name_of(paragraph: etree._Element) -> str:
    """段落のある図形の名前(「TextBox 1」など)。"""
    for outer in paragraph.iterancestors("{*}sp"):
        named = outer.find(".//{*}cNvPr")
        if named is not None:
            return named.get("name", "")
    return ""


def _holders(paragraph: etree._Element) -> list[etree._Element]:
    return paragraph.findall(f"{_A}r/{_A}t")


def _write(holder: etree._Element, text: str) -> None:
    """文字を書く。改行は、同じ書式の文字に分けて、間に置く。"""
    first, *others = text.split("\n")
    holder.text = first
    run = holder.getparent()
    assert run is not None
    properties = run.find(f"{_A}rPr")
    for line in others:
        mark = etree.Element(f"{_A}br")
        if properties is not None:
            mark.append(copy.deepcopy(properties))
        twin = copy.deepcopy(run)
        written = twin.find(f"{_A}t")
        assert written is not None
        written.text = line
        run.addnext(mark)
        mark.addnext(twin)
        run = twin
