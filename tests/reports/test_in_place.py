"""町の様式を、入れる所のほかは一バイトも変えずに埋めるか。見本の様式と、同梱の様式みなで。"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from string import ascii_uppercase

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.tags import parse_tags
from jusou_desk.reports.xlsx.package import MAIN
from tests.reports.layouts import HARD_NAMES, packet, parts, record
from tests.reports.specimens import (
    SHEET,
    digests,
    intake_packet,
    rich_packet,
    shipped,
    specimen,
    tagged_intake,
)
from tests.reports.strict_reader import faults
from tests.reports.xml_diff import differences

LAYOUTS = shipped()
CONTENT_TYPES, WORKBOOK = "[Content_Types].xml", "xl/workbook.xml"
#: 続紙や写しのシートが足されると、シートの名簿と書式の表も変わる。
LISTS = {CONTENT_TYPES, WORKBOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
COUNT = 3


def tagged(data: bytes) -> dict[str, set[str]]:
    """シート名→タグのあるセル。"""
    found: dict[str, set[str]] = {}
    for sheet in _opened(data).worksheets:
        cells = (cell for row in sheet.iter_rows() for cell in row)
        found[sheet.title] = {c.coordinate for c in cells if parse_tags(str(c.value or ""))}
    return found


@cache
def _opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data), rich_text=True)


def packet_for(data: bytes, times: int = 1) -> Packet:
    """様式のタグみなに値のある資料。times: 繰返しの件数(1 なら行は増えない)。"""
    values: dict[str, str] = {}
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for sheet in _opened(data).worksheets:
        cells = (str(cell.value or "") for row in sheet.iter_rows() for cell in row)
        for text in (sheet.title, *cells):
            for tag in parse_tags(text):
                group, dot, name = tag.name.rpartition(".")
                if dot:
                    groups[group][name] = f"{name}の値"
                else:
                    values[tag.name] = HARD_NAMES
    records = {group: [record(dict(fields))] * times for group, fields in groups.items()}
    return packet(dict(values), records)


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_同梱の様式は_タグのあるセルだけが変わる(name: str) -> None:
    data = LAYOUTS[name]
    book = fill(data, packet_for(data))
    after = book.to_xlsx()
    found = differences(data, after)
    sheets = tagged(data)
    wanted = {f"xl/worksheets/sheet{n}.xml": c for n, c in enumerate(sheets.values(), 1)}
    # シートの名にタグがあれば、その名も変わる
    named = {WORKBOOK} if any(map(parse_tags, sheets)) else set()
    filled = named | {part for part, cells in wanted.items() if cells}
    assert found.removed == found.others == set()
    if any("続紙" in problem for problem in book.problems):
        assert found.parts - filled <= LISTS
        assert {part.rpartition("/")[0] for part in found.added} <= {"xl/worksheets"}
    else:
        assert found.added == set()
        assert found.parts == filled
    for part, cells in found.cells.items():
        assert cells <= wanted[part], part
        # 文に合わせて伸び、空なら隠れる行
        assert found.rows[part] <= {place.lstrip(ascii_uppercase) for place in wanted[part]}
    assert faults(after) == []


def untouched(sheet: bytes, skipped: set[str]) -> Counter[tuple[str, ...]]:
    """シートのセルの、書式・種類・中身。どの行にあるかは問わない。skipped: 数えないセル。"""
    cells = etree.fromstring(sheet).iter(f"{MAIN}c")
    kept = (cell for cell in cells if cell.get("r") not in skipped)
    return Counter(
        (cell.get("s", ""), cell.get("t", ""), "".join(map(str, cell.itertext()))) for cell in kept
    )


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_同梱の様式は_行やシートが増えても_ほかのセルと部品を変えない(name: str) -> None:
    data = LAYOUTS[name]
    sheets = tagged(data)
    after = fill(data, packet_for(data, COUNT)).to_xlsx()
    wanted = {f"xl/worksheets/sheet{n}.xml": c for n, c in enumerate(sheets.values(), 1)}
    old, new = parts(data), parts(after)
    changed = {part for part in old if old[part] != new[part]}
    assert changed - wanted.keys() <= LISTS
    for part, cells in wanted.items():
        assert not untouched(old[part], cells) - untouched(new[part], set()), part


@pytest.mark.parametrize("name", ["hougan-intake", "repeating-table"])
def test_タグの無い見本は_一バイトも変わらない(name: str) -> None:
    data = specimen(name)
    found = differences(data, fill(data, packet({})).to_xlsx())
    assert found == type(found)()


def test_相談受付票は_タグのセルだけが変わる() -> None:
    data = tagged_intake()
    result = fill(data, intake_packet())
    found = differences(data, result.to_xlsx())
    cells = set().union(*tagged(data).values())
    assert (found.parts, found.others) == ({SHEET}, set())
    assert found.cells == {SHEET: cells}
    assert found.rows == {SHEET: set()}
    back = load_workbook(io.BytesIO(result.to_xlsx())).active
    assert back is not None
    assert back["AC7"].number_format == '[$-411]ggge"年"m"月"d"日"'
    assert back["C18"].value == "☑介護"
    assert back["C21"].value == "☐障害"
    assert back["G16"].value == "☐本人　☑家族"
    assert back["K24"].data_type == "s"


def test_図形とフォームの部品のある見本は_部品を一バイトも変えない() -> None:
    data = specimen("rich-template")
    result = fill(data, rich_packet(1))
    found = differences(data, result.to_xlsx())
    assert found.added == set()
    assert found.removed == {"xl/calcChain.xml"}
    assert found.parts == {
        SHEET, "xl/worksheets/sheet2.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    assert found.others == set()
    # 数式のセルは、古い計算結果だけが消える。
    assert found.cells["xl/worksheets/sheet2.xml"] == {"A1"}
    assert faults(result.to_xlsx()) == []


def test_タグのある見本は_行が増えても部品を一バイトも変えない() -> None:
    data = specimen("rich-template")
    result = fill(data, rich_packet(5))
    found = differences(data, result.to_xlsx())
    assert found.added == set()
    kept = ("xl/drawings/", "xl/ctrlProps/", "xl/printerSettings/", "xl/comments", "xl/shared")
    assert not [name for name in found.parts if name.startswith(kept)]
    with pytest.warns(UserWarning, match="extension is not supported"):
        book = load_workbook(io.BytesIO(result.to_xlsx()))
    assert book["様式1"]["D16"].value == "=SUM(D11:D15)"
    assert book["集計"]["A1"].value == "=様式1!D16"
    assert faults(result.to_xlsx()) == []


def test_別の過程でも同じバイト列になる() -> None:
    """辞書や集合の並びに頼っていないか。"""
    program = "from tests.reports.specimens import digests; print(digests())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "20261122", "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == str(digests())
