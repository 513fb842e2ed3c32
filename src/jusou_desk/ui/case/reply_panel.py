"""「返信を入れる」の入口: 返信票の番号を打つと、その相談の頁が開き、返信だけを書く一枚が脇に出る。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.replies import Slip, find_slips
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import DeskError
from jusou_desk.ui.fields.line import ENTER, Line
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text

TITLE: Final = "返信を入れる"
#: 一件の頁で、返信だけを書く一枚の名。
PANEL: Final = "reply"
HINT: Final = "つなぐシートの返信票が戻ったとき、番号を打って結果を入れます"
_SEVERAL: Final = "同じ番号のシートがあります。返信票の受付番号と見比べて選んでください。"


class _CodeLine(Line):
    """返信番号を打つ一行。Enter で引く。"""

    def __init__(self, find: Callable[[], None]) -> None:
        super().__init__(enter_moves_on=False)
        self._find = find
        self.setPlaceholderText("例: 1234-5678")
        self.setAccessibleName("返信番号")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not self.composing:
            self._find()
        else:
            super().keyPressEvent(event)


class ReplyEntry(QWidget):
    """脇に開く一枚。シートが決まると ``go`` に、相談(id)と、開く一枚の名と、シート(id)を渡す。"""

    def __init__(self, desk: Desk, go: Callable[[str, str, str, str], None]) -> None:
        super().__init__()
        self._desk, self._go = desk, go
        self.code = _CodeLine(self._find)
        self.find_button = button("シートを開く", "primary", self._find)
        self._problem = Saying()
        self._several: QVBoxLayout = column(spacing=1)
        area = Scroll(margin=2, spacing=1.5)
        area.add(
            text("返信票の番号", "label"),
            self.code,
            self._problem,
            row(self.find_button, None),
            self._several,
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.code)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _find(self) -> None:
        self._problem.hide()
        find = partial(find_slips, self._desk, self.code.text())
        Ask(self, find).or_else(self._refuse).then(self._show)

    def _refuse(self, error: DeskError) -> None:
        self._problem.refuse(error)
        self.code.setFocus()
        self.code.selectAll()

    def _show(self, found: tuple[Slip, ...]) -> None:
        if len(found) == 1:
            self._open(found[0])
            return
        while (item := self._several.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        self._several.addWidget(text(_SEVERAL, wrap=True))
        choices = [button(slip.words, "plain", partial(self._open, slip)) for slip in found]
        for one in choices:
            self._several.addWidget(one)
        choices[0].setFocus()

    def _open(self, slip: Slip) -> None:
        self._go("case", slip.case.id, PANEL, slip.sheet.id)
