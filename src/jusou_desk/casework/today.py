"""今日。期日の来たものと、忘れられかけているものを、理由を添えて危ない順に並べる。

支援会議の件は、机を見た人に分からないよう、中身を書かず番号だけを出す。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from jusou_desk.casework.auditing import broken_words
from jusou_desk.casework.cases import widest_reading
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.disclosing import awaited
from jusou_desk.casework.members import unpledged
from jusou_desk.casework.moved import last_contacts
from jusou_desk.casework.promised import settled_in, still_waits
from jusou_desk.casework.protecting import waiting
from jusou_desk.casework.safekeeping import read_safekeeping
from jusou_desk.models.records import Case, CaseStatus, Consent, PlanStatus
from jusou_desk.models.secrecy_records import TransferState
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

_ENDED: Final = (CaseStatus.CLOSED, CaseStatus.SUSPENDED)
_AHEAD: Final = timedelta(days=14)
#: 緊急性ごとの、接触の無い日数の目安。町の決まりに合わせて変えられるよう設定名も持つ。
SILENCE_DAYS: Final = {"緊急": 1, "早急": 7, "通常": 30, "見守り": 90}


Names = dict[str, str]


class Weight(IntEnum):
    """並べる順。小さいほど先。"""

    EMERGENCY = 0
    OVERDUE = 1
    TODAY = 2
    SOON = 3
    QUIET = 4


@dataclass(frozen=True)
class DueLine:
    """一行。why は、なぜここに出ているか。place/ref は開く先。"""

    weight: Weight
    due_on: date | None
    what: str
    why: str
    place: str
    ref: str
    task_id: str = ""


def due_lines(desk: Desk) -> tuple[DueLine, ...]:
    """今日の画面に出す行を、危ない順に。"""
    today = desk.today()
    with desk.reading(widest_reading(desk)) as work:
        cases = {case.id: case for case in work.cases.where()}
        names = {person.id: person.name for person in work.people.where()}
        lines = [
            *_tasks(work, cases, names, today),
            *_monitoring(work, cases, names, today),
            *_notes(work, cases, names, today),
            *_copies(work, today),
            *_pledges(work, today),
            *_info_requests(work, today),
            *_consents(work, cases, names, today),
            *_silence(work, cases, names, today),
            *_transfers(desk, work, today),
            *_disclosures(desk, work, cases, names, today),
            *_protections(work, cases, names, today),
            *_backup(desk, work, today),
            *_chain(desk, work, today),
        ]
    return tuple(sorted(lines, key=lambda line: _order(line, today)))


def _order(line: DueLine, today: date) -> tuple[int, int, str]:
    """危ないものは新しい順(手を打てるうちに)、これからのものは近い順、接触の無いものは長い順。"""
    day = (line.due_on or today).toordinal()
    return line.weight, -day if line.weight <= Weight.OVERDUE else day, line.what


def _weight(due: date, today: date) -> Weight:
    if due < today:
        return Weight.OVERDUE
    return Weight.TODAY if due == today else Weight.SOON


def _when(due: date, today: date) -> str:
    days = (due - today).days
    if days == 0:
        return "今日が期日"
    return (
        f"期日 {format_short(due)}を{-days}日過ぎています" if days < 0 else f"期日まであと{days}日"
    )


def _label(case: Case | None, names: Names) -> str:
    """誰の件か。番号と氏名(匿名なら番号だけ)。終わった相談なら、そのことも。"""
    if case is None:
        return ""
    after = f"（{case.status}後）" if case.status in _ENDED else ""
    return f"{case.case_no} {names.get(case.person_id, '')}".strip() + after


def _tasks(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    lines = []
    for task in work.tasks.where(done_on=None):
        if task.due_on is None or task.due_on > today + _AHEAD:
            continue
        what = "支援会議の決定事項" if task.sealed else task.what
        who = "" if task.sealed else "・".join(p for p in (task.agency, task.person) if p)
        case = cases.get(task.case_id)
        label = "" if task.sealed else _label(case, names)
        lines.append(
            DueLine(
                _weight(task.due_on, today),
                task.due_on,
                f"{label} {what}".strip(),
                f"{_when(task.due_on, today)}{f'(担当 {who})' if who else ''}",
                "sealed_case" if task.sealed else "case",
                task.case_id,
                task.id,
            )
        )
    return lines


def _monitoring(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    lines = []
    for plan in work.plans.where():
        due = plan.next_monitoring_on
        open_plan = plan.status in (PlanStatus.DRAFT, PlanStatus.DECIDED)
        if plan.sealed or not open_plan or due is None or due > today + _AHEAD:
            continue
        lines.append(
            DueLine(
                _weight(due, today),
                due,
                f"{_label(cases.get(plan.case_id), names)} モニタリング",
                f"プラン{plan.round_no}回目のモニタリング。{_when(due, today)}",
                "case",
                plan.case_id,
            )
        )
    return lines


def _notes(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    lines = []
    latest = {case_id: at.date() for case_id, at in last_contacts(work).items()}
    notes = work.notes.until("due_on", today + _AHEAD)
    settled = settled_in(work.tasks.among("id", {note.id for note in notes}))
    for note in notes:
        case, last = cases.get(note.case_id), latest.get(note.case_id, today)
        if case is None or note.due_on is None or not still_waits(case, note, last, settled):
            continue
        lines.append(
            DueLine(
                _weight(note.due_on, today),
                note.due_on,
                "支援会議の経過の期日"
                if note.sealed
                else f"{_label(case, names)} {note.next_step}",
                f"{format_short(note.at.date())}の経過の「今後の対応」。{_when(note.due_on, today)}",
                "sealed_case" if note.sealed else "case",
                note.case_id,
                note.id,
            )
        )
    return lines


def _copies(work: Work, today: date) -> list[DueLine]:
    out: dict[str, list[int]] = {}
    for copy in work.copies.where(returned_on=None, shredded_on=None):
        if copy.missing:
            out.setdefault(copy.meeting_id, []).append(copy.copy_no)
    lines = []
    for meeting in work.meetings.among("id", set(out)):
        if meeting.held_on >= today:
            continue
        lines.append(
            DueLine(
                Weight.OVERDUE,
                meeting.held_on,
                f"{meeting.meeting_no} の資料が{len(out[meeting.id])}部戻っていません",
                f"会議は{format_short(meeting.held_on)}に終わっています",
                "meeting",
                meeting.id,
            )
        )
    return lines


def _pledges(work: Work, today: date) -> list[DueLine]:
    """近い支援会議の、誓約を確かめていない出席者。名前は出さない。"""
    lines = []
    for meeting in work.meetings.until("held_on", today + _AHEAD):
        if meeting.held_on < today or not (bare := unpledged(work, meeting)):
            continue
        lines.append(
            DueLine(
                _weight(meeting.held_on, today),
                meeting.held_on,
                f"{meeting.meeting_no} の出席者{len(bare)}人が誓約未確認です",
                f"会議の前に誓約書をもらいます。{_when(meeting.held_on, today)}",
                "meeting",
                meeting.id,
            )
        )
    return lines


def _info_requests(work: Work, today: date) -> list[DueLine]:
    """回答の期限が近いか過ぎた、情報提供の依頼。番号だけを出す。"""
    return [
        DueLine(
            _weight(one.due_on, today),
            one.due_on,
            f"{one.request_no} の回答を受ける",
            f"情報提供の依頼の回答。{_when(one.due_on, today)}",
            "meeting",
            one.meeting_id,
        )
        for one in work.info_requests.until("due_on", today + _AHEAD)
        if one.answered_on is None and one.due_on is not None
    ]


def _consents(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    newest: dict[str, Consent] = {}
    for consent in sorted(work.consents.where(), key=lambda c: c.decided_on):
        newest[consent.case_id] = consent
    lines = []
    for case in cases.values():
        if case.sealed or not case.consented or case.status in _ENDED:
            continue
        latest = newest.get(case.id)
        until = latest.valid_until if latest else None
        if until is None or until > today + _AHEAD:
            continue
        lines.append(
            DueLine(
                _weight(until, today),
                until,
                f"{_label(case, names)} 同意の期間が終わります",
                f"{_when(until, today)}。続けるには改めて同意が要ります",
                "case",
                case.id,
            )
        )
    return lines


def _protections(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    """支援措置の確認待ちと期限。期限が過ぎても伏せたままで、外すのは人が二人で行う。"""
    lines = []
    for due in waiting(work, today):
        one = due.protection
        mine = [case for case in cases.values() if case.person_id == one.person_id]
        case = max(mine, key=lambda c: (c.received_on, c.case_no), default=None)
        label = _label(case, names) or names.get(one.person_id, "")
        why = (
            "別の職員が確かめてください。それまでも伏せています"
            if due.waiting
            else f"{_when(one.until, today)}。自動では外れません"
        )
        lines.append(
            DueLine(
                Weight.TODAY if due.waiting else _weight(one.until, today),
                today if due.waiting else one.until,
                "支援会議の記録の確かめ"
                if one.sealed
                else f"{label} {due.waiting or '支援措置の期限'}".strip(),
                why,
                "sealed_case" if one.sealed else "case",
                case.id if case else "",
            )
        )
    return lines


def _silence(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    latest = last_contacts(work)
    lines = []
    for case in cases.values():
        if case.sealed or case.status in _ENDED:
            continue
        limit = SILENCE_DAYS.get(case.urgency, 30)
        last = latest[case.id].date() if case.id in latest else case.received_on
        days = (today - last).days
        if days < limit:
            continue
        urgent = case.urgency == "緊急"
        who = _label(case, names)
        subject = f"{who} 緊急の相談に" if urgent else f"{who} "
        lines.append(
            DueLine(
                Weight.EMERGENCY if urgent else Weight.QUIET,
                last + timedelta(days=limit),
                f"{subject}{days}日接触がありません",
                f"最後は{format_short(last)}。緊急性は「{case.urgency or '通常'}」で、目安は{limit}日",
                "case",
                case.id,
            )
        )
    return lines


def _transfers(desk: Desk, work: Work, today: date) -> list[DueLine]:
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
        )
        for case_id, days in waiting.items()
    ]


def _disclosures(
    desk: Desk, work: Work, cases: dict[str, Case], names: Names, today: date
) -> list[DueLine]:
    """通報・緊急の提供の、承認待ち(承認できる人にだけ)と、返事の無いもの。"""
    lines = []
    for due in awaited(desk, work, today):
        one = due.disclosure
        if due.reply:
            what, weight = "通報・緊急の返事を確かめる", Weight.OVERDUE
            why = f"{one.disclosure_no} を知らせてから{(today - due.since).days}日たちます"
        else:
            what, weight = "通報・緊急の承認がまだ", Weight.EMERGENCY
            first = "口頭の承認で先に知らせています。画面での承認がまだです"
            why = f"{one.disclosure_no}　{first if one.told_first else '承認を待っています'}"
        label = "支援会議の記録" if one.sealed else _label(cases.get(one.case_id), names)
        place = "sealed_case" if one.sealed else "case"
        lines.append(DueLine(weight, due.since, f"{label} {what}", why, place, one.case_id))
    return lines


def _chain(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """監査の鎖が切れていること。管理者にだけ。前に確かめた所から後だけを見る。"""
    if not desk.may(Purpose.ADMINISTRATION):
        return []
    broken = broken_words(work.audit.fresh_break())
    why = "所属長に知らせ、直近のバックアップと比べてください"
    line = DueLine(Weight.EMERGENCY, today, broken, why, "settings", "監査記録")
    return [line] if broken else []


def _backup(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """バックアップを作る日が来たこと。作れる役割の人にだけ。"""
    if not desk.may(Purpose.CASEWORK):
        return []
    kept = read_safekeeping(desk, work)
    if not kept.overdue(today):
        return []
    if kept.last is None:
        why = "まだ一度も作っていません"
    elif kept.needs_old_sheet:
        why = f"最後に作ったものは、前の復旧シート「{kept.last.sheet}」でしか開けません"
    else:
        made = kept.last.at.date()
        why = f"最後は{format_short(made)}({(today - made).days}日前)。目安は{kept.days}日ごと"
    return [
        DueLine(Weight.TODAY, kept.due_on, "バックアップを作る", why, "settings", "バックアップ")
    ]
