"""移替えの関所。支援会議の事実が通常の区分へ移るただ一つの口を、保存の所で見張る。

移替えの目的で書けるのは、待っている申し出の承認と、それと同じ一まとまりの中で、承認された文
そのままの経過(相談を受け付け直すときは、承認された相談・本人・同意・様式)と、その出所だけ。
二人であること(申し出た人と承認する人)もここで確かめる。
根拠: 社会福祉法第106条の6第5項の守秘(domain.md §3.5、§3.6(2))。
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, Consent, Entry, Note, Person, Sheet
from jusou_desk.models.secrecy_records import Opening, Protection, Transfer, TransferState
from jusou_desk.models.two_people import are_two
from jusou_desk.policy import Purpose

if TYPE_CHECKING:
    from jusou_desk.models.shelf import Shelf
    from jusou_desk.models.work import Work


def opened_note(approved: Transfer, note_no: str, recorder: str) -> Note:
    """承認された移替えから通常の区分に残る経過。承認された文のほかは、元の記録から何も持ち込まない。

    日時も承認の日時で、支援会議の日ではない。
    """
    assert approved.decided_at is not None
    return Note(
        id=approved.target_id,
        note_no=note_no,
        case_id=approved.case_id,
        at=approved.decided_at,
        content=approved.content,
        recorder=recorder,
        overlays=approved.overlays,
    )


def opened_case(approved: Transfer, case_no: str, person_no: str) -> tuple[Entry, ...]:
    """承認された受け付け直しから通常の区分に残る記録(書く順)。番号と書いた日時のほかは申し出のまま。"""
    opening = approved.opening
    assert opening is not None
    person = () if opening.person is None else (replace(opening.person, person_no=person_no),)
    consent = replace(opening.consent, recorded_at=approved.decided_at)
    case = replace(opening.case, case_no=case_no)
    return (*person, *opening.protections, case, consent, *opening.sheets)


def opened_row(approved: Transfer) -> Transfer:
    """その経過の出所として通常の区分に残る行。元の記録と会議を指すものは持たない。"""
    return Transfer(
        id=approved.target_id,
        case_id=approved.case_id,
        source_kind="",
        source_id="",
        content=approved.content,
        ground=approved.ground,
        evidence=approved.evidence,
        proposed_by=approved.proposed_by,
        proposed_at=approved.proposed_at,
        agency=approved.agency,
        agreed_by=approved.agreed_by,
        agreed_on=approved.agreed_on,
        state=approved.state,
        decided_by=approved.decided_by,
        decided_at=approved.decided_at,
        target_id=approved.target_id,
    )


class Moving:
    """一つの仕事の間の移替え。承認を覚えておき、その中身だけを通す。"""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._approved: dict[tuple[type[Entry], str], Transfer] = {}

    def check(self, record: Entry) -> None:
        """書いてよいものか。承認でも、承認された中身でもなければ ``Refused``。"""
        if isinstance(record, Transfer) and record.sealed:
            self._check_approval(record)
            for one in self._contents(record, record):
                self._approved[type(one), one.id] = record
            return
        approved = self._approved.get((type(record), record.id))
        if approved is None or record not in self._contents(approved, record):
            raise Refused(
                "承認された移替えの文のほかは、支援会議から通常の区分へ移せません。",
                "移す文を申し出て、ほかの従事者の承認を受けてください。",
            )

    def check_signature(self, record: Entry) -> None:
        """申し出に、書いている本人でない人の名があるか、申し出た中身が変わっていれば ``Refused``。"""
        if not isinstance(record, Transfer):
            return
        if not record.sealed:
            self._check_origin(record)
            return
        waiting = record.state is TransferState.PROPOSED
        if waiting and not self._is_actor(record.proposed_by):
            raise Refused(
                "移替えの申し出の名が、サインインしている職員と合いません。",
                "自分のサインインで申し出てください。",
            )
        self._check_kept(record)

    def check_remove(self, record: Entry) -> None:
        """消してよいか。申し出も、決めたことも、移した出所も残る。"""
        if isinstance(record, Transfer):
            raise Refused("移替えの記録は消せません。", "承認を待つ申し出は、取り下げてください。")

    def _check_origin(self, record: Transfer) -> None:
        """通常の区分に残る出所。承認された移替え(``check``)か、台帳から取り込む経緯だけ。"""
        purpose = self._work.permit.purpose
        if purpose is not Purpose.TRANSFER and not (
            purpose is Purpose.LEDGER_IMPORT and self._is_told(record)
        ):
            raise Refused(
                "移替えの出所は、承認のほかでは書けません。",
                "支援会議の頁で申し出て、ほかの従事者の承認を受けてください。",
            )

    def _is_told(self, record: Transfer) -> bool:
        """台帳に書いてあっただけの、新しい行か。この事務所の職員が決めたことにはしない。"""
        staff = (record.proposed_by, record.decided_by)
        known = self._work.transfers.get(record.id)
        return known is None and not any(self._work.staff.get(one) for one in staff)

    def _check_kept(self, record: Transfer) -> None:
        """待っている申し出は、決めたことのほかは変わらず、決まった後は何も変わらない。"""
        known = self._work.transfers.get(record.id)
        if known is not None and known.state is TransferState.PROPOSED:
            decided = replace(
                known,
                state=record.state,
                decided_by=record.decided_by,
                decided_at=record.decided_at,
                reason=record.reason,
                target_id=record.target_id,
            )
        else:
            decided = known or record
        if record != decided or not (known == record or self._may_end(known, record)):
            raise Refused(
                "申し出た移替えの中身は、書き換えられません。",
                "申し出を取り下げ、直した文でもう一度申し出てください。",
            )

    def _may_end(self, known: Transfer | None, record: Transfer) -> bool:
        """決めたこととして書いてよいか。自分の名でだけ、却下はほかの人、取下げは申し出た人だけ。

        台帳の取込みは、よそで決まったものを経緯として書く。承認の中身は ``check`` が確かめる。
        """
        if record.state is TransferState.PROPOSED:
            return True
        if known is None:
            return self._work.permit.purpose is Purpose.LEDGER_IMPORT and self._is_told(record)
        if record.state is TransferState.APPROVED:
            return self._work.permit.purpose is Purpose.TRANSFER
        mine = record.decided_by == known.proposed_by
        withdrawn = record.state is TransferState.WITHDRAWN
        apart = mine if withdrawn else are_two(self._work, record.decided_by, known.proposed_by)
        return apart and self._is_actor(record.decided_by)

    def _is_actor(self, staff_id: str) -> bool:
        staff = self._work.staff.get(staff_id)
        return staff is not None and (staff.name, staff.left_on) == (self._work.permit.actor, None)

    def _contents(self, approved: Transfer, record: Entry) -> tuple[Entry, ...]:
        """この承認で書けるもの。番号は、書こうとしている ``record`` のものを認める。"""
        row = opened_row(approved)
        if approved.opening is not None:
            case_no = record.case_no if isinstance(record, Case) else ""
            person_no = record.person_no if isinstance(record, Person) else ""
            return (row, *opened_case(approved, case_no, person_no))
        proposer = self._work.staff.get(approved.proposed_by)
        note_no = record.note_no if isinstance(record, Note) else ""
        return (row, opened_note(approved, note_no, proposer.name if proposer else ""))

    def _is_new(self, record: Entry) -> bool:
        """通常の区分に、まだ無い記録か。今ある記録を書き換える道にしない。"""
        shelves: dict[type[Entry], Shelf[Any]] = {
            Note: self._work.notes,
            Case: self._work.cases,
            Person: self._work.people,
            Consent: self._work.consents,
            Protection: self._work.protections,
            Sheet: self._work.sheets,
            Transfer: self._work.transfers,
        }
        return not record.sealed and shelves[type(record)].get(record.id) is None

    def _check_approval(self, record: Transfer) -> None:
        waiting = self._work.transfers.get(record.id)
        if waiting is None or waiting.state is not TransferState.PROPOSED:
            raise Refused(
                "承認を待っている移替えではありません。", "支援会議の頁を開き直してください。"
            )
        if not are_two(self._work, record.decided_by, waiting.proposed_by):
            raise Refused(
                "自分の申し出た移替えは、自分では承認できません。",
                "同じ会議体のほかの従事者に、その人のサインインで承認を頼んでください。",
            )
        decided = replace(
            waiting,
            state=TransferState.APPROVED,
            decided_by=record.decided_by,
            decided_at=record.decided_at,
            target_id=record.target_id,
        )
        genuine = (
            record == decided
            and record.decided_at is not None
            and bool(record.target_id)
            and (record.opening is None or _is_whole(record, record.opening))
            and all(self._is_new(one) for one in self._contents(record, record))
            and self._is_actor(record.decided_by)
        )
        if not genuine:
            raise Refused(
                "移替えの承認が、申し出の中身か、承認する人と合いません。",
                "支援会議の頁を開き直し、承認し直してください。",
            )


def _is_whole(asked: Transfer, opening: Opening) -> bool:
    """書かれる記録が、みな新しい相談一つのものか。よその相談に書き足す道にしない。"""
    case = opening.case
    of_case = {opening.consent.case_id, *(sheet.case_id for sheet in opening.sheets)}
    theirs = opening.person is None or opening.person.id == case.person_id
    people = {one.person_id for one in opening.protections} - {case.person_id}
    theirs = theirs and not people and (opening.person is not None or not opening.protections)
    return theirs and of_case == {case.id} == {asked.case_id} == {asked.target_id}
