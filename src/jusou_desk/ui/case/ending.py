"""評価で終結・中断を選んだとき: 要る欄に「必須」を付け、残る仕事を保存の前に見せる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import closing
from jusou_desk.models.records import Task
from jusou_desk.ui.case.aside import beside_task
from jusou_desk.ui.drafting import Typed
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.pieces import Card, text

DRAFT_KEY: Final = "済みにする仕事"


class Ending(Card):
    """残る仕事の札。残すのが初めで、済んだものにだけ印を付けてもらう。"""

    changed = Signal()

    def __init__(self, view: FormView, remaining: Sequence[Task], today: date) -> None:
        super().__init__("まだ済んでいない仕事")
        self._view = view
        self._chips: dict[str, CheckChip] = {}
        self._words = text("", wrap=True)
        self.add(self._words)
        for task in remaining:
            self.add(self._line(task, today))
        view.put_below("result", self)
        view.field("result").changed.connect(self._look)
        self._look()

    @property
    def finished(self) -> frozenset[str]:
        """閉じるときに済みにする仕事(id)。"""
        return frozenset(ref for ref, chip in self._chips.items() if chip.isChecked())

    @property
    def kept(self) -> int:
        """閉じたあとに残る仕事の数。"""
        return len(self._chips) - len(self.finished)

    def brief(self) -> str:
        """保存の釦のそばに出す一言。選ばれた結果で相談が終わらないか、残る仕事が無ければ空。"""
        if self.isHidden():
            return ""
        kept = len(self._chips) - len(self.finished)
        return f"まだ済んでいない仕事が{kept}件残ります。" if kept else "残る仕事はありません。"

    def typed(self) -> Typed:
        """下書きにする値。"""
        return {DRAFT_KEY: tuple(sorted(self.finished))}

    def set_typed(self, typed: Mapping[str, str | tuple[str, ...]]) -> None:
        """下書きを戻す。"""
        for ref, chip in self._chips.items():
            chip.setChecked(ref in typed.get(DRAFT_KEY, ()))
        self._look()

    def _look(self) -> None:
        """選ばれている評価結果に合わせる。"""
        result = str(self._view.field("result").value())
        needed = closing.needed(result)
        for name in closing.MAY_BE_NEEDED:
            self._view.field(name).require(name in needed)
        self._words.setText(
            f"{len(self._chips)}件あります。{result}しても消えず、"
            f"期日が近づくと「今日」に「{result}後」と付いて出ます。済んだものには印を付けてください。"
        )
        self.setVisible(bool(self._chips) and closing.ends(result))
        self.changed.emit()

    def _line(self, task: Task, today: date) -> QWidget:
        chip = CheckChip("済み")
        chip.setAccessibleName(f"「{task.what}」を済みにして終える")
        chip.toggled.connect(lambda _on: self.changed.emit())
        self._chips[task.id] = chip
        return beside_task(chip, task, today)
