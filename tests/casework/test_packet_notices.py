"""資料を渡す前の知らせ: 議題とわけごとに一行にまとめ、空になる所も言う。"""

from __future__ import annotations

from typing import Any

import pytest

from jusou_desk.casework.case import consent
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.packet_matrix import matrix
from jusou_desk.casework.meeting.packet_notices import packet_notices
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.models.records import Attendee, Meeting
from tests.casework.test_packet_press import NAMES, SCOPES, TOLD, agreed, copies, meeting_of

INSIDE = "高齢福祉課"


def seated(desk: Desk, meeting: Meeting, *agencies: str) -> Meeting:
    people = [Attendee(agency=a, name=f"架空　{n}") for n, a in enumerate(agencies, 1)]
    return meetings.invite(desk, meeting.id, people)


def notices(desk: Desk, meeting: Meeting) -> tuple[str, ...]:
    return packet_notices(matrix(desk, meeting.id))


def test_同意の外の出席者が八人いても_議題とわけごとに一行(desk: Desk) -> None:
    meeting = meeting_of(
        desk,
        "重層的支援会議",
        agreed(desk, 0, agencies="社会福祉協議会", excluded_agencies="架空学校"),
        agreed(desk, 1),
    )
    outside = [f"架空機関{letter}" for letter in "ABCDEFGH"]
    seated(desk, meeting, *outside, "架空機関A", "架空学校", "社会福祉協議会", INSIDE)
    other, excluded, second = notices(desk, meeting)
    assert other.startswith("議題1 R8-0001 は、「架空機関A」「架空機関B」")
    assert all(other.count(f"「{name}」") == 1 for name in outside)
    assert "の部に入れていません(同意の提供先に入っていない)" in other
    assert "同意を記録し直して" in other
    assert "社会福祉協議会" not in other
    assert "「架空学校」の部に入れていません" in excluded
    assert "席を外して" in excluded
    assert second.startswith("議題2 ")


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (SCOPES, ()),
        (
            SCOPES[:5],
            ("相談内容・課題、経過、プラン・役割分担、検討すること・事実・決定", SCOPES[5]),
        ),
        (SCOPES[1:], ("氏名・住所など、世帯", SCOPES[0])),
        (SCOPES[1:5], ("氏名・住所など、世帯、相談内容・課題", SCOPES[0], SCOPES[5])),
    ],
)
def test_情報の範囲の外で空になる所を_議題ごとに一行で言う(
    desk: Desk, scopes: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0, scope=scopes))
    found = notices(desk, meeting)
    assert len(found) == bool(missing)
    for words in missing:
        assert words in found[0]
    assert Press(desk, meeting.id).notices == found
    # 言ったとおりに、紙から消えている。
    paper = copies(desk, meeting)[0].replace("　", "")
    assert (NAMES[0].replace("　", "") in paper) is (SCOPES[0] in scopes)
    assert (TOLD[0] in paper) is (SCOPES[5] in scopes)


def test_支援会議では_同意の範囲を言わない(desk: Desk) -> None:
    meeting = meeting_of(desk, "支援会議", agreed(desk, 0, scope=SCOPES[1:2], agencies="架空病院"))
    assert notices(desk, meeting) == ()


def test_誰の部にも入らない議題の_空になる所は言わない(desk: Desk) -> None:
    case_id = agreed(desk, 0, scope=SCOPES[1:5], agencies="架空病院")
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    seated(desk, meeting, "架空学校", "架空薬局")
    (words,) = notices(desk, meeting)
    assert "全員の部に入れていません(同意の提供先に入っていない)" in words


def test_撤回された議題は_全員に入らないと一行で言う(desk: Desk) -> None:
    case_id = agreed(desk, 0)
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    consent.record_consent(desk, case_id, {"status": "撤回", "decided_on": desk.today()})
    (words,) = notices(desk, meeting)
    assert "全員の部に入れていません(本人の同意(書面・口頭)が無い)" in words
    assert "支援会議で検討" in words


@pytest.mark.parametrize("kind", ["重層的支援会議", "支援会議"])
def test_資料一綴りを作る間_同意は相談ごとに一度だけ読む(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    case_ids = (agreed(desk, 0), agreed(desk, 1))
    meeting = meeting_of(desk, kind, *case_ids)
    read: list[str] = []
    latest = consent.latest_consent

    def counted(work: Any, case_id: str) -> Any:
        read.append(case_id)
        return latest(work, case_id)

    monkeypatch.setattr(consent, "latest_consent", counted)
    press = Press(desk, meeting.id)
    for number in range(1, len(meeting.attendees) + 1):
        press.copy(number)
    assert sorted(read) == sorted(case_ids)
