"""何が変わったかの知らせ。書いた側は種類と番号を一度流し、見せる側が古くなったかを決める。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class Changed(StrEnum):
    """変わったものの種類。"""

    OFFICE = "office"
    STAFF = "staff"
    PERSON = "person"
    CASE = "case"
    CONSENT = "consent"
    SHEET = "sheet"
    NOTE = "note"
    PLAN = "plan"
    MEETING = "meeting"
    TASK = "task"
    AGENCY = "agency"
    MEDIUM = "medium"
    ISSUE = "issue"
    EXPENSE = "expense"


@dataclass(frozen=True)
class Change:
    """一度の書込みで変わったもの。``ids`` が空なら「その種類のどれか」。"""

    kinds: frozenset[Changed]
    ids: frozenset[str] = frozenset()

    def touches(self, *kinds: Changed, id: str = "") -> bool:
        """``kinds`` のどれかが変わり、``id`` があるならそれに関わるか。"""
        return bool(self.kinds & set(kinds)) and (not id or not self.ids or id in self.ids)


class Broadcast(QObject):
    """窓全体で一つの知らせ口。"""

    happened = Signal(object)

    def tell(self, change: Change) -> None:
        """``change`` を全員に流す。何も変わっていなければ流さない。"""
        if change.kinds:
            self.happened.emit(change)


@cache
def broadcast() -> Broadcast:
    """ただ一つの知らせ口。"""
    return Broadcast()


class Freshness(QObject):
    """``view`` を古いままにしない。見えていれば直ちに、隠れていれば次に見えたときに読み直す。

    ``concerns`` は自分に関わる変化かを答え、``refresh`` は読み直しを頼む。
    """

    def __init__(
        self, view: QWidget, concerns: Callable[[Change], bool], refresh: Callable[[], None]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._concerns = concerns
        self._refresh = refresh
        self._stale = False
        broadcast().happened.connect(self._hear)
        view.installEventFilter(self)

    def _hear(self, change: Change) -> None:
        if not self._concerns(change):
            return
        if self._view.isVisible():
            self._refresh()
        else:
            self._stale = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._stale:
            self._stale = False
            self._refresh()
        return False


def keep_fresh(view: QWidget, refresh: Callable[[], None], *kinds: Changed) -> Freshness:
    """``kinds`` のどれかが変わるたび ``refresh``。番号まで見分けるなら ``Freshness`` を使う。"""
    return Freshness(view, lambda change: change.touches(*kinds), refresh)
