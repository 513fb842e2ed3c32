"""どこからでも探す。氏名・読み・電話の下4桁・受付番号・相談と経過・プランと様式・地域課題の中身。

秘匿の記録は出ない。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import form
from jusou_desk.models.community_records import CommunityIssue, Expense
from jusou_desk.models.records import Case, Note, Person, Plan, Sheet
from jusou_desk.models.register_records import Match
from jusou_desk.models.search import Found
from jusou_desk.models.searching import (
    words_of_host,
    words_of_issue,
    words_of_plan,
    words_of_sheet,
)
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

_EACH_SIDE: Final = 18
_NAMED: Final = 10
"""氏名の初めで見つける人の数。"""
#: 見せる順。
_ORDER: Final = ("person", "case", "note", "plan", "sheet", "match", "expense", "issue")


@dataclass(frozen=True)
class SearchHit:
    """見つかった一件。``case_id`` の相談を開く。地域課題(``kind`` が issue)なら、その課題の id。

    ref: その相談の中の、言葉のある記録の id(人物と相談では空)。
    """

    kind: str
    title: str
    subtitle: str
    case_id: str
    ref: str = ""


@dataclass(frozen=True)
class _Shown:
    """見つかったものを見せるのに要る記録。打つたびに引くので、種類ごとに一度で読む。"""

    people: Mapping[str, Person]
    cases: Mapping[str, Case]
    notes: Mapping[str, Note]
    plans: Mapping[str, Plan]
    sheets: Mapping[str, Sheet]
    hosts: Mapping[str, Match | Expense]
    issues: Mapping[str, CommunityIssue]
    hidden: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, work: Work, found: Sequence[Found]) -> _Shown:
        ids = {kind: {f.ref_id for f in found if f.kind == kind} for kind in _ORDER}
        notes = work.notes.among("id", ids["note"])
        plans = work.plans.among("id", ids["plan"])
        sheets = work.sheets.among("id", ids["sheet"])
        hosts: list[Match | Expense] = [*work.matches.among("id", ids["match"])]
        hosts += work.expenses.among("id", ids["expense"])
        of_case = {note.case_id for note in notes} | {plan.case_id for plan in plans}
        of_case |= {sheet.case_id for sheet in sheets} | {one.case_id for one in hosts}
        cases = (
            *work.cases.among("id", ids["case"] | of_case),
            *work.cases.among("person_id", ids["person"]),
        )
        people = work.people.among("id", ids["person"] | {case.person_id for case in cases})
        return cls(
            {person.id: person for person in people},
            {case.id: case for case in cases},
            {note.id: note for note in notes},
            {plan.id: plan for plan in plans},
            {sheet.id: sheet for sheet in sheets},
            {one.id: one for one in hosts},
            {one.id: one for one in work.issues.among("id", ids["issue"])},
            {case.id: work.shield.words_of_case(case.id) for case in cases},
        )

    def name(self, case: Case) -> str:
        person = self.people.get(case.person_id)
        return person.name if person else "(匿名)"

    def name_of(self, case_id: str) -> str:
        case = self.cases.get(case_id)
        return self.name(case) if case else ""

    def snippet(self, content: str, words: str, case_id: str) -> str:
        """言葉の前後。居場所を伏せる人に関わる相談なら、紛れた居場所を伏せる。"""
        for word in self.hidden.get(case_id, ()):
            content = content.replace(word, CONCEALED)
        return _snippet(content, words)


def search(desk: Desk, words: str, *, newest: int = 30) -> tuple[SearchHit, ...]:
    """``words`` をすべて含むもの。人物、相談、経過、プラン、様式、受入先探し、費用、地域課題の順。"""
    with desk.reading(Purpose.CASEWORK) as work:
        found = _found(work, words, newest)
        shown = _Shown.of(work, found)
    return tuple(hit for one in found for hit in _hits(shown, one, words, desk.today()))


def _found(work: Work, words: str, newest: int) -> list[Found]:
    """名で始まる人を先に、続けて、新しく書いたものから。"""
    named = [Found("person", one) for one in work.person_keys.beginning(words, most=_NAMED)]
    written = [one for one in work.search.find(words, newest=newest) if one not in named]
    return named + sorted(written, key=lambda one: _ORDER.index(one.kind))


def _hits(shown: _Shown, found: Found, words: str, today: date) -> Iterator[SearchHit]:
    if found.kind == "person" and (person := shown.people.get(found.ref_id)):
        yield from _of_person(shown, person, today)
    elif found.kind == "case" and (case := shown.cases.get(found.ref_id)):
        title = f"{case.case_no}　{shown.name(case)}"
        yield SearchHit("case", title, shown.snippet(case.content, words, case.id), case.id)
    elif found.kind == "issue" and (issue := shown.issues.get(found.ref_id)):
        yield SearchHit(
            "issue", f"地域課題　{issue.title}", _snippet(words_of_issue(issue), words), issue.id
        )
    elif said := _said(shown, found):
        title, case_id, content = said
        yield SearchHit(
            found.kind,
            f"{title}　{shown.name_of(case_id)}",
            shown.snippet(content, words, case_id),
            case_id,
            found.ref_id,
        )


def _said(shown: _Shown, found: Found) -> tuple[str, str, str] | None:
    """経過・プラン・様式などの一件の(見出し, 相談の id, 文)。この許可で見えなければ None。"""
    if found.kind == "note" and (note := shown.notes.get(found.ref_id)):
        return f"{format_short(note.at.date())}の経過", note.case_id, note.content
    if found.kind == "plan" and (plan := shown.plans.get(found.ref_id)):
        return f"{format_short(plan.made_on)}のプラン", plan.case_id, words_of_plan(plan)
    if found.kind == "sheet" and (sheet := shown.sheets.get(found.ref_id)):
        title = form(sheet.form_id, sheet.form_version).title
        day = format_short(sheet.written_on)
        return f"{day}の{title}", sheet.case_id, words_of_sheet(sheet)
    host = shown.hosts.get(found.ref_id)
    if isinstance(host, Match):
        return f"{format_short(host.asked_on)}の受入先探し", host.case_id, words_of_host(host)
    if isinstance(host, Expense):
        return f"{format_short(host.paid_on)}の参加支援の費用", host.case_id, words_of_host(host)
    return None


def _of_person(shown: _Shown, person: Person, today: date) -> Iterator[SearchHit]:
    mine = (case for case in shown.cases.values() if case.person_id == person.id)
    age = age_at(person, today)
    about = "　".join(part for part in (person.kana, f"{age}歳" if age is not None else "") if part)
    for case in sorted(mine, key=lambda c: c.received_on, reverse=True):
        yield SearchHit("person", person.name, f"{about}　{case.case_no}　{case.status}", case.id)


def _snippet(text: str, words: str) -> str:
    """言葉の前後。索引は畳んだ字で引くので、そのままの字が無ければ頭から示す。"""
    flat = " ".join(text.split())
    first = words.split(maxsplit=1)[0] if words.split() else ""
    at = max(flat.find(first), 0)
    start = max(at - _EACH_SIDE, 0)
    end = at + len(first) + _EACH_SIDE
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"
