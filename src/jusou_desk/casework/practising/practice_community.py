"""練習用の筋書きのうち、相談の外のこと: 受入先の名簿、受入先探しと実費、地域課題。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from jusou_desk.casework.community import issues, spending
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.practising.practice_story import (
    PracticeBook,
    PracticeIssue,
    PracticeMatch,
    PracticePayment,
    Step,
    Writing,
)
from jusou_desk.casework.register import matching, writing
from jusou_desk.models.community_records import Talk
from jusou_desk.models.records import Plan
from jusou_desk.models.register_records import FailedFor, Match
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear


def community_steps(desks: Mapping[str, Desk], book: PracticeBook) -> Iterator[Step]:
    """受入先を名簿に足し、年度ごとの実費の予算を決め、地域課題を書く。"""
    for host in book.hosts:
        yield Step(host.on, "host", partial(writing.put_row, desks[host.by], host.row))
    for issue in book.issues:
        yield from _issue_steps(desks[issue.by], issue)
    if book.budget is not None:
        paid = [one.paid_on for case in book.cases for w in case.writings for one in w.paid]
        admin = desks[book.staff[0].name]
        for day in sorted({FiscalYear.of(on): on for on in sorted(paid, reverse=True)}.values()):
            decide = partial(spending.set_budget, admin, FiscalYear.of(day), book.budget)
            yield Step(day, "host", decide)


def _issue_steps(desk: Desk, story: PracticeIssue) -> Iterator[Step]:
    made: list[str] = []

    def write() -> None:
        made.append(issues.write_issue(desk, story.issue).id)

    def add(talk: Talk) -> None:
        issues.add_talk(desk, made[0], talk)

    yield Step(story.on, "issue", write)
    for talk in story.talks:
        yield Step(talk.on, "talk", partial(add, talk))


def joining_steps(desk: Desk, written: Writing, plan_id: Callable[[], str]) -> Iterator[Step]:
    """参加支援のプランの受入先探しと実費。"""

    def plan() -> Plan:
        with desk.reading(Purpose.CASEWORK) as work:
            found = work.plans.get(plan_id())
        assert found is not None
        return found

    for match in written.matches:
        yield from _match_steps(desk, match, plan)
    for paid in written.paid:
        yield Step(paid.paid_on, "paid", partial(_pay, desk, paid, plan))


def _match_steps(desk: Desk, story: PracticeMatch, plan: Callable[[], Plan]) -> Iterator[Step]:
    asked: list[Match] = []

    def ask() -> None:
        with desk.reading(Purpose.CASEWORK) as work:
            row = work.resources.one(name=story.host)
        number = row.resource_no if row else ""
        found = matching.ask(desk, plan(), story.host, resource_no=number, wanted=story.wanted)
        asked.append(found)

    yield Step(story.on, "match", ask)
    if story.made_on is not None:
        yield Step(story.made_on, "matched", lambda: _succeed(desk, story, asked[0]))
    if story.failed_on is not None:
        why = FailedFor(story.failed_for)
        yield Step(
            story.failed_on,
            "matched",
            lambda: matching.fail(desk, asked[0].id, why, story.reason),
        )


def _succeed(desk: Desk, story: PracticeMatch, asked: Match) -> None:
    matching.succeed(
        desk,
        asked.id,
        starts_on=story.starts_on,
        activity=story.activity,
        frequency=story.frequency,
        costs=story.costs,
    )


def _pay(desk: Desk, paid: PracticePayment, plan: Callable[[], Plan]) -> None:
    spending.pay(
        desk,
        plan(),
        paid_on=paid.paid_on,
        amount=paid.amount,
        what=paid.what,
        receiver=paid.receiver,
        decided_by=paid.decided_by,
    )
