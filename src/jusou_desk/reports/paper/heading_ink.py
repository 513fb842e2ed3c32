"""頁のヘッダーとフッターを描く。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from jusou_desk.reports.drawing.header import HeaderPicture, header_spans, picture_sections
from jusou_desk.reports.drawing.images import open_image
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.paper.ink import draw_glyphs, set_spans
from jusou_desk.reports.setting.typeset import Span

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_LEADING: Final = 1.25
_ALIGN: Final = {"L": "left", "C": "center", "R": "right"}
_SHARE: Final = {"L": 0.0, "C": 0.5, "R": 1.0}
#: 余白に揃えないヘッダーの、紙の左右の端からの空き(Excel の既定の余白)。
_USUAL_MARGIN: Final = 0.7 * 72


def page_numbers(pages: Sequence[Page]) -> Iterator[tuple[int, bool]]:
    """頁ごとの(刷る頁番号, シートの初めの頁か)。番号はシートをまたいで続く。"""
    number, before = 0, ""
    for page in pages:
        first = page.sheet != before
        given = page.setup.first_number if first else None
        number = given if given is not None else number + 1
        before = page.sheet
        yield number, first


def draw_headings(
    canvas: Canvas, page: Page, number: int, total: int, moment: datetime, *, first: bool
) -> None:
    """ヘッダーとフッター。number: 刷る頁番号。first: シートの初めの頁か。"""
    headings = page.headings
    header, footer, suffix = headings.on(number, first=first)
    fields = {
        "P": str(number),
        "N": str(total),
        "D": f"{moment.year}/{moment.month}/{moment.day}",
        "T": f"{moment.hour}:{moment.minute:02}",
        "A": page.sheet,
    }
    for code, place in ((header, "H"), (footer, "F")):
        for section in picture_sections(code):
            picture = headings.pictures.get(f"{section}{place}{suffix}")
            if picture is not None:
                _draw_picture(canvas, page, picture, section, place)
        for section, spans in header_spans(code, fields, headings.font, headings.palette).items():
            _draw_lines(canvas, page, spans, section, place)


def _across(page: Page, section: str) -> float:
    """区画の左端・真ん中・右端。真ん中は、紙でなく左右の余白の間。"""
    setup = page.setup
    aligned = page.headings.aligned
    left = setup.left if aligned else _USUAL_MARGIN
    right = setup.width - (setup.right if aligned else _USUAL_MARGIN)
    return left + (right - left) * _SHARE[section]


def _draw_lines(
    canvas: Canvas, page: Page, spans: Sequence[Span], section: str, place: str
) -> None:
    scale = page.scale if page.headings.scaled else 1.0
    lines = _lines(spans, scale)
    sizes = [max((s.font.size for s in line), default=10.0 * scale) for line in lines]
    x = _across(page, section)
    if place == "H":
        y = page.setup.height - page.setup.header_margin
    else:
        y = page.setup.footer_margin + sum(sizes) * _LEADING
    for line, size in zip(lines, sizes, strict=True):
        draw_glyphs(canvas, set_spans(line, x, y - size, align=_ALIGN[section]))
        y -= size * _LEADING


def _draw_picture(
    canvas: Canvas, page: Page, picture: HeaderPicture, section: str, place: str
) -> None:
    scale = page.scale if page.headings.scaled else 1.0
    width, height = picture.width * scale, picture.height * scale
    x = _across(page, section) - width * _SHARE[section]
    if place == "H":
        y = page.setup.height - page.setup.header_margin - height
    else:
        y = page.setup.footer_margin
    reader = open_image(picture.content, (0.0, 0.0, 0.0, 0.0))
    canvas.drawImage(reader, x, y, width, height, mask="auto")


def _lines(spans: Sequence[Span], scale: float) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    for span in spans:
        font = replace(span.font, size=span.font.size * scale)
        for index, text in enumerate(span.text.split("\n")):
            if index:
                lines.append([])
            lines[-1].append(Span(text, font))
    return lines
