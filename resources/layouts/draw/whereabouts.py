"""居場所の載った紙の一覧。支援措置の前に出た紙を一行ずつ、対応した日を手で書く。"""

from __future__ import annotations

from heads import case_row, numbered
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "居場所の載った紙の一覧"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    # 取扱いの印は、どの頁にも上に刷られる。頭には重ねない
    numbered(page)
    page.gap(5)
    page.line(words(TITLE, COLUMNS, size=16, align="center", bold=True), height=30)
    page.gap(3)
    with page.framed():
        case_row(page, number=10)
        page.line(
            label("作成日"), entry("{{作成日:和暦}}", 14), label("作成者"), entry("{{作成者}}", 14)
        )
        page.line(
            label("出た紙"),
            entry("{{枚数}}件　うち、まだ相手の手元にあるもの {{未回収}}件", 32),
        )
    page.gap()
    page.table(
        "紙",
        (
            ("", "番号", 2),
            ("宛先の機関", "宛先:伸", 5),
            ("紙", "紙:伸", 5),
            ("出した日", "日付:略暦", 4),
            ("渡し方・出した人", "道:伸", 6),
            ("載るもの", "載:伸", 3),
            ("いまどこに", "状況:伸", 6),
            ("対応日", "", 5),
        ),
        slots=10,
        height=36,
    )
    page.line(
        words(
            "相手方や元の世帯に渡りうる紙から、先に電話で止める。居場所そのものは、この一覧に載せない。"
            "支援会議の資料の分は、支援会議の頁から刷る。書き終えたら、本人の記録と一緒に綴じ、"
            "相手方の側の記録には綴じない。",
            COLUMNS,
            size=9,
        ),
        height=40,
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
