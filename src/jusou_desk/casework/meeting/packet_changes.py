"""前回からの変化: 議題の相談が前に会議にかかっていたとき、その後に何がどう動いたか。

前回に数えるのは、この会議の許可で開けた、もう開かれた会議だけ。重層的支援会議などの資料は支援会議の
鍵を持たずに作るので、支援会議のあったことも、そこで決めたことも、ここには出ない。支援会議の記録は、
重層的支援会議では話せないので、その会議体の支援会議の前回から数える。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.casework.case.consent import LIFE, history_of
from jusou_desk.casework.case.covering import row_overlays, withheld_of
from jusou_desk.clock import known_time
from jusou_desk.models.records import AgendaItem, Case, Meeting, Note, Plan, Task
from jusou_desk.models.work import Work
from jusou_desk.packet import Record
from jusou_desk.policy import Lane, Overlay
from jusou_desk.towns import MeetingKind
from jusou_desk.wareki import format_long, format_short

#: 事例票の繰返しの名前。前回の決定事項と、そのほかの変化。
DECIDED: Final = "前回の決定"
CHANGED: Final = "変化"
_RECENT_NOTES: Final = 8
_NOT_WRITTEN: Final = "決定事項は記録されていません"


@dataclass(frozen=True)
class Previous:
    """その相談が前にかかった会議と、その議題。

    sealed: 支援会議の記録を話せた、前の会議(その会議体の支援会議)。無ければ None。
    """

    meeting: Meeting
    item: AgendaItem
    sealed: Meeting | None

    @property
    def lane(self) -> Lane:
        return self.item.lane

    def told_at(self, lane: Lane) -> Meeting | None:
        """``lane`` の記録を、最後に話せた会議。まだ話せる会議が無ければ None。"""
        return self.sealed if lane is Lane.SEALED else self.meeting

    def is_new(self, note: Note) -> bool:
        """前に話せた会議の後の経過か。

        会議の日のものは、会議の記録そのものか、会議の終わる前の時刻が書かれていれば除く。
        """
        last = self.told_at(note.lane)
        if last is None or note.at.date() > last.held_on:
            return True
        if note.at.date() < last.held_on or note.meeting_id == last.id:
            return False
        # 時刻の書かれていない経過(0:00)は、会議に間に合ったか分からないので、新しい方に数える。
        at, over = note.at.time(), known_time(last.end) or known_time(last.start)
        return at == time() or over is None or at >= over

    def after(self, on: date, lane: Lane) -> bool:
        """``lane`` の記録の日付 ``on`` が、前に話せた会議より後か。"""
        last = self.told_at(lane)
        return last is None or on > last.held_on


def previous_of(work: Work, meeting: Meeting, case: Case, today: date) -> Previous | None:
    """その相談が、この会議より前の日に最後にかかった、もう開かれた会議。無ければ None。

    今日の会議は、結果が書かれていれば、もう開かれている。
    """
    items = {item.meeting_id: item for item in work.agenda.where(case_id=case.id)}
    before = [
        one
        for one in work.meetings.among("id", set(items))
        if one.held_on < meeting.held_on
        and _is_held(one, items[one.id], today)
        and _may_be_told(one, meeting)
    ]
    if not before:
        return None
    last = max(before, key=_order)
    sealed = max((one for one in before if one.sealed), key=_order, default=None)
    return Previous(last, items[last.id], sealed)


def _order(one: Meeting) -> tuple[date, time, str]:
    return one.held_on, known_time(one.start) or time(), one.meeting_no


def _is_held(one: Meeting, item: AgendaItem, today: date) -> bool:
    return one.held_on < today or (one.held_on == today and bool(item.decision or item.decisions))


def _may_be_told(one: Meeting, meeting: Meeting) -> bool:
    """``meeting`` の資料で ``one`` を前回と言ってよいか。支援会議は、同じ会議体の資料でだけ。"""
    if one.sealed or MeetingKind(one.kind).sealed:
        return one.body_id == meeting.body_id and meeting.sealed
    return True


def changes_of(
    work: Work, case: Case, lane: Lane, previous: Previous | None, today: date
) -> tuple[Facts, dict[str, tuple[Record, ...]]]:
    """事例票に足す事実(``前回``)と繰返し行(前回の決定、変化)。前回が無ければ、どれも空。

    lane: その相談の普段の記録の区分。
    """
    if previous is None:
        return facts(lane, 前回=""), {DECIDED: (), CHANGED: ()}
    last = previous.meeting
    words = f"{last.body_name}　{last.meeting_no}　{format_long(last.held_on)}"
    told = facts(max(lane, previous.lane), 前回=words)
    rows = sorted(_happened(work, case, lane, previous), key=_day_of, reverse=True)
    return told, {DECIDED: _decided(work, lane, previous, today), CHANGED: tuple(rows)}


def _day_of(row: Record) -> date:
    on = row.facts["日付"].value
    return on if isinstance(on, date) else date.min


def _decided(work: Work, lane: Lane, previous: Previous, today: date) -> tuple[Record, ...]:
    """前回の決定事項と、その後。"""
    item, level = previous.item, max(lane, previous.lane)
    tasks = {task.what: task for task in work.tasks.where(origin=item.id)}
    lines: list[tuple[str, str, date | None, str]] = []
    if item.decision.strip():
        lines.append((item.decision, item.lead_agency, None, ""))
    lines += [
        (one.what, one.agency, one.due_on, _became(tasks.get(one.what), today))
        for one in item.decisions
    ]
    return tuple(decided_row(level, *line) for line in lines or [(_NOT_WRITTEN, "", None, "")])


def decided_row(lane: Lane, what: str, agency: str, due: date | None, after: str) -> Record:
    """前回の決定の一行。after: その後どうなったか。"""
    told = facts(lane, LIFE, 内容=what, 機関=agency, 期限=due, その後=after)
    return Record(told, lane=lane, scope=LIFE)


def _became(task: Task | None, today: date) -> str:
    """決定事項から生まれた仕事が、どうなったか。"""
    if task is None:
        return ""
    if task.done_on is not None:
        return f"済み {format_short(task.done_on)}"
    if task.due_on is not None and task.due_on < today:
        return f"期限を{(today - task.due_on).days}日過ぎた"
    return "まだ"


def _happened(work: Work, case: Case, lane: Lane, previous: Previous) -> Iterator[Record]:
    yield from _consents(work, case, lane, previous)
    for plan in work.plans.where(case_id=case.id):
        aims = withheld_of(work, plan.id)
        yield from _plan(plan, max(lane, plan.lane), previous, hides_goal="goal" in aims)
    if case.closed_on is not None and case.closed_on >= previous.meeting.held_on:
        yield change_row(lane, case.closed_on, "支援の状況", case.status)
    new = [note for note in work.notes.where(case_id=case.id) if previous.is_new(note)]
    if new:
        level = max(lane, *(note.lane for note in new))
        newest = max(note.at.date() for note in new)
        starred = sum(map(previous.is_new, recent_notes(work, case)))
        where = f"うち{starred}件が経過の欄の＊" if starred < len(new) else "経過の欄の＊"
        row = change_row(level, newest, "経過", f"新しい経過が{len(new)}件({where})", LIFE)
        # 本人に伏せる経過があれば、件数も本人の部には載せない。
        yield replace(row, overlays=frozenset[Overlay]().union(*map(row_overlays, new)))


def recent_notes(work: Work, case: Case) -> list[Note]:
    """事例票に載せる経過。新しい順。"""
    newest = sorted(work.notes.where(case_id=case.id), key=lambda n: n.at, reverse=True)
    return newest[:_RECENT_NOTES]


def _consents(work: Work, case: Case, lane: Lane, previous: Previous) -> Iterator[Record]:
    """同意の状態が前回から変わっていれば一行。範囲や提供先は、受け手ごとに違うので書かない。

    会議の日の同意は、会議の前に受けたもの(同意が無ければ議題にできない)。
    """
    history = history_of(work, case.id)
    before = [one for one in history if not previous.after(one.decided_on, one.lane)]
    was = before[-1].status if before else "未取得"
    if len(before) < len(history) and was != history[-1].status:
        latest = history[-1]
        words = f"{was} → {latest.status}"
        yield change_row(max(lane, latest.lane), latest.decided_on, "同意", words)


def _plan(plan: Plan, lane: Lane, previous: Previous, *, hides_goal: bool) -> Iterator[Record]:
    """新しいプランと、終えたプラン。会議の日に作ったものは、その会議で見たプラン。"""
    name = f"プラン{plan.round_no}回目"
    if previous.after(plan.made_on, plan.lane):
        # 本人に伏せる目標は、事例票の目標の欄にだけ、印を添えて載せる。
        goal = f"　目標: {plan.goal}" if plan.goal and not hides_goal else ""
        yield change_row(lane, plan.made_on, "プラン", f"{name}を作成({plan.status}){goal}", LIFE)
    if plan.closed_on is not None and plan.closed_on >= previous.meeting.held_on:
        yield change_row(lane, plan.closed_on, "プラン", f"{name}を{plan.status}", LIFE)


def change_row(lane: Lane, on: date, what: str, words: str, scope: str = "") -> Record:
    """そのほかの変化の一行。"""
    return Record(facts(lane, scope, 日付=on, 種類=what, 内容=words), lane=lane, scope=scope)
