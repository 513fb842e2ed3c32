"""町の事業・項目の説明・用語。``resources/towns/<id>/programmes.toml`` を型にして読む。

相談窓口と会議体は ``towns`` にある。ここにあるのは、公表資料の表になるもの(domain.md §4.1)。
どの事業・項目・用語も、元にした資料の所(``source``)を持つ。文は資料のまま写さず、書き改めてある。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jusou_desk.errors import Damaged
from jusou_desk.paths import resource


class ProgrammeKind(StrEnum):
    """重層的支援体制整備事業を成す事業(社会福祉法第106条の4第2項)。"""

    CONSULTATION = "包括的相談支援"
    PARTICIPATION = "参加支援"
    COMMUNITY = "地域づくり"
    OUTREACH = "アウトリーチ等"
    COORDINATION = "多機関協働"


@dataclass(frozen=True)
class Programme:
    """事業ひとつ。空の欄は資料に無いこと。

    law: 法の上の事業の名。article: 法106条の4第2項の号。name: 町での名。mark: 資料での符号(ア・イ…)。
    group: 資料での区分(省けば ``kind``)。stage: 既存・新規・法定の別。section: 所管課。
    operation: 直営・委託の別。operators: 受託者。providers: 実施機関・支援機関。places: 箇所数等の文。
    amount: 支援フローに書く短い数(「10箇所」「47団体」)。more: この事業だけにある見出しと文。
    """

    kind: ProgrammeKind
    name: str
    source: str
    law: str = ""
    article: str = ""
    mark: str = ""
    group: str = ""
    field: str = ""
    stage: str = ""
    section: str = ""
    operation: str = ""
    operators: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    area: str = ""
    places: str = ""
    amount: str = ""
    staff: str = ""
    target: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    contents: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Item:
    """項目と内容の表の一行。``table`` は表の名(参加支援、重層的支援会議 など)。"""

    table: str
    name: str
    text: str
    source: str


@dataclass(frozen=True)
class Term:
    """用語ひとつ。``row`` は五十音の行(あ行…)。"""

    row: str
    name: str
    text: str
    source: str
    reading: str = ""


@dataclass(frozen=True)
class TownProgrammes:
    """町ひとつの事業・項目・用語。

    document: 元にした資料の名(無ければ空)。places: 窓口(windows)・会議体(bodies)が、資料のどこにあるか。
    flow: 支援フローの下に書く注。
    """

    document: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    flow: tuple[str, ...] = ()
    programmes: tuple[Programme, ...] = ()
    items: tuple[Item, ...] = ()
    terms: tuple[Term, ...] = ()


def _programme(raw: dict[str, Any]) -> Programme:
    listed = {key: tuple(raw.get(key, ())) for key in ("operators", "providers")}
    more = tuple((str(name), str(text)) for name, text in raw.get("more", ()))
    return Programme(**{**raw, **listed, "kind": ProgrammeKind(raw["kind"]), "more": more})


def load_programmes(path: Path) -> TownProgrammes:
    """一つの TOML を読む。形が違えば ``Damaged``。"""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        made = TownProgrammes(
            document=str(raw.pop("document")),
            places=MappingProxyType(dict(raw.pop("places", {}))),
            flow=tuple(raw.pop("flow", ())),
            programmes=tuple(_programme(one) for one in raw.pop("programme", ())),
            items=tuple(Item(**one) for one in raw.pop("item", ())),
            terms=tuple(Term(**one) for one in raw.pop("term", ())),
        )
        if raw:
            raise ValueError("unknown keys")
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise Damaged(
            f"町の事業の一覧「{path.parent.name}」の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error
    return made


@cache
def programmes(town_id: str) -> TownProgrammes:
    """町の事業。一覧の無い町は、空の一覧。"""
    path = resource("towns", town_id, "programmes.toml")
    return load_programmes(path) if path.is_file() else TownProgrammes()
