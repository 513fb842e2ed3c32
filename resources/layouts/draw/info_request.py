"""情報提供依頼書と回答書。二枚で一組にし、回答書はそのまま返してもらう。"""

from __future__ import annotations

from dataclasses import replace

from heads import letter_number
from house import COLUMNS, Page, entry, label, long, new_book, save, words

TITLE = "情報提供依頼書"


def draw() -> bytes:
    book = new_book()
    _request(Page(book, "依頼書"))
    _reply(Page(book, "回答書"))
    return save(book, TITLE)


def _request(page: Page) -> None:
    page.gap(8)
    letter_number(page, "{{依頼番号}}")
    page.line(words("{{依頼日:和暦}}", COLUMNS, size=10.5, align="right"), height=18)
    page.gap(12)
    page.line(words("{{機関}}　御中", COLUMNS, size=12), height=24)
    page.gap(6)
    page.line(words("{{発信者}}", COLUMNS, size=12, align="right"), height=24)
    page.gap(14)
    page.line(
        words("情報の提供について(依頼)", COLUMNS, size=16, align="center", bold=True), height=34
    )
    page.gap(10)
    page.line(replace(words("{{根拠文:伸}}", COLUMNS, size=11), valign="top"), height=34)
    page.gap(6)
    _person(page)
    page.gap(6)
    with page.framed():
        page.line(label("求める情報", 6, size=10), long("求める情報", 30, size=11), height=120)
        page.line(label("利用目的", 6, size=10), long("利用目的", 30, size=11), height=54)
        page.line(
            label("回答の期限", 6, size=10),
            entry("{{回答期限:和暦}}", 12, size=11),
            label("回答の方法", 6, size=10),
            entry("{{回答方法}}", 12, size=11),
            height=28,
        )
    page.gap(8)
    page.line(replace(words("{{返事の注:伸}}", COLUMNS, size=10.5), valign="top"), height=44)
    page.line(replace(words("{{守秘の文:伸}}", COLUMNS, size=10.5), valign="top"), height=28)
    page.line(words("{{根拠}}", COLUMNS, size=10.5, align="right"), height=18)
    page.gap(10)
    _office(page)
    page.set_in()
    page.finish()


def _person(page: Page) -> None:
    with page.framed():
        page.line(
            label("フリガナ", 6, size=9),
            entry("{{フリガナ}}", 14),
            label("生年月日", 5, size=9),
            entry("{{生年月日}}", 11),
        )
        page.line(
            label("対象者", 6, size=10),
            entry("{{氏名}}", 14, size=12),
            label("性別", 5, size=9),
            entry("{{性別}}", 11),
            height=28,
        )
        page.line(
            label("住所", 6, size=10),
            replace(entry("{{住所}}", 30, size=10.5), wrap=True),
            height=26,
        )
        page.line(
            label("誰のことか", 6, size=10),
            replace(entry("{{対象}}", 30, size=10.5), wrap=True),
            height=24,
        )


def _office(page: Page) -> None:
    with page.framed():
        page.line(label("会議", 6, size=10), entry("{{会議名}}", 30, size=10.5), height=24)
        page.line(label("問合せ先", 6, size=10), entry("{{事務局}}", 30, size=10.5), height=24)
        # 電話の分からない事務所では行ごと消える。下の太い線が残るよう、担当より上に置く
        page.line(label("電話{{電話:省}}", 6, size=10), entry("{{電話}}", 30, size=10.5), height=24)
        page.line(label("担当", 6, size=10), entry("{{担当}}", 30, size=10.5), height=24)


def _reply(page: Page) -> None:
    page.gap(8)
    page.line(words("{{依頼番号}}", COLUMNS, size=10.5, align="right"), height=18)
    page.line(words("令和　　　年　　　月　　　日", COLUMNS, size=11, align="right"), height=22)
    page.gap(12)
    page.line(words("{{発信者}}　様", COLUMNS, size=12), height=24)
    page.gap(10)
    page.line(
        words("情報の提供について(回答)", COLUMNS, size=16, align="center", bold=True), height=34
    )
    page.gap(10)
    with page.framed():
        page.line(label("回答する\n機関", 6, size=10), entry("{{機関}}", 30, size=11), height=32)
        page.line(
            label("回答した人", 6, size=10),
            entry("", 14, size=11),
            label("電話", 4, size=10),
            entry("", 12, size=11),
            height=32,
        )
        page.line(
            label("対象者", 6, size=10),
            entry("{{氏名}}", 14, size=12),
            label("生年月日", 4),
            entry("{{生年月日}}", 12),
            height=28,
        )
        page.line(
            label("誰のことか", 6, size=10),
            replace(entry("{{対象}}", 30, size=10.5), wrap=True),
            height=24,
        )
        page.line(
            label("求められた\n情報", 6, size=10), long("求める情報", 30, size=10.5), height=80
        )
        page.line(label("回答", 6, size=10), entry("", 30), height=250)
        page.line(label("提供できない\n情報と理由", 6, size=9), entry("", 30), height=60)
        page.line(
            label("本人に\n伏せること", 6, size=10),
            entry("☐ ない　　☐ ある(　　　　　　　　　　　　　　　　　　　)", 30, size=10.5),
            height=32,
        )
    page.gap(8)
    page.line(
        words("返し方: {{回答方法}}　　期限: {{回答期限:和暦}}", COLUMNS, size=10.5), height=20
    )
    page.line(replace(words("{{返事の注:伸}}", COLUMNS, size=10.5), valign="top"), height=40)
    page.set_in()
    page.finish()
