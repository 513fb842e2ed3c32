"""足すときは一か所(README の表): 写した資源に一つずつ足し、足したものを窓から使う。

使う方は ``tests/one_place/story.py``。足した写しの中でだけ通るので、ふだんの試験には並ばない。
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[1]
_COPIED = ("src", "tests", "migrations", "resources")
_FIELD = """    { id = "pets", label = "飼っている動物", kind = "text" },
    { id = "strengths","""
_FORM = """id = "watch"
version = "1"
title = "見守り連絡票"

[[section]]
id = "watch"
title = "見守り"
scope = "6"
field = [
    { id = "seen_on", label = "見守り日", kind = "date", required = true, known = "today" },
    { id = "seen_by", label = "見守った人", kind = "text", known = "me" },
    { id = "sight", label = "見守りの様子", kind = "long_text" },
]
"""
_CODES = """
[[version]]
since_fiscal_year = 2027
pair = [{ old = "関係機関からの紹介", new = "機関からの紹介" }]
code = [
    { code = "01", term = "機関からの紹介" },
    { code = "02", term = "オンラインの相談" },
    { code = "99", term = "その他" },
]
"""
_REPORT = """title = "相談経路（二か年）"
heading = "{first}から{last}までの相談経路"
columns = "years"
years = 2

[[row]]
section = "相談経路"
count = "received"
each = "route"
"""


def add_field(resources: Path) -> None:
    """欄: 様式に一行、紙にタグ一つ。"""
    sheet = resources / "forms" / "assessment.toml"
    written = sheet.read_text(encoding="utf-8")
    assert written.count('    { id = "strengths",') == 1
    sheet.write_text(written.replace('    { id = "strengths",', _FIELD), encoding="utf-8")
    paper = resources / "layouts" / "assessment.xlsx"
    book = openpyxl.load_workbook(paper)
    book["4枚目"]["C20"] = "強み・動物 {{飼っている動物}}"
    book.save(paper)


def add_form(resources: Path) -> None:
    """様式: 定義一つ、紙一つ。"""
    (resources / "forms" / "watch.toml").write_text(_FORM, encoding="utf-8")
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row, tag in enumerate(("氏名", "見守り日", "見守った人", "見守りの様子", "町名"), 1):
        page.cell(row, 1, tag)
        page.cell(row, 2, f"{{{{{tag}}}}}")
    page.column_dimensions["B"].width = 60
    book.save(resources / "layouts" / "watch.xlsx")


def add_codes(resources: Path) -> None:
    """符号表: 版一つ。"""
    with (resources / "codes" / "routes.toml").open("a", encoding="utf-8") as routes:
        routes.write(_CODES)


def add_town(resources: Path) -> None:
    """町: フォルダ一つ。まっさらな設定を写し、名と窓口を書き換える。"""
    plain = (resources / "towns" / "standard" / "town.toml").read_text(encoding="utf-8")
    for before, after in (("標準町", "架空青葉町"), ("福祉総合相談窓口", "青葉町ふくし窓口")):
        assert before in plain
        plain = plain.replace(before, after)
    town = resources / "towns" / "aoba"
    town.mkdir()
    (town / "town.toml").write_text(plain, encoding="utf-8")


def add_report(resources: Path) -> None:
    """報告: 数え方一つ、紙一つ。"""
    (resources / "reports" / "routes-two-years.toml").write_text(_REPORT, encoding="utf-8")
    layouts = resources / "layouts"
    shutil.copy(layouts / "tsunagu-kekka.xlsx", layouts / "routes-two-years.xlsx")


ADDED = (add_field, add_form, add_codes, add_town, add_report)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """足した写しの中で、窓から使った結果。"""
    house = tmp_path_factory.mktemp("house")
    big = shutil.ignore_patterns("fonts", "manual", "specimens", "figures")
    for name in _COPIED:
        shutil.copytree(ROOT / name, house / name, ignore=big)
    (house / "resources" / "fonts").symlink_to(ROOT / "resources" / "fonts")
    shutil.copy(ROOT / "pyproject.toml", house)
    for add in ADDED:
        add(house / "resources")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-v",
            "-p",
            "no:cacheprovider",
            "tests/one_place/story.py",
        ],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return run.stdout + run.stderr


@pytest.mark.parametrize(
    "what",
    [
        "足した欄は窓に出て書けて紙に載る",
        "足した様式は頁で書けて刷れて歩みに並ぶ",
        "足した符号表の版は新しい年度から選べ前の語も数えられる",
        "足した町で新しい事務所が始まる",
        "足した報告は一覧に並び刷れる",
    ],
)
def test_足すところは一つ(what: str, told: str) -> None:
    assert f"test_{what} PASSED" in told, told


def test_READMEの表はこの試験のとおり() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## 足すときは一か所")[2]
    rows = [line for line in table.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    said = {row.split("|")[1].strip() for row in rows}
    assert {"様式の欄", "様式", "符号表の新しい年度版", "町", "報告"} <= said
