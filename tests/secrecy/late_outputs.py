"""出力の続き: 通報・緊急の提供、情報提供依頼の台帳、配付・回収管理表、町が狭めた権限。

どれも ``outputs.Watcher`` と職員の番号を受け取る。新しい出力を作ったら、関数を一つ書いて ``LATE`` に足す。
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.printing import packets, request_register
from jusou_desk.casework.recall import disclosure_paper
from jusou_desk.casework.secrecy import disclosing
from jusou_desk.errors import DeskError, Refused
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import words_in
from tests.secrecy.oracle import Rule, nothing
from tests.secrecy.planting import NOW
from tests.secrecy.random_office import Narrowing
from tests.secrecy.reply_outputs import answers

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher


def alarms(watcher: Watcher, number: int) -> None:
    """通報・緊急の提供の一覧、待っているもの、承認の口、紙。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    everyday = oracle.page(oracle.everyday(number), worker=number)
    support = oracle.page(oracle.in_support(number), oracle.bodies(number))
    for index, case in enumerate(watcher.at.cases):
        for purpose, rule in (
            (Purpose.CASEWORK, everyday),
            (Purpose.SUPPORT_MEETING, support),
        ):
            watcher.attempt(
                who,
                f"相談{index}の通報({purpose})",
                partial(disclosing.told_of, desk, case.id, purpose),
                rule,
            )
    for n, told in enumerate(watcher.at.alarms):
        waits = told.state == "承認待ち"
        for purpose in (Purpose.CASEWORK, Purpose.SUPPORT_MEETING):
            if told.id in _awaited(desk, purpose) and waits and not oracle.may_allow(number, n):
                watcher.leak(who, "待っている通報", f"漏れ 承認できない通報{n}が出た")
        if waits and not oracle.may_allow(number, n):
            done = watcher.attempt(
                who, f"通報{n}の承認", partial(disclosing.approve, desk, told.id), nothing
            )
            if done:
                watcher.leak(who, f"通報{n}の承認", "漏れ 承認できない職員が承認できた")
        _paper(watcher, number, n)


def _awaited(desk: Desk, purpose: Purpose) -> frozenset[str]:
    try:
        with desk.reading(purpose) as work:
            found = disclosing.awaited(desk, work, desk.today())
    except DeskError:
        return frozenset()
    return frozenset(one.disclosure.id for one in found)


def _paper(watcher: Watcher, number: int, n: int) -> None:
    """承認された一件だけが、見てよい職員の手で紙になる。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    told, may = watcher.at.alarms[n], oracle.may_draw(number, n)
    if may and watcher.skips(n + number):
        return
    rule = oracle.disclosure(n) if may else nothing
    drawn = watcher.attempt(
        who,
        f"通報{n}の紙",
        partial(_pages, desk, told.id),
        rule,
        lambda one: rule(one) and one.kind == "通報" and one.what.endswith("の内容"),
    )
    if drawn is not may and watcher.at.plan.narrowed is None:
        watcher.leak(who, f"通報{n}の紙", f"漏れ 作れるはずが{may}で、作れたのが{drawn}")


def _pages(desk: Desk, told: str) -> str:
    drawn = disclosure_paper.draw_disclosure(desk, told)
    return repr(drawn.problems) + "".join(words_in(one.data) for one in drawn.files)


def request_registers(watcher: Watcher, number: int) -> None:
    """会議体ごとの、情報提供依頼の台帳の紙。従事者のほかには刷れない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    asked = {one.body for one in watcher.at.secrets if one.kind == "依頼"}
    for turn, body in enumerate(sorted(asked)):
        serves = oracle.serves(number, body)
        if serves and watcher.skips(turn + number):
            continue
        drawn = watcher.attempt(
            who,
            f"{body}の依頼の台帳の紙",
            partial(_register, desk, body),
            oracle.request_register(body) if serves else nothing,
            _asked_for(body) if serves else nothing,
        )
        if drawn and not serves:
            watcher.leak(who, f"{body}の依頼の台帳の紙", "漏れ 従事者でない人が刷れた")


def _register(desk: Desk, body: str) -> str:
    register = request_register.requests_of_year(desk, body, FiscalYear.of(NOW.date()))
    return "".join(words_in(one.data) for one in request_register.draw_register(desk, register))


def _asked_for(body: str) -> Rule:
    return lambda one: one.kind == "依頼" and one.body == body


def handed_out(watcher: Watcher, number: int) -> None:
    """配付・回収管理表の紙。誰に渡したかだけで、相談のことは一字も載らない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    for n, held in enumerate(watcher.at.held):
        may = watcher.may_hold(number, held)
        if may and watcher.skips(n + number):
            continue
        watcher.attempt(
            who,
            f"会議{n}の管理表の紙",
            partial(_copies, desk, held.meeting.id),
            oracle.around(held, n) if may else nothing,
        )


def _copies(desk: Desk, meeting: str) -> str:
    return words_in(packets.register_paper(desk, meeting).data)


def narrowed(watcher: Watcher, number: int) -> None:
    """町が狭めた組。その役割だけが、その分だけ狭い。"""
    limit = watcher.at.plan.narrowed
    if limit is None:
        return
    desk, who = watcher.at.desks[number], watcher.called(number)
    mine = watcher.at.plan.staff[number].role is limit.role
    output = f"狭めた権限({limit.purpose})"
    try:
        permit = desk.permit(limit.purpose)
    except Refused:
        if mine and limit.how is not Narrowing.REFUSED:
            watcher.leak(who, output, "欠け 断られた")
        return
    if not mine:
        return
    kept = {
        Narrowing.REFUSED: False,
        Narrowing.CONSENTED: permit.ceiling is Lane.OPEN,
        Narrowing.READING: not permit.may_write,
    }
    if not kept[limit.how]:
        watcher.leak(who, output, f"漏れ {limit.how}はずが、できた")


LATE: Final[tuple[Callable[[Watcher, int], None], ...]] = (
    alarms,
    request_registers,
    handed_out,
    narrowed,
    answers,
)
