"""支援会議の相談を、通常の相談として受け付け直すことを申し出る一枚。

左に支援会議の相談で知っていること、右に本人が改めて話したこと。右に書いたことだけが移る。
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import transfer_opening, transfers
from jusou_desk.casework.secrecy.transfer_opening import FIELDS
from jusou_desk.casework.secrecy.transfer_rules import CODES, Ground, known_ground
from jusou_desk.casework.secrecy.transfer_sources import Heard, Source
from jusou_desk.forms import FieldDefinition, FieldKind, form
from jusou_desk.models.records import Person
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.policy import Lane
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.case.transfer_asking import AskingForm
from jusou_desk.ui.case.transfer_sides import Abreast, side
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Scroll, column, text
from jusou_desk.wareki import format_short

TITLE: Final = "通常の相談として受け付け直す"
_HOW: Final = (
    "右に書いたことだけが、新しい通常の相談になります。支援会議の相談はこのまま残り、"
    "ほかの従事者が承認するまで、支援会議の外には何も出ません。"
)
_CONSENT: Final = "同意の記録（範囲・提供先・期間）は、いまのものがそのまま写ります。"
_TOLD: Final = (
    "支援会議の相談は {} から聞いたものです。本人から聞き直したことだけを書き、"
    "根拠は「本人から再取得」にしてください。"
)
_OF_PERSON: Final = frozenset(
    {
        "person_name",
        "person_kana",
        "sex",
        "birth_date",
        "age_text",
        "address",
        "phone",
    }
)
_GROUNDS: Final = (
    FieldDefinition("ground", "根拠", FieldKind.SINGLE, codes=CODES, required=True),
    FieldDefinition(
        "evidence",
        "根拠の資料",
        FieldKind.TEXT,
        required=True,
        help="いつ、どこで、本人から何で確かめたか。この文も通常の記録に残ります。",
    ),
)


class AnewForm(AskingForm):
    """受け付け直しの申し出。usual: 本人が既に通常の区分にいる人なら、その人。"""

    def __init__(
        self,
        desk: Desk,
        page: CasePage,
        facts: tuple[Heard, ...],
        known: dict[str, Any],
        usual: Person | None,
    ) -> None:
        wanted = [one for one in FIELDS if usual is None or one not in _OF_PERSON]
        # 国報告の印は、左右に並べた狭い右では欄の名に重なる
        intake = form("intake")
        definitions = [replace(intake.field(name), national=False) for name in wanted]
        place = f"transfer:case:{page.case.id}"
        super().__init__(desk, place, page.case.body_id, (*definitions, *_GROUNDS))
        told_by = next((one.told_by for one in facts if one.told_by), ())
        self.warning = text(_TOLD.format("、".join(told_by)), "strong", wrap=True)
        self._told = bool(told_by)
        self.fields["ground"].changed.connect(self.settle)
        self._page = page
        self._usual = usual
        for name, value in known.items():
            if name in self.fields:
                self.fields[name].set_value(value)
        self.open_with(self._laid_out(facts), self.fields["content"])

    def _laid_out(self, facts: tuple[Heard, ...]) -> Scroll:
        right = QWidget()
        told = [text("本人が改めて話したこと", "label")]
        if self._usual is not None:
            told.append(text(f"本人 {self._usual.name}（通常の区分にいる人）", wrap=True))
        right.setLayout(column(*told, *self.fields.values(), None))
        area = Scroll(margin=2)
        area.add(text(_HOW, "caption", wrap=True))
        area.add(Abreast(_known(self._page, facts), right))
        area.add(text(_CONSENT, "caption", wrap=True))
        area.add(self.warning)
        area.add(None)
        return area

    def settle(self) -> None:
        ground = known_ground(str(self.fields["ground"].value()))
        self.warning.setVisible(self._told and ground is not Ground.HEARD_AGAIN)

    def work(self) -> Transfer:
        said = {name: field.value() for name, field in self.fields.items()}
        ground, evidence = str(said.pop("ground")), str(said.pop("evidence"))
        return transfer_opening.propose_opening(
            self._desk, self._page.case.id, said, ground=ground, evidence=evidence
        )


class AnewPanel(QWidget):
    """受け付け直しの一枚。申し出ると ``saved`` を鳴らす。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__()
        self._desk = desk
        self._page = page
        self.form: AnewForm | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        Ask(self, self._read).then(self._show)

    def _read(self) -> tuple[tuple[Heard, ...], dict[str, Any], Person | None]:
        case_id = self._page.case.id
        found = transfers.overview(self._desk, case_id).facts
        facts = tuple(one for one in found if one.source is Source.INTAKE)
        known = transfer_opening.known_values(self._desk, case_id)
        return facts, known, transfer_opening.usual_person(self._desk, case_id)

    def _show(self, found: tuple[tuple[Heard, ...], dict[str, Any], Person | None]) -> None:
        self.form = AnewForm(self._desk, self._page, *found)
        self.form.asked.connect(self._asked)
        self._column.addWidget(self.form)
        self.form.setFocus()

    def _asked(self, asked: Transfer) -> None:
        undo = partial(transfers.withdraw, self._desk, asked.id)
        told = "受け付け直しを申し出ました。ほかの従事者の承認を待ちます。"
        self.saved.emit(Saved(told, undo, "受け付け直しの申し出を取り下げました。"))


def _known(page: CasePage, facts: tuple[Heard, ...]) -> QWidget:
    """左: 支援会議の相談の受付で書いたこと。"""
    words = "\n".join(f"{one.label}: {one.words}" for one in facts)
    aside = f"{page.case.case_no}　受付 {format_short(page.case.received_on)}"
    mark = LaneBadge(Mark.of(Lane.SEALED))
    return side(mark, "支援会議の相談（このまま残ります）", words, aside)
