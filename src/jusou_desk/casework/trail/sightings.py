"""監査記録を読む。開いて見たことを残し、誰が開いたかを並べる。

開いて見たことも残す。支援会議の記録を開いたことは、その会議体の鍵で包んだ行になり、
従事者にだけ見える(domain.md §3.6 の 9)。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from jusou_desk.casework.audit_chain import OPENED, PREVIEWED
from jusou_desk.casework.case.cases import CasePage, widest_reading
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.papers import SHEETS
from jusou_desk.casework.trail.audit_words import readable
from jusou_desk.models.audit import AuditEntry
from jusou_desk.models.records import Meeting
from jusou_desk.policy import Purpose

#: 支援会議の記録は、続けて見ている間(十分)に一行。普段の記録は一日に一行。
SITTING: Final = timedelta(minutes=10)
_SEALED_PAGE: Final = "支援会議の記録"
#: 「この記録を開いた人」に並べる行の頭と、そこでの言い方。
_SEEN: Final = {
    OPENED: "開いた",
    PREVIEWED: "資料を下見した",
    "印刷の開始": "刷った",
    "出力の完了": "書き出した",
    "会議資料の発行": "会議資料を発行した",
    "会議資料の再出力": "会議資料をもう一度出した",
}


def audit_trail(desk: Desk, *, newest: int = 200) -> tuple[AuditEntry, ...]:
    """監査記録を新しい順に ``newest`` 行。内側の番号は言葉に替える。管理者だけが見られる。

    支援会議についての行は、その従事者にだけ混ざる。
    """
    with desk.watching(Purpose.ADMINISTRATION):
        desk.permit(Purpose.ADMINISTRATION)
    purpose = widest_reading(desk)
    with desk.reading(purpose) as work:
        found = work.audit.entries(newest=newest)
    return readable(desk, found, purpose)


# --- 開いて見たことを残す ---------------------------------------------------


def note_case_opened(desk: Desk, page: CasePage, purpose: Purpose) -> None:
    """一件の頁を開いたことを残す。頁を出した後に呼ぶ。

    支援会議の記録が載っていれば、その会議体ごとに一行を包んで残す。
    """
    for body_id in sorted(_bodies_on(page)):
        _note_seen(desk, purpose, OPENED, page.case.case_no, _SEALED_PAGE, body_id)
    if not page.case.sealed:
        _note_seen(desk, Purpose.CASEWORK, OPENED, page.case.case_no)


def note_meeting_opened(desk: Desk, meeting: Meeting) -> None:
    """会議の頁を開いたことを残す。"""
    detail = _SEALED_PAGE if meeting.sealed else ""
    _note_seen(desk, _purpose_of(meeting), OPENED, meeting.meeting_no, detail, meeting.body_id)


def note_previewed(desk: Desk, meeting: Meeting, copy: str) -> None:
    """会議資料の下見を開いたことを残す。``copy``: 控番など、どの紙か(氏名は書かない)。"""
    _note_seen(desk, _purpose_of(meeting), PREVIEWED, meeting.meeting_no, copy, meeting.body_id)


def _purpose_of(meeting: Meeting) -> Purpose:
    return Purpose.SUPPORT_MEETING if meeting.sealed else Purpose.CASEWORK


def _bodies_on(page: CasePage) -> frozenset[str]:
    """頁に載っている支援会議の記録の会議体。"""
    met = [one for pair in page.agenda for one in pair]
    written = (*page.notes, *page.sheets, *page.plans, *page.disclosures)
    shown = (page.case, *page.consents, *written, *page.tasks, *met)
    return frozenset(one.body_id for one in shown if one.sealed)


def _note_seen(
    desk: Desk, purpose: Purpose, action: str, subject: str, detail: str = "", body_id: str = ""
) -> None:
    """まだ残していなければ一行残す。読むだけで済むことが多いので、先に読んで確かめる。"""
    wanted = (desk.me.name, action, subject, detail)
    span = SITTING if body_id else None
    with desk.reading(purpose) as work:
        recent = work.audit.within(span, desk.now())
        if any((one.actor, one.action, one.subject, one.detail) == wanted for one in recent):
            return
    with desk.writing(purpose) as work:
        desk.audit(work, action, subject, detail, body_id=body_id)


@dataclass(frozen=True)
class Sight:
    """その記録を開いた一度。what: 何をしたか。"""

    at: datetime
    name: str
    what: str


def seen_by(desk: Desk, page: CasePage, purpose: Purpose, *, newest: int = 20) -> tuple[Sight, ...]:
    """この相談を開いた・刷った・出した人。新しい順。支援会議の分は従事者にだけ混ざる。"""
    numbers = {page.case.case_no, *(meeting.meeting_no for meeting, _ in page.agenda)}
    with desk.reading(purpose) as work:
        rows = (one for one in work.audit.about(numbers) if one.action.startswith(tuple(_SEEN)))
        return tuple(Sight(one.at, one.actor, _words(one, page)) for one in islice(rows, newest))


def _words(one: AuditEntry, page: CasePage) -> str:
    """「書き出した　相談受付・申込票」「開いた　支援会議の記録」のような語。"""
    done = next(words for head, words in _SEEN.items() if one.action.startswith(head))
    own = page.case.case_no
    what = "" if one.subject == own else one.subject.removesuffix(f" {own}")
    titles = {sheet.name: sheet.title for sheet in SHEETS}
    detail = one.detail if one.action in (OPENED, PREVIEWED) else ""
    return "　".join(part for part in (done, titles.get(what, what), detail) if part)
