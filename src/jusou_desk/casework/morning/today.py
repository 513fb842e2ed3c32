"""今日。期日の来たものと、忘れられかけているものを、理由を添えて危ない順に並べる。

支援会議の件は、机を見た人に分からないよう、中身を書かず番号だけを出す。
"""

from __future__ import annotations

from datetime import date

from jusou_desk.casework.audit_chain import broken_words
from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.due import DueLine, Weight, weight_of, when_words
from jusou_desk.casework.case.meeting_doors import opens
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import unpledged
from jusou_desk.casework.morning.community_lines import issue_lines
from jusou_desk.casework.morning.copies_due import copy_lines
from jusou_desk.casework.morning.left_lying import draft_lines
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.morning.promised_lines import note_lines, task_lines
from jusou_desk.casework.morning.running_out import consent_lines, plan_lines
from jusou_desk.casework.morning.second_person import (
    disclosure_lines,
    protection_lines,
    transfer_lines,
)
from jusou_desk.casework.morning.silence import silent_lines
from jusou_desk.casework.morning.waiting_replies import referral_lines
from jusou_desk.casework.office.handing_on import left_line
from jusou_desk.casework.office.safekeeping import read_safekeeping
from jusou_desk.models.identity import is_temporary
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short


def due_lines(desk: Desk, *, purpose: Purpose | None = None) -> tuple[DueLine, ...]:
    """今日の画面に出す行を、危ない順に。

    purpose: 読む目的。省けば、この職員が開ける一番広い目的。
    """
    today = desk.today()
    purpose = purpose or widest_reading(desk)
    with desk.reading(purpose) as work:
        look = Outlook(work, today)
        lines = [
            *task_lines(look),
            *plan_lines(look),
            *note_lines(look),
            *consent_lines(look),
            *silent_lines(look),
            *referral_lines(look),
            *draft_lines(desk, look),
            *_pledges(desk, look),
            *_info_requests(look),
            *transfer_lines(desk, work, today),
            *disclosure_lines(desk, look),
            *protection_lines(look),
            *issue_lines(look),
            *left_line(desk, work, today),
            *_password(desk, work, today),
            *_backup(desk, work, today),
            *_chain(desk, work, today),
        ]
    # 会議の目的ごとに読み直すので、ここの読みを閉じてから
    lines += copy_lines(desk, purpose)
    return tuple(sorted(lines, key=lambda line: _order(line, today)))


def _order(line: DueLine, today: date) -> tuple[int, int, str]:
    """危ないものは新しい順(手を打てるうちに)、これからのものは近い順、接触の無いものは長い順。"""
    day = (line.due_on or today).toordinal()
    return line.weight, -day if line.weight <= Weight.OVERDUE else day, line.what


def _pledges(desk: Desk, look: Outlook) -> list[DueLine]:
    """近い支援会議の、誓約を確かめていない出席者。名前は出さない。"""
    lines = []
    today = look.today
    for meeting in look.work.meetings.until("held_on", look.horizon, since=today):
        if not opens(desk, meeting) or not (bare := unpledged(look.work, meeting)):
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


def _info_requests(look: Outlook) -> list[DueLine]:
    """回答の期限が近いか過ぎた、情報提供の依頼。番号だけを出す。"""
    return [
        DueLine(
            weight_of(one.due_on, look.today),
            one.due_on,
            f"{one.request_no} の回答を受ける",
            f"情報提供の依頼の回答。{when_words(one.due_on, look.today)}",
            "meeting",
            one.meeting_id,
        )
        for one in look.work.info_requests.until("due_on", look.horizon)
        if one.answered_on is None and one.due_on is not None
    ]


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
