"""歩みの横の札: 済ませる仕事、書く・印刷する。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jusou_desk.models.records import Task
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import Card, row, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short


class OpenTasks(Card):
    """この相談の、まだ済んでいない仕事。``finish`` が無ければ、読むだけ。"""

    def __init__(
        self, tasks: Sequence[Task], today: date, finish: Callable[[Task], object] | None
    ) -> None:
        super().__init__("仕事")
        ordered = sorted(tasks, key=lambda task: task.due_on or date.max)
        for task in ordered:
            self.add(_task_line(task, today, finish))


def _task_line(task: Task, today: date, finish: Callable[[Task], object] | None) -> QWidget:
    if finish is None:
        return beside_task(None, task, today)
    chip = CheckChip("済み")
    chip.setAccessibleName(f"「{task.what}」を済みにする")
    chip.clicked.connect(lambda _on=False: finish(task))
    return beside_task(chip, task, today)


def beside_task(chip: CheckChip | None, task: Task, today: date) -> QWidget:
    """``chip``(あれば)の横に、仕事の言葉と期限と担当。"""
    words = QVBoxLayout()
    words.setSpacing(unit(0.25))
    words.addWidget(text(task.what, wrap=True))
    details = "　".join(part for part in (_due(task, today), task.agency, task.person) if part)
    late = task.due_on is not None and task.due_on < today
    if details:
        words.addWidget(text(details, "problem" if late else "caption", wrap=True))
    holder = QWidget()
    line = row()
    if chip is not None:
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    holder.setLayout(line)
    return holder


def _due(task: Task, today: date) -> str:
    if task.due_on is None:
        return ""
    days = (task.due_on - today).days
    when = f"{-days}日過ぎています" if days < 0 else "今日" if days == 0 else f"あと{days}日"
    return f"期限 {format_short(task.due_on)}（{when}）"


class Actions(Card):
    """この頁でできること。"""

    def __init__(self, title: str, *buttons: QPushButton) -> None:
        super().__init__(title)
        flow = FlowLayout(unit())
        for one in buttons:
            flow.addWidget(one)
        self.add(flow)
