"""名簿の Excel を取り込む一枚。何が変わるかを見てから取り込む。"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.register_book import Preview, read_register, take_register
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_book
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table

_CHANGES: Final = (Heading("名前", 3, 6), Heading("何が変わるか", 6, 10))
_PROBLEMS: Final = (Heading("行", 1, 2), Heading("列", 2, 4), Heading("直すこと", 5, 10))


class BookPanel(QWidget):
    """脇に開く取込みの一枚。取り込むと ``taken``。"""

    taken = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._preview: Preview | None = None
        self.choose_button = button("Excel を選ぶ", "primary", self._choose)
        self.take_button = button("取り込む", "primary", self._take)
        self._told, self._problem = Saying("strong"), Saying()
        self.changes = Table("変わる行", _CHANGES)
        self.problems = Table("直す所", _PROBLEMS)
        area = Scroll(margin=2, spacing=1.5)
        words = (
            "書き出した Excel を直したものを選びます。番号の空の行は足し、番号のある行は今年度から直します。"
            "書いてない行は、そのまま残ります。"
        )
        area.add(text(words, wrap=True), row(self.choose_button, None), self._problem, self._told)
        area.add(row(self.take_button, None), self.changes, self.problems, None)
        for part in (self.take_button, self.changes, self.problems):
            part.hide()
        self.setLayout(column(area))
        self.setFocusProxy(self.choose_button)

    def told(self) -> str:
        """いま出ている一文。"""
        return self._told.said()

    def _choose(self) -> None:
        book = choose_book(self, "機関と資源の Excel")
        if book:
            self.read(book)

    def read(self, book: Path) -> None:
        """``book`` を読み、何が変わるかを見せる。"""
        self._problem.hide()
        work = partial(read_register, self._desk, book)
        Ask(self, work).or_else(self._problem.refuse).then(self._show)

    def _show(self, preview: Preview) -> None:
        self._preview = preview
        self._told.say(preview.told)
        self.changes.show_rows(
            [
                (one.row.name, "足す" if one.added else "\n".join(one.what))
                for one in preview.changes
            ]
        )
        self.problems.show_rows(
            [(str(p.row), p.column, f"「{p.read}」{p.expected}") for p in preview.problems]
        )
        self.changes.setVisible(bool(preview.changes))
        self.problems.setVisible(bool(preview.problems))
        self.take_button.setVisible(bool(preview.changes) and not preview.problems)

    def _take(self) -> None:
        preview = self._preview
        assert preview is not None
        work = partial(take_register, self._desk, preview)
        job = Do(self, work, Changed.AGENCY).or_else(self._problem.refuse)
        job.at_end(rest(self.take_button)).then(self._done)

    def _done(self, count: int) -> None:
        NoticeBar.near(self).tell(f"名簿の{count}行を取り込みました。")
        self.taken.emit()
