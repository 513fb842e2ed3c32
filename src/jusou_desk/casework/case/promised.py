"""経過の「今後の対応」を仕事として数える、ただ一つの決まり。

「今後の対応」は、その期日より後の経過が書かれるか、済みにするまで、済んでいない仕事と同じに扱う。
今日・一件の頁・終結のときの残る仕事の、どれもここで数える。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jusou_desk.models.records import Case, Note, Task


def still_waits(case: Case, note: Note, latest: date, settled: frozenset[str]) -> bool:
    """「今後の対応」がまだ済んでいないか。

    latest: その相談の一番新しい経過の日。settled: 済みにした仕事の id(``settled_in``)。
    終わった相談の「今後の対応」は、閉じるときに仕事になっている(closing)。ただし従事者だけの
    経過は、閉じる人に見えないことがあるので、終わった後も数える。
    """
    if case.ended and (case.sealed or not note.sealed):
        return False
    return note.due_on is not None and latest < note.due_on and note.id not in settled


def settled_in(tasks: Iterable[Task]) -> frozenset[str]:
    """``tasks`` のうち、経過の「今後の対応」を済みにしたもの(その経過の id)。"""
    return frozenset(task.id for task in tasks if from_note(task) and task.done_on is not None)


def from_note(task: Task) -> bool:
    """経過の「今後の対応」を仕事にしたものか。経過と同じ id を持つ。"""
    return task.origin == task.id


def task_of(note: Note) -> Task:
    """経過の「今後の対応」を仕事にしたもの。経過と同じ id にして、戻すときに見分ける。"""
    return Task(
        id=note.id,
        lane=note.lane,
        body_id=note.body_id,
        what=note.next_step or "今後の対応",
        due_on=note.due_on,
        case_id=note.case_id,
        person=note.recorder,
        origin=note.id,
    )


def open_tasks(case: Case, notes: Sequence[Note], tasks: Sequence[Task]) -> tuple[Task, ...]:
    """その相談の済んでいない仕事を、期日の近い順に(期日の無いものは後)。

    notes・tasks: その相談の経過と仕事の全部(済んだ仕事も)。
    """
    left = [task for task in tasks if task.done_on is None]
    latest = max((note.at.date() for note in notes), default=date.min)
    settled = settled_in(tasks)
    left += [task_of(note) for note in notes if still_waits(case, note, latest, settled)]
    return tuple(sorted(left, key=lambda task: (task.due_on is None, task.due_on, task.what)))
