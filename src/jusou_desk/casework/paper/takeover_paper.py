"""引継書。ある職員の担当の、終わっていない普段の相談を、一件一行で並べる。役場の中で使い、外へは渡さない。

支援会議の区分の相談は、この目的の許可では読めないので載らない。居場所を伏せる人は番号だけにする
(朝の一枚と同じ。束になって机に置かれる紙のため)。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.paper.paper_facts import ANONYMOUS
from jusou_desk.casework.paper.takeover_facts import (
    agencies_of,
    care_words,
    consent_words,
    doing_words,
    due_words,
    gathered,
    home_words,
    joined,
    papers_out_words,
)
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.models.records import LIVE, Case
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Lane, Purpose

NAME: Final = "takeover-list"
TITLE: Final = "引継書"
_PURPOSE: Final = Purpose.CASEWORK


def takeover_list(desk: Desk, worker: str, successor: str = "") -> tuple[OutgoingFile, ...]:
    """``worker`` の担当の引継書の xlsx と pdf(まだ外へは出さない)。

    successor: 後を継ぐ人(決まっていれば)。載せる相談が無ければ ``BadInput``。
    """
    with desk.reading(_PURPOSE) as work:
        cases = _cases_of(work, worker)
        if not cases:
            raise BadInput(
                "引継書に載せる相談がありません。",
                "終わった相談と、支援会議の区分の相談は載りません。支援会議の相談は、"
                "従事者どうしが画面で引き継いでください。",
            )
        record = takeover_record(desk, work, worker, successor, cases)
    packet = disclose(record, desk.permit(_PURPOSE))
    layout = layout_in_use(desk, NAME)
    book = layout.fill(packet)
    printed = stamp(desk, marks=layout.margin_words(packet))
    carried = tuple(case.id for case in cases)
    return paper_files(layout, book, printed, NAME, title=TITLE, case_ids=carried)


def hand_out_takeover(desk: Desk, worker: str, successor: str, folder: Path) -> tuple[Path, ...]:
    """引継書を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, NAME, takeover_list(desk, worker, successor), folder)


def takeover_record(
    desk: Desk, work: Work, worker: str, successor: str, cases: Sequence[Case]
) -> Record:
    """引継書の材料。cases: 刷る順。"""
    head = facts(
        Lane.OPEN,
        町名=desk.town.name,
        取扱=word(work, desk.town, "open_handling"),
        基準日=desk.today(),
        件数=len(cases),
        前任=worker,
        後任=successor,
    )
    return Record(head, {"ケース": tuple(_row(desk, work, case) for case in cases)})


def _cases_of(work: Work, worker: str) -> tuple[Case, ...]:
    key = search_key(worker)
    mine = (case for case in work.cases.among("status", LIVE) if search_key(case.worker) == key)
    return tuple(sorted(mine, key=lambda case: (case.received_on, case.case_no)))


def _row(desk: Desk, work: Work, case: Case) -> Record:
    one, today = gathered(work, case), desk.today()
    lane = max(case.lane, Lane.OPEN if case.consented else Lane.UNCONSENTED)
    named = not one.hidden
    found = facts(
        lane,
        受付番号=case.case_no,
        氏名=(one.person.name if one.person else ANONYMOUS) if named else "",
        年齢=age_at(one.person, today) if named else None,
        世帯=home_words(one, today) if named else "",
        課題=joined((case.main_issue or next(iter(case.issues), ""), str(case.status)), "\n"),
        担当機関=joined(agencies_of(one), "\n"),
        していること=doing_words(one),
        期日と約束=due_words(work, one, today),
        同意=consent_words(work, case),
        気を付けること=care_words(work, one),
        出ている紙=papers_out_words(work, case),
    )
    record = Record(found, lane=lane, hidden=work.shield.words_of_case(case.id))
    return _by_role(sourced(work, case, record))


def _by_role(record: Record) -> Record:
    """担当機関は役割として載るので、情報源と同じ名でも残す(伏せると、かえって知れる)。"""
    agencies = replace(record.facts["担当機関"], naming=True)
    return replace(record, facts={**record.facts, "担当機関": agencies})
