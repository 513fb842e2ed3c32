"""名簿の一行を書く。足すときも直すときも同じ欄。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register import writing
from jusou_desk.casework.register.fields import form_of, values_of, with_values
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.models.register_records import Resource, ResourceKind
from jusou_desk.policy import Purpose
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Saying, button, column, row, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import FiscalYear

CORRECTION = "誤りの訂正（前の年度の資料も直る）"
#: もう名簿にある語を候補に出す欄。
_SUGGESTED = ("field", "operation", "area", "stage", "section", "law", "article")


class EditPanel(QWidget):
    """脇に開く記入の一枚。書き終えると ``saved`` に行。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, resource: Resource) -> None:
        super().__init__()
        self._desk, self._row = desk, resource
        year = FiscalYear.of(desk.today())
        admin = desk.may(Purpose.ADMINISTRATION)
        form = form_of(resource.kind, administering=admin)
        self.view = FormView(form, year.start, today=desk.today)
        self.view.set_values(values_of(resource))
        self._suggest()
        self.since = Chips((f"{year.label}から", CORRECTION), exclusive=True)
        self.since.describe("いつからの変更か", "")
        self.since.choose([f"{year.label}から"])
        self.save_button = button("名簿に残す", "primary", self._save)
        self._problem = Saying()
        when = QWidget()
        when.setLayout(column(text("いつからの変更か", "label"), self.since))
        when.setVisible(bool(resource.resource_no))
        foot = QWidget()
        below = column(when, self._problem, row(self.save_button, None))
        below.setContentsMargins(unit(2), unit(), unit(2), unit(2))
        foot.setLayout(below)
        whole = column(self.view, foot)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.view.save_requested.connect(self._save)
        self.setFocusProxy(self.view.field("name").control)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _suggest(self) -> None:
        for name in _SUGGESTED:
            field = self.view.field(name) if self.view.has_field(name) else None
            if isinstance(field, TextField):
                known = (str(getattr(one, name)) for one in self._desk.resources)
                Suggestions(field.line, [word for word in known if word])
        if self._row.kind is ResourceKind.HOST and not self._row.resource_no:
            names = [one.name for one in self._desk.resources]
            line = self.view.field("name")
            assert isinstance(line, TextField)
            Suggestions(line.line, names)

    def _save(self) -> None:
        self._problem.hide()
        if self.view.show_problems():
            return
        written = with_values(self._row, self.view.values())
        past = self.since.chosen() == (CORRECTION,)
        work = partial(writing.put_row, self._desk, written, past_too=past)
        job = Do(self, work, Changed.AGENCY).or_else(self._refused)
        job.at_end(rest(self.save_button)).then(self._done)

    def _done(self, made: Resource) -> None:
        self.view.mark_clean()
        NoticeBar.near(self).tell(f"「{made.name}」を名簿に残しました。")
        self.saved.emit(made)

    def _refused(self, error: DeskError) -> None:
        field = error.field if isinstance(error, BadInput) else ""
        if field and self.view.has_field(field):
            self.view.blame(field, f"{error.title}{error.advice}")
        else:
            self._problem.refuse(error)
