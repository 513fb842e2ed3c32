"""次にすること。手順の流れ(受付→同意→アセスメント→プラン→会議→見守り→評価→再プラン・見届け)で、いま要ること。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jusou_desk.casework.case.answers import Values, day, text, unpack
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.forms import known_codes
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    CaseStatus,
    Consent,
    Meeting,
    Note,
    Plan,
    PlanStatus,
    Sheet,
)
from jusou_desk.models.register_records import Match, MatchState
from jusou_desk.models.secrecy_records import Disclosure
from jusou_desk.towns import MeetingKind
from jusou_desk.wareki import format_short

_URGENT: Final = "緊急"
_PARTICIPATION: Final = "参加支援"
#: 符号表 evaluation_results の「再プランして継続」、referral_outcomes の「受けられない」「つなぎ戻し」、
#: yes_no の「あり」。語は町が替えてよいので、符号で見る。
_AGAIN, _REFUSED, _SENT_BACK, _YES = "2", "4", "5", "1"
#: プランの期間の終わりが近いとみる日数。評価と会議の支度に要る。推定。
_SOON: Final = timedelta(days=30)


@dataclass(frozen=True)
class NextStep:
    """次にすること。``place`` は開く画面の種類、``item`` はその中で初めに出す一件。"""

    what: str
    why: str
    place: str
    item: str = ""


@dataclass(frozen=True)
class Course:
    """一件のいまの姿。どの並びも、新しい順。"""

    case: Case
    consents: Sequence[Consent]
    notes: Sequence[Note]
    sheets: Sequence[Sheet]
    plans: Sequence[Plan]
    agenda: Sequence[tuple[Meeting, AgendaItem]]
    disclosures: Sequence[Disclosure]
    matches: Sequence[Match]

    @property
    def current(self) -> list[Plan]:
        """案か決定のプラン。"""
        return [p for p in self.plans if p.status in (PlanStatus.DRAFT, PlanStatus.DECIDED)]

    def of(self, form_id: str) -> Iterator[tuple[Sheet, Values]]:
        """その様式の、取り消していないシートと値。"""
        for one in self.sheets:
            if one.form_id == form_id and not cancelled(one):
                yield one, unpack(one)


def next_steps(course: Course, today: date) -> tuple[NextStep, ...]:
    """次に要ること。先にするものから。終わった相談では、見届け(フォローアップ)だけ。"""
    if course.case.status in (CaseStatus.CLOSED, CaseStatus.SUSPENDED):
        return tuple(_follow_up(course))
    urgent = tuple(_urgent(course))
    if not course.case.consented:
        return (*urgent, *_unconsented(course, today))
    return (*urgent, *_consented(course, today), *_sent_back(course), *_hosts(course, today))


def _urgent(course: Course) -> Iterator[NextStep]:
    if course.case.urgency == _URGENT and not course.disclosures:
        yield NextStep(
            "通報・緊急の連絡をする",
            f"緊急性が「{_URGENT}」です。対応した時刻・人・知らせた先を残します",
            "disclosure",
        )


def _unconsented(course: Course, today: date) -> Iterator[NextStep]:
    yield from _still_on_agenda(course, today)
    yield NextStep("同意を確かめる", "同意が無い間は重層的支援会議にかけられません", "consent")
    yield NextStep(
        "支援会議で検討する", "同意が無くても支援会議なら検討できます", "support_meeting"
    )


def _still_on_agenda(course: Course, today: date) -> Iterator[NextStep]:
    """同意が撤回されたのに、これからの重層的支援会議の議題に残っているとき、外しに行く一手。"""
    left = [
        meeting
        for meeting, _item in course.agenda
        if meeting.kind == MeetingKind.PLAN and meeting.held_on >= today
    ]
    if left:
        first = min(left, key=lambda meeting: meeting.held_on)
        on = format_short(first.held_on)
        why = f"同意が無いのに、{on}の {first.meeting_no} の議題に入っています"
        yield NextStep("会議の議題から外す", why, "meeting")


def _consented(course: Course, today: date) -> Iterator[NextStep]:
    latest = next(iter(course.consents), None)
    if latest is not None and not latest.scope:
        yield NextStep(
            "同意の範囲と提供先を書く",
            "受付では同意の有無だけの記入です。書くまでは、範囲・提供先・期間を限らない同意とみます",
            "consent",
        )
    current = course.current
    again = _planning_again(course)
    if not any(True for _ in course.of("assessment")):
        yield NextStep("アセスメントを書く", "課題の特性がまだ整理されていません", "assessment")
    elif again:
        yield again
    elif not current:
        yield NextStep("プランを作る", "アセスメントが済んでいます", "plan")
    drafts = [p for p in current if p.status is PlanStatus.DRAFT]
    coming = {meeting.id for meeting, _ in course.agenda if meeting.held_on >= today}
    if drafts and coming:
        yield NextStep("会議の準備をする", "次の会議の議題に入っています", "meeting")
    elif drafts:
        yield NextStep("重層的支援会議にかける", "プランが案のままです", "plan_meeting")
    decided = [p for p in current if p.status is PlanStatus.DECIDED]
    if decided and not again:
        yield _under_way(decided, today)


def _planning_again(course: Course) -> NextStep | None:
    """「再プランして継続」と評価した後、まだ次のプランを作っていないとき。"""
    for sheet, values in course.of("evaluation"):
        if _code("evaluation_results", values, "result") != _AGAIN:
            return None
        on = day(values, "evaluated_on") or sheet.written_on
        newer = any(p.made_on > on or p.status is PlanStatus.DRAFT for p in course.plans)
        why = f"{format_short(on)}の評価が「{text(values, 'result')}」です"
        return None if newer else NextStep("次のプランを作る", why, "plan")
    return None


def _under_way(decided: Sequence[Plan], today: date) -> NextStep:
    """支援中の一手。期間の終わりか、モニタリングの日が来ていれば、それを言う。"""
    ends = min((p.period_to for p in decided if p.period_to), default=None)
    if ends is not None and ends <= today + _SOON:
        word = "過ぎました" if ends < today else "近づいています"
        why = f"プランの期間の終わり({format_short(ends)})が{word}"
        return NextStep("評価する", why, "evaluation")
    watch = min((p.next_monitoring_on for p in decided if p.next_monitoring_on), default=None)
    if watch is not None and watch <= today:
        why = f"モニタリングの予定日({format_short(watch)})が来ています"
        return NextStep("様子を確かめて経過を書く", why, "progress")
    return NextStep("経過を書く・評価する", "プランに沿って支援中です", "progress")


def _sent_back(course: Course) -> Iterator[NextStep]:
    """つないだ先が受けられないか、戻してきて、その後に手を打っていないとき。"""
    for sheet, values in course.of("referral"):
        code = _code("referral_outcomes", values, "result")
        if code not in (_REFUSED, _SENT_BACK):
            return
        on = day(values, "replied_on") or sheet.written_on
        agency = text(values, "to_agency").strip() or "つなぎ先"
        why = f"{agency}の返信({format_short(on)})が「{text(values, 'result')}」です"
        if code == _REFUSED:
            yield NextStep("ほかのつなぎ先へつなぐ", why, "referral")
        elif not any(meeting.held_on >= on for meeting, _ in course.agenda):
            yield NextStep("会議で主担当を決め直す", why, "plan_meeting")
        return


def _hosts(course: Course, today: date) -> Iterator[NextStep]:
    """参加支援の受入先。打診の返事を待っているか、まだ打診していないとき。"""
    plan = next((p for p in course.plans if p.kind == _PARTICIPATION), None)
    if plan is None or plan not in course.current:
        return
    found = [one for one in course.matches if one.plan_id == plan.id]
    asked = [one for one in found if one.state is MatchState.ASKED]
    if asked:
        oldest = min(asked, key=lambda one: one.asked_on)
        days = (today - oldest.asked_on).days
        why = f"{oldest.host}に{format_short(oldest.asked_on)}に打診しました（{days}日前）"
        yield NextStep("受入先の返事を残す", why, "host")
    elif plan.status is PlanStatus.DECIDED and not any(
        one.state is MatchState.MADE for one in found
    ):
        yield NextStep("受入先を探す", "参加支援のプランの受入先がまだ決まっていません", "host")


def _follow_up(course: Course) -> Iterator[NextStep]:
    """終わった相談の見届け。終わってから経過を書けば、済んだものとみる。"""
    closed = course.case.closed_on
    for _sheet, values in course.of("evaluation"):
        if _code("yes_no", values, "follow_up") == _YES and closed is not None:
            seen = any(note.at.date() > closed for note in course.notes)
            way = text(values, "follow_up_way").strip()
            why = "評価で、フォローアップをすることにしています" + (f"（{way}）" if way else "")
            if not seen:
                yield NextStep("フォローアップをして経過を書く", why, "progress")
        return


def _code(codes: str, values: Values, name: str) -> str:
    found = known_codes(codes).get(text(values, name))
    return found.code if found else ""
