"""同意の中身: 期限の無いことも、提供先と除く機関の重なりも、黙って決まらない。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jusou_desk.casework.case import cases, consent
from jusou_desk.casework.case.prefill import prefill
from jusou_desk.casework.case.timeline import Happened
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.agenda_changes import change_item
from jusou_desk.casework.meeting.packet_matrix import matrix
from jusou_desk.casework.meeting.packet_notices import packet_notices
from jusou_desk.casework.meeting.seats import chair_of
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Attendee
from tests.casework.test_case_history import happenings, received
from tests.casework.test_packet_press import SCOPES, agreed, copies, meeting_of


def given(desk: Desk, **more: Any) -> dict[str, Any]:
    values = {"status": "書面", "decided_on": desk.today(), "scope": SCOPES, "no_end": True}
    return values | {"agencies": "社会福祉協議会、架空学校"} | more


@pytest.mark.parametrize("status", ["書面", "口頭"])
def test_期限の無い同意は_期限なしを選んだときだけ(desk: Desk, status: str) -> None:
    case = received(desk)
    unsaid = given(desk, status=status, witness="架空　花子", no_end=False)
    with pytest.raises(BadInput, match="期間の終わりがありません") as refused:
        consent.record_consent(desk, case.id, unsaid)
    assert refused.value.field == "valid_until"
    with pytest.raises(BadInput, match="両方が入っています"):
        consent.record_consent(
            desk, case.id, unsaid | {"no_end": True, "valid_until": desk.today()}
        )
    consent.record_consent(desk, case.id, unsaid | {"no_end": True})
    consent.record_consent(desk, case.id, unsaid | {"valid_until": desk.today()})
    consent.record_consent(desk, case.id, unsaid | {"status": "撤回"})


@pytest.mark.parametrize("excluded", ["架空学校", "架空　学校", "学校", "警察署、架空学校"])
def test_提供先と除く機関の両方にある機関は_そう言って断る(desk: Desk, excluded: str) -> None:
    case = received(desk)
    with pytest.raises(BadInput, match="「架空学校」が、提供先と除く機関の両方") as refused:
        consent.record_consent(desk, case.id, given(desk, excluded_agencies=excluded))
    assert refused.value.field == "excluded_agencies"


@pytest.mark.parametrize(
    ("agencies", "excluded"),
    [
        ("重層的支援会議の出席機関", "架空学校"),
        ("地域包括支援センター", "地域包括支援センター(あいとぴあエリア)"),
        ("架空病院", "架空病院の鈴木さん"),
    ],
)
def test_広く許して一つを除く同意は_記録できる(desk: Desk, agencies: str, excluded: str) -> None:
    case = received(desk)
    values = given(desk, agencies=agencies, excluded_agencies=excluded)
    consent.record_consent(desk, case.id, values)


def test_次の同意には_目的も除く機関も写し_期間は写さない(desk: Desk) -> None:
    case = received(desk)
    purposes = ("重層的支援会議での協議", "その他(家族会)")
    last = given(desk, purposes=purposes, excluded_agencies="警察署")
    consent.record_consent(desk, case.id, last)
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    known = prefill(desk, cases.case_page(desk, case.id), "consent")
    assert known["purposes"] == purposes
    assert known["excluded_agencies"] == "警察署"
    assert (known["scope"], known["agencies"]) == (SCOPES, last["agencies"])
    assert not {"no_end", "valid_until", "period_from"} & known.keys()


def test_受付だけの同意は_限りの無い同意とみて載せることを_渡す前に言う(desk: Desk) -> None:
    only = received(desk, consent="書面")
    step = next(s for s in cases.case_page(desk, only.id).next_steps if s.place == "consent")
    assert "限らない同意とみます" in step.why
    plain = meeting_of(desk, "重層的支援会議", only.id)
    (words,) = packet_notices(matrix(desk, plain.id))
    assert words.startswith(f"議題1 {only.case_no} は、同意の範囲・提供先・期間が記録に無い")
    written = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    assert packet_notices(matrix(desk, written.id)) == ()
    assert packet_notices(matrix(desk, meeting_of(desk, "支援会議", only.id).id)) == ()


def test_町の一覧に無い学校を除けば_町に学校とあっても席の名を確かめさせる(desk: Desk) -> None:
    assert "学校" in {agency.name for agency in desk.town.agencies}
    said = agreed(desk, 0, excluded_agencies="架空第一学校、警察署")
    meeting = meeting_of(desk, "重層的支援会議", said)
    (words,) = packet_notices(matrix(desk, meeting.id))
    assert "「架空第一学校」に当たる出席者はいません" in words
    assert "警察署" not in words


def test_期限の無い同意は_歩みにそう書く(desk: Desk) -> None:
    case = received(desk)
    consent.record_consent(desk, case.id, given(desk))
    told = next(one for one in happenings(desk, case) if one.kind is Happened.CONSENT)
    assert "期間 期限なし" in told.body.split("\n")


def test_目的の無い議題でも_紙に空いた括弧は無い(desk: Desk) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    ((item, _),) = meetings.meeting_page(desk, meeting.id).items
    change_item(desk, item, "", "")
    papers = [text.replace(" ", "").replace("　", "") for text in copies(desk, meeting)]
    assert papers
    assert not any("()" in text or "（）" in text for text in papers)


def test_会議の長は_司会の欄か_司会の席の人(desk: Desk) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    seat = Attendee(agency="架空学校", name="架空　花子", role="司会・記録")
    seated = replace(meeting, chair=" ", attendees=(*meeting.attendees, seat))
    assert chair_of(seated) == "架空　花子"
    assert chair_of(replace(seated, chair="福祉課長")) == "福祉課長"
    assert chair_of(replace(meeting, chair="", attendees=())) == ""
