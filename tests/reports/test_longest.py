"""同梱の様式と町の様式みなに、長い値と多い件数を差し込んでも、Excel が修復を求めない作りか。

升の文は続紙に送られ、繰返しは行が増えるか写しのシートに続く。どちらも部品を足すので、傷が出やすい。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from jusou_desk.packet import Packet, Record
from jusou_desk.paths import resource
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.inspecting_tags import tags_in
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.reports.layouts import HARD_NAMES, STAMP, packet, record
from tests.reports.strict_reader import faults

LAYOUTS = sorted([*resource("layouts").glob("*.xlsx"), *resource("towns").glob("*/layouts/*.xlsx")])
TIMES = 3
NAME = "小野寺　恵美子"
# 人の名を書く欄(町の資料の「担当」は課の名)。
NAMED = re.compile(
    r"氏名|(担当|記録|立会|作成|説明|記入|登録|持出|来談|受領|発行)者|司会|[前後]任|首長$"
)
# 名の字の大きさの下限。
LEGIBLE = 7.0
LONG = f"{HARD_NAMES}と<見守り>&「相談」、" * 2


def every_tag(data: bytes, value: Callable[[str, int], str], times: int) -> Packet:
    """様式のタグみなに ``value``(タグの名, 何件目)、繰返しみなに ``times`` 件。入れ子は一件ずつ。"""
    tree: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for placed in tags_in(Workbook(data)):
        *path, name = placed.tag.name.split(".")
        tree[tuple(path)].add(name)

    def made(path: tuple[str, ...], number: int) -> Record:
        values = {name: value(name, number) for name in tree.get(path, ())}
        inner = {key[: len(path) + 1] for key in tree if len(key) > len(path)}
        below = [one for one in inner if one[:-1] == path]
        count = 1 if path else times
        return record(values, {one[-1]: [made(one, n) for n in range(count)] for one in below})

    whole = made((), 0)
    return packet({name: fact.value for name, fact in whole.facts.items()}, whole.groups)


def longest(data: bytes) -> Packet:
    """様式のタグみなに長い文、繰返しみなに ``TIMES`` 件。"""
    return every_tag(data, lambda _, number: f"{number}{LONG}", TIMES)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_長い値と多い件数でも_傷の無いブックになる(path: Path) -> None:
    data = path.read_bytes()
    book = fill(data, longest(data))
    assert faults(book.to_xlsx()) == []
    assert faults(book.stamped_xlsx(STAMP)) == []


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_どのシートだけを使っても_傷の無いブックになる(path: Path) -> None:
    data = path.read_bytes()
    names = [sheet.name for sheet in Workbook(data).sheets]
    for name in names if len(names) > 1 else ():
        assert faults(fill(data, packet({}), only=(name,)).to_xlsx()) == [], name


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_人の名は_途中で行が変わらず_読める大きさで収まる(path: Path) -> None:
    data = path.read_bytes()
    book = fill(data, every_tag(data, lambda tag, _: NAME if NAMED.search(tag) else "架空", 1))
    broken = [
        (sheet.name, one.cell.row, one.cell.column, lines)
        for sheet, placed in book.sheets
        for one in placed
        if NAME in one.cell.text
        for lines in [["".join(a.glyph.text for a in line.atoms) for line in one.setting.lines]]
        if not any(NAME in line for line in lines)
        or one.cell.spans[0].font.size * one.setting.factor < LEGIBLE
        or not one.setting.fits
    ]
    assert broken == []
