"""名前で選ぶ図形の形。形は resources/drawings/presets.toml に式で書いてある。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jusou_desk.paths import resource
from jusou_desk.reports.drawing.guides import Guides, Outline, Stroke, run

_MARKS: Final = frozenset("MLAQCZ")
_SHADES: Final = {"dark": -0.2, "light": 0.2}


@dataclass(frozen=True)
class _Preset:
    adjust: tuple[tuple[str, float], ...]
    guides: tuple[tuple[str, str], ...]
    paths: tuple[tuple[frozenset[str], tuple[tuple[str, ...], ...]], ...]
    text: tuple[str, str, str, str]


def names() -> frozenset[str]:
    """描ける形の名。"""
    return frozenset(_presets())


def outline(name: str, width: float, height: float, adjust: Mapping[str, float]) -> Outline:
    """形 ``name`` の輪郭。adjust: 黄色いつまみの値。知らない形は四角。"""
    preset = _presets().get(name) or _presets()["rect"]
    guides = Guides(width, height, dict(preset.adjust) | dict(adjust))
    for guide, formula in preset.guides:
        guides.add(guide, formula)
    strokes = tuple(
        Stroke(
            run(marks, guides),
            filled="nofill" not in flags,
            stroked="noline" not in flags,
            shade=sum(_SHADES.get(flag, 0.0) for flag in flags),
        )
        for flags, marks in preset.paths
    )
    left, top, right, bottom = (guides[name] for name in preset.text)
    return Outline(strokes, (left, top, right, bottom))


@cache
def _presets() -> dict[str, _Preset]:
    with resource("drawings", "presets.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    return {name: _preset(table) for name, table in tables.items()}


def _preset(table: Mapping[str, Any]) -> _Preset:
    left, top, right, bottom = table.get("text", "l t r b").split()
    return _Preset(
        adjust=tuple((name, float(value)) for name, value in _pairs(table.get("adjust", ""))),
        guides=tuple(_pairs(table.get("guides", ""))),
        paths=tuple(_path(text) for text in table["paths"]),
        text=(left, top, right, bottom),
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, text.split(";")):
        name, _, rest = part.strip().partition(" ")
        yield name, rest


def _path(text: str) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    flags, _, drawn = text.rpartition(":")
    marks: list[list[str]] = []
    for word in drawn.split():
        if word in _MARKS:
            marks.append([word])
        else:
            marks[-1].append(word)
    return frozenset(flags.split()), tuple(tuple(mark) for mark in marks)
