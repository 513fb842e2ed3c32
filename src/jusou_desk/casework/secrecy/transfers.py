"""移替え。支援会議で聞いた事実を、同意などの根拠が整ったとき、通常の区分へ一つずつ写す。

申し出る人と承認する人は、同じ会議体に従事する別の二人。申し出は承認されるまで支援会議の記録で、
承認は一つのまとまり(トランザクション)なので、途中で止まれば何も移っていない。元の記録は残る。
根拠: domain.md §3.5、§3.6(2)。保存の所でも ``models.moving`` が同じことを見張る。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from jusou_desk.casework.case.moved import staff_name
from jusou_desk.casework.case.numbering import note_number
from jusou_desk.casework.case.overlaying import chosen
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.transfer_facts import facts_of, find_heard
from jusou_desk.casework.secrecy.transfer_rules import (
    Ground,
    check,
    ground_of,
    opened_from,
    target_of,
)
from jusou_desk.casework.secrecy.transfer_sources import Heard, Source
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.moving import opened_note, opened_row
from jusou_desk.models.records import Meeting, Note, new_id
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import format_long


@dataclass(frozen=True)
class Wish:
    """申し出の中身。content は通常の区分に残る文。case: 移す先(空なら、その事実の相談)。

    agency(いくつもあれば「、」で区切る)・agreed_by・agreed_on は、提供機関の了解のときだけ。
    overlays: 写した経過に重ねる伏せ方(情報源秘匿・本人に伏せる)。
    """

    content: str
    ground: str
    evidence: str
    agency: str = ""
    agreed_by: str = ""
    agreed_on: date | None = None
    case: str = ""
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """申し出一件と、いまの元の記載(消されていれば None)。

    case_no: 移す先の受付番号(受け付け直しの、承認の前は空)。
    """

    transfer: Transfer
    heard: Heard | None
    case_no: str
    proposer: str
    decider: str
    mine: bool

    @property
    def waiting(self) -> bool:
        return self.transfer.state is TransferState.PROPOSED

    @property
    def lost(self) -> tuple[str, ...]:
        """元の記載に重ねてあるのに、写した経過には付かない伏せ方。"""
        kept = self.transfer.overlays
        return tuple(one for one in self.heard.overlays if one not in kept) if self.heard else ()


@dataclass(frozen=True)
class Overview:
    """一件の相談の、移せる事実(新しい順)と、これまでの申し出(新しい順)。

    opened: 秘匿の相談を受け付け直した、通常の相談の受付番号(まだなら空)。
    """

    facts: tuple[Heard, ...]
    proposals: tuple[Proposal, ...]
    opened: str = ""

    def waiting(self, heard: Heard) -> bool:
        """その事実の申し出が、承認を待っているか。"""
        return any(one.waiting for one in self._of(heard))

    def moved(self, heard: Heard) -> tuple[Transfer, ...]:
        """その事実から、もう移したもの(新しい順)。"""
        found = (one.transfer for one in self._of(heard))
        return tuple(one for one in found if one.state is TransferState.APPROVED)

    def _of(self, heard: Heard) -> Iterator[Proposal]:
        key = (heard.source, heard.id)
        return (
            one
            for one in self.proposals
            if (one.transfer.source_kind, one.transfer.source_id) == key
        )


def overview(desk: Desk, case_id: str) -> Overview:
    """従事者が見る、その相談の移替え。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        facts = tuple(facts_of(desk, work, case_id))
        ids = {fact.id for fact in facts} | {case_id}
        kept = (
            one
            for one in work.transfers.where()
            if one.sealed and (one.case_id == case_id or one.source_id in ids)
        )
        made = tuple(_proposal(desk, work, one) for one in kept)
        anew = opened_from(work, case_id)
    return Overview(
        tuple(sorted(facts, key=lambda one: one.on, reverse=True)),
        tuple(sorted(made, key=lambda one: one.transfer.proposed_at, reverse=True)),
        anew.case_no if anew else "",
    )


def proposals_at(desk: Desk, meeting: Meeting) -> dict[str, tuple[Proposal, ...]]:
    """支援会議の議題になった相談ごとの、その会議体の申し出(新しい順)。相談 id → 申し出。

    支援会議でなければ空。
    """
    if not meeting.sealed:
        return {}
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        items = work.agenda.where(meeting_id=meeting.id)
    found = {item.case_id: overview(desk, item.case_id).proposals for item in items}
    return {
        case_id: tuple(one for one in made if one.transfer.body_id == meeting.body_id)
        for case_id, made in found.items()
    }


def propose(desk: Desk, source: Source, source_id: str, wish: Wish) -> Transfer:
    """移替えを申し出る。申し出は支援会議の記録で、承認されるまで従事者のほかには見えない。

    同じ元から同じ文をもう移してあれば ``BadInput``。
    """
    content, evidence = wish.content.strip(), wish.evidence.strip()
    if not content:
        raise BadInput("移す文が空です。", "通常の記録に残す文を入れてください。", "content")
    if not evidence:
        raise BadInput(
            "根拠の資料がありません。",
            "いつ、誰から、何で確かめたかを入れてください。",
            "evidence",
        )
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        heard = find_heard(desk, work, source, source_id)
        case = target_of(work, heard, wish.case)
        # 了解のほかの根拠では、機関の名を通常の区分に出さない
        agreed = ground_of(wish.ground) is Ground.AGREED
        asked = Transfer(
            lane=Lane.SEALED,
            body_id=heard.body_id,
            case_id=case.id,
            source_kind=source,
            source_id=source_id,
            content=content,
            ground=wish.ground,
            evidence=evidence,
            proposed_by=desk.me.id,
            proposed_at=desk.now(),
            agency=wish.agency.strip() if agreed else "",
            agreed_by=wish.agreed_by.strip() if agreed else "",
            agreed_on=wish.agreed_on if agreed else None,
            overlays=chosen(Note, wish.overlays),
        )
        check(desk, work, asked, heard, case)
        _check_new(work, asked)
        put_proposal(desk, work, asked)
    return asked


def _check_new(work: Work, asked: Transfer) -> None:
    """もう移した文を、二度移さない。同じ記載の、ほかの文なら移せる。"""
    same = work.transfers.where(source_id=asked.source_id, source_kind=asked.source_kind)
    for one in same:
        moved = one.state is TransferState.APPROVED and one.case_id == asked.case_id
        if moved and search_key(one.content) == search_key(asked.content):
            day = format_long(one.decided_at.date()) if one.decided_at else "前"
            raise BadInput(
                f"この文は、{day}に「{one.ground}」で移してあります。",
                "まだ移していない文だけを入れてください。",
                "content",
            )


def put_proposal(desk: Desk, work: Work, asked: Transfer) -> None:
    """申し出を書く。同じ元の申し出が承認を待っていれば ``Refused``。"""
    same = work.transfers.where(source_id=asked.source_id, source_kind=asked.source_kind)
    if any(one.state is TransferState.PROPOSED for one in same):
        raise Refused(
            "この記載の移替えは、既に承認を待っています。",
            "申し出を直すときは、前の申し出を取り下げてください。",
        )
    work.transfers.put(asked)
    desk.audit(work, "移替えの申し出", asked.id, body_id=asked.body_id)


def approve(desk: Desk, transfer_id: str) -> Note:
    """承認する。通常の区分に経過と出所が、申し出に承認が、一度に書かれる。

    申し出た本人、この会議体に従事しない人、役割の足りない人は ``Refused``。根拠と同意は、申し出の
    ときだけでなく、ここでもいまの記録で確かめ直す。
    """
    with desk.writing(Purpose.TRANSFER) as work:
        asked = waiting_one(work, transfer_id)
        if asked.opening is not None:
            raise Refused(
                "相談の受け付け直しの申し出です。", "支援会議の頁を開き直し、承認し直してください。"
            )
        heard = find_heard(desk, work, Source(asked.source_kind), asked.source_id)
        check(desk, work, asked, heard, target_of(work, heard, asked.case_id))
        approved = put_approval(desk, work, asked, new_id())
        recorder = staff_name(work, asked.proposed_by)
        note = work.notes.put(opened_note(approved, note_number(work), recorder))
        work.transfers.put(opened_row(approved))
        desk.audit(work, "移替えの承認", asked.id, note.note_no, body_id=asked.body_id)
        desk.audit(work, "移替えによる記入", note.note_no)
    return note


def put_approval(desk: Desk, work: Work, asked: Transfer, target_id: str) -> Transfer:
    """申し出の承認を書く。target_id: 通常の区分に書く記録の id。"""
    now = desk.now()
    if now < asked.proposed_at:
        raise Refused(
            "このPCの時計が、申し出の時刻より前になっています。",
            "時計を合わせてから、承認し直してください。",
        )
    return work.transfers.put(
        replace(
            asked,
            state=TransferState.APPROVED,
            decided_by=desk.me.id,
            decided_at=now,
            target_id=target_id,
        )
    )


def decline(desk: Desk, transfer_id: str, reason: str) -> Transfer:
    """却下する。わけを添える。承認できる人だけが却下できる。"""
    desk.permit(Purpose.TRANSFER)
    if not reason.strip():
        raise BadInput("却下のわけが空です。", "申し出た人に伝わる一言を入れてください。", "reason")
    return _end(desk, transfer_id, TransferState.DECLINED, reason.strip())


def withdraw(desk: Desk, transfer_id: str) -> Transfer:
    """自分の申し出を取り下げる。"""
    return _end(desk, transfer_id, TransferState.WITHDRAWN, "")


def _end(desk: Desk, transfer_id: str, state: TransferState, reason: str) -> Transfer:
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        asked = waiting_one(work, transfer_id)
        mine = asked.proposed_by == desk.me.id
        if mine is not (state is TransferState.WITHDRAWN):
            raise Refused(
                "自分の申し出は、却下ではなく取り下げてください。"
                if mine
                else "ほかの人の申し出は取り下げられません。",
                "支援会議の頁を開き直してください。",
            )
        ended = replace(
            asked, state=state, decided_by=desk.me.id, decided_at=desk.now(), reason=reason
        )
        work.transfers.put(ended)
        desk.audit(work, f"移替えの{state}", asked.id, body_id=asked.body_id)
    return ended


def waiting_one(work: Work, transfer_id: str) -> Transfer:
    """承認を待っている申し出。従事していない会議体のものは、無いものとして断る。"""
    found = work.transfers.get(transfer_id)
    if found is None or not found.sealed:
        raise BadInput("その移替えの申し出が見つかりません。", "支援会議の頁を開き直してください。")
    if found.state is not TransferState.PROPOSED:
        raise Refused(
            f"その移替えは、既に「{found.state}」になっています。",
            "支援会議の頁を開き直してください。",
        )
    return found


def _veiled(work: Work, one: Transfer) -> Transfer:
    """受け付け直しの申し出の中の人も、居場所を伏せる人なら、覆って見せる。"""
    if one.opening is None or one.opening.person is None:
        return one
    (person,) = work.shield.veil((one.opening.person,))
    return replace(one, opening=replace(one.opening, person=person))


def _proposal(desk: Desk, work: Work, one: Transfer) -> Proposal:
    try:
        heard = find_heard(desk, work, Source(one.source_kind), one.source_id)
    except (BadInput, ValueError):  # 元が消されたか、前の版が取り込んだ読めない元
        heard = None
    case = work.cases.get(one.case_id)
    return Proposal(
        _veiled(work, one),
        heard,
        case.case_no if case else "",
        staff_name(work, one.proposed_by),
        staff_name(work, one.decided_by),
        one.proposed_by == desk.me.id,
    )
