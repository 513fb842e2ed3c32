"""「次にすること」の一段。帯のすぐ下に置き、歩みをどこまで巻いても、脇に何を開いても見えている。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jusou_desk.casework.case.next_steps import NextStep
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.ui.theme import scale, unit

TITLE: Final = "次にすること"
_REST: Final = "決まった手順はありません。経過を書き足せます。"


class StepBar(QWidget):
    """釦がそのまま入口。わけは釦の右に、一段に収まらなければ浮き出しと読み上げだけにする。"""

    def __init__(self, steps: Sequence[NextStep], open_step: Callable[[NextStep], object]) -> None:
        super().__init__()
        self.setProperty("surface", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons: list[QPushButton] = []
        self._whys: list[QLabel] = []
        self._wide = 0
        flow = FlowLayout(unit())
        title = text(TITLE, "label")
        title.setMinimumHeight(scale().control)
        flow.addWidget(title)
        for step in steps:
            one = self._one(step, partial(open_step, step))
            self._wide += one.sizeHint().width() + unit()
            flow.addWidget(one)
        self._wide += title.sizeHint().width() + unit(6)
        if not steps:
            rest = text(_REST, "caption")
            rest.setMinimumHeight(scale().control)
            flow.addWidget(rest)
        inside = QWidget()
        inside.setProperty("surface", "clear")
        inside.setLayout(flow)
        whole = column(inside)
        whole.setContentsMargins(unit(3), unit(), unit(3), unit())
        self.setLayout(whole)

    def _one(self, step: NextStep, go: Callable[[], object]) -> QWidget:
        holder = QWidget()
        press = button(step.what, "plain", go, hint=step.why)
        why = text(step.why, "caption")
        why.setMinimumWidth(1)  # 脇の開く間だけ狭くなっても、窓を押し広げない
        self.buttons.append(press)
        self._whys.append(why)
        line = row(press, why)
        line.setContentsMargins(0, 0, unit(), 0)
        holder.setLayout(line)
        return holder

    def fit(self, width: int) -> None:
        """``width`` の一段に収まるときだけ、わけを釦の右に出す。歩みの場所を取らない。"""
        for one in self._whys:
            one.setVisible(self._wide <= width)
