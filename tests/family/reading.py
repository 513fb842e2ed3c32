"""見本の家族(TOML)を模型にする。"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

from jusou_desk.births import parse_birth
from jusou_desk.family.people import (
    UNKNOWN_BIRTH,
    Family,
    Household,
    HouseholdKind,
    Link,
    Member,
    Parentage,
    ParentageKind,
    Sex,
    Span,
    Stay,
    TwinKind,
    Union,
    UnionKind,
)

FAMILIES: Final = Path(__file__).parent / "families"
DAY: Final = date(2026, 11, 22)


def names() -> list[str]:
    """見本の名。"""
    return sorted(path.stem for path in FAMILIES.glob("*.toml"))


def family(name: str) -> Family:
    """見本の家族。"""
    return read_family(tomllib.loads((FAMILIES / f"{name}.toml").read_text(encoding="utf-8")))


def read_family(raw: dict[str, Any]) -> Family:
    """TOML の中身から。``children`` は同じ親の子をまとめて書く略し方。"""
    return Family(
        tuple(_member(key, one) for key, one in raw["members"].items()),
        tuple(
            Union(one["of"][0], one["of"][1], UnionKind(one.get("kind", "婚姻")), _span(one))
            for one in raw.get("unions", ())
        ),
        tuple(
            Parentage(
                child,
                tuple(one["of"]),
                ParentageKind(one.get("kind", "実子")),
                one.get("twins", ""),
                TwinKind(one.get("twin_kind", "二卵性")),
                _span(one),
            )
            for one in raw.get("parentages", ())
            for child in one["children"]
        ),
        tuple(
            Household(
                HouseholdKind(one.get("kind", "支援世帯")),
                tuple(Stay(key, _span(one)) for key in one["members"]),
                one.get("name", ""),
            )
            for one in raw.get("households", ())
        ),
        tuple(
            Link(one["of"][0], one["of"][1], one.get("name", "")) for one in raw.get("links", ())
        ),
    )


def _member(key: str, raw: dict[str, Any]) -> Member:
    return Member(
        key,
        raw.get("name", ""),
        Sex(raw.get("sex", "不明")),
        parse_birth(raw["birth"]) if "birth" in raw else UNKNOWN_BIRTH,
        raw.get("died"),
        raw.get("deceased", False),
        raw.get("focus", False),
        raw.get("note", ""),
        raw.get("masked", False),
    )


def _span(raw: dict[str, Any]) -> Span:
    return Span(raw.get("since"), raw.get("until"))
