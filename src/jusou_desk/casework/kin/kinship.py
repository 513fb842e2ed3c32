"""続柄の語の読み方。語が家族図のどの間がらになるかは resources/kinship.toml にある。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from jusou_desk.family.people import ParentageKind, Sex, UnionKind
from jusou_desk.paths import resource


class Step(StrEnum):
    """本人から一つ先の人への道。"""

    PARENT = "親"
    CHILD = "子"
    SPOUSE = "配偶者"
    SIBLING = "きょうだい"


@dataclass(frozen=True)
class Kinship:
    """続柄の語ひとつ。欄の意味は resources/kinship.toml の頭にある。"""

    term: str
    path: tuple[Step, ...] = ()
    union: UnionKind = UnionKind.MARRIED
    parentage: ParentageKind = ParentageKind.BIRTH
    sex: Sex = Sex.UNKNOWN
    via: Sex = Sex.UNKNOWN
    older: bool | None = None
    both: bool = False
    missing_is_unknown: bool = False


@dataclass(frozen=True)
class Kinships:
    """語のすべて。head: 世帯主の語。unsure: 道 → 性別などの分からないときの語。"""

    words: Mapping[str, Kinship]
    head: str
    unsure: Mapping[tuple[Step, ...], str]


@cache
def kinships() -> Kinships:
    """resources/kinship.toml を読む。"""
    raw = tomllib.loads(resource("kinship.toml").read_text(encoding="utf-8"))
    words = {}
    for one in raw["word"]:
        path = tuple(Step(step) for step in one.get("path", ()))
        kind = one.get("kind", "")
        spouse = bool(path) and path[-1] is Step.SPOUSE
        words[one["term"]] = Kinship(
            one["term"],
            path,
            UnionKind(kind) if kind and spouse else UnionKind.MARRIED,
            ParentageKind(kind) if kind and not spouse else ParentageKind.BIRTH,
            Sex(one.get("sex", Sex.UNKNOWN)),
            Sex(one.get("via", Sex.UNKNOWN)),
            one.get("older"),
            one.get("both", False),
            one.get("missing", "") == "unknown",
        )
    unsure = {tuple(map(Step, path.split())): term for path, term in raw["unsure"].items()}
    return Kinships(MappingProxyType(words), raw["head"], MappingProxyType(unsure))


def kinship(term: str) -> Kinship:
    """``term`` の読み方。知らない語は、縁の線に添える語とみる。"""
    return kinships().words.get(term) or Kinship(term)
