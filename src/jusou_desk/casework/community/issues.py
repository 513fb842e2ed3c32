"""地域課題の記録: 足す、直す、検討の経緯を続ける、根拠を数える(domain.md §1.10、狛江市の地域課題シート)。

どの相談にも結び付けない。根拠は数の文だけで、支援会議の区分の件は数えない(従事者が数えたかどうかで数が
変わると、会議のあったことが知れるため)。
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Final

from jusou_desk.casework.community.naming import names_in
from jusou_desk.casework.counting.referrals import evidence_of, referrals_of, said_within
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.community_records import CommunityIssue, IssueState, Talk
from jusou_desk.models.register_records import FailedFor, MatchState
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear

WRITTEN: Final = "地域課題の記入"
ENDED: Final = (IssueState.SOLVED, IssueState.PUT_OFF)
_PURPOSE: Final = Purpose.CASEWORK
_MACHINE: Final = frozenset({"id", "body_id", "state", "written_by"})


def may_write(desk: Desk) -> bool:
    """地域課題を書ける役割か。"""
    return desk.may(_PURPOSE)


def issues(desk: Desk) -> tuple[CommunityIssue, ...]:
    """地域課題の全部。終わっていないものを先に、それぞれ新しく気づいた順。"""
    with desk.reading(_PURPOSE) as work:
        found = work.issues.where()
    newest = sorted(found, key=lambda one: (one.found_on, one.id), reverse=True)
    return tuple(sorted(newest, key=lambda one: one.state in ENDED))


def find_issue(desk: Desk, issue_id: str) -> CommunityIssue:
    """id の地域課題。無ければ ``BadInput``。"""
    with desk.reading(_PURPOSE) as work:
        found = work.issues.get(issue_id)
    if found is None:
        raise BadInput("その地域課題が見つかりません。", "地域課題の一覧から開き直してください。")
    return found


def new_issue(desk: Desk) -> CommunityIssue:
    """まだ書いていない一件。"""
    return CommunityIssue(title="", found_on=desk.today())


def write_issue(desk: Desk, issue: CommunityIssue) -> CommunityIssue:
    """一件を書く。検討の経緯は日の順に並べ、解決・見送りにした日を残す。

    課題の名が無ければ ``BadInput``。
    """
    if not issue.title.strip():
        raise BadInput("課題の名がありません。", "何の困りごとかを、短く入れてください。", "title")
    ended = issue.state in ENDED
    made = replace(
        issue,
        talks=tuple(sorted(issue.talks, key=lambda one: one.on)),
        ended_on=(issue.ended_on or desk.today()) if ended else None,
        written_by=desk.me.name,
        written_at=desk.now(),
    )
    with desk.writing(_PURPOSE) as work:
        stored = work.issues.put(made)
        desk.audit(work, WRITTEN)
    return stored


def add_talk(desk: Desk, issue_id: str, talk: Talk) -> CommunityIssue:
    """検討の経緯に一行を足す。話し合ったことが無いか、先の日なら ``BadInput``。"""
    if not talk.what.strip():
        raise BadInput("話し合ったことがありません。", "何を話したかを入れてください。", "what")
    if talk.on > desk.today():
        raise BadInput("まだ来ていない日です。", "話し合った日を確かめてください。", "on")
    issue = find_issue(desk, issue_id)
    state = IssueState.DISCUSSED if issue.state is IssueState.NOTICED else issue.state
    return write_issue(desk, replace(issue, talks=(*issue.talks, talk), state=state))


def words_of(issue: CommunityIssue) -> tuple[str, ...]:
    """人の打った文の全部。"""
    own = (getattr(issue, one.name) for one in fields(issue) if one.name not in _MACHINE)
    talked = (word for one in issue.talks for word in (one.place, one.who, one.what))
    return (*(one for one in own if isinstance(one, str)), *talked)


def named_people(desk: Desk, issue: CommunityIssue) -> tuple[str, ...]:
    """文に出てくる、知っている人の名。"""
    return names_in(desk, words_of(issue))


def count_evidence(desk: Desk, year: FiscalYear, *, small_too: bool = True) -> str:
    """その年度の、根拠の文: つないだ件の受け手不在と、受入先探しの受け手不在。無ければ、無いと言う。

    small_too: 役所の中で使う。公表するときは False にし、少ない数も、引き算で分かる合計も書かない。
    """
    with desk.reading(_PURPOSE) as work:
        found = referrals_of(work, desk.town, year.first, year.last)
        asked = [one for one in work.matches.where() if one.asked_on in year]
    lines = [evidence_of(found, year, small_too=small_too)]
    failed = [one for one in asked if one.state is MatchState.FAILED]
    nobody = sum(one.failed_for is FailedFor.NOBODY for one in failed)
    if asked:
        counts = [len(asked), len(failed), nobody]
        tried, lost, empty = said_within(counts, small_too)
        lines.append(
            f"{year.label}　受入先への打診{tried}のうち、不成立{lost}（受け手不在{empty}）。"
        )
    told = "\n".join(line for line in lines if line)
    return told or f"{year.label}は、つないだ件も受入先への打診もありません。"


def due_issues(found: tuple[CommunityIssue, ...], last: date) -> tuple[CommunityIssue, ...]:
    """``last`` までに次に動く日の来る、終わっていない課題。"""
    return tuple(
        one
        for one in found
        if one.state not in ENDED and one.review_on is not None and one.review_on <= last
    )
