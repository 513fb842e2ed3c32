"""記録ごとの、探せる語。居場所を伏せる人の住所と電話、文の中の行き先は索引に入れない。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jusou_desk.models.records import Case, Entry, Note, Person
from jusou_desk.names import digits

if TYPE_CHECKING:
    from jusou_desk.models.shielding import Shield
    from jusou_desk.models.work import Work


def searchable(record: Entry, shield: Shield) -> tuple[str, str] | None:
    """(種類, 探せる語)。索引しない記録は None。"""
    if isinstance(record, Person):
        whereabouts = f"{record.phone} {digits(record.phone)} {record.address}"
        if shield.hides(record):
            whereabouts = ""
        return "person", f"{record.name} {record.kana} {whereabouts} {record.person_no}"
    if isinstance(record, Case):
        words = f"{record.case_no} {record.visitor} {record.content}"
        return "case", _without(words, shield.words_of_case(record.id))
    if isinstance(record, Note):
        words = f"{record.content} {record.counterpart} {record.next_step}"
        return "note", _without(words, shield.words_of_case(record.case_id))
    return None


def _without(words: str, hidden: tuple[str, ...]) -> str:
    for word in hidden:
        words = words.replace(word, " ")
    return words


def around(work: Work, people: frozenset[str]) -> Iterator[Entry]:
    """``people`` のまわりで索引を作り直す記録(秘匿の記録は索引に無い)。"""
    cases = work.cases.among("person_id", people)
    notes = work.notes.among("case_id", {case.id for case in cases})
    yield from (one for one in work.shield.unveiled(people) if not one.sealed)
    yield from (one for one in (*cases, *notes) if not one.sealed)
