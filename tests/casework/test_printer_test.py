"""プリンターの試し刷り: 一枚に、余白・大きさ・濃さ・印・透かし・名前の字。"""

from __future__ import annotations

import io

import pypdf
from pypdf.generic import ContentStream

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.printer_test import printer_test

_MM = 72 / 25.4


def _page(data: bytes) -> pypdf.PageObject:
    (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
    return page


def test_試し刷りは一枚で_印と透かしと名前の字がある(desk: Desk) -> None:
    text = _page(printer_test(desk)).extract_text()
    for words in ("㊙", "会議終了後回収", "複写禁止", "控番 3/8", "髙﨑𠮷濵邉", "100 %"):
        assert words in text
    assert text.count("透かしの見本") == 2
    assert "6 pt" in text


def test_棒は100mm(desk: Desk) -> None:
    page = _page(printer_test(desk))
    boxes = [
        [float(n) for n in operands]
        for operands, operator in ContentStream(page.get_contents(), page.pdf).operations
        if operator == b"re"
    ]
    bars = [width for _, _, width, height in boxes if 11 < height < 13]
    assert any(abs(width - 100 * _MM) < 0.5 for width in bars), bars


def test_透かしは透けている(desk: Desk) -> None:
    page = _page(printer_test(desk))
    states = page["/Resources"]["/ExtGState"].values()  # type: ignore[index]
    assert any(one.get_object().get("/ca", 1) < 1 for one in states)


def test_管理者でなくても試し刷りができる(outsider: Desk) -> None:
    assert len(printer_test(outsider)) > 10_000
