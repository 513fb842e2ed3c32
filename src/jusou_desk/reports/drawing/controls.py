"""フォームの部品(VML と ctrlProps)を読む。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.drawing.drawings import read_spot, target_of
from jusou_desk.reports.drawing.shapes import Anchor, Body, Control, Drawing, Paragraph, Spot
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.package import MAIN, REL, measure
from jusou_desk.reports.xlsx.paint import hex_color
from jusou_desk.reports.xlsx.refs import column_name, parse_area
from jusou_desk.reports.xlsx.styles import Font
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

V: Final = "{urn:schemas-microsoft-com:vml}"
_X: Final = "{urn:schemas-microsoft-com:office:excel}"
_PX: Final = 0.75
_KINDS: Final = {
    "Checkbox": "check", "Radio": "radio", "Button": "button", "GBox": "frame",
    "Label": "label", "Edit": "edit", "Drop": "drop",
}  # fmt: skip
_OBJECTS: Final = {"CheckBox": "check", "Radio": "radio", "GBox": "frame", "EditBox": "edit"}
_NAMES: Final = {
    "List": "リストボックス", "Spin": "スピンボタン", "Scroll": "スクロールバー",
    "Pict": "ほかのソフトの部品(OLE・ActiveX)", "Dialog": "ダイアログ", "Movie": "動画",
}  # fmt: skip
_ALIGNS: Final = {"Center": "center", "Right": "right", "Justify": "justify"}
_ANCHORS: Final = {"Center": "center", "Bottom": "bottom", "Top": "top"}
_COLOR: Final = re.compile("#([0-9A-Fa-f]{6})")
_LABEL: Final = Font(name="MS UI Gothic", size=9.0)


@dataclass(frozen=True)
class _Given:
    """シートの ``control`` に書かれた、部品の置き場所と状態。"""

    anchor: Anchor | None
    prints: bool
    state: etree._Element | None


def read_controls(
    book: Workbook, entry: SheetEntry, sheet: Sheet
) -> tuple[list[Drawing], list[Undrawn]]:
    """描く部品と、描けない部品。コメントの吹き出しは、ふつう刷らないので含めない。"""
    root = book.tree(entry.part)
    legacy = root.find(f"{MAIN}legacyDrawing")
    part = target_of(book, entry.part, "" if legacy is None else legacy.get(f"{REL}id", ""))
    if not part:
        return [], []
    given = dict(_given(book, entry, root))
    drawings, undrawn = [], []
    for shape in vml_shapes(book.content(part)):
        data = shape.find(f"{_X}ClientData")
        kind = "" if data is None else data.get("ObjectType", "")
        number = shape.get("id", "").rpartition("_s")[2]
        known = given.get(number)
        anchor = (known.anchor if known else None) or _anchor(data)
        if kind == "Note" or data is None or anchor is None or not _prints(shape, data, known):
            continue
        spot = anchor.start
        cell = f"{column_name(spot.column)}{spot.row}" if spot else ""
        if kind not in _KINDS:
            undrawn.append(Undrawn(entry.name, cell, _NAMES.get(kind, "古い形式の図形")))
            continue
        state = known.state if known else None
        control = _control(_KINDS[kind], shape, data, state, sheet)
        drawings.append(Drawing(anchor, control, cell))
        given.pop(number, None)
    drawings += _bare(given)
    return drawings, undrawn


def _bare(given: dict[str, _Given]) -> Iterator[Drawing]:
    """VML の無い部品。字は分からないので、印の形だけを描く。"""
    for known in given.values():
        if known.state is None or known.anchor is None or not known.prints:
            continue
        kind = _OBJECTS.get(known.state.get("objectType", ""))
        spot = known.anchor.start
        if kind and spot:
            control = Control(kind, known.state.get("checked") == "Checked", None)
            yield Drawing(known.anchor, control, f"{column_name(spot.column)}{spot.row}")


def vml_shapes(content: bytes) -> list[etree._Element]:
    """VML の図形。閉じ忘れのある古い書き方も読む。"""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return []
    return [] if root is None else list(root.iter(f"{V}shape", f"{V}rect", f"{V}oval"))


def _given(book: Workbook, entry: SheetEntry, root: etree._Element) -> Iterator[tuple[str, _Given]]:
    for element in root.iter(f"{MAIN}control"):
        properties = element.find(f"{MAIN}controlPr")
        place = None if properties is None else properties.find(f"{MAIN}anchor")
        anchor = None
        if place is not None:
            parts = {etree.QName(e).localname: e for e in place.iterchildren("*")}
            anchor = Anchor(read_spot(parts.get("from")), read_spot(parts.get("to")))
        prints = properties is None or properties.get("print", "1") not in ("0", "false")
        part = target_of(book, entry.part, element.get(f"{REL}id", ""))
        is_form = part.startswith("xl/ctrlProps/")
        state = book.tree(part) if is_form else None
        yield element.get("shapeId", ""), _Given(anchor, prints, state)


def _anchor(data: etree._Element | None) -> Anchor | None:
    """``列, 横, 行, 縦`` が二つ。横と縦は 96dpi の画素。"""
    text = None if data is None else data.findtext(f"{_X}Anchor")
    parts = [int(n) for n in re.findall(r"-?\d+", text or "")]
    if len(parts) != 8:
        return None
    spots = [
        Spot(row + 1, column + 1, across * _PX, down * _PX)
        for column, across, row, down in (parts[:4], parts[4:])
    ]
    return Anchor(spots[0], spots[1])


def _prints(shape: etree._Element, data: etree._Element, known: _Given | None) -> bool:
    hidden = "visibility:hidden" in shape.get("style", "").replace(" ", "")
    off = (data.findtext(f"{_X}PrintObject") or "").strip().lower() in ("false", "f", "0")
    return not hidden and not off and (known is None or known.prints)


def _control(
    kind: str,
    shape: etree._Element,
    data: etree._Element,
    state: etree._Element | None,
    sheet: Sheet,
) -> Control:
    mark = data.findtext(f"{_X}Checked") or "0"
    if state is not None:
        mark = {"Checked": "1", "Mixed": "2"}.get(state.get("checked", ""), "0")
        mark = _linked(state, sheet) or mark
    on = None if mark.strip() == "2" else mark.strip() == "1"
    spans = _spans(shape)
    if kind == "drop" and state is not None:
        chosen = _chosen(state, sheet)
        spans = (Span(chosen, _LABEL),) if chosen else ()
    across = _ALIGNS.get(data.findtext(f"{_X}TextHAlign") or "", "left")
    down = _ANCHORS.get(data.findtext(f"{_X}TextVAlign") or "", "top")
    centered = kind in ("check", "radio", "drop", "edit")
    body = Body(
        paragraphs=(Paragraph(spans, "center" if kind == "button" else across),),
        insets=(6.0, 0.0, 1.0, 0.0) if kind == "frame" else (1.0, 0.0, 1.0, 0.0),
        anchor="top" if kind == "frame" else "center" if centered or kind == "button" else down,
        wrap=kind not in ("check", "radio", "frame", "drop"),
    )
    return Control(kind, on, body if spans else None)


def _linked(state: etree._Element, sheet: Sheet) -> str:
    """同じシートのセルと結ばれた部品なら、そのセルの真偽。"""
    cell = _cell(state.get("fmlaLink", ""), sheet)
    return {"TRUE": "1", "FALSE": "0"}.get(cell, "")


def _chosen(state: etree._Element, sheet: Sheet) -> str:
    """ドロップダウンで選ばれている字。"""
    prefix, _, place = state.get("fmlaRange", "").rpartition("!")
    number = int(state.get("sel", "0"))
    if not place or not number or (prefix and prefix.strip("'") != sheet.name):
        return ""
    area = parse_area(place.replace("$", ""))
    found = sheet.cells.get((area.top + number - 1, area.left))
    return found.text if found else ""


def _cell(reference: str, sheet: Sheet) -> str:
    prefix, _, place = reference.rpartition("!")
    if not place or (prefix and prefix.strip("'") != sheet.name):
        return ""
    try:
        area = parse_area(place.replace("$", ""))
    except ValueError:
        return ""
    found = sheet.cells.get((area.top, area.left))
    return found.text if found else ""


def _spans(shape: etree._Element) -> tuple[Span, ...]:
    """部品に書かれた字。書体・大きさ(1/20 ポイント)・色・太字を読む。"""
    box = shape.find(f"{V}textbox")
    if box is None:
        return ()
    found = []
    for element in box.iter("*"):
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            if element is not box and text and text.strip("\r\n\t ") and holder is not None:
                found.append(Span(re.sub(r"\s*[\r\n]\s*", "", text), _font(holder)))
    return tuple(found)


def _font(element: etree._Element) -> Font:
    name, size, color, bold = _LABEL.name, _LABEL.size, _LABEL.color, False
    holder: etree._Element | None = element
    while holder is not None:
        local = etree.QName(holder).localname.lower()
        if local == "font":
            name = holder.get("face", name)
            size = measure(holder.get("size", str(size * 20))) / 20
            match = _COLOR.search(holder.get("color", ""))
            color = hex_color(match[1]) if match else color
            break
        bold = bold or local == "b"
        holder = holder.getparent()
    bold = bold or any(e.tag == "b" for e in element.iterancestors())
    return Font(name=name, size=size or _LABEL.size, bold=bold, color=color)
