"""役割と権限: 誰が何のために、どこまで扱えるか。表は決まりと町の設定そのもので、ここでは変えられない。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.rights import ROLES, lead, rights_table
from jusou_desk.casework.secrecy.restricting import RESTRICTED, tell_restricted, tells_restricted
from jusou_desk.policy import Purpose
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, column, text
from jusou_desk.ui.table import Heading, Table

_SILENT: Final = "黙っている"
_TOLD: Final = f"「{RESTRICTED}」と示す"


class RightsPart(QWidget):
    """表と、管理者には「制限情報あり」の示し方。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        headings = [
            Heading("目的", 2, 5),
            *(Heading(role, 2, 5) for role in ROLES),
            Heading("条件", 3, 7),
        ]
        self.table = Table("役割と権限", headings)
        self.table.show_rows(
            [(r.purpose, *r.cells, r.note) for r in rights_table(desk.town.limits)]
        )
        card = Card("役割と権限")
        card.add(text(lead(desk.town.limits), "caption", wrap=True), self.table)
        parts: list[QWidget] = [card]
        if desk.may(Purpose.ADMINISTRATION) and desk.town.support_bodies:
            parts.append(RestrictedCard(desk))
        self.setLayout(column(*parts, spacing=2))


class RestrictedCard(Card):
    """従事者でない人に、支援会議の記録のあることを語で示すか、黙っているか。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__("支援会議の記録のある相談")
        self._desk = desk
        self.ways = Chips([_SILENT, _TOLD], exclusive=True, fallback=_SILENT)
        self.ways.describe("支援会議の記録のある相談", "")
        self._problem = Saying()
        words = (
            "従事者でない人が開いたときの示し方です。示すと、その相談の頁に"
            f"「{RESTRICTED}」とだけ出ます。一覧や検索、印刷には出ません。"
        )
        self.add(text(words, "caption", wrap=True), self.ways, self._problem)
        self.ways.changed.connect(self._change)
        self._load()

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _load(self) -> None:
        Ask(self, partial(tells_restricted, self._desk)).then(self._show)

    def _show(self, told: bool) -> None:
        self.ways.blockSignals(True)
        self.ways.choose([_TOLD if told else _SILENT])
        self.ways.blockSignals(False)

    def _change(self) -> None:
        told = _TOLD in self.ways.chosen()
        self._problem.hide()
        job = Do(self, partial(tell_restricted, self._desk, told=told), Changed.OFFICE)
        job.or_else(self._problem.refuse).at_end(self._load).then(
            lambda _none: NoticeBar.near(self).tell(
                f"「{RESTRICTED}」と示すことにしました。" if told else "黙っていることにしました。"
            )
        )
