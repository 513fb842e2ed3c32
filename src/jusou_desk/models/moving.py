"""移替えの関所。支援会議の事実が通常の区分へ移るただ一つの口を、保存の所で見張る。

移替えの目的で書けるのは、待っている申し出の承認と、それと同じ一まとまりの中で、承認された文
そのままの経過と、その出所だけ。二人であること(申し出た人と承認する人)もここで確かめる。
根拠: 社会福祉法第106条の6第5項の守秘(domain.md §3.5、§3.6(2))。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jusou_desk.errors import Refused
from jusou_desk.models.records import Entry, Note, Staff
from jusou_desk.models.secrecy_records import Transfer, TransferState


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
    )


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

    def __init__(
        self,
        actor: str,
        transfer: Callable[[str], Transfer | None],
        note: Callable[[str], Note | None],
        staff: Callable[[str], Staff | None],
    ) -> None:
        self._actor = actor
        self._transfer = transfer
        self._note = note
        self._staff = staff
        self._approved: dict[str, Transfer] = {}

    def check(self, record: Entry) -> None:
        """書いてよいものか。承認でも、承認された中身でもなければ ``Refused``。"""
        if isinstance(record, Transfer) and record.sealed:
            self._check_approval(record)
            self._approved[record.target_id] = record
            return
        approved = self._approved.get(record.id)
        if approved is None or record not in self._contents(approved, record):
            raise Refused(
                "承認された移替えの文のほかは、支援会議から通常の区分へ移せません。",
                "移す文を申し出て、ほかの従事者の承認を受けてください。",
            )

    def check_signature(self, record: Entry) -> None:
        """申し出に、書いている本人でない人の名があれば ``Refused``。"""
        if not isinstance(record, Transfer) or record.state is not TransferState.PROPOSED:
            return
        if not self._is_actor(record.proposed_by):
            raise Refused(
                "移替えの申し出の名が、サインインしている職員と合いません。",
                "自分のサインインで申し出てください。",
            )

    def _is_actor(self, staff_id: str) -> bool:
        staff = self._staff(staff_id)
        return staff is not None and (staff.name, staff.left_on) == (self._actor, None)

    def _contents(self, approved: Transfer, record: Entry) -> tuple[Entry, ...]:
        row = opened_row(approved)
        if not isinstance(record, Note):
            return (row,)
        proposer = self._staff(approved.proposed_by)
        return (row, opened_note(approved, record.note_no, proposer.name if proposer else ""))

    def _check_approval(self, record: Transfer) -> None:
        waiting = self._transfer(record.id)
        if waiting is None or waiting.state is not TransferState.PROPOSED:
            raise Refused(
                "承認を待っている移替えではありません。", "支援会議の頁を開き直してください。"
            )
        if record.decided_by == waiting.proposed_by:
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
            and self._note(record.target_id) is None
            and self._is_actor(record.decided_by)
        )
        if not genuine:
            raise Refused(
                "移替えの承認が、申し出の中身か、承認する人と合いません。",
                "支援会議の頁を開き直し、承認し直してください。",
            )
