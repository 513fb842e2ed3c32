"""情報提供依頼の台帳。一年度・一つの会議体の依頼を、一行ずつ。"""

from __future__ import annotations

from heads import handling, numbered
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "情報提供依頼の台帳"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    numbered(page, handling())
    page.line(words("{{町名}}", COLUMNS, size=10.5), height=18)
    page.line(words(TITLE, COLUMNS, size=16, align="center", bold=True), height=34)
    page.line(
        words("社会福祉法第106条の6第3項による依頼", COLUMNS, size=10.5, align="center"), height=16
    )
    page.gap()
    with page.framed():
        page.line(label("会議"), entry("{{会議名}}", 18), label("年度"), entry("{{年度}}", 10))
        page.line(
            label("件数"),
            entry("{{件数}}件　うち回答のあったもの {{回答数}}件", 18),
            label("作成"),
            entry("{{作成日:略暦}} {{作成者}}", 10),
        )
    page.gap()
    top = page.row + 1
    page.table(
        "依頼",
        (
            ("番号", "番号", 4),
            ("依頼日", "依頼日:略暦", 4),
            ("依頼した機関", "機関:伸", 5),
            ("誰のことか", "対象", 4),
            ("求めた情報と目的", "求める情報:伸", 9),
            ("期限", "回答期限:略暦", 4),
            ("方法", "回答方法", 3),
            ("状況", "状況", 3),
        ),
        slots=12,
        height=32,
    )
    page.repeat_on_next_page(top, top)
    page.line(
        words(
            "回答の中身は載せない(一件ずつの支援経過にある)。"
            "この台帳の取扱いは支援会議の資料と同じ。保存年限は文書の管理の決まりによる。",
            COLUMNS,
            size=9,
        ),
        height=28,
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
