"""発行控: 外へ出た紙は、三つの道のどれでも、出たときのまま区分ごとに残る。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.counting.reporting import hand_out_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.copy_corrections import take_back
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.office.recovery import write_recovery_sheets
from jusou_desk.casework.outgoing.exporting import (
    PRINTED,
    Keep,
    OutgoingFile,
    hand_over,
    note_printing,
)
from jusou_desk.casework.paper.papers import draw_sheet, hand_out_sheet
from jusou_desk.casework.printing import packets
from jusou_desk.casework.recall.issuing import issued_at_meeting, issued_for_case, open_issued
from jusou_desk.errors import BadInput, OutsideTrouble, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import PASSWORD, MovableClock
from tests.casework.test_packet_press import AGENCIES, NAMES, agreed, meeting_of, text_of

PLAN, SUPPORT = "重層的支援会議", "支援会議"


@pytest.fixture
def case_id(desk: Desk) -> str:
    return agreed(desk, 0)


@pytest.fixture
def met(desk: Desk, case_id: str) -> Meeting:
    return meeting_of(desk, PLAN, case_id, agreed(desk, 1, agencies="社会福祉協議会"))


@pytest.fixture
def administrator(office: Office, desk: Desk) -> Iterator[Desk]:
    """支援会議に従事していない管理者。"""
    staffing.add_staff(desk, "大庭　茂", Role.ADMIN, PASSWORD)
    signed_in = sign_in(office, "大庭　茂", PASSWORD)
    yield signed_in
    signed_in.close()


def rows(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> tuple[Issued, ...]:
    with desk.reading(purpose) as work:
        return work.issued.where()


def actions(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> list[str]:
    with desk.reading(purpose) as work:
        return [entry.action for entry in work.audit.entries(newest=3)]


# --- 三つの道 ---------------------------------------------------------------


def test_ファイルに出した帳票は_出したものと同じバイト列で残る(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    paths = hand_out_sheet(desk, "progress", case_id, tmp_path).files
    (paper,) = issued_for_case(desk, case_id)
    assert paper.kinds == "Excel・PDF"
    assert (paper.first.title, paper.first.way) == ("支援経過記録", Way.FILE)
    assert (paper.first.issued_by, paper.first.purpose) == (desk.me.name, Purpose.CASEWORK)
    for one, path in zip(paper.files, paths, strict=True):
        assert one.case_ids == (case_id,)
        assert open_issued(desk, one.id, "R8-0001") == path.read_bytes()
    assert actions(desk)[0] == "閲覧"


def test_刷った紙は刷り終えたときに残り_刷れなければ残らない(desk: Desk, case_id: str) -> None:
    pdf = draw_sheet(desk, "consent", case_id).files[1]
    for what in ("印刷の開始", "印刷の失敗"):
        note_printing(desk, Purpose.CASEWORK, "consent R8-0001", what, files=(pdf,))
        assert rows(desk) == ()
    note_printing(desk, Purpose.CASEWORK, "consent R8-0001", PRINTED, files=(pdf,))
    (one,) = rows(desk)
    assert (one.way, one.case_ids, one.digest) == (Way.PRINT, (case_id,), pdf.digest)
    assert open_issued(desk, one.id, "R8-0001") == pdf.data


def test_書き出せなければ_ファイルも控も残らず_監査に失敗が残る(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    blocked = tmp_path / "progress.pdf"
    blocked.mkdir()
    with pytest.raises(OutsideTrouble):
        hand_out_sheet(desk, "progress", case_id, tmp_path)
    assert rows(desk) == ()
    assert actions(desk)[:2] == ["出力の失敗(相談支援の記録)", "出力の開始(相談支援の記録)"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("progress")] == [
        "progress.pdf"
    ]


def test_会議資料は一部ずつ_載った相談だけを書いて残る(
    desk: Desk, met: Meeting, case_id: str, tmp_path: Path
) -> None:
    issued = packets.issue_packet(desk, met.id, tmp_path)
    kept = [paper.first for paper in issued_at_meeting(desk, met.id)]
    assert len(kept) == len(issued.files) == 5
    for one in kept:
        assert open_issued(desk, one.id, met.meeting_no) == (tmp_path / one.file_name).read_bytes()
    copies = {one.receiver: one for one in kept if one.receiver}
    assert {name: one.receiver_name for name, one in copies.items()} == {
        agency: f"架空　{n}" for n, agency in enumerate(AGENCIES, 1)
    }
    second = next(case.id for _, case in meetings.meeting_page(desk, met.id).items[1:])
    # 民生委員は二件目の同意の提供先に無いので、その部には載っていない。
    assert {name: one.case_ids for name, one in copies.items()} == {
        AGENCIES[0]: (case_id, second),
        AGENCIES[1]: (case_id,),
        AGENCIES[2]: (case_id, second),
    }
    register = next(one for one in kept if one.file_name == "copies.pdf")
    assert register.case_ids == ()
    assert len(issued_for_case(desk, second)) == 3


def test_全部数を刷っても一部ずつ残り_管理表の部と同じ要約で結びつく(
    desk: Desk, met: Meeting
) -> None:
    issued, _ = packets.print_packet(desk, met.id)
    for what in ("印刷の開始", PRINTED):
        note_printing(
            desk,
            Purpose.PLAN_MEETING,
            met.meeting_no,
            what,
            files=issued.papers,
            meeting_id=met.id,
        )
    kept = {paper.first.digest for paper in issued_at_meeting(desk, met.id)}
    assert kept == {copy.digest for copy in packets.copies_of(desk, met.id)}


def test_報告は相談を書かずに残り_台帳のブックは行だけ_復旧シートは残らない(
    desk: Desk, tmp_path: Path
) -> None:
    agreed(desk, 0)
    hand_out_report(desk, "nagato-jigyo-jokyo", FiscalYear(2025), tmp_path / "report")
    assert {(one.case_ids, one.title) for one in rows(desk)} == {
        ((), next(one.title for one in rows(desk)))
    }
    before = len(rows(desk))
    write_ledger(desk, tmp_path / "book.xlsx", password="ながいあいことば")
    (ledger,) = rows(desk)[before:]
    assert (ledger.title, ledger.case_ids) == ("標準台帳ブック(相談1件)", ())
    assert ledger.digest == hashlib.sha256((tmp_path / "book.xlsx").read_bytes()).hexdigest()
    with pytest.raises(BadInput, match="出したことの記録だけ"):
        open_issued(desk, ledger.id, "")
    write_recovery_sheets(desk, desk.renew_recovery(), tmp_path / "recovery")
    assert len(rows(desk)) == before + 1


def test_閲覧の役割が出した紙も残る(
    office: Office, desk: Desk, case_id: str, tmp_path: Path
) -> None:
    staffing.add_staff(desk, "見るだけの人", Role.READER, PASSWORD)
    reader = sign_in(office, "見るだけの人", PASSWORD)
    hand_out_sheet(reader, "progress", case_id, tmp_path)
    reader.close()
    assert {one.issued_by for one in rows(desk)} == {"見るだけの人"}


def test_後で記録や様式を直しても控は変わらず_書き換えれば分かる(
    desk: Desk, met: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path / "first")
    before = (tmp_path / "first" / "packet-01.pdf").read_bytes()
    first = issued_at_meeting(desk, met.id)[0].first
    meetings.change_meeting(desk, meeting_doors.find_meeting(desk, met.id))
    meetings.take_off_agenda(desk, meetings.meeting_page(desk, met.id).items[1][0])
    packets.issue_packet(desk, met.id, tmp_path / "second")
    assert open_issued(desk, first.id, met.meeting_no) == before
    assert (tmp_path / "second" / "packet-01.pdf").read_bytes() != before


# --- 区分 -------------------------------------------------------------------


@pytest.fixture
def quiet(desk: Desk, case_id: str) -> Meeting:
    return meeting_of(desk, SUPPORT, case_id)


def test_支援会議の控は従事者にだけ見え_開いたことも従事者の監査に残る(
    desk: Desk, outsider: Desk, administrator: Desk, quiet: Meeting, case_id: str, tmp_path: Path
) -> None:
    packets.issue_packet(desk, quiet.id, tmp_path)
    kept = issued_for_case(desk, case_id, Purpose.SUPPORT_MEETING)
    assert len(kept) == 4
    assert all(one.first.sealed for one in kept)
    # 従事者でも、普段の目的では見えない。
    for one in (desk, outsider, administrator):
        assert rows(one) == ()
        assert issued_for_case(one, case_id) == ()
        with pytest.raises(BadInput, match="控が見つかりません"):
            open_issued(one, kept[0].first.id, "R8-0001")
    for one in (outsider, administrator):
        with pytest.raises(BadInput):
            issued_at_meeting(one, quiet.id)
        with pytest.raises(Refused):
            issued_for_case(one, case_id, Purpose.SUPPORT_MEETING)
        with pytest.raises(Refused):
            open_issued(one, kept[0].first.id, "R8-0001", Purpose.SUPPORT_MEETING)
    pages = kept[0].pages
    assert pages is not None
    data = open_issued(desk, pages.id, quiet.meeting_no, Purpose.SUPPORT_MEETING)
    assert data == (tmp_path / pages.file_name).read_bytes()
    assert actions(desk, Purpose.SUPPORT_MEETING)[0] == "閲覧"
    assert "閲覧" not in actions(administrator)


def test_普段の表のどの升にも_支援会議の控の言葉は無い(
    desk: Desk, quiet: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, quiet.id, tmp_path)
    words = (quiet.meeting_no, quiet.id, "会議資料", "packet-01", AGENCIES[1], "%PDF")
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.glob("*.pdf")]
    connection = desk._store.raw_connection()
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    assert {"issued", "issued_file", "sealed_file", "audit"} <= set(tables)
    for table in tables:
        kept = connection.execute(f'SELECT * FROM "{table}"').fetchall()
        found = [word for word in (*words, *digests) if word in repr(kept)]
        assert found == [], table
        if table.startswith("issued"):
            assert kept == []
    connection.close()


def test_支援会議の紙を普段の区分の控にはできない(desk: Desk, tmp_path: Path) -> None:
    file = OutgoingFile("a.pdf", b"%PDF", title="資料")
    with pytest.raises(ValueError, match="会議体"):
        hand_over(desk, Purpose.SUPPORT_MEETING, "R8-支援-01", [file], tmp_path)
    assert not (tmp_path / "a.pdf").exists()
    body = desk.town.support_bodies[0].id
    with pytest.raises(Refused):
        hand_over(desk, Purpose.PLAN_MEETING, "R8-重層-01", [file], tmp_path, bodies=(body,))
    assert rows(desk, Purpose.SUPPORT_MEETING) == ()


def test_暗号化して渡すものは残さない(desk: Desk, tmp_path: Path) -> None:
    file = OutgoingFile("a.pdf", b"%PDF", keep=Keep.NOTHING)
    hand_over(desk, Purpose.STATISTICS, "報告", [file], tmp_path)
    assert rows(desk) == ()


# --- 管理表の例外と、作り直し -----------------------------------------------


def due(desk: Desk) -> list[str]:
    return [line.what for line in due_lines(desk) if "資料" in line.what]


@pytest.mark.parametrize("kind", [PLAN, SUPPORT])
def test_戻らない部は戻るか例外が付くまで今日に出る(
    desk: Desk, outsider: Desk, case_id: str, clock: MovableClock, tmp_path: Path, kind: str
) -> None:
    meeting = meeting_of(desk, kind, case_id)
    packets.issue_packet(desk, meeting.id, tmp_path)
    first, second, third = packets.copies_of(desk, meeting.id)
    for copy in (first, second):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    assert due(desk) == []
    clock.pass_days(1)
    number = meeting.meeting_no
    assert due(desk) == [
        f"{number} の会議資料1部に、配ったかどうかが書かれていません",
        f"{number} の会議資料が2部戻っていません",
    ]
    assert due(outsider) == ([] if kind == SUPPORT else due(desk))
    first, second, third = packets.copies_of(desk, meeting.id)
    packets.except_copy(desk, third, CopyException.NOT_HANDED)
    packets.mark_copy(desk, first, returned_on=desk.today())
    assert due(desk) == [f"{number} の会議資料が1部戻っていません"]
    with pytest.raises(BadInput, match="持ち帰りを許した人"):
        packets.except_copy(desk, second, CopyException.TAKEN_HOME, permitted_by=" ")
    taken = packets.except_copy(desk, second, CopyException.TAKEN_HOME, permitted_by="議長　見本")
    assert due(desk) == []
    packets.except_copy(desk, taken, CopyException.NONE)
    assert due(desk) == [f"{number} の会議資料が1部戻っていません"]


def test_配った部は渡していないにできず_配っていない部は持ち帰れない(
    desk: Desk, met: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path)
    first, second, _ = packets.copies_of(desk, met.id)
    handed = packets.mark_copy(desk, first, handed_on=desk.today())
    with pytest.raises(BadInput, match="配った資料"):
        packets.except_copy(desk, handed, CopyException.NOT_HANDED)
    with pytest.raises(BadInput, match="配っていない資料"):
        packets.except_copy(desk, second, CopyException.TAKEN_HOME, permitted_by="議長")
    # 渡さなかった部は役場の手元にあるので、回収を待たずに裁断できる。
    kept = packets.except_copy(desk, second, CopyException.NOT_HANDED)
    shred = packets.mark_copy(desk, kept, shredded_on=desk.today(), witness="山田　進")
    assert shred.shredded_on == desk.today()
    # 遅れて来た人に渡せば、印は消える。
    back = take_back(desk, shred)
    late = packets.mark_copy(desk, back, handed_on=desk.today())
    assert (late.exception, late.missing) == (CopyException.NONE, True)


def test_作り直しても配った部と前の控は残る(
    desk: Desk, met: Meeting, clock: MovableClock, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path / "first")
    handed = packets.mark_copy(desk, packets.copies_of(desk, met.id)[0], handed_on=desk.today())
    clock.now += timedelta(minutes=5)
    meetings.take_off_agenda(desk, meetings.meeting_page(desk, met.id).items[1][0])
    packets.issue_packet(desk, met.id, tmp_path / "second")
    copies = packets.copies_of(desk, met.id)
    assert [copy.copy_no for copy in copies if not copy.replaced] == [1, 1, 2, 3]
    assert [copy.copy_no for copy in copies if copy.replaced] == [2, 3]
    assert handed in copies
    digests = {one.digest for paper in issued_at_meeting(desk, met.id) for one in paper.files}
    both = [tmp_path / name / f"packet-0{n}.pdf" for name in ("first", "second") for n in (1, 2, 3)]
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in both} <= digests


def test_管理表の紙には例外と許した人が刷られる(desk: Desk, met: Meeting, tmp_path: Path) -> None:
    packets.issue_packet(desk, met.id, tmp_path)
    first, second, _ = packets.copies_of(desk, met.id)
    handed = packets.mark_copy(desk, first, handed_on=desk.today())
    packets.except_copy(desk, handed, CopyException.TAKEN_HOME, permitted_by="議長　見本")
    packets.except_copy(desk, second, CopyException.NOT_HANDED)
    words = text_of(packets.register_paper(desk, met.id).data)
    words = words.replace("　", "").replace(" ", "")
    assert "持ち帰り(許可議長見本)" in words
    assert words.count("渡していない") == 2  # 表と、下の注
    assert NAMES[0].replace("　", "") not in words
