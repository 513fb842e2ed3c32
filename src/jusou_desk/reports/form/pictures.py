"""図のタグのあった升に、図を置く。図形の部品が無いシートには、部品を作る。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.family.shapes import Picture, Text
from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.drawing.drawings import XDR, target_of
from jusou_desk.reports.drawing.guides import EMU
from jusou_desk.reports.form.drawn_picture import MM, Place, group_of, letters
from jusou_desk.reports.paging.figures import Ground
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.xlsx.package import MAIN, PACKAGE_REL, REL, parse_xml, rels_name
from jusou_desk.reports.xlsx.refs import Area, column_name
from jusou_desk.reports.xlsx.rows import merges_of
from jusou_desk.reports.xlsx.theme import A
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

SMALLEST: Final = 5.0
"""図の中の字がこれ(ポイント)より小さくなれば、人に知らせる。"""
ROOM_MM: Final = (60.0, 40.0)
"""図の升にほしい幅と高さ(ミリ)。"""
_PAD: Final = 2.0
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_DRAWING_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
_NO_RELATIONS: Final = f'<Relationships xmlns="{PACKAGE_REL[1:-1]}"/>'.encode()
#: シートの部品の中で、図形より後に来る要素。
_AFTER: Final = frozenset(
    f"{MAIN}{name}"
    for name in (
        *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
        *("webPublishItems", "tableParts", "extLst"),
    )
)


@dataclass(frozen=True)
class Given:
    """置く図。name: タグの名。"""

    name: str
    picture: Picture


def put_pictures(
    book: Workbook, entry: SheetEntry, sheet: Sheet, given: Mapping[tuple[int, int], Given]
) -> Iterator[Problem]:
    """``given``(升→図)を、升(結合していれば全体)に収まる大きさで置く。出: 人に知らせること。"""
    part = _drawing_of(book, entry)
    merges = merges_of(book.tree(entry.part))
    for place, one in sorted(given.items(), key=lambda item: item[0]):
        area = area_at(merges, place)
        smallest = _put(book.tree(part), Ground(sheet), area, one)
        if smallest < SMALLEST:
            where = Where(entry.name, f"{column_name(area.left)}{area.top}")
            yield Problem(Trouble.PICTURE_SMALL, where, (one.name, f"{smallest:.1f}"))
    book.touch(part)


def area_at(merges: Iterable[Area], place: tuple[int, int]) -> Area:
    """升か、その升から始まる結合。"""
    found = (one for one in merges if (one.top, one.left) == place)
    return next(found, Area(place[0], place[1], place[0], place[1]))


def size_of(sheet: Sheet, area: Area) -> tuple[float, float]:
    """升の範囲の幅と高さ(ミリ)。"""
    wide = sheet.across(area.left, area.right)
    return wide * EMU / MM, sheet.down(area.top, area.bottom) * EMU / MM


def _put(root: etree._Element, ground: Ground, area: Area, one: Given) -> float:
    """図を置く。出: いちばん小さい字(ポイント)。"""
    picture = one.picture
    left, top = ground.left(area.left), ground.top(area.top)
    wide = max(ground.left(area.right + 1) - left - 2 * _PAD, 1.0)
    tall = max(ground.top(area.bottom + 1) - top - 2 * _PAD, 1.0)
    unit = MM / EMU
    scale = min(1.0, wide / (picture.width * unit), tall / (picture.height * unit))
    width, height = picture.width * unit * scale, picture.height * unit * scale
    x, y = left + _PAD + (wide - width) / 2, top + _PAD + (tall - height) / 2
    # 右下も升に留めると、列の幅の違う道具で円がつぶれる。
    anchor = etree.SubElement(root, f"{XDR}oneCellAnchor")
    column, row = _column_at(ground, area, x), _row_at(ground, area, y)
    corner = etree.SubElement(anchor, f"{XDR}from")
    for tag, value in (
        ("col", column - 1),
        ("colOff", round((x - ground.left(column)) * EMU)),
        ("row", row - 1),
        ("rowOff", round((y - ground.top(row)) * EMU)),
    ):
        etree.SubElement(corner, XDR + tag).text = str(value)
    place = Place(round(x * EMU), round(y * EMU), scale)
    size = {"cx": str(place.length(picture.width)), "cy": str(place.length(picture.height))}
    etree.SubElement(anchor, f"{XDR}ext", size)
    anchor.append(group_of(picture, place, one.name, _next_id(root)))
    etree.SubElement(anchor, f"{XDR}clientData")
    sizes = [letters(shape.size, scale) for shape in picture.shapes if isinstance(shape, Text)]
    return min(sizes, default=SMALLEST)


def _column_at(ground: Ground, area: Area, x: float) -> int:
    inside = (c for c in range(area.left, area.right + 1) if x < ground.left(c + 1))
    return next(inside, area.right)


def _row_at(ground: Ground, area: Area, y: float) -> int:
    inside = (r for r in range(area.top, area.bottom + 1) if y < ground.top(r + 1))
    return next(inside, area.bottom)


def _next_id(root: etree._Element) -> int:
    used = [int(one.get("id", "0")) for one in root.iter(f"{XDR}cNvPr")]
    return max(used, default=1) + 1


# --- 図形の部品 -----------------------------------------------------------


def _drawing_of(book: Workbook, entry: SheetEntry) -> str:
    """シートの図形の部品。無ければ作る。"""
    root = book.tree(entry.part)
    element = root.find(f"{MAIN}drawing")
    part = target_of(book, entry.part, "" if element is None else element.get(f"{REL}id", ""))
    if part:
        return part
    if element is not None:
        root.remove(element)
    part = book.free_name("xl/drawings/drawing1.xml")
    made = etree.Element(f"{XDR}wsDr", nsmap={"xdr": XDR[1:-1], "a": A[1:-1]})
    book.put_part(part, made, _DRAWING_TYPE)
    number = _relate(book, entry.part, part)
    element = etree.Element(f"{MAIN}drawing", {f"{REL}id": number}, nsmap={"r": REL[1:-1]})
    at = next((n for n, one in enumerate(root) if one.tag in _AFTER), len(root))
    root.insert(at, element)
    book.touch(entry.part)
    return part


def _relate(book: Workbook, source: str, target: str) -> str:
    """``source`` から図形の部品への関係を加える。出: 関係の Id。"""
    name = rels_name(source)
    if name not in book.part_names:
        book.put_part(name, parse_xml(_NO_RELATIONS), "")
    used = {one.id for one in book.relations(source)}
    number = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
    made = {"Id": number, "Type": _DRAWING_REL, "Target": "/" + target}
    etree.SubElement(book.tree(name), f"{PACKAGE_REL}Relationship", made)
    book.touch(name)
    return number
