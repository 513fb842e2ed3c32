"""移替えの申し出を打つ一枚の土台: 打ちかけの控え、欄の確かめ、申し出。"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case import drafts
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.drafting import Autosave, Typed
from jusou_desk.ui.fields import Field, field_for
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, stand_at
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import fiscal_year_of


class AskingForm(QWidget):
    """申し出一枚。済むと ``asked``、選び直すと ``going_back`` を鳴らす。打ちかけは秘匿の控えに残る。"""

    asked = Signal(object)
    going_back = Signal()

    def __init__(
        self, desk: Desk, place: str, body_id: str, definitions: Iterable[FieldDefinition]
    ) -> None:
        super().__init__()
        self._desk = desk
        self._place = place
        self._body_id = body_id
        year = fiscal_year_of(desk.today())
        self.fields: dict[str, Field] = {
            one.id: field_for(one, year, desk.today) for one in definitions
        }
        self.refusal = Saying()
        self.ask_button = button("承認を求める", "primary", self._ask, key="Ctrl+S")
        self._autosave = Autosave(self, self._typed, self._keep)

    def hideEvent(self, event: QHideEvent) -> None:
        self._autosave.flush()
        super().hideEvent(event)

    def work(self) -> Transfer:
        """申し出る。断れば ``DeskError``。"""
        raise NotImplementedError

    def wanted(self) -> Iterable[Field]:
        """いま求めている欄。"""
        return self.fields.values()

    def settle(self) -> None:
        """欄の値が変わったあとに、見せる欄を合わせる。"""

    def open_with(self, area: Scroll, first: Field) -> None:
        """巻く地 ``area`` の下に釦を置き、控えを戻して ``first`` から打てるようにする。"""
        foot = column(self.refusal, row(None, self.ask_button))
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)
        for field in self.fields.values():
            field.without_gutter()
            field.changed.connect(self._autosave.touch)
            field.changed.connect(self.refusal.hide)
        self.settle()
        self.setFocusProxy(first)
        # 控えの有無が分かるまで打てると、控えを上書きしてしまう
        self.setEnabled(False)
        recall = partial(drafts.recall, self._desk, self._place, sealed=True)
        Ask(self, recall).at_end(partial(self._begin, first)).then(self._recall)

    def blame(self, name: str, error: DeskError) -> bool:
        """欄 ``name`` に断りを出す。その欄が無ければ偽。"""
        field = self.fields.get(name)
        if field is None:
            return False
        field.blame(f"{error.title}{error.advice}")
        stand_at(field)
        return True

    # --- 控え -----------------------------------------------------------

    def _begin(self, first: Field) -> None:
        self.setEnabled(True)
        QTimer.singleShot(0, first, partial(first.setFocus, Qt.FocusReason.OtherFocusReason))

    def _recall(self, kept: drafts.KeptDraft | None) -> None:
        if kept is None:
            return
        for name, field in self.fields.items():
            field.set_typed(kept.values.get(name, ""))
        self.settle()

    def _typed(self) -> Typed:
        return {name: field.typed() for name, field in self.fields.items()}

    def _keep(self, typed: Typed) -> None:
        keep = partial(drafts.keep, self._desk, self._place, dict(typed), sealed=True)
        Do(self, partial(keep, body_id=self._body_id)).then()

    # --- 申し出 ---------------------------------------------------------

    def _ask(self) -> None:
        if not self.ask_button.isEnabled():
            return
        wrong = [field for field in self.wanted() if field.problem()]
        for field in wrong:
            field.show_problem()
        if wrong:
            stand_at(wrong[0])
            return
        desk, place, ask = self._desk, self._place, self.work

        def work() -> Transfer:
            asked = ask()
            drafts.drop(desk, place, sealed=True)
            return asked

        self.refusal.hide()
        self._autosave.hold()
        self.ask_button.setEnabled(False)
        Do(self, work, Changed.NOTE).or_else(self._refused).then(self._done)

    def _done(self, asked: Transfer) -> None:
        self.asked.emit(asked)

    def _refused(self, error: DeskError) -> None:
        self.ask_button.setEnabled(True)
        self._autosave.release()
        if not (isinstance(error, BadInput) and self.blame(error.field, error)):
            self.refusal.refuse(error)
