"""練習用の事務所で、会議一回を筋書きどおりに行う。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from jusou_desk.casework.case import tasks
from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings
from jusou_desk.casework.practising.practice_story import (
    PracticeItem,
    PracticeMeeting,
    PracticeRequest,
    Step,
)
from jusou_desk.casework.printing import packets
from jusou_desk.models.secrecy_records import InfoRequest


class HeldMeeting:
    """会議一回を、設けるところから資料の回収まで行う。"""

    def __init__(self, desk: Desk, meeting: PracticeMeeting) -> None:
        self._desk = desk
        self._meeting = meeting
        self._id = ""
        self._items: dict[str, str] = {}

    def convene(self, case_id: Callable[[str], str]) -> None:
        plan = self._meeting
        made = meetings.convene(
            self._desk,
            plan.body,
            plan.held_on,
            kind=plan.kind,
            start=plan.start,
            end=plan.end,
            place=plan.place,
        )
        self._id = made.id
        meetings.change_meeting(self._desk, replace(made, chair=plan.chair))
        meetings.invite(self._desk, made.id, plan.attendees)
        for item in plan.items:
            placed = meetings.put_on_agenda(
                self._desk, made.id, case_id(item.case), item.aim, item.summary
            )
            self._items[item.case] = placed.id

    def request_steps(
        self, desks: Mapping[str, Desk], story: PracticeRequest, case_id: Callable[[str], str]
    ) -> Iterator[Step]:
        """情報提供を求め、回答の日があれば、届いた回答を台帳に書く。"""
        desk = desks[story.by]
        asked: list[InfoRequest] = []

        def ask() -> None:
            made = info_requests.ask(
                desk,
                self._id,
                case_id(story.case),
                story.agency,
                story.items,
                purpose=story.purpose,
                due_on=story.due_on,
                way=story.way,
            )
            asked.append(made)

        yield Step(story.on, "request", ask)
        if story.answered_on is not None:
            on = story.answered_on
            yield Step(
                on,
                "answer",
                lambda: info_requests.answer(
                    desk, asked[0].id, story.answer, on, respondent=story.respondent
                ),
            )

    def hand_out(self) -> None:
        """資料を刷って配る。刷ったファイルは残さない。"""
        with TemporaryDirectory() as folder:
            packets.issue_packet(self._desk, self._id, Path(folder))
        for copy in packets.copies_of(self._desk, self._id):
            packets.mark_copy(self._desk, copy, handed_on=self._meeting.held_on)

    def collect(self) -> None:
        """戻った資料を裁断する。"""
        for copy in packets.copies_of(self._desk, self._id):
            if copy.copy_no not in (self._meeting.not_returned or ()):
                day, witness = self._meeting.held_on, self._meeting.by
                packets.mark_copy(
                    self._desk, copy, returned_on=day, shredded_on=day, witness=witness
                )

    def conclude(self, item: PracticeItem) -> None:
        meetings.write_decisions(
            self._desk,
            self._items[item.case],
            self._id,
            findings=item.result,
            decision=item.decision,
            lead_agency=item.lead_agency,
            decisions=item.decisions,
        )

    def finish(self, item: PracticeItem, what: str) -> None:
        with self._desk.reading(widest_reading(self._desk)) as work:
            task = work.tasks.one(origin=self._items[item.case], what=what)
        assert task is not None
        tasks.finish(self._desk, task.id)
