"""相談の帳票のほかの紙も、町の様式で出る: 会議の紙、台帳・一覧・通知、町の資料。"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.community import issue_paper, issues
from jusou_desk.casework.counting.handover_slip import handover_slip
from jusou_desk.casework.counting.town_papers import make_paper
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests
from jusou_desk.casework.meeting.meetings import invite
from jusou_desk.casework.morning.morning_paper import morning_paper
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.outgoing.calibrating import Measured, calibrate
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.outgoing.layouts import layout_for
from jusou_desk.casework.outgoing.media import media_register_book
from jusou_desk.casework.paper.blank_forms import draw_blank
from jusou_desk.casework.paper.case_list_paper import case_list_paper
from jusou_desk.casework.paper.takeover_paper import takeover_list
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.later_copies import draw_for_absent
from jusou_desk.casework.printing.meeting_papers import draw_paper, hand_out_paper
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.casework.printing.packet_standing import Standing, edition
from jusou_desk.casework.printing.request_register import draw_register, requests_of_year
from jusou_desk.casework.recall.issuing import issued_at_meeting, open_issued
from jusou_desk.casework.recall.withdrawing import withdrawal_sheet
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_papers import FIXED, Paper, paper, replaceable
from jusou_desk.errors import BadInput
from jusou_desk.models.office import Office
from jusou_desk.models.office_records import Medium, MediumEntry, Staff
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.models.secrecy_records import Way
from jusou_desk.policy import Purpose, Role
from jusou_desk.reports.inspection.cell_boxes import CellBox
from jusou_desk.reports.inspection.findings import Finding, Grade
from tests.casework.conftest import PASSWORD, MovableClock
from tests.casework.test_packet_press import NAMES, agreed, meeting_of, text_of
from tests.casework.town_forms import THIS, changed, plain_form, use_form

PLAN, SUPPORT = "重層的支援会議", "支援会議"
OURS = "みなと町の様式"


def own(desk: Desk, used_for: str, words: str = OURS) -> str:
    """紙 ``used_for`` に町の様式を使う。様式の要約値を返す。"""
    one = paper(desk, used_for)
    return use_form(desk, one, plain_form(one.prove(desk).vocabulary, words)).digest


@pytest.fixture
def case_id(desk: Desk) -> str:
    return agreed(desk, 0)


@pytest.fixture
def plan(desk: Desk, case_id: str) -> Meeting:
    return meeting_of(desk, PLAN, case_id)


@pytest.fixture
def support(desk: Desk, case_id: str) -> Meeting:
    return meeting_of(desk, SUPPORT, case_id)


# --- 支援会議の紙 -------------------------------------------------------------


def test_支援会議の紙は_支援会議のために取り込んだ様式でだけ出る(
    desk: Desk, plan: Meeting, support: Meeting
) -> None:
    own(desk, "packet", "同意を得た会議の様式")
    assert "同意を得た会議の様式" in text_of(Press(desk, plan.id).copy(1))
    assert "同意を得た会議の様式" not in text_of(Press(desk, support.id).copy(1))
    own(desk, "packet-sealed", "支援会議の様式")
    assert "支援会議の様式" in text_of(Press(desk, support.id).copy(1))
    assert "支援会議の様式" not in text_of(Press(desk, plan.id).copy(1))


@pytest.mark.parametrize("kind", ["packet", "minutes"])
def test_支援会議の印は_町の様式でも余白とヘッダーに残る(
    desk: Desk, support: Meeting, tmp_path: Path, kind: str
) -> None:
    own(desk, f"{kind}-sealed")
    if kind == "packet":
        files = packets.issue_packet(desk, support.id, tmp_path).files
    else:
        files = hand_out_paper(desk, draw_paper(desk, kind, support.id), tmp_path)
    pdf = next(path for path in files if path.name in ("packet-01.pdf", "minutes.pdf"))
    book = next(path for path in files if path.suffix == ".xlsx")
    text = text_of(pdf.read_bytes())
    sheets = openpyxl.load_workbook(book).worksheets
    headers = [s.oddHeader.right.text or "" for s in sheets if s.oddHeader is not None]
    assert len(headers) == len(sheets)
    for words in (text, *headers):
        assert "㊙" in words
        assert "複写禁止" in words
    assert OURS in text
    assert "第106条の6" in text


def test_従事していない管理者も_支援会議の紙の様式を取り込める(
    desk: Desk, office: Office, support: Meeting
) -> None:
    """試し刷りは会議を一件も読まないので、従事者でなくても、白紙の様式は扱える。"""
    staffing.add_staff(desk, "北野　管", Role.ADMIN, PASSWORD)
    other = sign_in(office, "北野　管", PASSWORD)
    assert not other.serves_any
    own(other, "packet-sealed")
    other.close()
    assert OURS in text_of(Press(desk, support.id).copy(1))


def test_試し刷りに_本物の会議も相談も出ない(desk: Desk, plan: Meeting, support: Meeting) -> None:
    """どの部分にも議題・経過・役割の行があり、どれも架空。"""
    numbers = (plan.meeting_no, support.meeting_no)
    for one in replaceable(desk):
        said = repr(one.prove(desk).packet)
        for told in (*NAMES, "台所の床", "戸口で五分", "床を直す", "架空　1", *numbers):
            assert told not in said, (one.used_for, told)
    words = {w.tag for w in paper(desk, "packet-sealed").prove(desk).vocabulary.words}
    assert {"議題.経過.内容", "議題.世帯員.続柄", "役割.期限", "議題.前回の決定.その後"} <= words


# --- 発行控と出し直し ---------------------------------------------------------


@pytest.mark.parametrize("kind", [PLAN, SUPPORT])
def test_様式を替えると_全部数の印刷は出し直しになり_前の部は前のまま開ける(
    desk: Desk, case_id: str, kind: str, tmp_path: Path
) -> None:
    met = meeting_of(desk, kind, case_id)
    key = "packet-sealed" if met.sealed else "packet"
    one = paper(desk, key)
    data = plain_form(one.prove(desk).vocabulary, "第一版")
    first = use_form(desk, one, data).digest
    issued = packets.issue_packet(desk, met.id, tmp_path)
    before = issued.papers[0].data
    rows = [row for paper in issued_at_meeting(desk, met.id) for row in paper.files]
    assert {row.layout_digest for row in rows if row.file_name != "copies.pdf"} == {first}
    assert edition(desk, Press(desk, met.id), Way.PRINT).standing is Standing.SAME

    second = use_form(desk, one, changed(data, "第二版")).digest
    made = edition(desk, Press(desk, met.id), Way.PRINT)
    assert made.standing is Standing.CHANGED
    assert "出し直し" in made.told
    assert {paper.layout_digest for paper in made.papers} == {second}
    again, pages = packets.print_packet(desk, met.id)
    assert "第二版" in text_of(pages)
    assert len(again.copies) == len(issued.copies)
    row = next(row for row in rows if row.file_name == "packet-01.pdf")
    assert open_issued(desk, row.id, met.meeting_no, purpose_of_kind(kind)) == before


def test_刷り上がりの同じ様式に替えても_出し直しになる(
    desk: Desk, plan: Meeting, tmp_path: Path
) -> None:
    """紙は同じでも、控の行と違う様式で出したことにはしない。"""
    one = paper(desk, "packet")
    data = plain_form(one.prove(desk).vocabulary)
    use_form(desk, one, data)
    issued = packets.issue_packet(desk, plan.id, tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.properties.keywords = "直した"
    out = io.BytesIO()
    book.save(out)
    use_form(desk, one, out.getvalue())
    press = Press(desk, plan.id)
    copy = issued.copies[0]
    imprint = edition(desk, press, Way.FILE).imprint
    assert imprint.at == copy.issued_at  # 時計は動いていない
    assert press.copy(1, imprint) == issued.papers[0].data
    assert edition(desk, press, Way.FILE).standing is Standing.CHANGED


def test_欠席者の部にも_様式の要約値が残る(desk: Desk, plan: Meeting, clock: MovableClock) -> None:
    digest = own(desk, "packet")
    issued, _ = packets.print_packet(desk, plan.id)
    packets.except_copy(desk, issued.copies[0], CopyException.NOT_HANDED)
    clock.pass_days(1)
    one = plan.attendees[0]
    assert draw_for_absent(desk, plan.id, one.agency, one.name).paper.layout_digest == digest


# --- どの紙も -----------------------------------------------------------------


def _leaver(desk: Desk) -> Staff:
    staffing.add_staff(desk, "南野　退", Role.COUNSELLOR, PASSWORD)
    return staffing.leave(desk, "南野　退")


def _slip(desk: Desk) -> tuple[OutgoingFile, ...]:
    entry = MediumEntry(
        medium_no="USB-01",
        at=datetime(2026, 11, 20, 9, 0),
        actor="大田　文江",
        report="相談件数",
        purpose="県への報告",
        receiver="県福祉課",
        files=("a.xlsx",),
        digests=("0" * 64,),
    )
    medium = Medium(
        medium_no="USB-01",
        name="架空の媒体",
        serial="1234",
        registered_on=desk.today(),
        registered_by="大田　文江",
    )
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.media.put(medium)
    with desk.writing(Purpose.REFERRAL) as work:
        work.medium_entries.put(entry)
    return handover_slip(desk, entry.id)


def _letters(desk: Desk, name: str, meeting: Meeting) -> Iterator[OutgoingFile]:
    drawn = draw_paper(desk, name, meeting.id)
    yield from (*drawn.letters, *drawn.books, *drawn.files)


def _asked(desk: Desk, meeting: Meeting, case_id: str) -> None:
    info_requests.ask(desk, meeting.id, case_id, "架空クリニック", "通院の様子")


def _given_to_me(desk: Desk, case: str) -> str:
    with desk.writing(Purpose.CASEWORK) as work:
        mine = work.cases.get(case)
        assert mine is not None
        work.cases.put(replace(mine, worker=desk.me.name))
    return desk.me.name


def _issue(desk: Desk) -> tuple[OutgoingFile, ...]:
    made = issues.write_issue(desk, replace(issues.new_issue(desk), title="買い物の足"))
    return issue_paper.issue_paper(desk, made.id)


OF_OFFICE: dict[str, Callable[[Desk, str], tuple[OutgoingFile, ...]]] = {
    "case-list": lambda desk, case: case_list_paper(desk, {case}),
    "takeover-list": lambda desk, case: takeover_list(desk, _given_to_me(desk, case)),
    "morning": lambda desk, _: morning_paper(desk),
    "withdrawal": withdrawal_sheet,
    "community-issue": lambda desk, _: _issue(desk),
    "media-register": lambda desk, _: media_register_book(desk),
    "handover-slip": lambda desk, _: _slip(desk),
    "leaving": lambda desk, _: (staffing.draw_leaving_notice(desk, _leaver(desk)),),
    "soudan-kikan": lambda desk, _: make_paper(desk, "soudan-kikan").files,
    "shien-flow": lambda desk, _: make_paper(desk, "shien-flow").files,
}


@pytest.mark.parametrize("name", OF_OFFICE)
def test_台帳も一覧も通知も町の資料も_町の様式で出て控に残る(
    desk: Desk, case_id: str, name: str
) -> None:
    digest = own(desk, name)
    files = OF_OFFICE[name](desk, case_id)
    assert {file.layout_digest for file in files} == {digest}
    pdf = next(file.data for file in files if file.name.endswith(".pdf"))
    assert OURS in text_of(pdf)


def test_会議の紙はみな_町の様式で出て控に残る(
    desk: Desk, plan: Meeting, support: Meeting, case_id: str
) -> None:
    _asked(desk, support, case_id)
    for name in ("notice", "minutes", "pledge", "info-request"):
        for met in (plan, support):
            if name == "info-request" and not met.sealed:
                continue
            key = f"{name}-sealed" if met.sealed else name
            digest = own(desk, key, f"{OURS} {key}")
            files = tuple(_letters(desk, name, met))
            assert {file.layout_digest for file in files} == {digest}, name
            assert OURS in text_of(files[0].data)
    for met, key in ((plan, "packet-copies"), (support, "packet-copies-sealed")):
        digest = own(desk, key, f"{OURS} {key}")
        made = packets.register_paper(desk, met.id)
        assert made.layout_digest == digest
        assert OURS in text_of(made.data)
    digest = own(desk, "request-register-sealed")
    listed = draw_register(desk, requests_of_year(desk, support.body_id, THIS))
    assert {file.layout_digest for file in listed} == {digest}
    assert "㊙" in text_of(listed[1].data)
    # 手書きの用紙も、同じ様式で刷る。
    assert OURS in text_of(draw_blank(desk, "pledge")[1].data)


def test_付いている様式で出した紙にも_様式の要約値が残る(
    desk: Desk, plan: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, plan.id, tmp_path)
    rows = [row for paper in issued_at_meeting(desk, plan.id) for row in paper.files]
    assert rows
    assert all(row.layout_digest for row in rows)


def test_どの紙の名も題も一つで_替えられない紙は一文で言う(desk: Desk) -> None:
    papers = replaceable(desk)
    assert len({one.used_for for one in papers}) == len(papers)
    assert len({one.title for one in papers}) == len(papers)
    assert all(one.why.endswith("ため。") for one in FIXED)
    # 「緊急連絡票」は替えられて「緊急連絡票・通報書」は替えられない、と並ぶと、どちらか分からない。
    assert not [
        one.title for one in FIXED if any(one.title.startswith(own.title) for own in papers)
    ]


# --- 点検 ---------------------------------------------------------------------


def findings(desk: Desk, one: Paper, data: bytes, grade: Grade) -> list[Finding]:
    checked = own_forms.check_form(desk, one, data, "様式.xlsx")
    return [found for found in checked.findings if found.grade is grade]


def test_会議資料は_要るシートが無ければ赤_使わないシートは黄(desk: Desk) -> None:
    one = paper(desk, "packet")
    book = openpyxl.load_workbook(io.BytesIO(layout_for(desk, one.layout)))
    book["名簿"].title = "出席者名簿"
    out = io.BytesIO()
    book.save(out)
    (red,) = findings(desk, one, out.getvalue(), Grade.RED)
    assert "シート「名簿」がありません" in red.what
    assert "手本" in red.advice
    yellow = findings(desk, one, out.getvalue(), Grade.YELLOW)
    assert any("「出席者名簿」は、この紙には使われません" in found.what for found in yellow)


def test_ほかのシートの言葉は赤_一件ごとのシートでは頭を省いてよい(desk: Desk) -> None:
    one = paper(desk, "packet")
    book = openpyxl.load_workbook(io.BytesIO(layout_for(desk, one.layout)))
    book["次第"]["AK60"] = "{{出席者.氏名}}"
    book["次第"]["AK61"] = "{{相談内容}}"
    book["事例{{議題.番号}}"]["AK60"] = "{{相談内容}} {{議題.相談内容}} {{経過.内容}}"
    out = io.BytesIO()
    book.save(out)
    reds = findings(desk, one, out.getvalue(), Grade.RED)
    assert [(found.sheet, found.cell) for found in reds] == [("次第", "AK60"), ("次第", "AK61")]


def test_開いた会議の紙に_同意未取得の欄は載せられない(desk: Desk) -> None:
    one = paper(desk, "minutes")
    vocabulary = one.prove(desk).vocabulary
    assert "情報提供者" in vocabulary.barred
    assert "情報提供者" not in paper(desk, "minutes-sealed").prove(desk).vocabulary.barred


def test_数の替わった支援フローは_シートの無いことを言って断る(desk: Desk) -> None:
    one = paper(desk, "shien-flow")
    proof = one.prove(desk)
    (name,) = proof.vocabulary.sheets
    use_form(desk, one, plain_form(proof.vocabulary))
    made = make_paper(desk, "shien-flow")
    assert made.sheets == (name,)
    with pytest.raises(BadInput, match="シート「相談99」がありません"):
        made.layout.fill(made.packet, only=("相談99",))


def test_試し刷りは_役所のExcelが刷る大きさで描く(desk: Desk) -> None:
    one = paper(desk, "minutes")
    book = openpyxl.load_workbook(io.BytesIO(plain_form(one.prove(desk).vocabulary)))
    for sheet in book.worksheets:
        assert sheet.sheet_properties.pageSetUpPr is not None
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()

    def right() -> float:
        boxes: tuple[CellBox, ...] = own_forms.check_form(desk, one, data, "様式.xlsx").boxes
        return max(box.x + box.width for box in boxes if box.page == 0)

    plain = right()
    calibrate(desk, Measured(184.0, 200.0, 200.0, 200.0))
    assert right() < plain * 0.97


def test_出席者の替わりは_様式が同じなら前からの決まりのとおり(desk: Desk, plan: Meeting) -> None:
    """様式の要約値を比べても、ほかの変わったことは前と同じに見つかる。"""
    own(desk, "packet")
    packets.print_packet(desk, plan.id)
    invite(desk, plan.id, plan.attendees[:2])
    assert edition(desk, Press(desk, plan.id), Way.PRINT).standing is Standing.CHANGED
