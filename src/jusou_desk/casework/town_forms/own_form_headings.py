"""町の様式でよくある見出しと、それの指す項目(``resources/field_names.toml``)。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from jusou_desk.paths import resource


@cache
def common_headings() -> Mapping[str, tuple[str, ...]]:
    """項目の名→同じことを指す見出し。"""
    names = tomllib.loads(resource("field_names.toml").read_text(encoding="utf-8"))["names"]
    return {name: tuple(also) for name, also in names.items()}
