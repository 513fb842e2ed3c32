"""図の描き方のきまり。``resources/genogram/standard.toml`` に、町の分があれば重ねて読む。"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from jusou_desk.errors import Damaged
from jusou_desk.family.people import HouseholdKind, ParentageKind, UnionKind
from jusou_desk.family.shapes import Stroke
from jusou_desk.paths import resource

STANDARD: Final = "standard"


class TieStrength(StrEnum):
    """エコマップの線の別。"""

    STRONG = "強い"
    PLAIN = "ふつう"
    WEAK = "弱い"
    TENSE = "緊張"
    BROKEN = "途絶"


@dataclass(frozen=True)
class UnionLook:
    """二人を結ぶ線。``mark`` は斜線の数。"""

    stroke: Stroke
    mark: int


@dataclass(frozen=True)
class ChildLook:
    """子へ下りる線。``bracket`` なら記号を角括弧で挟む。"""

    stroke: Stroke
    bracket: bool


@dataclass(frozen=True)
class TieLook:
    """エコマップの線。``zigzag`` ならぎざぎざ、``cross`` なら途中に×。"""

    stroke: Stroke
    zigzag: bool
    cross: bool


@dataclass(frozen=True)
class SymbolSet:
    """描き方ひと組。長さはミリ。"""

    unions: dict[UnionKind, UnionLook]
    parentages: dict[ParentageKind, ChildLook]
    households: dict[HouseholdKind, Stroke]
    ties: dict[TieStrength, TieLook]
    link: Stroke
    plain: Stroke
    symbol: float
    text: float
    age: float
    label: float
    lone_parent_symbol: bool
    dead_age: str
    about: str


@cache
def symbol_set(town: str = STANDARD) -> SymbolSet:
    """町の描き方。町のファイルが無ければ標準。読めなければ ``Damaged``。"""
    raw = _load(resource("genogram", f"{STANDARD}.toml"))
    own = resource("genogram", f"{town}.toml")
    if town != STANDARD and own.is_file():
        _lay_over(raw, _load(own))
    return read_symbols(raw)


def read_symbols(raw: dict[str, Any]) -> SymbolSet:
    """TOML の中身を型にする。欠けや書き違いは ``Damaged``。"""
    try:
        return _read(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(
            "ジェノグラムの描き方の設定が読めません。",
            "resources/genogram の設定を元に戻してください。",
        ) from error


def _read(raw: dict[str, Any]) -> SymbolSet:
    sizes, members = raw["sizes"], raw["members"]
    width = float(sizes["line"])
    if members["single_parent"] not in ("symbol", "line"):
        raise ValueError("single_parent must be symbol or line")
    dead_age, about = str(members["dead_age"]), str(members["about"])
    dead_age.format(age="")
    about.format(age="")
    return SymbolSet(
        unions={
            kind: UnionLook(_stroke(raw["unions"][kind], width), int(raw["unions"][kind]["mark"]))
            for kind in UnionKind
        },
        parentages={
            kind: ChildLook(
                _stroke(raw["parentages"][kind], width), bool(raw["parentages"][kind]["bracket"])
            )
            for kind in ParentageKind
        },
        households={kind: _stroke(raw["households"][kind], width) for kind in HouseholdKind},
        ties={strength: _tie(raw["ties"][strength], width) for strength in TieStrength},
        link=_stroke(raw["links"], width),
        plain=Stroke(width),
        symbol=_length(sizes["symbol"]),
        text=_length(sizes["text"]),
        age=_length(sizes["age"]),
        label=_length(sizes["label"]),
        lone_parent_symbol=members["single_parent"] == "symbol",
        dead_age=dead_age,
        about=about,
    )


def _length(value: object) -> float:
    if not isinstance(value, int | float) or not value > 0:
        raise ValueError("lengths are positive")
    return float(value)


def _stroke(raw: dict[str, Any], width: float) -> Stroke:
    return Stroke(_length(raw.get("width", width)), tuple(map(_length, raw["dash"])))


def _tie(raw: dict[str, Any], width: float) -> TieLook:
    if raw["way"] not in ("straight", "zigzag"):
        raise ValueError("way must be straight or zigzag")
    return TieLook(_stroke(raw, width), raw["way"] == "zigzag", bool(raw["cross"]))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Damaged(
            "ジェノグラムの描き方の設定が読めません。",
            "resources/genogram の設定を元に戻してください。",
        ) from error


def _lay_over(base: dict[str, Any], own: dict[str, Any]) -> None:
    for name, value in own.items():
        if isinstance(value, dict) and isinstance(base.get(name), dict):
            _lay_over(base[name], value)
        else:
            base[name] = value
