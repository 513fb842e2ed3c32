"""退任時の守秘の通知。二枚刷り、一枚を本人に渡し、受領の欄を書いた一枚を綴る。"""

from __future__ import annotations

from dataclasses import replace

from heads import letter_number
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "退任時の守秘の通知"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    letter_number(page)
    page.line(words("{{作成日:和暦}}", COLUMNS, size=11, align="right"), height=22)
    page.line(words("{{氏名}}　様", COLUMNS, size=13), height=30)
    page.line(words("{{長}}", COLUMNS, size=12, align="right"), height=26)
    page.gap(20)
    page.line(words("{{題名}}", COLUMNS, size=18, bold=True, align="center"), height=40)
    page.gap(14)
    page.line(
        words(
            "{{退任日:和暦}}をもって、重層デスクの記録を開けないようにしました。", COLUMNS, size=12
        ),
        height=26,
    )
    page.gap(6)
    for number, tag in enumerate(("支援会議", "公務", "罰則", "返却"), 1):
        page.line(
            replace(words(str(number), 2, size=12), valign="top"),
            replace(words(f"{{{{{tag}:伸}}}}", 34, size=12), valign="top"),
            height=56,
        )
    page.gap(30)
    page.line(words("{{受領}}", COLUMNS, size=12), height=28)
    page.gap(6)
    with page.framed():
        page.line(
            label("受け取った日", 6),
            entry("", 12),
            label("氏名(自署)", 6),
            entry("", 12),
            height=40,
        )
        page.line(
            label("渡した人", 6),
            entry("{{作成者}}", 12),
            label("綴る場所", 6),
            entry("", 12),
            height=32,
        )
    page.set_in()
    page.finish()
    return save(book, TITLE)
