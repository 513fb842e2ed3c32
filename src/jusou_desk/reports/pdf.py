"""組み上がった頁を PDF に描く。様式の外に、日時・出力者・頁・取扱いの印を刷る。"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from jusou_desk.reports.filled import FilledBook
from jusou_desk.reports.fonts import GOTHIC, glyph
from jusou_desk.reports.header import header_spans
from jusou_desk.reports.ink import draw_clipped, draw_fills, draw_glyphs, draw_rules, set_spans
from jusou_desk.reports.pages import Page
from jusou_desk.reports.stamping import Stamp, Surround
from jusou_desk.reports.typeset import Span

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["Stamp", "draw"]

_HEADER_LEADING: Final = 1.25
_ALIGN: Final = {"L": "left", "C": "center", "R": "right"}


def draw(
    books: Sequence[FilledBook], stamp: Stamp, *, title: str, labels: Sequence[str] = ()
) -> bytes:
    """ブックの全頁を一つの PDF にする。

    title: 文書の題(個人名を入れない)。頁番号は全ブックを通して n/N。
    labels: ブックごとの控番。空なら ``stamp`` の控番をどの頁にも刷る。
    同じ入力からはいつも同じバイト列になる(日時は ``stamp.produced_at`` だけを刷る)。
    """
    # 窓を開くのに要らない重い部品なので、初めて描くときに読み込む。
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    # 中身を文字に直す符号化は、遅く大きくなるだけなので使わない。
    rl_config.useA85 = 0
    stream = io.BytesIO()
    first = glyph("あ", GOTHIC, False).face
    # 名指さないと、使わない Helvetica が埋め込まれずに載る。
    initial: Any = first
    canvas = Canvas(stream, pageCompression=1, invariant=1, initialFontName=initial, lang="ja-JP")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setProducer("")
    total = sum(len(book.pages) for book in books)
    surround = Surround(stamp)
    number = 0
    for book, label in zip(books, labels or [stamp.copy_label] * len(books), strict=True):
        shown = ""
        for inside, page in enumerate(book.pages, start=1):
            number += 1
            canvas.setPageSize((page.setup.width, page.setup.height))
            if page.sheet != shown:
                shown = page.sheet
                canvas.bookmarkPage(f"p{number}")
                canvas.addOutlineEntry(shown, f"p{number}")
            canvas.saveState()
            _make_room(canvas, page, surround, label)
            _draw_headers(canvas, page, inside, len(book.pages), stamp.produced_at)
            _draw_page(canvas, page)
            canvas.restoreState()
            surround.draw(canvas, page.setup, label, number, total)
            canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_page(canvas: Canvas, page: Page) -> None:
    x, y = page.origin
    canvas.transform(page.scale, 0, 0, page.scale, x, page.setup.height - y)
    draw_fills(canvas, page.fills)
    draw_rules(canvas, page.rules)
    draw_glyphs(canvas, page.texts)
    for frame, glyphs in page.clipped:
        draw_clipped(canvas, frame, glyphs)


def _make_room(canvas: Canvas, page: Page, surround: Surround, label: str) -> None:
    """余白の狭い様式が印と重ならないよう、わずかに縮めて動かす。"""
    setup = page.setup
    top = setup.height - min(page.origin[1], setup.header_margin if setup.header else 1e9)
    bottom = setup.height - page.origin[1] - page.size[1] * page.scale
    if setup.footer:
        bottom = min(bottom, setup.footer_margin)
    ceiling, floor = surround.ceiling(setup, label), surround.floor(setup)
    shrink = min(1.0, (ceiling - floor) / (top - bottom)) if top > bottom else 1.0
    lift = min(max(0.0, floor - shrink * bottom), ceiling - shrink * top)
    aside = setup.width * (1 - shrink) / 2
    if (shrink, aside, lift) != (1.0, 0.0, 0.0):
        canvas.transform(shrink, 0, 0, shrink, aside, lift)


def _draw_headers(canvas: Canvas, page: Page, number: int, total: int, moment: datetime) -> None:
    setup = page.setup
    fields = {
        "P": str(number),
        "N": str(total),
        "D": f"{moment.year}/{moment.month}/{moment.day}",
        "T": f"{moment.hour}:{moment.minute:02}",
        "A": page.sheet,
    }
    for code, is_header in ((setup.header, True), (setup.footer, False)):
        for section, spans in header_spans(code, fields).items():
            lines = _lines(spans)
            sizes = [max((s.font.size for s in line), default=10.0) for line in lines]
            x = {"L": setup.left, "C": setup.width / 2, "R": setup.width - setup.right}[section]
            if is_header:
                y = setup.height - setup.header_margin
            else:
                y = setup.footer_margin + sum(sizes) * _HEADER_LEADING
            for line, size in zip(lines, sizes, strict=True):
                draw_glyphs(canvas, set_spans(line, x, y - size, align=_ALIGN[section]))
                y -= size * _HEADER_LEADING


def _lines(spans: Sequence[Span]) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    for span in spans:
        for index, text in enumerate(span.text.split("\n")):
            if index:
                lines.append([])
            lines[-1].append(Span(text, span.font))
    return lines
