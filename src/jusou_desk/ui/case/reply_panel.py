"""「返信を入れる」の入口: 返信票の番号を打つか、返信を待っている一覧から選ぶと、その相談の頁が開き、

返信だけを書く一枚が脇に出る。
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.replies import Slip, find_slips
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.waiting_replies import Waiting, since_words, waiting_slips
from jusou_desk.errors import DeskError
from jusou_desk.ui.due_line import DueButton
from jusou_desk.ui.fields.line import ENTER, Line
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text
from jusou_desk.ui.shortcuts import REPLY
from jusou_desk.wareki import format_short

TITLE: Final = REPLY.does
#: 一件の頁で、返信だけを書く一枚の名。
PANEL: Final = "reply"
HINT: Final = "つなぐシートの返信票が戻ったとき、番号を打って結果を入れます"
_NONE_WAITING: Final = "返信を待っているつなぐシートはありません。"
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
        self._waiting = column(spacing=0.5)
        area = Scroll(margin=2, spacing=1.5)
        area.add(
            text("返信票の番号", "label"),
            self.code,
            self._problem,
            row(self.find_button, None),
            self._several,
            self._waiting,
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.code)
        Ask(self, partial(waiting_slips, desk)).then(self._list)

    def _list(self, found: tuple[Waiting, ...]) -> None:
        """番号の書いていない返信や、電話の返事を入れるため。催促する相手も、ここで分かる。"""
        told = f"返信を待っているつなぐ　{len(found)}件" if found else _NONE_WAITING
        self._waiting.addWidget(text(told, "title" if found else "caption", wrap=True))
        for one in found:
            slip = one.slip
            what = f"{slip.agency or 'つなぎ先は未記入'}　{slip.label}"
            when = format_short(slip.made_on)
            line = DueButton(when, what, since_words(one), pressing=one.late)
            line.clicked.connect(lambda _on=False, slip=slip: self._open(slip))
            self._waiting.addWidget(line)

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
