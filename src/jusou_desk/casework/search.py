"""どこからでも探す。氏名・読み・電話の下4桁・受付番号・相談と経過の中身。秘匿の記録は出ない。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.intake import age_at
from jusou_desk.models.records import Case, Note, Person
from jusou_desk.models.search import Found
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

_EACH_SIDE = 18


@dataclass(frozen=True)
class SearchHit:
    """見つかった一件。``case_id`` の相談を開く。"""

    kind: str
    title: str
    subtitle: str
    case_id: str


def search(desk: Desk, words: str, *, newest: int = 30) -> tuple[SearchHit, ...]:
    """``words`` をすべて含むもの。人物、相談、経過の順。"""
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.search.find(words, newest=newest)
        hits = [hit for one in found for hit in _hits(work, one, words, desk)]
    rank = {"person": 0, "case": 1, "note": 2}
    return tuple(sorted(hits, key=lambda hit: rank[hit.kind]))


def _hits(work: Work, found: Found, words: str, desk: Desk) -> list[SearchHit]:
    if found.kind == "person":
        person = work.people.get(found.ref_id)
        return _of_person(work, person, desk) if person else []
    if found.kind == "case":
        case = work.cases.get(found.ref_id)
        return [_of_case(work, case, words)] if case else []
    note = work.notes.get(found.ref_id)
    return [_of_note(work, note, words)] if note else []


def _of_person(work: Work, person: Person, desk: Desk) -> list[SearchHit]:
    cases = sorted(work.cases.where(person_id=person.id), key=lambda c: c.received_on, reverse=True)
    age = age_at(person, desk.today())
    about = "　".join(part for part in (person.kana, f"{age}歳" if age is not None else "") if part)
    return [
        SearchHit("person", person.name, f"{about}　{case.case_no}　{case.status}", case.id)
        for case in cases
    ]


def _name(work: Work, case: Case) -> str:
    person = work.people.get(case.person_id) if case.person_id else None
    return person.name if person else "(匿名)"


def _of_case(work: Work, case: Case, words: str) -> SearchHit:
    return SearchHit(
        "case", f"{case.case_no}　{_name(work, case)}", _snippet(case.content, words), case.id
    )


def _of_note(work: Work, note: Note, words: str) -> SearchHit:
    case = work.cases.get(note.case_id)
    name = _name(work, case) if case else ""
    return SearchHit(
        "note",
        f"{format_short(note.at.date())}の経過　{name}",
        _snippet(note.content, words),
        note.case_id,
    )


def _snippet(text: str, words: str) -> str:
    """言葉の前後。索引は畳んだ字で引くので、そのままの字が無ければ頭から示す。"""
    flat = " ".join(text.split())
    first = words.split(maxsplit=1)[0] if words.split() else ""
    at = max(flat.find(first), 0)
    start = max(at - _EACH_SIDE, 0)
    end = at + len(first) + _EACH_SIDE
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"
