"""同意の撤回。その人の載った紙が、いま誰の手元にあるかを並べ、回収・廃棄を頼む仕事にする。

一部の取りやめ(伝えない機関を足す、情報の範囲や提供先を狭める)も同じ。いまの同意の中に収まる紙は
並べるだけで、頼む仕事にはしない。支援会議の資料は同意によらない(社会福祉法第106条の6)ので、
普段の相談の一覧には載せない。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.cases import find_case
from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.case.consent import history_of, reason_now, terms_of
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.tasks import expect_untouched
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.packet_contents import case_lane
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.recall.held_papers import (
    IN_HOUSE,
    back_words,
    copy_of,
    put_away_words,
    still_here,
    unhanded_words,
    where_words,
)
from jusou_desk.casework.recall.issuing import IssuedPaper, issued_with, papers_of
from jusou_desk.casework.recall.unkept import unkept_with
from jusou_desk.casework.wording import word
from jusou_desk.models.records import Case, Consent, Task
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.models.work import Work
from jusou_desk.packet import Barrier, Record, Terms, disclose
from jusou_desk.policy import APPROVED_ONLY, CONSENT_NEEDED, Purpose

NAME: Final = "withdrawal"
TITLE: Final = "同意の撤回に伴う回収一覧"
_ORIGIN: Final = "撤回"
_WITHIN: Final = "いまの同意の中"
_BY_LAW: Final = "通報・緊急(同意によらない)"


@dataclass(frozen=True)
class PaperOut:
    """外へ出ている紙一つ。

    state: 回収の状況。reason: いまの同意の外である理由(中なら空)。
    words: 回収の状況に、全部の撤回でなければその理由を添えたもの。
    outstanding: 回収・廃棄を頼む要がある(同意の外で、まだ相手の手元にある)。
    unhanded: 刷ったまま、まだ役場の手元にある(同意の外で、もう渡せない)。
    """

    paper: IssuedPaper
    state: str
    reason: str
    outstanding: bool
    unhanded: bool = False

    @property
    def receiver(self) -> str:
        return self.paper.receiver

    @property
    def words(self) -> str:
        waiting = self.outstanding or self.unhanded
        told = self.reason and waiting and self.reason != Barrier.NO_CONSENT
        state = f"{self.state}({self.reason})" if told else self.state
        return f"{state}。{self.put_away}" if self.unhanded else state

    @property
    def put_away(self) -> str:
        """もう渡せない部を、どうするか。"""
        return f"渡さずに{put_away_words(self.paper)}てください"

    @property
    def agency(self) -> str:
        return self.paper.first.receiver


def papers_out(desk: Desk, case_id: str) -> tuple[PaperOut, ...]:
    """その相談の載った、外へ出た紙の全部。頼む要のあるもの、渡せない部の順に先に、新しい順。"""
    case = find_case(desk, case_id)
    with desk.reading(purpose_of(case.lane)) as work:
        found = _Withdrawal(desk, work, case).papers()
    return tuple(sorted(found, key=lambda one: (not one.outstanding, not one.unhanded)))


class _Withdrawal:
    """一つの相談の、いまの同意と、外へ出た紙の突合せ。"""

    def __init__(self, desk: Desk, work: Work, case: Case) -> None:
        self._desk = desk
        self._work = work
        self._case = case
        self._terms: Terms = terms_of(work, case)
        self._history: Sequence[Consent] = history_of(work, case.id)

    def papers(self) -> Iterable[PaperOut]:
        mine = (*issued_with(self._work, self._case), *unkept_with(self._work, self._case))
        return [self._looked(paper) for paper in papers_of(mine)]

    def _looked(self, paper: IssuedPaper) -> PaperOut:
        issued = paper.first
        if issued.meeting_id and not issued.receiver:  # 事務局の控え
            return PaperOut(paper, IN_HOUSE, "", outstanding=False)
        copy = copy_of(self._work, issued)
        if copy is not None and still_here(copy):
            # 渡す前なら、期間が過ぎただけでも渡せない(管理表も「配った」を断る)。
            barred = self._reason(issued, expired_too=True)
            state = str(copy.exception) or unhanded_words(paper)
            return PaperOut(paper, state, barred, outstanding=False, unhanded=bool(barred))
        reason = self._reason(issued)
        back = back_words(paper, copy)
        if back is not None:
            return PaperOut(paper, back, reason, outstanding=False)
        if reason:
            return PaperOut(paper, where_words(issued, copy), reason, outstanding=True)
        if Purpose(issued.purpose) in APPROVED_ONLY:
            return PaperOut(paper, _BY_LAW, "", outstanding=False)
        outside = Purpose(issued.purpose) in CONSENT_NEEDED
        return PaperOut(paper, _WITHIN if outside else IN_HOUSE, "", outstanding=False)

    def _reason(self, issued: Issued, *, expired_too: bool = False) -> str:
        """いまの同意では、この紙を渡せないわけ。渡せるか、同意の要らない紙なら空。"""
        purpose = Purpose(issued.purpose)
        if purpose is Purpose.LEDGER_EXPORT:
            return "" if self._terms.given else str(Barrier.NO_CONSENT)
        if purpose not in CONSENT_NEEDED:
            return ""
        meeting = self._work.meetings.get(issued.meeting_id) if issued.meeting_id else None
        name = issued.receiver_name
        audience = audience_of(self._desk, issued.receiver, meeting, name=name)
        if issued.receiver:
            barrier = self._terms.barrier_for(purpose, audience)
        else:
            barrier = self._terms.barrier(purpose, audience.on)
        return reason_now(barrier, self._history, issued.issued_at, expired_too=expired_too)


# --- 頼む仕事 ---------------------------------------------------------------


def ask_back(desk: Desk, case_id: str) -> tuple[Task, ...]:
    """まだ戻っていない紙の「回収・廃棄を頼む」仕事を、渡した先ごとに一つ作る。期日は今日。

    同じ渡した先へ頼む、済んでいない仕事があれば作らない。
    """
    case = find_case(desk, case_id)
    waiting = [one for one in papers_out(desk, case.id) if one.outstanding]
    made: list[Task] = []
    with desk.writing(purpose_of(case.lane)) as work:
        asked = {one.origin for one in work.tasks.where(case_id=case.id) if one.done_on is None}
        by_agency = sorted(waiting, key=lambda one: one.agency)
        for agency, papers in groupby(by_agency, key=lambda one: one.agency):
            origin = f"{_ORIGIN}:{case.id}:{agency}"
            if origin in asked:
                continue
            made.append(
                work.tasks.put(
                    Task(
                        lane=case.lane,
                        body_id=case.body_id,
                        what=_ask_words(agency, list(papers)),
                        due_on=desk.today(),
                        case_id=case.id,
                        person=desk.me.name,
                        origin=origin,
                    )
                )
            )
        if made:
            desk.audit(
                work, "回収・廃棄の仕事", case.case_no, f"{len(made)}件", body_id=case.body_id
            )
    return tuple(made)


def _ask_words(agency: str, papers: Sequence[PaperOut]) -> str:
    titles = "、".join(dict.fromkeys(one.paper.first.title for one in papers))
    whom = f"{agency}に" if agency else "渡した先を確かめ、"
    return f"{whom}回収・廃棄を頼む({titles})"


def undo_asking(desk: Desk, tasks: Sequence[Task]) -> None:
    """作ったばかりの仕事を取り消す。その後に済みにされたか直されていれば ``Refused``。"""
    if not tasks:
        return
    with desk.writing(purpose_of(tasks[0].lane)) as work:
        expect_untouched(work, tasks)
        for task in tasks:
            work.tasks.remove(task)
        desk.audit(
            work, "回収・廃棄の仕事の取消し", detail=f"{len(tasks)}件", body_id=tasks[0].body_id
        )


# --- 一覧の紙 ---------------------------------------------------------------


def withdrawal_sheet(desk: Desk, case_id: str) -> tuple[OutgoingFile, ...]:
    """回収一覧の xlsx と pdf。手を打った日は手で書く。"""
    case = find_case(desk, case_id)
    purpose = purpose_of(case.lane)
    rows = papers_out(desk, case.id)
    with desk.reading(purpose) as work:
        record = sheet_record(desk, work, case, rows)
    packet = disclose(record, desk.permit(purpose))
    layout = layout_in_use(desk, NAME)
    book = layout.fill(packet)
    printed = stamp(desk, marks=layout.margin_words(packet))
    return paper_files(layout, book, printed, NAME, title=TITLE, case_ids=(case.id,))


def sheet_record(desk: Desk, work: Work, case: Case, rows: Sequence[PaperOut]) -> Record:
    """回収一覧の材料。"""
    lane = case_lane(work, case, desk.today())
    person = work.people.get(case.person_id) if case.person_id else None
    history = history_of(work, case.id)
    latest = history[-1] if history else None
    head = facts(
        lane,
        町名=desk.town.name,
        取扱=word(work, desk.town, "no_consent_mark"),
        受付番号=case.case_no,
        氏名=person.name if person else "(匿名)",
        同意=case.consent,
        同意日=latest.decided_on if latest else None,
        作成日=desk.today(),
        作成者=desk.me.name,
        枚数=len(rows),
        未回収=sum(one.outstanding for one in rows),
    )
    lines = tuple(
        Record(
            facts(
                lane,
                番号=number,
                宛先=f"{one.agency}\n{one.paper.first.receiver_name}".strip() or "―",
                紙=one.paper.first.title,
                日付=one.paper.first.issued_at.date(),
                道=f"{one.paper.first.way}\n{one.paper.first.issued_by}",
                状況=f"{one.state}。{one.put_away}" if one.unhanded else one.words,
            ),
            lane=lane,
        )
        for number, one in enumerate(rows, 1)
    )
    return Record(head, {"紙": lines}, lane)


def hand_out_withdrawal(desk: Desk, case_id: str, folder: Path) -> tuple[Path, ...]:
    """回収一覧を ``folder`` へ出す。"""
    case = find_case(desk, case_id)
    bodies = (case.body_id,)
    files = withdrawal_sheet(desk, case.id)
    return hand_over(
        desk, purpose_of(case.lane), f"{NAME} {case.case_no}", files, folder, bodies=bodies
    )
