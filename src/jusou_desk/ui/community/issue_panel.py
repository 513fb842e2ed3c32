"""地域課題の一件を書く一枚: 課題、根拠を数える、検討の経緯、取組。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.community import fields, issues, naming
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.models.community_records import CommunityIssue
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.community.talks import Talks
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import FiscalYear

_ANYWAY = "このまま保存"


class IssuePanel(QWidget):
    """脇に開く一枚。書くと ``saved`` に一件。刷るときは ``printing`` に一件。"""

    saved = Signal(object)
    printing = Signal(object)

    def __init__(self, desk: Desk, issue: CommunityIssue) -> None:
        super().__init__()
        self._desk, self._issue = desk, issue
        self._print_next = False
        self.view = FormView(fields.form_of(), desk.today().year, today=desk.today)
        self.view.set_values(fields.values_of(issue))
        area = self.view.field("area")
        assert isinstance(area, TextField)
        Suggestions(area.line, list(desk.town.areas))
        self.talks = Talks(desk, issue)
        self.talks.added.connect(self._talked)
        self._count_card()
        self._problem = Saying()
        self.warned = Saying()
        self.save_button = button("保存", "primary", self._save, key="Ctrl+S")
        self.print_button = button("印刷する…", "plain", self._print)
        foot = QWidget()
        below = column(self.warned, self._problem, row(self.save_button, self.print_button, None))
        below.setContentsMargins(unit(2), unit(), unit(2), unit(2))
        foot.setLayout(below)
        self.print_button.setVisible(bool(issue.title))  # 並べる前に見せると、窓になる
        whole = column(self.view, foot)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        if not issues.may_write(desk):
            self.view.set_read_only(True)
            self.save_button.hide()
        self.view.save_requested.connect(self._save)
        self.view.changed.connect(self._typed)
        self.setFocusProxy(self.view.field("title").control)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _count_card(self) -> None:
        year = FiscalYear.of(self._desk.today())
        self._years = {one.label: one for one in (year, year.back(1))}
        self.year = Chips(tuple(self._years), exclusive=True, fallback=year.label)
        self.year.describe("どの年度を数えるか", "")
        self.count_button = button("根拠を数える", "plain", self._count)
        card = Card("根拠を数える")
        told = (
            "つないだ件と受入先への打診のうち、受け手不在だった数を「根拠」の終わりに足します。"
            "支援会議の区分の件は数えません。"
        )
        card.add(text(told, "caption", wrap=True), row(self.year, self.count_button, None))
        if issues.may_write(self._desk):
            # 節の下へは、後から据えたものが上に来る。
            self.view.put_below(fields.PROBLEM, self.talks)
            self.view.put_below(fields.PROBLEM, card)
        else:
            self.view.put_below(fields.PROBLEM, self.talks)

    def _count(self) -> None:
        year = self._years[self.year.chosen()[0]]
        Ask(self, partial(issues.count_evidence, self._desk, year)).then(self._counted)

    def _counted(self, told: str) -> None:
        before = str(self.view.field("evidence").value() or "")
        if told not in before:
            self.view.fill({"evidence": "\n".join(part for part in (before, told) if part)})

    def _typed(self) -> None:
        """書き直したら、名の知らせを引っ込めて、もう一度確かめる。"""
        self._print_next = False
        if self.save_button.text() == _ANYWAY:
            self.save_button.setText("保存")
            self.warned.hide()

    def _print(self) -> None:
        """打ちかけがあれば、保存してから刷る。紙が替わりに開くと、打ったものが失われるため。"""
        if self.view.is_dirty():
            self._print_next = True
            self._save()
        else:
            self.printing.emit(self._issue)

    def _save(self) -> None:
        self._problem.hide()
        if self.view.show_problems():
            return
        written = fields.with_values(self._issue, self.view.values())
        if self.save_button.text() == _ANYWAY:
            self._write(written)
            return

        def looked(names: tuple[str, ...]) -> None:
            if names:
                self.warned.say(naming.warning(names))
                self.save_button.setText(_ANYWAY)
            else:
                self._write(written)

        Ask(self, partial(issues.named_people, self._desk, written)).then(looked)

    def _write(self, written: CommunityIssue) -> None:
        work = partial(issues.write_issue, self._desk, written)
        job = Do(self, work, Changed.ISSUE).or_else(self._refused)
        job.at_end(rest(self.save_button)).then(self._done)

    def _done(self, made: CommunityIssue) -> None:
        self.view.mark_clean()
        NoticeBar.near(self).tell(f"地域課題「{made.title}」を保存しました。")
        done = self.printing if self._print_next else self.saved
        done.emit(made)

    def _talked(self, made: CommunityIssue) -> None:
        if self.view.is_dirty():
            # 打ちかけの欄を捨てず、足した行の上に重ねて保存する。
            self._issue = made
            self.view.fill({"state": str(made.state)})
            self._save()
            return
        self.saved.emit(made)

    def _refused(self, error: DeskError) -> None:
        field = error.field if isinstance(error, BadInput) else ""
        if field and self.view.has_field(field):
            self.view.blame(field, f"{error.title}{error.advice}")
        else:
            self._problem.refuse(error)
