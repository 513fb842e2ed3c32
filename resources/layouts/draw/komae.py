"""狛江市のシート。つなぐシート、包括・アウトリーチ等・参加支援の各事業用シート、地域課題シート。

欄は標準の様式と同じ言葉で書く。書く人と渡す先(連絡員、推進員、CSW)が狛江市の仕組みに合わせてある。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import community_issue
import intake
import outreach_plan
import participation_plan
import referral
from heads import heading, legend, next_sheet
from house import COLUMNS, Box, Page, entry, label, long, new_book, save, ticks, words

TOWN: Final = "komae"
_LINKED, _CONSULTED = "つなぐシート", "包括的相談支援事業用シート"
_OUTREACH, _PARTICIPATION = "アウトリーチ等支援事業用シート", "参加支援事業用シート"
_SHARED: Final = "同じ内容を、相談支援包括化推進員と共有する。"


def linked() -> bytes:
    """つなぐシート。連絡員が、本人の同意を得て、本人と一緒に書く。"""
    book = new_book()
    page = Page(book, _LINKED)
    heading(page, _LINKED, handed=True)
    with page.framed():
        page.line(
            label("作成日"),
            entry("{{作成日:和暦}}", 14),
            label("緊急性"),
            ticks("緊急性", "urgency", 14),
        )
        for title, side in (("つなぐ\n相手", "つなぎ先"), ("連絡員の\n施設", "つなぎ元")):
            page.line(
                label(title),
                replace(entry(f"{{{{{side}}}}}", 14), wrap=True),
                label("氏名", 2),
                entry(f"{{{{{side}の担当者}}}}", 7),
                label("電話", 2),
                entry(f"{{{{{side}の電話}}}}", 7),
                height=26,
            )
    page.gap()
    referral.person(page)
    page.gap()
    referral.content(page)
    page.line(
        words("連絡員は、本人の同意を得て、本人と一緒に書く。{{つなぐ注意}}", COLUMNS),
        height=24,
    )
    referral.reply(page)
    page.set_in()
    page.finish()
    return save(book, _LINKED)


def consulted() -> bytes:
    """包括的相談支援事業用シート。相談を受けた窓口が書き、相談支援機関と共有する。"""
    book = new_book()
    page = Page(book, "1枚目")
    heading(page, _CONSULTED, number="1枚目", seals=True)
    with page.framed():
        top = page.line(
            label("受付番号"),
            entry("{{受付番号}}", 8),
            label("受付日", national=True),
            entry("{{受付日:和暦}}", 11, national=True),
            label("相談支援\nサポーター", 4),
            entry("{{担当者}}", 5),
        )
        page.line(
            label("受けた窓口", national=True),
            replace(entry("{{窓口}}", 14, national=True), wrap=True),
            label("相談方法", national=True),
            ticks("相談方法", "methods", 14, national=True),
        )
    page.repeat_on_next_page(top, top)
    page.gap()
    intake.person(page)
    page.gap()
    with page.block("相談"):
        page.line(label("緊急性"), ticks("緊急性", "urgency", 30))
        intake.topics(page)
        page.line(label("相談内容"), long("相談内容", 30), height=204)
        page.line(label("希望"), long("希望", 30), height=76)
    page.gap()
    with page.framed():
        page.line(label("同意", national=True), ticks("同意", "consent", 32, national=True))
    legend(page, _SHARED + "太枠は国への報告項目。")
    page.set_in()
    page.finish()
    _seen_through(Page(book, "2枚目"))
    return save(book, _CONSULTED)


def _seen_through(page: Page) -> None:
    next_sheet(page, _CONSULTED, "2枚目")
    intake.members(page, slots=5)
    page.gap()
    with page.block("見立て"):
        page.choices(label("課題", national=True), "課題", "issues", across=3)
        page.line(
            label("主たる\n課題", national=True),
            entry("{{主たる課題}}", 30, national=True),
            height=24,
        )
        page.line(label("世帯の\n特徴"), ticks("世帯の特徴", "household_types", 30))
        page.line(
            label("既に関わる\n機関"),
            replace(entry("{{既に関わる機関}}", 30), wrap=True),
            height=40,
        )
    page.gap()
    with page.block("推進員が書く"):
        page.line(label("受け取った\n日"), entry("　　　　年　　月　　日", 30), height=26)
        page.line(
            label("進め方"),
            Box(
                "☐窓口で続ける　☐別の機関へつなぐ(　　　　　　　　　　　)\n"
                "☐多機関協働で検討する　☐アウトリーチ等につなぐ　☐見守る",
                30,
                wrap=True,
            ),
            height=36,
        )
        page.line(label("担当CW"), entry("", 13), label("推進員"), entry("", 13), height=34)
        page.line(label("申し送り"), entry("", 30), height=190)
    legend(page, _SHARED)
    page.set_in()
    page.finish()


def outreach() -> bytes:
    """アウトリーチ等支援事業用シート。CSW が書き、推進員と共有する。"""
    book = new_book()
    first, second = Page(book, "1枚目"), Page(book, "2枚目")
    heading(first, _OUTREACH, number="1枚目", seals=True)
    outreach_plan.content(first)
    next_sheet(second, _OUTREACH, "2枚目")
    outreach_plan.follow_up(second)
    for page in (first, second):
        legend(page, "CSW が書く。本人に渡さない。" + _SHARED)
        page.set_in()
        page.finish()
    return save(book, _OUTREACH)


def participation() -> bytes:
    """参加支援事業用シート。多機関協働で実施が決まってから、参加支援を行う所が書く。"""
    book = new_book()
    first, second = Page(book, "1枚目"), Page(book, "2枚目")
    heading(first, _PARTICIPATION, number="1枚目", handed=True)
    participation_plan.content(first)
    next_sheet(second, _PARTICIPATION, "2枚目")
    participation_plan.follow_up(second)
    for page in (first, second):
        legend(page, "多機関協働事業で実施が決まってから書く。" + _SHARED)
        page.set_in()
        page.finish()
    return save(book, _PARTICIPATION)


def community() -> bytes:
    """地域課題シート。福祉のまちづくり委員会が手で書く。"""
    return community_issue.draw("委員会")


LAYOUTS: Final[dict[str, Callable[[], bytes]]] = {
    "referral": linked,
    "consultation": consulted,
    "outreach-plan": outreach,
    "participation-plan": participation,
    "community-issue": community,
}
