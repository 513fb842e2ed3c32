"""始めの頁: 事務所を開く・作る・練習する。前に開いた事務所は覚えておく。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QSettings, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jusou_desk.errors import DeskError
from jusou_desk.towns import available_towns, town
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Card, Scroll, button, row, text
from jusou_desk.ui.sign_in import PasswordLine
from jusou_desk.ui.theme import TextSize, scale

_LAST: Final = "last_office"
_SIZE: Final = "text_size"


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


@dataclass(frozen=True)
class Return:
    """バックアップから戻す事務所。``secret`` は復旧コード、氏名があればその人のパスワード。"""

    backup: Path
    folder: Path
    staff_name: str
    secret: str


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
        self._restore = restore
        self.setWindowTitle("重層デスク")
        self.setProperty("surface", "ground")
        self.trouble = text("", "problem", wrap=True)
        self.advice = text("", "caption", wrap=True)
        self.town = QComboBox()
        self.town.setAccessibleName("自治体")
        for town_id in available_towns():
            self.town.addItem(town(town_id).name, town_id)
        self.name = Line()
        self.name.setAccessibleName("あなたの氏名")
        self.password = PasswordLine()
        self.again = PasswordLine()
        self.again.setAccessibleName("パスワード(もう一度)")
        self.folder, pick_folder = self._place("事務所を置くフォルダ(空のもの)")
        self.recovery, pick_recovery = self._place("復旧シートを書くフォルダ(USB など)")
        self.make = button("事務所を作る", "primary", self._make)
        known = Card("今ある事務所・練習")
        known.add(
            text("前に作った事務所のフォルダを選ぶか、架空の事務所で試せます。", wrap=True),
            row(
                button("事務所を開く", "plain", self._open),
                button("練習してみる", "plain", lambda: self.practise.emit(self._town_id())),
                None,
            ),
        )
        new = Card("新しい事務所を作る")
        for words, part in (
            ("自治体", self.town),
            ("あなたの氏名(管理者になります)", self.name),
            ("パスワード(8文字以上)", self.password),
            ("パスワード(もう一度)", self.again),
        ):
            label = text(words, "label")
            label.setBuddy(part)
            new.add(label, part)
        new.add(text("事務所を置くフォルダ(空のもの)", "label"), row(self.folder, pick_folder))
        new.add(text("復旧シートを書くフォルダ", "label"), row(self.recovery, pick_recovery))
        new.add(
            text(
                "復旧シート(PDF 2枚)は、パスワードを忘れたときや PC が壊れたときの唯一の鍵です。"
                "印刷して封をし、別々の場所に保管してください。",
                "caption",
                wrap=True,
            ),
            self.trouble,
            self.advice,
            row(None, self.make),
        )
        back = self._restore_card()
        column = QVBoxLayout()
        column.addWidget(text("重層デスク", "display"))
        column.addWidget(known)
        column.addWidget(new)
        column.addWidget(back)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        for card in (known, new, back):
            card.setFixedWidth(scale().body * 40)
        scroll = Scroll()
        scroll.body.addLayout(middle)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._say("", "")

    def _restore_card(self) -> Card:
        """別のPCで、バックアップと復旧シートから事務所を戻す。"""
        self.backup = Line()
        self.backup.setAccessibleName("バックアップのファイル")
        pick = button("選ぶ", "plain", self._pick_backup, hint="バックアップのファイル")
        self.returned_to, pick_folder = self._place("戻す先のフォルダ(空のもの)")
        self.who = Line()
        self.who.setAccessibleName("氏名(パスワードで開くとき)")
        self.secret = Line()
        self.secret.setAccessibleName("復旧コードかパスワード")
        self.return_button = button("事務所を戻す", "plain", self._bring_back)
        self.return_trouble = text("", "problem", wrap=True)
        card = Card("バックアップから戻す")
        card.add(text("バックアップのファイル(.jdbackup)", "label"), row(self.backup, pick))
        card.add(text("戻す先のフォルダ(空のもの)", "label"), row(self.returned_to, pick_folder))
        for words, part in (
            ("復旧シートの復旧コード(または職員のパスワード)", self.secret),
            ("職員のパスワードで開くときは、その氏名", self.who),
        ):
            label = text(words, "label")
            label.setBuddy(part)
            card.add(label, part)
        card.add(self.return_trouble, row(None, self.return_button))
        return card

    def _pick_backup(self) -> None:
        found, _ = QFileDialog.getOpenFileName(
            self, "バックアップ", "", "バックアップ (*.jdbackup)"
        )
        if found:
            self.backup.setText(found)

    def _bring_back(self) -> None:
        needed = (self.backup, self.returned_to, self.secret)
        blanks = [part.accessibleName() for part in needed if not part.text().strip()]
        if blanks:
            self.return_trouble.setText(f"「{blanks[0]}」が空いています。")
            return
        wanted = Return(
            Path(self.backup.text()),
            Path(self.returned_to.text()),
            self.who.text().strip(),
            self.secret.text().strip(),
        )
        restore = self._restore
        self.return_button.setEnabled(False)

        def refused(error: DeskError) -> None:
            self.return_trouble.setText(f"{error.title}\n{error.advice}")

        Do[None](self, lambda: restore(wanted)).or_else(refused).at_end(
            lambda: self.return_button.setEnabled(True)
        ).then(lambda _none: self.chosen.emit(wanted.folder))

    def _place(self, words: str) -> tuple[QLineEdit, QWidget]:
        line = Line()
        line.setAccessibleName(words)

        def pick() -> None:
            found = QFileDialog.getExistingDirectory(self, words)
            if found:
                line.setText(found)

        return line, button("選ぶ", "plain", pick, hint=words)

    def _town_id(self) -> str:
        return str(self.town.currentData())

    def _open(self) -> None:
        found = QFileDialog.getExistingDirectory(self, "事務所のフォルダ")
        if not found:
            return
        if not (Path(found) / "keys.json").is_file():
            self._say(
                "選んだフォルダは重層デスクの事務所ではありません。",
                "keys.json のあるフォルダを選んでください。",
            )
            return
        self.chosen.emit(Path(found))

    def _make(self) -> None:
        blanks = [
            part.accessibleName()
            for part in (self.name, self.password, self.folder, self.recovery)
            if not part.text().strip()
        ]
        if blanks:
            self._say(f"「{blanks[0]}」が空いています。", "入れてから、もう一度押してください。")
            return
        if self.password.text() != self.again.text():
            self._say("二つのパスワードが違います。", "同じものを二度入れてください。")
            return
        new = NewOffice(
            Path(self.folder.text()),
            self._town_id(),
            self.name.text(),
            self.password.text(),
            Path(self.recovery.text()),
        )
        create = self._create
        self.make.setEnabled(False)
        Do[None](self, lambda: create(new)).or_else(self._refused).at_end(
            lambda: self.make.setEnabled(True)
        ).then(lambda _none: self.chosen.emit(new.folder))

    def _refused(self, error: DeskError) -> None:
        self._say(error.title, error.advice)

    def _say(self, trouble: str, advice: str) -> None:
        self.trouble.setText(trouble)
        self.advice.setText(advice)
        self.trouble.setVisible(bool(trouble))
        self.advice.setVisible(bool(advice))


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
        self.resize(900, 680)
        self.show()
        self._loop.exec()
        return self.answer
