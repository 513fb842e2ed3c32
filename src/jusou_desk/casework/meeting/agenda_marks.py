"""議題の行に添える印: 議題に加えた後に、同意の無くなった相談。

重層的支援会議とその他の会議の資料は、本人の同意の中でだけ作れる。資料を作る時に断られて初めて
気づくのでは遅いので、議題の行で言い、次の一手(外す・確かめ直す・支援会議で検討)を添える。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jusou_desk.casework.case.consent import latest_consent, terms_of
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.meeting.sitting import bodies_beside
from jusou_desk.models.records import Case, Consent, Meeting
from jusou_desk.packet import Barrier
from jusou_desk.policy import CONSENT_NEEDED
from jusou_desk.towns import MeetingBody
from jusou_desk.wareki import format_short


@dataclass(frozen=True)
class AgendaMark:
    """議題一つの印。

    words: 同意がどうなったか。advice: 次の一手。
    held: もう開かれた会議か(議題を外すと結果も消えるので、外すことを勧めない)。
    instead: 代わりに検討できる支援会議の会議体。
    """

    words: str
    advice: str
    held: bool
    instead: tuple[MeetingBody, ...]


def agenda_marks(desk: Desk, page: MeetingPage) -> dict[str, AgendaMark]:
    """相談 id → 印。同意の中の相談と、同意を要しない会議の議題には付かない。"""
    meeting = page.meeting
    purpose = purpose_of_kind(meeting.kind)
    if purpose not in CONSENT_NEEDED:
        return {}
    today = desk.today()
    found: dict[str, AgendaMark] = {}
    with desk.reading(purpose) as work:
        for _, case in page.items:
            terms = terms_of(work, case)
            # これから開く会議なら、その日に同意が切れていることも言う。
            barrier = terms.barrier(purpose, today) or terms.barrier(
                purpose, max(today, meeting.held_on)
            )
            if barrier is not None:
                latest = latest_consent(work, case.id)
                found |= _mark(desk, meeting, case, barrier, latest)
    return found


def _mark(
    desk: Desk, meeting: Meeting, case: Case, barrier: Barrier, latest: Consent | None
) -> dict[str, AgendaMark]:
    held = meeting.held_on < desk.today()
    if held and barrier is not Barrier.NO_CONSENT:
        return {}  # 開いた日には同意があった
    words = _words(case, barrier, latest, desk.today())
    if held:
        advice = "配った資料が戻っているかを、相談の頁で確かめてください。"
        return {case.id: AgendaMark(words, advice, held, ())}
    bodies = bodies_beside(desk, meeting)
    # 同じ会議体が支援会議にもなる町では、それだけを勧める
    instead = tuple(b for b in bodies if b.name == meeting.body_name) or bodies
    choices = "同意を確かめ直すか、支援会議で検討" if instead else "同意を確かめ直"
    stops = "資料に載りません" if barrier is Barrier.OTHER_PURPOSE else "資料を作れません"
    advice = f"このままでは{stops}。議題から外すか、{choices}してください。"
    return {case.id: AgendaMark(words, advice, held, instead)}


def _words(case: Case, barrier: Barrier, latest: Consent | None, today: date) -> str:
    if barrier is Barrier.NO_CONSENT:
        on = f" {format_short(latest.decided_on)}" if latest else ""
        return f"本人の同意がありません({case.consent}{on})。"
    if barrier is Barrier.EXPIRED and latest and latest.valid_until:
        until = format_short(latest.valid_until)
        if latest.valid_until < today:
            return f"同意の期間が {until} で終わっています。"
        return f"同意の期間が {until} で終わり、会議の日には切れています。"
    return f"{barrier}。"
