"""同梱の様式と町の様式みなに、長い値と多い件数を差し込んでも、Excel が修復を求めない作りか。

升の文は続紙に送られ、繰返しは行が増えるか写しのシートに続く。どちらも部品を足すので、傷が出やすい。
"""

from __future__ import annotations

from collections import defaultdict
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
LONG = f"{HARD_NAMES}と<見守り>&「相談」、" * 2


def longest(data: bytes) -> Packet:
    """様式のタグみなに長い文、繰返しみなに ``TIMES`` 件。入れ子の繰返しは一件ずつ。"""
    tree: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for placed in tags_in(Workbook(data)):
        *path, name = placed.tag.name.split(".")
        tree[tuple(path)].add(name)

    def made(path: tuple[str, ...], number: int) -> Record:
        values = dict.fromkeys(tree.get(path, ()), f"{number}{LONG}")
        inner = {key[: len(path) + 1] for key in tree if len(key) > len(path)}
        below = [one for one in inner if one[:-1] == path]
        times = 1 if path else TIMES
        return record(values, {one[-1]: [made(one, n) for n in range(times)] for one in below})

    whole = made((), 0)
    return packet({name: fact.value for name, fact in whole.facts.items()}, whole.groups)


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
