"""条件付き書式(classic と 2010 の拡張)を、条件の一覧として読む。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area, parse_area
from jusou_desk.reports.xlsx.styles import Look, Styles, read_look

X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_LAST: Final = 1_000_000


@dataclass(frozen=True)
class Rule:
    """条件一つ。``formulas`` の番地は ``areas`` の左上のセルから見たもの。"""

    kind: str
    areas: tuple[Area, ...]
    priority: int
    stops: bool
    formulas: tuple[str, ...]
    look: Look
    element: etree._Element
    #: データバーの 2010 の拡張。
    extension: etree._Element | None = None

    @cached_property
    def corner(self) -> tuple[int, int]:
        """範囲の左上(行, 列)。"""
        return min(a.top for a in self.areas), min(a.left for a in self.areas)


def read_rules(root: etree._Element, styles: Styles) -> list[Rule]:
    """優先するものから順の条件。"""
    extended = {e.get("id", ""): e for e in root.iter(f"{X14}cfRule")}
    found = [*_classic(root, styles, extended), *_modern(root, styles)]
    return sorted(found, key=lambda rule: rule.priority)


def _classic(
    root: etree._Element, styles: Styles, extended: dict[str, etree._Element]
) -> Iterator[Rule]:
    for block in root.iterfind(f"{MAIN}conditionalFormatting"):
        areas = _areas(block.get("sqref", ""))
        for element in block.iterfind(f"{MAIN}cfRule"):
            index = element.get("dxfId")
            known = index is not None and int(index) < len(styles.looks)
            look = styles.looks[int(index)] if index is not None and known else Look()
            formulas = tuple(e.text or "" for e in element.iterfind(f"{MAIN}formula"))
            extension = extended.get(element.findtext(f".//{X14}id") or "")
            if areas:
                yield _rule(element, areas, formulas, look, extension)


def _modern(root: etree._Element, styles: Styles) -> Iterator[Rule]:
    """拡張だけに書かれた条件。データバーの拡張は ``_classic`` のものに添える。"""
    for block in root.iter(f"{X14}conditionalFormatting"):
        areas = _areas(block.findtext(f"{_XM}sqref") or "")
        for element in block.iterfind(f"{X14}cfRule"):
            if not areas or element.get("type") == "dataBar":
                continue
            dxf = element.find(f"{X14}dxf")
            look = Look() if dxf is None else read_look(dxf, styles.palette)
            formulas = tuple(e.text or "" for e in element.iterfind(f"{_XM}f"))
            yield _rule(element, areas, formulas, look, None)


def _rule(
    element: etree._Element,
    areas: tuple[Area, ...],
    formulas: tuple[str, ...],
    look: Look,
    extension: etree._Element | None,
) -> Rule:
    return Rule(
        kind=element.get("type", "expression"),
        areas=areas,
        priority=int(element.get("priority", str(_LAST))),
        stops=element.get("stopIfTrue", "0") in ("1", "true"),
        formulas=formulas,
        look=look,
        element=element,
        extension=extension,
    )


def _areas(references: str) -> tuple[Area, ...]:
    return tuple(parse_area(part) for part in references.split())
