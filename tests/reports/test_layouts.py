"""帳票の様式そのもの: 綴じ代、縮尺、太枠、描き直し。"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.forms import form
from jusou_desk.paths import resource
from jusou_desk.reports.form.tags import parse_tags

FOLDER, TOWNS = resource("layouts"), resource("towns")
SHIPPED = sorted([*FOLDER.glob("*.xlsx"), *TOWNS.glob("*/layouts/*.xlsx")])
SHEETED = (
    *("intake-unconsented", "outreach-plan", "participation-plan", "oral-consent"),
    *("takeover", "urgent", "changes-since"),
)
# 綴じ代のほか、印刷機が刷れない縁。
_BINDING_MM, _EDGE_MM = 20, 5
# 書き入れる字と選択肢、項目名と注。
_ANSWER, _PRINTED = 10.5, 9
# 文書番号の要らない紙と、そのわけ。
NOT_NUMBERED = {
    "morning": "帰る前に裁断する",
    "printer-test": "機械を試す紙",
    "ruler": "機械を合わせる紙",
    "recovery": "封をして金庫に入れ、文書としては扱わない",
    "privacy-rule": "同意書の別紙で、窓口に置く",
}
# 字と罫の位置を測る紙。
MEASURING = ("printer-test", "ruler")
# どのシートも、それだけで一つの文書になるブック。
SEPARATE = ("media-register", "shien-flow")


@pytest.fixture
def redraw(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bytes]:
    """様式を描く台本。"""
    monkeypatch.syspath_prepend(str(resource("layouts", "draw")))

    def run(name: str) -> bytes:
        data: bytes = importlib.import_module(name.replace("-", "_")).draw()
        return data

    return run


@cache
def opened(path: Path) -> Workbook:
    return load_workbook(path)


def sheets(name: str) -> Iterator[Worksheet]:
    yield from opened(resource("layouts", f"{name}.xlsx")).worksheets


def cells(sheet: Worksheet) -> Iterator[Cell | MergedCell]:
    """文の入ったセル。"""
    yield from (cell for row in sheet.iter_rows() for cell in row if cell.value)


# 同梱の様式みなと、町の様式みなで。
every = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


def test_同梱の様式は台本から描いたものと同じ(redraw: Callable[[str], bytes]) -> None:
    names = importlib.import_module("all").NAMES
    assert len(names) > 30
    for name in (one.replace("_", "-") for one in names):
        assert redraw(name) == (FOLDER / f"{name}.xlsx").read_bytes(), name


@every
def test_紙はA4で_縦は左に_横は上に綴じ代があり_縮めずに刷る(path: Path) -> None:
    """横の紙は、上の辺を左にして、縦の紙と同じ簿冊に綴じる。"""
    for sheet in opened(path).worksheets:
        setup, margins = sheet.page_setup, sheet.page_margins
        across = setup.orientation == "landscape"
        assert str(setup.paperSize) == "9"
        assert (margins.top if across else margins.left) * 25.4 >= _BINDING_MM
        edges = (margins.left, margins.right, margins.top, margins.bottom)
        assert min(edges) * 25.4 >= _EDGE_MM
        fit = sheet.sheet_properties.pageSetUpPr
        assert (fit is not None and fit.fitToPage) or path.stem == "ruler"
        assert str(setup.fitToWidth) == "1"
        # 幅は、標準の文字が 12 pt なので一つが 6 pt。紙より広いと、字がみな小さくなる。
        columns = (
            sheet.column_dimensions[get_column_letter(n + 1)] for n in range(sheet.max_column)
        )
        wide = sum(column.width for column in columns) * 6
        paper = (297 if across else 210) / 25.4 * 72
        assert wide <= paper - (margins.left + margins.right) * 72


@every
def test_書き入れる字と選択肢は読める大きさ(path: Path) -> None:
    """枠の中の網の無い文と選択肢は 10.5 pt から、項目名と注は 9 pt から。"""
    small = []
    for sheet in opened(path).worksheets if path.stem != "printer-test" else ():
        for cell in cells(sheet):
            edge = cell.border
            boxed = any(one.style for one in (edge.left, edge.right, edge.top, edge.bottom))
            answer = (boxed and cell.fill.fill_type is None) or ":☑" in str(cell.value)
            if cell.font.size < (_ANSWER if answer else _PRINTED):
                small.append((sheet.title, cell.coordinate, cell.font.size, cell.value))
    assert small == []


@every
def test_文書番号は紙の頭に空けてあり_手で書く(path: Path) -> None:
    book = opened(path)
    found = [
        [cell for cell in cells(sheet) if "文書番号" in str(cell.value)]
        for sheet in book.worksheets
    ]
    if path.stem in NOT_NUMBERED:
        assert not any(found)
        return
    for here in found if path.stem in SEPARATE else found[:1]:
        (blank,) = here
        assert re.fullmatch("文書番号　{10,}号", str(blank.value))
        # 会議資料では、その上に事務局の控えの一行がある
        assert (blank.row or 0) <= 2


@every
def test_式や作成者の名を含まない(path: Path) -> None:
    book = opened(path)
    assert book.properties.creator == "重層デスク"
    for sheet in book.worksheets:
        assert {cell.data_type for cell in cells(sheet)} <= {"s"}


@pytest.mark.parametrize("name", ["intake", "assessment"])
def test_国への報告項目は太枠(name: str) -> None:
    """項目の欄(選択肢の並びはその左上)の上の線が太い。"""
    wanted = {field.tag for field in form(name).fields if field.national}
    thick: set[str] = set()
    for sheet in sheets(name):
        for row in sheet.iter_rows():
            for cell in row:
                tags = {tag.name for tag in parse_tags(str(cell.value or ""))}
                if tags & wanted and "thick" in (cell.border.top.style, cell.border.bottom.style):
                    thick |= tags & wanted
    assert thick == wanted


@pytest.mark.parametrize("name", ["intake", "assessment", "plan", "evaluation", *SHEETED])
def test_続きの紙にも誰の紙かが刷られる(name: str) -> None:
    for sheet in sheets(name):
        first, last = (int(part.strip("$")) for part in str(sheet.print_title_rows).split(":"))
        shown = {
            tag.name
            for row in sheet.iter_rows(min_row=first, max_row=last)
            for cell in row
            for tag in parse_tags(str(cell.value or ""))
        }
        assert {"受付番号", "氏名"} & shown


@every
def test_上に寄せた字は_上の罫に触れない(path: Path) -> None:
    sheets = opened(path).worksheets
    areas = [area for sheet in sheets for area in sheet.merged_cells.ranges]
    tall = {area.start_cell.coordinate for area in areas if area.size["rows"] > 1}
    touching = [
        cell.coordinate
        for sheet in sheets
        for cell in cells(sheet)
        # 何行にもまたがる題は、一件の初めの行に揃える
        if cell.alignment.vertical == "top"
        and cell.border.top.style
        and cell.coordinate not in tall
    ]
    assert touching == []


@every
def test_左に寄せた字は_左の罫から一字離れる(path: Path) -> None:
    """☐ の並びは、☐ の字そのものに空きがある。"""
    touching = [
        cell.coordinate
        for sheet in opened(path).worksheets
        if path.stem not in MEASURING
        for cell in cells(sheet)
        if cell.alignment.horizontal == "left" and cell.border.left.style
        if not cell.alignment.indent and ":☑" not in str(cell.value)
    ]
    assert touching == []


def test_事例票の経過の表は_どの列にも見出しがある() -> None:
    rows = opened(resource("layouts", "packet.xlsx"))["事例{{議題.番号}}"].rows
    shown = ([str(cell.value) for cell in row if cell.value] for row in rows)
    (heads,) = (words for words in shown if "これまでの経過" in words)
    assert heads == ["日付", "新", "方法", "相手", "これまでの経過", "提供機関"]
