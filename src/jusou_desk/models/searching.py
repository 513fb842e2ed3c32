"""記録ごとの、探せる語。居場所を伏せる人の住所と電話、文の中の行き先、情報源の名は索引に入れない。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jusou_desk.models.records import Case, Entry, Note, Person
from jusou_desk.models.sources import keeps_source, without
from jusou_desk.names import digits

if TYPE_CHECKING:
    from jusou_desk.models.work import Work


def searchable(record: Entry, work: Work) -> tuple[str, str] | None:
    """(種類, 探せる語)。索引しない記録は None。"""
    if isinstance(record, Person):
        whereabouts = f"{record.phone} {digits(record.phone)} {record.address}"
        whereabouts += f" {record.registered_address}"
        if work.shield.hides(record):
            whereabouts = ""
        others = " ".join(f"{one.name} {one.kana}" for one in record.other_names)
        numbers = " ".join((record.person_no, *work.merged.numbers(record.id)))
        return "person", f"{record.name} {record.kana} {others} {whereabouts} {numbers}"
    if isinstance(record, Case):
        visitor = "" if keeps_source(record) else record.visitor
        words = f"{record.case_no} {visitor} {record.content}"
        return "case", without(words, _hidden(work, record.id), " ")
    if isinstance(record, Note):
        counterpart = "" if keeps_source(record) else record.counterpart
        words = f"{record.content} {counterpart} {record.next_step}"
        return "note", without(words, _hidden(work, record.case_id), " ")
    return None


def _hidden(work: Work, case_id: str) -> tuple[str, ...]:
    return work.shield.words_of_case(case_id) + work.sources.names(case_id)


def around(work: Work, people: frozenset[str]) -> Iterator[Entry]:
    """``people`` のまわりで索引を作り直す記録(秘匿の記録は索引に無い)。"""
    cases = work.cases.among("person_id", people)
    notes = work.notes.among("case_id", {case.id for case in cases})
    yield from (one for one in work.shield.unveiled(people) if not one.sealed)
    yield from (one for one in (*cases, *notes) if not one.sealed)


def beside(work: Work, case_id: str) -> Iterator[Entry]:
    """その相談の、索引のある記録。情報源の名が変わったときに、索引を作り直す。"""
    yield from (one for one in work.cases.where(id=case_id) if not one.sealed)
    yield from (one for one in work.notes.where(case_id=case_id) if not one.sealed)
