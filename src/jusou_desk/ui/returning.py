"""バックアップから戻す札。選んだバックアップを何で開けるかを、打つ前に言う。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from jusou_desk.models.backup import BackupFacts
from jusou_desk.ui.busy import rest
from jusou_desk.ui.choosing import choose_backup, choose_folder
from jusou_desk.ui.fields.code import CodeBox
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.sign_in import PasswordLine
from jusou_desk.wareki import format_long

_ABOUT: Final = "復旧シートの復旧コードか、作った時の職員の氏名とパスワードで戻せます。"


@dataclass(frozen=True)
class Return:
    """バックアップから戻す事務所。``secret`` は復旧コード、氏名があればその人のパスワード。"""

    backup: Path
    folder: Path
    staff_name: str
    secret: str


class ReturnCard(Card):
    """``restore`` が事務所を戻す(``jobs`` の糸で呼ばれる)。戻せば ``returned`` にそのフォルダ。"""

    returned = Signal(object)

    def __init__(self, restore: Callable[[Return], None]) -> None:
        super().__init__("バックアップから戻す")
        self._restore = restore
        self.backup = Line()
        self.backup.setAccessibleName("バックアップのファイル")
        self.backup.editingFinished.connect(self._look)
        pick = button("選ぶ", "plain", self._pick_backup, hint="バックアップのファイル")
        self.about = text(_ABOUT, "caption", wrap=True)
        self.folder = Line()
        self.folder.setAccessibleName("戻す先のフォルダ(空のもの)")
        pick_folder = button("選ぶ", "plain", self._pick_folder, hint="戻す先のフォルダ(空のもの)")
        self.code = CodeBox()
        self.name = Line()
        self.name.setAccessibleName("作った時の職員の氏名")
        self.password = PasswordLine()
        self.password.returnPressed.connect(self._bring_back)
        self.trouble = Saying()
        self.button = button("事務所を戻す", "primary", self._bring_back)
        self.add(
            _labelled("バックアップのファイル(.jdbackup)", self.backup, pick),
            self.about,
            _labelled("戻す先のフォルダ(空のもの)", self.folder, pick_folder),
            _labelled("復旧コード(4文字×14組)", self.code),
            row(
                _labelled("または、職員の氏名", self.name),
                _labelled("その人のパスワード", self.password),
            ),
            self.trouble,
            row(None, self.button),
        )

    # --- 選ぶ -----------------------------------------------------------

    def _pick_backup(self) -> None:
        found = choose_backup(self, "バックアップ")
        if found:
            self.backup.setText(str(found))
            self._look()

    def _pick_folder(self) -> None:
        found = choose_folder(self, "戻す先のフォルダ(空のもの)")
        if found:
            self.folder.setText(str(found))

    def _look(self) -> None:
        """選んだバックアップが何で開けるかを言う。"""
        # 帳票まで引き連れて重いので、窓を開くときには読み込まない。
        from jusou_desk.casework.office.recovery import about_backup

        chosen = self.backup.text().strip()
        if not chosen:
            self.about.setText(_ABOUT)
            return

        def tell(words: str) -> None:
            if self.backup.text().strip() == chosen:
                self.about.setText(words)

        look = Ask(self, partial(about_backup, Path(chosen)))
        look.or_else(lambda error: tell(f"{error.title}{error.advice}"))
        look.then(lambda facts: tell(_opened_by(facts)))

    # --- 戻す -----------------------------------------------------------

    def _bring_back(self) -> None:
        code, name = self.code.code().strip(), self.name.text().strip()
        secret = code or self.password.text()
        places = (self.backup, self.folder)
        blanks = [part.accessibleName() for part in places if not part.text().strip()]
        if not code and not (name and secret):
            blanks.append("復旧コードか、職員の氏名とパスワード")
        if blanks:
            self.trouble.say(f"「{blanks[0]}」が空いています。")
            return
        wanted = Return(
            Path(self.backup.text().strip()),
            Path(self.folder.text().strip()),
            "" if code else name,
            secret,
        )
        self.trouble.hide()
        self.button.setText("戻しています…")
        restore, awake = self._restore, rest(self.button)

        def at_end() -> None:
            self.button.setText("事務所を戻す")
            awake()

        Do[None](self, lambda: restore(wanted)).or_else(self.trouble.refuse).at_end(at_end).then(
            lambda _none: self._done(wanted.folder)
        )

    def _done(self, folder: Path) -> None:
        self.code.write("")
        self.password.clear()
        self.returned.emit(folder)


def _labelled(words: str, part: QWidget, *beside: QWidget) -> QWidget:
    """欄の上に題を置く。"""
    label = text(words, "label")
    label.setBuddy(part)
    holder = QWidget()
    whole = column(label, row(part, *beside))
    if not isinstance(part, QLineEdit):
        whole.setStretch(1, 1)
    holder.setLayout(whole)
    return holder


def _opened_by(facts: BackupFacts) -> str:
    made = f"{format_long(facts.made_at.date())} {facts.made_at:%H:%M} に作ったバックアップです。"
    on = f"({format_long(facts.sheet_made_on)}に作成)" if facts.sheet_made_on else ""
    password = (
        "作った時の職員の氏名とパスワードでも戻せます。"
        if facts.by_password
        else "別のPCで作ったものなので、職員のパスワードでは戻せません。"
    )
    return f"{made}シート番号「{facts.sheet}」の復旧シート{on}で戻せます。{password}"
