"""緊急連絡票・通報書。上に知らせること、下に相手が書いて返す欄。一枚に収め、長い内容は次の紙へ続く。"""

from __future__ import annotations

from dataclasses import replace

from heads import letter_number
from house import COLUMNS, Page, entry, label, long, new_book, save, words

TITLE = "緊急連絡票・通報書"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    page.gap(4)
    letter_number(page, "{{番号}}")
    page.line(words("{{作成日:和暦}}", COLUMNS, size=10.5, align="right"), height=18)
    page.line(words("{{機関}}", COLUMNS, size=12), height=20)
    page.line(words("　{{宛名}}", COLUMNS, size=12), height=20)
    page.line(words("{{発信者}}", COLUMNS, size=12, align="right"), height=20)
    page.gap(6)
    page.line(words("{{題}}", COLUMNS, size=16, align="center", bold=True), height=30)
    page.gap(4)
    page.line(replace(words("{{前書き:伸}}", COLUMNS, size=10.5), valign="top"), height=28)
    page.gap(4)
    _why(page)
    page.gap(5)
    _who(page)
    page.gap(5)
    page.table("知らせる文", (("知らせる内容", "文:伸", COLUMNS),), slots=6, height=20, size=11)
    _contact(page)
    page.gap(7)
    _reply(page)
    page.set_in()
    page.finish()
    return save(book, TITLE)


def _why(page: Page) -> None:
    with page.framed():
        page.line(label("理由", 5, size=10), entry("{{理由}}", 31, size=12), height=24)
        page.line(label("根拠", 5, size=10), long("根拠", 31), height=26)
        page.line(
            label("知らせた\n日時", 5, size=9),
            entry("{{知らせた日時}}", 17, size=10.5),
            label("方法", 4, size=10),
            entry("{{方法}}", 10, size=10.5),
            height=28,
        )
        page.line(label("承認", 5, size=10), long("承認", 31), height=28)


def _who(page: Page) -> None:
    with page.framed():
        page.line(
            label("フリガナ", 5),
            entry("{{フリガナ}}", 15),
            label("生年月日", 5),
            entry("{{生年月日}}", 11),
        )
        page.line(
            label("誰のことか", 5, size=9),
            entry("{{氏名}}", 15, size=12),
            label("性別", 5),
            entry("{{性別}}", 11),
            height=26,
        )
        page.line(
            label("住所", 5),
            long("住所", 15),
            label("電話", 5),
            entry("{{電話}}", 11),
            height=40,
        )


def _contact(page: Page) -> None:
    with page.framed():
        page.line(
            label("連絡先", 5, size=10), entry("{{町名}}　{{窓口}}", 31, size=10.5), height=20
        )
        # 番号の分からない事務所では行ごと消える。下の太い線が残るよう、担当より上に置く。
        page.line(label("電話{{電話番号:省}}", 5), entry("{{電話番号}}", 31, size=10.5), height=20)
        page.line(
            label("ファクス{{ファクス:省}}", 5), entry("{{ファクス}}", 31, size=10.5), height=20
        )
        page.line(label("担当", 5), entry("{{担当}}", 31, size=10.5), height=20)


def _reply(page: Page) -> None:
    page.line(words("返信欄", COLUMNS, size=11, bold=True), height=18)
    page.line(replace(words("{{返事の注:伸}}", COLUMNS, size=10.5), valign="top"), height=16)
    with page.framed():
        page.line(
            label("受け取った\n日時", 5),
            entry("令和　　年　　月　　日　　時　　分", 16),
            label("受けた人", 4),
            entry("", 11),
            height=28,
        )
        page.line(label("対応の結果", 5), entry("", 31), height=62)
        page.line(
            label("返事の日", 5),
            entry("令和　　年　　月　　日", 15),
            label("電話", 4),
            entry("", 12),
            height=24,
        )
