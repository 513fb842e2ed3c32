"""町の様式: 点検し、取り込み、その様式で紙が出て、替えても前に出した紙は変わらない。"""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from jusou_desk.casework.counting.reporting import make_report, report_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.layouts import layout_for
from jusou_desk.casework.paper.papers import draw_sheet, hand_out_sheet, sheet_kind, sheet_packet
from jusou_desk.casework.recall.issuing import issued_for_case, open_issued
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_lists import hand_out_tag_list
from jusou_desk.casework.town_forms.own_form_papers import paper, replaceable
from jusou_desk.errors import BadInput, OutsideTrouble, Refused
from jusou_desk.models.own_forms import CellLink, OwnForm
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.problems import Trouble
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import COORDINATOR, MovableClock
from tests.casework.paper_case import received
from tests.reports.layouts import new_book, put, saved

SPECIMENS = Path(__file__).parents[1] / "specimens"
HOUGAN = (SPECIMENS / "hougan-intake.xlsx").read_bytes()
THIS, NEXT = FiscalYear(2026), FiscalYear(2027)
LINKS = (
    CellLink("相談票", "G8", "氏名", "氏名", clears=True),
    CellLink("相談票", "G5", "受付番号", "受付番号", clears=True),
)


def form(words: str = "第一版") -> bytes:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", words)
    put(sheet, "A2:D2", "{{氏名}}")
    return saved(book)


def use(desk: Desk, data: bytes, year: FiscalYear = THIS, title: str = "みなと町相談票") -> OwnForm:
    checked = own_forms.check_form(desk, paper(desk, "intake"), data, "相談票.xlsx")
    return own_forms.bring_in(desk, checked, title, year)


def cells(data: bytes) -> dict[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}


def drawn(desk: Desk, case: Case) -> dict[str, object]:
    return cells(draw_sheet(desk, "intake", case.case_no).files[0].data)


@pytest.fixture
def case(desk: Desk) -> Case:
    return received(desk)


# --- 言葉と試し刷り -----------------------------------------------------------


def test_同梱の様式は_どの帳票も赤が無く_答えの印が揃い_数が収まる(desk: Desk) -> None:
    """点検の言葉は、その紙に実際に差し込まれる言葉と同じである。"""
    kinds = replaceable(desk)
    assert len(kinds) > 8
    for one in kinds:
        data = layout_for(desk, one.layout)
        checked = own_forms.check_form(desk, one, data, "手本.xlsx")
        assert [f.what for f in checked.findings if f.grade is Grade.RED] == [], one.title
        assert [f.what for f in checked.findings if "□がない" in f.what] == [], one.title
        made = checked.inspection.book
        assert made is not None
        lost = (Trouble.NO_BOX, Trouble.HASHED)
        told = {problem.words for problem in made.noted if problem.trouble in lost}
        assert told == set(), one.title


def test_試し刷りに本物の相談は出ない(desk: Desk, case: Case) -> None:
    for kind in replaceable(desk):
        said = repr(kind.prove(desk).packet)
        for words in ("髙橋", "東深川", "050-0000", "ごみ袋", case.case_no):
            assert words not in said, (kind.layout, words)


def test_言葉は実際の紙のタグと同じ(desk: Desk, case: Case) -> None:
    packet, _ = sheet_packet(desk, sheet_kind("intake"), case.case_no)
    words = paper(desk, "intake").prove(desk).vocabulary
    assert set(packet.values) == {w.tag for w in words.words if "." not in w.tag}
    rows = {f"世帯員.{tag}" for tag in packet.groups["世帯員"][0].values}
    assert rows == {w.tag for w in words.words if "." in w.tag}


def tagged(*names: str) -> bytes:
    book, sheet = new_book("票")
    for row, name in enumerate(names, start=1):
        put(sheet, f"A{row}:D{row}", f"{{{{{name}}}}}")
    return saved(book)


def test_別の紙のタグばかりなら_赤を並べずに_紙を選び直すように言う(desk: Desk) -> None:
    data = tagged("会議名", "次第.番号", "次第.内容")
    checked = own_forms.check_form(desk, paper(desk, "intake"), data, "次第.xlsx")
    (red,) = [one for one in checked.findings if one.grade is Grade.RED]
    assert red.advice == "「会議資料」の様式ではありませんか。紙の種類を選び直してください。"
    assert not checked.untouched


def test_会議資料のシートが一枚も無いファイルは_一つの赤で言う(desk: Desk) -> None:
    checked = own_forms.check_form(desk, paper(desk, "packet"), HOUGAN, "相談票.xlsx")
    (red,) = [one for one in checked.findings if one.grade is Grade.RED]
    assert red.what.startswith("「会議資料」に要るシート「次第」「名簿」")
    assert "「この帳票ではない？」で選び直し" in red.advice
    assert not checked.inspection.usable
    # 一枚でもあれば、足りないシートをそれぞれ言う。
    book, _ = new_book("次第")
    some = own_forms.check_form(desk, paper(desk, "packet"), saved(book), "次第.xlsx")
    reds = [one.what for one in some.findings if one.grade is Grade.RED]
    assert any(one.startswith("シート「名簿」がありません。") for one in reds)


@pytest.mark.parametrize(
    ("names", "unknown"),
    [(("氏名", "窓口", "対応日"), "対応日"), (("氏名", "会議番号", "ほにゃ"), "会議番号")],
)
def test_紙の選び違いと決められなければ_タグごとに言う(
    desk: Desk, names: tuple[str, ...], unknown: str
) -> None:
    checked = own_forms.check_form(desk, paper(desk, "intake"), tagged(*names), "票.xlsx")
    reds = [one.what for one in checked.findings if one.grade is Grade.RED]
    assert f"タグ「{unknown}」が分かりません。" in reds


def test_外へ渡す紙には_同意未取得の欄を載せられない(desk: Desk) -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    put(sheet, "A2:D2", "{{情報提供者}}")
    put(sheet, "A3:D3", "{{把握した事実}}")
    checked = own_forms.check_form(desk, paper(desk, "referral"), saved(book), "票.xlsx")
    reds = [f for f in checked.findings if f.grade is Grade.RED]
    assert [f.cell for f in reds] == ["A2", "A3"]
    assert all("同意未取得" in f.what for f in reds)
    with pytest.raises(BadInput, match="直すところが残っている"):
        own_forms.bring_in(desk, checked, "票", THIS)
    # 役場に置く紙なら載せられる。
    assert own_forms.check_form(
        desk, paper(desk, "intake"), saved(book), "票.xlsx"
    ).inspection.usable


def test_タグの一覧と手本を書き出せる(desk: Desk, tmp_path: Path) -> None:
    paths = hand_out_tag_list(desk, paper(desk, "intake"), tmp_path / "out")
    assert [path.name for path in paths] == ["タグの一覧-intake.xlsx", "手本-intake.xlsx"]
    listed = cells(paths[0].read_bytes())
    assert "{{氏名}}" in listed.values()
    assert "{{相談方法:☑電話}}" in listed.values()
    assert paths[1].read_bytes() == layout_for(desk, "intake")


def test_答えの升の無いシートは_毎回一緒に刷られると黄で言う(desk: Desk) -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "氏名")
    put(book.create_sheet("記入要領"), "A1", "氏名は戸籍の字で書くこと。")
    put(book.create_sheet("控え"), "A1", "=票!A1")
    hidden = book.create_sheet("一覧")
    put(hidden, "A1", "男")
    hidden.sheet_state = "hidden"
    links = (CellLink("票", "A2", "氏名", "氏名"),)

    def idle(links: tuple[CellLink, ...]) -> list[str]:
        checked = own_forms.check_form(desk, paper(desk, "intake"), saved(book), "票.xlsx", links)
        grades = [one.grade for one in checked.findings]
        assert grades == sorted(grades, key=list(Grade).index)
        return [one.sheet for one in checked.findings if "一緒に出ます" in one.what]

    assert idle(links) == ["記入要領"]
    assert idle(()) == []  # 升をまだ何も決めていない


# --- 取り込む -----------------------------------------------------------------


def test_取り込むと_その様式で紙が出る(desk: Desk, case: Case) -> None:
    made = use(desk, form())
    assert drawn(desk, case) == {"A1": "第一版", "A2": "髙橋　𠮷子"}
    assert (made.used_for, made.brought_by, made.used_from) == (
        "intake",
        COORDINATOR,
        date(2026, 11, 20),
    )
    assert own_forms.standing(made, desk, [made]) == "使用中"
    with desk.reading(Purpose.ADMINISTRATION) as work:
        last = work.audit.last()
    assert last is not None
    assert (last.action, last.subject) == ("様式の取込み", "intake")
    assert made.digest[:16] in last.detail


def test_結んだ升に値が入り_元のファイルはそのまま残る(desk: Desk, case: Case) -> None:
    checked = own_forms.check_form(desk, paper(desk, "intake"), HOUGAN, "相談票.xlsx", LINKS)
    assert checked.inspection.usable
    made = own_forms.bring_in(desk, checked, "第3号様式", THIS)
    found = drawn(desk, case)
    assert (found["G8"], found["G5"]) == ("髙橋　𠮷子", case.case_no)
    assert found["A1"] == "総合相談受付票（インテークシート）"
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.own_forms.data(made) == HOUGAN
        assert work.own_forms.get(made.id) == made


def test_命令で渡した様式は_取り込んだ様式より先(desk: Desk, case: Case) -> None:
    use(desk, form())
    given = draw_sheet(desk, "intake", case.case_no, template=form("命令の様式"))
    assert cells(given.files[0].data)["A1"] == "命令の様式"


def test_次の年度の様式は_四月一日から替わる(desk: Desk, case: Case, clock: MovableClock) -> None:
    use(desk, form("今年"))
    made = use(desk, form("来年"), NEXT)
    assert made.used_from == date(2027, 4, 1)
    both = own_forms.own_forms(desk)
    assert [own_forms.standing(one, desk, both) for one in both] == ["R9.4.1 から", "使用中"]
    clock.pass_days((date(2027, 3, 31) - date(2026, 11, 20)).days)
    assert drawn(desk, case)["A1"] == "今年"
    clock.pass_days(1)
    assert drawn(desk, case)["A1"] == "来年"
    assert [own_forms.standing(one, desk, both) for one in both] == ["使用中", "R9.4.1 まで"]
    assert [own_forms.is_over(one, desk, both) for one in both] == [False, True]
    # いまの版をやめると、去年の版でなく同梱の様式に戻る。
    own_forms.stop_using(desk, made)
    assert drawn(desk, case).get("A1") not in ("今年", "来年")


def test_来年度の様式の後で今年の様式を直しても_四月からは来年度の様式(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    use(desk, form("今年の第一版"))
    use(desk, form("来年度"), NEXT)
    clock.pass_days(1)
    use(desk, form("今年の第二版"))
    assert drawn(desk, case)["A1"] == "今年の第二版"
    clock.pass_days((date(2027, 4, 1) - desk.today()).days)
    assert drawn(desk, case)["A1"] == "来年度"


def test_取り違えた来年度の様式をやめても_今年の様式は続く(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    use(desk, form("今年"))
    mistaken = use(desk, form("取り違え"), NEXT)
    ended = own_forms.stop_using(desk, mistaken)
    assert own_forms.standing(ended, desk, own_forms.own_forms(desk)) == "使いません"
    clock.pass_days((date(2027, 4, 1) - desk.today()).days)
    assert drawn(desk, case)["A1"] == "今年"


def test_直した来年度の様式をやめても_直す前の版は戻らない(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    use(desk, form("今年"))
    wrong = use(desk, form("まちがい"), NEXT)
    clock.pass_days(1)
    mended = use(desk, form("直し"), NEXT)
    later = use(desk, form("再来年度"), FiscalYear(2028))
    own_forms.stop_using(desk, mended)
    forms = own_forms.own_forms(desk)
    said = {one.id: own_forms.standing(one, desk, forms) for one in forms}
    assert (said[wrong.id], said[later.id]) == ("使いません", "R10.4.1 から")
    clock.pass_days((date(2027, 4, 1) - desk.today()).days)
    assert drawn(desk, case)["A1"] == "今年"


def test_直す前の来年度の様式をやめても_直した版は残る(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    wrong = use(desk, form("まちがい"), NEXT)
    clock.pass_days(1)
    use(desk, form("直し"), NEXT)
    own_forms.stop_using(desk, wrong)
    clock.pass_days((date(2027, 4, 1) - desk.today()).days)
    assert drawn(desk, case)["A1"] == "直し"


def test_来年度の様式があっても_まちがえた今年の様式を今日やめられる(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    wrong = use(desk, form("まちがい"))
    use(desk, form("来年度"), NEXT)
    own_forms.stop_using(desk, wrong)
    assert drawn(desk, case).get("A1") != "まちがい"
    clock.pass_days((date(2027, 4, 1) - desk.today()).days)
    assert drawn(desk, case)["A1"] == "来年度"


def test_使うのをやめると_同梱の様式に戻り_やめた日は書き換えられない(
    desk: Desk, case: Case
) -> None:
    made = use(desk, form())
    ended = own_forms.stop_using(desk, made)
    assert own_forms.standing(ended, desk, [ended]) == "R8.11.20 まで"
    assert drawn(desk, case).get("A1") != "第一版"
    with pytest.raises(Refused, match="書き換えられません"):
        own_forms.stop_using(desk, made)


def test_様式を替えても_前に出した紙は出たときのまま_どの様式かも分かる(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    first = use(desk, form("第一版"))
    hand_out_sheet(desk, "intake", case.case_no, tmp_path / "a")
    before = (tmp_path / "a" / "intake.xlsx").read_bytes()
    second = use(desk, form("第二版"))
    assert drawn(desk, case)["A1"] == "第二版"
    (issued,) = issued_for_case(desk, case.id)
    assert {one.layout_digest for one in issued.files} == {first.digest}
    assert first.digest != second.digest
    kept = next(one for one in issued.files if one.file_name.endswith(".xlsx"))
    assert open_issued(desk, kept.id, case.case_no) == before
    assert cells(before)["A1"] == "第一版"


def test_同梱の様式で出した紙にも_様式の要約値が残る(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    hand_out_sheet(desk, "intake", case.case_no, tmp_path)
    (issued,) = issued_for_case(desk, case.id)
    shipped = hashlib.sha256(layout_for(desk, "intake")).hexdigest()
    assert {one.layout_digest for one in issued.files} == {shipped}


# --- 断る ---------------------------------------------------------------------


def test_赤の残る様式と_名前の無い様式は取り込めない(desk: Desk) -> None:
    bad = own_forms.check_form(desk, paper(desk, "intake"), form("{{担当}}"), "票.xlsx")
    with pytest.raises(BadInput, match="直すところ"):
        own_forms.bring_in(desk, bad, "票", THIS)
    # 手元の点検の結果を書き換えても、書くところでもう一度点検する。
    good = own_forms.check_form(desk, paper(desk, "intake"), form(), "票.xlsx")
    with pytest.raises(BadInput, match="直すところ"):
        own_forms.bring_in(desk, replace(good, data=bad.data), "票", THIS)
    with pytest.raises(BadInput, match="名前"):
        own_forms.bring_in(desk, good, "　", THIS)
    assert own_forms.own_forms(desk) == ()


def test_管理者のほかは取り込めず_やめられない(desk: Desk, outsider: Desk) -> None:
    made = use(desk, form())
    checked = own_forms.check_form(desk, paper(desk, "intake"), form("別"), "票.xlsx")
    for attempt in (
        lambda: own_forms.check_form(outsider, paper(desk, "intake"), form(), "票.xlsx"),
        lambda: own_forms.bring_in(outsider, checked, "票", THIS),
        lambda: own_forms.stop_using(outsider, made),
        lambda: own_forms.own_forms(outsider),
    ):
        with pytest.raises(Refused):
            attempt()
    # 棚に直に書くこともできない。
    with pytest.raises(Refused), outsider.writing(Purpose.CASEWORK) as work:
        work.own_forms.add(replace(made, id="x" * 16), form())
    with pytest.raises(Refused), desk.writing(Purpose.CASEWORK) as work:
        work.own_forms.end(made, date(2026, 11, 20))
    assert own_forms.own_forms(desk) == (made,)


def test_読めないファイルは断る(tmp_path: Path) -> None:
    (tmp_path / "票.pdf").write_bytes(b"%PDF")
    with pytest.raises(BadInput, match="種類"):
        own_forms.read_form(tmp_path / "票.pdf")
    (tmp_path / "~$票.xlsx").write_bytes(b"\x05saito")
    with pytest.raises(BadInput, match="開いたままの印のファイル"):
        own_forms.read_form(tmp_path / "~$票.xlsx")
    with pytest.raises(OutsideTrouble):
        own_forms.read_form(tmp_path / "無い.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="パイプをファイルの所に置けない")
def test_終わりの来ないものは_待たずに断る(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.xlsx")
    (tmp_path / "零.xlsx").symlink_to("/dev/zero")
    for name in ("管.xlsx", "零.xlsx"):
        with pytest.raises(BadInput, match="装置やパイプ"):
            own_forms.read_form(tmp_path / name)


# --- 新しい年度へ写す ---------------------------------------------------------


def test_去年の結びを新しいファイルへ写し_動いた升を言う(desk: Desk) -> None:
    checked = own_forms.check_form(desk, paper(desk, "intake"), HOUGAN, "R8.xlsx", LINKS)
    before = own_forms.bring_in(desk, checked, "第3号様式", THIS)
    book = openpyxl.load_workbook(io.BytesIO(HOUGAN))
    sheet = book["相談票"]
    sheet["A5"] = "受付の番号"
    carried = own_forms.carry_over(desk, before, saved(book), "R9.xlsx")
    assert [(one.cell, one.tag) for one in carried.links] == [("G8", "氏名"), ("G5", "受付番号")]
    (told,) = carried.differences
    assert "「受付番号」から「受付の番号」に変わりました" in told.what
    assert carried.findings[0] == told
    assert own_forms.bring_in(desk, carried, "第3号様式", NEXT).used_from == date(2027, 4, 1)


def test_行き先の無い結びは_結び直すと違いから消える(desk: Desk) -> None:
    checked = own_forms.check_form(desk, paper(desk, "intake"), HOUGAN, "R8.xlsx", LINKS)
    before = own_forms.bring_in(desk, checked, "第3号様式", THIS)
    book, sheet = new_book("新しい票")
    put(sheet, "A1", "氏名")
    put(sheet, "B1:D1", None)
    carried = own_forms.carry_over(desk, before, saved(book), "R9.xlsx")
    assert carried.links == ()
    assert sum("紙に出ません" in f.advice for f in carried.differences) == 2
    again = own_forms.link(desk, carried, "新しい票", "B1", "氏名")
    assert sum("紙に出ません" in f.advice for f in again.differences) == 1
    assert again.links == (CellLink("新しい票", "B1", "氏名", "氏名"),)
    assert own_forms.unlink(desk, again, again.links[0]).links == ()


# --- 件数の報告 ---------------------------------------------------------------


@pytest.mark.usefixtures("case")
def test_県の年報のブックに_升を結んで件数を入れる(desk: Desk) -> None:
    """数の升は数のまま入り、ブックの表示形式と合計の式が効く。"""
    book, sheet = new_book("年報")
    put(sheet, "A1", "相談受付件数")
    put(sheet, "A2", "10月")
    put(sheet, "B2", None)
    sheet["B2"].number_format = '#,##0"件"'
    put(sheet, "B3", "=SUM(B2:B2)")
    counts = paper(desk, "soudan-kensu")
    words = counts.prove(desk).vocabulary
    october = words.by_tag["受付と終結・受け付けた相談.7"]
    assert "10月" in october.section
    # 一冊にいくつもの表のあるブックには、ほかの報告の件数も入る。
    years = report_kind("sankanen-jigyo-jokyo")
    table = make_report(desk, years.name, THIS).table
    row = next(one for one in table.rows if one.figures[-1].value == 1)
    put(book.create_sheet("第２表"), "A1", "三か年の件数")
    other = words.by_tag[f"{years.head}{row.name}.{len(table.columns)}"]
    assert other.section.startswith(f"「{years.title}」")
    links = (
        CellLink("年報", "B2", october.tag, "10月"),
        CellLink("第２表", "B1", other.tag, "三か年の件数"),
    )
    checked = own_forms.check_form(desk, counts, saved(book), "年報.xlsx", links)
    assert checked.inspection.usable, checked.findings
    made = own_forms.bring_in(desk, checked, "県の年報", THIS)
    files = make_report(desk, "soudan-kensu", THIS).files
    found = cells(files[0].data)
    assert found["B2"] == 1
    assert openpyxl.load_workbook(io.BytesIO(files[0].data))["第２表"]["B1"].value == 1
    assert {one.layout_digest for one in files} == {made.digest}
