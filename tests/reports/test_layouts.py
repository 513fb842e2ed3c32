"""帳票の様式そのもの: 綴じ代、縮尺、太枠、描き直し。"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.forms import form
from jusou_desk.paths import resource
from jusou_desk.reports.form.tags import parse_tags

PAPERS = ("intake", "assessment", "plan", "evaluation", "progress", "referral", "consent")
MORE = (
    *("intake-unconsented", "outreach-plan", "participation-plan", "oral-consent"),
    *("takeover", "urgent", "changes-since"),
)
ALL = (*PAPERS, *MORE, "privacy-rule", "community-issue", "recovery", "pledge", "notice", "minutes")
# 綴じ代のほか、印刷機が刷れない縁。
_BINDING_MM, _EDGE_MM = 20, 5
_READABLE = 8


@pytest.fixture
def redraw(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bytes]:
    """様式を描く台本。"""
    monkeypatch.syspath_prepend(str(resource("layouts", "draw")))

    def run(name: str) -> bytes:
        data: bytes = importlib.import_module(name.replace("-", "_")).draw()
        return data

    return run


def sheets(name: str) -> Iterator[Worksheet]:
    yield from load_workbook(resource("layouts", f"{name}.xlsx")).worksheets


@pytest.mark.parametrize("name", ALL)
def test_同梱の様式は台本から描いたものと同じ(name: str, redraw: Callable[[str], bytes]) -> None:
    drawn = load_workbook(io.BytesIO(redraw(name)))
    for sheet, again in zip(sheets(name), drawn.worksheets, strict=True):
        assert sheet.title == again.title
        assert sorted(map(str, sheet.merged_cells.ranges)) == sorted(
            map(str, again.merged_cells.ranges)
        )
        old = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
        new = {cell.coordinate: cell.value for row in again.iter_rows() for cell in row}
        assert old == new


def test_台本はいつも同じバイト列を描く(redraw: Callable[[str], bytes]) -> None:
    assert redraw("referral") == redraw("referral")


@pytest.mark.parametrize("name", ALL)
def test_紙はA4縦で左に綴じ代があり幅に合わせて刷る(name: str) -> None:
    for sheet in sheets(name):
        setup, margins = sheet.page_setup, sheet.page_margins
        assert (str(setup.paperSize), setup.orientation) == ("9", "portrait")
        fit = sheet.sheet_properties.pageSetUpPr
        assert fit is not None
        assert fit.fitToPage
        assert str(setup.fitToWidth) == "1"
        assert margins.left * 25.4 >= _BINDING_MM
        assert min(margins.right, margins.top, margins.bottom) * 25.4 >= _EDGE_MM


@pytest.mark.parametrize("name", ALL)
def test_字は読める大きさで式や作成者の名を含まない(name: str) -> None:
    book = load_workbook(resource("layouts", f"{name}.xlsx"))
    assert book.properties.creator == "重層デスク"
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value:
                    assert cell.data_type == "s"
                    assert cell.font.size >= _READABLE


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


@pytest.mark.parametrize("name", ["intake", "assessment", "plan", "evaluation", *MORE])
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


@pytest.mark.parametrize("name", [*ALL, "packet", "disclosure", "info-request"])
def test_上に寄せた字は_上の罫に触れない(name: str) -> None:
    touching = [
        cell.coordinate
        for sheet in sheets(name)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value and cell.alignment.vertical == "top" and cell.border.top.style
    ]
    assert touching == []


@pytest.mark.parametrize("name", ["minutes", "packet", "disclosure", "info-request"])
def test_左に寄せた字は_左の罫から一字離れる(name: str) -> None:
    touching = [
        cell.coordinate
        for sheet in sheets(name)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value and cell.alignment.horizontal == "left" and cell.border.left.style
        if not cell.alignment.indent
    ]
    assert touching == []


def test_事例票の経過の表は_どの列にも見出しがある() -> None:
    rows = load_workbook(resource("layouts", "packet.xlsx"))["事例{{議題.番号}}"].rows
    shown = ([str(cell.value) for cell in row if cell.value] for row in rows)
    (heads,) = (words for words in shown if "これまでの経過" in words)
    assert heads == ["日付", "新", "方法", "相手", "これまでの経過", "提供機関"]
