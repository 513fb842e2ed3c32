"""書いてある記録の伏せ方を改める: 窓と同じに、記録そのものを書き直して。"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from jusou_desk.casework.case import intake, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.models.records import AgendaItem, Case, Note
from jusou_desk.policy import Purpose

T = TypeVar("T", bound=Case | Note | AgendaItem)


def set_overlays(desk: Desk, record: T, overlays: Collection[str], purpose: Purpose) -> T:
    """相談・経過・議題の重ねを ``overlays`` に改め、書き直したものを返す。"""
    written = _rewritten(desk, record, overlays, purpose)
    assert isinstance(written, type(record))
    return written


def _rewritten(
    desk: Desk, record: Case | Note | AgendaItem, overlays: Collection[str], purpose: Purpose
) -> Case | Note | AgendaItem:
    if isinstance(record, Case):
        with desk.reading(purpose) as work:
            case = work.cases.get(record.id)
            assert case is not None
            values = intake.intake_values(work, case)
        return intake.receive(desk, values, case_id=record.id, overlays=overlays).case
    if isinstance(record, Note):
        with desk.reading(purpose) as work:
            note = work.notes.get(record.id)
            assert note is not None
            values = progress.note_values(work, note)
        return progress.add_note(desk, record.case_id, values, note_id=record.id, overlays=overlays)
    return meetings.write_decisions(
        desk,
        record.id,
        record.meeting_id,
        findings=record.findings,
        guesses=record.guesses,
        decision=record.decision,
        next_step=record.next_step,
        lead_agency=record.lead_agency,
        decisions=record.decisions,
        overlays=overlays,
    )
