"""図形の中の文を組み、字の並びにする。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.reports.drawing.book import Cell
from jusou_desk.reports.drawing.shapes import Body, Paragraph
from jusou_desk.reports.paging.placing import Glyphs, place_text, runs_of
from jusou_desk.reports.setting.fonts import ASCENT
from jusou_desk.reports.setting.typeset import (
    PITCH,
    Line,
    Setting,
    Span,
    set_lines,
    set_single,
    set_stacked,
)
from jusou_desk.reports.xlsx.styles import Alignment, Style

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_VERTICAL: Final = 255
#: これより大きくはみ出したら、人に知らせる(ポイント)。
LENIENCE: Final = 4.0


@dataclass(frozen=True, slots=True)
class SetBody:
    """組み終えた文。matrix: 字の座標から、文の枠の座標(左上が原点、上が正)へ。

    depth: 行の並ぶ向きの、文の大きさ。
    """

    matrix: Matrix
    items: tuple[Glyphs, ...]
    lacks: tuple[tuple[str, str], ...]
    depth: float


@dataclass(frozen=True, slots=True)
class _Row:
    """一行分。top: 段落の始まりからの空きを含む、前の行からの空き。"""

    line: Line
    paragraph: Paragraph
    inset: float
    gap: float
    pitch: float
    size: float


def set_body(body: Body, width: float, height: float) -> SetBody:
    """``width``×``height`` の枠に組んだ文。"""
    if body.vertical == "stacked":
        return _stacked(body, width, height)
    if body.vertical == "down":
        return _lines(body, height, width, (0.0, -1.0, 1.0, 0.0, width, 0.0))
    if body.vertical == "up":
        return _lines(body, height, width, (0.0, 1.0, -1.0, 0.0, 0.0, -height))
    return _lines(body, width, height, _UNMOVED)


def _lines(body: Body, width: float, height: float, matrix: Matrix) -> SetBody:
    left, top, right, bottom = body.insets
    inner = max(width - left - right, 1.0)
    rows = list(_rows(body, inner))
    tall = sum(row.gap + row.pitch for row in rows)
    room = height - top - bottom
    wide = max((row.line.width + row.inset for row in rows), default=0.0)
    if body.anchor == "center":
        y = -top - (room - tall) / 2
    elif body.anchor == "bottom":
        y = -top - (room - tall)
    else:
        y = -top
    items: list[Glyphs] = []
    start = left + (max(inner - wide, 0.0) / 2 if body.centered else 0.0)
    for row in rows:
        y -= row.gap
        baseline = y - (row.pitch - row.size) / 2 - row.size * ASCENT
        measure = inner if body.wrap and not body.centered else max(wide, 0.0)
        x = start if body.wrap or body.centered else _unwrapped(body, left, inner, wide)
        items += _placed(row, x, measure, baseline)
        y -= row.pitch
    lines = tuple(row.line for row in rows)
    return SetBody(matrix, tuple(items), _lacks(lines), tall)


def _lacks(lines: tuple[Line, ...]) -> tuple[tuple[str, str], ...]:
    return Setting(lines, 1.0, 1.0, True).lacks


def _unwrapped(body: Body, left: float, inner: float, wide: float) -> float:
    """折り返さない文の左端。段落の揃えに従って、枠の外へ等しく出る。"""
    align = body.paragraphs[0].align if body.paragraphs else "left"
    if align == "center":
        return left + (inner - wide) / 2
    return left + inner - wide if align == "right" else left


def _rows(body: Body, inner: float) -> Iterator[_Row]:
    for number, paragraph in enumerate(body.paragraphs):
        spans = _scaled(paragraph.spans, body.scale)
        size = max(span.font.size for span in spans)
        pitch = paragraph.exact * body.scale or size * PITCH * paragraph.pitch
        for place, part in enumerate(_broken(spans)):
            inset = max(paragraph.indent + (paragraph.first if place == 0 else 0.0), 0.0)
            lines = set_lines(part, max(inner - inset, 1.0)) if body.wrap else set_single(part)
            for index, line in enumerate(lines):
                first = place == 0 and index == 0
                gap = paragraph.before if first and number else 0.0
                if first and number:
                    gap += body.paragraphs[number - 1].after
                yield _Row(line, paragraph, inset, gap, pitch, size)


def _scaled(spans: tuple[Span, ...], scale: float) -> tuple[Span, ...]:
    if scale == 1.0:
        return spans
    return tuple(Span(s.text, replace(s.font, size=s.font.size * scale)) for s in spans)


def _broken(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """段落の中の改行で分ける。"""
    parts: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                parts.append([])
            parts[-1].append(Span(text, span.font))
    return [tuple(part) for part in parts]


def _placed(row: _Row, left: float, inner: float, baseline: float) -> Iterator[Glyphs]:
    align, free = row.paragraph.align, inner - row.inset - row.line.width
    spacing = 0.0
    x = left + row.inset
    gaps = len(row.line.atoms) - 1
    if align == "center":
        x += free / 2
    elif align == "right":
        x += free
    elif gaps > 0 and (align == "distributed" or (align == "justify" and not row.line.last)):
        spacing = max(free / gaps, 0.0)
    elif align == "distributed":
        x += free / 2
    yield from runs_of(row.line.atoms, 1.0, x, baseline, spacing)


def _stacked(body: Body, width: float, height: float) -> SetBody:
    """縦書き。枠の高さで折り返し、右から左へ行を並べる。"""
    left, top, right, bottom = body.insets
    tall = max(height - top - bottom, 1.0)
    lines = tuple(
        line
        for paragraph in body.paragraphs
        for line in set_stacked(_scaled(paragraph.spans, body.scale), tall)
    )
    size = max((atom.font.size for line in lines for atom in line.atoms), default=11.0)
    # 行は枠の右から始まる。上下の位置は段落の揃え、左右は文の置き場所で決まる。
    across = {"top": "right", "center": "center", "bottom": "left"}[body.anchor]
    down = {"left": "top", "center": "center", "right": "bottom"}.get(
        body.paragraphs[0].align, "top"
    )
    alignment = Alignment(horizontal=across, vertical=down, rotation=_VERTICAL)
    cell = Cell(1, 1, Style(alignment=alignment))
    setting = Setting(lines, 1.0, size * PITCH, True)
    inner = max(width - left - right, 1.0)
    items = tuple(place_text(cell, setting, left, -top, inner, tall))
    return SetBody(_UNMOVED, items, setting.lacks, len(lines) * size * 1.1)
