"""試し刷りに入れる、いちばん長い架空の値(``resources/proof.toml``)。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from jusou_desk.casework.paper.paper_facts import BLANK_DATE
from jusou_desk.casework.town_forms.own_form_pictures import sample_picture
from jusou_desk.forms import FieldDefinition, FieldKind, FormDefinition, code_set, form
from jusou_desk.packet import Fact, Record, Value
from jusou_desk.paths import resource
from jusou_desk.reports.form.boxes import BESIDE

NEWEST: Final = 9999
"""符号表の、いちばん新しい版を引く年度。"""
_MOST_CHOSEN: Final = 5
"""いくつでも選ぶ欄に、試しに入れる語の数。"""


def longest_count() -> int:
    """報告の升に試しに入れる、いちばん大きい件数。"""
    return int(_samples()["kinds"]["count"])


@cache
def _samples() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resource("proof.toml").read_text(encoding="utf-8"))


def _sample(kind: str) -> Value:
    found: Value = _samples()["kinds"][kind]
    return found


def many(group: str) -> int:
    """繰返し行を、いくつ入れて試すか。"""
    return int(_samples()["rows"].get(group, 5))


@cache
def fields_of(form_id: str) -> dict[str, FieldDefinition]:
    """様式 ``form_id`` の紙に載る欄。タグ→欄。"""
    # 本人の欄(氏名・性別など)は、どの帳票でも相談受付・申込票と同じものが載る。
    both: tuple[FormDefinition, ...] = (form("intake"), form(form_id))
    return {field.tag: field for one in both for field in one.fields}


def filled(record: Record, fields: Mapping[str, FieldDefinition]) -> Record:
    """空いた所を、いちばん長い架空の値で埋めた材料。fields: 選ぶ語や長さの分かる欄。"""
    facts = {
        name: replace(fact, value=_longest(name, fact, fields))
        for name, fact in record.facts.items()
    }
    rows = {
        name: tuple(filled(row, row_fields(name)) for row in group)
        for name, group in record.groups.items()
    }
    return replace(record, facts=facts, groups=rows)


def row_fields(group: str) -> Mapping[str, FieldDefinition]:
    """繰返し行 ``group`` に載る欄。"""
    return fields_of("progress" if group == "経過" else "intake")


def _longest(tag: str, fact: Fact, fields: Mapping[str, FieldDefinition]) -> Value:
    if tag in _samples()["kept"]["tags"]:
        return fact.value
    if (drawn := sample_picture(tag)) is not None:
        return drawn
    given: Value = _samples()["tags"].get(tag)
    if given is not None:
        return given
    if (field := fields.get(tag)) is not None:
        return _longest_of(field)
    if tag.endswith(BESIDE) and tag.removesuffix(BESIDE) in fields:
        return _sample("other")
    match fact.value:
        case str() as text if text == BLANK_DATE:
            return _sample(FieldKind.DATE)
        case str() as text if text and not text.strip():
            return _sample(FieldKind.NUMBER)
        case date() | datetime() | int() | bool():
            return fact.value
        case None | "":
            return _sample(_guessed(tag))
        case _:
            return fact.value


def _guessed(tag: str) -> FieldKind:
    """様式の欄でない、空の項目の種類。名の終わりで分かる。"""
    if tag.endswith(("日", "開始", "終了", "期限")):
        return FieldKind.DATE
    return FieldKind.LONG_TEXT if tag in _samples()["long"]["tags"] else FieldKind.TEXT


def _longest_of(field: FieldDefinition) -> Value:
    if field.codes:
        terms = sorted(code_set(field.codes, NEWEST).terms, key=len, reverse=True)
        return tuple(terms[:_MOST_CHOSEN]) if field.kind is FieldKind.MULTIPLE else terms[0]
    if field.kind is FieldKind.CHECK:
        return True
    if field.half and field.kind is FieldKind.TEXT:
        return _sample("half")
    return _sample(field.kind)
