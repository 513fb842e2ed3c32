"""会議に加えた議題を直すことと、外した議題を元のまま戻すこと。"""

from __future__ import annotations

from dataclasses import replace

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import next_item_no
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem


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


def put_back(desk: Desk, item: AgendaItem) -> AgendaItem:
    """外した議題を、結果も伏せ方も外したときのまま戻す。番号が使われていれば、次の番号にする。

    同じ相談がもう議題にあれば ``BadInput``。同意は、資料を渡すときに改めて確かめる。
    """
    meeting = find_meeting(desk, item.meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        items = work.agenda.where(meeting_id=meeting.id)
        if any(one.case_id == item.case_id for one in items):
            raise BadInput("その相談は既にこの会議の議題です。", "議題の一覧を確かめてください。")
        taken = any(one.item_no == item.item_no for one in items)
        again = work.agenda.put(replace(item, item_no=next_item_no(items)) if taken else item)
        subject = f"{meeting.meeting_no}-{again.item_no}"
        desk.audit(work, "議題の取消しを戻す", subject, body_id=meeting.body_id)
    return again
