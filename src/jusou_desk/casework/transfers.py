"""移替え。支援会議で聞いた事実を、同意などの根拠が整ったとき、通常の区分へ一つずつ写す。

申し出る人と承認する人は、同じ会議体に従事する別の二人。申し出は承認されるまで支援会議の記録で、
承認は一つのまとまり(トランザクション)なので、途中で止まれば何も移っていない。元の記録は残る。
根拠: domain.md §3.5、§3.6(2)。保存の所でも ``models.moving`` が同じことを見張る。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from jusou_desk.casework.consent import may_disclose
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.moved import staff_name
from jusou_desk.casework.numbering import note_number
from jusou_desk.casework.transfer_sources import Heard, Source, facts_of, find_heard, names_in
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import known_codes
from jusou_desk.models.moving import opened_note, opened_row
from jusou_desk.models.records import Case, Note, Person, new_id
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.policy import Lane, Purpose

CODES: Final = "transfer_grounds"


class Ground(StrEnum):
    """移替えの根拠の符号。画面の語は符号表 transfer_grounds が決める。"""

    CONSENT = "1"
    HEARD_AGAIN = "2"
    AGREED = "3"
    PUBLIC = "4"


@dataclass(frozen=True)
class Wish:
    """申し出の中身。content は通常の区分に残る文。case: 移す先(空なら、その事実の相談)。

    agency(いくつもあれば「、」で区切る)・agreed_by・agreed_on は、提供機関の了解のときだけ。
    """

    content: str
    ground: str
    evidence: str
    agency: str = ""
    agreed_by: str = ""
    agreed_on: date | None = None
    case: str = ""


@dataclass(frozen=True)
class Proposal:
    """申し出一件と、いまの元の記載(消されていれば None)。case_no: 移す先の受付番号。"""

    transfer: Transfer
    heard: Heard | None
    case_no: str
    proposer: str
    decider: str
    mine: bool

    @property
    def waiting(self) -> bool:
        return self.transfer.state is TransferState.PROPOSED


@dataclass(frozen=True)
class Overview:
    """一件の相談の、移せる事実(新しい順)と、これまでの申し出(新しい順)。"""

    facts: tuple[Heard, ...]
    proposals: tuple[Proposal, ...]


def overview(desk: Desk, case_id: str) -> Overview:
    """従事者が見る、その相談の移替え。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        facts = tuple(facts_of(desk, work, case_id))
        ids = {fact.id for fact in facts}
        kept = (
            one
            for one in work.transfers.where()
            if one.sealed and (one.case_id == case_id or one.source_id in ids)
        )
        made = tuple(_proposal(desk, work, one) for one in kept)
    return Overview(
        tuple(sorted(facts, key=lambda one: one.on, reverse=True)),
        tuple(sorted(made, key=lambda one: one.transfer.proposed_at, reverse=True)),
    )


def propose(desk: Desk, source: Source, source_id: str, wish: Wish) -> Transfer:
    """移替えを申し出る。申し出は支援会議の記録で、承認されるまで従事者のほかには見えない。"""
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
        case = _target(work, heard, wish.case)
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
        )
        _check(desk, work, asked, heard, case)
        same = work.transfers.where(source_id=source_id, source_kind=source)
        if any(one.state is TransferState.PROPOSED for one in same):
            raise Refused(
                "この記載の移替えは、既に承認を待っています。",
                "申し出を直すときは、前の申し出を取り下げてください。",
            )
        work.transfers.put(asked)
        desk.audit(work, "移替えの申し出", asked.id, body_id=asked.body_id)
    return asked


def approve(desk: Desk, transfer_id: str) -> Note:
    """承認する。通常の区分に経過と出所が、申し出に承認が、一度に書かれる。

    申し出た本人、この会議体に従事しない人、役割の足りない人は ``Refused``。根拠と同意は、申し出の
    ときだけでなく、ここでもいまの記録で確かめ直す。
    """
    with desk.writing(Purpose.TRANSFER) as work:
        asked = _waiting(work, transfer_id)
        heard = find_heard(desk, work, Source(asked.source_kind), asked.source_id)
        _check(desk, work, asked, heard, _target(work, heard, asked.case_id))
        now = desk.now()
        if now < asked.proposed_at:
            raise Refused(
                "このPCの時計が、申し出の時刻より前になっています。",
                "時計を合わせてから、承認し直してください。",
            )
        approved = replace(
            asked,
            state=TransferState.APPROVED,
            decided_by=desk.me.id,
            decided_at=now,
            target_id=new_id(),
        )
        work.transfers.put(approved)
        recorder = staff_name(work, asked.proposed_by)
        note = work.notes.put(opened_note(approved, note_number(work, sealed=False), recorder))
        work.transfers.put(opened_row(approved))
        desk.audit(work, "移替えの承認", asked.id, note.note_no, body_id=asked.body_id)
        desk.audit(work, "移替えによる記入", note.note_no)
    return note


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
        asked = _waiting(work, transfer_id)
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


# --- 決まり -----------------------------------------------------------------


def _check(desk: Desk, work: Work, asked: Transfer, heard: Heard, case: Case) -> None:
    """根拠と同意が整っているか。整っていなければ ``Refused`` か ``BadInput``。"""
    ground = ground_of(asked.ground)
    if ground is not Ground.PUBLIC and not may_disclose(work, case, desk.today()):
        raise Refused(
            "移す先の相談に、いま効いている本人の同意がありません。",
            "同意を記録してから、もう一度行ってください。公知の事実だけは同意なしで移せます。",
        )
    if ground is Ground.CONSENT and heard.told_by:
        raise Refused(
            "ほかの機関が出した情報は、本人の同意だけでは移せません。",
            "提供した機関の了解を得るか、本人から改めて聞いてください。",
        )
    if ground is Ground.AGREED:
        _check_agreement(desk, asked, heard)


def _check_agreement(desk: Desk, asked: Transfer, heard: Heard) -> None:
    for name, what in (("agency", "機関"), ("agreed_by", "人の名前"), ("agreed_on", "日")):
        if not getattr(asked, name):
            raise BadInput(
                f"了解した{what}がありません。",
                "どの機関の誰が、いつ了解したかを入れてください。",
                name,
            )
    assert asked.agreed_on is not None
    if asked.agreed_on > desk.today():
        raise BadInput(
            "了解の日が未来の日付です。", "今日までの日付を入れてください。", "agreed_on"
        )
    if not heard.agreed_by(names_in(asked.agency)):
        raise Refused(
            "了解した機関が、その情報を出した機関と合いません。",
            "情報を出した機関の名を、元の記録のとおりに入れてください。",
        )


def ground_of(term: str) -> Ground:
    """根拠の語(符号表 transfer_grounds)の意味。表に無ければ ``BadInput``。"""
    found = known_codes(CODES).get(term)
    if found is None or found.code not in set(Ground):
        raise BadInput("移替えの根拠がありません。", "根拠を一つ選んでください。", "ground")
    return Ground(found.code)


def _target(work: Work, heard: Heard, wanted: str) -> Case:
    """移す先の、通常の相談。秘匿の相談の事実は、同じ人の通常の相談を受付番号で言えば移せる。"""
    own = work.cases.get(heard.case_id)
    case = (work.cases.get(wanted) or work.cases.one(case_no=wanted)) if wanted else own
    if own is None or case is None:
        raise BadInput("移す先の相談が見つかりません。", "受付番号を確かめてください。", "case")
    if case.sealed:
        raise BadInput(
            "秘匿の相談の中へは移せません。",
            "本人の相談を通常の区分で受け付け、その受付番号を移す先に入れてください。",
            "case",
        )
    if case.id != own.id and not (own.sealed and _same_person(work, own, case)):
        raise BadInput(
            "移す先の相談の本人が、元の相談の本人と合いません。",
            "同じ人の相談の受付番号を入れてください。",
            "case",
        )
    return case


def _same_person(work: Work, own: Case, case: Case) -> bool:
    """同じ人か、どちらかが匿名か。"""
    one, other = (_person(work, each) for each in (own, case))
    if one is None or other is None:
        return True
    return one.id == other.id or search_key(one.name) == search_key(other.name)


def _person(work: Work, case: Case) -> Person | None:
    return work.people.get(case.person_id) if case.person_id else None


def _waiting(work: Work, transfer_id: str) -> Transfer:
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


def _proposal(desk: Desk, work: Work, one: Transfer) -> Proposal:
    try:
        heard = find_heard(desk, work, Source(one.source_kind), one.source_id)
    except BadInput:
        heard = None
    case = work.cases.get(one.case_id)
    return Proposal(
        one,
        heard,
        case.case_no if case else "",
        staff_name(work, one.proposed_by),
        staff_name(work, one.decided_by),
        one.proposed_by == desk.me.id,
    )
