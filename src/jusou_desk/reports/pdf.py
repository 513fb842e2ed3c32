"""組み上がった頁を PDF に描く。様式の外に、日時・出力者・頁・取扱いの印を刷る。"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.fills import Fill
from jusou_desk.reports.paging.lines import Rule
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.paper.figure_ink import draw_cut
from jusou_desk.reports.paper.heading_ink import draw_headings, page_numbers
from jusou_desk.reports.paper.ink import draw_clipped, draw_fills, draw_glyphs, draw_rules
from jusou_desk.reports.paper.stamping import Stamp, Surround
from jusou_desk.reports.setting.fonts import GOTHIC, glyph

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["Stamp", "draw"]

#: 縁の線の太さの半分がはみ出しても切れないための、地のまわりの空き(pt)。
_BLEED: Final = 10
_Ground = tuple[tuple[Fill, ...], tuple[Rule, ...]]


def draw(
    books: Sequence[FilledBook], stamp: Stamp, *, title: str, labels: Sequence[str] = ()
) -> bytes:
    """ブックの全頁を一つの PDF にする。

    title: 文書の題(個人名を入れない)。頁番号は全ブックを通して n/N。
    labels: ブックごとの控番。空なら ``stamp`` の控番をどの頁にも刷る。
    同じ入力からはいつも同じバイト列になる(日時は ``stamp.produced_at`` だけを刷る)。
    """
    stream = io.BytesIO()
    canvas = _canvas(stream, title)
    total = sum(len(book.pages) for book in books)
    grounds = _Grounds(canvas, (page for book in books for page in book.pages))
    surround = Surround(stamp)
    number = 0
    for book, label in zip(books, labels or [stamp.copy_label] * len(books), strict=True):
        shown = ""
        for page, (inside, first) in zip(book.pages, page_numbers(book.pages), strict=True):
            number += 1
            canvas.setPageSize((page.setup.width, page.setup.height))
            if page.sheet != shown:
                shown = page.sheet
                canvas.bookmarkPage(f"p{number}")
                canvas.addOutlineEntry(shown, f"p{number}")
            canvas.saveState()
            _make_room(canvas, page, surround, label)
            draw_headings(canvas, page, inside, len(book.pages), stamp.produced_at, first=first)
            _draw_page(canvas, page, grounds)
            canvas.restoreState()
            surround.draw(canvas, page.setup, label, number, total)
            canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_plain(book: FilledBook, moment: datetime) -> bytes:
    """印も控番も刷らない、様式だけの PDF。様式を見比べるためのもので、渡す紙には ``draw`` を使う。"""
    stream = io.BytesIO()
    canvas = _canvas(stream, "様式")
    grounds = _Grounds(canvas, book.pages)
    for page, (number, first) in zip(book.pages, page_numbers(book.pages), strict=True):
        canvas.setPageSize((page.setup.width, page.setup.height))
        canvas.saveState()
        draw_headings(canvas, page, number, len(book.pages), moment, first=first)
        _draw_page(canvas, page, grounds)
        canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _canvas(stream: io.BytesIO, title: str) -> Canvas:
    # 窓を開くのに要らない重い部品なので、初めて描くときに読み込む。
    from reportlab import rl_config
    from reportlab.pdfbase import pdfdoc
    from reportlab.pdfgen.canvas import Canvas

    # 中身を文字に直す符号化は、遅く大きくなるだけなので使わない。
    rl_config.useA85 = 0
    # reportlab は、環境変数 SOURCE_DATE_EPOCH があると、その時を作成日時に書く。
    clock: Any = pdfdoc
    clock.TimeStamp = _always_the_same
    # 名指さないと、使わない Helvetica が埋め込まれずに載る。
    initial: Any = glyph("あ", GOTHIC, False).face
    canvas = Canvas(stream, pageCompression=1, invariant=1, initialFontName=initial, lang="ja-JP")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setProducer("")
    return canvas


def _always_the_same(_invariant: object = None) -> SimpleNamespace:
    """PDF の作成日時。いつ、どの机で刷っても同じバイト列にするため、2000年の初めに決めておく。"""
    return SimpleNamespace(t=946_684_800.0, YMDhms=(2000, 1, 1, 0, 0, 0), dhh=0, dmm=0)


class _Grounds:
    """頁の地(塗りと罫線)。同じ地は、PDF の部品に一度だけ描き、頁からはそれを引く。"""

    def __init__(self, canvas: Canvas, pages: Iterable[Page]) -> None:
        self._canvas = canvas
        self._names: dict[tuple[int, int], str] = {}
        counted: Counter[tuple[int, int]] = Counter()
        alike: dict[_Ground, dict[tuple[int, int], Page]] = {}
        for page in pages:
            if not counted[_ids_of(page)]:
                # 別々に組んだ頁は、中身で比べる。何を先に組んだかで、紙のバイト列を変えない。
                alike.setdefault((page.fills, page.rules), {})[_ids_of(page)] = page
            counted[_ids_of(page)] += 1
        for twins in alike.values():
            page = next(iter(twins.values()))
            if sum(counted[ids] for ids in twins) > 1 and _is_plain(page):
                name = f"ground{len(self._names)}"
                self._names |= dict.fromkeys(twins, name)
                canvas.beginForm(name, *_extent(page))
                _draw_ground(canvas, page)
                canvas.endForm()

    def draw(self, page: Page) -> None:
        name = self._names.get(_ids_of(page))
        if name is None:
            _draw_ground(self._canvas, page)
        else:
            self._canvas.doForm(name)


def _ids_of(page: Page) -> tuple[int, int]:
    """続けて組んだ同じ様式の頁は、塗りと罫線の並びを分け合う。"""
    return id(page.fills), id(page.rules)


def _is_plain(page: Page) -> bool:
    """部品に描ける地か。reportlab の部品では、階調が消える。"""
    return bool(page.fills or page.rules) and all(isinstance(f.color, tuple) for f in page.fills)


def _extent(page: Page) -> tuple[int, int, int, int]:
    """地の(左, 下, 右, 上)。斜めに傾けた枠は、頁の中身の外まで出る。"""
    across = [0.0, page.size[0], *(x for rule in page.rules for x in (rule.x1, rule.x2))]
    up = [0.0, -page.size[1], *(y for rule in page.rules for y in (rule.y1, rule.y2))]
    left, low = (math.floor(min(edge)) - _BLEED for edge in (across, up))
    right, high = (math.ceil(max(edge)) + _BLEED for edge in (across, up))
    return left, low, right, high


def _draw_ground(canvas: Canvas, page: Page) -> None:
    draw_fills(canvas, page.fills)
    draw_rules(canvas, page.rules)


def _draw_page(canvas: Canvas, page: Page, grounds: _Grounds) -> None:
    x, y = page.origin
    canvas.transform(page.scale, 0, 0, page.scale, x, page.setup.height - y)
    grounds.draw(page)
    draw_glyphs(canvas, page.texts)
    for frame, glyphs in page.clipped:
        draw_clipped(canvas, frame, glyphs)
    for cut in page.figures:
        draw_cut(canvas, cut)


def _make_room(canvas: Canvas, page: Page, surround: Surround, label: str) -> None:
    """余白の狭い様式が印と重ならないよう、わずかに縮めて動かす。"""
    setup = page.setup
    top = setup.height - min(
        page.origin[1], setup.header_margin if page.headings.has_header else 1e9
    )
    bottom = setup.height - page.origin[1] - page.size[1] * page.scale
    if page.headings.has_footer:
        bottom = min(bottom, setup.footer_margin)
    ceiling, floor = surround.ceiling(setup, label), surround.floor(setup)
    shrink = min(1.0, (ceiling - floor) / (top - bottom)) if top > bottom else 1.0
    lift = min(max(0.0, floor - shrink * bottom), ceiling - shrink * top)
    aside = setup.width * (1 - shrink) / 2
    if (shrink, aside, lift) != (1.0, 0.0, 0.0):
        canvas.transform(shrink, 0, 0, shrink, aside, lift)
