"""引継書。A4横。一件一行で、どの紙の上にも見出しを刷る。"""

from __future__ import annotations

from heads import heading, legend
from house import Page, new_book, save, words

TITLE = "引継書"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE, across=True)
    heading(page, TITLE, seals=True)
    top = page.line(
        words("{{町名}}　{{基準日:和暦}}現在　担当の相談 {{件数}}件", 27, size=10.5),
        words(
            "前任 {{前任}}　　後任 {{後任}}　　　　　引継日　　年　　月　　日",
            30,
            size=10.5,
            align="right",
        ),
        height=18,
    )
    page.table(
        "ケース",
        (
            ("受付番号", "受付番号", 4),
            ("氏名", "氏名:伸", 6),
            ("年齢", "年齢", 2),
            ("世帯", "世帯:伸", 5),
            ("課題・状態", "課題:伸", 4),
            ("担当機関", "担当機関:伸", 5),
            ("いま誰が何を", "していること:伸", 8),
            ("次の期日と約束", "期日と約束:伸", 9),
            ("同意", "同意:伸", 4),
            ("気を付けること", "気を付けること:伸", 5),
            ("出ている紙", "出ている紙:伸", 5),
        ),
        slots=1,
        height=40,
        valign="top",
    )
    page.repeat_on_next_page(top, top + 1)
    legend(
        page,
        "支援会議と通報・緊急のことは載せない(画面で引き継ぐ)。居場所を伏せる方は番号だけ。"
        "外部に渡す紙ではない。引継ぎが済んだら裁断する。",
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
