"""議題の印: 議題に加えた後に同意の無くなった相談を、次の一手と一緒に言う。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jusou_desk.casework.case import consent
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.agenda_marks import AgendaMark, agenda_marks
from jusou_desk.forms import known_codes
from jusou_desk.models.records import Meeting
from jusou_desk.towns import MeetingKind
from tests.casework.conftest import MovableClock
from tests.casework.several_bodies import komae, several
from tests.casework.test_packet_press import SCOPES, agreed

__all__ = ["komae", "several"]


def meeting_on(desk: Desk, kind: str, case_id: str, days: int = 3) -> Meeting:
    """``days`` 日後の会議。議題は一つ。"""
    wanted = MeetingKind(kind)
    body = next(b for b in desk.town.bodies if wanted in b.kinds)
    day = desk.today() + timedelta(days=days)
    meeting = meetings.convene(desk, body.id, day, kind=wanted)
    meetings.put_on_agenda(desk, meeting.id, case_id, "プラン策定")
    return meeting


def told(desk: Desk, case_id: str, status: str, **more: Any) -> None:
    values: dict[str, Any] = {"status": status, "decided_on": desk.today()}
    endless = {"no_end": "valid_until" not in more}
    consent.record_consent(desk, case_id, values | endless | more)


def marks(desk: Desk, meeting: Meeting) -> dict[str, AgendaMark]:
    return agenda_marks(desk, meetings.meeting_page(desk, meeting.id))


@pytest.mark.parametrize("status", ["撤回", "拒否", "未取得"])
@pytest.mark.parametrize("kind", ["重層的支援会議", "その他"])
def test_議題に加えた後に同意が無くなれば_言葉と次の一手が付く(
    desk: Desk, kind: str, status: str
) -> None:
    case_id = agreed(desk, 0)
    meeting = meeting_on(desk, kind, case_id)
    assert marks(desk, meeting) == {}
    told(desk, case_id, status)
    mark = marks(desk, meeting)[case_id]
    assert mark.words == f"本人の同意がありません({status} R8.11.20)。"
    for way in ("議題から外す", "同意を確かめ直す", "支援会議で検討"):
        assert way in mark.advice
    assert mark.instead == desk.town.support_bodies


def test_支援会議の議題には付かない(desk: Desk) -> None:
    case_id = agreed(desk, 0)
    meeting = meeting_on(desk, "支援会議", case_id)
    told(desk, case_id, "撤回")
    assert marks(desk, meeting) == {}


def test_会議の日までに切れる同意も_切れる前に言う(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0, valid_until=desk.today() + timedelta(days=1))
    assert marks(desk, meeting_on(desk, "重層的支援会議", case_id, days=1)) == {}
    meeting = meeting_on(desk, "重層的支援会議", case_id, days=9)
    assert "R8.11.21 で終わり、会議の日には切れています" in marks(desk, meeting)[case_id].words
    clock.pass_days(3)
    assert "R8.11.21 で終わっています" in marks(desk, meeting)[case_id].words


def test_目的の外に狭まれば言う(desk: Desk) -> None:
    case_id = agreed(desk, 0)
    meeting = meeting_on(desk, "重層的支援会議", case_id)
    outside = next(
        term
        for term, code in known_codes("consent_purposes").items()
        if code.purposes and "重層的支援会議" not in code.purposes
    )
    told(desk, case_id, "書面", scope=SCOPES, agencies="社会福祉協議会", purposes=(outside,))
    mark = marks(desk, meeting)[case_id]
    assert mark.words == "同意の目的に入っていない。"
    assert "資料に載りません" in mark.advice


def test_開いた後の撤回では_議題を外すことを勧めない(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0, valid_until=desk.today() + timedelta(days=4))
    meeting = meeting_on(desk, "重層的支援会議", case_id)
    clock.pass_days(9)
    # 開いた日には同意があり、その後に期間が過ぎただけ。
    assert marks(desk, meeting) == {}
    told(desk, case_id, "撤回")
    mark = marks(desk, meeting)[case_id]
    assert mark.held
    assert "外す" not in mark.advice
    assert "戻っているか" in mark.advice
    assert mark.instead == ()


def test_従事していない職員には_支援会議を勧めない(desk: Desk, outsider: Desk) -> None:
    case_id = agreed(desk, 0)
    meeting = meeting_on(desk, "重層的支援会議", case_id)
    told(desk, case_id, "撤回")
    mark = marks(outsider, meeting)[case_id]
    assert mark.instead == ()
    assert "支援会議" not in mark.advice


def test_同じ会議体が支援会議にもなる町では_それだけを勧める(several: Desk) -> None:
    case_id = agreed(several, 0)
    both = next(
        b for b in several.town.bodies if {MeetingKind.PLAN, MeetingKind.SUPPORT} <= set(b.kinds)
    )
    day = several.today() + timedelta(days=3)
    meeting = meetings.convene(several, both.id, day, kind=MeetingKind.PLAN)
    meetings.put_on_agenda(several, meeting.id, case_id, "プラン策定")
    told(several, case_id, "撤回")
    assert [b.name for b in marks(several, meeting)[case_id].instead] == [both.name]
