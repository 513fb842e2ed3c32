"""会議資料のフォルダ: 名の同じほかの会議の紙を替えず、前の版の紙を混ぜて残さない。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.packet_folder import own_folder
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.later_copies import draw_for_absent, hand_out_for_absent
from jusou_desk.casework.printing.meeting_papers import draw_paper, hand_out_paper
from jusou_desk.errors import BadInput
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.policy import Purpose
from tests.casework.test_packet_press import agreed, meeting_of

PLAN, SUPPORT = "重層的支援会議", "支援会議"
STRANGE = "この会議で出したのではない資料"


@pytest.fixture
def met(desk: Desk) -> Meeting:
    return meeting_of(desk, PLAN, agreed(desk, 0))


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("kind", [PLAN, SUPPORT])
def test_ほかの会議の資料のあるフォルダには_出さず何も替えない(
    desk: Desk, met: Meeting, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "資料"
    first = meeting_of(desk, kind, agreed(desk, 1))
    packets.issue_packet(desk, first.id, folder)
    before = there(folder)
    with pytest.raises(BadInput, match=STRANGE) as told:
        packets.issue_packet(desk, met.id, folder)
    assert met.meeting_no in told.value.advice
    # 同じ机でも、よその会議の番号も区分も言わない。
    assert first.meeting_no not in f"{told.value.title}{told.value.advice}"
    assert there(folder) == before
    assert packets.copies_of(desk, met.id) == ()


def test_フォルダの紙に_見分けるための印は足さない(
    desk: Desk, met: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path / "資料")
    names = {"packet-01.pdf", "packet-02.pdf", "packet-03.pdf", "packet.xlsx", "copies.pdf"}
    assert there(tmp_path / "資料").keys() == names


def test_同じ会議なら出し直せて_人が減れば前の部は残らない(
    desk: Desk, met: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path / "資料")
    meetings.invite(desk, met.id, met.attendees[:2])
    (tmp_path / "資料" / "覚え書き.txt").write_text("私の", encoding="utf-8")
    again = packets.issue_packet(desk, met.id, tmp_path / "資料")
    assert [path.name for path in again.gone] == ["packet-03.pdf"]
    assert there(tmp_path / "資料").keys() == {
        "packet-01.pdf",
        "packet-02.pdf",
        "packet.xlsx",
        "copies.pdf",
        "覚え書き.txt",
    }
    with desk.reading(Purpose.PLAN_MEETING) as work:
        details = [one.detail for one in work.audit.about({met.meeting_no})]
    assert any("除いた:packet-03.pdf" in detail for detail in details)


def test_出せなければ前の部も残る(desk: Desk, met: Meeting, tmp_path: Path) -> None:
    folder = tmp_path / "資料"
    packets.issue_packet(desk, met.id, folder)
    meetings.invite(desk, met.id, met.attendees[:2])
    before = there(folder)
    (folder / "packet-02.pdf").unlink()
    (folder / "packet-02.pdf").mkdir()
    with pytest.raises(Exception, match="フォルダです"):
        packets.issue_packet(desk, met.id, folder)
    assert (folder / "packet-03.pdf").read_bytes() == before["packet-03.pdf"]


def test_手を入れた資料も替えない(desk: Desk, met: Meeting, tmp_path: Path) -> None:
    packets.issue_packet(desk, met.id, tmp_path / "資料")
    book = tmp_path / "資料" / "packet.xlsx"
    book.write_bytes(book.read_bytes() + b"\n")
    with pytest.raises(BadInput, match=r"packet\.xlsx"):
        packets.issue_packet(desk, met.id, tmp_path / "資料")


def test_席の後に続けた部は_出し直しても残る(desk: Desk, met: Meeting, tmp_path: Path) -> None:
    folder = tmp_path / "資料"
    packets.issue_packet(desk, met.id, folder)
    absent = packets.copies_of(desk, met.id)[2]
    packets.except_copy(desk, absent, CopyException.NOT_HANDED)
    later = draw_for_absent(desk, met.id, absent.agency, absent.name)
    hand_out_for_absent(desk, later, folder)
    assert packets.issue_packet(desk, met.id, folder).gone == ()
    assert "packet-04.pdf" in there(folder)


def test_欠席者の分も議事録も_ほかの会議の紙と混ざらない(
    desk: Desk, met: Meeting, tmp_path: Path
) -> None:
    other = meeting_of(desk, PLAN, agreed(desk, 1))
    packets.issue_packet(desk, other.id, tmp_path / "よそ")
    hand_out_paper(desk, draw_paper(desk, "minutes", other.id), tmp_path / "よそ")
    packets.issue_packet(desk, met.id, tmp_path / "資料")
    absent = packets.copies_of(desk, met.id)[2]
    packets.except_copy(desk, absent, CopyException.NOT_HANDED)
    later = draw_for_absent(desk, met.id, absent.agency, absent.name)
    with pytest.raises(BadInput, match=STRANGE):
        hand_out_for_absent(desk, later, tmp_path / "よそ")
    before = there(tmp_path / "よそ")
    minutes = draw_paper(desk, "minutes", met.id)
    with pytest.raises(BadInput, match=r"minutes\.pdf"):
        hand_out_paper(desk, minutes, tmp_path / "よそ")
    assert there(tmp_path / "よそ") == before
    hand_out_paper(desk, minutes, tmp_path / "資料")
    hand_out_paper(desk, draw_paper(desk, "minutes", met.id), tmp_path / "資料")


@pytest.mark.parametrize(
    ("number", "name"),
    [("R8-支援-05", "R8-支援-05"), ("R8/会議:5", "R8-会議-5"), ("..", ""), ("5回. ", "5回")],
)
def test_会議のフォルダの名は会議番号で_使えない字を替える(
    met: Meeting, tmp_path: Path, number: str, name: str
) -> None:
    one = replace(met, meeting_no=number)
    made = own_folder(tmp_path, one)
    assert made == tmp_path / (name or met.id)
    assert own_folder(made, one) == made
