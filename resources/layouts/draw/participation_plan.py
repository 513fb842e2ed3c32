"""参加支援事業のプラン。本人の得意と希望から、受入先とのつながりを作り、落ち着くまで支える。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, legend, next_sheet
from house import Page, entry, label, long, new_book, save, ticks
from plan import actions, application, arrangement, head, settled

TITLE = "参加支援プラン"


def draw() -> bytes:
    book = new_book()
    first = Page(book, "1枚目")
    heading(first, TITLE, number="1枚目", handed=True)
    content(first)
    legend(first, "受入先は、本人の同意の中でだけ伝える。")
    first.set_in()
    first.finish()
    second = Page(book, "2枚目")
    next_sheet(second, TITLE, "2枚目")
    follow_up(second)
    legend(second, "申込みの欄は、本人が内容を確かめてから署名する。")
    second.set_in()
    second.finish()
    return save(book, TITLE)


def content(page: Page) -> None:
    """1枚目: 本人の希望と目標、受入先とのつながり。"""
    head(page, entry("参加支援", 17))
    page.gap()
    with page.block("本人と目標"):
        page.line(label("段階"), ticks("参加支援の段階", "participation_steps", 30), height=32)
        page.line(label("本人の\n希望"), long("本人・世帯の希望", 30), height=36)
        page.line(label("得意・\n好きなこと"), long("得意・好きなこと", 30), height=42)
        page.line(label("世帯の\n状況"), long("世帯の状況", 30), height=46)
        page.line(label("解決したい\n課題"), long("解決したい課題", 30), height=44)
        page.line(label("目標\n(長期)"), long("目標", 30), height=40)
        page.line(label("短期目標"), long("短期目標", 30), height=40)
    page.gap()
    with page.block("つながり"):
        page.line(
            label("既存の制度\nで届かない\n理由"),
            long("既存の制度で届かない理由", 30),
            height=42,
        )
        page.line(label("活用する\n地域資源"), long("活用する地域資源", 30), height=40)
        page.line(label("受入先"), replace(entry("{{受入先}}", 30), wrap=True), height=28)
        page.line(
            label("受入れの\n内容"),
            replace(entry("{{受入れの内容}}", 30), wrap=True),
            height=34,
        )
        page.line(label("資源開拓・\nマッチング"), long("資源開拓・マッチング", 30), height=40)
        page.line(
            label("実費・\n助成"),
            replace(entry("{{実費・助成}}", 17), wrap=True),
            label("助成額", 4),
            entry("{{助成額:数}} 円", 9),
            height=28,
        )
        page.line(label("定着の\n支援"), long("定着の支援", 30), height=44)
        page.line(
            label("フォロー\nアップ"), replace(entry("{{落ち着いた後}}", 30), wrap=True), height=28
        )


def follow_up(page: Page) -> None:
    """2枚目: 誰が何を、担当と期間、申込み、会議と終結。"""
    actions(page, slots=4)
    with page.framed():
        page.line(label("支援の\nあらまし"), long("支援内容", 32), height=46)
        page.line(label("備考"), long("備考", 32), height=30)
    page.gap()
    arrangement(page)
    page.gap()
    application(page)
    page.gap()
    settled(page)
