"""媒体に書き終えた一枚。パスワードはここにだけ出て、どこにも残らない。送付書もここから。"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from jusou_desk.casework.counting.handing_over import HandOver
from jusou_desk.casework.counting.handover_slip import handover_slip
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.policy import Purpose
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import Scroll, button, row, text
from jusou_desk.ui.theme import unit

_TELL: Final = (
    "このパスワードは、電話など媒体とは別の手段で相手に伝えてください。"
    "どこにも残らないので、閉じると二度と見られません。"
)


class HandedOver(QStackedWidget):
    """パスワードと、送付書の下見。行き来してもパスワードは消えない。"""

    def __init__(self, desk: Desk, handed: HandOver) -> None:
        super().__init__()
        self._desk = desk
        self.handed = handed
        self.slip_button = button("送付書を出す", "primary", self._show_slip)
        self._printed: tuple[OutgoingFile, ...] = ()
        self.slip = PaperView(self._note)
        self._slip_page = QWidget()
        self.addWidget(self._password_page())
        back = button("パスワードに戻る", "quiet", lambda: self.setCurrentIndex(0))
        column = QVBoxLayout(self._slip_page)
        column.setContentsMargins(0, 0, 0, 0)
        head = row(back, None)
        head.setContentsMargins(unit(2), 0, unit(2), 0)  # 脇の題と頭をそろえる
        column.addLayout(head)
        column.addWidget(self.slip, 1)
        self.addWidget(self._slip_page)

    def _password_page(self) -> QWidget:
        area = Scroll(margin=2)
        entry = self.handed.entry
        files = "、".join(path.name for path in self.handed.files)
        where = f"媒体「{entry.medium_no}」に {files} を書き、媒体持出簿に載せました。"
        area.body.addWidget(text("書き出しました。開くためのパスワード", "strong", wrap=True))
        area.body.addWidget(_password(self.handed.password))
        area.body.addWidget(text(_TELL, wrap=True))
        area.body.addWidget(text(where, "caption", wrap=True))
        area.body.addLayout(row(self.slip_button, None))
        area.body.addStretch(1)
        return area

    def _note(self, what: str) -> None:
        subject = f"送付書 {self.handed.entry.medium_no}"
        note_printing(self._desk, Purpose.REFERRAL, subject, what, files=self._printed)

    def _show_slip(self) -> None:
        def draw() -> OutgoingFile:
            return handover_slip(self._desk, self.handed.entry.id)[1]

        def show(slip: OutgoingFile) -> None:
            self._printed = (slip,)
            self.setCurrentWidget(self._slip_page)
            self.slip.show_pdf(slip.data, slip.title, slip.problems)

        Ask(self, draw).then(show)


def _password(words: str) -> QLabel:
    """読み上げて伝える大きな字。選んで写すことはできない。"""
    label = text(words, "display")
    label.setAccessibleName(f"パスワード {' '.join(words)}")
    return label
