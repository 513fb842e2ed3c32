"""今日。期日の来たものと、忘れられかけているものを、理由を添えて危ない順に並べる。

支援会議の件は、机を見た人に分からないよう、中身を書かず番号だけを出す。
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jusou_desk.casework.audit_chain import broken_words
from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.due import (
    ENDED,
    DueLine,
    Names,
    Weight,
    label_of,
    weight_of,
    when_words,
)
from jusou_desk.casework.case.meeting_doors import opens
from jusou_desk.casework.case.moved import last_contacts
from jusou_desk.casework.case.promised import settled_in, still_waits
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import unpledged
from jusou_desk.casework.morning.copies_due import copy_lines
from jusou_desk.casework.morning.second_person import (
    disclosure_lines,
    protection_lines,
    transfer_lines,
)
from jusou_desk.casework.office.handing_on import left_line
from jusou_desk.casework.office.safekeeping import read_safekeeping
from jusou_desk.models.identity import is_temporary
from jusou_desk.models.records import Case, Consent, PlanStatus
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

_AHEAD: Final = timedelta(days=14)
#: 緊急性ごとの、接触の無い日数の目安。町の決まりに合わせて変えられるよう設定名も持つ。
SILENCE_DAYS: Final = {"緊急": 1, "早急": 7, "通常": 30, "見守り": 90}


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
            *_pledges(desk, work, today),
            *_info_requests(work, today),
            *_consents(work, cases, names, today),
            *_silence(work, cases, names, today),
            *transfer_lines(desk, work, today),
            *disclosure_lines(desk, work, cases, names, today),
            *protection_lines(work, cases, names, today),
            *left_line(desk, work, today),
            *_password(desk, work, today),
            *_backup(desk, work, today),
            *_chain(desk, work, today),
        ]
    # 会議の目的ごとに読み直すので、ここの読みを閉じてから
    lines += copy_lines(desk)
    return tuple(sorted(lines, key=lambda line: _order(line, today)))


def _order(line: DueLine, today: date) -> tuple[int, int, str]:
    """危ないものは新しい順(手を打てるうちに)、これからのものは近い順、接触の無いものは長い順。"""
    day = (line.due_on or today).toordinal()
    return line.weight, -day if line.weight <= Weight.OVERDUE else day, line.what


def _tasks(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    lines = []
    for task in work.tasks.where(done_on=None):
        if task.due_on is None or task.due_on > today + _AHEAD:
            continue
        what = "支援会議の決定事項" if task.sealed else task.what
        who = "" if task.sealed else "・".join(p for p in (task.agency, task.person) if p)
        case = cases.get(task.case_id)
        label = "" if task.sealed else label_of(case, names)
        lines.append(
            DueLine(
                weight_of(task.due_on, today),
                task.due_on,
                f"{label} {what}".strip(),
                f"{when_words(task.due_on, today)}{f'(担当 {who})' if who else ''}",
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
                weight_of(due, today),
                due,
                f"{label_of(cases.get(plan.case_id), names)} モニタリング",
                f"プラン{plan.round_no}回目のモニタリング。{when_words(due, today)}",
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
                weight_of(note.due_on, today),
                note.due_on,
                "支援会議の経過の期日"
                if note.sealed
                else f"{label_of(case, names)} {note.next_step}",
                f"{format_short(note.at.date())}の経過の「今後の対応」。{when_words(note.due_on, today)}",
                "sealed_case" if note.sealed else "case",
                note.case_id,
                note.id,
            )
        )
    return lines


def _pledges(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """近い支援会議の、誓約を確かめていない出席者。名前は出さない。"""
    lines = []
    for meeting in work.meetings.until("held_on", today + _AHEAD):
        if (
            meeting.held_on < today
            or not opens(desk, meeting)
            or not (bare := unpledged(work, meeting))
        ):
            continue
        lines.append(
            DueLine(
                weight_of(meeting.held_on, today),
                meeting.held_on,
                f"{meeting.meeting_no} の出席者{len(bare)}人が誓約未確認です",
                f"会議の前に誓約書をもらいます。{when_words(meeting.held_on, today)}",
                "meeting",
                meeting.id,
            )
        )
    return lines


def _info_requests(work: Work, today: date) -> list[DueLine]:
    """回答の期限が近いか過ぎた、情報提供の依頼。番号だけを出す。"""
    return [
        DueLine(
            weight_of(one.due_on, today),
            one.due_on,
            f"{one.request_no} の回答を受ける",
            f"情報提供の依頼の回答。{when_words(one.due_on, today)}",
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
        if case.sealed or not case.consented or case.status in ENDED:
            continue
        latest = newest.get(case.id)
        until = latest.valid_until if latest else None
        if until is None or until > today + _AHEAD:
            continue
        lines.append(
            DueLine(
                weight_of(until, today),
                until,
                f"{label_of(case, names)} 同意の期間が終わります",
                f"{when_words(until, today)}。続けるには改めて同意が要ります",
                "case",
                case.id,
            )
        )
    return lines


def _silence(work: Work, cases: dict[str, Case], names: Names, today: date) -> list[DueLine]:
    latest = last_contacts(work)
    lines = []
    for case in cases.values():
        if case.sealed or case.status in ENDED:
            continue
        limit = SILENCE_DAYS.get(case.urgency, 30)
        last = latest[case.id].date() if case.id in latest else case.received_on
        days = (today - last).days
        if days < limit:
            continue
        urgent = case.urgency == "緊急"
        who = label_of(case, names)
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


def _chain(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """監査の鎖が切れていること。管理者にだけ。前に確かめた所から後だけを見る。"""
    if not desk.may(Purpose.ADMINISTRATION):
        return []
    broken = broken_words(work.audit.fresh_break())
    why = "所属長に知らせ、直近のバックアップと比べてください"
    line = DueLine(Weight.EMERGENCY, today, broken, why, "settings", "監査記録")
    return [line] if broken else []


def _password(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """登録した人の付けた、仮のパスワードのままであること。本人にだけ。"""
    if not is_temporary(work, desk.me.id):
        return []
    why = "仮のパスワードのうちは、それを付けた人も、あなたの名で開けます"
    what = "自分のパスワードに変える"
    return [DueLine(Weight.TODAY, today, what, why, "settings", "自分のパスワード")]


def _backup(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """バックアップを作る日が来たこと。作れる役割の人にだけ。"""
    if not desk.may(Purpose.CASEWORK):
        return []
    kept = read_safekeeping(desk, work)
    if not kept.overdue(today):
        return []
    if kept.last is None:
        why = "まだ一度も作っていません。このPCが壊れると、記録がすべて失われます"
    elif kept.needs_old_sheet:
        why = f"最後に作ったものは、前の復旧シート「{kept.last.sheet}」でしか開けません"
    else:
        made = kept.last.at.date()
        ago = f"前に作ったのは{format_short(made)}（{(today - made).days}日前）"
        where = f"、置いたのは「{kept.last_folder}」" if kept.last_folder else ""
        why = f"{ago}{where}。{kept.days}日ごとに一つ作ります"
    return [
        DueLine(Weight.TODAY, kept.due_on, "バックアップを作る", why, "settings", "バックアップ")
    ]
