"""地域課題シート。課題・根拠・検討の経緯・取組。白紙は話し合う所が手で書く。個人の名は書かない。"""

from __future__ import annotations

from heads import heading, legend
from house import COLUMNS, Box, Page, entry, label, long, new_book, save, words

TITLE = "地域課題シート"


def draw(place: str = "話し合う所") -> bytes:
    """place: 話し合う所の呼び名(狛江市なら「委員会」)。"""
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE, seals=True)
    with page.framed():
        page.line(label("課題の名"), long("課題名", 18), label("書いた日"), _day("書いた日", 10))
        page.line(label("エリア"), long("地区", 18), label("書いた人"), long("書いた人", 10))
        page.line(label("分野"), long("分野", 18), label("気づいた日"), _day("把握日", 10))
        page.line(label("状態"), Box("{{状態}}", 32), height=24)
    page.gap(6)
    with page.block("課題"):
        page.line(label("どんな\n困りごと"), long("課題", 30), height=92)
        page.line(label("気づいた\nきっかけ"), long("きっかけ", 30), height=36)
        page.line(label("根拠\n(件数)"), Box("{{根拠:伸}}", 30, wrap=True), height=46)
    page.gap(6)
    page.line(words("検討の経緯", COLUMNS, size=10.5, bold=True), height=18)
    page.table(
        "検討",
        (
            ("開いた日", "日:略暦", 5),
            (place, "会:伸", 8),
            ("話し合ったこと", "内容:伸", 15),
            ("参加した人・団体", "人:伸", 8),
        ),
        slots=4,
        height=28,
    )
    with page.block("取組"):
        page.line(label("すること"), long("取組", 30), height=54)
        page.line(label("協力する\n人・団体"), long("協力者", 30), height=34)
        page.line(
            label("いつから"), _day("開始日", 12), label("次に\n動く日"), _day("見直し日", 14)
        )
        page.line(label("次に\nすること"), long("次にすること", 30), height=30)
        page.line(label("結果"), long("結果", 30), height=36)
    page.gap(6)
    with page.framed():
        page.line(label("相談支援機関\nへの情報提供", 6), long("情報提供", 30), height=32)
    legend(page, "個人の名前や住まいが分かることは書かない。一人の困りごとは、つなぐシートに書く。")
    page.set_in()
    page.finish()
    return save(book, TITLE)


def _day(tag: str, width: int) -> Box:
    return entry(f"{{{{{tag}:略暦}}}}", width)
