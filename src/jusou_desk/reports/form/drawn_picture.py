"""図(``family.shapes.Picture``)を、Excel の図形にする(DrawingML、ECMA-376 第1部 20 章)。

まとまり(グループ)一つにして、升の範囲の中に置く。座標は置く大きさのまま書くので、字の大きさと
線の太さも、置いた大きさの図と同じ割合になる。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from lxml import etree

from jusou_desk.family.shapes import (
    Bend,
    Box,
    Circle,
    Line,
    Path,
    Picture,
    Point,
    Rect,
    Shape,
    Stroke,
    Text,
    extent,
    moved_box,
)
from jusou_desk.reports.drawing.drawings import XDR
from jusou_desk.reports.drawing.guides import EMU
from jusou_desk.reports.xlsx.theme import A
from jusou_desk.reports.xlsx.valuetext import clean

MM: Final = 72 / 25.4 * EMU
"""1 ミリの、図形の寸法の単位での長さ。"""
_NSMAP: Final = {"xdr": XDR[1:-1], "a": A[1:-1]}
_FACE: Final = "BIZ UDゴシック"
_BLACK: Final = "000000"
#: 字の枠の丈を、字の高さの何倍にするか。行の高さより低いと、はみ出す文とみなされる。
_ROOM: Final = 1.6


@dataclass(frozen=True)
class Place:
    """置き場所。左上 (x, y) はシートの左上から(EMU)。scale: 図の 1 ミリが何ミリになるか。"""

    x: int
    y: int
    scale: float

    def length(self, mm: float) -> int:
        return round(mm * MM * self.scale)

    def point(self, point: Point) -> tuple[int, int]:
        return self.x + self.length(point[0]), self.y + self.length(point[1])


def group_of(picture: Picture, place: Place, name: str, first: int) -> etree._Element:
    """図のまとまり。first: 図形に付ける番号の初め(部品の中で重ならないこと)。"""
    numbers = count(first)
    group = etree.Element(f"{XDR}grpSp", nsmap=_NSMAP)
    _named(group, "Grp", next(numbers), name)
    properties = etree.SubElement(group, f"{XDR}grpSpPr")
    frame = etree.SubElement(properties, f"{A}xfrm")
    size = place.length(picture.width), place.length(picture.height)
    for kind, (one, other), (across, down) in (
        ("off", (place.x, place.y), ("x", "y")),
        ("ext", size, ("cx", "cy")),
        ("chOff", (place.x, place.y), ("x", "y")),
        ("chExt", size, ("cx", "cy")),
    ):
        etree.SubElement(frame, A + kind, {across: str(one), down: str(other)})
    for shape in picture.shapes:
        group.extend(list(_members(shape, place, numbers)))
    return group


def _members(shape: Shape, place: Place, numbers: Iterator[int]) -> Iterator[etree._Element]:
    match shape:
        case Text():
            yield _text(shape, place, next(numbers))
        case Rect():
            yield _preset("rect", shape.box, shape.stroke, place, next(numbers))
        case Circle():
            yield _preset("ellipse", extent(shape), shape.stroke, place, next(numbers))
        case Line() if _is_straight(shape.points) and not shape.closed:
            yield _straight(shape.points, shape.stroke, place, next(numbers))
        case Line() | Path():
            yield _freeform(shape, place, next(numbers))


def _is_straight(points: Sequence[Point]) -> bool:
    """二点か、縦か横に一列の線。広がりの無い自由な形は、Excel が描かない。"""
    xs, ys = {x for x, _ in points}, {y for _, y in points}
    return len(points) == 2 or len(xs) == 1 or len(ys) == 1


def _straight(points: Sequence[Point], stroke: Stroke, place: Place, number: int) -> etree._Element:
    start, end = (points[0], points[-1]) if len(points) == 2 else (min(points), max(points))
    (x, y), (right, bottom) = place.point(start), place.point(end)
    shape = etree.Element(f"{XDR}cxnSp", {"macro": ""})
    _named(shape, "Cxn", number, f"線 {number}")
    properties = etree.SubElement(shape, f"{XDR}spPr")
    turned = {"flipH": "1"} if right < x else {}
    turned |= {"flipV": "1"} if bottom < y else {}
    frame = etree.SubElement(properties, f"{A}xfrm", turned)
    etree.SubElement(frame, f"{A}off", {"x": str(min(x, right)), "y": str(min(y, bottom))})
    etree.SubElement(frame, f"{A}ext", {"cx": str(abs(right - x)), "cy": str(abs(bottom - y))})
    _geometry(properties, "line")
    _pen(properties, stroke, place)
    return shape


def _preset(kind: str, box: Box, stroke: Stroke, place: Place, number: int) -> etree._Element:
    shape, properties = _shape(box, place, number, "図形")
    _geometry(properties, kind)
    etree.SubElement(properties, f"{A}noFill")
    _pen(properties, stroke, place)
    return shape


def _freeform(one: Line | Path, place: Place, number: int) -> etree._Element:
    box = extent(one)
    shape, properties = _shape(box, place, number, "図形")
    geometry = etree.SubElement(properties, f"{A}custGeom")
    for name in ("avLst", "gdLst", "ahLst", "cxnLst"):
        etree.SubElement(geometry, A + name)
    etree.SubElement(geometry, f"{A}rect", {"l": "0", "t": "0", "r": "r", "b": "b"})
    size = {"w": str(place.length(box.width)), "h": str(place.length(box.height))}
    path = etree.SubElement(etree.SubElement(geometry, f"{A}pathLst"), f"{A}path", size)
    start, *others = one.points if isinstance(one, Line) else (one.start, *one.parts)
    steps: list[tuple[str, tuple[Point, ...]]] = [("moveTo", (_point(start),))]
    for part in others:
        if isinstance(part, Bend):
            steps.append(("cubicBezTo", (part.first, part.second, part.end)))
        else:
            steps.append(("lnTo", (part,)))
    for kind, points in steps:
        step = etree.SubElement(path, A + kind)
        for x, y in points:
            at = {"x": str(place.length(x - box.x)), "y": str(place.length(y - box.y))}
            etree.SubElement(step, f"{A}pt", at)
    if one.closed:
        etree.SubElement(path, f"{A}close")
    if isinstance(one, Line) and one.filled:
        _black(properties)
    else:
        etree.SubElement(properties, f"{A}noFill")
    _pen(properties, one.stroke, place)
    return shape


def _point(part: Point | Bend) -> Point:
    return part.end if isinstance(part, Bend) else part


def _text(text: Text, place: Place, number: int) -> etree._Element:
    more = max(text.size * _ROOM - text.box.height, 0.0)
    box = moved_box(text.box, 0.0, -more / 2)
    box = Box(box.x, box.y, box.width, text.box.height + more)
    shape, properties = _shape(box, place, number, "字", textual=True)
    _geometry(properties, "rect")
    etree.SubElement(properties, f"{A}noFill")
    etree.SubElement(etree.SubElement(properties, f"{A}ln"), f"{A}noFill")
    body = etree.SubElement(shape, f"{XDR}txBody")
    frame = {
        "vertOverflow": "overflow", "horzOverflow": "overflow", "wrap": "none",
        "lIns": "0", "tIns": "0", "rIns": "0", "bIns": "0", "anchor": "ctr",
    }  # fmt: skip
    etree.SubElement(etree.SubElement(body, f"{A}bodyPr", frame), f"{A}noAutofit")
    etree.SubElement(body, f"{A}lstStyle")
    paragraph = etree.SubElement(body, f"{A}p")
    etree.SubElement(paragraph, f"{A}pPr", {"algn": "ctr"})
    run = etree.SubElement(paragraph, f"{A}r")
    size = max(int(letters(text.size, place.scale) * 100), 100)
    font = etree.SubElement(run, f"{A}rPr", {"lang": "ja-JP", "altLang": "en-US", "sz": str(size)})
    _black(font)
    for script in ("latin", "ea"):
        etree.SubElement(font, A + script, {"typeface": _FACE})
    etree.SubElement(run, f"{A}t").text = clean(text.text)
    return shape


def letters(size: float, scale: float) -> float:
    """字の高さ(ミリ)の、置いた後の大きさ(ポイント)。"""
    return size * scale * 72 / 25.4


def _shape(
    box: Box, place: Place, number: int, name: str, *, textual: bool = False
) -> tuple[etree._Element, etree._Element]:
    """図形一つと、その spPr。"""
    shape = etree.Element(f"{XDR}sp", {"macro": "", "textlink": ""})
    _named(shape, "", number, f"{name} {number}", textual=textual)
    properties = etree.SubElement(shape, f"{XDR}spPr")
    frame = etree.SubElement(properties, f"{A}xfrm")
    x, y = place.point((box.x, box.y))
    etree.SubElement(frame, f"{A}off", {"x": str(x), "y": str(y)})
    size = {"cx": str(place.length(box.width)), "cy": str(place.length(box.height))}
    etree.SubElement(frame, f"{A}ext", size)
    return shape, properties


def _named(
    shape: etree._Element, kind: str, number: int, name: str, *, textual: bool = False
) -> None:
    holder = etree.SubElement(shape, f"{XDR}nv{kind}SpPr")
    etree.SubElement(holder, f"{XDR}cNvPr", {"id": str(number), "name": name})
    own = {"txBox": "1"} if textual else {}
    etree.SubElement(holder, f"{XDR}cNv{kind}SpPr", own)


def _geometry(properties: etree._Element, kind: str) -> None:
    geometry = etree.SubElement(properties, f"{A}prstGeom", {"prst": kind})
    etree.SubElement(geometry, f"{A}avLst")


def _pen(properties: etree._Element, stroke: Stroke, place: Place) -> None:
    line = etree.SubElement(properties, f"{A}ln", {"w": str(max(place.length(stroke.width), 1))})
    _black(line)
    if stroke.dash:
        dash = etree.SubElement(line, f"{A}custDash")
        for on, off in zip(stroke.dash[::2], stroke.dash[1::2], strict=True):
            # 長さは、線の太さに対する割合で書く(1000 で 1 %)。
            share = {"d": on, "sp": off}
            etree.SubElement(
                dash,
                f"{A}ds",
                {name: str(round(long / stroke.width * 100_000)) for name, long in share.items()},
            )


def _black(holder: etree._Element) -> None:
    etree.SubElement(etree.SubElement(holder, f"{A}solidFill"), f"{A}srgbClr", {"val": _BLACK})
