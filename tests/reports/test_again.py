"""同じ様式を何度も差し込むときに覚えておくものが、値を運ばず、結果を変えないこと。"""

from __future__ import annotations

import pytest

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx import parts
from jusou_desk.reports.xlsx.package import read_parts
from tests.reports.layouts import STAMP, packet
from tests.reports.specimens import intake_packet, rich_packet, specimen, tagged_intake

_FORMS = {
    "図形と行の差込み": (specimen("rich-template"), rich_packet(4)),
    "結合の多い様式": (tagged_intake(), intake_packet()),
}


@pytest.mark.parametrize("name", _FORMS)
def test_頁を組んで木を捨てた後も同じxlsxになる(name: str) -> None:
    layout, given = _FORMS[name]
    before, book = fill(layout, given).to_xlsx(), fill(layout, given)
    pages = len(book.pages)
    assert book.to_xlsx() == before
    assert book.stamped_xlsx(STAMP) == fill(layout, given).stamped_xlsx(STAMP)
    assert pages == len(book.pages) > 0


def test_前に差し込んだ値は次の紙に残らない() -> None:
    layout = tagged_intake()
    alone = fill(layout, packet({"氏名": "架空　二郎"})).to_xlsx()
    first = fill(layout, intake_packet())
    assert first.pages
    parts._kept_parts.cache_clear()
    fresh = fill(layout, packet({"氏名": "架空　二郎"})).to_xlsx()
    again = fill(layout, packet({"氏名": "架空　二郎"})).to_xlsx()
    assert alone == fresh == again
    assert "𠮷江".encode() not in b"".join(read_parts(again).values())


def test_覚えておくのは様式だけで_差し込んだ中身は覚えない() -> None:
    layout = tagged_intake()
    book = fill(layout, intake_packet())
    known = parts._kept_parts.cache_info().misses
    assert book.stamped_xlsx(STAMP)
    assert parts._kept_parts.cache_info().misses == known
