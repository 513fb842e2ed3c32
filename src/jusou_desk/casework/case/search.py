"""どこからでも探す。氏名・読み・電話の下4桁・受付番号・相談と経過の中身。秘匿の記録は出ない。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Case, Note, Person
from jusou_desk.models.search import Found
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

_EACH_SIDE: Final = 18
#: 見せる順。
_RANK: Final = {"person": 0, "case": 1, "note": 2}


@dataclass(frozen=True)
class SearchHit:
    """見つかった一件。``case_id`` の相談を開く。"""

    kind: str
    title: str
    subtitle: str
    case_id: str


@dataclass(frozen=True)
class _Shown:
    """見つかったものを見せるのに要る記録。打つたびに引くので、種類ごとに一度で読む。"""

    people: Mapping[str, Person]
    cases: Mapping[str, Case]
    notes: Mapping[str, Note]
    hidden: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, work: Work, found: Sequence[Found]) -> _Shown:
        ids = {kind: {f.ref_id for f in found if f.kind == kind} for kind in _RANK}
        notes = work.notes.among("id", ids["note"])
        cases = (
            *work.cases.among("id", ids["case"] | {note.case_id for note in notes}),
            *work.cases.among("person_id", ids["person"]),
        )
        people = work.people.among("id", ids["person"] | {case.person_id for case in cases})
        return cls(
            {person.id: person for person in people},
            {case.id: case for case in cases},
            {note.id: note for note in notes},
            {case.id: work.shield.words_of_case(case.id) for case in cases},
        )

    def name(self, case: Case) -> str:
        person = self.people.get(case.person_id)
        return person.name if person else "(匿名)"

    def snippet(self, content: str, words: str, case_id: str) -> str:
        """言葉の前後。居場所を伏せる人に関わる相談なら、紛れた居場所を伏せる。"""
        for word in self.hidden.get(case_id, ()):
            content = content.replace(word, CONCEALED)
        return _snippet(content, words)


def search(desk: Desk, words: str, *, newest: int = 30) -> tuple[SearchHit, ...]:
    """``words`` をすべて含むもの。人物、相談、経過の順。"""
    with desk.reading(Purpose.CASEWORK) as work:
        found = sorted(work.search.find(words, newest=newest), key=lambda f: _RANK[f.kind])
        shown = _Shown.of(work, found)
    return tuple(hit for one in found for hit in _hits(shown, one, words, desk.today()))


def _hits(shown: _Shown, found: Found, words: str, today: date) -> Iterator[SearchHit]:
    if found.kind == "person" and (person := shown.people.get(found.ref_id)):
        yield from _of_person(shown, person, today)
    elif found.kind == "case" and (case := shown.cases.get(found.ref_id)):
        title = f"{case.case_no}　{shown.name(case)}"
        yield SearchHit("case", title, shown.snippet(case.content, words, case.id), case.id)
    elif found.kind == "note" and (note := shown.notes.get(found.ref_id)):
        name = shown.name(shown.cases[note.case_id]) if note.case_id in shown.cases else ""
        title = f"{format_short(note.at.date())}の経過　{name}"
        yield SearchHit(
            "note", title, shown.snippet(note.content, words, note.case_id), note.case_id
        )


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
