"""引継票。一件をA4一枚で。経緯を三行、プランの目標と役割、直近の経過、済んでいない仕事。"""

from __future__ import annotations

from dataclasses import replace

from heads import case_row, heading, legend
from house import Page, entry, label, long, new_book, save

TITLE = "引継票"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE)
    with page.framed():
        top = case_row(page, label("年齢", 3), entry("{{年齢}} 歳", 5), height=20)
        page.line(
            label("前任"),
            entry("{{担当者}}", 9),
            label("後任"),
            entry("", 8),
            label("引継日", 3),
            entry("　　年　月　日", 8),
            height=22,
        )
        page.line(
            label("関わる\n機関"),
            replace(long("関わる機関", 32), valign="center"),
            height=24,
        )
    page.repeat_on_next_page(top, top)
    page.gap(3)
    with page.block("経緯"):
        page.line(label("はじまり"), long("はじまり", 30), height=38)
        page.line(label("見立て"), long("見立て", 30), height=32)
        page.line(label("いま"), long("いまの形", 30), height=22)
        page.line(label("目標"), long("引継ぐ目標", 30), height=30)
    page.gap(3)
    page.table(
        "支援内容",
        (
            ("担当機関", "担当機関", 9),
            ("担当者", "担当者", 6),
            ("役割", "役割", 6),
            ("すること", "内容:伸", 11),
            ("期限", "期限:略暦", 4),
        ),
        slots=3,
        height=22,
    )
    page.table(
        "経過",
        (
            ("直近の経過", "日時", 5),
            ("方法・相手", "方法・相手:伸", 5),
            ("内容", "内容:伸", 20),
            ("今後の対応・期限", "今後の対応・期限:伸", 6),
        ),
        slots=3,
        height=38,
        valign="top",
    )
    page.table(
        "仕事",
        (
            ("期日", "期日:略暦", 5),
            ("済んでいない仕事", "すること:伸", 21),
            ("だれが", "担う人", 8),
            ("済", "", 2),
        ),
        slots=3,
        height=20,
    )
    with page.framed():
        page.line(label("次の期日"), long("次の期日", 32), height=22)
        page.line(
            label("同意"),
            long("同意の中身", 12),
            label("出ている\n紙"),
            long("出ている紙", 16),
            height=36,
        )
        page.line(label("気を付け\nること"), long("気を付けること", 32), height=34)
        page.line(label("申し送り"), entry("", 32), height=30)
    legend(
        page,
        "支援会議と通報・緊急のことは載せない(画面で引き継ぐ)。長い文は初めだけを載せる。外部に渡す紙ではない。",
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
