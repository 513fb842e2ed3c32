"""移替えのもとになる、支援会議で聞いた事実。経過一件、議題の確認した事実、決定事項が一つずつ。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Note
from jusou_desk.models.work import Work


class Source(StrEnum):
    """事実のあった所。"""

    NOTE = "経過"
    SUMMARY = "会議で確認した事実"
    DECISION = "会議の決定事項"


@dataclass(frozen=True)
class Heard:
    """支援会議で聞いた事実一つ。

    told_by: 話した機関。sure が偽なら、その席にいた外の機関で、そのどれが話したかは残っていない。
    """

    source: Source
    id: str
    case_id: str
    body_id: str
    on: date
    where: str
    words: str
    told_by: tuple[str, ...]
    sure: bool = True

    def agreed_by(self, agencies: tuple[str, ...]) -> bool:
        """``agencies`` の了解で足りるか。話した機関が分かっていれば、そのみな。"""
        told, named = _squeezed(self.told_by), _squeezed(agencies)
        if not told:
            return bool(named)
        return told <= named if self.sure else bool(named) and named <= told


def facts_of(desk: Desk, work: Work, case_id: str) -> Iterable[Heard]:
    """その相談の、支援会議で聞いた事実。"""
    for note in work.notes.where(case_id=case_id):
        yield from _of_note(note)
    for item in work.agenda.where(case_id=case_id):
        yield from _of_item(desk, work, item)


def find_heard(desk: Desk, work: Work, source: Source, source_id: str) -> Heard:
    """元の記載。無いか、従事していない会議体のものなら ``BadInput``。"""
    found: list[Heard] = []
    if source is Source.NOTE:
        note = work.notes.get(source_id)
        found = list(_of_note(note)) if note else []
    else:
        item = work.agenda.get(source_id)
        found = list(_of_item(desk, work, item)) if item else []
    for one in found:
        if one.source is source:
            return one
    raise BadInput("移替えの元の記載が見つかりません。", "支援会議の頁を開き直してください。")


def _of_note(note: Note) -> Iterable[Heard]:
    if note.sealed:
        yield Heard(
            Source.NOTE,
            note.id,
            note.case_id,
            note.body_id,
            note.at.date(),
            note.note_no,
            note.content + (f"\n今後の対応: {note.next_step}" if note.next_step else ""),
            names_in(note.source_agency),
        )


def _of_item(desk: Desk, work: Work, item: AgendaItem) -> Iterable[Heard]:
    meeting = work.meetings.get(item.meeting_id) if item.sealed else None
    if meeting is None:
        return
    present = dict.fromkeys(one.agency for one in meeting.attendees)
    outside = tuple(agency for agency in present if not desk.town.is_inside(agency))
    decided = [one.what for one in item.decisions]
    pieces = (
        (Source.SUMMARY, item.summary),
        (Source.DECISION, "\n".join(part for part in (item.decision, *decided) if part)),
    )
    for source, words in pieces:
        if words.strip():
            yield Heard(
                source,
                item.id,
                item.case_id,
                item.body_id,
                meeting.held_on,
                f"{meeting.meeting_no} 議題{item.item_no}",
                words,
                outside,
                sure=False,
            )


def names_in(listed: str) -> tuple[str, ...]:
    """「、」で並べた機関の名。"""
    return tuple(part.strip() for part in listed.split("、") if part.strip())


def _squeezed(names: tuple[str, ...]) -> set[str]:
    return {"".join(name.split()) for name in names}
