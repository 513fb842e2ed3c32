"""家族を書いたことの知らせと、その「元に戻す」。支援会議の記録に触れた分は、元に戻す道を出さない。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.relatives import undo_family
from jusou_desk.models.records import Case
from jusou_desk.models.versions import Step
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar

Steps = tuple[Step, ...]


def collected(desk: Desk, work: Callable[[], object]) -> Callable[[], Steps]:
    """``work`` をして、書いたものを返す仕事。"""

    def run() -> Steps:
        with desk.collecting() as steps:
            work()
        return tuple(steps)

    return run


def tell_written(bar: NoticeBar, desk: Desk, case: Case, words: str, steps: Steps) -> None:
    """``words`` を知らせ、元に戻す道を添える。"""
    if not steps or any(one.sealed for one in steps):
        return

    def undo() -> None:
        Do(bar, partial(undo_family, desk, steps, case.case_no), Changed.PERSON).then()

    bar.tell(words, undo=undo, about="" if case.sealed else case.case_no)
