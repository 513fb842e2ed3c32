"""支援経過。書いた「今後の対応」と期限は今日の画面に出る。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from typing import Any, Final

from jusou_desk.casework.case.answers import Values, day, pack, text, unpack, written_form
from jusou_desk.casework.case.cases import expect_of_case, find_case
from jusou_desk.casework.case.colliding import Content, Seen, expect_seen
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.meeting_doors import find_meeting
from jusou_desk.casework.case.numbering import body_of, note_number
from jusou_desk.casework.case.overlaying import chosen, note_changes
from jusou_desk.casework.case.sealing import sealing_body
from jusou_desk.casework.desk import Desk
from jusou_desk.clock import parse_time, tidy_time
from jusou_desk.errors import BadInput
from jusou_desk.forms import form
from jusou_desk.models.records import Note, Sheet, new_id
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane

FORM: Final = "progress"
_SPINE: Final = frozenset(
    {
        "noted_on",
        "start",
        "method",
        "counterpart",
        "content",
        "next_step",
        "due_on",
        "recorder",
        "source_agency",
        "lane",
    }
)


def add_note(
    desk: Desk,
    case_id: str,
    values: Values,
    *,
    note_id: str = "",
    meeting_id: str = "",
    body_id: str = "",
    overlays: Collection[str] | None = None,
    seen: Seen | None = None,
) -> Note:
    """支援経過を書く(``note_id`` があれば書き直す)。

    取扱区分が支援会議のもの、支援会議に紐づくものは秘匿の記録になる。
    body_id: 普段の相談について秘匿の経過を書くとき、その会議体(``sealing_body``)。
    overlays: 重ねる伏せ方(``casework.overlaying``)。None なら前のまま。
    seen: 書き直すとき、開いたときの中身。その後に書き直されていれば ``Collided``。
    """
    noted_on, content = day(values, "noted_on"), text(values, "content")
    if noted_on is None or not content.strip():
        raise BadInput("対応日か内容が空いています。", "いつ、何をしたかを入れてください。")
    if noted_on > desk.today():
        raise BadInput("対応日が未来の日付です。", "今日までの日付を入れてください。", "noted_on")
    case = find_case(desk, case_id)
    linked = find_meeting(desk, meeting_id) if meeting_id else None
    of_meeting = linked.body_id if linked is not None and linked.sealed else ""
    sealed = case.sealed or bool(of_meeting) or text(values, "lane") == Lane.SEALED.label
    lane = Lane.SEALED if sealed else Lane.OPEN
    with desk.writing(purpose_of(lane)) as work:
        old = work.notes.get(note_id) if note_id else None
        expect_of_case(old, case)
        if sealed:
            known = old.body_id if old else case.body_id
            body_id = known or of_meeting or sealing_body(desk, body_id)
        else:
            body_id = ""
        before = old.overlays if old else ()
        after = before if overlays is None else chosen(Note, overlays, before)
        now = Content(note_values(work, old), hidden=before) if old else None
        sheet = work.sheets.get(old.id) if old else None
        definition = written_form(FORM, sheet, old.at.date()) if old else form(FORM)
        expect_seen(definition, seen, now, Content(values, hidden=after))
        note = Note(
            id=old.id if old else new_id(),
            lane=lane,
            body_id=body_id,
            note_no=old.note_no if old else note_number(work, body_of(desk.town, body_id)),
            case_id=case.id,
            at=datetime.combine(noted_on, _clock(text(values, "start"))),
            content=content,
            method=text(values, "method"),
            counterpart=text(values, "counterpart"),
            next_step=text(values, "next_step"),
            due_on=day(values, "due_on"),
            recorder=text(values, "recorder") or desk.me.name,
            source_agency=text(values, "source_agency"),
            meeting_id=meeting_id or (old.meeting_id if old else ""),
            overlays=after,
        )
        work.notes.put(note)
        tidied = {**values, "end": _end(text(values, "end"))}
        answers = pack(definition, tidied, spine=_SPINE)
        if answers:
            work.sheets.put(
                Sheet(
                    id=note.id,
                    lane=lane,
                    body_id=body_id,
                    case_id=case.id,
                    form_id=FORM,
                    form_version=definition.version,
                    written_on=noted_on,
                    author=desk.me.name,
                    answers=answers,
                )
            )
        desk.audit(work, "支援経過の記入", note.note_no, body_id=note.body_id)
        note_changes(desk, work, before, after, note.note_no, note.body_id)
    return note


def note_values(work: Work, note: Note) -> dict[str, Any]:
    """保存された経過を、様式 progress の値に戻す。"""
    values = unpack(work.sheets.get(note.id))
    values |= {name: getattr(note, name) for name in _SPINE - {"noted_on", "start", "lane"}}
    values["noted_on"] = note.at.date()
    values["start"] = f"{note.at:%H:%M}" if note.at.time() != time() else ""
    values["lane"] = Lane.SEALED.label if note.sealed else "通常"
    return values


def _clock(written: str) -> time:
    """開始時刻。空なら 0:00(時刻なし)。"""
    try:
        return parse_time(written) if written.strip() else time()
    except BadInput as error:
        raise BadInput(error.title, error.advice, "start") from error


def _end(written: str) -> str:
    """終了時刻。"""
    try:
        return tidy_time(written)
    except BadInput as error:
        raise BadInput(error.title, error.advice, "end") from error
