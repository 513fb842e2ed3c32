"""移替えを申し出る一枚。記載を一つ選び、左を見ながら、移してよい文だけを右に書く。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework import drafts, transfers
from jusou_desk.casework.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.transfer_sources import Heard
from jusou_desk.casework.transfers import CODES, Ground, Overview, Wish, ground_of
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.ui.case.transfer_sides import Sides
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.drafting import Autosave, Typed
from jusou_desk.ui.fields import Field, field_for
from jusou_desk.ui.fields.written import LongTextField, TextField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import Toward, fiscal_year_of, format_short

TITLE: Final = "通常の記録へ移す"
_GIST: Final = 72
_FIELDS: Final = (
    FieldDefinition("content", "通常の記録に残す文", FieldKind.LONG_TEXT, required=True),
    FieldDefinition("ground", "根拠", FieldKind.SINGLE, codes=CODES, required=True),
    FieldDefinition(
        "evidence",
        "根拠の資料",
        FieldKind.TEXT,
        required=True,
        help="いつ、誰から、何で確かめたか。この文も通常の記録に残ります。",
    ),
    FieldDefinition(
        "agency",
        "了解した機関",
        FieldKind.TEXT,
        required=True,
        help="機関の名も通常の記録に残ります。",
    ),
    FieldDefinition("agreed_by", "了解した人", FieldKind.TEXT, required=True),
    FieldDefinition("agreed_on", "了解した日", FieldKind.DATE, required=True, toward=Toward.PAST),
    FieldDefinition("case", "移す先の受付番号", FieldKind.TEXT, required=True),
)
_OF_AGREEMENT: Final = ("agency", "agreed_by", "agreed_on")
_HOW: Final = "「通常の記録に残す文」だけが移ります。ほかの従事者が承認するまで、支援会議の外には何も出ません。"


class TransferForm(QWidget):
    """一つの記載の申し出。済むと ``asked``、選び直すと ``going_back`` を鳴らす。"""

    asked = Signal(object)
    going_back = Signal()

    def __init__(self, desk: Desk, page: CasePage, heard: Heard) -> None:
        super().__init__()
        self._desk = desk
        self._heard = heard
        self._place = f"transfer:{heard.source.name.lower()}:{heard.id}"
        year = fiscal_year_of(desk.today())
        self.fields: dict[str, Field] = {
            one.id: field_for(one, year, desk.today) for one in _FIELDS
        }
        if not page.case.sealed:
            self.fields.pop("case").deleteLater()
        self._suggest_agencies()
        self.copy_button = button("元の文を写して直す", "quiet", self._copy)
        self.refusal = Saying()
        self.ask_button = button("承認を求める", "primary", self._ask, key="Ctrl+S")
        self._autosave = Autosave(self, self._typed, self._keep)
        self._lay_out()
        self._follow_ground()
        for field in self.fields.values():
            field.changed.connect(self._autosave.touch)
        self.fields["ground"].changed.connect(self._follow_ground)
        self.setFocusProxy(self.fields["content"])
        # 控えの有無が分かるまで打てると、控えを上書きしてしまう
        self.setEnabled(False)
        recall = partial(drafts.recall, desk, self._place, sealed=True)
        Ask(self, recall).at_end(self._begin).then(self._recall)

    def hideEvent(self, event: QHideEvent) -> None:
        self._autosave.flush()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        right = QWidget()
        right.setLayout(column(self.fields["content"], row(self.copy_button, None), None))
        back = button("← 記載を選び直す", "quiet", self.going_back.emit)
        area = Scroll(margin=2)
        area.add(row(back, None), text(_HOW, "caption", wrap=True))
        area.add(Sides(self._heard, right))
        warning = source_words(self._heard)
        if warning:
            area.add(text(warning, "strong", wrap=True))
        area.add(*(field for name, field in self.fields.items() if name != "content"), None)
        foot = column(self.refusal, row(None, self.ask_button))
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)
        for field in self.fields.values():
            field.without_gutter()

    def _suggest_agencies(self) -> None:
        agency = self.fields["agency"]
        assert isinstance(agency, TextField)
        known = (*self._heard.told_by, *(one.name for one in self._desk.town.agencies))
        Suggestions(agency.line, known, several=True)

    def _copy(self) -> None:
        content = self.fields["content"]
        assert isinstance(content, LongTextField)
        content.set_value(self._heard.words)
        self._autosave.touch()
        content.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _agreement_wanted(self) -> bool:
        try:
            return ground_of(str(self.fields["ground"].value())) is Ground.AGREED
        except BadInput:
            return False

    def _follow_ground(self) -> None:
        for name in _OF_AGREEMENT:
            self.fields[name].setVisible(self._agreement_wanted)

    def _wanted(self) -> Iterator[Field]:
        """いま求めている欄。"""
        for name, field in self.fields.items():
            if name not in _OF_AGREEMENT or self._agreement_wanted:
                yield field

    # --- 控え -----------------------------------------------------------

    def _begin(self) -> None:
        self.setEnabled(True)
        first = self.fields["content"]
        QTimer.singleShot(0, first, partial(first.setFocus, Qt.FocusReason.OtherFocusReason))

    def _recall(self, kept: drafts.KeptDraft | None) -> None:
        if kept is None:
            return
        for name, field in self.fields.items():
            field.set_typed(kept.values.get(name, ""))
        self._follow_ground()

    def _typed(self) -> Typed:
        return {name: field.typed() for name, field in self.fields.items()}

    def _keep(self, typed: Typed) -> None:
        keep = partial(drafts.keep, self._desk, self._place, dict(typed), sealed=True)
        Do(self, partial(keep, body_id=self._heard.body_id)).then()

    # --- 申し出 ---------------------------------------------------------

    def _ask(self) -> None:
        if not self.ask_button.isEnabled():
            return
        wrong = [field for field in self._wanted() if field.problem()]
        for field in wrong:
            field.show_problem()
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        desk, heard, wish, place = self._desk, self._heard, self._wish(), self._place

        def work() -> Transfer:
            asked = transfers.propose(desk, heard.source, heard.id, wish)
            drafts.drop(desk, place, sealed=True)
            return asked

        self.refusal.hide()
        self.ask_button.setEnabled(False)
        Do(self, work, Changed.NOTE).or_else(self._refused).then(self._done)

    def _wish(self) -> Wish:
        words = {
            name: str(field.value()) for name, field in self.fields.items() if name != "agreed_on"
        }
        day = self.fields["agreed_on"].value()
        return Wish(**words, agreed_on=day if isinstance(day, date) else None)

    def _done(self, asked: Transfer) -> None:
        self._autosave.forget()
        self.asked.emit(asked)

    def _refused(self, error: DeskError) -> None:
        self.ask_button.setEnabled(True)
        field = self.fields.get(error.field) if isinstance(error, BadInput) else None
        if field is None:
            self.refusal.refuse(error)
            return
        field.blame(f"{error.title}{error.advice}")
        field.setFocus(Qt.FocusReason.OtherFocusReason)


class TransferPanel(QWidget):
    """記載を選ぶ所と、申し出る所。申し出ると ``saved`` を鳴らす。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__()
        self._desk = desk
        self._page = page
        self._found: Overview | None = None
        self._shown: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._load()

    @property
    def form(self) -> TransferForm | None:
        """いま書いている申し出。選んでいる間は None。"""
        return self._shown if isinstance(self._shown, TransferForm) else None

    def _load(self) -> None:
        Ask(self, partial(transfers.overview, self._desk, self._page.case.id)).then(self._choose)

    def _choose(self, found: Overview) -> None:
        self._found = found
        waiting = {
            (one.transfer.source_kind, one.transfer.source_id)
            for one in found.proposals
            if one.waiting
        }
        area = Scroll(margin=2, spacing=1)
        if not found.facts:
            area.add(text("支援会議で聞いた経過や、会議の結果がまだありません。", wrap=True))
        else:
            area.add(text("どの記載を移しますか。一つずつ移します。", wrap=True))
        first: QWidget | None = None
        for heard in found.facts:
            asked = (str(heard.source), heard.id) in waiting
            gist = _gist(heard)
            one = button(_place_words(heard, asked=asked), "choice", partial(self._write, heard))
            one.setAccessibleDescription(gist)
            one.setEnabled(not asked)
            area.add(column(one, text(gist, "caption", wrap=True), spacing=0.5))
            first = first or (None if asked else one)
        area.add(None)
        self._show(area, first)

    def _write(self, heard: Heard) -> None:
        made = TransferForm(self._desk, self._page, heard)
        made.asked.connect(self._asked)
        made.going_back.connect(self._load)
        self._show(made, made)

    def _show(self, part: QWidget, focus: QWidget | None) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = part
        self._column.addWidget(part)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asked(self, asked: Transfer) -> None:
        undo = partial(transfers.withdraw, self._desk, asked.id)
        told = "移替えを申し出ました。ほかの従事者の承認を待ちます。"
        self.saved.emit(Saved(told, undo, "移替えの申し出を取り下げました。"))


def source_words(heard: Heard) -> str:
    """ほかの機関が出した情報であることの注意。無ければ空。"""
    names = "、".join(heard.told_by)
    if not names:
        return ""
    told = (
        f"{names} が出した情報です。"
        if heard.sure
        else f"この席には {names} もいて、誰が話したかは残っていません。"
    )
    return f"{told}本人の同意だけでは移せません。その機関の了解か、本人からの再取得が要ります。"


def _place_words(heard: Heard, *, asked: bool) -> str:
    return f"{format_short(heard.on)}　{heard.source}{'　承認待ち' if asked else ''}"


def _gist(heard: Heard) -> str:
    gist = " ".join(heard.words.split())
    return gist if len(gist) <= _GIST else f"{gist[:_GIST]}…"
