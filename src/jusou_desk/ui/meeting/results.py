"""会議の結果: 議題ごとに、確認した事実と決定、誰が何をいつまでに。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import plans
from jusou_desk.casework.case.colliding import Collided, Content, from_draft, into_draft
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.meeting.result_seen import DECISIONS, OVERLAYS, seen_of
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import AgendaItem, Case, Decision, Plan
from jusou_desk.policy import Overlay
from jusou_desk.ui.case.collision import CollisionSheet
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import Field, LongTextField, TextField
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.meeting.keeping import Keeper
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.overlay_chips import OverlayChips
from jusou_desk.ui.pieces import Card, button, text
from jusou_desk.ui.rows import Column, Rows
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.wareki import Toward, format_long

_CHOOSING: Final = "結果が、ほかの窓で書き直されました"
_ABOUT: Final = {Overlay.FROM_PERSON: "検討すること・確認した事実・推測。"}


class ResultCard(Card):
    """議題一つの結果。``colliding`` は、ほかの窓で書き直されていて、選んでもらう一枚。"""

    colliding = Signal(str, QWidget)
    settled = Signal()

    def __init__(
        self, desk: Desk, page: MeetingPage, item: AgendaItem, case: Case, plan: Plan | None
    ) -> None:
        super().__init__(f"議題{item.item_no}　{page.names[case.id]}　{item.aim}")
        meeting = page.meeting
        self._desk = desk
        self._meeting = meeting
        self._item = item
        self._seen = seen_of(item)
        agencies = [agency.name for agency in desk.town.agencies]
        self.findings = LongTextField(
            FieldDefinition("findings", "確認した事実・話したこと", FieldKind.LONG_TEXT)
        )
        self.guesses = LongTextField(
            FieldDefinition("guesses", "推測(まだ確かめていないこと)", FieldKind.LONG_TEXT)
        )
        self.next_step = LongTextField(
            FieldDefinition("next_step", "次回まで", FieldKind.LONG_TEXT)
        )
        self.decision = LongTextField(FieldDefinition("decision", "決定事項", FieldKind.LONG_TEXT))
        self.lead = TextField(FieldDefinition("lead_agency", "主担当機関", FieldKind.TEXT))
        Suggestions(self.lead.line, agencies)
        self.rows = Rows(
            (
                Column("what", "何をする", 5),
                Column("agency", "機関", 3, suggest=agencies),
                Column("person", "担当者", 2),
                Column("due_on", "いつまでに", 1, FieldKind.DATE, Toward.FUTURE),
            ),
            add="することを足す",
            today=desk.today,
        )
        self.overlays = OverlayChips(AgendaItem, item.overlays, _ABOUT)
        self.overlays.without_gutter()
        self.save_button = button("結果を保存", "primary", self._save)
        if item.summary:
            self.add(text("検討すること", "label"), text(item.summary, wrap=True))
        self.add(
            self.findings,
            self.guesses,
            self.overlays,
            self.decision,
            self.next_step,
            self.lead,
            text("誰が、何を、いつまでに(期日のあるものは「今日」に出ます)", "label"),
            self.rows,
        )
        self.rows.put_beside_add(self.save_button, *self._plan_buttons(plan))
        self._fill(
            {
                "findings": item.findings,
                "guesses": item.guesses,
                "decision": item.decision,
                "next_step": item.next_step,
                "lead_agency": item.lead_agency or self._planned_lead(plan),
                "rows": _rows(item.decisions),
            }
        )
        self._keeper = Keeper(self, desk, meeting, item.id, self._kept, self._recall)
        self.rows.changed.connect(self._keeper.touch)
        self.overlays.changed.connect(self._keeper.touch)
        for one in self._fields():
            one.without_gutter()
            one.changed.connect(self._keeper.touch)

    def _fields(self) -> tuple[Field, ...]:
        return (self.findings, self.guesses, self.decision, self.next_step, self.lead)

    def _typed(self) -> dict[str, Any]:
        values: dict[str, Any] = {one.definition.id: one.value() for one in self._fields()}
        return values | {"rows": self.rows.values()}

    def _kept(self) -> dict[str, Any]:
        typed = self._typed() | {"rows": self.rows.typed()} | self.overlays.typed()
        return {**typed, **into_draft(self._seen)}

    def _fill(self, values: dict[str, Any]) -> None:
        for one in self._fields():
            one.set_value(values.get(one.definition.id, ""))
        self.rows.set_values(values.get("rows", ()))
        self.overlays.set_typed(values)

    def _recall(self, kept: dict[str, Any]) -> None:
        # 前の版の控えでは、検討することと同じ名の欄に打ってある
        self._fill({"findings": kept.get("summary", "")} | kept)
        self._seen = from_draft(kept, self._seen) or {}
        NoticeBar.near(self).tell("前に打ちかけた結果を戻しました。", "「結果を保存」で残ります。")

    def _planned_lead(self, plan: Plan | None) -> str:
        """まだ結果の無い議題で、案のプランに書いてある主担当機関。"""
        return plan.lead_agency if plan is not None and not self._meeting.sealed else ""

    def _plan_buttons(self, plan: Plan | None) -> list[Any]:
        if plan is None or self._meeting.sealed:
            return []

        def decide() -> None:
            met_on = self._meeting.held_on
            # 本人に伏せる結果は、本人に渡すプランに写さない
            agreed = "" if self.overlays.chosen() else str(self.decision.value()).strip()
            work = partial(
                plans.decide_plan, self._desk, plan.id, met_on, met_on=met_on, agreed=agreed
            )
            Do(self, work, Changed.PLAN).then(
                lambda p: NoticeBar.near(self).tell(f"プラン {p.plan_no} を決定にしました。")
            )

        return [button("プランを支援決定にする", "plain", decide)]

    def _save(self) -> None:
        problem = self.rows.problem()
        if problem:
            show_error(self, BadInput(problem, "直してから、もう一度保存してください。"))
            return
        values = self._typed()
        decisions = tuple(
            Decision(
                what=str(one["what"]),
                agency=str(one["agency"]),
                person=str(one["person"]),
                due_on=one["due_on"] if isinstance(one["due_on"], date) else None,
            )
            for one in values["rows"]
        )
        desk, item, meeting = self._desk, self._item, self._meeting
        overlays, seen = self.overlays.chosen(), self._seen

        def work() -> AgendaItem:
            written = meetings.write_decisions(
                desk,
                item.id,
                meeting.id,
                findings=str(values["findings"]),
                guesses=str(values["guesses"]),
                decision=str(values["decision"]),
                next_step=str(values["next_step"]),
                lead_agency=str(values["lead_agency"]),
                decisions=decisions,
                overlays=overlays,
                seen=seen,
            )
            self._keeper.drop()
            return written

        self._keeper.forget()
        dated = sum(1 for d in decisions if d.due_on)
        advice = self._early() + (f"期日のある{dated}件は「今日」に出ます。" if dated else "")
        Do(self, work, Changed.MEETING, Changed.TASK).or_else(self._refused).then(
            lambda _i: NoticeBar.near(self).tell("結果を保存しました。", advice)
        )

    def _refused(self, error: DeskError) -> None:
        if not isinstance(error, Collided):
            show_error(self, error)
            return
        self._keeper.touch()
        sheet = CollisionSheet(error)
        sheet.settled.connect(partial(self._settle, error.now))
        sheet.back.connect(self.settled)
        self.colliding.emit(_CHOOSING, sheet)

    def _settle(self, now: Content, taken: frozenset[str]) -> None:
        """いまの方を採る欄を写し、もう一度保存する。"""
        values = {name: now.values[name] for name in taken}
        for one in self._fields():
            if one.definition.id in values:
                one.set_value(values[one.definition.id])
        if DECISIONS in values:
            self.rows.set_values(_rows(values[DECISIONS]))
        if OVERLAYS in values:
            self.overlays.choose(values[OVERLAYS])
        self._seen = seen_of(replace(self._item, **now.values))
        self.settled.emit()
        self._save()

    def _early(self) -> str:
        """開催日より前に、初めて結果を書いたときの一言。書き直しには言わない。"""
        item, held_on = self._item, self._meeting.held_on
        written = (item.findings, item.guesses, item.decision, item.next_step, item.lead_agency)
        if held_on <= self._desk.today() or any(written) or item.decisions:
            return ""
        return (
            f"この会議は {format_long(held_on, weekday=True)} の予定です。"
            "会議を取り違えていないか、日付が合っているか、確かめてください。"
        )


def _rows(decisions: Sequence[Decision]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"what": d.what, "agency": d.agency, "person": d.person, "due_on": d.due_on}
        for d in decisions
    )
