"""監査記録: いつ、誰が、何を、どの番号に。読むだけ。"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.auditing import audit_trail
from jusou_desk.casework.desk import Desk
from jusou_desk.models.audit import AuditEntry
from jusou_desk.ui.changes import Change, Freshness
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Card, column, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import format_short

_NEWEST = 200
_HEADINGS = (
    Heading("いつ", 1, 8),
    Heading("誰が", 2, 5),
    Heading("何を", 4, 7),
    Heading("番号", 3, 5),
    Heading("添え書き", 4, 5),
)


class TrailPart(QWidget):
    """新しい順に二百行。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = Table("監査記録", _HEADINGS)
        card = Card("監査記録")
        words = f"新しい順に{_NEWEST}行までです。書換えがあれば「検査」で分かります。"
        card.add(text(words, "caption", wrap=True), self.table)
        self.setLayout(column(card))
        self._freshness = Freshness(self, _any, self._load)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(audit_trail, self._desk, newest=_NEWEST)).then(self._show)

    def _show(self, entries: tuple[AuditEntry, ...]) -> None:
        self.table.show_rows([_row(one) for one in entries])


def _any(change: Change) -> bool:
    """どの変化も監査に残る。"""
    return bool(change.kinds)


def _row(one: AuditEntry) -> tuple[str, ...]:
    when = f"{format_short(one.at.date())} {one.at:%H:%M}"
    return when, one.actor, one.action, one.subject, one.detail
