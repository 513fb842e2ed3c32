"""会議資料を刷る速さ。同じ字と線を reportlab でじかに描くのと比べる。"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.reports.paging.pages import Page
from tests.benchmarks.measuring import Measured, paired, promised

#: 部数が増えるほど、部によらない手間(読む・差し込む・組む)は薄まる。12 部からは issue の約束の二倍。
_FEW_LIMIT: Final = 2.4
_MANY_LIMIT: Final = 2.0
_MANY: Final = 12


def packet(desk: Desk, meeting_id: str, *, times: int = 3) -> Iterator[Measured]:
    """記録を読み、差し込み、全部数を刷るまで／組み上がった同じ頁を全部数じかに描く。

    裸のほうは様式も組版も読まず、印(控番・透かしなど、描く字の並びの一割)も描かない。その分こちらに
    厳しいが、線と字を一つずつ描くので、まとめて描くこちらより一割ほど手間が多い。
    """
    press = Press(desk, meeting_id)
    copies = range(1, len(press.meeting.attendees) + 1)
    papers = [[page for leaf in press.leaves(n) for page in leaf.book.pages] for n in copies]
    ours, raw = paired(
        [lambda: _draw_ours(desk, meeting_id)],
        [lambda: [_draw_copy(pages) for pages in papers]],
        rounds=times,
    )
    pages = sum(map(len, papers))
    name, limit = f"会議資料({len(papers)}部 {pages}頁)", _FEW_LIMIT
    if len(papers) >= _MANY:
        limit = _MANY_LIMIT
    yield Measured(f"{name}／reportlab でじかに描く", ours, raw, limit)
    yield promised(name, ours, pages)


def _draw_ours(desk: Desk, meeting_id: str) -> list[bytes]:
    press = Press(desk, meeting_id)
    return [press.copy(number) for number in range(1, len(press.meeting.attendees) + 1)]


def _draw_copy(pages: Sequence[Page]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pageCompression=1, invariant=1)
    for page in pages:
        canvas.setPageSize((page.setup.width, page.setup.height))
        x, y = page.origin
        canvas.transform(page.scale, 0, 0, page.scale, x, page.setup.height - y)
        for fill in page.fills:
            assert isinstance(fill.color, tuple)
            canvas.setFillColorRGB(*fill.color)
            canvas.rect(fill.x, fill.y, fill.width, fill.height, stroke=0, fill=1)
        for rule in page.rules:
            canvas.setLineWidth(rule.width)
            canvas.setStrokeColorRGB(*rule.color)
            canvas.line(rule.x1, rule.y1, rule.x2, rule.y2)
        for glyphs in (*page.texts, *(one for _, items in page.clipped for one in items)):
            canvas.setFillColorRGB(*glyphs.color)
            canvas.setFont(glyphs.face, glyphs.size)
            canvas.drawString(glyphs.x, glyphs.y, glyphs.text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
