"""評価シート。目標の振り返りと、終結・再プラン・中断の判断。"""

from __future__ import annotations

from dataclasses import replace

from heads import case_row, heading, legend, next_sheet
from house import COLUMNS, Page, entry, label, long, new_book, save, ticks, words

TITLE = "評価シート"


def draw() -> bytes:
    book = new_book()
    _review(Page(book, "1枚目"))
    _result(Page(book, "2枚目"))
    return save(book, TITLE)


def _review(page: Page) -> None:
    heading(page, TITLE, number="1枚目", seals=True)
    _undone(page)
    with page.framed():
        top = case_row(page, label("年齢", 3), entry("{{年齢}} 歳", 6))
        page.line(
            label("評価日"),
            entry("{{評価日:和暦}}", 15),
            label("評価者"),
            entry("{{評価者}}", 13),
        )
        page.line(
            label("プラン\n番号"),
            entry("{{プラン番号}}", 9),
            label("プラン\n期間"),
            entry("{{期間開始}} ～ {{期間終了}}", 19),
            height=26,
        )
    page.repeat_on_next_page(top, top)
    page.gap()
    with page.block("目標"):
        page.line(label("目標\n(長期)"), long("目標", 30), height=48)
        page.line(label("短期目標"), long("短期目標", 30), height=48)
        page.line(label("達成状況"), ticks("目標の達成状況", "goal_attainment", 30))
    page.gap()
    page.table(
        "支援内容",
        (
            ("課題", "課題", 7),
            ("実施すること", "内容:伸", 12),
            ("担当機関", "担当機関", 8),
            ("結果", "結果:伸", 9),
        ),
        slots=6,
        height=34,
    )
    page.gap()
    with page.block("振り返り"):
        page.line(label("達成の\n内容"), long("達成の内容", 30), height=104)
        page.line(
            label("見られた\n変化"), ticks("見られた変化", "evaluation_changes", 30), height=86
        )
    legend(page, "達成状況は課題ごとに振り返り、表の「結果」に書く。")
    page.set_in()
    page.finish()


def _undone(page: Page) -> None:
    """終結を取り消したシートの印。いつ、誰が取り消したか。"""
    page.line(words("{{取消}}", COLUMNS, size=11, align="right", bold=True), height=16)


def _result(page: Page) -> None:
    next_sheet(page, TITLE, "2枚目")
    _undone(page)
    with page.block("これから"):
        page.line(label("残された\n課題"), long("残された課題", 30), height=180)
        page.line(label("本人の\n希望"), long("本人の希望", 30), height=130)
        page.line(label("担当者の\n意見"), long("担当者の意見", 30), height=180)
    page.gap(8)
    with page.block("結果"):
        page.line(label("評価結果"), ticks("評価結果", "evaluation_results", 30), height=26)
        page.line(
            label("会議\n開催日"),
            entry("{{会議開催日}}", 12),
            label("終結日"),
            entry("{{終結日}}", 14),
            height=26,
        )
        page.line(label("終結理由"), ticks("終結理由", "closing_reasons", 30))
        page.line(
            label("終結後の\n主担当機関"),
            replace(entry("{{終結後の主担当機関}}", 30), wrap=True),
            height=34,
        )
        page.line(
            label("フォロー\nアップ"),
            ticks("フォローアップ", "yes_no", 6),
            label("方法", 3),
            replace(entry("{{フォローアップの方法}}", 21), wrap=True),
            height=40,
        )
    legend(page, "終結のときは、その後の主担当機関(つなぎ戻しの相手)を必ず書く。")
    page.set_in()
    page.finish()
