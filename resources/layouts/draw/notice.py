"""開催通知。出席者ひとりに一通。相談した人の名前も内容も載せない。"""

from __future__ import annotations

from dataclasses import replace

from heads import letter_number
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "開催通知"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    page.gap(8)
    letter_number(page)
    page.line(words("{{通知日:和暦}}", COLUMNS, size=10.5, align="right"), height=18)
    page.gap(14)
    page.line(words("{{機関}}", COLUMNS, size=12), height=24)
    page.line(words("{{宛名}}", COLUMNS, size=12), height=24)
    page.gap(8)
    page.line(words("{{発信者}}", COLUMNS, size=12, align="right"), height=24)
    page.gap(18)
    page.line(
        words("{{会議名}}の開催について(通知)", COLUMNS, size=14, align="center", bold=True),
        height=32,
    )
    page.gap(14)
    page.line(replace(words("{{本文:伸}}", COLUMNS, size=11.5), valign="top"), height=36)
    page.gap(10)
    page.line(words("記", COLUMNS, size=11.5, align="center"), height=22)
    page.gap(6)
    with page.framed():
        page.line(
            label("日時", 6, size=10.5), entry("{{開催日:和暦}}　{{時間}}", 30, size=12), height=30
        )
        page.line(label("場所", 6, size=10.5), entry("{{場所}}", 30, size=12), height=30)
        page.line(label("会議番号", 6, size=10.5), entry("{{会議番号}}", 30, size=11), height=26)
    page.gap(8)
    page.table("議題", (("話し合うこと", "内容", COLUMNS),), slots=1, height=26, size=11)
    page.gap(10)
    page.line(replace(words("{{注意:伸}}", COLUMNS, size=10.5), valign="top"), height=44)
    page.line(words("{{根拠}}", COLUMNS, size=10.5, align="right"), height=18)
    page.gap(24)
    with page.framed():
        page.line(label("問合せ先", 6, size=10), entry("{{事務局}}", 30, size=10.5), height=24)
        # 電話の分からない事務所では行ごと消える。下の太い線が残るよう、担当より上に置く
        page.line(label("電話{{電話:省}}", 6, size=10), entry("{{電話}}", 30, size=10.5), height=24)
        page.line(label("担当", 6, size=10), entry("{{担当}}", 30, size=10.5), height=24)
    page.set_in()
    page.finish()
    return save(book, TITLE)
