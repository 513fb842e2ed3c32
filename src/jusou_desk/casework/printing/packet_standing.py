"""会議資料をもう一度出すとき、前の発行と同じ部か、出し直しか。

前の発行の日時と出力者の印でもう一度刷り上げ、一部でもバイト列が違うか、様式が替わっていれば、何かが
変わったとみる。変わっていなければ、ファイルに出してから印刷しても(その逆でも)一つの発行で、控番も管理表の部も増えない。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jusou_desk.casework.case.consent import history_of, told_at
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_register import issued_words
from jusou_desk.casework.meeting.packet_folder import COPY
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.outgoing.stamping import Imprint
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.casework.recall.covered_since import covered_since
from jusou_desk.models.records import Meeting, PacketCopy
from jusou_desk.models.secrecy_records import Way
from jusou_desk.models.work import Work
from jusou_desk.policy import CONSENT_NEEDED


class Standing(StrEnum):
    """前の発行との関わり。"""

    FIRST = "初めて"
    SAME = "前と同じ部"
    CHANGED = "変わったので出し直し"
    ON_PAPER = "もう紙にしたので出し直し"


@dataclass(frozen=True)
class Edition:
    """これから出す一回分。

    papers: 出席者一人に一部の紙。imprint: その印。copies: 同じ部なら管理表の行、そうでなければ
    差し替わる前の行(配っていないもの)。
    """

    standing: Standing
    imprint: Imprint
    papers: tuple[OutgoingFile, ...]
    copies: tuple[PacketCopy, ...]

    @property
    def same(self) -> bool:
        return self.standing is Standing.SAME

    @property
    def told(self) -> str:
        """画面と命令で言うこと。初めてなら空。"""
        if self.standing is Standing.FIRST:
            return ""
        if self.same:
            return (
                f"{issued_words(self.copies[0])} に出した資料から何も変わっていないので、"
                "同じ部です。管理表の部は増えません。"
            )
        why = (
            "前に出した後で変わった所があるため"
            if self.standing is Standing.CHANGED
            else "前の部は、もう刷ったか渡したかしているため"
        )
        if not self.copies:
            return f"{why}、出し直しです。"
        return (
            f"{why}、出し直しです。配っていない前の{len(self.copies)}部は差し替わりました。"
            "刷ってあれば裁断し、管理表に書いてください。"
        )


def edition(desk: Desk, press: Press, way: Way) -> Edition:
    """``press`` の資料を ``way`` で出す一回分を刷り上げる。まだ何も書かない。"""
    meeting = press.meeting
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        every = work.copies.where(meeting_id=meeting.id)
        before = _last_issue(every)
        hardened = bool(before) and (
            _consent_changed(work, press, before[0].issued_at)
            or bool(covered_since(work, meeting, press.cases_in(), before[0].issued_at))
        )
        on_paper = way is Way.PRINT and _on_paper(work, meeting, before)
        refilled = _form_changed(work, press, before)
    if before and not (hardened or refilled):
        imprint = Imprint(before[0].issued_at, before[0].issued_by)
        again = _unchanged(press, before, imprint)
        shredded = any(copy.shredded_on for copy in before)
        if again is not None and not (on_paper or shredded):
            return Edition(Standing.SAME, imprint, again, before)
        standing = Standing.CHANGED if again is None else Standing.ON_PAPER
    else:
        standing = Standing.CHANGED if before else Standing.FIRST
    waiting = tuple(copy for copy in every if to_replace(copy))
    return Edition(standing, press.imprint, papers_of_seats(press, press.imprint), waiting)


def to_replace(copy: PacketCopy) -> bool:
    """出し直せば差し替わる部か。席の後に控番を続けた部は、差し替わらない。"""
    return copy.handed_on is None and not copy.exception and not copy.later


def papers_of_seats(press: Press, imprint: Imprint) -> tuple[OutgoingFile, ...]:
    """出席者一人に一部の紙。"""
    seats = range(1, len(press.meeting.attendees) + 1)
    return tuple(_paper(press, number, imprint) for number in seats)


def _paper(press: Press, number: int, imprint: Imprint) -> OutgoingFile:
    meeting = press.meeting
    one = meeting.attendees[number - 1]
    return OutgoingFile(
        f"{COPY}{number:02d}.pdf",
        press.copy(number, imprint),
        title=f"{meeting.meeting_no} 会議資料 控番{number}/{len(meeting.attendees)}",
        receiver=one.agency,
        receiver_name=one.name,
        case_ids=press.cases_in(number),
        drawn_at=imprint.at,
        layout_digest=press.layout.digest,
    )


def _last_issue(every: Sequence[PacketCopy]) -> tuple[PacketCopy, ...]:
    """最後の発行の、席に配る部(控番の順)。差し替えた部だけになっていれば空。"""
    seats = [copy for copy in every if not copy.later and not copy.replaced]
    last = max((copy.issued_at for copy in seats), default=None)
    those = [copy for copy in seats if copy.issued_at == last]
    return tuple(sorted(those, key=lambda copy: copy.copy_no))


def _unchanged(
    press: Press, before: Sequence[PacketCopy], imprint: Imprint
) -> tuple[OutgoingFile, ...] | None:
    """前の印で刷り上げた、前と同じ紙。一部でも違えば None(違う部が出た所で刷り止める)。"""
    seats = press.meeting.attendees
    if [copy.copy_no for copy in before] != list(range(1, len(seats) + 1)):
        return None
    papers: list[OutgoingFile] = []
    for copy in before:
        paper = _paper(press, copy.copy_no, imprint)
        if (paper.digest, paper.receiver, paper.receiver_name) != (
            copy.digest,
            copy.agency,
            copy.name,
        ):
            return None
        papers.append(paper)
    return tuple(papers)


def _consent_changed(work: Work, press: Press, since: datetime) -> bool:
    """前の発行の後に、載る相談の同意が書かれたか。紙は同じでも、前の部はもう配れないことがある。"""
    if work.permit.purpose not in CONSENT_NEEDED:
        return False
    return any(
        told_at(one) > since for case_id in press.cases_in() for one in history_of(work, case_id)
    )


def _form_changed(work: Work, press: Press, before: Sequence[PacketCopy]) -> bool:
    """前の発行の後に、様式を替えたか。刷り上がりが同じでも、控の行と違う様式で出したことにはしない。"""
    digests = {copy.digest for copy in before}
    issued = work.issued.where(meeting_id=press.meeting.id)
    used = {one.layout_digest for one in issued if one.digest in digests}
    # 様式の要約値を残す前に出した行には、何も書かれていない。
    return bool(used - {press.layout.digest, ""})


def _on_paper(work: Work, meeting: Meeting, before: Sequence[PacketCopy]) -> bool:
    """前の部の紙が、もうあるか。刷ったか、行方を書いた部があれば、もう一度刷ると同じ控番が二枚になる。"""
    if any(copy.handed_on or copy.exception for copy in before):
        return True
    digests = {copy.digest for copy in before}
    printed = work.issued.where(meeting_id=meeting.id, way=Way.PRINT)
    return any(one.digest in digests for one in printed)
