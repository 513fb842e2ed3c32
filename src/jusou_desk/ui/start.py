"""始めの頁: 事務所を開く・作る・練習する。前に開いた事務所は覚えておく。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from jusou_desk.towns import available_towns, town
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.ui.returning import Return, ReturnCard
from jusou_desk.ui.sign_in import PasswordLine
from jusou_desk.ui.theme import TextSize, scale, unit

__all__ = [
    "NewOffice",
    "Return",
    "StartPage",
    "StartWindow",
    "last_office",
    "remember_office",
    "remember_text_size",
    "text_size",
]

_LAST: Final = "last_office"
_SIZE: Final = "text_size"
#: 窓の題の帯の分。
_TITLE_BAR: Final = 40


def _memory() -> QSettings:
    """この PC の利用者ごとの覚え書き。事務所の場所と字の大きさだけで、個人情報は置かない。"""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "jusou-desk", "jusou-desk"
    )


def last_office() -> Path | None:
    """前に開いた事務所。もう無ければ None。"""
    stored = str(_memory().value(_LAST, "") or "")
    return Path(stored) if stored and (Path(stored) / "keys.json").is_file() else None


def remember_office(folder: Path) -> None:
    """次に何も指定せず開いたときの事務所。"""
    _memory().setValue(_LAST, str(folder.resolve()))


def text_size() -> TextSize:
    """覚えている字の大きさ。"""
    stored = str(_memory().value(_SIZE, "") or "")
    return TextSize(stored) if stored in set(TextSize) else TextSize.STANDARD


def remember_text_size(size: TextSize) -> None:
    _memory().setValue(_SIZE, str(size))


@dataclass(frozen=True)
class NewOffice:
    """作る事務所。``recovery_folder`` に復旧シートを書く。"""

    folder: Path
    town_id: str
    staff_name: str
    password: str
    recovery_folder: Path


class StartPage(QWidget):
    """``create`` は事務所を作り、``restore`` は戻す(``jobs`` の糸で呼ばれる)。

    選ばれた事務所は ``chosen``。
    """

    chosen = Signal(object)
    practise = Signal(str)

    def __init__(
        self, create: Callable[[NewOffice], None], restore: Callable[[Return], None]
    ) -> None:
        super().__init__()
        self._create = create
        self.setWindowTitle("重層デスク")
        self.setProperty("surface", "ground")
        self.misfit = Saying()
        self.trouble = Saying()
        self.town = QComboBox()
        self.town.setAccessibleName("自治体")
        for town_id in available_towns():
            self.town.addItem(town(town_id).name, town_id)
        self.back = ReturnCard(restore)
        self.back.returned.connect(self.chosen)
        self.new = self._new_card()
        self.to_new = button("新しい事務所を作る", "plain", partial(self._unfold, self.new))
        self.to_return = button("バックアップから戻す", "plain", partial(self._unfold, self.back))
        doors = self._doors()
        cards = column(text("重層デスク", "display"), doors, self.new, self.back)
        middle = row(None, None)
        middle.insertLayout(1, cards)
        for card in (doors, self.new, self.back):
            card.setFixedWidth(scale().body * 44)
        self._scroll = Scroll(margin=2)
        self._scroll.add(middle, None)
        self.setLayout(column(self._scroll))
        for card in (self.new, self.back):
            card.hide()

    def _doors(self) -> Card:
        """四つの入口。作る・戻すの欄は、選んだときに下に開く。"""
        card = Card()
        words = "前に作った事務所を開くか、架空の事務所で試せます。"
        flow = FlowLayout(unit())
        for door in (
            button("事務所を開く", "primary", self._open),
            self.to_new,
            self.to_return,
            button("練習してみる", "plain", lambda: self.practise.emit(self._town_id())),
        ):
            flow.addWidget(door)
        card.add(text(words, wrap=True), flow, self.misfit)
        return card

    def _unfold(self, card: Card) -> None:
        for one in (self.new, self.back):
            one.setVisible(one is card)
        first = self.town if card is self.new else self.back.backup
        first.setFocus()
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(card, 0, 0))

    def _new_card(self) -> Card:
        self.name = Line()
        self.name.setAccessibleName("あなたの氏名")
        self.password = PasswordLine()
        self.again = PasswordLine()
        self.again.setAccessibleName("パスワード(もう一度)")
        self.folder, pick_folder = self._place("事務所を置くフォルダ(空のもの)")
        self.recovery, pick_recovery = self._place("復旧シートを書くフォルダ(このPCの中)")
        self.make = button("事務所を作る", "primary", self._make)
        card = Card("新しい事務所を作る")
        for words, part in (
            ("自治体", self.town),
            ("あなたの氏名(管理者になります)", self.name),
            ("パスワード(8文字以上)", self.password),
            ("パスワード(もう一度)", self.again),
        ):
            label = text(words, "label")
            label.setBuddy(part)
            card.add(label, part)
        card.add(text("事務所を置くフォルダ(空のもの)", "label"), row(self.folder, pick_folder))
        card.add(
            text("復旧シートを書くフォルダ(このPCの中)", "label"), row(self.recovery, pick_recovery)
        )
        card.add(
            text(
                "復旧シート(PDF 2枚)は、パスワードを忘れたときや PC が壊れたときの唯一の鍵です。"
                "印刷して封をし、別々の場所に保管したら、ファイルは消してください。"
                "持ち歩く媒体(USBなど)には書けません。",
                "caption",
                wrap=True,
            ),
            self.trouble,
            row(None, self.make),
        )
        return card

    def _place(self, words: str) -> tuple[QLineEdit, QWidget]:
        line = Line()
        line.setAccessibleName(words)

        def pick() -> None:
            found = choose_folder(self, words)
            if found:
                line.setText(str(found))

        return line, button("選ぶ", "plain", pick, hint=words)

    def _town_id(self) -> str:
        return str(self.town.currentData())

    def _open(self) -> None:
        found = choose_folder(self, "事務所のフォルダ")
        if found is None:
            return
        if not (found / "keys.json").is_file():
            self.misfit.say(
                "選んだフォルダは重層デスクの事務所ではありません。\n"
                "keys.json のあるフォルダを選んでください。"
            )
            return
        self.misfit.hide()
        self.chosen.emit(found)

    def _make(self) -> None:
        blanks = [
            part.accessibleName()
            for part in (self.name, self.password, self.folder, self.recovery)
            if not part.text().strip()
        ]
        if blanks:
            self.trouble.say(
                f"「{blanks[0]}」が空いています。\n入れてから、もう一度押してください。"
            )
            return
        if self.password.text() != self.again.text():
            self.trouble.say("二つのパスワードが違います。\n同じものを二度入れてください。")
            return
        new = NewOffice(
            Path(self.folder.text()),
            self._town_id(),
            self.name.text(),
            self.password.text(),
            Path(self.recovery.text()),
        )
        create = self._create
        self.trouble.hide()
        self.make.setEnabled(False)
        Do[None](self, lambda: create(new)).or_else(self.trouble.refuse).at_end(
            lambda: self.make.setEnabled(True)
        ).then(lambda _none: self.chosen.emit(new.folder))


class StartWindow(StartPage):
    """始めの頁だけの窓。選び終わるまで待つ。"""

    def __init__(
        self, create: Callable[[NewOffice], None], restore: Callable[[Return], None]
    ) -> None:
        super().__init__(create, restore)
        self._loop = QEventLoop()
        self.answer: Path | str | None = None
        self.chosen.connect(self._end)
        self.practise.connect(self._end)

    def _end(self, answer: Path | str) -> None:
        self.answer = answer
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._loop.quit()
        super().closeEvent(event)

    def ask(self) -> Path | str | None:
        """選ばれた事務所のフォルダ、練習する自治体の id、または閉じられて None。"""
        room = self.screen().availableGeometry()
        self.resize(min(1000, room.width()), min(800, room.height() - _TITLE_BAR))
        self.show()
        self._loop.exec()
        # 循環の片付けは止めてあるので、放っておくと終わりぎわまで残り、Qt の後に壊される。
        self.deleteLater()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.DeferredDelete.value)
        return self.answer
