"""表の下の脚注。町の脚注は、管理者がその場で書き直せる。"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.counting.reporting import report_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import change_footnote
from jusou_desk.policy import Purpose
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.line import Writing
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.ui.theme import unit


class Footnote(QWidget):
    """脚注ひとつ。``number`` は町の脚注の番号(1 から)。0 なら数え方から付く文で、直せない。"""

    def __init__(self, desk: Desk, report: str, number: int, words: str) -> None:
        super().__init__()
        self._desk, self._report, self._number, self._was = desk, report, number, words
        self._shown = text(words, "caption", wrap=True)
        self.edit_button = button("直す", "quiet", self.edit)
        self.edit_button.setAccessibleName(f"脚注「{words}」を直す")
        if not number or not desk.may(Purpose.ADMINISTRATION):
            self.edit_button.hide()
        self.writing = Writing(least_lines=1, most_lines=4)
        self.writing.setAccessibleName(f"{number}つ目の脚注")
        self.save_button = button("脚注を保存", "plain", self._save)
        self._stop = button("やめる", "quiet", self._back)
        self._reading, self._editing = QWidget(), QWidget()
        line = row(self._shown, self.edit_button)
        line.setStretch(0, 1)
        self._reading.setLayout(line)
        editing = column(self.writing, row(self.save_button, self._stop, None))
        editing.setContentsMargins(0, 0, 0, unit())
        self._editing.setLayout(editing)
        self.setLayout(column(self._reading, self._editing))
        self._editing.hide()

    @property
    def editing(self) -> bool:
        """書き直している途中か。"""
        return not self._editing.isHidden()

    def edit(self) -> None:
        """書き直しを始める。"""
        self.writing.write(self._was)
        self._reading.hide()
        self._editing.show()
        self.writing.setFocus()

    def _back(self) -> None:
        self._editing.hide()
        self._reading.show()
        self.edit_button.setFocus()

    def _save(self) -> None:
        words = self.writing.toPlainText().strip()
        if words == self._was:
            self._back()
            return
        change = partial(change_footnote, self._desk, self._report, self._number)
        window = self.window()
        before = self._was

        def undo() -> None:
            Do(window, lambda: change(before), Changed.OFFICE).then()

        bar, about = NoticeBar.near(self), report_kind(self._report).title
        self._editing.hide()
        Do(self, lambda: change(words), Changed.OFFICE).then(
            lambda _none: bar.tell("脚注を直しました。", undo=undo, about=about)
        )
        self._reading.show()


class Footnotes(QWidget):
    """脚注の列。"""

    def __init__(self, desk: Desk, report: str, notes: tuple[str, ...]) -> None:
        super().__init__()
        own = len(desk.town.footnotes.get(report, ()))
        self.notes = tuple(
            Footnote(desk, report, number if number <= own else 0, words)
            for number, words in enumerate(notes, 1)
        )
        self.setLayout(column(*self.notes, spacing=0.5))
