"""朝の一枚。A4縦。一行に一つの用事と、済んだら印を付ける□。どの紙の上にも日付と職員の名を刷る。"""

from __future__ import annotations

from heads import handling, legend
from house import Page, new_book, save, words

TITLE = "朝の一枚"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    top = page.line(
        words(TITLE, 10, size=16, bold=True),
        words("{{日付}}", 18, size=12, align="center", bold=True),
        handling(),
        height=26,
    )
    page.line(words("{{町名}}　{{職員}}", 36, size=10.5), height=18)
    page.line(words("{{内訳}}", 36, size=10.5), height=18)
    page.table(
        "行",
        (
            ("急ぎ", "急ぎ", 4),
            ("期限", "期限:略暦", 4),
            ("だれの何", "件:伸", 13),
            ("なぜ", "なぜ:伸", 13),
            ("済", "済", 2),
        ),
        slots=1,
        height=28,
        size=10.5,
    )
    page.repeat_on_next_page(top, top + 3)
    legend(
        page,
        "支援会議のことは載せない(画面で見る)。居場所を伏せる方は番号だけ。外部に渡す紙ではない。帰る前に裁断する。",
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
