"""資料の表: 出席者×議題×部分。誰の部に何を入れるかを、初めの形から一升ずつ変えられる。

初めの形は、同意の外でないものを全部入れる。名簿の役割に「議題1のみ」とあればその議題だけ、
町の設定が機関に入れないとした部分(``without``)は入れない。
同意の外の升は、ここでは入れられない。同意を記録し直すと入る(``disclose`` が重ねて確かめる)。
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.consent import terms_of_cases
from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.left_staff import left_words
from jusou_desk.casework.meeting.meetings import agenda_of
from jusou_desk.casework.meeting.seats import Whose, items_of, whose_seat
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import AgendaItem, Attendee, Case, Choice, Meeting, Part
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.packet import Barrier, Terms
from jusou_desk.policy import CONSENT_NEEDED


@dataclass(frozen=True)
class Cell:
    """一升。``barrier`` があれば同意の外で、入れられない。"""

    shown: bool
    barrier: Barrier | None = None


@dataclass(frozen=True)
class Matrix:
    """会議一回の表。升は (出席者の順番, 議題の id, 部分) で引く。

    terms: 相談 id → いまの同意。資料一綴りを作る間、ここで一度だけ読む。
    persons: 本人か家族として出る席(出席者の順番)。perhaps: そのうち、そうと言い切れない席。
    gated: 同意で絞る会議か(支援会議では、同意も除く機関も問わない)。
    known: 町の設定にある機関の名。left: 退任した職員が司会か記録者のままなら、そのこと。
    """

    attendees: tuple[Attendee, ...]
    items: tuple[tuple[AgendaItem, Case], ...]
    cells: Mapping[tuple[int, str, Part], Cell]
    terms: Mapping[str, Terms]
    persons: frozenset[int]
    perhaps: frozenset[int]
    gated: bool
    known: frozenset[str]
    left: tuple[str, ...]

    def shows(self, attendee: int, item_id: str, part: Part) -> bool:
        """その部に入れるか。経過は事例票の中にあるので、事例票を入れなければ入らない。"""
        if part is Part.HISTORY and not self.cells[attendee, item_id, Part.SHEET].shown:
            return False
        return self.cells[attendee, item_id, part].shown

    def numbers(self, attendee: int) -> dict[str, str]:
        """その部に載る議題の id → その部での番号。載せない議題があれば、番号を詰める。

        番号の欠けから、知らせない議題のあることが知れないように。
        """
        ids = [i.id for i, _ in self.items if any(self.shows(attendee, i.id, p) for p in Part)]
        if len(ids) == len(self.items):
            return {item.id: item.item_no for item, _ in self.items}
        return {item_id: str(number) for number, item_id in enumerate(ids, 1)}

    def place_of(self, attendee: Attendee) -> int | None:
        """出席者の順番。席に無ければ None。"""
        same = (
            (one.agency, one.name) == (attendee.agency, attendee.name) for one in self.attendees
        )
        return next((place for place, found in enumerate(same) if found), None)

    def barriers(self) -> tuple[tuple[AgendaItem, Case, Attendee, Barrier], ...]:
        """同意の外なので入れない、議題と出席者の組。"""
        return tuple(
            (item, case, one, barrier)
            for item, case in self.items
            for place, one in enumerate(self.attendees)
            if (barrier := self.cells[place, item.id, Part.SHEET].barrier) is not None
        )


def matrix_of(desk: Desk, work: Work, meeting: Meeting) -> Matrix:
    """その会議の表。"""
    items = agenda_of(work, meeting.id)
    purpose = purpose_of_kind(meeting.kind)
    chosen = {(c.agency, c.name, c.item_id, c.part): c.shown for c in meeting.choices}
    terms = terms_of_cases(work, (case for _, case in items))
    gated = purpose in CONSENT_NEEDED
    cells: dict[tuple[int, str, Part], Cell] = {}
    for item, case in items:
        for place, one in enumerate(meeting.attendees):
            audience = audience_of(desk, one.agency, meeting, name=one.name)
            barrier = terms[case.id].barrier_for(purpose, audience) if gated else None
            attends = _attends(one, item)
            usual = desk.town.usually_without(one.agency)
            for part in Part:
                first = attends and part not in usual
                shown = chosen.get((one.agency, one.name, item.id, part), first)
                cells[place, item.id, part] = Cell(shown and barrier is None, barrier)
    kin = _kin(work, [case for _, case in items])
    named = frozenset(one.name for one in desk.town.agencies)
    known = frozenset(map(search_key, named))
    whose = [whose_seat(one, kin, known) for one in meeting.attendees]
    persons = frozenset(n for n, one in enumerate(whose) if one is not Whose.AGENCY)
    perhaps = frozenset(n for n, one in enumerate(whose) if one is Whose.PERHAPS)
    left = left_words(desk, work, meeting)
    return Matrix(meeting.attendees, items, cells, terms, persons, perhaps, gated, named, left)


def _kin(work: Work, cases: Sequence[Case]) -> frozenset[str]:
    """議題の本人と、その世帯の人の名。"""
    people = work.people.among("id", {case.person_id for case in cases} - {""})
    homes = {person.household_no for person in people} - {""}
    together = work.people.among("household_no", homes) if homes else ()
    return frozenset(search_key(person.name) for person in (*people, *together))


def matrix(desk: Desk, meeting_id: str) -> Matrix:
    """画面に出す表。"""
    meeting = find_meeting(desk, meeting_id)
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        return matrix_of(desk, work, meeting)


def choose(
    desk: Desk,
    meeting_id: str,
    attendee: Attendee,
    item_id: str,
    parts: Collection[Part],
    *,
    shown: bool,
) -> Matrix:
    """一人の一つの議題の ``parts`` を、入れる・入れないに変えた後の表。

    同意の外の議題を入れようとすれば ``Refused``。
    """
    meeting = find_meeting(desk, meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        known = matrix_of(desk, work, meeting)
        place = known.place_of(attendee)
        if place is None or item_id not in {item.id for item, _ in known.items}:
            raise BadInput(
                "その出席者か議題は、もうこの会議にありません。", "会議を開き直してください。"
            )
        barrier = known.cells[place, item_id, Part.SHEET].barrier
        if shown and barrier is not None:
            raise Refused(
                f"{barrier}ため、この部には入れられません。",
                "本人に確かめ、同意を記録し直すと入ります。",
            )
        new = tuple(
            Choice(
                agency=attendee.agency, name=attendee.name, item_id=item_id, part=part, shown=shown
            )
            for part in parts
        )
        kept = tuple(c for c in meeting.choices if replace(c, shown=shown) not in new)
        changed = work.meetings.put(replace(meeting, choices=kept + new))
        words = f"{'・'.join(parts)}を{'入れる' if shown else '入れない'}"
        desk.audit(work, "資料の表の変更", meeting.meeting_no, words, body_id=meeting.body_id)
        return matrix_of(desk, work, changed)


def _attends(one: Attendee, item: AgendaItem) -> bool:
    """その議題に出る人か。名簿の役割に「議題1のみ」「議題2・3」とあれば、その議題だけ。"""
    numbers = items_of(one.role)
    return numbers is None or item.item_no in numbers
