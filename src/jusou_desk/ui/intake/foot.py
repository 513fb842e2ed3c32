"""票の足もと: 匿名の知らせ、似た人、個人番号らしい数字、断り、そして保存の釦。"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework.case.intake_opening import Familiar
from jusou_desk.models.records import Person
from jusou_desk.ui.pieces import Saying, button, row, rule, text
from jusou_desk.ui.theme import unit

_SHOWN: Final = 3
ANONYMOUS: Final = "匿名の相談として受け付けます"
MY_NUMBER: Final = (
    "個人番号（マイナンバー）らしい12桁の数字があります。ここでは扱わないので、消してください。"
)


class IntakeFoot(QWidget):
    """打っている間に分かったことを、打つ所を動かさずに下で言う。"""

    chosen = Signal(object)
    told_apart = Signal(object)
    took_back = Signal(object)
    unchosen = Signal()

    def __init__(self, save: QPushButton, *beside: QPushButton) -> None:
        super().__init__()
        self._rows: list[QWidget] = []
        self.anonymous = text(ANONYMOUS, "caption")
        self.my_number = text(MY_NUMBER, "strong", wrap=True)
        self._problem = text("", "problem", wrap=True)
        self._warning = Saying()
        self._people = QVBoxLayout()
        self._people.setSpacing(0)
        below = row(self.anonymous, self._problem, *beside, save, spacing=2)
        below.insertStretch(0, 0)
        below.setStretch(2, 1)
        column = QVBoxLayout()
        column.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        column.setSpacing(unit(0.5))
        column.addWidget(self._warning)
        column.addWidget(self.my_number)
        column.addLayout(self._people)
        column.addLayout(below)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(rule())
        whole.addLayout(column)
        self.my_number.hide()
        self.say_anonymous(False)
        self.say_problem("")

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.text()

    def say_problem(self, sentence: str) -> None:
        """断りを出す。空なら消す。"""
        self._problem.setText(sentence)

    def say_anonymous(self, anonymous: bool) -> None:
        """氏名が空のまま書かれている。"""
        self.anonymous.setText(ANONYMOUS if anonymous else "")

    def warn(self, sentences: Sequence[str]) -> None:
        """相手方の知らせ。無ければ消す。同じ文は言い直さない。"""
        words = "\n".join(sentences)
        if words and words != self.warning():
            self._warning.say(words)
        self._warning.setVisible(bool(words))

    def warning(self) -> str:
        """いま出ている相手方の知らせ。"""
        return self._warning.said()

    def offer(self, people: Sequence[Familiar], apart: Sequence[Familiar]) -> None:
        """似た人を、わけと一緒に並べる。選ばれたら ``chosen`` に、別人なら ``told_apart`` に人物を渡す。

        apart: 別人と決めた人。押し間違いなら、``took_back`` に人物を渡す。
        """
        self._clear()
        for one in people[:_SHOWN]:
            take = button("この人です", "quiet", partial(self.chosen.emit, one.person))
            take.setAccessibleName(f"{one.words}。この人の相談として受ける")
            other = button("別人", "quiet", partial(self.told_apart.emit, one.person))
            other.setAccessibleName(f"{one.words}。別人なので、もう尋ねない")
            self._put(one.words, take, other)
        if len(people) > _SHOWN:
            self._put(f"ほかに {len(people) - _SHOWN}人います。上の探し箱（Ctrl+K）で探せます。")
        for one in apart:
            back = button("取り消す", "quiet", partial(self.took_back.emit, one.person))
            back.setAccessibleName(f"{one.words}。別人としたのを取り消す")
            self._put(f"別人としました（保存すると覚えます）　{one.words}", back)

    def settle_on(self, person: Person) -> None:
        """前からいる人の相談に決まった。"""
        self._clear()
        other = button("別の人にする", "quiet", self.unchosen.emit)
        self._put(f"{person.name}（{person.person_no}）の相談として受けます", other)

    def words(self) -> tuple[str, ...]:
        """似た人の行に出ている文。"""
        return tuple(str(one.property("words")) for one in self._rows)

    def _put(self, words: str, *buttons: QPushButton) -> None:
        holder = QWidget()
        holder.setProperty("words", words)
        holder.setLayout(row(text(words, "strong"), *buttons, None))
        self._rows.append(holder)
        self._people.addWidget(holder)

    def _clear(self) -> None:
        for one in self._rows:
            one.hide()
            one.deleteLater()
        self._rows.clear()
