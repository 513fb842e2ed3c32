"""構成員名簿の一人を書く札。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import members
from jusou_desk.casework.meeting.members import Pledge
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Entry
from jusou_desk.models.secrecy_records import Member
from jusou_desk.policy import Lane
from jusou_desk.towns import MeetingBody
from jusou_desk.ui.fields import TextField, field_for
from jusou_desk.ui.fields.chips import RadioChip
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.meeting.keeping import Keeper
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.pieces import Card, button, row, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import Toward

_FIELDS: Final = (
    FieldDefinition("agency", "機関", FieldKind.TEXT, required=True),
    FieldDefinition("post", "職", FieldKind.TEXT),
    FieldDefinition("name", "氏名", FieldKind.TEXT, required=True),
    FieldDefinition(
        "since", "任期の初め", FieldKind.DATE, help="空なら今年度の初め", toward=Toward.PAST
    ),
    FieldDefinition("until", "任期の終わり", FieldKind.DATE, toward=Toward.FUTURE),
    FieldDefinition("pledged_on", "誓約日", FieldKind.DATE, toward=Toward.PAST),
)
_WAYS: Final = {Pledge.TERM: "任期の間", Pledge.EACH: "会議のたび"}


class EditCard(Card):
    """一人の一つの任期を書く札。書く間は名簿の代わりに出る。``left`` は書き終えたかやめた。"""

    left = Signal()

    def __init__(
        self,
        desk: Desk,
        body: MeetingBody,
        found: Sequence[Member],
        member: Member | None = None,
        *,
        sealed: bool,
    ) -> None:
        super().__init__("構成員を直す" if member else "構成員を足す")
        self._desk = desk
        self._body = body
        self._others = [one for one in found if member is None or one.id != member.id]
        self._member = member
        self.fields = {one.id: field_for(one, 0, desk.today) for one in _FIELDS}
        agency = self.fields["agency"]
        if isinstance(agency, TextField):
            Suggestions(agency.line, [one.name for one in desk.town.agencies])
        grid = QGridLayout()
        grid.setHorizontalSpacing(unit(2))
        grid.setVerticalSpacing(unit())
        for place, (name, one) in enumerate(self.fields.items()):
            one.without_gutter()
            one.set_value(getattr(member, name) if member else one.value())
            grid.addWidget(one, place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        self.pledges = {way: RadioChip(f"{way}({words})") for way, words in _WAYS.items()}
        group = QButtonGroup(self)
        for way, chip in self.pledges.items():
            chip.setAccessibleName(f"誓約 {way}")
            chip.setChecked(member is not None and member.pledge == way)
            group.addButton(chip)
        self.save_button = button("名簿に残す", "primary", self._save)
        buttons: list[QWidget | None] = [self.save_button]
        if member is None:
            buttons.append(button("残して、次の人を足す", "plain", self._save_and_go_on))
        else:
            buttons.append(button("名簿から消す", "plain", self._strike))
        if found:
            buttons.append(button("やめる", "quiet", self._leave))
        self.add(
            grid,
            text("誓約の仕方", "label"),
            row(*self.pledges.values(), None),
            text("退いた人は、名簿から消さずに任期の終わりを書きます。", "caption", wrap=True),
            row(*buttons, None),
        )
        place_of = Entry(
            id=body.id, lane=Lane.SEALED if sealed else Lane.OPEN, body_id=body.id if sealed else ""
        )
        name = f"member-{member.id if member else 'new'}"
        self._keeper = Keeper(self, desk, place_of, name, self._typed, self._recall)
        for one in self.fields.values():
            one.changed.connect(self._keeper.touch)
        for chip in self.pledges.values():
            chip.clicked.connect(self._keeper.touch)

    def start(self) -> None:
        """一つ目の欄から打てるようにする。"""
        self.fields["agency"].setFocus()

    def _pledge(self) -> str:
        return next((way for way, chip in self.pledges.items() if chip.isChecked()), "")

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {name: one.typed() for name, one in self.fields.items()}
        return typed | {"pledge": self._pledge()}

    def _recall(self, kept: dict[str, Any]) -> None:
        for name, one in self.fields.items():
            one.set_typed(kept.get(name, ""))
        for way, chip in self.pledges.items():
            chip.setChecked(kept.get("pledge") == way)

    def _written(self) -> Member:
        values = {name: one.value() for name, one in self.fields.items()}
        days = {n: v for n, v in values.items() if isinstance(v, date)}
        made = members.new_member(
            self._desk,
            self._body.id,
            str(values["agency"]),
            str(values["name"]),
            post=str(values["post"]),
            pledge=self._pledge(),
            **days,
        )
        old = self._member
        return replace(made, id=old.id, staff_id=old.staff_id) if old else made

    def _save(self) -> None:
        self._put([*self._others, self._written()], "名簿に残しました。", self.left.emit)

    def _save_and_go_on(self) -> None:
        written = self._written()

        def go_on() -> None:
            self._others.append(written)
            for one in self.fields.values():
                one.set_typed("")
            self.start()

        self._put([*self._others, written], f"{written.name} を名簿に残しました。", go_on)

    def _strike(self) -> None:
        self._put(self._others, "名簿から消しました。", self.left.emit)

    def _put(self, rows: Sequence[Member], told: str, after: Callable[[], object]) -> None:
        bad = next((one for one in self.fields.values() if one.complaint()), None)
        if bad is not None:
            bad.check()
            show_error(self, BadInput(bad.complaint(), "直してから、もう一度保存してください。"))
            return
        desk, body_id = self._desk, self._body.id
        self._keeper.forget()

        def work() -> None:
            members.save_register(desk, body_id, rows)
            self._keeper.drop()

        def shown(_none: None) -> None:
            NoticeBar.near(self).tell(told)
            after()

        Do(self, work).then(shown)

    def _leave(self) -> None:
        """書かなかったことにする。"""
        self._keeper.forget()
        Do(self, self._keeper.drop).then(lambda _none: self.left.emit())
