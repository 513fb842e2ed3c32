"""支援ケース一覧。A4横。一件一行で、どの紙の上にも見出しを刷る。"""

from __future__ import annotations

from heads import heading, legend
from house import Page, new_book, save, words

TITLE = "支援ケース一覧"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE, across=True)
    heading(page, TITLE, seals=True)
    top = page.line(
        words("{{町名}}　{{基準日:和暦}}現在　{{件数}}件　{{絞込み}}", 41, size=10.5),
        words("作成者 {{作成者}}", 16, size=10.5, align="right"),
        height=18,
    )
    page.table(
        "ケース",
        (
            ("受付番号", "受付番号", 4),
            ("氏名", "氏名:伸", 6),
            ("年齢", "年齢", 2),
            ("受付日", "受付日:略暦", 4),
            ("経路", "相談経路:伸", 5),
            ("主たる課題", "主たる課題:伸", 4),
            ("同意", "同意", 3),
            ("状態", "状態", 3),
            ("主担当機関", "主担当機関:伸", 4),
            ("担当者", "担当者", 5),
            ("プラン期間", "プランの期間", 5),
            ("次の見直し", "次の見直し:略暦", 4),
            ("次の会議", "次の会議:略暦", 4),
            ("最後の記録", "最後の記録:略暦", 4),
        ),
        slots=1,
        height=28,
    )
    page.repeat_on_next_page(top, top + 1)
    legend(
        page,
        "支援会議の区分の相談は載せない。「次の見直し」はモニタリングの予定日。"
        "会議や外部に渡す紙ではない。",
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
