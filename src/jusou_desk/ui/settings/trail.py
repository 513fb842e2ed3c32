"""監査記録: いつ、誰が、何を、どの番号に。読むだけ。月ごとに所属長の見る月報も、ここから出す。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.audit_chain import chain_problem
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.trail.sightings import audit_trail
from jusou_desk.models.audit import AuditEntry
from jusou_desk.ui.changes import Change, Freshness
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.settings.monthly import MonthlyCard
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import format_short

_NEWEST = 200
#: 脇に紙を開いても、いちばん大きな字でも、横に巻かずに読める列の数。
_HEADINGS = (
    Heading("いつ・誰が", 2, 5),
    Heading("何を・番号", 7, 7),
)


class TrailPart(QWidget):
    """月報と、新しい順に二百行。月報の下見は ``reading`` で脇に開く。

    ``checking`` は、検査のある所を開きたいこと。
    """

    reading = Signal(str, QWidget)
    checking = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = Table("監査記録", _HEADINGS)
        card = Card("監査記録")
        words = f"新しい順に{_NEWEST}行までです。書換えがあれば、設定›バックアップの「検査」で分かります。"
        self._broken = Saying()
        self.check_button = button("検査のある所を開く", "quiet", self.checking.emit)
        card.add(self._broken, text(words, "caption", wrap=True), row(self.check_button, None))
        card.add(self.table)
        self.monthly = MonthlyCard(desk)
        self.monthly.reading.connect(self.reading)
        self.setLayout(column(self.monthly, card, spacing=2))
        self._freshness = Freshness(self, _any, self._load)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(audit_trail, self._desk, newest=_NEWEST)).then(self._show)
        Ask(self, partial(chain_problem, self._desk)).then(self._tell_break)

    def problem(self) -> str:
        """鎖の切れ目の文。切れていなければ空。"""
        return self._broken.said()

    def _tell_break(self, words: str) -> None:
        if words:
            self._broken.say(
                f"{words}使うのをやめ、設定›バックアップの「検査」で確かめて所属長に知らせてください。"
            )
        else:
            self._broken.hide()

    def _show(self, entries: tuple[AuditEntry, ...]) -> None:
        self.table.show_rows([_row(one) for one in entries])


def _any(change: Change) -> bool:
    """どの変化も監査に残る。"""
    return bool(change.kinds)


def _row(one: AuditEntry) -> tuple[str, ...]:
    when = f"{format_short(one.at.date())} {one.at:%H:%M}"
    about = "　".join(words for words in (one.subject, one.detail) if words)
    return f"{when}\n{one.actor}", f"{one.action}\n{about}".strip()
