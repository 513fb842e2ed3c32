"""二つのブックの違いを、部品とセルで言う。差し込みが、入れる所のほかを変えていないかを見るため。"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN
from tests.reports.layouts import parts


@dataclass
class Differences:
    """parts: 中身の変わった部品。cells: シートの部品→変わったセル。rows: 同→高さや隠しの変わった行。

    headers: ヘッダーの変わったシートの部品。
    others: シートの部品のうち、セルと行とヘッダーのほかの所が変わったもの。
    """

    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    cells: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, set[str]] = field(default_factory=dict)
    headers: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def differences(before: bytes, after: bytes) -> Differences:
    old, new = parts(before), parts(after)
    found = Differences(added=set(new) - set(old), removed=set(old) - set(new))
    found.parts = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    for name in found.parts:
        if name.startswith("xl/worksheets/sheet"):
            _compare(name, etree.fromstring(old[name]), etree.fromstring(new[name]), found)
    return found


def _compare(name: str, old: etree._Element, new: etree._Element, found: Differences) -> None:
    cells = [_by_reference(root, "c") for root in (old, new)]
    rows = [_by_reference(root, "row") for root in (old, new)]
    found.cells[name] = {
        place for place in cells[0].keys() | cells[1].keys() if _differ(*cells, place=place)
    }
    for root in (old, new):
        for cell in root.iter(f"{MAIN}c"):
            parent = cell.getparent()
            assert parent is not None
            parent.remove(cell)
    found.rows[name] = {
        place for place in rows[0].keys() | rows[1].keys() if _differ(*rows, place=place)
    }
    headers = [root.find(f"{MAIN}headerFooter") for root in (old, new)]
    if len({b"" if one is None else _canonical(one) for one in headers}) > 1:
        found.headers.add(name)
    for header in headers:
        if header is not None and (parent := header.getparent()) is not None:
            parent.remove(header)
    for root in (old, new):
        data = root.find(f"{MAIN}sheetData")
        if data is not None:
            data.clear()
    if _canonical(old) != _canonical(new):
        found.others.add(name)


def _by_reference(root: etree._Element, tag: str) -> dict[str, etree._Element]:
    return {e.get("r", ""): e for e in root.iterfind(f".//{MAIN}{tag}")}


def _differ(old: dict[str, etree._Element], new: dict[str, etree._Element], *, place: str) -> bool:
    if place not in old or place not in new:
        return True
    return _canonical(old[place]) != _canonical(new[place])


def _canonical(element: etree._Element) -> bytes:
    twin = copy.deepcopy(element)
    twin.tail = None
    for child in twin.iter("*"):
        # 要素の間の改行や字下げは、中身ではない。
        if len(child) and not (child.text or "").strip():
            child.text = None
        if not (child.tail or "").strip():
            child.tail = None
    return etree.tostring(twin, method="c14n")
