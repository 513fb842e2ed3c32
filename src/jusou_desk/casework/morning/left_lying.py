"""今日の行のうち、ほかの人の打ちかけで、保存されないまま残っているもの。

言うのは、誰の、何の打ちかけかだけ。中身は打った本人だけのもので、支援会議の打ちかけは本人にも
ここでは言わない(机を見た人に、あることが知れないように)。
"""

from __future__ import annotations

from datetime import timedelta

from jusou_desk.casework.case.drafts import KeptDraft
from jusou_desk.casework.case.due import DueLine, Weight, case_line
from jusou_desk.casework.case.unfinished import place_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.morning.reminders import DRAFT
from jusou_desk.models.office_records import Staff
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short


def draft_lines(desk: Desk, look: Outlook) -> list[DueLine]:
    """同僚の打ちかけで日数のたったものと、退任した人の打ちかけ。記録を書ける人にだけ。"""
    if not desk.may(Purpose.CASEWORK):
        return []
    staff = {one.id: one for one in look.work.staff.where()}
    before = look.today - timedelta(days=look.days[DRAFT])
    lines = []
    for draft in look.work.drafts.where():
        whose = staff.get(draft.staff_id)
        if draft.sealed or whose is None or whose.id == desk.me.id:
            continue
        if whose.left_on is None and draft.saved_at.date() > before:
            continue
        line = _line(look, whose, KeptDraft(draft.place, draft.saved_at, {}))
        lines += [line] if line else []
    return lines


def _line(look: Outlook, whose: Staff, kept: KeptDraft) -> DueLine | None:
    parts = kept.place.split(":")[1:]
    look.look_up(parts)
    cases = {one: case for one in parts if (case := look.case(one)) and not case.sealed}
    found = place_of(kept, {one: case.case_no for one, case in cases.items()})
    if found is None:
        return None
    case = cases.get(found.ref)
    what = found.words.removeprefix(case.case_no).strip() if case else found.words
    doing = f"{what}に、{whose.name}さんの打ちかけが残っています"
    on = format_short(kept.saved_at.date())
    why = (
        f"{whose.name}さんは退任しています。{on}まで打って、保存していません"
        if whose.left_on
        else f"{on}まで打って、{(look.today - kept.saved_at.date()).days}日保存していません。"
        "続けられるのは本人だけです"
    )
    return case_line(Weight.TODAY, kept.saved_at.date(), case, look.names, doing, why)
