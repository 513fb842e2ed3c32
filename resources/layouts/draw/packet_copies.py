"""配付・回収管理表。一部ずつ、配った・戻った・裁断したを書く。"""

from __future__ import annotations

from heads import numbered
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "配付・回収管理表"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    numbered(page, words("{{会議番号}}", 14, size=10.5, align="right"))
    page.line(words("{{町名}}", COLUMNS, size=10.5), height=18)
    page.line(words(TITLE, COLUMNS, size=16, align="center", bold=True), height=34)
    page.gap()
    with page.framed():
        page.line(label("会議名"), entry("{{会議名}}", 20), label("部数"), entry("{{部数}}部", 8))
        page.line(
            label("開催日"), entry("{{開催日:和暦}}", 14), label("場所"), entry("{{場所}}", 14)
        )
    page.gap()
    page.table(
        "部",
        (
            ("控番", "控番", 8),
            ("機関", "機関", 6),
            ("氏名", "氏名", 5),
            ("配付", "配付日:略暦", 3),
            ("回収", "回収日:略暦", 3),
            ("裁断", "裁断日:略暦", 3),
            ("立会者", "立会者", 4),
            ("例外", "例外", 4),
        ),
        slots=8,
        height=36,
    )
    page.table(
        "訂正",
        (("取り消した記入", "文:伸", COLUMNS),),
        slots=1,
        height=18,
        unless_empty="訂正数",
    )
    page.line(
        words(
            "持ち帰りは会議の長の許可を得て、例外の欄に許可した人を書く。"
            "欠席などで渡さなかった部は「渡していない」とする。"
            "控番は会議の中で通しとし、後から渡す欠席者の分と支援会議の議事録は、控番を続ける。",
            COLUMNS,
            size=9,
        ),
        height=40,
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
