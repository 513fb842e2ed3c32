"""支援ケース一覧。A4横。一件一行で、どの紙の上にも見出しを刷る。"""

from __future__ import annotations

from house import Page, heading, legend, new_book, save, words

TITLE = "支援ケース一覧"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE, across=True)
    heading(page, TITLE, seals=True)
    top = page.line(
        words("{{町名}}　{{基準日:和暦}}現在　{{件数}}件　{{絞込み}}", 40, size=10),
        words("作成者 {{作成者}}", 16, size=10, align="right"),
        height=18,
    )
    page.table(
        "ケース",
        (
            ("受付番号", "受付番号", 4),
            ("氏名", "氏名:伸", 5),
            ("年齢", "年齢", 2),
            ("受付日", "受付日:略暦", 4),
            ("経路", "相談経路:伸", 4),
            ("主たる課題", "主たる課題:伸", 5),
            ("同意", "同意", 3),
            ("状態", "状態", 3),
            ("主担当機関", "主担当機関:伸", 6),
            ("担当者", "担当者:伸", 4),
            ("プランの期間", "プランの期間", 4),
            ("次の見直し", "次の見直し:略暦", 4),
            ("次の会議", "次の会議:略暦", 4),
            ("最後の記録", "最後の記録:略暦", 4),
        ),
        slots=1,
        height=28,
        size=9,
    )
    page.repeat_on_next_page(top, top + 1)
    legend(
        page,
        "支援会議の区分の相談は載せない。「次の見直し」はモニタリングの予定日。"
        "会議や外部に渡す紙ではない。",
    )
    page.finish()
    return save(book, TITLE)
