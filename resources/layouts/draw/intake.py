"""相談受付・申込票。1枚目は申込みを受ける紙、2枚目は受けた側の控え。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, legend, next_sheet
from house import Page, check, entry, label, long, new_book, save, ticks, words

TITLE = "相談受付・申込票"


def draw() -> bytes:
    book = new_book()
    _application(Page(book, "1枚目"))
    _findings(Page(book, "2枚目"))
    return save(book, TITLE)


def _application(page: Page) -> None:
    heading(page, TITLE, number="1枚目", seals=True)
    reception_row(page)
    with page.block("受付"):
        reception(page)
        page.line(
            label("紹介元"),
            entry("{{紹介元}}", 12),
            label("緊急性"),
            ticks("緊急性", "urgency", 14),
        )
        page.line(label("緊急時の\n対応"), long("緊急時の対応", 30), height=26)
    page.gap()
    person(page)
    page.gap()
    with page.block("相談"):
        topics(page)
        page.line(label("相談内容"), long("相談内容", 30), height=128)
        page.line(label("希望"), long("希望", 30), height=32)
    page.gap()
    with page.block("申込"):
        page.line(replace(entry("{{申込文}}\n{{申込の同意文}}", 34), wrap=True), height=54)
        page.line(label("同意", national=True), ticks("同意", "consent", 30, national=True))
        page.line(
            label("申込日"),
            entry("{{申込日}}", 10),
            label("本人署名"),
            entry("", 16),
            height=28,
        )
    legend(page)
    page.set_in()
    page.finish()


def reception_row(page: Page) -> None:
    """一番上の行。次の頁にも繰り返す。"""
    with page.framed():
        number = page.line(
            label("受付番号"),
            entry("{{受付番号}}", 8),
            label("受付日", national=True),
            entry("{{受付日:和暦}}", 11, national=True),
            label("担当者", 3),
            entry("{{担当者}}", 6),
        )
    page.repeat_on_next_page(number, number)
    page.gap()


def reception(page: Page) -> None:
    """どの窓口で、どう受けたか。"""
    page.line(
        label("窓口", national=True),
        replace(entry("{{窓口}}", 10, national=True), wrap=True),
        label("相談方法", national=True),
        ticks("相談方法", "methods", 16, national=True),
    )
    page.line(
        label("相談経路", national=True),
        ticks("相談経路", "routes", 30, national=True),
    )


def whom(page: Page, contact: float = 28) -> None:
    """誰のことか。contact: 電話の行の高さ(pt)。"""
    page.line(
        label("フリガナ"),
        entry("{{フリガナ}}", 12),
        label("性別", national=True),
        ticks("性別", "sex", 14, national=True, plain=True),
        height=28,
    )
    page.line(
        label("氏名"),
        entry("{{氏名}}", 12, size=14),
        label("生年月日", national=True),
        entry("{{生年月日}}", 9, national=True),
        entry("満 {{年齢}} 歳", 5, national=True),
        height=28,
    )
    page.line(
        label("およその\n年齢"),
        entry("{{およその年齢}}", 7),
        label("年齢区分", national=True),
        ticks("年齢区分", "age_bands", 19, national=True),
        height=24,
    )
    page.line(
        label("住所"),
        replace(entry("{{住所}}", 22), wrap=True),
        label("住所秘匿"),
        check("住所秘匿", "する", 4),
        height=28,
    )
    page.line(
        label("電話"),
        entry("{{電話}}", 12),
        label("連絡の注意"),
        replace(entry("{{連絡の注意}}", 14), wrap=True),
        height=contact,
    )


def person(page: Page) -> None:
    """本人と来談者。"""
    with page.block("本人"):
        whom(page)
    page.gap()
    with page.framed():
        page.line(
            label("来談者"),
            entry("{{来談者}}", 9),
            label("本人との\n関係"),
            entry("{{本人との関係}}", 8),
            label("電話", 3),
            entry("{{来談者の電話}}", 8),
            height=22,
        )


def _findings(page: Page) -> None:
    next_sheet(page, f"{TITLE}(受付の控え)", "2枚目")
    with page.block("見立て"):
        page.choices(label("課題", national=True), "課題", "issues", across=3)
        page.line(
            label("主たる\n課題", national=True),
            entry("{{主たる課題}}", 30, national=True),
            height=24,
        )
        page.line(label("世帯の\n特徴"), ticks("世帯の特徴", "household_types", 30))
    page.gap()
    members(page, slots=5)
    page.gap()
    with page.block("同意なしのとき"):
        page.line(
            label("得られて\nいない理由"),
            ticks("同意が得られていない理由", "no_consent_reasons", 30),
        )
        page.line(
            label("情報提供者"),
            entry("{{情報提供者}}", 9),
            label("連絡先"),
            replace(entry("{{情報提供者の連絡先}}", 9), wrap=True),
            label("情報源", 3),
            check("情報源の秘匿希望", "秘匿希望", 5),
            height=24,
        )
        page.line(
            label("把握日"),
            entry("{{把握日}}", 9),
            label("把握の方法"),
            ticks("把握の方法", "discovery_ways", 17),
        )
        page.line(label("把握した\n事実"), long("把握した事実", 30), height=92)
        page.line(label("気になる\n点"), long("気になる点", 30), height=66)
        page.line(
            label("既に関わる\n機関"),
            replace(entry("{{既に関わる機関}}", 20), wrap=True),
            label("支援会議"),
            check("支援会議で検討", "検討を希望", 6),
            height=26,
        )
    page.gap()
    with page.framed():
        page.line(label("供覧・処理の記録", 6), entry("", 30), height=40)
    legend(page)
    page.set_in()
    page.finish()


def topics(page: Page) -> None:
    """困りごとの並びと、一番の困りごと。"""
    page.choices(label("困りごと"), "困りごと", "consultation_topics", across=3)
    page.line(label("一番の\n困りごと"), entry("{{一番の困りごと}}", 30), height=24)


def members(page: Page, *, slots: int) -> None:
    """世帯番号と、世帯員の表。"""
    page.line(
        words("世帯員", 12, size=10.5, bold=True),
        label("世帯番号"),
        entry("{{世帯番号}}", 8),
        label("本人の続柄", 5),
        entry("{{続柄}}", 7),
        height=18,
    )
    page.table(
        "世帯員",
        (
            ("氏名", "氏名", 9),
            ("続柄", "続柄", 5),
            ("性別", "性別", 4),
            ("年齢", "年齢", 4),
            ("備考", "備考", 14),
        ),
        slots=slots,
        height=19,
    )
