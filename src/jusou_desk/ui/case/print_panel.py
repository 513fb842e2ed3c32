"""一件の帳票を選び、刷り上がりを確かめてから、刷る・書き出す。"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.casework.paper.papers import (
    DrawnSheet,
    HandedSheet,
    SheetKind,
    draw_sheet,
    hand_out_sheet,
    sheets_open_to,
)
from jusou_desk.errors import DeskError
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import Scroll, button, row, text
from jusou_desk.ui.theme import unit


class PrintPanel(QWidget):
    """様式を選ぶ一枚と、その下見。"""

    def __init__(self, desk: Desk, case_no: str) -> None:
        super().__init__()
        self._desk = desk
        self._case_no = case_no
        self._kinds = sheets_open_to(desk)
        self._kind = self._kinds[0]
        self._problem = text("", "problem", wrap=True)
        self._problem.hide()
        self.choices = [
            button(kind.title, "choice", partial(self._draw, kind)) for kind in self._kinds
        ]
        self.setFocusProxy(self.choices[0])
        self._shown: tuple[OutgoingFile, ...] = ()
        self._previewed: DrawnSheet | None = None
        self.paper = PaperView(self._note)
        self.back_button = button("← 様式を選ぶ", "quiet", self._choose_again)
        self.write_button = button("ファイルに書き出す", "plain", self._pick_folder)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choosing())
        self._pages.addWidget(self._looking())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def problem(self) -> str:
        """いま出ている断り。"""
        return "" if self._problem.isHidden() else self._problem.text()

    def _choosing(self) -> QWidget:
        area = Scroll(margin=2, spacing=1)
        area.body.addWidget(text("どの様式を出しますか。", wrap=True))
        for choice in self.choices:
            area.body.addWidget(choice)
        area.body.addWidget(self._problem)
        area.body.addStretch(1)
        return area

    def _looking(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.5))
        self._notes = text("", "caption", wrap=True)
        self._notes.setContentsMargins(unit(2), 0, unit(2), 0)
        head = row(self.back_button, None, self.write_button)
        head.setContentsMargins(unit(1), 0, unit(2), 0)
        column.addLayout(head)
        column.addWidget(self._notes)
        column.addWidget(self.paper, 1)
        return page

    def _draw(self, kind: SheetKind) -> None:
        self._kind = kind
        self._problem.hide()
        work = partial(draw_sheet, self._desk, kind.name, self._case_no)
        Ask(self, work).or_else(self._refused).then(self._look)

    def _look(self, drawn: DrawnSheet) -> None:
        pdf = next(file for file in drawn.files if file.name.endswith(".pdf"))
        self._shown = (pdf,)
        self._previewed = drawn
        self.paper.show_pdf(pdf.data, self._kind.title)
        self._notes.setText("\n".join(drawn.problems))
        self._notes.setVisible(bool(drawn.problems))
        self._pages.setCurrentIndex(1)
        self.paper.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note(self, what: str) -> None:
        subject = f"{self._kind.name} {self._case_no}"
        note_printing(self._desk, self._kind.purpose, subject, what, files=self._shown)

    def _choose_again(self) -> None:
        self._pages.setCurrentIndex(0)
        self.choices[self._kinds.index(self._kind)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "書き出すフォルダ")
        # フォルダを選ぶ窓は、閉じても手を返さないことがある
        self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if folder:
            work = partial(
                hand_out_sheet,
                self._desk,
                self._kind.name,
                self._case_no,
                Path(folder),
                previewed=self._previewed,
            )
            Do(self, work).then(self._told)

    def _told(self, handed: HandedSheet) -> None:
        names = "、".join(path.name for path in handed.files)
        NoticeBar.near(self).tell(f"{names} を書き出しました。", "".join(handed.problems))
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: DeskError) -> None:
        self._problem.setText(f"{error.title}{error.advice}")
        self._problem.show()
