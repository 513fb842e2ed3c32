"""升と項目の結び。タグの無い様式の写しに、差し込む直前にタグを書き入れる。

差し込む道は一つなので、結びもここでタグになってから ``fill`` へ行く。元のファイルは変えない。
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.celltext import escape
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, MAX_ROW, column_name, split_cell
from jusou_desk.reports.xlsx.shared_strings import forget_strings
from jusou_desk.reports.xlsx.valuetext import CHECKED, UNCHECKED
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

# タグの書き方の ☑ は、升に印刷してある □ ではない。
_BOX: Final = re.compile("(?<![:：])[□☐☑■]")
#: 単位や敬称だけの升。「（　　歳）」「様」など。
UNIT: Final = re.compile(r"[(（]?(?P<gap>\s*)(?P<unit>満?[歳才]|様|殿|円|人|名|件|回)\s*[)）]?")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class Link(Protocol):
    """升と項目の結び。``tag`` は括弧の中に書く言葉。``clears`` なら、前からの字を消して入れる。"""

    @property
    def sheet(self) -> str: ...
    @property
    def cell(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def clears(self) -> bool: ...


def put_tags(layout: bytes, links: Sequence[Link]) -> bytes:
    """``layout`` の写しの、結んだ升にタグを書いたもの。結びが無ければ同じバイト列。

    字のある升には続けて書く(単位や敬称だけの升では、その前に)。印を付ける項目は、升の中の □ を置き換える(幾つもあれば、すぐ後に
    その語のあるもの。どれにも無ければ、結んだ順に左から)。結合に覆われた升は、その左上に書く。シートの無い結びは ``BadInput``。
    """
    if not links:
        return layout
    book = Workbook(layout)
    freed = set[int]()
    for link in links:
        sheet = next((one for one in book.sheets if one.name == link.sheet), None)
        if sheet is None:
            raise BadInput(
                f"項目を結んだシート「{link.sheet}」がありません。",
                "結びの一覧からそのシートの分を消すか、シートの名前を元に戻してください。",
            )
        freed |= _put(book, sheet, link)
    # 前の人の名が、出すファイルの中に残らないように。
    forget_strings(book, freed)
    return book.to_bytes()


def link_place(cell: str) -> tuple[int, int]:
    """打たれた番地 → (行, 列)。升一つの番地でなければ ``BadInput``。"""
    if "!" in cell:
        raise BadInput(
            "升の番地に、シートの名は書けません。",
            "右の紙でそのシートの升を押すと、そのシートの升が選ばれます。",
        )
    if ":" in cell:
        raise BadInput(
            "結べるのは一つの升です。", "結合した升なら、左上の升の番地(例 G5)を打ってください。"
        )
    try:
        row, column = split_cell(cell)
    except ValueError:
        row = column = 0
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        raise BadInput(
            f"番地「{cell}」の升はありません。",
            "列の英字と行の数字を「G5」のように打ってください。",
        )
    return row, column


def home_of(root: etree._Element, row: int, column: int) -> tuple[int, int]:
    """その升が結合の中なら、左上の升。"""
    for area in rows.merges_of(root):
        if area.top <= row <= area.bottom and area.left <= column <= area.right:
            return area.top, area.left
    return row, column


def _put(book: Workbook, sheet: SheetEntry, link: Link) -> set[int]:
    """升にタグを書く。出: その升が使っていた、共有の文字列の番号(続けて書いても、字は升に移る)。"""
    root = book.tree(sheet.part)
    rows.number_rows(root)
    cell = _cell_at(root, *home_of(root, *link_place(link.cell)))
    freed = {cellxml.string_number(cell)} if cell.get("t") == "s" else set[int]()
    item = None if link.clears else cellxml.item_of(cell, book.strings)
    content = _with_tag(item, f"{{{{{link.tag}}}}}")
    cellxml.write_empty(cell)
    cell.set("t", "inlineStr")
    cell.append(content)
    book.touch(sheet.part)
    return freed


def _with_tag(item: etree._Element | None, tag: str) -> etree._Element:
    """升の字に ``tag`` を足した中身。字ごとの書式は残す。"""
    content = etree.Element(f"{MAIN}is")
    for child in item if item is not None else ():
        if child.tag in (f"{MAIN}t", f"{MAIN}r"):
            content.append(copy.deepcopy(child))
    holders = list(content.iter(f"{MAIN}t")) or [etree.SubElement(content, f"{MAIN}t")]
    marks = any(f":{box}" in tag for box in (CHECKED, UNCHECKED))
    boxes = [h for h in holders if marks and _BOX.search(h.text or "")]
    boxed = next((h for h in boxes if _named(h.text or "", tag)), boxes[0] if boxes else None)
    if boxed is not None:
        words = boxed.text or ""
        box = _own_box(words, tag)
        boxed.text = words[: box.start()] + tag + words[box.end() :]
    elif unit := UNIT.fullmatch("".join(holder.text or "" for holder in holders)):
        # 「（　　歳）」「様」なら、単位や敬称の前に入れる。
        start, (first, _) = unit.start("gap"), unit.span("unit")
        texts = cellxml.splice(
            [holder.text or "" for holder in holders],
            start,
            first + 1,
            escape(tag) + unit[0][first],
        )
        for holder, text in zip(holders, texts, strict=True):
            holder.text = text
    else:
        last = holders[-1]
        last.text = (last.text or "") + escape(tag)
    for holder in holders:
        holder.set(_SPACE, "preserve")
    return content


def _own_box(words: str, tag: str) -> re.Match[str]:
    """``tag`` の語がすぐ後に書いてある □。無ければ、いちばん左の □。"""
    boxes = [*_BOX.finditer(words)]
    own = (box for box in boxes if _follows(words, box, tag))
    return next(own, boxes[0])


def _named(words: str, tag: str) -> bool:
    return any(_follows(words, box, tag) for box in _BOX.finditer(words))


def _follows(words: str, box: re.Match[str], tag: str) -> bool:
    term = tag.rstrip("}").rpartition(CHECKED)[2]
    return bool(term) and words[box.end() :].lstrip().startswith(term)


def _cell_at(root: etree._Element, row: int, column: int) -> etree._Element:
    """その番地の升。無ければ、行か列の書式で作る。"""
    data = root.find(f"{MAIN}sheetData")
    if data is None:
        raise BadInput("表の無いシートには結べません。", "ほかのシートの升を選んでください。")
    line = _at(data, f"{MAIN}row", row, lambda one: int(one.get("r", "0")), {"r": str(row)})
    name = f"{column_name(column)}{row}"
    known = {"r": name}
    style = line.get("s") if line.get("customFormat") in ("1", "true") else None
    style = style or _column_style(root, column)
    if style:
        known["s"] = style
    return _at(line, f"{MAIN}c", column, lambda c: split_cell(c.get("r", "A1"))[1], known)


def _at(
    holder: etree._Element,
    tag: str,
    wanted: int,
    number: Callable[[etree._Element], int],
    attributes: dict[str, str],
) -> etree._Element:
    """番号順に並んだ子のうち ``wanted`` 番。無ければその場所に作る。"""
    for child in holder.findall(tag):
        if number(child) == wanted:
            return child
        if number(child) > wanted:
            made = etree.Element(tag, attributes)
            holder.insert(holder.index(child), made)
            return made
    return etree.SubElement(holder, tag, attributes)


def _column_style(root: etree._Element, column: int) -> str:
    for one in root.iterfind(f"{MAIN}cols/{MAIN}col"):
        if int(one.get("min", "1")) <= column <= int(one.get("max", "1")):
            return one.get("style", "")
    return ""
