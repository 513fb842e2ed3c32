"""相談受付票(本人同意なし)。本人に会う前に、周りから受けた話を書く。本人には渡さない。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, legend, next_sheet
from house import Page, check, entry, label, long, new_book, save, ticks
from intake import members, reception, reception_row, topics, whom

TITLE = "相談受付票【本人同意なし】"


def draw() -> bytes:
    book = new_book()
    _told(Page(book, "1枚目"))
    _seen(Page(book, "2枚目"))
    return save(book, TITLE)


def _told(page: Page) -> None:
    heading(page, TITLE, number="1枚目", seals=True)
    reception_row(page)
    with page.block("受付"):
        reception(page)
        page.line(
            label("緊急性"),
            ticks("緊急性", "urgency", 12),
            label("紹介元"),
            replace(entry("{{紹介元}}", 14), wrap=True),
        )
        page.line(label("緊急時の\n対応"), long("緊急時の対応", 30), height=26)
    page.gap()
    _source(page)
    page.gap()
    _about(page)
    page.gap()
    with page.block("聞いた話"):
        topics(page)
        page.line(label("相談内容"), long("相談内容", 30), height=112)
    legend(page, "分かったところだけを書く。本人に確かめていないことは、2枚目で分けて書く。")
    page.set_in()
    page.finish()


def _source(page: Page) -> None:
    with page.block("知らせた人"):
        page.line(label("情報提供者"), ticks("情報提供者", "informants", 30))
        page.line(
            label("連絡先"),
            replace(entry("{{情報提供者の連絡先}}", 20), wrap=True),
            label("情報源", 4),
            check("情報源の秘匿希望", "秘匿を希望", 6),
            height=26,
        )
        page.line(
            label("来談者"),
            entry("{{来談者}}", 9),
            label("本人との\n関係"),
            entry("{{本人との関係}}", 7),
            label("電話", 3),
            entry("{{来談者の電話}}", 7),
            height=22,
        )
        page.line(
            label("把握日"),
            entry("{{把握日}}", 9),
            label("把握の方法"),
            ticks("把握の方法", "discovery_ways", 17),
        )


def _about(page: Page) -> None:
    with page.block("対象の人"):
        whom(page)


def _seen(page: Page) -> None:
    next_sheet(page, TITLE, "2枚目")
    with page.block("事実と推測"):
        page.line(label("把握した\n事実"), long("把握した事実", 30), height=116)
        page.line(label("気になる\n点\n(推測)"), long("気になる点", 30), height=80)
    page.gap()
    with page.block("同意と検討"):
        page.line(
            label("同意", national=True),
            ticks("同意", "consent", 30, national=True),
        )
        page.line(
            label("得られて\nいない理由"),
            ticks("同意が得られていない理由", "no_consent_reasons", 30),
        )
        page.line(
            label("既に関わる\n機関"),
            replace(entry("{{既に関わる機関}}", 20), wrap=True),
            label("支援会議"),
            check("支援会議で検討", "検討を希望", 6),
            height=30,
        )
    page.gap()
    with page.block("見立て"):
        page.choices(label("課題", national=True), "課題", "issues", across=3)
        page.line(
            label("主たる\n課題", national=True),
            entry("{{主たる課題}}", 30, national=True),
            height=24,
        )
        page.line(label("世帯の\n特徴"), ticks("世帯の特徴", "household_types", 30))
    page.gap()
    members(page, slots=4)
    page.gap()
    with page.framed():
        page.line(label("供覧・処理の記録", 6), entry("", 30), height=54)
    legend(page)
    page.set_in()
    page.finish()
