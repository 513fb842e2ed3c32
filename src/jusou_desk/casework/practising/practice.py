"""練習用の事務所。架空の筋書きを、普段の机の操作だけで本物の事務所に書き込む。

時計だけを筋書きの日に合わせて進め、できあがったら今の時刻に戻す。中身は
``practice_book`` が読む ``resources/practice/`` にあり、人物はすべて架空。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from jusou_desk.casework.case import (
    closing,
    consent,
    drafts,
    intake,
    plans,
    progress,
    sheets,
    tasks,
)
from jusou_desk.casework.case.answers import Values
from jusou_desk.casework.case.sealing import usual_body
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import PRACTICE, create_office, sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.practising.practice_book import practice_book
from jusou_desk.casework.practising.practice_community import community_steps, joining_steps
from jusou_desk.casework.practising.practice_meeting import HeldMeeting
from jusou_desk.casework.practising.practice_secrecy import (
    disclosure_steps,
    protection_steps,
    register_steps,
    transfer_steps,
)
from jusou_desk.casework.practising.practice_story import (
    PracticeBook,
    PracticeCase,
    PracticeDraft,
    PracticeMeeting,
    PracticeStaff,
    PracticeTask,
    Step,
    Writing,
)
from jusou_desk.casework.recall import withdrawing
from jusou_desk.casework.wording import change_word
from jusou_desk.forms import form
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Task
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import format_short

Progress = Callable[[int, int], None]
_COST: Final = Cost(memory_kib=1024, rounds=1, lanes=1)
_OPENED_BEFORE: Final = timedelta(days=30)
_WITHDRAWN: Final = "撤回"
#: 同僚に付ける仮のパスワード。筋書きの人はみな、その日のうちに自分のものに変えている。
_TEMPORARY: Final = "かりのことば-あさがお"
#: 同じ日の中で書く順。
_ORDER: Final = (
    "intake",
    "protection",
    "consent",
    "note",
    "assessment",
    "plan",
    "host",
    "match",
    "matched",
    "paid",
    "issue",
    "talk",
    "referral",
    "urgent",
    "handed",
    "withdrawn",
    "propose",
    "approve",
    "disclosure",
    "allow",
    "reply",
    "convene",
    "copies",
    "result",
    "returned",
    "register",
    "request",
    "answer",
    "decide",
    "evaluation",
    "task",
    "done",
    "draft",
)


def build_practice_office(
    town_id: str, folder: Path, *, today: date, progress: Progress | None = None
) -> tuple[Office, str, str]:
    """練習用の事務所を ``folder`` に作る。(事務所, 主な職員の氏名, 共通のパスワード) を返す。

    today: 筋書きの「今日」。作った事務所の時計は、この日の今の時刻を指す。
    progress: (済んだ数, 全体の数) を受け取る。
    無い町は ``BadInput``、筋書きの書き方の誤りは ``Damaged``。
    """
    book = practice_book(town_id, today)
    main = book.staff[0]
    clock = PracticeClock(today)
    clock.set(min(case.received.on for case in book.cases) - _OPENED_BEFORE, 0)
    office, _ = create_office(
        folder,
        town_id=town_id,
        staff_name=main.name,
        password=book.password,
        device=NoSecrets(),
        clock=clock,
        cost=_COST,
    )
    opened = sign_in(office, main.name, book.password)
    with opened.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(PRACTICE, "1")
    change_word(opened, "office_phone", book.phone)
    opened.close()
    with ExitStack() as stack:
        desks: dict[str, Desk] = {}
        for person in book.staff:
            if desks:
                _add_colleague(desks[main.name], person)
            given = _TEMPORARY if desks else book.password
            desks[person.name] = sign_in(office, person.name, given)
            stack.callback(desks[person.name].close)
            if given != book.password:
                desks[person.name].change_password(given, book.password)
        _Builder(book, desks, clock).build(today, progress or (lambda _done, _total: None))
    return office, main.name, book.password


def _person_fields() -> frozenset[str]:
    """再相談のとき、前の相談から写す欄。"""
    (person,) = (s for s in form(intake.FORM).sections if s.id == "person")
    return frozenset(field.id for field in person.fields)


class PracticeClock:
    """動かせる時計。``set`` した時刻を指し、``release`` すると筋書きの今日の今を指す。"""

    def __init__(self, today: date, real: Callable[[], datetime] = datetime.now) -> None:
        self._real = real
        self._shift = today - real().date()
        self._held: datetime | None = None

    def __call__(self) -> datetime:
        return self._held or self._real() + self._shift

    def set(self, day: date, turn: int) -> None:
        """その日の ``turn`` 番目の仕事の時刻(朝9時から、一件6分)。"""
        self._held = datetime.combine(day, time(9)) + timedelta(minutes=6 * turn)

    def release(self) -> None:
        self._held = None


def _body_of(desk: Desk, values: Values, case_id: str = "") -> str:
    """支援会議の記録なら、画面が初めに選んでおく会議体。"""
    return usual_body(desk, case_id) if values.get("lane") == Lane.SEALED.label else ""


def _add_colleague(admin: Desk, person: PracticeStaff) -> None:
    staffing.add_staff(admin, person.name, person.role, _TEMPORARY)
    for body_id in person.serves:
        staffing.make_member(admin, person.name, body_id)


class _Builder:
    """筋書きの全部を日の順に並べ、書いた人の机で一つずつ行う。"""

    def __init__(self, book: PracticeBook, desks: dict[str, Desk], clock: PracticeClock) -> None:
        self._book = book
        self._desks = desks
        self._clock = clock
        self._stories = {case.key: case for case in book.cases}
        self._cases: dict[str, intake.Received] = {}

    def build(self, today: date, progress: Progress) -> None:
        steps = sorted(self._steps(), key=lambda step: (step.on, _ORDER.index(step.kind)))
        turn, last = 0, date.min
        for number, step in enumerate(steps, start=1):
            turn = turn + 1 if step.on == last else 0
            last = step.on
            # 今日の分は時計を止めない。今より先の時刻を記録に残さないため。
            if step.on < today:
                self._clock.set(step.on, turn)
            else:
                self._clock.release()
            step.run()
            progress(number, len(steps))
        self._clock.release()

    def _steps(self) -> Iterator[Step]:
        for case in self._book.cases:
            yield Step(case.received.on, "intake", partial(self._receive, case))
            for writing in case.writings:
                yield from self._writing(case.key, writing)
            for task in case.tasks:
                yield from self._task(case.key, task)
            yield from self._guarded(case)
        for register in self._book.registers:
            yield from register_steps(self._desks, register)
        for meeting in self._book.meetings:
            yield from self._meeting(meeting)
        yield from community_steps(self._desks, self._book)
        for draft in self._book.drafts:
            yield Step(draft.on, "draft", partial(self._keep, draft))

    def _id(self, key: str) -> str:
        return self._cases[key].case.id

    def _receive(self, case: PracticeCase) -> None:
        received, values, person_id = case.received, case.received.values, ""
        if case.again_of:
            earlier = self._stories[case.again_of].received.values
            values = {n: v for n, v in earlier.items() if n in _person_fields()} | values
            before = self._cases[case.again_of].person
            person_id = before.id if before else ""
        desk = self._desks[received.by]
        self._cases[case.key] = intake.receive(
            desk,
            values,
            person_id=person_id,
            body_id=_body_of(desk, values),
            overlays=received.overlays,
        )

    def _writing(self, key: str, writing: Writing) -> Iterator[Step]:
        written: list[str] = []
        yield Step(writing.on, writing.kind, lambda: written.append(self._write(key, writing)))
        yield from self._decide(key, writing)
        if writing.handed_on is not None:
            yield Step(writing.handed_on, "handed", partial(self._hand, key, writing))
        if writing.kind == "consent" and writing.values["status"] == _WITHDRAWN:
            desk = self._desks[writing.by]
            yield Step(writing.on, "withdrawn", lambda: withdrawing.ask_back(desk, self._id(key)))
        if writing.transfer is not None:
            yield from transfer_steps(self._desks, writing.transfer, lambda: written[0])
        yield from joining_steps(self._desks[writing.by], writing, lambda: written[0])

    def _write(self, key: str, writing: Writing) -> str:
        """一枚を書く。経過とプランなら、その id を返す。"""
        desk, case_id, values = self._desks[writing.by], self._id(key), writing.values
        match writing.kind:
            case "consent":
                consent.record_consent(desk, case_id, values)
            case "note":
                body_id = _body_of(desk, values, case_id)
                return progress.add_note(
                    desk, case_id, values, body_id=body_id, overlays=writing.overlays
                ).id
            case "plan":
                return plans.write_plan(desk, case_id, values, writing.actions).id
            case "evaluation":
                closing.evaluate(desk, case_id, values)
            case form_id:
                sheets.write_sheet(desk, case_id, form_id, values)
        return ""

    def _hand(self, key: str, writing: Writing) -> None:
        """紙を出して渡す。出したファイルは残さない。"""
        with TemporaryDirectory() as folder:
            papers.hand_out_sheet(
                self._desks[writing.by], writing.kind, self._cases[key].case.case_no, Path(folder)
            )

    def _keep(self, draft: PracticeDraft) -> None:
        """打ちかけは、画面に打ったままの字で控える。"""
        typed = {
            name: format_short(value) if isinstance(value, date) else value
            for name, value in draft.values.items()
        }
        place = draft.place.format(case=self._id(draft.case) if draft.case else "")
        drafts.keep(self._desks[draft.by], place, typed)

    def _decide(self, key: str, writing: Writing) -> Iterator[Step]:
        """プランに決定日があれば、その日に支援決定をする。"""
        decided_on = writing.values.get("decided_on") if writing.kind == "plan" else None
        if decided_on is None:
            return

        def decide() -> None:
            desk = self._desks[writing.by]
            with desk.reading(intake.purpose_of(self._cases[key].case.lane)) as work:
                plan = work.plans.one(case_id=self._id(key), made_on=writing.on)
            assert plan is not None
            plans.decide_plan(desk, plan.id, decided_on)

        yield Step(decided_on, "decide", decide)

    def _task(self, key: str, task: PracticeTask) -> Iterator[Step]:
        desk = self._desks[task.by]
        added: list[Task] = []
        yield Step(
            task.on,
            "task",
            lambda: added.append(
                tasks.add_task(desk, task.what, task.due_on, case_id=self._id(key))
            ),
        )
        if task.done_on is not None:
            yield Step(task.done_on, "done", lambda: tasks.finish(desk, added[0].id))

    def _guarded(self, case: PracticeCase) -> Iterator[Step]:
        """支援措置と、通報・緊急の提供。"""

        def person_id() -> str:
            person = self._cases[case.key].person
            assert person is not None
            return person.id

        if case.protection is not None:
            yield from protection_steps(self._desks, case.protection, person_id)
        sealed = case.received.values.get("lane") == Lane.SEALED.label
        for one in case.disclosures:
            case_id = partial(self._id, case.key)
            yield from disclosure_steps(self._desks, one, case_id, sealed=sealed)

    def _meeting(self, meeting: PracticeMeeting) -> Iterator[Step]:
        held = HeldMeeting(self._desks[meeting.by], meeting)
        yield Step(meeting.convened_on, "convene", lambda: held.convene(self._id))
        for request in meeting.requests:
            yield from held.request_steps(self._desks, request, self._id)
        if meeting.not_returned is not None:
            yield Step(meeting.held_on, "copies", held.hand_out)
            yield Step(meeting.held_on, "returned", held.collect)
        for item in meeting.items:
            if item.decision:
                yield Step(meeting.held_on, "result", partial(held.conclude, item))
            for decision, done_on in zip(item.decisions, item.done, strict=True):
                if done_on is not None:
                    yield Step(done_on, "done", partial(held.finish, item, decision.what))
