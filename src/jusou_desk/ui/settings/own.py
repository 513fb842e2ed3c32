"""自分のこと: パスワードと字の大きさ。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.ui import theme
from jusou_desk.ui.busy import rest
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.settings.passwords import PasswordField, TwicePasswords
from jusou_desk.ui.start import remember_text_size
from jusou_desk.ui.theme import TextSize


class PasswordPart(QWidget):
    """自分のパスワードを変える。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.old = PasswordField("いまのパスワード")
        self.new = TwicePasswords("新しいパスワード", "8文字以上。言葉を三つつなげると覚えやすい。")
        self._problem = Saying()
        self.save_button = button("パスワードを変える", "primary", self._save)
        card = Card(f"{desk.me.name}さんのパスワード")
        card.add(self.old, self.new, self._problem, row(self.save_button, None))
        self.setLayout(column(card))

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _save(self) -> None:
        self._problem.hide()
        if not self.old.words():
            self.old.blame("いまのパスワードを入力してください。")
            self.old.setFocus()
            return
        new = self.new.agreed()
        if not new:
            return
        work = partial(self._desk.change_password, self.old.words(), new)
        job = Do(self, work).or_else(self._problem.refuse)
        job.at_end(rest(self.save_button)).then(self._saved)

    def _saved(self, _none: None) -> None:
        self.old.clear()
        self.new.clear()
        NoticeBar.near(self).tell(
            "パスワードを変えました。", "次のサインインから、新しいパスワードを使います。"
        )


class TextSizePart(QWidget):
    """字の大きさ。選ぶとすぐ変わり、この PC が覚える。変わると ``worn`` を鳴らす。"""

    worn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sizes = Chips([size.value for size in TextSize], exclusive=True)
        self.sizes.describe("字の大きさ", "")
        self.sizes.choose([theme.size().value])
        self.sizes.changed.connect(self._wear)
        card = Card("字の大きさ")
        words = "選ぶとすぐに変わります。このPCで次に開いたときも、この大きさです。"
        card.add(text(words, "caption", wrap=True), self.sizes)
        self.setLayout(column(card))

    def _wear(self) -> None:
        chosen = self.sizes.chosen()
        if not chosen:
            self.sizes.choose([theme.size().value])
            return
        size = TextSize(chosen[0])
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        remember_text_size(size)
        theme.wear(app, size)
        self.worn.emit()
