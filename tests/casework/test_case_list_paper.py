"""支援ケース一覧の紙。"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook

from jusou_desk.casework.case import intake, progress
from jusou_desk.casework.case.cases import case_list
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.case_list_paper import case_list_paper, hand_out_case_list
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Meeting
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.towns import MeetingKind
from tests.casework import paper_case
from tests.casework.test_papers import pdf_text, xlsx_text

LONG_AGENCY = "長門市地域包括支援センター・長門市社会福祉協議会合同相談支援室(深川・俵山・通・仙崎)"


def every(desk: Desk) -> frozenset[str]:
    return frozenset(line.case.id for line in case_list(desk, purpose=Purpose.SUPPORT_MEETING))


def test_一件一行で_プランと次の見直しと最後の記録が並ぶ(desk: Desk) -> None:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    paper_case.write_all(desk, made)
    with desk.writing(Purpose.CASEWORK) as work:
        for plan in work.plans.where(case_id=made.id):
            work.plans.put(replace(plan, lead_agency=LONG_AGENCY))
    xlsx, pdf = case_list_paper(desk, every(desk), "支援中")
    for text in (xlsx_text(xlsx.data), pdf_text(pdf.data)):
        for words in (
            "髙橋　𠮷子",
            "R8-0001",
            "認知症",
            LONG_AGENCY,
            "R8.12.10",
            "(支援中)",
            "1件",
        ):
            assert words in text
        assert "{{" not in text
        assert "東深川" not in text
    assert (xlsx.case_ids, pdf.case_ids) == ((made.id,), (made.id,))


def test_支援会議の相談は選んでも載らない(desk: Desk, outsider: Desk) -> None:
    paper_case.received(desk)
    values = {"received_on": desk.today(), "person_name": "秘田　守", "consent": "未取得"}
    sealed = intake.receive(desk, values | {"lane": Lane.SEALED.label}).case
    for one in (desk, outsider):
        xlsx, pdf = case_list_paper(one, every(desk))
        for text in (xlsx_text(xlsx.data), pdf_text(pdf.data)):
            assert "秘田" not in text
            assert sealed.case_no not in text
        assert sealed.id not in pdf.case_ids
        with pytest.raises(BadInput, match="載せる相談がありません"):
            case_list_paper(one, {sealed.id})


def test_支援会議で書いた経過の日は最後の記録にならない(desk: Desk) -> None:
    made = paper_case.received(desk)
    note = {"noted_on": date(2026, 11, 1), "content": "電話した。"}
    progress.add_note(desk, made.id, note)
    paper_case.add_sealed_note(desk, made)
    later = {"noted_on": date(2026, 11, 19), "content": "秘", "lane": Lane.SEALED.label}
    progress.add_note(desk, made.id, later)
    text = pdf_text(case_list_paper(desk, every(desk))[1].data)
    assert "R8.11.1" in text
    assert "R8.11.19" not in text


def test_横の紙で_何頁になっても見出しが刷られる(desk: Desk) -> None:
    for number in range(40):
        intake.receive(
            desk,
            {"received_on": desk.today(), "person_name": f"見本　{number}", "consent": "未取得"},
        )
    _, pdf = case_list_paper(desk, every(desk))
    pages = pypdf.PdfReader(io.BytesIO(pdf.data)).pages
    assert len(pages) > 2
    for page in pages:
        assert page.mediabox.width > page.mediabox.height
        words = page.extract_text()
        assert "主担当機関" in words
        assert "40件" in words
    (sheet,) = load_workbook(resource("layouts", "case-list.xlsx")).worksheets
    assert sheet.page_margins.top * 25.4 >= 20


def test_出すと控と監査に残る(desk: Desk, tmp_path: Path) -> None:
    made = paper_case.received(desk)
    paths = hand_out_case_list(desk, every(desk), "", tmp_path / "out")
    assert [path.name for path in paths] == ["case-list.xlsx", "case-list.pdf"]
    with desk.reading(Purpose.CASEWORK) as work:
        assert {one.title for one in work.issued.where()} == {"支援ケース一覧"}
        assert all(made.id in one.case_ids for one in work.issued.where())


def test_経路と_これから議題になる一番早い会議の日が並ぶ(desk: Desk) -> None:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    with desk.writing(Purpose.CASEWORK) as work:
        for number, day in enumerate((date(2026, 11, 1), date(2027, 1, 15), date(2026, 12, 3))):
            kind = MeetingKind.PLAN
            met = Meeting(meeting_no=f"M{number}", body_name="", kind=kind, held_on=day)
            work.meetings.put(met)
            work.agenda.put(AgendaItem(meeting_id=met.id, item_no="1", case_id=made.id))
    text = pdf_text(case_list_paper(desk, every(desk))[1].data)
    assert "R8.12.3" in text
    assert "R9.1.15" not in text
    assert "R8.11.1" not in text
    # この相談は情報源を伏せるので、経路も出ない
    assert "ケーブルテレビ" not in text
    assert "情報源秘匿" in text
    plain = intake.receive(desk, {"received_on": desk.today(), "route": "家族から"}).case
    assert "家族から" in pdf_text(case_list_paper(desk, {plain.id})[1].data)
