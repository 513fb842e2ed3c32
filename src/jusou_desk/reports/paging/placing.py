"""組んだ文を、枠の中の座標に置く。"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.reports.drawing.book import Cell
from jusou_desk.reports.paging.cells import EDGE, VERTICAL, horizontal
from jusou_desk.reports.paging.slanting import angle_of, lean
from jusou_desk.reports.setting.fonts import ASCENT
from jusou_desk.reports.setting.typeset import Atom, Line, Setting, Span, paragraphs
from jusou_desk.reports.xlsx.paint import Rgb
from jusou_desk.reports.xlsx.styles import Alignment, Font

# 縦書きで横倒しにする記号と、右上へ寄せる句読点。
_TURNED: Final = frozenset("ー〜～（）「」『』【】〈〉《》［］〔〕｛｝()[]…‥—―：；＝→←-－–")
_RAISED: Final = frozenset("、。，．")
_TURN: Final = -90.0
# 下線の種類。会計の下線(3・4)は、字の下の端より下に引く。
_UNDERLINES: Final = {"single": 1, "double": 2, "singleAccounting": 3, "doubleAccounting": 4}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """一度に描く字の並び。``x, y`` は基線の左端。``angle`` は度(反時計回り)。

    spacing: 字と字の間に足す空き。stretch: 横の倍率。underline: 1 一重 2 二重 3・4 会計の一重・二重。
    """

    x: float
    y: float
    face: str
    size: float
    text: str
    width: float
    color: Rgb
    heavy: bool = False
    italic: bool = False
    angle: float = 0.0
    spacing: float = 0.0
    stretch: float = 1.0
    underline: int = 0
    strike: bool = False


def place_text(
    cell: Cell, setting: Setting, left: float, top: float, width: float, height: float
) -> Iterator[Glyphs]:
    """枠(左上 ``left, top``、上が正)に置いた字。"""
    rotation = cell.style.alignment.rotation
    if rotation == VERTICAL:
        yield from _place_vertical(cell, setting, left, top, width, height)
    elif rotation:
        yield from _place_rotated(cell, setting, left, top, width, height)
    else:
        yield from _place_lines(cell, setting, left, top, width, height)


def _place_lines(
    cell: Cell, setting: Setting, left: float, top: float, width: float, height: float
) -> Iterator[Glyphs]:
    vertical = cell.style.alignment.vertical
    count = len(setting.lines)
    pitch, size = setting.pitch, _largest(setting.lines) * setting.factor
    if vertical in ("distributed", "justify") and count > 1:
        pitch = max(pitch, (height - setting.pitch) / (count - 1))
    block = pitch * (count - 1) + setting.pitch
    slack = height - block
    if vertical == "top" or (vertical == "justify" and count > 1):
        offset = min(EDGE, max(slack, 0.0) / 2)
    elif vertical in ("center", "distributed", "justify"):
        offset = slack / 2
    else:
        offset = slack - min(EDGE, max(slack, 0.0) / 2)
    lead = (setting.pitch - size) / 2
    for number, line in enumerate(setting.lines):
        baseline = top - offset - pitch * number - lead - size * ASCENT
        yield from _place_line(cell, line, setting, left, width, baseline)


def _place_line(
    cell: Cell, line: Line, setting: Setting, left: float, width: float, baseline: float
) -> Iterator[Glyphs]:
    align = horizontal(cell)
    factor, pad = setting.factor, setting.pad
    used = line.width * factor
    inset = pad + setting.indent
    spacing = 0.0
    if align == "fill" and used and not cell.numeric:
        times = max(int((width - 2 * pad) // used), 1)
        line = replace(line, atoms=line.atoms * times)
    if cell.leader and setting.fits:
        yield from _with_leader(cell, line, setting, left, width, baseline)
        return
    if 0 < cell.gap < len(line.atoms):
        # 会計の表示形式は、揃えによらず、¥ を左端に、数を右端に置く。
        head, tail = line.atoms[: cell.gap], line.atoms[cell.gap :]
        yield from runs_of(head, factor, left + pad, baseline, spacing)
        right = left + width - pad - sum(a.width for a in tail) * factor
        yield from runs_of(tail, factor, right, baseline, spacing)
        return
    if align in ("center", "centerContinuous"):
        x = left + (width - used) / 2 + setting.shift
    elif align == "right":
        x = left + width - inset - used
    elif align == "distributed" or (align == "justify" and not line.last):
        x = left + inset
        side = inset if align == "distributed" else pad
        gaps = len(line.atoms) - 1
        free = width - inset - side - used
        if gaps > 0:
            spacing = max(free / gaps, 0.0)
        else:
            x += max(free, 0.0) / 2
    else:
        x = left + inset
    yield from runs_of(line.atoms, factor, x, baseline, spacing)


def _with_leader(
    cell: Cell, line: Line, setting: Setting, left: float, width: float, baseline: float
) -> Iterator[Glyphs]:
    """表示形式「*」の字を、左端の字と右端の字の間に並べた一行。揃えにはよらない。"""
    factor, pad = setting.factor, setting.pad
    (atoms,) = paragraphs([Span(cell.leader, cell.spans[0].font)])
    each = sum(a.width for a in atoms) * factor
    count = int(max(width - 2 * pad - line.width * factor, 0.0) // each)
    head, tail = line.atoms[: cell.gap], line.atoms[cell.gap :]
    yield from runs_of((*head, *atoms * count), factor, left + pad, baseline, 0.0)
    right = left + width - pad - sum(a.width for a in tail) * factor
    yield from runs_of(tail, factor, right, baseline, 0.0)


def runs_of(
    atoms: Sequence[Atom], factor: float, x: float, baseline: float, spacing: float
) -> Iterator[Glyphs]:
    start = 0
    while start < len(atoms):
        first = atoms[start]
        stop = start + 1
        while stop < len(atoms) and _same(first, atoms[stop]):
            stop += 1
        group = atoms[start:stop]
        width = sum(a.width for a in group) * factor + spacing * len(group)
        yield _glyphs(group, factor, x, baseline, width, spacing)
        x += width
        start = stop


def _same(a: Atom, b: Atom) -> bool:
    return (
        a.glyph.face == b.glyph.face
        and a.glyph.heavy == b.glyph.heavy
        and a.font is b.font
        and a.stretch == b.stretch
        and a.shift == b.shift == 0.0
    )


def _glyphs(
    group: Sequence[Atom], factor: float, x: float, baseline: float, width: float, spacing: float
) -> Glyphs:
    font = group[0].font
    size, lift = _size_and_lift(font, factor)
    return Glyphs(
        x=x + group[0].shift * size,
        y=baseline + lift,
        face=group[0].glyph.face,
        size=size,
        text="".join(a.glyph.char for a in group),
        width=width - spacing,
        color=font.color,
        heavy=group[0].glyph.heavy,
        italic=font.italic,
        spacing=spacing,
        stretch=group[0].stretch,
        underline=_UNDERLINES.get(font.underline, 1 if font.underline else 0),
        strike=font.strike,
    )


def _size_and_lift(font: Font, factor: float) -> tuple[float, float]:
    size = font.size * factor
    if font.raised == "superscript":
        return size * 0.65, size * 0.35
    return (size * 0.65, -size * 0.1) if font.raised else (size, 0.0)


def _largest(lines: Sequence[Line]) -> float:
    return max((a.font.size for line in lines for a in line.atoms), default=11.0)


def _place_rotated(
    cell: Cell, setting: Setting, left: float, top: float, width: float, height: float
) -> Iterator[Glyphs]:
    """傾けた文。幅と高さを入れ替えた枠に組み、枠の中心の周りに回す。"""
    angle = angle_of(cell)
    if abs(angle) != 90:
        yield from _place_slanted(cell, setting, angle, left, top, width, height)
        return
    center_x, center_y = left + width / 2, top - height / 2
    turned = replace(cell, style=replace(cell.style, alignment=_turned(cell, angle)))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    for item in _place_lines(turned, setting, -height / 2, width / 2, height, width):
        x = center_x + item.x * cos - item.y * sin
        y = center_y + item.x * sin + item.y * cos
        yield replace(item, x=x, y=y, angle=angle)


def _place_slanted(
    cell: Cell,
    setting: Setting,
    angle: float,
    left: float,
    top: float,
    width: float,
    height: float,
) -> Iterator[Glyphs]:
    """斜めの文。回した文を囲む四角を枠の中で、罫線も傾くセルでは傾いた枠の中で、縦横に揃える。"""
    long = max(line.width for line in setting.lines) * setting.factor
    tall = setting.pitch * len(setting.lines)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    half_wide, half_high = (long * cos + tall * abs(sin)) / 2, (long * abs(sin) + tall * cos) / 2
    sloping = lean(cell)
    if sloping:
        half_wide = tall / abs(sin) / 2
    x = {"left": left + setting.pad + half_wide, "right": left + width - setting.pad - half_wide}
    y = {"top": top - EDGE - half_high, "bottom": top - height + EDGE + half_high}
    center_x = x.get(horizontal(cell), left + width / 2)
    center_y = y.get(cell.style.alignment.vertical, top - height / 2)
    center_x += sloping * (center_y - (top - height))
    plain = Alignment(horizontal="center", vertical="center", rotation=1)
    flat = replace(cell, style=replace(cell.style, alignment=plain))
    for item in _place_lines(flat, setting, -long / 2, tall / 2, long, tall):
        yield replace(
            item,
            x=center_x + item.x * cos - item.y * sin,
            y=center_y + item.x * sin + item.y * cos,
            angle=angle,
        )


def _turned(cell: Cell, angle: float) -> Alignment:
    """縦横の揃えを、回した後の枠での揃えに読み替える。"""
    alignment = cell.style.alignment
    along = {"top": "right", "bottom": "left"} if angle > 0 else {"top": "left", "bottom": "right"}
    across = {"left": "top", "right": "bottom"} if angle > 0 else {"left": "bottom", "right": "top"}
    return replace(
        alignment,
        horizontal=along.get(alignment.vertical, alignment.vertical),
        vertical=across.get(horizontal(cell), "center"),
        indent=0,
    )


def _place_vertical(
    cell: Cell, setting: Setting, left: float, top: float, width: float, height: float
) -> Iterator[Glyphs]:
    column_width = _largest(setting.lines) * setting.factor * 1.1
    block = column_width * len(setting.lines)
    align = horizontal(cell)
    pad = setting.pad
    start = {"left": left + pad, "right": left + width - pad - block}.get(
        align, left + (width - block) / 2
    )
    for number, column in enumerate(setting.lines):
        center = start + block - column_width * (number + 0.5)
        yield from _place_column(cell, column.atoms, setting, center, top, height)


def _place_column(
    cell: Cell, column: Sequence[Atom], setting: Setting, center: float, top: float, height: float
) -> Iterator[Glyphs]:
    factor, pad = setting.factor, setting.pad
    length = sum(a.font.size for a in column) * factor
    vertical = cell.style.alignment.vertical
    gap = 0.0
    if vertical in ("distributed", "justify") and len(column) > 1:
        gap = max(height - length - 2 * pad, 0.0) / (len(column) - 1)
        y = top - pad
    else:
        slack = height - length
        y = top - {"top": 0.0, "bottom": slack}.get(vertical, slack / 2)
    for atom in column:
        size = atom.font.size * factor
        advance = atom.glyph.width * size
        item = _glyphs([atom], factor, center - advance / 2, y - size * ASCENT, advance, 0.0)
        if atom.glyph.text in _TURNED:
            # 字の枠の中心の周りに時計回りへ回す。
            middle = y - size / 2
            item = replace(
                item, x=center - size * (ASCENT - 0.5), y=middle + advance / 2, angle=_TURN
            )
        elif atom.glyph.text in _RAISED:
            item = replace(item, x=item.x + size * 0.6, y=item.y + size * 0.6)
        yield item
        y -= size + gap
