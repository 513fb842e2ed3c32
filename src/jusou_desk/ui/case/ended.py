"""終わった相談の札と、終結・中断を取り消す一枚。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import closing
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Case
from jusou_desk.ui.case.writings import Saved, changes_of
from jusou_desk.ui.fields import field_for
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, stand_at, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import fiscal_year_of, format_short

TITLE: Final = "終結・中断の取消し"
_REASON: Final = FieldDefinition(
    "reason",
    "取り消す理由",
    FieldKind.SINGLE,
    codes="ending_cancel_reasons",
    other=True,
    required=True,
    help="理由は、評価シートと監査記録に残ります。氏名や相談の中身は書かないでください。",
)


class EndedCard(Card):
    """いつ、なぜ終わったか。取り消せる人には、その釦(``undo_button``)も。"""

    def __init__(self, case: Case, cancel: Callable[[], object] | None) -> None:
        super().__init__(f"この相談は{case.status}しています。")
        when = format_short(case.closed_on) if case.closed_on else ""
        facts = (when, case.closing_reason)
        after = f"その後の主担当　{case.lead_agency}" if case.lead_agency else ""
        for words in ("　".join(part for part in facts if part), after):
            if words:
                self.add(text(words, "caption", wrap=True))
        if cancel is None:
            return
        self.undo_button = button(f"{case.status}を取り消す", "plain", cancel)
        words = "閉じ間違えたときに押します。もう一度支援するときは「支援を再開する」です。"
        self.add(row(self.undo_button, None), text(words, "caption", wrap=True))


class CancelEnding(QWidget):
    """理由を選んで、終結・中断を取り消す。済むと ``saved``。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__()
        self._desk = desk
        self._case = page.case
        ended = str(page.case.status)
        self.reason = field_for(_REASON, fiscal_year_of(desk.today()), desk.today)
        self._problem = Saying()
        self.cancel_button = button(f"{ended}を取り消す", "primary", self._cancel, key="Ctrl+S")
        area = Scroll(margin=2)
        about = (
            f"{page.case.case_no} の{ended}を取り消し、相談とプランと残る仕事を、終える前に戻します。",
            f"{ended}の評価シートは消えずに残り、取り消した人と日が付きます。",
            "終えるときに済みにした仕事は、済みのままです。",
        )
        area.add(*(text(words, wrap=True) for words in about), self.reason, self._problem, None)
        foot = row(None, self.cancel_button)
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole = column(area, foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.reason)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _cancel(self) -> None:
        if not self.cancel_button.isEnabled():
            return
        if self.reason.problem():
            self.reason.show_problem()
            stand_at(self.reason)
            return
        self._problem.hide()
        self.cancel_button.setEnabled(False)
        case, reason = self._case, str(self.reason.value())
        work = partial(closing.cancel_ending, self._desk, case.id, reason=reason)
        job = Do(self, work, *changes_of(closing.FORM), ids=(case.id,))
        told = Saved(f"{case.status}を取り消しました。評価シートは「これまで」に残っています。")
        job.or_else(self._refused).then(lambda _case: self.saved.emit(told))

    def _refused(self, error: DeskError) -> None:
        self.cancel_button.setEnabled(True)
        self._problem.refuse(error)
