"""今日の行のうち、もう一人の手を待つもの: 移替え、通報・緊急の提供、支援措置。

どの行も、待っている一件の一枚を脇に開く。
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jusou_desk.casework.case.due import DueLine, Weight, case_line, weight_of, when_words
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.secrecy.disclosing import awaited
from jusou_desk.casework.secrecy.protecting import Due, waiting
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import TransferState
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short


def transfer_lines(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """ほかの従事者が申し出た移替えの、承認待ち。承認できる従事者にだけ、相談ごとに一行。"""
    if not desk.may(Purpose.TRANSFER):
        return []
    waiting: dict[str, list[date]] = {}
    for one in work.transfers.where(state=TransferState.PROPOSED):
        if one.sealed and one.proposed_by != desk.me.id:
            waiting.setdefault(one.case_id, []).append(one.proposed_at.date())
    return [
        DueLine(
            Weight.TODAY,
            today,
            "移替えの承認待ち",
            f"{len(days)}件。一番早い申し出は{format_short(min(days))}。申し出た人とは別の従事者が確かめます",
            "sealed_case",
            case_id,
            panel="transfer",
        )
        for case_id, days in waiting.items()
    ]


def disclosure_lines(desk: Desk, look: Outlook) -> list[DueLine]:
    """通報・緊急の提供の、承認待ち(承認できる人にだけ)と、返事の無いもの。"""
    lines = []
    every = awaited(desk, look.work, look.today)
    look.look_up(due.disclosure.case_id for due in every)
    for due in every:
        one = due.disclosure
        if due.reply:
            doing, weight = "通報・緊急の返事を確かめる", Weight.OVERDUE
            why = f"{one.disclosure_no} を知らせてから{(look.today - due.since).days}日たちます"
        else:
            doing, weight = "通報・緊急の承認がまだ", Weight.EMERGENCY
            first = "口頭の承認で先に知らせています。画面での承認がまだです"
            why = f"{one.disclosure_no}　{first if one.told_first else '承認を待っています'}"
        case = look.case(one.case_id)
        line = (
            DueLine(weight, due.since, f"支援会議の記録 {doing}", why, "sealed_case", one.case_id)
            if one.sealed
            else case_line(weight, due.since, case, look.names, doing, why)
        )
        lines.append(replace(line, ref=one.case_id, panel="disclosure", item=one.id))
    return lines


def protection_lines(look: Outlook) -> list[DueLine]:
    """支援措置の確認待ちと期限。期限が過ぎても伏せたままで、外すのは人が二人で行う。"""
    lines = []
    every = waiting(look.work, look.today)
    look.look_up_people({due.protection.person_id for due in every})
    for due in every:
        one = due.protection
        mine = look.cases_of(one.person_id)
        case = max(mine, key=lambda c: (c.received_on, c.case_no), default=None)
        weight = Weight.TODAY if due.waiting else weight_of(one.until, look.today)
        on = look.today if due.waiting else one.until
        why = (
            "別の職員が確かめてください。それまでも伏せています"
            if due.waiting
            else f"{when_words(one.until, look.today)}。自動では外れません"
        )
        lines.append(replace(_protection(look, due, case, weight, on, why), panel="protection"))
    return lines


def _protection(
    look: Outlook, due: Due, case: Case | None, weight: Weight, on: date, why: str
) -> DueLine:
    one, ref = due.protection, case.id if case else ""
    if one.sealed:
        return DueLine(weight, on, "支援会議の記録の確かめ", why, "sealed_case", ref)
    doing = due.waiting or "支援措置の期限"
    line = case_line(weight, on, case, look.names, doing, why)
    if case is not None:
        return line
    return replace(line, what=f"{look.names.get(one.person_id, '')} {doing}".strip())
