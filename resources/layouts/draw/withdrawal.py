"""同意の撤回に伴う回収一覧。外へ出た紙を一行ずつ、対応した日を手で書く。"""

from __future__ import annotations

from heads import case_row, heading
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "同意の撤回に伴う回収一覧"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE)
    with page.framed():
        case_row(page, number=10)
        page.line(
            label("同意"),
            entry("{{同意}}({{同意日:略暦}})", 10),
            label("出た紙"),
            entry("{{枚数}}件　うち、まだ相手の手元にあるもの {{未回収}}件", 18),
        )
        page.line(
            label("作成日"), entry("{{作成日:和暦}}", 14), label("作成者"), entry("{{作成者}}", 14)
        )
    page.gap()
    page.table(
        "紙",
        (
            ("", "番号", 2),
            ("宛先の機関", "宛先", 7),
            ("紙", "紙", 8),
            ("出した日", "日付:略暦", 4),
            ("渡し方・出した人", "道", 6),
            ("回収の状況", "状況", 6),
            ("対応日", "", 3),
        ),
        slots=10,
        height=36,
    )
    page.line(
        words(
            "「いまの同意の中」の紙は、回収を頼まなくてよい。"
            "支援会議の資料は本人の同意によらないので、この一覧に載せない(社会福祉法第106条の6)。"
            "書き終えたら、本人の記録と一緒に綴じる。",
            COLUMNS,
            size=9,
        ),
        height=28,
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
