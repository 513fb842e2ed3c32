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
from jusou_desk.reports.xlsx import cellxml
from jusou_desk.reports.xlsx.package import MAIN, PACKAGE_REL, REL, parse_xml, rels_name
from jusou_desk.reports.xlsx.refs import Area, column_name
from jusou_desk.reports.xlsx.rows import merges_of
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.theme import A
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

SMALLEST: Final = 5.0
"""図の中の字がこれ(ポイント)より小さくなれば、人に知らせる。"""
LEGIBLE: Final = 6.0
"""これより小さい字は読めないので、代わりの言葉のある図は描かない。"""
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
    merges = merges_of(book.tree(entry.part))
    ground = Ground(sheet)
    for place, one in sorted(given.items(), key=lambda item: item[0]):
        area = area_at(merges, place)
        where = Where(entry.name, f"{column_name(area.left)}{area.top}")
        scale = _scale(ground, area, one.picture)
        sizes = [letters(t.size, scale) for t in one.picture.shapes if isinstance(t, Text)]
        smallest = min(sizes, default=LEGIBLE)
        if smallest < LEGIBLE and one.picture.instead:
            _write_instead(book, entry, place, one.picture.instead)
            yield Problem(Trouble.PICTURE_LEFT_OUT, where, (one.name, f"{smallest:.1f}"))
            continue
        part = _drawing_of(book, entry)
        _put(book.tree(part), ground, area, one, scale)
        book.touch(part)
        if smallest < SMALLEST:
            yield Problem(Trouble.PICTURE_SMALL, where, (one.name, f"{smallest:.1f}"))


def _write_instead(book: Workbook, entry: SheetEntry, place: tuple[int, int], words: str) -> None:
    cells = iterate_cells(book.tree(entry.part))
    cell = next(one for row, column, one in cells if (row, column) == place)
    cellxml.write_words(cell, words)
    book.touch(entry.part)


def area_at(merges: Iterable[Area], place: tuple[int, int]) -> Area:
    """升か、その升から始まる結合。"""
    found = (one for one in merges if (one.top, one.left) == place)
    return next(found, Area(place[0], place[1], place[0], place[1]))


def size_of(sheet: Sheet, area: Area) -> tuple[float, float]:
    """升の範囲の幅と高さ(ミリ)。"""
    wide = sheet.across(area.left, area.right)
    return wide * EMU / MM, sheet.down(area.top, area.bottom) * EMU / MM


def _room(ground: Ground, area: Area) -> tuple[float, float]:
    """図を置ける幅と高さ(ポイント)。"""
    wide = ground.left(area.right + 1) - ground.left(area.left)
    tall = ground.top(area.bottom + 1) - ground.top(area.top)
    return max(wide - 2 * _PAD, 1.0), max(tall - 2 * _PAD, 1.0)


def _scale(ground: Ground, area: Area, picture: Picture) -> float:
    """図の縮尺。元の大きさより大きくはしない。"""
    wide, tall = _room(ground, area)
    unit = MM / EMU
    return min(1.0, wide / (picture.width * unit), tall / (picture.height * unit))


def _put(root: etree._Element, ground: Ground, area: Area, one: Given, scale: float) -> None:
    picture = one.picture
    left, top = ground.left(area.left), ground.top(area.top)
    wide, tall = _room(ground, area)
    unit = MM / EMU
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
