"""期日のある仕事を済ませる・加える。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.promised import from_note, task_of
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Case, Task
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane


def finish(desk: Desk, task_id: str, *, undo: bool = False) -> Task:
    """仕事を済みにする(``undo`` で戻す)。経過の「今後の対応」なら、その経過の id で言う。"""
    with desk.reading(widest_reading(desk)) as work:
        task = work.tasks.get(task_id)
        note = work.notes.get(task_id)
        if task is None and note is not None:
            task = task_of(note)
        case = work.cases.get(task.case_id) if task and task.case_id else None
    if task is None:
        raise BadInput("その仕事が見つかりません。", "今日の画面を開き直してください。")
    done = replace(task, done_on=None if undo else desk.today())
    with desk.writing(purpose_of(task.lane)) as work:
        if undo and from_note(task) and (case is None or not case.ended):
            # 相談が開いていれば、経過の「今後の対応」がそのまま仕事に数えられる
            work.tasks.remove(task)
        else:
            work.tasks.put(done)
        action = "仕事を戻した" if undo else "仕事を済みにした"
        desk.audit(work, action, task.id, body_id=task.body_id)
    return done


def expect_untouched(work: Work, made: Sequence[Task]) -> None:
    """作ったばかりの仕事 ``made`` が、作ったままであること。済みにされたか直されていれば ``Refused``。"""
    if any(work.tasks.get(one.id) not in (None, one) for one in made):
        raise Refused(
            "作った仕事が、その後に済みにされたか直されているので、元に戻せません。",
            "相談の頁の仕事を確かめ、要らないものを済みにしてください。",
        )


def add_task(desk: Desk, what: str, due_on: date | None, *, case_id: str = "") -> Task:
    """覚えておくことを一つ加える。"""
    if not what.strip():
        raise BadInput("何をするかが空いています。", "することを一言入れてください。")
    case: Case | None = None
    if case_id:
        with desk.reading(widest_reading(desk)) as work:
            case = work.cases.get(case_id)
    lane = case.lane if case else Lane.OPEN
    with desk.writing(purpose_of(lane)) as work:
        task = work.tasks.put(
            Task(
                lane=lane,
                body_id=case.body_id if case else "",
                what=what,
                due_on=due_on,
                case_id=case_id,
                person=desk.me.name,
            )
        )
        desk.audit(work, "仕事の追加", task.id, body_id=task.body_id)
    return task
