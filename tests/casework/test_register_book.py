"""名簿の Excel: 書き出したものはそのまま取り込め、直した所だけが変わる。"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.register_book import (
    LABELS,
    SHEET,
    Preview,
    read_register,
    take_register,
    write_register,
)
from jusou_desk.casework.register import listing, writing
from jusou_desk.errors import BadInput
from jusou_desk.models.register_records import ResourceKind, Stance


@pytest.fixture
def book(desk: Desk, tmp_path: Path) -> Path:
    added = replace(
        writing.new_row(ResourceKind.HOST, "みなと農園"),
        tags=("居場所", "就労体験"),
        capacity=3,
        vacancy=0,
        stance=Stance.WILLING,
        last_contact_on=desk.today(),
    )
    writing.put_row(desk, added)
    return write_register(desk, tmp_path / "名簿.xlsx")


def changed(book: Path, *cells: tuple[str, str, str | int]) -> None:
    """(名前, 列, 値) を書き換える。名前の無い行は足す。"""
    data = load_workbook(io.BytesIO(book.read_bytes()))
    sheet = data[SHEET]
    assert isinstance(sheet, Worksheet)
    at = {label: number for number, label in enumerate(LABELS, 1)}
    for name, label, value in cells:
        rows = [r for r in range(2, sheet.max_row + 1) if sheet.cell(r, at["名前"]).value == name]
        row = rows[0] if rows else sheet.max_row + 1
        sheet.cell(row, at["名前"], name)
        sheet.cell(row, at[label], value)
    data.save(book)


def said(preview: Preview) -> list[str]:
    return [one.sentence for one in preview.problems]


def test_書き出したまま取り込むと_何も変わらない(desk: Desk, book: Path) -> None:
    preview = read_register(desk, book)
    assert (preview.changes, preview.problems) == ((), ())
    assert preview.same == len(desk.resources)


def test_直した所だけが変わり_番号の無い行は足される(desk: Desk, book: Path) -> None:
    name = desk.town.windows[0].name
    changed(
        book,
        (name, "電話", "0837-00-4444"),
        ("みなと農園", "空き", 2),
        ("灯台食堂", "種類", "受入先"),
        ("灯台食堂", "受け入れられること", "居場所"),
    )
    preview = read_register(desk, book)
    assert preview.told.startswith("足す行が1件、直す行が2件")
    assert [one.what for one in preview.changes][1] == ("空き: 0 → 2",)
    before = listing.register(desk).rows
    assert take_register(desk, preview) == 3
    after = listing.register(desk).rows
    assert len(after) == len(before) + 1
    assert desk.town.windows[0].phone == "0837-00-4444"
    assert [one.vacancy for one in listing.hosts(after)] == [2, None]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (("みなと農園", "番号", "9999"), "名簿に無い番号"),
        (("みなと農園", "種類", "お店"), "次のどれか"),
        (("みなと農園", "空き", 9), "空きが、受入れの人数より多く"),
        (("みなと農園", "受け入れられること", "昼寝"), "一覧に無い語"),
        (("みなと農園", "最後に連絡した日", "R8.13.1"), "最後に連絡した日"),
        (("新しい事業", "種類", "事業"), "事業の区分がありません"),
    ],
)
def test_書き間違いは_行と列を言い_何も取り込まない(
    desk: Desk, book: Path, cell: tuple[str, str, str | int], expected: str
) -> None:
    changed(book, cell)
    preview = read_register(desk, book)
    assert [line for line in said(preview) if expected in line]
    with pytest.raises(BadInput, match="直す所"):
        take_register(desk, preview)


def test_同じ番号の行が二つあれば断る(desk: Desk, book: Path) -> None:
    changed(book, (desk.town.windows[1].name, "番号", "0001"))
    assert [line for line in said(read_register(desk, book)) if "同じ番号の行が二つ" in line]


def test_知らない列と_違うブックは断る(desk: Desk, book: Path) -> None:
    data = load_workbook(book)
    data[SHEET]["A1"] = "ばんごう"
    data.save(book)
    assert "ばんごう" in said(read_register(desk, book))[0]
    data[SHEET].title = "べつの表"
    data.save(book)
    with pytest.raises(BadInput, match="シート「機関と資源」"):
        read_register(desk, book)
