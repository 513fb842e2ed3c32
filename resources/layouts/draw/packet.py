"""会議資料の綴り: 次第、出席者名簿、議題ごとの事例票、役割分担表、決定事項記入票。"""

from __future__ import annotations

from dataclasses import replace

from heads import numbered
from house import COLUMNS, Page, entry, label, long, new_book, save, words

TITLE = "会議資料"


def draw() -> bytes:
    book = new_book()
    _order(Page(book, "次第"))
    _members(Page(book, "名簿"))
    _case(Page(book, "事例{{議題.番号}}"))
    _roles(Page(book, "役割分担"))
    _decisions(Page(book, "決定{{決定票.番号}}"))
    return save(book, TITLE)


def _finish(page: Page) -> None:
    for area in page.sheet.merged_cells.ranges:
        cell = page.sheet.cell(area.min_row, area.min_col)
        if cell.value == "{{世帯員.年齢}}":
            cell.value += "歳"
    page.set_in()
    page.finish()


def _office_copy(page: Page) -> None:
    """事務局の Excel だけに出る一行。一人ずつの PDF では、行ごと消える。"""
    page.line(words("{{控え}}{{控え:省}}", COLUMNS), height=14)


def _title(page: Page, title: str, number: str) -> None:
    _office_copy(page)
    page.line(
        words("{{会議名}}", 24, size=10.5), words(number, 12, size=10.5, align="right"), height=18
    )
    page.line(words(title, COLUMNS, size=16, align="center", bold=True), height=34)
    page.gap(4)


def _order(page: Page) -> None:
    _office_copy(page)
    numbered(page, words("{{会議番号}}", 14, size=10.5, align="right"))
    page.gap(8)
    page.line(words("{{会議名}}", COLUMNS, size=20, align="center", bold=True), height=36)
    page.line(words("次　第", COLUMNS, size=16, align="center"), height=28)
    page.gap(10)
    with page.framed():
        page.line(
            label("日時", 6, size=10.5),
            entry("{{開催日:和暦}}　{{時間}}", 30, size=11),
            height=26,
        )
        page.line(
            label("法的区分", 6, size=10.5),
            entry("{{法的区分}}", 30, size=11),
            height=26,
        )
        page.line(
            label("根拠", 6, size=10.5),
            replace(long("根拠", 30), valign="center"),
            height=26,
        )
        page.line(label("場所", 6, size=10.5), entry("{{場所}}", 30, size=11), height=26)
        page.line(
            label("司会", 6, size=10.5),
            replace(entry("{{司会}}", 12, size=11), wrap=True),
            label("記録", 6, size=10.5),
            replace(entry("{{記録者}}", 12, size=11), wrap=True),
            height=30,
        )
    page.gap(10)
    page.table("次第", (("", "番号", 3), ("次第", "内容", 33)), slots=6, height=21)
    page.gap(8)
    page.table("綴り", (("この綴りの中身", "中身", 30), ("頁数", "頁数", 6)), slots=6, height=18)
    page.gap(6)
    page.line(words("{{開会の文:伸}}", COLUMNS, size=11), height=34)
    page.line(words("{{守秘の文:伸}}", COLUMNS, size=10.5), height=30)
    page.line(words("{{罰則の文:伸}}", COLUMNS, size=10.5), height=30)
    page.line(words("{{守秘の条項}}", COLUMNS, size=10.5, align="right"), height=18)
    _finish(page)


def _members(page: Page) -> None:
    _title(page, "出席者名簿", "{{会議番号}}")
    page.table(
        "出席者",
        (
            ("番号", "番号", 3),
            ("所属・機関", "機関", 13),
            ("職", "職", 5),
            ("氏名", "氏名", 7),
            ("役割", "役割", 4),
            ("誓約日", "誓約日:略暦", 4),
        ),
        slots=8,
        height=28,
    )
    _finish(page)


def _case(page: Page) -> None:
    _title(page, "議題{{番号}}　事例票（{{目的}}）", "{{資料番号}}")
    page.repeat_on_next_page(1, 3)
    with page.framed():
        page.line(
            label("受付番号"),
            entry("{{受付番号}}", 8),
            label("受付日"),
            entry("{{受付日:和暦}}", 9),
            label("担当者"),
            entry("{{担当者}}", 7),
        )
        page.line(
            label("フリガナ"),
            entry("{{フリガナ}}", 14),
            label("性別"),
            entry("{{性別}}", 4),
            label("年齢"),
            entry("{{年齢}}歳", 6),
        )
        page.line(
            label("氏名"),
            entry("{{氏名}}", 14, size=12),
            label("同意"),
            entry("{{同意}}", 4),
            label("緊急性"),
            entry("{{緊急性}}", 6),
            height=26,
        )
        page.line(
            label("住所"),
            replace(entry("{{住所}}", 20), wrap=True),
            label("電話"),
            entry("{{電話}}", 8),
        )
        page.line(label("課題"), replace(long("課題", 32), valign="center"), height=22)
        page.line(label("相談内容"), long("相談内容", 32), height=54)
    page.gap()
    page.table(
        "世帯員",
        (("世帯員", "氏名", 14), ("続柄", "続柄", 9), ("年齢", "年齢", 6), ("性別", "性別", 7)),
        slots=3,
        height=20,
    )
    page.line(
        words("前回からの変化　{{前回}}{{前回:省}}", COLUMNS, size=10.5, bold=True), height=18
    )
    page.table(
        "前回の決定",
        (
            ("前回決めたこと", "内容:伸", 17),
            ("機関", "機関", 8),
            ("期限", "期限:略暦", 4),
            ("その後", "その後", 7),
        ),
        slots=1,
        height=20,
        unless_empty="前回",
    )
    page.table(
        "変化",
        (("日付", "日付:略暦", 4), ("変わったもの", "種類", 6), ("内容", "内容:伸", 26)),
        slots=1,
        height=20,
        unless_empty="前回",
    )
    page.table(
        "経過",
        (
            ("日付", "日付:略暦", 4),
            ("新", "新", 2),
            ("方法", "方法", 5),
            ("相手", "相手", 4),
            ("これまでの経過", "内容:伸", 17),
            ("提供機関", "提供機関", 4),
        ),
        slots=3,
        height=22,
    )
    with page.framed():
        page.line(label("目標"), replace(long("目標", 32), valign="center"), height=26)
        page.line(
            label("支援内容"),
            replace(long("支援内容の概要", 32), valign="center"),
            height=26,
        )
        page.line(
            label("期間"),
            entry("{{期間開始:略暦}} ～ {{期間終了:略暦}}", 14),
            label("次回の\nモニタリング", 5),
            entry("{{次回モニタリング日:和暦}}", 13),
        )
        page.line(label("検討\nすること"), long("要旨", 32), height=44)
    _finish(page)


def _roles(page: Page) -> None:
    _title(page, "役割分担表", "{{会議番号}}")
    page.table(
        "役割",
        (
            ("議題", "議題", 2),
            ("受付番号", "受付番号", 4),
            ("課題", "課題", 5),
            ("すること", "内容:伸", 10),
            ("担当機関", "機関", 7),
            ("役割", "役割", 4),
            ("期限", "期限:略暦", 4),
        ),
        slots=6,
        height=28,
    )
    _finish(page)


def _decisions(page: Page) -> None:
    _title(page, "議題{{番号}}　決定事項", "{{資料番号}}")
    with page.framed():
        page.line(
            label("受付番号"),
            entry("{{受付番号}}", 7),
            label("目的"),
            entry("{{目的}}", 7),
            label("主担当\n機関"),
            replace(entry("{{主担当機関}}", 10), wrap=True),
        )
        page.line(label("検討\nすること"), long("要旨", 32), height=50)
        page.line(label("確認した\n事実"), long("事実", 32), height=96)
        page.line(label("決定事項"), long("決定事項", 32), height=96)
    page.gap()
    page.table(
        "決定",
        (
            ("何を", "内容:伸", 15),
            ("機関", "機関", 10),
            ("担当者", "担当者", 6),
            ("いつまでに", "期限:略暦", 5),
        ),
        slots=5,
        height=36,
    )
    with page.framed():
        page.line(label("次回"), entry("", 32), height=30)
    _finish(page)
