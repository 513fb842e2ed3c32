"""多機関協働事業 プラン兼利用申込書。1枚目に課題と支援内容、2枚目に利用・申込み・決定。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, legend, next_sheet
from house import Box, Page, entry, label, long, new_book, save, ticks, words

TITLE = "多機関協働事業 プラン兼利用申込書"


def draw() -> bytes:
    book = new_book()
    _plan(Page(book, "1枚目"))
    _application(Page(book, "2枚目"))
    return save(book, TITLE)


def head(page: Page, kind: Box) -> None:
    """プランの番号と本人。kind: 種別の欄(17 升)。続きの紙にも氏名を刷る。"""
    with page.framed():
        page.line(
            label("受付番号"),
            entry("{{受付番号}}", 8),
            label("プラン\n番号"),
            entry("{{プラン番号}}", 8),
            label("作成日", 3),
            entry("{{作成日}}", 9),
            height=22,
        )
        page.line(
            label("種別"),
            kind,
            label("作成回数", 4),
            entry("第 {{回数}} 回", 4),
            label("状態", 3),
            entry("{{状態}}", 4),
        )
        top = page.line(
            label("氏名"),
            entry("{{氏名}}", 11, size=13),
            label("フリガナ", 3),
            entry("{{フリガナ}}", 9),
            label("性別", 2),
            entry("{{性別}}", 7),
            height=26,
        )
        page.line(
            label("生年月日"),
            entry("{{生年月日}}", 11),
            label("年齢", 3),
            entry("{{年齢}} 歳", 4),
            label("作成者", 3),
            replace(entry("{{作成機関}}\n{{作成者}}", 11), wrap=True),
            height=30,
        )
    page.repeat_on_next_page(top, top)


def _plan(page: Page) -> None:
    heading(page, TITLE, number="1枚目", handed=True)
    head(page, ticks("種別", "plan_kinds", 17))
    page.gap()
    with page.block("課題と目標"):
        page.line(label("世帯の\n状況"), long("世帯の状況", 30), height=70)
        page.line(label("解決したい\n課題"), long("解決したい課題", 30), height=70)
        page.line(label("本人・世帯\nの希望"), long("本人・世帯の希望", 30), height=50)
        page.line(label("目標\n(長期)"), long("目標", 30), height=44)
        page.line(label("短期目標"), long("短期目標", 30), height=44)
        page.line(label("支援の\nあらまし"), long("支援内容", 30), height=68)
    page.gap()
    actions(page, slots=6)
    legend(page, "期限は R8.11.22 のように書く。行が足りないときは続けて書き足す。")
    page.set_in()
    page.finish()


def actions(page: Page, *, slots: int) -> None:
    """支援内容の行。"""
    page.line(words("支援内容(誰が・何を・いつまでに)", 36, size=10.5, bold=True), height=16)
    page.table(
        "支援内容",
        (
            ("課題", "課題", 5),
            ("実施すること", "内容:伸", 9),
            ("担当機関", "担当機関", 6),
            ("担当者", "担当者", 5),
            ("役割", "役割", 4),
            ("頻度", "頻度", 3),
            ("期限", "期限:略暦", 4),
        ),
        slots=slots,
        height=32,
    )


def _application(page: Page) -> None:
    next_sheet(page, TITLE, "2枚目")
    arrangement(page)
    page.gap(8)
    with page.block("事業の利用"):
        page.line(
            label("参加支援"),
            ticks("参加支援事業の利用", "yes_no", 6),
            label("内容", 3),
            replace(entry("{{参加支援の内容}}", 21), wrap=True),
            height=40,
        )
        page.line(
            label("アウト\nリーチ等"),
            ticks("アウトリーチ等の利用", "yes_no", 6),
            label("内容", 3),
            replace(entry("{{アウトリーチ等の内容}}", 21), wrap=True),
            height=40,
        )
        page.line(label("関連事業"), ticks("関連事業", "related_services", 30))
        page.line(label("備考"), long("備考", 30), height=56)
    page.gap(8)
    application(page)
    page.gap(8)
    settled(page)
    legend(page, "申込みの欄は、本人が内容を確かめてから署名する。")
    page.set_in()
    page.finish()


def arrangement(page: Page) -> None:
    """担当と期間。"""
    with page.block("担当と期間"):
        page.line(label("主担当\n機関"), replace(entry("{{主担当機関}}", 30), wrap=True), height=26)
        page.line(label("担当機関"), replace(entry("{{担当機関}}", 30), wrap=True), height=36)
        page.line(
            label("プラン\n期間"),
            entry("{{期間開始}} から {{期間終了}} まで", 30),
            height=24,
        )
        page.line(
            label("次回の\nモニタリング", 5),
            entry("{{次回モニタリング日:和暦}}", 10),
            label("方法", 3),
            replace(entry("{{モニタリングの方法}}", 16), wrap=True),
            height=28,
        )


def application(page: Page) -> None:
    """本人の申込み。"""
    with page.block("申込み"):
        page.line(replace(entry("{{プラン申込文}}", 34, size=11), wrap=True), height=54)
        page.line(
            label("申込日"),
            entry("{{申込日}}", 10),
            label("本人署名"),
            entry("", 16),
            height=38,
        )


def settled(page: Page) -> None:
    """会議、決定、終結。"""
    with page.block("会議と決定"):
        page.line(label("会議\n開催日"), entry("{{会議開催日:和暦}}", 30), height=26)
        page.line(label("協議結果"), long("協議結果", 30), height=86)
        page.line(
            label("支援決定"),
            ticks("支援決定", "plan_results", 15),
            label("決定日"),
            entry("{{決定日}}", 11),
            height=26,
        )
    page.gap(8)
    with page.block("終結"):
        page.line(label("終結日"), entry("{{終結日}}", 30), height=24)
        page.line(label("終結理由"), ticks("終結理由", "closing_reasons", 30))
    page.gap(8)
    with page.framed():
        page.line(
            label("決定者", 4), entry("{{首長}}", 14), label("決裁", 4), entry("", 14), height=40
        )
