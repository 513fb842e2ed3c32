"""移替えのもとになる、支援会議で聞いた事実の型と、経過・議題からの取り出し。

経過一件、議題の確認した事実、決定事項が一つずつ。様式・プラン・受付は ``transfer_facts`` が取り出す。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import AgendaItem, Meeting, Note
from jusou_desk.models.work import Work
from jusou_desk.paths import resource
from jusou_desk.policy import Overlay


class Source(StrEnum):
    """事実のあった所。"""

    NOTE = "経過"
    FINDINGS = "会議で確認した事実"
    DECISION = "会議の決定事項"
    SHEET = "様式の記入"
    PLAN = "プラン"
    INTAKE = "相談受付"
    CASE = "支援会議の相談"
    """事実一つではなく、支援会議の相談一件。本人の同意のもとで、通常の相談として受け付け直す。"""


@dataclass(frozen=True)
class Heard:
    """支援会議で聞いた事実一つ。

    id: 記録の id。一つの記録から幾つも取り出すものは「記録の id/欄」。label: 欄の名。
    told_by: 話した機関(人)。sure が偽なら、その席にいた外の機関で、そのどれが話したかは残っていない。
    overlays: 元の記録に重ねてある伏せ方。unnamed: 話した人が、名を出さないことを望んでいる。
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
    label: str = ""
    overlays: tuple[str, ...] = ()
    unnamed: bool = False

    @property
    def nameless(self) -> bool:
        """誰から聞いたかを、通常の区分に残してはならないか。"""
        return self.unnamed or Overlay.SOURCE in self.overlays

    def agreed_by(self, agencies: tuple[str, ...]) -> bool:
        """``agencies`` の了解で足りるか。話した機関が分かっていれば、そのみな。"""
        told, named = _squeezed(self.told_by), _squeezed(agencies)
        if not told:
            return bool(named)
        return told <= named if self.sure else bool(named) and named <= told


def of_note(desk: Desk, note: Note) -> Iterable[Heard]:
    """経過一件。"""
    if note.sealed:
        yield Heard(
            Source.NOTE,
            note.id,
            note.case_id,
            note.body_id,
            note.at.date(),
            note.note_no,
            note.content + (f"\n今後の対応: {note.next_step}" if note.next_step else ""),
            tellers_of(desk, note),
            overlays=note.overlays,
        )


def of_item(desk: Desk, work: Work, item: AgendaItem) -> Iterable[Heard]:
    """議題の、確認した事実と決定事項。"""
    meeting = work.meetings.get(item.meeting_id) if item.sealed else None
    if meeting is None:
        return
    outside = outside_of(desk, meeting)
    decided = [one.what for one in item.decisions]
    pieces = (
        (Source.FINDINGS, item.findings),
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
                overlays=item.overlays,
            )


def tellers_of(desk: Desk, note: Note) -> tuple[str, ...]:
    """経過の話を出した機関。提供機関の欄が空なら、相手のうち町の外の機関から聞いたものとみる。"""
    if note.source_agency.strip():
        return names_in(note.source_agency)
    outside = [one.name for one in desk.town.agencies if not one.inside]
    known = (*outside, *usual_receivers())
    met = (who for who in names_in(note.counterpart) if not desk.town.is_inside(who))
    return tuple(who for who in met if any(name in who for name in known))


@cache
def usual_receivers() -> tuple[str, ...]:
    """どの町にもある、知らせる先の機関の名。"""
    raw = tomllib.loads(resource("disclosure.toml").read_text(encoding="utf-8"))
    return tuple(raw["receivers"])


def outside_of(desk: Desk, meeting: Meeting) -> tuple[str, ...]:
    """その席にいた、町の外の機関。"""
    present = dict.fromkeys(one.agency for one in meeting.attendees)
    return tuple(agency for agency in present if not desk.town.is_inside(agency))


def names_in(listed: str) -> tuple[str, ...]:
    """「、」で並べた機関の名。"""
    return tuple(part.strip() for part in listed.split("、") if part.strip())


def _squeezed(names: tuple[str, ...]) -> set[str]:
    return {"".join(name.split()) for name in names}
