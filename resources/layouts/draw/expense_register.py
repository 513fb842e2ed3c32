"""参加支援の費用の受払簿。A4横。一件一行で、どの紙の上にも見出しを刷る。人の名は載せない。"""

from __future__ import annotations

from heads import heading, legend
from house import Page, entry, label, new_book, save, words
from openpyxl.styles import Alignment

TITLE = "受払簿"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE, across=True)
    heading(page, "{{名称}}　受払簿　{{年度}}", seals=True)
    page.line(
        words("{{町名}}　{{基準日:和暦}}現在", 41, size=10.5),
        words("作成者 {{作成者}}", 16, size=10.5, align="right"),
        height=18,
    )
    with page.framed():
        page.line(
            label("予算(円)", 5),
            entry("{{予算:数}}", 13),
            label("支出の計(円)", 6),
            entry("{{支出:数}}", 13),
            label("残り(円)", 5),
            entry("{{残り:数}}", 15),
            height=26,
        )
    page.gap(6)
    top = page.row + 1
    page.table(
        "行",
        (
            ("番号", "番号", 4),
            ("払った日", "払った日:略暦", 5),
            ("受付番号", "受付番号", 5),
            ("何に使ったか", "使い道:伸", 11),
            ("払った先", "払った先:伸", 9),
            ("額(円)", "額:数", 5),
            ("残り(円)", "残り:数", 5),
            ("決めた人・会議", "決めた人:伸", 6),
            ("摘要", "摘要:伸", 7),
        ),
        slots=1,
        height=26,
    )
    _figures_right(page)
    page.repeat_on_next_page(top, top)
    legend(
        page, "誤りは、打ち消す行(負の額)を足して正しい行を書く。支援会議の区分の相談は載せない。"
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)


def _figures_right(page: Page) -> None:
    """額は、桁を揃えて右に寄せる。"""
    for cells in page.sheet.iter_rows():
        for cell in cells:
            if str(cell.value).endswith(":数}}"):
                cell.alignment = Alignment(horizontal="right", vertical="center", indent=1)
