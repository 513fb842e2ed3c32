"""記録の閲覧・出力の月報。職員ごとの数と、職員・鍵・区分の変更を、課長が一枚で見る。"""

from __future__ import annotations

from heads import numbered
from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "記録の閲覧・出力の月報"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    numbered(page, words("{{作成日:和暦}}　{{作成者}}", 18, size=10.5, align="right"))
    page.line(words("{{町名}}", COLUMNS, size=10.5), height=18)
    page.gap(4)
    page.titled_seals(words(TITLE, 24, size=16, bold=True), ("課長", "係長", "担当"))
    page.gap(6)
    with page.framed():
        page.line(
            label("対象の月", 5),
            entry("{{対象月}}", 10),
            label("執務時間", 5),
            entry("{{執務時間}}", 16),
        )
        page.line(label("記録の\nつながり", 5), entry("{{つながり}}", 31), height=26)
    page.gap(6)
    page.line(words("職員ごとの数", COLUMNS, size=10.5, bold=True), height=18)
    page.table(
        "職員",
        (
            ("氏名", "氏名", 9),
            ("役割", "役割", 5),
            ("開いた記録", "閲覧", 4),
            ("印刷", "印刷", 3),
            ("書出し", "出力", 3),
            ("媒体", "媒体", 3),
            ("断り・失敗", "断り", 4),
            ("執務時間の外", "時間外", 5),
        ),
        slots=6,
        height=22,
        align="center",
    )
    page.gap(6)
    page.line(words("職員・鍵・区分の変更", COLUMNS, size=10.5, bold=True), height=18)
    page.table(
        "変更",
        (
            ("日時", "日時", 7),
            ("誰が", "誰が", 8),
            ("何を", "何を:伸", 11),
            ("誰・番号", "対象:伸", 10),
        ),
        slots=4,
        height=22,
    )
    page.line(words("{{注.文:伸}}", COLUMNS, size=9), height=15)
    page.set_in()
    page.finish()
    return save(book, TITLE)
