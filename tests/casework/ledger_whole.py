"""台帳に書けるものが全部ある事務所。どの欄も、ほかと違う値にしてある。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jusou_desk.casework.desk import Desk
from jusou_desk.family.people import HouseholdKind, TwinKind
from jusou_desk.forms import form
from jusou_desk.models.community_records import CommunityIssue, Expense, IssueState, Talk
from jusou_desk.models.family_records import EcoTie, FamilyTie, Residence, TieKind
from jusou_desk.models.merge_records import Apart
from jusou_desk.models.records import (
    Case,
    CaseStatus,
    Decision,
    OtherName,
    OtherNameKind,
    Person,
    PlanAction,
    Sheet,
    Task,
)
from jusou_desk.models.register_records import (
    FailedFor,
    Match,
    MatchState,
    Resource,
    ResourceKind,
    Stance,
)
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane, Purpose

AT = datetime(2026, 5, 6, 7, 8)
NASTY = "=1+1、\n𠮷 葛\U000e0100"


def fill(desk: Desk) -> None:
    """手で組んだブック(``ledger_books.sound_book``)の入った事務所に、残りの種類を足す。"""
    body = desk.town.support_bodies[0].id
    with desk.writing(Purpose.CASEWORK) as work:
        _widen(work)
        _write(work, "C1", "P1", {})
        _everyday(work)
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        _write(work, "C3", "P2", {"lane": Lane.SEALED, "body_id": body})


def _of(work: Work, case_no: str, person_no: str) -> tuple[Case, Person]:
    case, person = work.cases.one(case_no=case_no), work.people.one(person_no=person_no)
    assert case is not None
    assert person is not None
    return case, person


def _widen(work: Work) -> None:
    """約束したシートに列の無い欄。"""
    case, person = _of(work, "C1", "P1")
    work.people.put(
        replace(
            person,
            birth_on=None,
            birth_text="60代くらい",
            died_on=date(2026, 1, 2),
            died_text="令和8年ごろ",
            registered_address="長門市架空町9",
            other_names=(
                OtherName(kind=OtherNameKind.FORMER, name="旧\u3000𠮷子", kana="キュウ"),
                OtherName(kind=OtherNameKind.ALIAS, name="よっちゃん"),
            ),
        )
    )
    work.people.put(Person(person_no="P3", name="姉\u3000花", kana="アネ"))
    work.cases.put(
        replace(
            case,
            status=CaseStatus.SUSPENDED,
            closed_on=date(2026, 2, 3),
            closing_reason="転出",
            lead_agency="社協",
        )
    )
    plan, meeting = work.plans.one(plan_no="N1"), work.meetings.one(meeting_no="M1")
    note = work.notes.one(note_no="K1")
    assert plan is not None
    assert meeting is not None
    assert note is not None
    work.plans.put(
        replace(
            plan,
            short_goal=NASTY,
            lead_agency="長門市",
            actions=(
                PlanAction(
                    issue="病気",
                    what="受診",
                    agency="社協",
                    person="花子",
                    role="主",
                    frequency="週一",
                    due_on=date(2030, 1, 1),
                    result="済",
                ),
                PlanAction(what="電話"),
            ),
        )
    )
    work.meetings.put(replace(meeting, sitting="ab12", noticed_on=date(2023, 5, 20)))
    work.notes.put(replace(note, meeting_id=meeting.id))
    (item,) = work.agenda.where(meeting_id=meeting.id)
    decided = (
        Decision(what="見に行く", agency="社協", person="花子", due_on=date(2030, 2, 2)),
        Decision(what="待つ"),
    )
    work.agenda.put(replace(item, decisions=decided))
    work.tasks.put(Task(what="電話", due_on=None))
    work.tasks.put(
        Task(
            id=note.id,
            what="経過から",
            due_on=date(2030, 3, 3),
            case_id=case.id,
            person="見本",
            origin=note.id,
            done_on=date(2026, 4, 4),
        )
    )
    work.tasks.put(
        Task(what="決めたこと", due_on=None, case_id=case.id, agency="社協", origin=item.id)
    )


def _write(work: Work, case_no: str, person_no: str, lane: dict[str, Any]) -> None:
    """どちらの区分でも書けるもの。"""
    case, person = _of(work, case_no, person_no)
    other = work.people.one(person_no="P3")
    assert other is not None
    mark = "秘" if lane else "常"
    work.residences.put(
        Residence(
            person_id=person.id,
            kind=HouseholdKind.FACILITY,
            household_no=f"H{mark}",
            place=f"{mark}の家荘",
            since=date(2020, 1, 1),
            until=date(2031, 1, 1),
            head_relationship="子",
            note=f"{mark}の備考",
            **lane,
        )
    )
    for kind, first, second in ((TieKind.BIRTH, person, other), (TieKind.WORD, other, person)):
        work.family_ties.put(
            FamilyTie(
                person_id=first.id,
                other_id=second.id,
                kind=kind,
                word=f"{mark}の姉",
                since=date(2000, 1, 1),
                until=date(2020, 2, 2),
                twins="t1",
                twin_kind=TwinKind.IDENTICAL,
                note=f"{mark}の間",
                **lane,
            )
        )
    spans: dict[str, Any] = {"since": date(2021, 1, 1), "until": date(2022, 1, 1)}
    strong: dict[str, Any] = {"strength": "強い", "flow": "双方向", "note": f"{mark}の縁"}
    work.eco_ties.put(
        EcoTie(person_id=person.id, agency=f"{mark}の機関", **strong, **spans, **lane)
    )
    work.eco_ties.put(EcoTie(person_id=person.id, other_id=other.id, **strong, **spans, **lane))
    work.aparts.put(
        Apart(person_id=person.id, other_id=other.id, said_by="見本", said_at=AT, **lane)
    )
    answers: dict[str, str | tuple[str, ...]] = {
        "assessed_on": "2026-05-01",
        "complaint": f"{mark}の{NASTY}",
        "emergency": ("食料", "その他、いろいろ"),
    }
    known = {field.id for field in form("assessment").fields}
    work.sheets.put(
        Sheet(
            case_id=case.id,
            form_id="assessment",
            form_version=form("assessment").version,
            written_on=date(2026, 5, 1),
            author="見本 一郎",
            answers={name: value for name, value in answers.items() if name in known},
            withheld=("complaint",),
            **lane,
        )
    )
    work.sheets.put(
        Sheet(
            id=case.id,
            case_id=case.id,
            form_id="intake",
            form_version=form("intake").version,
            written_on=case.received_on,
            answers={"phone_note": f"{mark}の夜だけ"},
            **lane,
        )
    )
    (plan, *_) = work.plans.where(case_id=case.id)
    work.matches.put(
        Match(
            case_id=case.id,
            plan_id=plan.id,
            resource_no="0009",
            host=f"{mark}の作業所",
            asked_on=date(2026, 5, 2),
            state=MatchState.FAILED,
            wanted=("軽作業", "送迎、あり"),
            settled_on=date(2026, 5, 3),
            failed_for=FailedFor.NOBODY,
            reason=f"{mark}のわけ",
            starts_on=date(2030, 5, 5),
            activity="袋詰め",
            frequency="週二",
            costs="昼食代",
            asked_by="見本",
            **lane,
        )
    )


def _everyday(work: Work) -> None:
    """通常の区分にしかないもの。"""
    case, _ = _of(work, "C1", "P1")
    (plan,) = work.plans.where(case_id=case.id)
    first = Expense(
        case_id=case.id,
        plan_id=plan.id,
        number="R8-001",
        paid_on=date(2026, 6, 1),
        amount=150_000,
        what="作業着",
        receiver="店",
        decided_by="課長",
        note="領収書あり",
        written_by="見本",
        written_at=AT,
    )
    work.expenses.put(first)
    undone: dict[str, Any] = {"number": "R8-002", "amount": -150_000, "cancels": first.id}
    work.expenses.put(replace(first, id="f" * 16, **undone))
    written = (
        ("group", "listed_as", "mark", "law", "article", "field", "stage", "section"),
        ("operation", "area", "address", "phone", "fax", "contact", "contents", "target"),
        ("places", "amount", "staff", "place", "expenses", "travel", "conditions"),
    )
    text: dict[str, Any] = {name: f"{name}の字" for names in written for name in names}
    host = Resource(
        resource_no="0009",
        kind=ResourceKind.HOST,
        name="岬の作業所",
        origin="windows.3",
        position=7,
        valid_from=2024,
        valid_until=2025,
        struck=True,
        written_by="見本",
        written_at=AT,
        operators=("社協", "町、県"),
        providers=("農園",),
        more=(("見出し", "文\n二行"), ("", "字だけ")),
        without=("事例票",),
        tags=("軽作業",),
        capacity=3,
        vacancy=0,
        stance=Stance.WILLING,
        last_contact_on=date(2026, 3, 3),
        **text,
    )
    work.resources.put(host)
    work.resources.put(replace(host, id="e" * 16, struck=False, valid_from=2026, valid_until=None))
    issue = CommunityIssue(
        title="夜の足が無い",
        found_on=date(2026, 4, 1),
        state=IssueState.SOLVED,
        area="岬",
        field="移動",
        problem="困りごと",
        noticed_by="相談",
        evidence="3件",
        talks=(
            Talk(on=date(2026, 4, 2), place="協議会", who="区長", what=NASTY),
            Talk(on=date(2026, 4, 3)),
        ),
        measures="相乗り",
        partners="区",
        starts_on=date(2026, 4, 4),
        next_step="試す",
        review_on=date(2030, 4, 4),
        result="走った",
        informed="窓口へ",
        ended_on=date(2026, 5, 5),
        written_by="見本",
        written_at=AT,
    )
    work.issues.put(issue)
