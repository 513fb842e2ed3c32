"""今日の行のうち、すると決めたこと: 仕事(会議の決定も)と、経過の「今後の対応」。"""

from __future__ import annotations

from dataclasses import replace

from jusou_desk.casework.case.due import DueLine, case_line, weight_of, when_words
from jusou_desk.casework.case.promised import settled_in, still_waits
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.models.records import Note, Task
from jusou_desk.policy import Overlay
from jusou_desk.wareki import format_short


def task_lines(look: Outlook) -> list[DueLine]:
    """期日の来た、済んでいない仕事。支援会議の仕事は、中身を書かない。"""
    tasks = [
        one
        for one in look.work.tasks.where(done_on=None)
        if one.due_on and one.due_on <= look.horizon
    ]
    look.look_up(one.case_id for one in tasks)
    return [_task(look, one) for one in tasks]


def _task(look: Outlook, task: Task) -> DueLine:
    assert task.due_on is not None
    weight, when = weight_of(task.due_on, look.today), when_words(task.due_on, look.today)
    if task.sealed:
        what = "支援会議の決定事項"
        return DueLine(weight, task.due_on, what, when, "sealed_case", task.case_id, task.id)
    who = tuple(part for part in (task.agency, task.person) if part)
    why = f"{when}(担当 {'・'.join(who)})" if who else when
    line = case_line(weight, task.due_on, look.case(task.case_id), look.names, task.what, why)
    narrow = (when, f"担当 {who[0]}", *who[1:]) if who else ()
    line = replace(line, plain_doing="仕事", plain_why=when, why_lines=narrow)
    return replace(line, ref=task.case_id, task_id=task.id)


def note_lines(look: Outlook) -> list[DueLine]:
    """期日の来た「今後の対応」。数え方は ``promised``。"""
    work, those = look.work, frozenset(look.live) | look.sealed_notes
    notes = work.notes.among("case_id", those, until=("due_on", look.horizon))
    look.look_up(one.case_id for one in notes)
    settled = settled_in(work.tasks.among("id", {note.id for note in notes}))
    lines = []
    for note in notes:
        case, last = look.case(note.case_id), look.latest.get(note.case_id, look.today)
        if case is not None and still_waits(case, note, last, settled):
            lines.append(_note(look, note))
    return lines


def _note(look: Outlook, note: Note) -> DueLine:
    assert note.due_on is not None
    weight, when = weight_of(note.due_on, look.today), when_words(note.due_on, look.today)
    why = f"{format_short(note.at.date())}の経過の「今後の対応」。{when}"
    if note.sealed:
        what = "支援会議の経過の期日"
        return DueLine(weight, note.due_on, what, why, "sealed_case", note.case_id, note.id)
    case = look.case(note.case_id)
    doing = note.next_step or "今後の対応"
    line = case_line(weight, note.due_on, case, look.names, doing, why)
    hidden = Overlay.FROM_PERSON in note.overlays
    return replace(line, task_id=note.id, plain_doing="今後の対応", unsaid=hidden)
