"""標準台帳ブックの取込み。まず試しに読み、件数と直す所を見てから取り込む。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_import import read_ledger, write_errors
from jusou_desk.casework.ledger.ledger_problems import ImportResult, LedgerRefused, Problem
from jusou_desk.errors import DeskError
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_book
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text
from jusou_desk.ui.settings.passwords import PasswordField
from jusou_desk.ui.table import Heading, Table

_SHOWN: Final = 200
_COUNTS: Final = (
    Heading("シート", 3, 5),
    Heading("読んだ行", 1, 4, True),
    Heading("新しい", 1, 4, True),
    Heading("既にある", 1, 4, True),
)
_PROBLEMS: Final = (
    Heading("シート", 2, 4),
    Heading("行", 1, 2, True),
    Heading("列", 2, 4),
    Heading("読んだ値", 3, 4),
    Heading("直し方", 5, 7),
)
_EVERYTHING: Final = (
    Changed.PERSON,
    Changed.CASE,
    Changed.CONSENT,
    Changed.NOTE,
    Changed.PLAN,
    Changed.MEETING,
    Changed.TASK,
)


class TakeIn(QWidget):
    """取込みの一枚。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._book: Path | None = None
        self._result: ImportResult | None = None
        self._steps = [0, 0]
        self.password = PasswordField("ブックのパスワード", "パスワード付きのブックのときだけ")
        self.choose_button = button("ブックを選ぶ", "primary", self._choose)
        self.again_button = button("もう一度読む", "plain", self._read)
        self.take_button = button("取り込む", "primary", self._take)
        self.errors_button = button("直す所を書いたブックを作る", "plain", self._write_errors)
        self._told = Saying("strong")
        self._problem = Saying()
        self._progress = QProgressBar()
        self._progress.setAccessibleName("取込みの進み具合")
        self._progress.setTextVisible(False)
        self._clock = QTimer(self)
        self._clock.setInterval(100)
        self._clock.timeout.connect(self._show_progress)
        self.counts = Table("シートごとの件数", _COUNTS)
        self.problems = Table("直す所", _PROBLEMS)
        self.notices = Table("お知らせ", _PROBLEMS)
        self._problems_head = text("", "label", wrap=True)
        self._notices_head = text("", "label", wrap=True)
        self._lay_out()
        self.setFocusProxy(self.choose_button)

    @property
    def result(self) -> ImportResult | None:
        """いま出ている結果。"""
        return self._result

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def told(self) -> str:
        """いま出ている結果の一文。"""
        return self._told.said()

    def _lay_out(self) -> None:
        area = Scroll(margin=2, spacing=1.5)
        words = "まず試しに読みます。件数と直す所を見てから、取り込むかを決めます。"
        self._results = (
            *(self._told, self._problem, self._progress, self.counts),
            *(self.take_button, self.errors_button),
            *(self._problems_head, self.problems, self._notices_head, self.notices),
        )
        area.add(
            *(text(words, wrap=True), self.password),
            row(self.choose_button, self.again_button, None),
            *self._results[:4],
            row(self.take_button, self.errors_button, None),
            *self._results[6:],
            None,
        )
        self._hide_results()
        self.setLayout(column(area))

    def _hide_results(self) -> None:
        for part in self._results:
            part.hide()
        self.again_button.setVisible(self._book is not None)

    # --- 試しに読む -----------------------------------------------------

    def _choose(self) -> None:
        book = choose_book(self, "標準台帳ブック")
        if book:
            self.read(book)

    def read(self, book: Path) -> None:
        """``book`` を試しに読む。何も取り込まない。"""
        self._book = book
        self._read()

    def _read(self) -> None:
        self._hide_results()
        self._begin("読んでいます。")
        job = Ask(self, self._reading(apply=False)).or_else(self._refused)
        job.at_end(self._end).then(self._show)

    def _reading(self, *, apply: bool) -> Callable[[], ImportResult]:
        """選んだブックを読む仕事。``apply`` なら取り込む。"""
        book = self._book
        assert book is not None
        words = self.password.words()
        return partial(
            read_ledger,
            self._desk,
            book,
            apply=apply,
            book_password=words,
            progress=self._step,
        )

    def _show(self, result: ImportResult) -> None:
        self._result = result
        self._hide_results()
        new = sum(count.new for count in result.counts)
        if result.problems:
            words = f"直す所が{len(result.problems)}件あります。このままでは何も取り込めません。"
        elif new:
            words = f"問題はありません。新しく{new}件が入ります。"
        else:
            words = "問題はありません。新しく入るものはありません。"
        self._told.say(words)
        self._show_counts(result)
        self.take_button.setVisible(not result.problems and bool(new))
        self.errors_button.setVisible(bool(result.problems))
        self._list(self._problems_head, self.problems, "直す所", result.problems)
        self._list(self._notices_head, self.notices, "お知らせ", result.notices)
        first = (self.take_button, self.errors_button, self.choose_button)
        next(one for one in first if not one.isHidden()).setFocus()

    def _show_counts(self, result: ImportResult) -> None:
        self.counts.show_rows(
            [(c.sheet, str(c.rows), str(c.new), str(c.known)) for c in result.counts]
        )
        self.counts.show()

    def _list(self, head: QLabel, table: Table, words: str, found: Sequence[Problem]) -> None:
        more = f"(初めの{_SHOWN}件)" if len(found) > _SHOWN else ""
        head.setText(f"{words} {len(found)}件{more}")
        table.show_rows(
            [(p.sheet, str(p.row or ""), p.column, p.read, p.expected) for p in found[:_SHOWN]]
        )
        head.setVisible(bool(found))
        table.setVisible(bool(found))

    # --- 取り込む -------------------------------------------------------

    def _take(self) -> None:
        self.take_button.setEnabled(False)
        self._begin("取り込んでいます。")
        job = Do(self, self._reading(apply=True), *_EVERYTHING).or_else(self._refused)
        job.at_end(self._end).then(self._taken)

    def _taken(self, result: ImportResult) -> None:
        self._result = result
        self._hide_results()
        new = sum(count.new for count in result.counts)
        self._told.say(f"取り込みました。{new}件が入りました。")
        self._show_counts(result)
        self.choose_button.setFocus()

    def _write_errors(self) -> None:
        book, result = self._book, self._result
        assert book is not None
        assert result is not None
        words = self.password.words()
        work = partial(write_errors, self._desk, book, result, book_password=words)
        Do(self, work).or_else(self._refused).then(self._errors_written)

    def _errors_written(self, book: Path) -> None:
        self._told.say(
            f"元のブックの隣に「{book.name}」を作りました。直して、もう一度選んでください。"
        )

    def _refused(self, error: DeskError) -> None:
        if isinstance(error, LedgerRefused):
            self._show(error.result)
        else:
            self.choose_button.setFocus()
        self._told.hide()
        self._problem.refuse(error)

    # --- 進み具合 -------------------------------------------------------

    def _begin(self, words: str) -> None:
        self._steps[:] = [0, 0]
        self._problem.hide()
        self._told.say(words)
        self._progress.setRange(0, 0)
        self._progress.show()
        self.choose_button.setEnabled(False)
        self.again_button.setEnabled(False)
        self._clock.start()

    def _step(self, done: int, total: int) -> None:
        # 保存先の糸から呼ばれるので、部品には触れず、数だけを置く
        self._steps[:] = [done, total]

    def _show_progress(self) -> None:
        done, total = self._steps
        if total:
            self._progress.setRange(0, total)
            self._progress.setValue(done)

    def _end(self) -> None:
        self._clock.stop()
        self._progress.hide()
        self._told.hide()
        self.take_button.setEnabled(True)
        self.choose_button.setEnabled(True)
        self.again_button.setEnabled(True)
