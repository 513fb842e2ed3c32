"""升と項目の結び、頁の中の升の場所、去年の様式との違い。"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.cell_boxes import CellBox, cell_boxes
from jusou_desk.reports.inspection.comparing import compare
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.inspection.linking import put_tags
from jusou_desk.reports.pdf import draw_plain
from tests.reports.layouts import new_book, packet, put, saved

SPECIMENS = Path(__file__).parents[1] / "specimens"
HOUGAN = (SPECIMENS / "hougan-intake.xlsx").read_bytes()


@dataclass(frozen=True)
class To:
    sheet: str
    cell: str
    tag: str
    label: str = ""
    clears: bool = False


def values(data: bytes) -> dict[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}


def form(*cells: tuple[str, str | None]) -> bytes:
    book, sheet = new_book("票")
    for place, words in cells:
        put(sheet, place, words)
    return saved(book)


def test_結びが無ければ_一バイトも変えない() -> None:
    assert put_tags(HOUGAN, ()) is HOUGAN


def test_空の升にも字のある升にも_結合に覆われた升にも書ける() -> None:
    links = (To("票", "B1", "氏名"), To("票", "A2", "担当者"), To("票", "C3", "電話"))
    data = put_tags(form(("A1", "氏名"), ("A2", "担当："), ("B3:D3", None)), links)
    assert values(data) == {
        "A1": "氏名",
        "B1": "{{氏名}}",
        "A2": "担当：{{担当者}}",
        "B3": "{{電話}}",
    }


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("（　　歳）", "（{{氏名}}歳）"), ("様", "{{氏名}}様"), (" 円", "{{氏名}}円"), ("満　歳", "満　歳{{氏名}}")],
)  # fmt: skip
def test_単位や敬称だけの升では_その前に入る(words: str, wanted: str) -> None:
    data = put_tags(form(("A1", words)), (To("票", "A1", "氏名"),))
    assert values(data) == {"A1": wanted}


def test_前からの字を消して入れられる() -> None:
    data = put_tags(form(("A1", "見本　太郎")), (To("票", "A1", "氏名", clears=True),))
    assert values(data) == {"A1": "{{氏名}}"}


def test_四角は左から順に印に替わる() -> None:
    links = (To("票", "A1", "相談方法:☑来所"), To("票", "A1", "相談方法:☑電話"))
    linked = put_tags(form(("A1", "□来所　□電話　□訪問")), links)
    filled = fill(linked, packet({"相談方法": "電話"})).to_xlsx()
    assert values(filled) == {"A1": "☐来所　☑電話　□訪問"}


def test_表に無い行や列の升にも書け_列の書式を受け継ぐ() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1", "氏名")
    sheet.column_dimensions["F"].number_format = "@"
    links = (To("票", "F9", "氏名"), To("票", "C1", "電話"))
    data = put_tags(saved(book), links)
    assert values(data) == {"A1": "氏名", "C1": "{{電話}}", "F9": "{{氏名}}"}
    after = openpyxl.load_workbook(io.BytesIO(data))["票"]
    assert after["F9"].number_format == "@"


@pytest.mark.parametrize(
    ("link", "told"), [(To("無い", "A1", "氏名"), "シート「無い」"), (To("票", "壱", "x"), "番地")]
)
def test_行き先の無い結びは断る(link: To, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        put_tags(form(("A1", "氏名")), (link,))


def test_本物の様式に結び_差し込むと_その升だけが変わる() -> None:
    links = (
        To("相談票", "G8", "氏名", clears=True),
        To("相談票", "AC7", "生年月日"),
        To("相談票", "C21", "課題:☑障害"),
    )
    day = datetime(1948, 3, 6).date()
    given = packet({"氏名": "髙﨑　𠮷子", "生年月日": day, "課題": ("障害",)})
    before, after = values(HOUGAN), values(fill(put_tags(HOUGAN, links), given).to_xlsx())
    changed = {place for place in before | after if before.get(place) != after.get(place)}
    assert changed == {"G8", "AC7", "C21"}
    assert (after["G8"], after["C21"]) == ("髙﨑　𠮷子", "☑障害")
    assert after["AC7"] == datetime(1948, 3, 6)


# --- 升の場所 -----------------------------------------------------------------


def box(boxes: tuple[CellBox, ...], cell: str) -> CellBox:
    (one,) = [b for b in boxes if b.cell == cell]
    return one


def test_升の場所は_刷った字の場所と合う() -> None:
    """PDF に刷られた字の位置が、その升の中にあること。"""
    filled = fill(HOUGAN, packet({}))
    boxes = cell_boxes(filled)
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, cm: list[float], tm: list[float], *_rest: object) -> None:
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        if text.strip():
            found.setdefault(text.strip(), (x, y))

    page = PdfReader(io.BytesIO(draw_plain(filled, datetime(2026, 11, 22)))).pages[0]
    page.extract_text(visitor_text=visit)
    height = float(page.mediabox.height)
    assert box(boxes, "K18").words.startswith("母が昨年末に")
    for cell in ("G10", "K18"):
        place = box(boxes, cell)
        hits = [at for text, at in found.items() if place.words.startswith(text[:6])]
        assert any(0 <= x - place.x < 4 and place.holds(x, height - y) for x, y in hits), cell


def test_結合は一つの升で_どの升も紙の中にある() -> None:
    filled = fill(HOUGAN, packet({}))
    boxes = cell_boxes(filled)
    assert len({(b.page, b.cell) for b in boxes}) == len(boxes)
    setup = filled.pages[0].setup
    assert all(b.x >= 0 and b.x + b.width <= setup.width for b in boxes)
    assert all(b.y >= 0 and b.y + b.height <= setup.height for b in boxes)
    title = box(boxes, "A1")
    assert title.holds(setup.width / 2, title.y + 1)


# --- 去年との違い -------------------------------------------------------------

LAST_YEAR = (("A1", "氏名"), ("B1", None), ("A2", "住所"), ("B2", None), ("A3", "□来所"))
LINKS = (To("票", "B1", "氏名"), To("票", "B2", "住所"), To("票", "A3", "相談方法:☑来所"))


def test_同じ様式なら_結びはそのまま移り_違いは無い() -> None:
    found = compare(form(*LAST_YEAR), form(*LAST_YEAR), LINKS)
    assert [move.cell for move in found.moves] == ["B1", "B2", "A3"]
    assert found.findings == ()


def test_升が動けば_見出しを追って移し_黄で言う() -> None:
    moved = (("A1", "題"), ("A4", "氏名"), ("B4", None), ("C2", "住所"), ("A9", "□来所"))
    found = compare(form(*LAST_YEAR), form(*moved), LINKS)
    assert [move.cell for move in found.moves] == ["B4", "D2", "A9"]
    assert {one.grade for one in found.findings} == {Grade.YELLOW}
    assert "B1 から B4 へ動きました" in found.findings[0].what


def test_見出しが変わっていれば_そのままにして黄で言う() -> None:
    renamed = (("A1", "お名前"), *LAST_YEAR[1:])
    found = compare(form(*LAST_YEAR), form(*renamed), LINKS)
    (one,) = found.findings
    assert (one.grade, one.cell) == (Grade.YELLOW, "B1")
    assert "「氏名」から「お名前」に変わりました" in one.what


def test_行き先の無い結びは移さず_紙に出ないと言う() -> None:
    book, sheet = new_book("別の票")
    put(sheet, "A1", "氏名")
    found = compare(form(*LAST_YEAR), saved(book), LINKS)
    assert [move.cell for move in found.moves] == ["", "", ""]
    assert sum("紙に出ません" in one.advice for one in found.findings) == 3
    assert any("シートが増えました" in one.what for one in found.findings)


def test_書いてあるタグの増減も言う() -> None:
    none: tuple[To, ...] = ()
    found = compare(form(("A1", "{{氏名}}")), form(("A1", "{{担当者}}")), none)
    said = {one.grade: one.what for one in found.findings}
    assert "「氏名」が、今年の様式にありません" in said[Grade.YELLOW]
    assert "「担当者」が、今年の様式で増えました" in said[Grade.GREEN]


def test_月の表の結びは_見出しの行と一緒にどの月も動く() -> None:
    months = [
        (f"{column}3", month) for column, month in zip("BCD", ("4月", "5月", "6月"), strict=True)
    ]
    before = form(*months, ("A4", "新規相談"))
    after = form(*months, ("A4", "新しい行"), ("A5", "もう一行"), ("A6", "新規相談"))
    links = [To("票", f"{c}4", f"受付.{n}", "新規相談") for n, c in enumerate("BCD")]
    found = compare(before, after, links)
    assert [move.cell for move in found.moves] == ["B6", "C6", "D6"]


@pytest.mark.parametrize(
    ("old", "new", "cell", "moved"),
    [
        ((("A2", "計"), ("F6", "計")), ("A1", "計"), "F2", "F1"),
        ((("A5", "計"), ("H5", "計")), ("A4", "計"), "F5", "F4"),
        ((("A1", "計"),), ("B2", "計"), "XFD1", ""),
        ((("A1", "計"),), ("B9", "計"), "A1048576", ""),
    ],
)
def test_同じ見出しが近くにあっても_その升の見出しと動き_シートの外へは移さない(
    old: tuple[tuple[str, str], ...], new: tuple[str, str], cell: str, moved: str
) -> None:
    found = compare(form(*old), form(new), [To("票", cell, "合計")])
    assert [move.cell for move in found.moves] == [moved]
    assert any("紙に出ません" in one.advice for one in found.findings) == (not moved)


def test_印は_すぐ後にその語のある四角に入る() -> None:
    links = [To("票", "A1", "相談方法:☑電話"), To("票", "A1", "相談方法:☑その他")]
    made = put_tags(form(("A1", "□来所　□電話　□その他（　）")), links)
    wanted = "□来所　{{相談方法:☑電話}}電話　{{相談方法:☑その他}}その他（　）"
    assert values(made) == {"A1": wanted}
