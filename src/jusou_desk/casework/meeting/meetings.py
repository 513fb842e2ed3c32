"""会議。重層的支援会議(同意のある相談だけ)と支援会議(法106条の6)を、法的区分で分ける。"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.colliding import Seen
from jusou_desk.casework.case.consent import may_disclose
from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.case.numbering import body_of, meeting_number
from jusou_desk.casework.case.overlaying import chosen, note_changes
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.result_seen import expect_result_seen
from jusou_desk.casework.meeting.seats import without_items
from jusou_desk.clock import known_time
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import (
    AgendaItem,
    Attendee,
    Case,
    Decision,
    Meeting,
    Plan,
    PlanStatus,
    Task,
)
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.wareki import format_short, parse_date

_NUMBER_WORDS: Final = {
    MeetingKind.SUPPORT: "支援",
    MeetingKind.PLAN: "重層",
    MeetingKind.OTHER: "会議",
}

#: 会議を書き直したことの監査の語。開催日を変えれば、前と後も残る。
MOVED: Final = "会議の書直し"
_HELD, _TO = "開催日 ", " → "
#: 一つの席で続けて開く会議にしたことの監査の語。
SAT_TOGETHER: Final = "同じ席の会議の設定"


class ConsentNeeded(Refused):
    """同意が無いので重層的支援会議にかけられない。代わりの会議体(``instead``)を示す。"""

    def __init__(self, case_no: str, instead: tuple[MeetingBody, ...]) -> None:
        names = "」「".join(body.name for body in instead)
        advice = (
            f"同意を得てからかけるか、同意の要らない「{names}」で検討してください。"
            if names
            else "本人の同意を得てから、もう一度加えてください。"
        )
        super().__init__(
            f"{case_no} は本人の同意(書面・口頭)が無いため、重層的支援会議にかけられません。",
            advice,
        )
        self.instead = instead


@dataclass(frozen=True)
class MeetingPage:
    """会議一回分。items は議題の順で、相談が付く。

    names は相談 id → 本人の氏名。drafts は相談 id → まだ案のプラン(新しいもの)。
    """

    meeting: Meeting
    body: MeetingBody | None
    items: tuple[tuple[AgendaItem, Case], ...]
    names: dict[str, str]
    drafts: dict[str, Plan]


def kinds_open_to(desk: Desk, body: MeetingBody) -> tuple[MeetingKind, ...]:
    """この職員がその会議体で設けられる法的区分。支援会議は、従事しているものだけ。"""
    allowed = (kind for kind in body.kinds if not kind.sealed or desk.serves(body))
    return tuple(kind for kind in allowed if desk.may(purpose_of_kind(kind)))


def convene(
    desk: Desk,
    body_id: str,
    held_on: date,
    *,
    kind: MeetingKind | None = None,
    start: str = "",
    end: str = "",
    place: str = "",
    beside: Meeting | None = None,
    attendees: tuple[Attendee, ...] = (),
) -> Meeting:
    """会議を一回設ける。法的区分は会議体が取り得るもの(省けば既定)。

    beside: 同じ席の、もう一方の区分の会議。司会を継ぎ、支援会議の側なら同じ席であることも覚える。
    """
    body = desk.town.body(body_id)
    if body is None:
        raise BadInput("その会議体は登録されていません。", "会議体を選び直してください。")
    kind = kind or body.kinds[0]
    if kind not in body.kinds:
        raise BadInput(
            f"「{body.name}」は{kind}としては開けません。",
            f"この会議体の法的区分は「{'・'.join(body.kinds)}」です。",
        )
    lane = Lane.SEALED if kind.sealed else Lane.OPEN
    owner = body.id if kind.sealed else ""
    series = body_of(desk.town, owner)
    with desk.writing(purpose_of_kind(kind)) as work:
        meeting = work.meetings.put(
            Meeting(
                lane=lane,
                body_id=owner,
                meeting_no=meeting_number(work, _NUMBER_WORDS[kind], held_on, series),
                body_name=body.name,
                kind=kind,
                held_on=held_on,
                start=start,
                end=end,
                place=place,
                chair=(beside.chair if beside else "") or body.chair,
                recorder=desk.me.name,
                attendees=attendees,
                sitting=beside.id if beside and kind.sealed else "",
            )
        )
        desk.audit(work, "会議の設定", meeting.meeting_no, body_id=meeting.body_id)
        if meeting.sitting:
            desk.audit(work, SAT_TOGETHER, meeting.meeting_no, body_id=meeting.body_id)
    return meeting


def meeting_list(desk: Desk) -> tuple[Meeting, ...]:
    """会議の一覧を新しい順に。支援会議は従事者にだけ混ざる。"""
    with desk.reading(widest_reading(desk)) as work:
        meetings = work.meetings.where()
    return tuple(sorted(meetings, key=lambda m: (m.held_on, m.meeting_no), reverse=True))


def meeting_page(desk: Desk, meeting_id: str) -> MeetingPage:
    """会議一回分。その会議の目的の許可で開く。"""
    meeting = find_meeting(desk, meeting_id)
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        items = agenda_of(work, meeting.id)
        people = {p.id: p for p in work.people.among("id", {c.person_id for _, c in items})}
        plans = work.plans.among("case_id", {case.id for _, case in items})
    names = {
        case.id: people[case.person_id].name if case.person_id in people else "(匿名)"
        for _, case in items
    }
    oldest_first = sorted(plans, key=lambda plan: plan.made_on)
    drafts = {p.case_id: p for p in oldest_first if p.status is PlanStatus.DRAFT}
    return MeetingPage(meeting, desk.town.body(meeting.body_name), items, names, drafts)


def agenda_of(work: Work, meeting_id: str) -> tuple[tuple[AgendaItem, Case], ...]:
    """議題と相談を、議題番号の順に。"""
    items = work.agenda.where(meeting_id=meeting_id)
    cases = {case.id: case for case in work.cases.among("id", {item.case_id for item in items})}
    ordered = sorted(items, key=lambda item: (len(item.item_no), item.item_no))
    return tuple((item, cases[item.case_id]) for item in ordered if item.case_id in cases)


def change_meeting(desk: Desk, meeting: Meeting) -> Meeting:
    """日時・場所・司会などを書き直す。会議番号と法的区分は変わらない。

    書き直した終了が開始より前なら ``BadInput``(欄は ``end``)。前からの時刻は、そのまま残せる。
    """
    old = find_meeting(desk, meeting.id)
    if (meeting.start, meeting.end) != (old.start, old.end):
        expect_order(meeting.start, meeting.end)
    kept = replace(
        meeting, meeting_no=old.meeting_no, kind=old.kind, lane=old.lane, body_id=old.body_id
    )
    with desk.writing(purpose_of_kind(old.kind)) as work:
        work.meetings.put(kept)
        moved = "" if kept.held_on == old.held_on else _move(old.held_on, kept.held_on)
        desk.audit(work, MOVED, kept.meeting_no, moved, body_id=kept.body_id)
    return kept


def expect_order(start: str, end: str) -> None:
    """会議の終了が開始より前なら ``BadInput``。読めない時刻は問わない。"""
    begins, ends = known_time(start), known_time(end)
    if begins is not None and ends is not None and ends < begins:
        raise BadInput(
            f"終了({end})が、開始({start})より前です。",
            "午後の時刻なら、15:00 か 午後3時 のように入力してください。",
            "end",
        )


def _move(before: date, after: date) -> str:
    return f"{_HELD}{format_short(before)}{_TO}{format_short(after)}"


def read_move(detail: str) -> tuple[date, date] | None:
    """書直しの監査から、開催日の前と後。開催日を変えていなければ None。"""
    if not detail.startswith(_HELD):
        return None
    before, _, after = detail.removeprefix(_HELD).partition(_TO)
    return parse_date(before), parse_date(after)


@dataclass(frozen=True)
class PreviousAttendance:
    """前回の会議と、その出席者。「議題2のみ」のような、その回の議題を指す役割は除いてある。"""

    meeting: Meeting
    attendees: tuple[Attendee, ...]


def previous_attendance(desk: Desk, meeting_id: str) -> PreviousAttendance | None:
    """同じ会議体・同じ法的区分の、この会議までに開かれた一番新しい回の出席者。無ければ None。

    その会議の目的の許可で探すので、重層的支援会議から支援会議の出席者は見えない。
    """
    meeting = find_meeting(desk, meeting_id)
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        same = work.meetings.where(body_name=meeting.body_name, kind=meeting.kind)
    before = [
        one
        for one in same
        if one.attendees
        and one.id != meeting.id
        and one.body_id == meeting.body_id
        and one.held_on <= meeting.held_on
    ]
    if not before:
        return None
    last = max(before, key=lambda one: (one.held_on, one.meeting_no))
    again = (replace(one, role=without_items(one.role)) for one in last.attendees)
    return PreviousAttendance(last, tuple(again))


def invite(desk: Desk, meeting_id: str, attendees: Sequence[Attendee]) -> Meeting:
    """出席者を決める。機関と氏名は必須。"""
    if any(not (a.agency.strip() and a.name.strip()) for a in attendees):
        raise BadInput(
            "出席者の機関か氏名が空いています。", "空いている行を埋めるか、消してください。"
        )
    return change_meeting(desk, replace(find_meeting(desk, meeting_id), attendees=tuple(attendees)))


def put_on_agenda(
    desk: Desk, meeting_id: str, case_id: str, aim: str, summary: str = ""
) -> AgendaItem:
    """相談を議題に加える。

    重層的支援会議では、書面か口頭の同意があり期間内でなければ ``ConsentNeeded``。
    支援会議の議題は最初から秘匿の記録になる。別の会議体の秘匿の相談は ``Refused``。
    """
    meeting = find_meeting(desk, meeting_id)
    kind = MeetingKind(meeting.kind)
    with desk.writing(purpose_of_kind(kind)) as work:
        case = work.cases.get(case_id) or work.cases.one(case_no=case_id)
        if case is None:
            raise desk.missing(
                case_id, "その相談が見つかりません。", "受付番号を確かめてください。"
            )
        if kind is MeetingKind.PLAN and not may_disclose(work, case, desk.today()):
            desk_bodies = tuple(b for b in desk.town.support_bodies if desk.serves(b))
            raise ConsentNeeded(case.case_no, desk_bodies)
        if case.sealed and case.body_id != meeting.body_id:
            raise Refused(
                f"{case.case_no} は別の会議体の支援会議の記録なので、この会議にはかけられません。",
                "その会議体の支援会議で検討してください。",
            )
        items = work.agenda.where(meeting_id=meeting.id)
        if any(item.case_id == case.id for item in items):
            raise BadInput(
                f"{case.case_no} は既にこの会議の議題です。", "議題の一覧を確かめてください。"
            )
        item = work.agenda.put(
            AgendaItem(
                lane=meeting.lane,
                body_id=meeting.body_id,
                meeting_id=meeting.id,
                item_no=next_item_no(items),
                case_id=case.id,
                aim=aim,
                summary=summary,
            )
        )
        _audit_item(desk, work, "議題の追加", meeting, item)
    return item


def next_item_no(items: Iterable[AgendaItem]) -> str:
    """次に加える議題の番号。"""
    numbers = [int(one.item_no) for one in items if one.item_no.isdigit()]
    return str(max(numbers, default=0) + 1)


def take_off_agenda(desk: Desk, item: AgendaItem) -> None:
    """議題から外す。書いてある結果ごと、三十日の間は会議の頁から戻せる。"""
    meeting = find_meeting(desk, item.meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        with work.versions.into_basket(item.id):
            work.agenda.remove(item)
        _audit_item(desk, work, "議題の取消し", meeting, item)


def write_decisions(
    desk: Desk,
    item_id: str,
    meeting_id: str,
    *,
    findings: str,
    decision: str,
    lead_agency: str,
    decisions: tuple[Decision, ...],
    guesses: str = "",
    next_step: str = "",
    overlays: Collection[str] | None = None,
    seen: Seen | None = None,
) -> AgendaItem:
    """会議の結果を書く。決定事項の行は、期日付きの仕事として今日の画面に出る。

    findings: 確認した事実。guesses: まだ確かめていない推測。next_step: 次回までのこと。
    検討することは書き換わらない(直すのは ``agenda_changes``)。
    overlays: 重ねる伏せ方(``casework.overlaying``)。None なら前のまま。
    書き直すと、まだ済んでいない仕事だけが入れ替わる。
    seen: 開いたときの中身(``result_seen.seen_of``)。ほかの窓で書き直されていれば ``Collided``。
    """
    meeting = find_meeting(desk, meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        item = work.agenda.get(item_id)
        if item is None:
            raise BadInput("その議題が見つかりません。", "会議を開き直してください。")
        written = replace(
            item,
            findings=findings,
            guesses=guesses,
            decision=decision,
            next_step=next_step,
            lead_agency=lead_agency,
            decisions=tuple(d for d in decisions if d.what.strip()),
            overlays=item.overlays
            if overlays is None
            else chosen(AgendaItem, overlays, item.overlays),
        )
        expect_result_seen(seen, item, written)
        work.agenda.put(written)
        number = f"{meeting.meeting_no}-{item.item_no}"
        note_changes(desk, work, item.overlays, written.overlays, number, item.body_id)
        existing = work.tasks.where(origin=item.id)
        done = {task.what for task in existing if task.done_on is not None}
        for task in existing:
            if task.done_on is None:
                work.tasks.remove(task)
        for one in written.decisions:
            if one.what not in done:
                work.tasks.put(
                    Task(
                        lane=item.lane,
                        body_id=item.body_id,
                        what=one.what,
                        due_on=one.due_on,
                        case_id=item.case_id,
                        agency=one.agency,
                        person=one.person,
                        origin=item.id,
                    )
                )
        _audit_item(desk, work, "会議の結果の記入", meeting, item)
    return written


def _audit_item(desk: Desk, work: Work, action: str, meeting: Meeting, item: AgendaItem) -> None:
    desk.audit(work, action, f"{meeting.meeting_no}-{item.item_no}", body_id=meeting.body_id)
