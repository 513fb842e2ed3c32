"""報告の数え方。``resources/reports/<報告名>.toml`` を型にして読む。

どの窓口を数えるか、どの会議体を載せるか、升に何と書くかは町ごとに違うので、
プログラムではなくここに書く。書き方は nagato-jigyo-jokyo.toml の初めにある。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from jusou_desk.errors import Damaged
from jusou_desk.paths import resource


class Count(StrEnum):
    """何を数えるか。"""

    RECEIVED = "received"
    CLOSED = "closed"
    ISSUE_RANK = "issue_rank"
    HELD = "held"
    DISCUSSED = "discussed"
    DISCUSSED_CASES = "discussed_cases"
    DISCUSSED_ITEMS = "discussed_items"
    PLANNED = "planned"
    ASKED = "asked"
    SETTLED = "settled"
    HOSTS = "hosts"
    NEW_HOSTS = "new_hosts"
    REFERRED = "referred"
    NO_TAKER = "no_taker"


class By(StrEnum):
    """何で絞るか、何の値ごとに行を分けるか。"""

    AGE_BAND = "age_band"
    METHOD = "method"
    ROUTE = "route"
    WINDOW = "window"
    ISSUE = "issue"
    URGENCY = "urgency"
    CONSENT = "consent"
    BODY = "body"
    KIND = "kind"
    PLAN_KIND = "plan_kind"
    MATCH_STATE = "match_state"
    FAILED_FOR = "failed_for"
    OUTCOME = "outcome"
    REFUSED_FOR = "refused_for"
    TOPIC = "topic"
    TO_AGENCY = "to_agency"
    TO_FIELD = "to_field"


class Columns(StrEnum):
    YEARS = "years"
    MONTHS = "months"


@dataclass(frozen=True)
class RowPlan:
    """一行の数え方。``each`` があれば、その値の数だけ行になる。"""

    count: Count
    section: str = ""
    label: str = ""
    tag: str = ""
    match: tuple[By, str] | None = None
    each: By | None = None
    bodies: tuple[str, ...] = ()
    rank: int = 0
    text: str = ""


@dataclass(frozen=True)
class ReportPlan:
    """報告ひとつの数え方。``footnotes`` は町の脚注の後に付く文。

    title: 一覧での題。order: 一覧での順。towns: 報告の一覧に出す町(id)。空ならどの町でも。about: 何を数えた表かの一文(一覧に出す)。
    """

    heading: str
    columns: Columns
    rows: tuple[RowPlan, ...]
    years: int = 1
    window_fields: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    about: str = ""
    title: str = ""
    order: int = 0


def _row(raw: Mapping[str, Any]) -> RowPlan:
    values = dict(raw)
    values["count"] = Count(values["count"])
    if "match" in values:
        ((by, wanted),) = values["match"].items()
        values["match"] = (By(by), str(wanted))
    if "each" in values:
        values["each"] = By(values["each"])
    values["bodies"] = tuple(values.get("bodies", ()))
    row = RowPlan(**values)
    if row.count is Count.ISSUE_RANK and row.rank < 1:
        raise ValueError("rank")
    row.text.format(distinct=0, total=0)
    return row


def load_plan(path: Path) -> ReportPlan:
    """一つの TOML を報告の数え方にする。形が違えば ``Damaged``。"""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        plan = ReportPlan(
            heading=raw.pop("heading"),
            columns=Columns(raw.pop("columns")),
            rows=tuple(_row(row) for row in raw.pop("row")),
            years=int(raw.pop("years", 1)),
            window_fields=tuple(raw.pop("window_fields", ())),
            footnotes=tuple(raw.pop("footnotes", ())),
            towns=tuple(raw.pop("towns", ())),
            about=str(raw.pop("about", "")),
            title=str(raw.pop("title")),
            order=int(raw.pop("order", 0)),
        )
        plan.heading.format(first="", last="", windows="")
        if raw or plan.years < 1:
            raise ValueError("unknown keys")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OSError) as error:
        raise Damaged(
            f"報告の数え方 {path.name} の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error
    return plan


@cache
def plan_of(name: str) -> ReportPlan:
    """報告名から数え方。"""
    return load_plan(resource("reports", f"{name}.toml"))


def report_names() -> tuple[str, ...]:
    """数え方のある報告の名。一覧の順。"""
    names = [path.stem for path in resource("reports").glob("*.toml")]
    return tuple(sorted(names, key=lambda name: (plan_of(name).order, name)))
