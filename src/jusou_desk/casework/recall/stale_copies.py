"""いまは見せられないことの載った部。出した後に、同意が狭まったか、居場所を伏せることになったもの。

配るのを断る(``packets``)のも、配る前に言う(会議の頁、今日、同意や支援措置を記録したとき)のも、ここで
決める。断ることと言うことが、食い違わないように。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.consent import history_of, reason_now, terms_of, told_at
from jusou_desk.casework.case.meeting_doors import opens, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_corrections import paper_number
from jusou_desk.casework.meeting.packet_matrix import Matrix, matrix_of
from jusou_desk.casework.recall.covered_since import covered_since
from jusou_desk.casework.recall.held_papers import still_here
from jusou_desk.casework.recall.issuing import issued_with
from jusou_desk.casework.recall.unkept import agenda_shrunk, unkept_at, unkept_with
from jusou_desk.casework.recall.whereabouts_out import Exposure, issued_about
from jusou_desk.errors import Refused
from jusou_desk.models.records import Attendee, Case, Consent, Meeting, PacketCopy
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.models.work import Work
from jusou_desk.packet import Barrier, Terms
from jusou_desk.policy import CONSENT_NEEDED, Overlay, Purpose

ON_IT: Final = "いまは見せられないことが載っています。"
KEEP_IN: Final = "配らずに、出し直してください。"
CALL_BACK: Final = "回収してください。"
#: 一つの文で名を挙げる部の数。電話をかける先が「ほか」に隠れないよう、席がほぼ並ぶだけ。
NAMED: Final = 8
#: 知らせの中で、文に続けて言う部の数と、行に並べる部の数。
_IN_A_SENTENCE: Final = 2
_IN_LINES: Final = 24


@dataclass(frozen=True)
class StaleCopy:
    """いまは見せられないことの載った一部。

    outside: 同意の外になった相談の受付番号。whereabouts: 伏せることになった居場所が載っている。
    covered: その受け手に見せない伏せ方で、出した後に、載った記録に重ねたもの。
    unsure: 発行控が無く、出した後に議題も変わったので、何が載っているか確かめられない。
    """

    meeting: Meeting
    copy: PacketCopy
    outside: tuple[str, ...]
    whereabouts: bool
    covered: tuple[Overlay, ...] = ()
    unsure: bool = False

    @property
    def out(self) -> bool:
        """もう配って、戻っていない。"""
        return not still_here(self.copy)

    @property
    def number(self) -> str:
        """「R8-支援-05-07（社会福祉協議会）」。議事録なら、そのことも。"""
        return f"{paper_number(self.meeting, self.copy)}（{whose(self.copy)}）"

    @property
    def words(self) -> str:
        """管理表のその行に添える文。"""
        return ON_IT + (CALL_BACK if self.out else KEEP_IN)

    def refuse(self) -> None:
        """配れないこと。いつも ``Refused``。"""
        number, cases = self.copy.copy_no, "、".join(self.outside)
        if self.outside:
            why = f"控番{number}には、刷った後に同意の外になった {cases} が載っています。"
        elif self.whereabouts:
            why = f"控番{number}には、刷った後に伏せることになった居場所(住所など)が載っています。"
        elif self.covered:
            why = f"控番{number}には、刷った後に「{self.covered[0]}」を付けた記録が載っています。"
        else:
            why = f"控番{number}には、刷った後に議題から外した相談が載っているかもしれません。"
        raise Refused(why, "この部は配らずに裁断し、資料を出し直してください。")


def whose(copy: PacketCopy) -> str:
    """渡す先の機関。会議資料でなければ、何の紙かも。人の名は出さない。"""
    return "、".join(one for one in (copy.agency, copy.paper) if one)


def stale_words(those: Iterable[StaleCopy]) -> tuple[str, ...]:
    """まだ配っていない部と、配って戻っていない部の、それぞれを一まとまりで。無ければ空。

    三部からは、すべきことを先に言い、会議ごとの行に部を並べる。一文に詰めると、読み切れないため。
    """
    every = tuple(those)
    told = []
    for out, done, then in ((False, "出した", KEEP_IN), (True, "配った", CALL_BACK)):
        mine = [one for one in every if one.out is out]
        if len(mine) > _IN_A_SENTENCE:
            words = f"{done}{len(mine)}部には、{ON_IT}{then}"
            told.append("\n".join([words, *_by_meeting(mine)]))
        elif mine:
            numbers = "、".join(one.number for one in mine)
            told.append(f"{done}控番{numbers}には、{ON_IT}{then}")
    return tuple(told)


def _by_meeting(those: Sequence[StaleCopy]) -> list[str]:
    """会議ごとに一行。「・R8-重層-01　01 社会福祉協議会、02 …」。"""
    lines: dict[str, list[str]] = {}
    for one in those[:_IN_LINES]:
        copies = lines.setdefault(one.meeting.meeting_no, [])
        copies.append(f"{one.copy.copy_no:02d} {whose(one.copy)}".rstrip())
    more = [f"・ほか{len(those) - _IN_LINES}部"] if len(those) > _IN_LINES else []
    return [f"・{number}　{'、'.join(copies)}" for number, copies in lines.items()] + more


# --- 見つける ----------------------------------------------------------------


def stale_in(desk: Desk, meeting: Meeting) -> tuple[StaleCopy, ...]:
    """``meeting`` の部の、見せられないもの。控番の順。"""
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        every = work.copies.where(meeting_id=meeting.id)
    return stale_among(desk, [(meeting, copy) for copy in every])


def stale_among(desk: Desk, copies: Iterable[tuple[Meeting, PacketCopy]]) -> tuple[StaleCopy, ...]:
    """``copies`` のうちの、見せられないもの。会議ごとに、控番の順。

    戻った部、裁断した部、差し替えた部は、もう誰にも渡らないので問わない。配った部では、同意の期間が
    過ぎただけのものも問わない(渡した時には、渡してよかった)。
    """
    asked = [pair for pair in copies if still_here(pair[1]) or _out(pair[1])]
    found: list[StaleCopy] = []
    for kind in dict.fromkeys(meeting.kind for meeting, _ in asked):
        # 断るときと同じに、その会議の目的で読む
        with desk.reading(purpose_of_kind(kind)) as work:
            looked = _Looked(desk, work, purpose_of_kind(kind))
            found += filter(None, (looked.at(m, copy) for m, copy in asked if m.kind == kind))
    return tuple(
        sorted(found, key=lambda o: (o.meeting.meeting_no, o.copy.copy_no, o.copy.issued_at))
    )


def expect_showable(desk: Desk, work: Work, meeting: Meeting, copy: PacketCopy) -> None:
    """``copy`` を渡してよいこと。行に何が書かれていても、いまに照らす。渡せなければ ``Refused``。

    work: 渡したことを書く仕事。確かめてから書くまでの間に、変わることが無いように。
    """
    waiting = replace(copy, handed_on=None, returned_on=None)
    stale = _Looked(desk, work, work.permit.purpose).at(meeting, waiting)
    if stale is not None:
        stale.refuse()


def _out(copy: PacketCopy) -> bool:
    """配って、まだ戻っていない部か。許しを得て持ち帰ったものも、出ている。"""
    return bool(copy.handed_on) and not (copy.returned_on or copy.shredded_on or copy.replaced)


def stale_with_case(desk: Desk, case: Case, purpose: Purpose) -> tuple[StaleCopy, ...]:
    """その相談の載った部の、見せられないもの。支援会議の分は ``purpose`` が支援会議のときだけ。"""
    with desk.reading(purpose) as work:
        mine = (*issued_with(work, case), *unkept_with(work, case))
        meetings = _meetings(work, mine)
    digests = {one.digest for one in mine}
    return tuple(one for one in _stale_at(desk, meetings) if one.copy.digest in digests)


def stale_with_whereabouts(desk: Desk, person_id: str, purpose: Purpose) -> tuple[StaleCopy, ...]:
    """その人と世帯・相手方の側の相談の載った部の、伏せた居場所が載っているもの。"""
    with desk.reading(purpose) as work:
        person = work.people.get(person_id)
        mine = issued_about(work, person) if person is not None else ()
        meetings = _meetings(work, mine)
    digests = {one.digest for one in mine}
    found = _stale_at(desk, meetings)
    return tuple(one for one in found if one.whereabouts and one.copy.digest in digests)


def _meetings(work: Work, issued: Iterable[Issued]) -> tuple[Meeting, ...]:
    return work.meetings.among("id", {one.meeting_id for one in issued} - {""})


def _stale_at(desk: Desk, meetings: Iterable[Meeting]) -> list[StaleCopy]:
    return [one for met in meetings if opens(desk, met) for one in stale_in(desk, met)]


class _Looked:
    """部を、いまの同意と支援措置に照らす。同じ相談と会議は、一度だけ読む。"""

    def __init__(self, desk: Desk, work: Work, purpose: Purpose) -> None:
        self._desk, self._work, self._purpose = desk, work, purpose
        self._exposure = Exposure(desk, work)
        self._issued: dict[str, dict[str, Issued]] = {}
        self._consents: dict[str, tuple[Terms, Sequence[Consent]]] = {}
        self._overlays: dict[tuple[str, tuple[str, ...], datetime], tuple[Overlay, ...]] = {}
        self._tables: dict[str, Matrix] = {}

    def at(self, meeting: Meeting, copy: PacketCopy) -> StaleCopy | None:
        """見せられないことがあれば、その一部。"""
        if meeting.id not in self._issued:
            rows = (
                *unkept_at(self._work, meeting),
                *self._work.issued.where(meeting_id=meeting.id),
            )
            self._issued[meeting.id] = {one.digest: one for one in rows}
        issued = self._issued[meeting.id].get(copy.digest)
        if issued is None:  # 管理表にもう無い行
            return None
        unkept = issued.id == copy.id
        outside = self._outside(meeting, copy, issued, unkept=unkept)
        shown = self._exposure.shows(issued)
        covered = self._covered(meeting, copy, issued)
        unsure = unkept and agenda_shrunk(self._work, meeting, copy)
        if outside or shown or covered or unsure:
            return StaleCopy(meeting, copy, outside, shown, covered, unsure)
        return None

    def _covered(self, meeting: Meeting, copy: PacketCopy, issued: Issued) -> tuple[Overlay, ...]:
        """その受け手に見せない伏せ方で、出した後に重ねたもの。情報源は誰にも、本人に伏せるものは本人と
        家族の席に。席の無い人は、本人でないと言い切れない。"""
        key = (meeting.id, issued.case_ids, copy.issued_at)
        if key not in self._overlays:
            self._overlays[key] = covered_since(
                self._work, meeting, issued.case_ids, copy.issued_at
            )
        found = self._overlays[key]
        if Overlay.FROM_PERSON in found:
            if meeting.id not in self._tables:
                self._tables[meeting.id] = matrix_of(self._desk, self._work, meeting)
            table = self._tables[meeting.id]
            place = table.place_of(Attendee(agency=copy.agency, name=copy.name))
            if place is not None and place not in table.persons:
                return tuple(one for one in found if one is not Overlay.FROM_PERSON)
        return found

    def _outside(
        self, meeting: Meeting, copy: PacketCopy, issued: Issued, *, unkept: bool
    ) -> tuple[str, ...]:
        """同意の外になった相談の受付番号。"""
        if self._purpose not in CONSENT_NEEDED:
            return ()
        receiver = audience_of(self._desk, copy.agency, meeting, name=copy.name)
        found = []
        for case in self._work.cases.among("id", set(issued.case_ids)):
            if case.id not in self._consents:
                known = terms_of(self._work, case), history_of(self._work, case.id)
                self._consents[case.id] = known
            terms, history = self._consents[case.id]
            barrier = terms.barrier_for(self._purpose, receiver)
            if unkept and barrier and _barred_then(barrier, terms, history, copy.issued_at):
                continue
            if reason_now(barrier, history, copy.issued_at, expired_too=still_here(copy)):
                found.append(case.case_no)
        return tuple(found)


def _barred_then(barrier: Barrier, terms: Terms, history: Sequence[Consent], at: datetime) -> bool:
    """``at`` にも同じわけで断られ、その部には載らなかった相談か。"""
    if any(told_at(one) > at for one in history):
        return False
    return barrier is not Barrier.EXPIRED or terms.until is None or terms.until < at.date()
