"""支援経過記録(経過一覧)。古い順に並び、件数に応じて行が増える。"""

from __future__ import annotations

from heads import case_row, heading, legend
from house import Page, entry, label, new_book, save

TITLE = "支援経過記録"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE, seals=True)
    with page.framed():
        top = case_row(page, label("担当者", 3), entry("{{担当者}}", 6))
    page.gap()
    page.table(
        "経過",
        (
            ("日時", "日時", 5),
            ("方法・相手", "方法・相手:伸", 6),
            ("内容", "内容:伸", 13),
            ("今後の対応・期限", "今後の対応・期限:伸", 7),
            ("記録者", "記録者", 5),
        ),
        slots=1,
        height=62,
        valign="top",
    )
    page.repeat_on_next_page(top, top + 2)
    legend(page, "他の機関から聞いた話には、相手の欄に【提供】としてその機関を書く。")
    page.set_in()
    page.finish()
    return save(book, TITLE)
