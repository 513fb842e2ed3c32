"""議事録。一枚目に会議のあらまし、二枚目から議題ごとに一枚。"""

from __future__ import annotations

from dataclasses import replace

from heads import numbered
from house import COLUMNS, Page, entry, label, long, new_book, save, words

TITLE = "議事録"


def draw() -> bytes:
    book = new_book()
    _head(Page(book, TITLE))
    _item(Page(book, "議題{{議題.番号}}"))
    return save(book, TITLE)


def _head(page: Page) -> None:
    numbered(page, words("{{会議番号}}", 14, size=10.5, align="right"))
    page.line(words("{{町名}}", COLUMNS, size=10.5), height=18)
    page.gap(6)
    page.line(words("議　事　録{{案}}", COLUMNS, size=18, align="center", bold=True), height=40)
    page.gap(8)
    with page.framed():
        page.line(label("会議", 6, size=10), entry("{{会議名}}", 30, size=12), height=28)
        page.line(label("法的区分", 6, size=10), entry("{{法的区分}}", 30, size=11), height=24)
        page.line(
            label("日時", 6, size=10), entry("{{開催日:和暦}}　{{時間}}", 30, size=11), height=26
        )
        page.line(label("場所", 6, size=10), entry("{{場所}}", 30, size=11), height=26)
        page.line(
            label("司会", 6, size=10),
            replace(entry("{{司会}}", 12, size=11), wrap=True),
            label("記録", 6, size=10),
            replace(entry("{{記録者}}", 12, size=11), wrap=True),
            height=30,
        )
        page.line(
            label("出席{{出席の別}}\n機関", 6, size=10), long("出席機関", 30, size=11), height=60
        )
    page.gap(10)
    page.table(
        "議題",
        (
            ("番号", "番号", 3),
            ("目的", "目的", 12),
            ("受付番号", "受付番号", 7),
            ("主担当機関", "主担当機関", 14),
        ),
        slots=3,
        height=24,
    )
    page.gap(8)
    page.line(words("{{議事録の注:伸}}", COLUMNS, size=10.5), height=28)
    page.line(words("{{守秘の文:伸}}", COLUMNS, size=10.5), height=28)
    page.line(words("{{罰則の文:伸}}", COLUMNS, size=10.5), height=28)
    page.line(words("{{根拠}}", COLUMNS, size=10.5, align="right"), height=18)
    page.set_in()
    page.finish()


def _item(page: Page) -> None:
    page.line(
        words("{{会議名}}", 24, size=10.5),
        words("{{会議番号}}-{{番号}}", 12, size=10.5, align="right"),
        height=18,
    )
    page.line(
        words("議題{{番号}}　{{目的}}　{{受付番号}}", COLUMNS, size=14, align="center", bold=True),
        height=32,
    )
    page.repeat_on_next_page(1, 2)
    page.gap(4)
    with page.framed():
        page.line(label("検討\nすること", 5, size=10), long("要旨", 31, size=11), height=44)
        page.line(label("確認した\n事実", 5, size=10), long("事実", 31, size=11), height=110)
        page.line(label("推測\n(未確認)", 5, size=10), long("推測", 31, size=11), height=70)
        page.line(label("決定事項", 5, size=10), long("決定事項", 31, size=11), height=110)
        page.line(label("主担当\n機関", 5, size=9), entry("{{主担当機関}}", 31, size=11), height=28)
    page.gap(6)
    page.table(
        "決定",
        (
            ("何を", "内容:伸", 17),
            ("機関", "機関", 9),
            ("担当者", "担当者", 6),
            ("いつまでに", "期限:略暦", 4),
        ),
        slots=4,
        height=26,
    )
    with page.framed():
        page.line(label("次回", 5, size=10), long("次回", 31, size=11), height=54)
    page.set_in()
    page.finish()
