"""紙から失われたものは、どの紙でも、出す前に職員に言う。〓になった字、紙に出ない行、入れる升の無い断り。"""

from __future__ import annotations

from dataclasses import replace

import pytest

from jusou_desk.casework.counting.reporting import make_report
from jusou_desk.casework.counting.town_papers import make_paper
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.paper.case_list_paper import NAME, case_list_paper
from jusou_desk.casework.paper.papers import draw_sheet
from jusou_desk.casework.paper.takeover_paper import takeover_list
from jusou_desk.casework.recall.withdrawing import withdrawal_sheet
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_papers import paper
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.paper_case import received
from tests.casework.town_forms import use_form
from tests.reports.layouts import new_book, put, saved

REPORT = "soudan-kensu"


def said(files: tuple[OutgoingFile, ...]) -> str:
    """どのファイルにも同じ知らせが付いていること。その知らせ。"""
    (problems,) = {one.problems for one in files}
    return "".join(problems)


def test_下駄になる氏名は_どの一覧でも言う(desk: Desk) -> None:
    case = received(desk)
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person is not None
        work.people.put(replace(person, name="架空　\U00016800太郎"))
        work.cases.put(replace(case, worker=desk.me.name))
    assert "〓" in said(draw_sheet(desk, "intake", case.case_no).files)
    for files in (
        case_list_paper(desk, {case.id}),
        takeover_list(desk, desk.me.name),
        withdrawal_sheet(desk, case.id),
    ):
        assert "〓" in said(files), files[0].name


def test_印刷範囲の外になった行を言う(desk: Desk) -> None:
    """町の一覧の様式の印刷範囲が見出しだけなら、相談は一件も紙に出ない。"""
    case = received(desk)
    words = paper(desk, NAME).prove(desk).vocabulary.words
    tag = next(one.tag for one in words if one.tag.endswith("氏名"))
    book, sheet = new_book("一覧")
    put(sheet, "A1", "一覧")
    put(sheet, "A3", f"{{{{{tag}}}}}")
    sheet.print_area = "A1:C2"
    use_form(desk, paper(desk, NAME), saved(book))
    assert "紙に出ません" in said(case_list_paper(desk, {case.id}))


def test_町の様式に印の無い答えを_取り込むときも紙を出すときも言う(desk: Desk) -> None:
    """電話で受けた相談を、□が来所と訪問だけの受付票に刷ると、答えは紙から消える。"""
    case = received(desk)
    book, sheet = new_book("受付票")
    put(sheet, "A1:F1", "{{氏名}}")
    put(sheet, "A2:F2", "方法　{{相談方法:☑来所}}来所　{{相談方法:☑訪問}}訪問")
    put(sheet, "A3:F3", "困りごと　{{困りごと:☑介護のこと}}介護　{{困りごと:☑その他}}その他")
    put(sheet, "A4:F4", "緊急性　{{緊急性:☑高い}}高い　{{緊急性}}")
    one = paper(desk, "intake")
    told = own_forms.check_form(desk, one, saved(book), "受付票.xlsx").findings
    lost = [found for found in told if "□がない" in found.what]
    assert [found.cell for found in lost] == ["A2", "A3"]
    assert "「電話」" in lost[0].what
    use_form(desk, one, saved(book))
    words = said(draw_sheet(desk, "intake", case.case_no).files)
    assert "A2 の「相談方法」には、答え「電話」の□がない" in words
    assert "A3 の「困りごと」には、答え「病気・健康・障害のこと」の□がない" in words
    assert "A3 の「困りごと」には、答え「その他(書き添え)」の□がない" in words
    assert "緊急性" not in words
    assert "飼い猫" not in words


@pytest.mark.parametrize("noted", [False, True], ids=["脚注の升なし", "脚注の升あり"])
def test_脚注を入れる升の無い報告の様式を言う(desk: Desk, outsider: Desk, *, noted: bool) -> None:
    """「支援会議の件を含まない」という断りの無い件数を、揃った数として県に出させない。"""
    received(desk)
    one = paper(desk, REPORT)
    words = one.prove(desk).vocabulary.words
    tag = next(w.tag for w in words if w.tag.endswith(".1") and not w.group)
    book, sheet = new_book("年報")
    put(sheet, "A1", "年報")
    put(sheet, "A3", f"{{{{{tag}}}}}")
    if noted:
        put(sheet, "A4", "{{脚注.文}}")
    checked = own_forms.check_form(desk, one, saved(book), "年報.xlsx")
    own_forms.bring_in(desk, checked, "年報", FiscalYear(2026))
    made = make_report(outsider, REPORT, FiscalYear(2026))
    told = [found.what for found in checked.findings]
    assert ("脚注を入れる升がありません。" in told) is not noted
    (lost,) = made.notices or ("",)
    assert all((note in lost) is not noted for note in made.table.footnotes)
    assert made.table.footnotes


def test_脚注の升が刷ると見えない所にある報告の様式を言う(desk: Desk, outsider: Desk) -> None:
    received(desk)
    one = paper(desk, REPORT)
    book, sheet = new_book("年報")
    words = one.prove(desk).vocabulary.words
    tag = next(w.tag for w in words if w.tag.endswith(".1") and not w.group)
    put(sheet, "A1", f"{{{{{tag}}}}}")
    put(sheet, "A9", "{{脚注.文}}")
    sheet.print_area = "A1:H3"
    checked = own_forms.check_form(desk, one, saved(book), "年報.xlsx")
    own_forms.bring_in(desk, checked, "年報", FiscalYear(2026))
    (told,) = [found for found in checked.findings if found.what.startswith("脚注を入れる升")]
    assert (told.what[7:], told.cell) == ("が、刷ると見えない所にあります。", "A9")
    made = make_report(outsider, REPORT, FiscalYear(2026))
    (lost,) = made.notices
    assert all(note in lost for note in made.table.footnotes)


@pytest.mark.parametrize("where", ["", "ほか", "使うシート"])
def test_脚注を入れる升の無い町の資料を言う(desk: Desk, where: str) -> None:
    """支援フローは窓口の数でシートを選ぶので、刷らないシートの升では断りは紙に出ない。"""
    one = paper(desk, "shien-flow")
    (used,) = make_paper(desk, "shien-flow").sheets
    book, sheet = new_book(used)
    put(sheet, "A1", "{{表題}}")
    if where:
        noted = sheet if where == "使うシート" else book.create_sheet(where)
        put(noted, "A2", "{{脚注.文}}")
    checked = own_forms.check_form(desk, one, saved(book), "支援フロー.xlsx")
    own_forms.bring_in(desk, checked, "支援フロー", FiscalYear(2026))
    made = make_paper(desk, "shien-flow")
    notes = [str(row.values["文"]) for row in made.packet.groups["脚注"]]
    told = [found.what for found in checked.findings]
    there = where == "使うシート"
    assert ("脚注を入れる升がありません。" in told) is not there
    assert [all(note in one for note in notes) for one in made.notices] == [True] * (not there)
    assert len(notes) > 1
