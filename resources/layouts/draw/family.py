"""家族図。ジェノグラムとエコマップ、凡例、家族の表をA4一枚に。"""

from __future__ import annotations

from heads import case_row, heading, legend
from house import Page, entry, label, new_book, save

TITLE = "家族図"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE)
    with page.framed():
        top = case_row(
            page, label("いつの姿", 4), entry("{{いつの姿:和暦}}", 9), number=6, height=22
        )
    page.repeat_on_next_page(top, top)
    page.gap(3)
    with page.block("ジェノグラム"):
        page.line(entry("{{ジェノグラム}}", 34), height=248)
    with page.block("エコマップ"):
        page.line(entry("{{エコマップ}}", 34), height=176)
    with page.block("凡例"):
        page.line(entry("{{凡例}}", 34), height=62)
    page.gap(3)
    page.table(
        "家族",
        (
            ("氏名", "氏名", 8),
            ("続柄", "続柄", 5),
            ("生年月日", "生年月日", 8),
            ("年齢", "年齢", 3),
            ("住まい", "住まい", 6),
            ("備考", "備考:伸", 6),
        ),
        slots=7,
        height=17,
    )
    legend(page, "続柄は本人から見たもの。")
    page.set_in()
    page.finish()
    return save(book, TITLE)
