"""サインインの頁。窓の中の一枚で、鍵をかけたあいだは作業をすべて隠す。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jusou_desk.errors import DeskError
from jusou_desk.ui.fields.code import CodeBox
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Card, Scroll, button, row, text
from jusou_desk.ui.theme import scale, unit

BUTTONS_UP_TO = 12
_ENTER: Final = "サインイン"


class PasswordLine(QLineEdit):
    """パスワードの入力。CapsLock が入っていそうなら知らせる。"""

    caps = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName("パスワード")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if len(typed) == 1 and typed.isascii() and typed.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(typed.isupper() != shift)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.caps.emit(False)


Reissue = Callable[[str, str, str], str]
"""復旧コード・氏名・新しいパスワードで開け直し、登録された氏名を返す。"""


class SignInPage(QWidget):
    """名前を選び、パスワードを入れる。

    ``names`` は職員名の一覧、``sign_in`` は名前とパスワードを確かめ、登録された氏名を返す
    (違えば ``DeskError``)。どちらも ``jobs`` の糸で動く。通れば ``signed_in`` にその氏名
    (打つときは姓と名の間を空けても空けなくてもよいので、打たれた形とは限らない)。
    """

    signed_in = Signal(str)

    def __init__(
        self,
        names: Callable[[], tuple[str, ...]],
        sign_in: Callable[[str, str], str],
        reissue: Reissue | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("surface", "ground")
        self._names = names
        self._sign_in = sign_in
        self._reissue = reissue
        self._group = QButtonGroup(self)
        self._reason = text("", "lead", wrap=True)
        self._list = QGridLayout()
        self._list.setSpacing(unit())
        self.name = Line()
        self.name.setPlaceholderText("氏名")
        self.name.setAccessibleName("職員の氏名")
        self.name.textEdited.connect(self._name_typed)
        self.password = PasswordLine()
        self.password.returnPressed.connect(self._try)
        self.password.caps.connect(self._hint_caps)
        self._caps = text("CapsLock が入っているようです。", "problem")
        self._caps.hide()
        self._trouble = text("", "problem", wrap=True)
        self._advice = text("", "caption", wrap=True)
        self.enter = button(_ENTER, "primary", self._try)
        self._lay_out()

    def open_for(self, reason: str, name: str = "") -> None:
        """頁を開く。``reason`` は一言、``name`` は先に選んでおく職員。"""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.password.clear()
        self._say("", "")
        Ask[tuple[str, ...]](self, self._names).then(lambda names: self._fill(names, name))

    def hold(self, *, on: bool) -> None:
        """前の人の仕事が済むまで、何も押せなくする(``on``)。済めば、打つ所に戻る。"""
        self.setEnabled(not on)
        self.enter.setText("途中の仕事を終えています…" if on else _ENTER)
        if not on and self.chosen_name():
            self.password.setFocus()
        elif not on and self.name_buttons():
            self.name_buttons()[0].setFocus()

    def chosen_name(self) -> str:
        """選ばれた、または打たれた氏名。"""
        return self.name.text().strip()

    def trouble(self) -> str:
        """いま出ている断り。"""
        return self._trouble.text()

    def name_buttons(self) -> list[QPushButton]:
        """名前の釦。"""
        return [one for one in self._group.buttons() if isinstance(one, QPushButton)]

    def _lay_out(self) -> None:
        card = Card()
        card.setFixedWidth(scale().body * 34)
        card.add(text("重層デスク", "display"), self._reason)
        card.add(text("どなたですか", "label"), self._list, self.name)
        label = text("パスワード", "label")
        label.setBuddy(self.password)
        card.add(label, self.password, self._caps, self._trouble, self._advice)
        self.forgot = button("開けないとき", "quiet", self._show_code, hint="復旧コードで開け直す")
        self.code = CodeBox()
        self.fresh = PasswordLine()
        self.fresh.setAccessibleName("新しいパスワード")
        self.reopen = button("復旧コードで開く", "plain", self._try_code)
        self._recovery = QWidget()
        box = QVBoxLayout(self._recovery)
        box.setContentsMargins(0, 0, 0, 0)
        about = "復旧シートの4文字×14組を打ち、新しいパスワード(8文字以上)を決めます。"
        for part in (
            text(about, "caption", wrap=True),
            text("復旧コード", "label"),
            self.code,
            text("新しいパスワード", "label"),
            self.fresh,
        ):
            box.addWidget(part)
        box.addLayout(row(None, self.reopen))
        card.add(row(*((self.forgot,) if self._reissue else ()), None, self.enter))
        card.add(self._recovery)
        self._recovery.hide()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        self._scroll = scroll = Scroll()
        scroll.body.addStretch(1)
        scroll.body.addLayout(middle)
        scroll.body.addStretch(2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _fill(self, names: tuple[str, ...], chosen: str) -> None:
        for old in self.name_buttons():
            self._group.removeButton(old)
            old.deleteLater()
        shown = names if len(names) <= BUTTONS_UP_TO else ()
        for place, name in enumerate(shown):
            one = button(name, "choice")
            one.setCheckable(True)
            one.clicked.connect(lambda _on=False, name=name: self._choose(name))
            self._group.addButton(one)
            self._list.addWidget(one, place // 2, place % 2)
        self.name.setVisible(not shown)
        if chosen in shown or not shown:
            self._choose(chosen)
        else:
            self.name.clear()
            # 作ったばかりの釦は、窓に並んでからでないと打てる所にならない
            first = self.name_buttons()[0]
            QTimer.singleShot(0, first, partial(first.setFocus, Qt.FocusReason.OtherFocusReason))

    def _choose(self, name: str) -> None:
        self.name.setText(name)
        for one in self.name_buttons():
            one.setChecked(one.text() == name)
        self._say("", "")
        (self.password if name else self.name).setFocus()
        self.password.selectAll()  # 練習で入れてある分は、打てば替わる

    def _ask_name(self) -> None:
        """名が無い。釦が並んでいれば選んでもらい、打つ所しか無ければ打ってもらう。"""
        if self.name.isHidden():
            self._say("氏名を選んでください。", "")
            self.name_buttons()[0].setFocus()
        else:
            self._say("氏名を入力してください。", "")
            self.name.setFocus()

    def _name_typed(self) -> None:
        self._say("", "")

    def _try(self) -> None:
        name, password = self.chosen_name(), self.password.text()
        if not name:
            self._ask_name()
            return
        if not password:
            self._say("パスワードを入力してください。", "")
            self.password.setFocus()
            return
        self._working(True)
        sign_in = self._sign_in
        Ask[str](self, lambda: sign_in(name, password)).or_else(self._refused).at_end(
            lambda: self._working(False)
        ).then(self._passed)

    def _show_code(self) -> None:
        self._recovery.show()
        self.code.setFocus()
        # 大きな字では下にはみ出す。並べ終えてから、釦まで見えるように巻く。
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.reopen))

    def _try_code(self) -> None:
        name, code, fresh = self.chosen_name(), self.code.code(), self.fresh.text()
        reissue = self._reissue
        if reissue is None:
            return
        if not name:
            self._ask_name()
            return
        self._working(True)
        Ask[str](self, lambda: reissue(code, name, fresh)).or_else(self._code_refused).at_end(
            lambda: self._working(False)
        ).then(self._passed)

    def _passed(self, name: str) -> None:
        self.password.clear()
        self.code.write("")
        self.fresh.clear()
        self._recovery.hide()
        self._say("", "")
        self.signed_in.emit(name)

    def _refused(self, error: DeskError) -> None:
        self.password.clear()
        self._say(error.title, error.advice)
        self.password.setFocus()

    def _code_refused(self, error: DeskError) -> None:
        """打ったコードは消さない。一組だけ直せば済むように。"""
        self._say(error.title, error.advice)
        self.code.setFocus()

    def _working(self, on: bool) -> None:
        if on:
            self._say("", "")
        self.enter.setEnabled(not on)
        self.reopen.setEnabled(not on)
        self.password.setReadOnly(on)
        self.enter.setText("確かめています…" if on else _ENTER)

    def _hint_caps(self, on: bool) -> None:
        self._caps.setVisible(on)

    def _say(self, trouble: str, advice: str) -> None:
        self._trouble.setText(trouble)
        self._advice.setText(advice)
        self._trouble.setVisible(bool(trouble))
        self._advice.setVisible(bool(advice))
