"""誓約書。一人に一枚。氏名と日付は、本人が手で書く。"""

from __future__ import annotations

from dataclasses import replace

from heads import numbered
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "誓約書"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    numbered(page)
    page.gap(14)
    page.line(words("{{題名}}", COLUMNS, size=18, align="center", bold=True), height=40)
    page.gap(18)
    page.line(words("{{宛名}}", COLUMNS, size=13), height=26)
    page.gap(14)
    page.line(replace(words("{{本文:伸}}", COLUMNS, size=13), valign="top"), height=130)
    page.gap(14)
    with page.framed():
        page.line(label("会議", 6, size=10), entry("{{会議名}}", 30, size=11), height=26)
        page.line(label("誓約の仕方", 6, size=10), entry("{{種別}}", 30, size=11), height=26)
        page.line(label("期間", 6, size=10), entry("{{期間}}", 30, size=11), height=26)
    page.gap(12)
    page.line(words("{{守秘の文:伸}}", COLUMNS, size=10.5), height=28)
    page.line(words("{{罰則の文:伸}}", COLUMNS, size=10.5), height=28)
    page.line(words("{{根拠}}", COLUMNS, size=10.5, align="right"), height=18)
    page.gap(24)
    page.line(words("令和　　　年　　　月　　　日", COLUMNS, size=12), height=28)
    page.gap(10)
    for name, value, height in (
        ("所属", "{{所属}}", 32),
        ("職", "{{職}}", 32),
        ("氏名(自署)", "", 44),
    ):
        page.line(
            words("", 12),
            label(name, 6, size=10),
            entry(value, 18, size=12),
            height=height,
        )
    page.gap(10)
    page.line(
        words("この用紙をお渡しする方: {{受取人}} 様", COLUMNS, size=9, align="right"), height=16
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
