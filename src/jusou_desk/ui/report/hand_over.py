"""媒体で渡す。一つずつ確かめる三つの段: 媒体、目的と提出先、書き出し。

パスワードは書き終えた一枚にだけ出て、どこにも残らない。
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from jusou_desk.casework.counting.handing_over import HandOver, hand_over_report
from jusou_desk.casework.counting.reporting import ReportKind
from jusou_desk.casework.counting.town_papers import PaperKind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.media import MediaBook, media_book, recognised_medium
from jusou_desk.errors import DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.office_records import Medium
from jusou_desk.policy import Purpose
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text
from jusou_desk.ui.report.handed import HandedOver
from jusou_desk.ui.settings.registering import Registering
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import FiscalYear

STEPS: Final = ("1 媒体", "2 目的と提出先", "3 書き出し")
_UNKNOWN: Final = "この媒体は、媒体登録台帳にありません。登録した媒体にだけ書き出せます。"
_ASK_ADMIN: Final = "管理者に媒体の登録を頼むか、登録した媒体に替えて、もう一度選んでください。"


class HandOverPanel(QWidget):
    """一つの報告を、登録した媒体に暗号化して渡す。"""

    def __init__(self, desk: Desk, kind: ReportKind | PaperKind, year: FiscalYear) -> None:
        super().__init__()
        self._desk, self._kind, self._year = desk, kind, year
        self._folder: Path | None = None
        self._medium: Medium | None = None
        self.done: HandedOver | None = None
        self._steps = text("", "strong", wrap=True)
        self._stack = QStackedWidget()
        self._problem = Saying()
        self._pages = (self._page_medium(), self._page_purpose(), self._page_write())
        for page in self._pages:
            self._stack.addWidget(page)
        self._head = QWidget()
        head = column(self._steps, self._problem)
        head.setContentsMargins(unit(2), 0, unit(2), 0)
        self._head.setLayout(head)
        whole = column(self._head, self._stack)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.choose_button)
        self._turn(0)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    @property
    def step(self) -> int:
        """いまの段(0 から)。書き終えたら 3。"""
        return self._stack.currentIndex()

    # --- 段の組み立て ---------------------------------------------------

    def _page_medium(self) -> QWidget:
        area = Scroll(margin=2)
        self.choose_button = button("媒体を選ぶ", "primary", self._choose)
        self._found = Saying("body")
        self.registering = Registering(self._desk)
        self.registering.registered.connect(lambda _no: self._look())
        self.registering.hide()
        self.to_purpose = button("次へ", "primary", partial(self._turn, 1))
        self.to_purpose.hide()
        area.add(text("登録した媒体を挿し、その場所を選んでください。", wrap=True))
        area.add(row(self.choose_button, None), self._found, self.registering)
        area.add(row(self.to_purpose, None), None)
        return area

    def _page_purpose(self) -> QWidget:
        area = Scroll(margin=2)
        self.purpose = TextField(_field("purpose", "使用目的", "例 年次の実績報告"))
        self.receiver = TextField(_field("receiver", "提出先", "例 県の地域福祉の担当課"))
        back = button("戻る", "quiet", partial(self._turn, 0))
        self.to_write = button("次へ", "primary", self._confirm)
        area.add(text("媒体持出簿に残ります。", "caption", wrap=True), self.purpose, self.receiver)
        area.add(row(back, self.to_write, None), None)
        Ask(self, partial(media_book, self._desk)).then(self._suggest)
        return area

    def _suggest(self, book: MediaBook) -> None:
        Suggestions(self.purpose.line, [one.purpose for one in book.entries])
        Suggestions(self.receiver.line, [one.receiver for one in book.entries])

    def _page_write(self) -> QWidget:
        area = Scroll(margin=2)
        self._summary = text("", wrap=True)
        self._back_to_purpose = button("戻る", "quiet", partial(self._turn, 1))
        self.write_button = button("媒体に書き出す", "primary", self._write)
        self._busy = text(
            "書いて、読み返しています。媒体を抜かず、この欄を閉じないでください。", wrap=True
        )
        self._progress = QProgressBar()
        self._progress.setAccessibleName("書き出しの進み具合")
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 0)
        area.add(self._summary, self._busy, self._progress)
        area.add(row(self._back_to_purpose, self.write_button, None), None)
        self._work(going=False)
        return area

    def _work(self, *, going: bool) -> None:
        self._busy.setVisible(going)
        self._progress.setVisible(going)
        self.write_button.setEnabled(not going)
        self._back_to_purpose.setEnabled(not going)

    def _turn(self, step: int) -> None:
        self._problem.hide()
        marked = [f"【{one}】" if at == step else one for at, one in enumerate(STEPS)]
        self._steps.setText("　".join(marked))
        self._stack.setCurrentIndex(step)
        first: tuple[QWidget, ...] = (self.choose_button, self.purpose, self.write_button)
        first[step].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- 媒体 -----------------------------------------------------------

    def _choose(self) -> None:
        folder = choose_folder(self, "媒体の場所")
        if folder:
            self.choose(folder)

    def choose(self, folder: Path) -> None:
        """``folder`` に挿してある媒体を確かめる。"""
        self._folder = folder
        self._look()

    def _look(self) -> None:
        folder = self._folder
        assert folder is not None
        self._problem.hide()
        look = partial(recognised_medium, self._desk, folder)
        Ask(self, look).or_else(self._no_medium).then(self._known)

    def _no_medium(self, error: DeskError) -> None:
        self._medium = None
        for part in (self._found, self.registering, self.to_purpose):
            part.hide()
        self._refused(error)

    def _known(self, medium: Medium | None) -> None:
        self._medium = medium
        self.to_purpose.setVisible(medium is not None)
        may_register = medium is None and self._desk.may(Purpose.ADMINISTRATION)
        self.registering.setVisible(may_register)
        if medium is not None:
            self._found.say(f"登録番号「{medium.medium_no}」　{medium.name}")
            self.to_purpose.setFocus(Qt.FocusReason.OtherFocusReason)
        elif may_register and self._folder is not None:
            self._found.say(f"{_UNKNOWN}ここで登録できます。")
            self.registering.begin(self._folder)
        else:
            self._found.say(f"{_UNKNOWN}{_ASK_ADMIN}")

    # --- 書き出し -------------------------------------------------------

    def _confirm(self) -> None:
        empty = [one for one in (self.purpose, self.receiver) if one.problem()]
        for one in empty:
            one.show_problem()
        if empty:
            empty[0].setFocus()
            return
        assert self._medium is not None
        lines = (
            f"報告　{self._kind.title}　{self._year.label}",
            f"媒体　{self._medium.medium_no}　{self._medium.name}",
            f"使用目的　{self.purpose.line.text()}",
            f"提出先　{self.receiver.line.text()}",
            "",
            "ExcelとPDFをパスワード付きで書き、読み返して開けることを確かめます。",
        )
        self._summary.setText("\n".join(lines))
        self._turn(2)

    def _write(self) -> None:
        medium, folder = self._medium, self._folder
        assert medium is not None
        assert folder is not None
        self._problem.hide()
        self._work(going=True)
        work = partial(
            hand_over_report,
            self._desk,
            self._kind.name,
            self._year,
            folder,
            medium.medium_no,
            self.purpose.line.text(),
            self.receiver.line.text(),
        )
        job = Do(self, work, Changed.MEDIUM).or_else(self._not_written)
        job.at_end(partial(self._work, going=False)).then(self._finished)

    def _not_written(self, error: DeskError) -> None:
        self._refused(error)
        self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: DeskError) -> None:
        self._problem.refuse(error)

    def _finished(self, handed: HandOver) -> None:
        self._head.hide()
        self.done = HandedOver(self._desk, handed)
        self._stack.addWidget(self.done)
        self._stack.setCurrentWidget(self.done)
        self.done.slip_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _field(name: str, label: str, help: str) -> FieldDefinition:
    return FieldDefinition(name, label, FieldKind.TEXT, required=True, help=help)
