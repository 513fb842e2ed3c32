"""移替えを申し出る一枚。記載を一つ選び、左を見ながら、移してよい文だけを右に書く。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.overlaying import OFFERED
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfer_rules import CODES, Ground, known_ground
from jusou_desk.casework.secrecy.transfer_sources import Heard
from jusou_desk.casework.secrecy.transfers import Overview, Wish
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Note
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.names import search_key
from jusou_desk.ui.case.transfer_asking import AskingForm
from jusou_desk.ui.case.transfer_sides import Sides
from jusou_desk.ui.case.transfer_words import (
    gist_of,
    moved_line,
    origin_words,
    place_words,
    source_words,
)
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.fields import Field
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.fields.written import LongTextField, TextField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Scroll, button, column, row, rule, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import Toward

TITLE: Final = "通常の記録へ移す"
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

_NOTHING: Final = "支援会議で聞いた経過や、会議の結果がまだありません。"
_ALL_MOVED: Final = "どの記載も、もう移してあります。"


class TransferForm(AskingForm):
    """一つの記載の申し出。opened: 受け付け直した通常の相談の受付番号(移す先に入れておく)。"""

    def __init__(self, desk: Desk, page: CasePage, heard: Heard, opened: str = "") -> None:
        place = f"transfer:{heard.source.name.lower()}:{heard.id}"
        wanted = (one for one in _FIELDS if one.id != "case" or page.case.sealed)
        super().__init__(desk, place, heard.body_id, wanted)
        self._heard = heard
        self._suggest_agencies()
        if opened:
            self.fields["case"].set_value(opened)
        self.overlays = {one: CheckChip(one) for one in OFFERED[Note]}
        for one, chip in self.overlays.items():
            chip.setChecked(one in heard.overlays)
        self.warning = text("", "strong", wrap=True)
        self.copy_button = button("元の文を写して直す", "quiet", self._copy)
        self.fields["ground"].changed.connect(self.settle)
        self.open_with(self._laid_out(), self.fields["content"])

    def _laid_out(self) -> Scroll:
        right = QWidget()
        right.setLayout(column(self.fields["content"], row(self.copy_button, None), None))
        back = button("← 記載を選び直す", "quiet", self.going_back.emit)
        area = Scroll(margin=2)
        area.add(row(back, None), text(_HOW, "caption", wrap=True))
        area.add(Sides(self._heard, right))
        area.add(self.warning)
        area.add(*(field for name, field in self.fields.items() if name != "content"))
        chips = FlowLayout(unit())
        for chip in self.overlays.values():
            chips.addWidget(chip)
        area.add(text("移した経過に重ねる伏せ方", "label"), chips, None)
        return area

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
        return known_ground(str(self.fields["ground"].value())) is Ground.AGREED

    def settle(self) -> None:
        warning = source_words(self._heard, str(self.fields["ground"].value()))
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        for name in _OF_AGREEMENT:
            self.fields[name].setVisible(self._agreement_wanted)

    def wanted(self) -> Iterator[Field]:
        for name, field in self.fields.items():
            if name not in _OF_AGREEMENT or self._agreement_wanted:
                yield field

    def work(self) -> Transfer:
        return transfers.propose(self._desk, self._heard.source, self._heard.id, self._wish())

    def _wish(self) -> Wish:
        said = {name: field.value() for name, field in self.fields.items()}
        day = said.pop("agreed_on")
        return Wish(
            content=str(said["content"]),
            ground=str(said["ground"]),
            evidence=str(said["evidence"]),
            agency=str(said["agency"]),
            agreed_by=str(said["agreed_by"]),
            agreed_on=day if isinstance(day, date) else None,
            case=str(said.get("case", "")),
            overlays=tuple(one for one, chip in self.overlays.items() if chip.isChecked()),
        )


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
        area = Scroll(margin=2, spacing=1)
        left = [one for one in found.facts if not found.moved(one)]
        moved = [one for one in found.facts if found.moved(one)]
        first: QWidget | None = None
        if left:
            area.add(text("どの記載を移しますか。一つずつ移します。", wrap=True))
        else:
            area.add(text(_ALL_MOVED if moved else _NOTHING, wrap=True))
        for heard in left:
            waiting = found.waiting(heard)
            choice = self._choice(heard, waiting=waiting)
            area.add(column(choice, *_captions(heard), spacing=0.5))
            first = first or (None if waiting else choice)
        if moved:
            area.add(rule(), text("もう移した記載", "label"))
        for heard in moved:
            area.add(self._moved(heard, found))
        area.add(None)
        self._show(area, first)

    def _choice(self, heard: Heard, *, waiting: bool) -> QPushButton:
        mark = "　承認待ち" if waiting else ""
        one = button(f"{place_words(heard)}{mark}", "choice", partial(self._write, heard))
        one.setAccessibleDescription(f"{gist_of(heard)}　{origin_words(heard)}")
        one.setEnabled(not waiting)
        return one

    def _moved(self, heard: Heard, found: Overview) -> QVBoxLayout:
        """もう移した記載。読むだけで、移していない文が残っているかもしれないときだけ続きを書ける。"""
        moved = found.moved(heard)
        said = [text(moved_line(one), "caption", wrap=True) for one in moved]
        parts: list[QWidget | QLayout] = [text(place_words(heard), wrap=True)]
        parts += [text(gist_of(heard), "caption", wrap=True), *said]
        if found.waiting(heard):
            parts.append(text("ほかの文の申し出が、承認を待っています。", "caption", wrap=True))
        elif not any(search_key(one.content) == search_key(heard.words) for one in moved):
            more = button("この記載の、ほかの文を移す", "quiet", partial(self._write, heard))
            more.setAccessibleDescription(place_words(heard))
            parts.append(row(more, None))
        return column(*parts, spacing=0.5)

    def _write(self, heard: Heard) -> None:
        opened = self._found.opened if self._found else ""
        made = TransferForm(self._desk, self._page, heard, opened)
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


def _captions(heard: Heard) -> list[QLabel]:
    words = (gist_of(heard), origin_words(heard))
    return [text(one, "caption", wrap=True) for one in words if one]
