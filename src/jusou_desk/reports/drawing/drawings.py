"""シートの上の図形と画像(xl/drawings/drawingN.xml)を、凍った模型として読む。

グラフや SmartArt のように描けないものは、セルの番地と名を ``Undrawn`` にして返す。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.drawing_looks import find_fill, shape_fill, shape_pen
from jusou_desk.reports.drawing.drawing_words import read_body
from jusou_desk.reports.drawing.guides import EMU, Custom
from jusou_desk.reports.drawing.images import is_drawable
from jusou_desk.reports.drawing.presets import names
from jusou_desk.reports.drawing.shapes import (
    Anchor,
    Box,
    Drawing,
    Group,
    Node,
    Picture,
    Shape,
    Spot,
    Turn,
)
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.xlsx.package import MAIN, REL, measure
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, MAX_ROW, column_name
from jusou_desk.reports.xlsx.theme import A, Theme
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ANCHORS: Final = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
# 中身の分かる選択肢。ほかの拡張は、控え(Fallback)の方を読む。
_UNDERSTOOD: Final = frozenset({"a14", "x14", "wps", "a16"})
_GRAPHICS: Final = {
    "chart": "グラフ",
    "chartex": "グラフ",
    "diagram": "SmartArt",
    "slicer": "スライサー",
}
_MARKS: Final = {
    "moveTo": "M", "lnTo": "L", "cubicBezTo": "C", "quadBezTo": "Q", "close": "Z",
}  # fmt: skip
_MAX_DEPTH: Final = 12


def read_drawings(book: Workbook, entry: SheetEntry) -> tuple[list[Drawing], list[Undrawn]]:
    """シートの図形(下にあるものから)と、描けないもの。"""
    element = book.tree(entry.part).find(f"{MAIN}drawing")
    part = target_of(book, entry.part, "" if element is None else element.get(f"{REL}id", ""))
    if not part:
        return [], []
    return _Reader(book, part, entry.name).read()


def target_of(book: Workbook, part: str, relation: str) -> str:
    """関係の先の部品。無いか外にあれば空。"""
    for one in book.relations(part) if relation else ():
        if one.id == relation and not one.external and one.target in book.part_names:
            return one.target
    return ""


def chosen(holder: etree._Element) -> Iterator[etree._Element]:
    """子の要素。``AlternateContent`` は、分かる方の中身に置き換える。"""
    for child in holder.iterchildren("*"):
        if child.tag != f"{MC}AlternateContent":
            yield child
            continue
        choices = child.findall(f"{MC}Choice")
        branch = next((c for c in choices if c.get("Requires", "") in _UNDERSTOOD), None)
        if branch is None:
            branch = child.find(f"{MC}Fallback")
        # 控えの「このグラフは表示できません」という図形より、元の名を知らせる。
        graphic = next((g for c in choices for g in c.iter(f"{XDR}graphicFrame")), None)
        if graphic is not None:
            yield graphic
        elif branch is not None:
            yield from chosen(branch)


def read_spot(element: etree._Element | None) -> Spot | None:
    """``from``・``to`` の位置。シートの外を指すものは、端の升にする。"""
    if element is None:
        return None
    values = {etree.QName(e).localname: e.text or "0" for e in element.iterchildren("*")}
    return Spot(
        row=min(max(int(values.get("row", "0")) + 1, 1), MAX_ROW),
        column=min(max(int(values.get("col", "0")) + 1, 1), MAX_COLUMN),
        across=measure(values.get("colOff", "0")) / EMU,
        down=measure(values.get("rowOff", "0")) / EMU,
    )


class _Reader:
    def __init__(self, book: Workbook, part: str, sheet: str) -> None:
        self._book = book
        self._part = part
        self._sheet = sheet
        self._cell = ""
        self._undrawn: dict[Undrawn, None] = {}

    @property
    def _theme(self) -> Theme:
        return self._book.theme

    def read(self) -> tuple[list[Drawing], list[Undrawn]]:
        found = []
        for anchor in chosen(self._book.tree(self._part)):
            if etree.QName(anchor).localname not in _ANCHORS:
                continue
            place = _anchor(anchor)
            spot = place.start
            self._cell = f"{column_name(spot.column)}{spot.row}" if spot else "A1"
            client = anchor.find(f"{XDR}clientData")
            if client is not None and client.get("fPrintsWithSheet", "1") in ("0", "false"):
                continue
            for child in chosen(anchor):
                node = self._node(child)
                if node is not None:
                    found.append(Drawing(place, node, self._cell))
        return found, list(self._undrawn)

    def _tell(self, what: str, instead: str = "") -> None:
        self._undrawn.setdefault(Undrawn(self._sheet, self._cell, what, instead))

    def _node(self, element: etree._Element, depth: int = 0) -> Node | None:
        kind = etree.QName(element).localname
        if kind not in ("sp", "cxnSp", "pic", "grpSp", "graphicFrame", "contentPart"):
            return None
        properties = next(element.iter(f"{XDR}cNvPr"), None)
        if properties is not None and properties.get("hidden", "0") in ("1", "true"):
            return None
        match kind:
            case "sp" | "cxnSp":
                return self._shape(element)
            case "pic":
                return self._picture(element)
            case "grpSp" if depth < _MAX_DEPTH:
                return self._group(element, depth)
        self._tell(self._graphic(element))
        return None

    def _graphic(self, element: etree._Element) -> str:
        data = next(element.iter(f"{A}graphicData"), None)
        uri = "" if data is None else data.get("uri", "")
        return next((name for word, name in _GRAPHICS.items() if f"/{word}" in uri), "部品")

    def _shape(self, element: etree._Element) -> Shape:
        properties = element.find(f"{XDR}spPr")
        style = element.find(f"{XDR}style")
        preset, adjust, custom = self._geometry(properties)
        fill, alpha = shape_fill(properties, style, self._theme)
        own = find_fill(properties)
        if own is not None and own.tag == f"{A}blipFill":
            self._tell("図形を塗る画像")
        words = element.find(f"{XDR}txBody")
        warp = None if words is None else words.find(f"{A}bodyPr/{A}prstTxWarp")
        if warp is not None and warp.get("prst", "textNoShape") not in ("textNoShape", "textPlain"):
            self._tell("ワードアートの変形", "変形しない字で描かれます")
        body = read_body(words, style, self._theme)
        # 線だけのもの(コネクタ)は塗らない。
        is_line = etree.QName(element).localname == "cxnSp" or preset == "line"
        return Shape(
            box=_box(properties),
            turn=_turn(properties),
            preset=preset,
            adjust=adjust,
            custom=custom,
            fill=None if is_line else fill,
            alpha=alpha,
            pen=shape_pen(properties, style, self._theme),
            body=body,
            link=element.get("textlink", ""),
        )

    def _geometry(
        self, properties: etree._Element | None
    ) -> tuple[str, dict[str, float], Custom | None]:
        drawn = None if properties is None else properties.find(f"{A}custGeom")
        if drawn is not None:
            return "rect", {}, _custom(drawn)
        preset = None if properties is None else properties.find(f"{A}prstGeom")
        name = "rect" if preset is None else preset.get("prst", "rect")
        if name not in names():
            self._tell(f"図形({name})", "四角で描かれます")
            return "rect", {}, None
        adjust = {
            e.get("name", ""): measure(e.get("fmla", "val 0").rpartition(" ")[2])
            for e in (preset.iterfind(f"{A}avLst/{A}gd") if preset is not None else ())
        }
        return name, adjust, None

    def _picture(self, element: etree._Element) -> Picture | None:
        blip = element.find(f"{XDR}blipFill/{A}blip")
        part = target_of(
            self._book, self._part, "" if blip is None else blip.get(f"{REL}embed", "")
        )
        if not part or blip is None:
            self._tell("ブックの外にある画像")
            return None
        content = self._book.content(part)
        if not is_drawable(content):
            self._tell(f"画像(.{part.rpartition('.')[2]})")
            return None
        properties = element.find(f"{XDR}spPr")
        cut = element.find(f"{XDR}blipFill/{A}srcRect")
        left, top, right, bottom = (
            measure(cut.get(side, "0")) / 100_000 if cut is not None else 0.0 for side in "ltrb"
        )
        faint = blip.find(f"{A}alphaModFix")
        return Picture(
            box=_box(properties),
            content=content,
            turn=_turn(properties),
            crop=(left, top, right, bottom),
            alpha=1.0 if faint is None else measure(faint.get("amt", "100000")) / 100_000,
            pen=shape_pen(properties, element.find(f"{XDR}style"), self._theme),
        )

    def _group(self, element: etree._Element, depth: int) -> Group:
        properties = element.find(f"{XDR}grpSpPr")
        members = (self._node(child, depth + 1) for child in chosen(element))
        return Group(
            box=_box(properties),
            inner=_box(properties, "chOff", "chExt"),
            members=tuple(node for node in members if node is not None),
            turn=_turn(properties),
        )


def _anchor(element: etree._Element) -> Anchor:
    position, size = element.find(f"{XDR}pos"), element.find(f"{XDR}ext")
    box = _sized(position, size)
    return Anchor(read_spot(element.find(f"{XDR}from")), read_spot(element.find(f"{XDR}to")), box)


def _sized(position: etree._Element | None, size: etree._Element | None) -> Box:
    x, y = (0.0 if position is None else measure(position.get(k, "0")) / EMU for k in "xy")
    width, height = (0.0 if size is None else measure(size.get(k, "0")) / EMU for k in ("cx", "cy"))
    return Box(x, y, width, height)


def _frame(properties: etree._Element | None) -> etree._Element | None:
    return None if properties is None else properties.find(f"{A}xfrm")


def _box(properties: etree._Element | None, place: str = "off", size: str = "ext") -> Box:
    frame = _frame(properties)
    if frame is None:
        return Box(0, 0, 0, 0)
    return _sized(frame.find(A + place), frame.find(A + size))


def _turn(properties: etree._Element | None) -> Turn:
    frame = _frame(properties)
    if frame is None:
        return Turn()
    return Turn(
        angle=measure(frame.get("rot", "0")) / 60_000 % 360,
        mirrored=frame.get("flipH", "0") in ("1", "true"),
        upside_down=frame.get("flipV", "0") in ("1", "true"),
    )


def _custom(element: etree._Element) -> Custom:
    guides = [
        (e.get("name", ""), e.get("fmla", "val 0"))
        for name in ("avLst", "gdLst")
        for e in element.iterfind(f"{A}{name}/{A}gd")
    ]
    paths = tuple(
        (
            measure(path.get("w", "0")),
            measure(path.get("h", "0")),
            path.get("fill", "norm") != "none",
            path.get("stroke", "1") not in ("0", "false"),
            tuple(_marks(path)),
        )
        for path in element.iterfind(f"{A}pathLst/{A}path")
    )
    return Custom(tuple(guides), paths)


def _marks(path: etree._Element) -> Iterator[tuple[str, ...]]:
    for step in path.iterchildren("*"):
        kind = etree.QName(step).localname
        if kind == "arcTo":
            yield ("A", *(step.get(k, "0") for k in ("wR", "hR", "stAng", "swAng")))
        elif kind in _MARKS:
            points = [p.get(k, "0") for p in step.iterfind(f"{A}pt") for k in "xy"]
            yield (_MARKS[kind], *points)
