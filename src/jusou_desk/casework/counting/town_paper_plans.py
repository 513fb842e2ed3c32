"""町の資料の組み立て。``resources/papers/<資料名>.toml`` を型にして読む。

どの表のどの行を載せるかは資料ごとに違うので、プログラムではなくここに書く。
書き方は soudan-kikan.toml の初めにある。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from jusou_desk.errors import Damaged
from jusou_desk.paths import resource


class Source(StrEnum):
    """行を引く表。"""

    WINDOWS = "windows"
    BODIES = "bodies"
    PROGRAMMES = "programmes"
    ITEMS = "items"
    TERMS = "terms"
    WINDOW_FIELDS = "window_fields"
    PROGRAMME_FIELDS = "programme_fields"
    PROGRAMME_KINDS = "programme_kinds"


Choice = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RowsPlan:
    """繰返しの表ひとつ。``only`` と ``without`` はタグの名→値、``lines`` は (見出し, タグの名)。"""

    tag: str
    source: Source
    only: Choice = field(default_factory=dict)
    without: Choice = field(default_factory=dict)
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PaperPlan:
    """町の資料ひとつの組み立て。項の意味は soudan-kikan.toml の初めにある。"""

    title: str
    heading: str
    about: str
    order: int
    rows: tuple[RowsPlan, ...]
    towns: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    sheets_by: str = ""
    notes: tuple[str, ...] = ()


def _choice(raw: Mapping[str, Any]) -> Choice:
    return {name: tuple(map(str, values)) for name, values in raw.items()}


def _rows(raw: Mapping[str, Any]) -> RowsPlan:
    values = dict(raw)
    return RowsPlan(
        source=Source(values.pop("from")),
        only=_choice(values.pop("only", {})),
        without=_choice(values.pop("without", {})),
        lines=tuple((str(label), str(name)) for label, name in values.pop("lines", ())),
        **values,
    )


def load_paper(path: Path) -> PaperPlan:
    """一つの TOML を資料の組み立てにする。形が違えば ``Damaged``。"""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        raw |= {key: tuple(raw.get(key, ())) for key in ("towns", "replaces", "notes")}
        plan = PaperPlan(**{**raw, "rows": tuple(_rows(one) for one in raw["rows"])})
        plan.heading.format(town="")
        if not plan.rows or (plan.sheets_by and plan.sheets_by not in {r.tag for r in plan.rows}):
            raise ValueError("rows")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OSError) as error:
        raise Damaged(
            f"町の資料の組み立て {path.name} の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error
    return plan


@cache
def paper_plan(name: str) -> PaperPlan:
    """資料名から組み立て。"""
    return load_paper(resource("papers", f"{name}.toml"))


@cache
def paper_names() -> tuple[str, ...]:
    """町の資料の名(``resources/papers`` のファイル名)。一覧に出す順。"""
    names = (path.stem for path in resource("papers").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (paper_plan(name).order, name)))
