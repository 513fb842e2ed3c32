"""様式が名指す書体の、字の送り。

町の様式の書体の多くは配れないので、同梱の書体で描く。字の幅が違うと、行の折れる所も頁の数も
変わるから、送りの分かる書体(``resources/metrics/widths.toml``)では、その幅に合わせて描く。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from jusou_desk.paths import resource
from jusou_desk.reports.setting.fonts import plain_name

_NONE: Final[Mapping[str, float]] = {}
_FIRST: Final = 0x20


@lru_cache(maxsize=256)
def advances(font_name: str, bold: bool) -> Mapping[str, float]:
    """字→送り(字の大きさを 1 とする)。載っていない字は、描く書体の送りのまま。"""
    face = _faces().get(plain_name(font_name))
    return _NONE if face is None else _read(face, bold)


def _read(face: Mapping[str, Any], bold: bool) -> dict[str, float]:
    em = face["em"]
    widths = face.get("bold", face["ascii"]) if bold else face["ascii"]
    found = {chr(_FIRST + number): width / em for number, width in enumerate(widths)}
    for width, chars in face.get("others", {}).items():
        found |= dict.fromkeys(chars, int(width) / em)
    return found


@cache
def _faces() -> dict[str, Mapping[str, Any]]:
    source = tomllib.loads(resource("metrics", "widths.toml").read_text("utf-8"))
    return {plain_name(name): face for face in source["face"] for name in face["names"]}
