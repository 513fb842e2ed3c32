"""会議に加えた議題を直すことと、外した議題を元のまま戻すこと。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from jusou_desk.casework.case.basket import KEPT_DAYS
from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import next_item_no
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Meeting
from jusou_desk.models.versions import Version
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short


@dataclass(frozen=True)
class TakenOff:
    """外した議題の一行。中身は出さない。words: 受付番号・目的・外した日と人・残りの日数。"""

    item: AgendaItem
    words: str


def change_item(desk: Desk, item: AgendaItem, aim: str, summary: str) -> AgendaItem:
    """議題の目的と検討することを直す。相談と、会議の結果は変わらない。"""
    meeting = find_meeting(desk, item.meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        known = work.agenda.get(item.id)
        if known is None:
            raise BadInput("その議題が見つかりません。", "会議を開き直してください。")
        changed = work.agenda.put(replace(known, aim=aim, summary=summary))
        subject = f"{meeting.meeting_no}-{changed.item_no}"
        desk.audit(work, "議題の書直し", subject, body_id=meeting.body_id)
    return changed


def taken_off(desk: Desk, meeting: Meeting) -> tuple[TakenOff, ...]:
    """この会議から三十日の間に外した議題、新しい順。また議題になった相談と、見えない相談は除く。

    書き直しの記録を読めない職員には、何も出さない。
    """
    purpose = _reading_of(meeting)
    if not desk.may(purpose):
        return ()
    with desk.reading(purpose) as work:
        standing = {one.case_id for one in work.agenda.where(meeting_id=meeting.id)}
        found: dict[str, TakenOff] = {}
        for item, one in _gone(desk, work, meeting):
            case = work.cases.get(item.case_id)
            if case is None or item.case_id in standing or item.case_id in found:
                continue
            left = KEPT_DAYS - max((desk.now() - one.at).days, 0)
            on = format_short(one.at.date())
            words = f"{case.case_no}　{item.aim}　{on} {one.actor} が外しました　あと{left}日"
            found[item.case_id] = TakenOff(item, words)
    return tuple(found.values())


def _reading_of(meeting: Meeting) -> Purpose:
    """書き直しの記録を読む目的。"""
    return Purpose.SUPPORT_MEETING if meeting.sealed else Purpose.CASEWORK


def _gone(desk: Desk, work: Work, meeting: Meeting) -> Iterator[tuple[AgendaItem, Version]]:
    for one in work.versions.basket(desk.now() - timedelta(days=KEPT_DAYS)):
        if isinstance(one.before, AgendaItem) and one.before.meeting_id == meeting.id:
            yield one.before, one


def _last_version(desk: Desk, meeting: Meeting, item: AgendaItem) -> Version | None:
    """外したときの版。読める職員でなければ None。"""
    purpose = _reading_of(meeting)
    if not desk.may(purpose):
        return None
    with desk.reading(purpose) as work:
        return next((v for one, v in _gone(desk, work, meeting) if one.id == item.id), None)


def put_back(desk: Desk, item: AgendaItem) -> AgendaItem:
    """外した議題を、結果も伏せ方も外したときのまま戻す。番号が使われていれば、次の番号にする。

    同じ相談がもう議題にあれば ``BadInput``。同意は、資料を渡すときに改めて確かめる。
    """
    meeting = find_meeting(desk, item.meeting_id)
    last = _last_version(desk, meeting, item)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        if last is not None:
            # 頁に出ていた姿は居場所に覆いがかかっていることがあるので、覆いの無い姿を戻す
            raw = work.versions.raw(last.number, sealed=item.sealed).before
            assert isinstance(raw, AgendaItem)
            item = raw
        items = work.agenda.where(meeting_id=meeting.id)
        if any(one.case_id == item.case_id for one in items):
            raise BadInput("その相談は既にこの会議の議題です。", "議題の一覧を確かめてください。")
        taken = any(one.item_no == item.item_no for one in items)
        again = work.agenda.put(replace(item, item_no=next_item_no(items)) if taken else item)
        subject = f"{meeting.meeting_no}-{again.item_no}"
        desk.audit(work, "議題の取消しを戻す", subject, body_id=meeting.body_id)
    return again
