"""標準台帳ブックの書出し。パスワード付きか、付けないかを選ぶ。支援会議分は従事者だけ。"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import ExportResult, write_ledger
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.policy import Purpose
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.busy import rest
from jusou_desk.ui.choosing import choose_new_book
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.fields.chips import CheckChip, Chips
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text
from jusou_desk.ui.settings.passwords import TwicePasswords

LOCKED: Final = "パスワードを付ける"
PLAIN: Final = "付けない"
_PLAIN_WARNING: Final = (
    "パスワードを付けないと、拾った人が誰でも読めます。"
    "住所を秘匿している人の住所と電話は書き出しません。"
)
_SEALED_WARNING: Final = (
    "支援会議の記録が入ります。従事者でない人に渡すと、法律の守秘義務に反します。"
)
_REASON: Final = FieldDefinition(
    "reason", "支援会議分を書き出す理由", FieldKind.TEXT, required=True, help="監査記録に残ります。"
)


class WriteOut(QWidget):
    """書出しの一枚。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.how = Chips((LOCKED, PLAIN), exclusive=True, fallback=LOCKED)
        self.how.describe("パスワード", "")
        self.how.changed.connect(self._arrange)
        self.passwords = TwicePasswords("ブックのパスワード", "受け取る人に、別の手段で伝えます。")
        self._warning = text(_PLAIN_WARNING, "problem", wrap=True)
        self.sealed = CheckChip("支援会議分も含める")
        self.sealed.toggled.connect(lambda _on: self._arrange())
        self.reason = TextField(_REASON)
        self._mark = LaneBadge(Mark.SEALED)
        self._sealed_words = text(_SEALED_WARNING, "problem", wrap=True)
        self.write_button = button("書き出す", "primary", self._write)
        self._told = Saying("body")
        self._problem = Saying()
        self._lay_out()
        self._arrange()
        self.setFocusProxy(self.how)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def told(self) -> str:
        """いま出ている結果。"""
        return self._told.said()

    def _lay_out(self) -> None:
        area = Scroll(margin=2, spacing=1.5)
        words = "あなたに見える記録を、Excelのブック一つに書き出します。"
        area.add(
            *(text(words, wrap=True), self.how, self._warning, self.passwords),
            row(self.sealed, self._mark, None),
            *(self._sealed_words, self.reason),
            row(self.write_button, None),
            *(self._problem, self._told),
            None,
        )
        members = self._desk.serves_any and self._desk.may(Purpose.SEALED_EXPORT)
        self.sealed.setVisible(members)
        self.setLayout(column(area))

    def _arrange(self) -> None:
        plain = self.how.chosen() == (PLAIN,)
        self._warning.setVisible(plain)
        self.passwords.setVisible(not plain)
        self.reason.setVisible(self.sealed.isChecked())
        self._mark.setVisible(self.sealed.isChecked())
        self._sealed_words.setVisible(self.sealed.isChecked())

    def _write(self) -> None:
        if self._password() == "":
            return
        if self.sealed.isChecked() and self.reason.problem():
            self.reason.show_problem()
            self.reason.setFocus()
            return
        book = choose_new_book(self, "書き出すブック", "標準台帳.xlsx")
        if book:
            self.write_to(book)

    def _password(self) -> str | None:
        """付けるパスワード。付けないなら None、決まっていなければ空。"""
        return None if self.how.chosen() == (PLAIN,) else self.passwords.agreed()

    def write_to(self, target: Path) -> None:
        """``target`` に書き出す。"""
        self._problem.hide()
        self._told.hide()
        password, sealed = self._password(), self.sealed.isChecked()
        if password == "":
            return
        work = partial(
            write_ledger,
            self._desk,
            target,
            password=password,
            sealed=sealed,
            reason=self.reason.line.text() if sealed else "",
        )
        job = Do(self, work).or_else(self._problem.refuse)
        job.at_end(rest(self.write_button)).then(self._written)

    def _written(self, result: ExportResult) -> None:
        self.passwords.clear()
        counts = "、".join(f"{sheet}{count}件" for sheet, count in result.counts)
        lines = (f"「{result.path.name}」を書き出しました。", counts, *result.notices)
        self._told.say("\n".join(lines))
