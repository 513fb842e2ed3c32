"""報告の帳票。升ごとの値、結んだ升、脚注、PDF の文字、様式と数え方の取り違え。"""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from jusou_desk.casework.counting.report_plans import load_plan
from jusou_desk.casework.counting.reporting import (
    REPORTS,
    hand_out_report,
    make_report,
    offered,
    report_kind,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.wording import change_footnote
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.paths import resource
from jusou_desk.policy import Purpose, Role
from jusou_desk.towns import available_towns, town
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock
from tests.casework.figures import (
    CASE_MEETING,
    COUNCIL,
    case,
    published_years,
    put_cases,
    put_meeting,
    put_sealed_case,
)

R4 = FiscalYear(2022)
NAGATO = "nagato-jigyo-jokyo"


def sheet_of(path: Path) -> Worksheet:
    sheet = load_workbook(path).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_別の年度の表を同じフォルダに保存しても_前の表は残る(desk: Desk, tmp_path: Path) -> None:
    published_years(desk)
    before, _ = hand_out_report(desk, NAGATO, FiscalYear(2021), tmp_path)
    kept = before.read_bytes()
    hand_out_report(desk, NAGATO, R4, tmp_path)
    assert before.read_bytes() == kept
    assert len([*tmp_path.glob("*.xlsx"), *tmp_path.glob("*.pdf")]) == 4


def test_公表表と同じ形のブックとPDFになる(desk: Desk, tmp_path: Path) -> None:
    published_years(desk)
    xlsx, pdf = hand_out_report(desk, NAGATO, R4, tmp_path / "out")
    assert (xlsx.name, pdf.name) == (f"{NAGATO}-R4.xlsx", f"{NAGATO}-R4.pdf")
    sheet = sheet_of(xlsx)
    assert sheet["A2"].value == "令和2年度から令和4年度までの事業状況（福祉総合相談窓口のみ）"
    body = [[cell.value for cell in row] for row in sheet["A4:F14"]]
    assert body == [
        [None, None, None, "令和2年度", "令和3年度", "令和4年度"],
        ["相談\n件数", "※1 属性", "0歳～18歳", 7, 9, 4],
        [None, None, "19歳～64歳", 52, 57, 53],
        [None, None, "65歳以上", 97, 112, 119],
        [None, None, "年齢不明", 6, 4, 10],
        [None, "合計", None, 162, 182, 186],
        [None, "※2 課題", "第1位", "認知症・精神障害等", "病気", "病気"],
        [None, None, "第2位", "家族が不仲", "家族関係・問題", "介護"],
        [None, None, "第3位", "経済的困窮", "介護", "家族関係・問題"],
        [CASE_MEETING, None, None, "実15件、延21件", "実9件、延11件", "実11件、延13件"],
        [COUNCIL, None, None, "1回", "1回", "1回"],
    ]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A5:A12", "B5:B8", "B9:C9", "B10:B12", "A13:C13", "A14:C14"} <= merged
    assert [sheet[f"A{row}"].value for row in (16, 17, 18)] == [
        "※1 年齢不明除く",
        "※2 国報告の様式変更に伴う表記の相違あり",
        "注 合計の欄には年齢不明の件数を含む",
    ]
    page = PdfReader(pdf).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    text = page.extract_text().replace("\n", "").replace(" ", "")
    for wanted in ("認知症・精神障害等", "実15件、延21件", "162182186", "※1年齢不明除く", "1/1"):
        assert wanted in text


def test_出力の前と後が監査に残る(desk: Desk, tmp_path: Path) -> None:
    hand_out_report(desk, NAGATO, R4, tmp_path)
    with desk.reading(Purpose.ADMINISTRATION) as work:
        after, before = work.audit.entries(newest=2)
    assert (before.action, after.action) == ("出力の開始(統計・報告)", "出力の完了(統計・報告)")
    assert (before.subject, after.subject) == (f"{NAGATO} R4", f"{NAGATO} R4")


def test_脚注は事務所で書き換えられる(desk: Desk, tmp_path: Path) -> None:
    change_footnote(desk, NAGATO, 1, "※1 年齢不明を含む(＝訂正)")
    xlsx, _ = hand_out_report(desk, NAGATO, R4, tmp_path)
    sheet = sheet_of(xlsx)
    assert sheet["A16"].value == "※1 年齢不明を含む(＝訂正)"
    assert sheet["A17"].value == "※2 国報告の様式変更に伴う表記の相違あり"


def test_従事していない職員の帳票は支援会議の件を含まないと書く(
    desk: Desk, outsider: Desk, tmp_path: Path
) -> None:
    put_sealed_case(desk, "秘R4-1", date(2022, 6, 1), "ひみつの語")
    xlsx, pdf = hand_out_report(outsider, NAGATO, R4, tmp_path)
    cells = [cell.value for row in sheet_of(xlsx).iter_rows() for cell in row]
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert any("支援会議の件は" in str(cell) for cell in cells)
    assert "支援会議の件は" in text
    assert "ひみつの語" not in text
    assert "ひみつの語" not in cells


def test_閲覧の職員も報告を作れる(desk: Desk, office: Office, tmp_path: Path) -> None:
    put_cases(desk, [case("R4-1", date(2022, 6, 1))])
    staffing.add_staff(desk, "閲覧　次郎", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　次郎", PASSWORD)
    made = make_report(reader, NAGATO, R4).table
    assert made.row("合計").figures[2].value == 1
    assert made.footnotes[-1].startswith("注 支援会議の件は")
    assert len(hand_out_report(reader, NAGATO, R4, tmp_path)) == 2
    reader.close()


def desk_of(town: str, place: Path) -> Desk:
    """その町の、できたばかりの事務所。"""
    clock = MovableClock(datetime(2026, 11, 20, 9, 30))
    office, _ = create_office(
        place / "office",
        town_id=town,
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    return sign_in(office, COORDINATOR, PASSWORD)


def test_公表の形の表は長門市の一覧にだけ出る() -> None:
    for town_id in available_towns():
        names = [kind.name for kind in offered(town(town_id))]
        assert (NAGATO in names) == (town_id == "nagato")
        assert {"sankanen-jigyo-jokyo", "soudan-kensu", "kaigi-kaisu"} <= set(names)


@pytest.mark.parametrize("town_id", [one for one in available_towns() if one != "nagato"])
def test_ほかの町の三か年の表は_その町の窓口と会議の名だけでできる(
    tmp_path: Path, town_id: str
) -> None:
    desk = desk_of(town_id, tmp_path)
    own = [body.name for body in desk.town.bodies]
    put_cases(
        desk,
        [
            case(f"R4-{n}", date(2022, 6, 1), window=name)
            for n, name in enumerate(desk.town.window_names)
        ],
    )
    put_meeting(desk, "M1", own[0], date(2022, 7, 1), kind=desk.town.bodies[0].kinds[0])
    made = make_report(desk, "sankanen-jigyo-jokyo", R4)
    assert made.table.heading == "令和2年度から令和4年度までの集計（全ての窓口・全ての会議）"
    assert made.table.row("合計").figures[2].value == len(desk.town.window_names)
    by_section = {
        section: {
            row.label: row.figures[2].value for row in made.table.rows if row.section == section
        }
        for section in ("会議の開催回数", "会議の検討件数")
    }
    assert by_section["会議の開催回数"] == {name: int(name == own[0]) for name in own}
    assert by_section["会議の検討件数"] == dict.fromkeys(own, "実0件、延0件")
    for kind in offered(desk.town):
        said = repr(make_report(desk, kind.name, R4).table)
        assert CASE_MEETING not in said
        assert COUNCIL not in said
    desk.close()


def test_長門市の表をほかの町で名指しすると_町に無い会議は横線(tmp_path: Path) -> None:
    desk = desk_of("taiki", tmp_path)
    made = make_report(desk, NAGATO, R4)
    assert made.table.heading == "令和2年度から令和4年度までの事業状況（全ての窓口）"
    assert [(row.label, row.figures[2].value) for row in made.table.rows[-2:]] == [
        ("個別の支援を検討する会議", "－"),
        ("困窮者の自立支援の協議会", "－"),
    ]
    assert made.problems == ()
    desk.close()


@pytest.mark.parametrize("town_id", available_towns())
@pytest.mark.parametrize("name", [kind.name for kind in REPORTS])
def test_どの町のどの報告も欠けずに刷れる(tmp_path: Path, town_id: str, name: str) -> None:
    desk = desk_of(town_id, tmp_path)
    window = desk.town.window_names[0]
    put_cases(desk, [case("R4-1", date(2022, 6, 1), "=1+1", "介護", window=window)])
    made = make_report(desk, name, R4)
    assert made.problems == ()
    xlsx, pdf = made.files
    assert make_report(desk, name, R4).files == (xlsx, pdf)
    cells = [
        cell
        for row in load_workbook(io.BytesIO(xlsx.data)).worksheets[0].iter_rows()
        for cell in row
    ]
    assert not [cell.coordinate for cell in cells if "{{" in str(cell.value)]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] in ([], ["s"])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    assert made.table.footnotes[0][:12].replace(" ", "") in text.replace(" ", "").replace("\n", "")
    desk.close()


def test_無い報告と始まっていない年度は断る(desk: Desk) -> None:
    with pytest.raises(BadInput, match="その名前の報告はありません"):
        report_kind("zenkoku")
    with pytest.raises(BadInput, match="令和9年度はまだ始まっていません"):
        make_report(desk, NAGATO, FiscalYear(2027))


def test_報告の一覧は数え方と様式を必ず持つ() -> None:
    assert len({kind.name for kind in REPORTS}) == len(REPORTS)
    for kind in REPORTS:
        assert kind.plan.rows
        assert resource("layouts", f"{kind.name}.xlsx").is_file()
    plans = {path.stem for path in resource("reports").glob("*.toml")}
    assert plans == {kind.name for kind in REPORTS}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('count = "held"', 'count = "hold"'),
        lambda text: text.replace("rank = 1", "rank = 0"),
        lambda text: text.replace("{total}回", "{合計}回"),
        lambda text: text.replace("heading =", "header ="),
        lambda text: text + "\n[more]\nx = 1\n",
        lambda text: text.replace("columns", "columns ="),
    ],
)
def test_書き間違えた数え方は名指しで断る(tmp_path: Path, change: Callable[[str], str]) -> None:
    original = resource("reports", f"{NAGATO}.toml").read_text(encoding="utf-8")
    broken = tmp_path / "mine.toml"
    broken.write_text(change(original), encoding="utf-8")
    assert broken.read_text(encoding="utf-8") != original
    with pytest.raises(Damaged, match=r"mine\.toml"):
        load_plan(broken)


def test_様式は描く台本と食い違わない(monkeypatch: pytest.MonkeyPatch) -> None:
    script = resource("layouts", "draw", "reports.py")
    monkeypatch.syspath_prepend(str(script.parent))
    spec = importlib.util.spec_from_file_location("layout_reports", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "layout_reports", module)
    spec.loader.exec_module(module)
    for name, draw in module.LAYOUT_DRAWERS.items():
        assert draw() == resource("layouts", f"{name}.xlsx").read_bytes(), name
