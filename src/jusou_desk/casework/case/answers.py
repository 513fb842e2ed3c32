"""様式の値(欄 id → 値)と、保存する形の間の行き来。

氏名や受付日のように集計や会議で使う欄は記録の列(背骨)に、残りは様式の答え(Sheet)に置く。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition, FieldKind, FormDefinition, form, form_on
from jusou_desk.models.records import Sheet

Values = Mapping[str, Any]
Answer = str | tuple[str, ...]


def _pack_one(field: FieldDefinition, value: Any) -> Answer | None:
    # 0 は書かれた値(扶養する子 0人、債務 0円)なので、空欄と取り違えない。
    if value is None or value is False or value in ("", (), []):
        return None
    if field.kind is FieldKind.CHECK:
        return "1"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return tuple(str(v) for v in value)
    return str(value)


def _unpack_one(field: FieldDefinition, answer: Answer) -> Any:
    if isinstance(answer, tuple):
        return answer
    match field.kind:
        case FieldKind.DATE:
            return date.fromisoformat(answer)
        case FieldKind.NUMBER | FieldKind.YEN:
            return int(answer)
        case FieldKind.CHECK:
            return answer == "1"
        case FieldKind.MULTIPLE:
            return (answer,)
        case _:
            return answer


def pack(definition: FormDefinition, values: Values, *, spine: frozenset[str]) -> dict[str, Answer]:
    """背骨の列を除いた答え。空欄は入れない。"""
    answers: dict[str, Answer] = {}
    for field in definition.fields:
        if field.id in spine:
            continue
        packed = _pack_one(field, values.get(field.id))
        if packed is not None:
            answers[field.id] = packed
    return answers


def unpack(sheet: Sheet | None) -> dict[str, Any]:
    """保存された答えを様式の値に戻す。書かれた版の様式で読む。"""
    if sheet is None:
        return {}
    definition = form(sheet.form_id, sheet.form_version)
    known = {field.id: field for field in definition.fields}
    return {
        field_id: _unpack_one(known[field_id], answer)
        for field_id, answer in sheet.answers.items()
        if field_id in known
    }


def written_form(form_id: str, sheet: Sheet | None, day: date) -> FormDefinition:
    """書いてある記録の様式。一枚を残していない記録(取り込んだものなど)は、``day`` に効いていた版。"""
    return form(form_id, sheet.form_version) if sheet else form_on(form_id, day)


def text(values: Values, name: str) -> str:
    """文字の欄。無ければ空。打たれたとおりに返す。"""
    value = values.get(name)
    return "" if value is None else str(value)


def terms(values: Values, name: str) -> tuple[str, ...]:
    """選択の組、または「、」で区切った文字。"""
    value = values.get(name) or ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("、") if part.strip())
    return tuple(value)


def day(values: Values, name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) else None


def refuse_control(text: str, *, allowed: str) -> None:
    """``allowed`` のほかの制御文字があれば ``BadInput``。"""
    if any(is_control(c) and c not in allowed for c in text):
        raise BadInput("使えない制御文字が入っています。", "その文字を消してください。")


def is_control(char: str) -> bool:
    """制御文字か、文字の半分(サロゲート)。どちらも記録にもブックにも書けない。"""
    return unicodedata.category(char) in ("Cc", "Cs")
