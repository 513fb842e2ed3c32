"""セル要素 ``c`` の読み書き。文字は必ず文字として書き、数式にならないようにする。"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.celltext import escape, unescape
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import split_cell
from jusou_desk.reports.xlsx.sheetxml import plain_text
from jusou_desk.reports.xlsx.styles import Font

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def place_of(cell: etree._Element) -> tuple[int, int]:
    return split_cell(cell.get("r", "A1"))


def text_of(cell: etree._Element, strings: Sequence[etree._Element]) -> str:
    """文字のセルの文字。数・数式のセルは空。"""
    item = item_of(cell, strings)
    return "" if item is None else plain_text(item)


def string_number(cell: etree._Element) -> int:
    """共有の文字列を使うセルの、その番号。"""
    return int(cell.findtext(f"{MAIN}v") or "0")


def write_empty(cell: etree._Element) -> None:
    """書式を残して中身を空にする。"""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")


def write_number(cell: etree._Element, number: float) -> None:
    """数(日付は通し番号)を書く。見え方はセルの表示形式に従う。"""
    write_empty(cell)
    value = etree.SubElement(cell, f"{MAIN}v")
    value.text = repr(int(number)) if number == int(number) else repr(number)


def write_words(cell: etree._Element, text: str) -> None:
    """文字を、セルの書式のまま書く。"""
    write_empty(cell)
    cell.set("t", "inlineStr")
    content = etree.SubElement(cell, f"{MAIN}is")
    _set_text(etree.SubElement(content, f"{MAIN}t"), text)


def write_pieces(
    cell: etree._Element,
    strings: Sequence[etree._Element],
    places: Sequence[tuple[int, int]],
    pieces: Sequence[str],
) -> None:
    """文の ``places``(初めと終わり)を ``pieces`` に置き換える。

    書式の違う文字に分かれていたら、初めの字の書式で入れる。
    """
    item = item_of(cell, strings)
    assert item is not None
    content = etree.Element(f"{MAIN}is")
    # 共有の文字列は二つのセルが使っていることがあるので、写しに書く。
    for child in item:
        if child.tag in (f"{MAIN}t", f"{MAIN}r"):
            content.append(copy.deepcopy(child))
    holders = list(content.iter(f"{MAIN}t"))
    texts = [unescape(holder.text or "") for holder in holders]
    for (start, end), piece in zip(reversed(places), reversed(pieces), strict=True):
        texts = splice(texts, start, end, piece)
    write_empty(cell)
    if not any(texts):
        return
    for holder, text in zip(holders, texts, strict=True):
        _set_text(holder, text)
        run = holder.getparent()
        if not text and run is not None and run.tag == f"{MAIN}r":
            content.remove(run)
    cell.set("t", "inlineStr")
    cell.append(content)


def shorten(cell: etree._Element, kept: str, mark: str) -> None:
    """文字のセルの文を ``kept`` までにし、``mark`` を付ける。書式の分かれ目はそのまま残す。"""
    content = cell.find(f"{MAIN}is")
    if content is None:
        return
    holders = list(content.iter(f"{MAIN}t"))
    room = len(kept)
    last = holders[0]
    for holder in holders:
        text = unescape(holder.text or "")[:room]
        room -= len(text)
        _set_text(holder, text)
        last = holder if text else last
    _set_text(last, unescape(last.text or "") + mark)


def shrink(cell: etree._Element, fonts: Sequence[Font]) -> None:
    """文字のセルを、文字の並びごとの書式 ``fonts`` を付けた文字にする。

    書式付きの文字はセルの書式を受け継がないので、太字や色もここで書く。
    """
    content = cell.find(f"{MAIN}is")
    if content is None:
        return
    runs = content.findall(f"{MAIN}r")
    if not runs:
        holder = content.find(f"{MAIN}t")
        if holder is None:
            return
        content.remove(holder)
        run = etree.SubElement(content, f"{MAIN}r")
        run.append(holder)
        runs = [run]
    for run, font in zip(runs, fonts, strict=False):
        properties = run.find(f"{MAIN}rPr")
        if properties is None:
            run.insert(0, _run_properties(font))
            continue
        mark = properties.find(f"{MAIN}sz")
        if mark is None:
            mark = etree.SubElement(properties, f"{MAIN}sz")
        mark.set("val", f"{font.size:g}")


def _run_properties(font: Font) -> etree._Element:
    properties = etree.Element(f"{MAIN}rPr")
    etree.SubElement(properties, f"{MAIN}rFont", {"val": font.name})
    for name, wanted in (("b", font.bold), ("i", font.italic), ("strike", font.strike)):
        if wanted:
            etree.SubElement(properties, MAIN + name)
    color = "".join(f"{round(part * 255):02X}" for part in font.color)
    etree.SubElement(properties, f"{MAIN}color", {"rgb": f"FF{color}"})
    etree.SubElement(properties, f"{MAIN}sz", {"val": f"{font.size:g}"})
    if font.underline:
        etree.SubElement(properties, f"{MAIN}u", {"val": font.underline})
    return properties


def item_of(cell: etree._Element, strings: Sequence[etree._Element]) -> etree._Element | None:
    """文字のセルの中身(``is`` か共有の ``si``)。数・数式のセルなら ``None``。

    数式の無い計算結果の字(``str``)は、Excel では打った字と同じなので、``is`` にして返す。
    """
    kind = cell.get("t")
    if kind == "inlineStr":
        return cell.find(f"{MAIN}is")
    if kind == "s":
        number = string_number(cell)
        return strings[number] if number < len(strings) else None
    if kind == "str" and cell.find(f"{MAIN}f") is None:
        made = etree.Element(f"{MAIN}is")
        etree.SubElement(made, f"{MAIN}t").text = cell.findtext(f"{MAIN}v")
        return made
    return None


def splice(texts: Sequence[str], start: int, end: int, piece: str) -> list[str]:
    """つなげた文の ``start``–``end`` を ``piece`` に替える。``piece`` は初めの字のあった所に入る。"""
    out, offset, placed = [], 0, False
    for text in texts:
        stop = offset + len(text)
        if stop <= start or offset >= end:
            out.append(text)
        else:
            head, tail = text[: max(start - offset, 0)], text[max(end - offset, 0) :]
            out.append(head + ("" if placed else piece) + (tail if end <= stop else ""))
            placed = True
        offset = stop
    return out


def _set_text(holder: etree._Element, text: str) -> None:
    holder.text = escape(text)
    holder.set(_SPACE, "preserve")
