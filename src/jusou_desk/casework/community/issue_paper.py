"""地域課題シートの紙。協議会や委員会に配り、相談支援機関へも渡す。誰の相談のことも載らない。"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.community.issues import count_evidence, find_issue
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.paper.blank_papers import state_boxes
from jusou_desk.casework.wording import word
from jusou_desk.models.community_records import CommunityIssue, Talk
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import FiscalYear

NAME: Final = "community-issue"
TITLE: Final = "地域課題シート"
_PURPOSE: Final = Purpose.CASEWORK


def issue_paper(
    desk: Desk, issue_id: str, *, public: FiscalYear | None = None
) -> tuple[OutgoingFile, ...]:
    """一件のシートの xlsx と pdf(まだ外へは出さない)。

    public: 外へ配る紙。根拠を、その年度の数から、5件より少ない数を書かずに数え直したものに替える。
    """
    issue = find_issue(desk, issue_id)
    evidence = count_evidence(desk, public, small_too=False) if public else issue.evidence
    with desk.reading(_PURPOSE) as work:
        record = issue_record(desk, work, issue, evidence)
    packet = disclose(record, desk.permit(_PURPOSE))
    layout = layout_in_use(desk, NAME)
    book = layout.fill(packet)
    printed = stamp(desk, marks=layout.margin_words(packet))
    return paper_files(layout, book, printed, NAME, title=TITLE)


def issue_record(desk: Desk, work: Work, issue: CommunityIssue, evidence: str) -> Record:
    """シートの材料。"""
    written = issue.written_at
    head = facts(
        Lane.OPEN,
        町名=desk.town.name,
        取扱=word(work, desk.town, "open_handling"),
        課題名=issue.title,
        書いた日=written.date() if written else None,
        書いた人=issue.written_by,
        地区=issue.area,
        分野=issue.field,
        把握日=issue.found_on,
        状態=state_boxes(str(issue.state)),
        課題=issue.problem,
        きっかけ=issue.noticed_by,
        根拠=evidence,
        取組=issue.measures,
        協力者=issue.partners,
        開始日=issue.starts_on,
        次にすること=issue.next_step,
        見直し日=issue.review_on,
        結果=issue.result,
        情報提供=issue.informed,
    )
    return Record(head, {"検討": tuple(map(_talk_row, issue.talks))})


def hand_out_issue(desk: Desk, files: tuple[OutgoingFile, ...], folder: Path) -> tuple[Path, ...]:
    """シートを ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, NAME, files, folder)


def note_issue_printed(desk: Desk, files: tuple[OutgoingFile, ...], what: str) -> None:
    """シートを刷る前後に監査の一行を置く。"""
    note_printing(desk, _PURPOSE, NAME, what, files=files[1:])


def _talk_row(talk: Talk) -> Record:
    return Record(facts(Lane.OPEN, 日=talk.on, 会=talk.place, 人=talk.who, 内容=talk.what))
