"""入力欄。``FieldKind`` ひとつに部品ひとつ。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from jusou_desk.forms import FieldDefinition, FieldKind, code_set
from jusou_desk.ui.fields.base import Field
from jusou_desk.ui.fields.chosen import CheckField, MultipleField, SingleField
from jusou_desk.ui.fields.dated import DateField
from jusou_desk.ui.fields.timed import TimeField
from jusou_desk.ui.fields.written import (
    KanaField,
    LongTextField,
    NumberField,
    PhoneField,
    TextField,
    YenField,
)

__all__ = [
    "CheckField",
    "DateField",
    "Field",
    "KanaField",
    "LongTextField",
    "MultipleField",
    "NumberField",
    "PhoneField",
    "SingleField",
    "TextField",
    "TimeField",
    "Today",
    "YenField",
    "field_for",
]

Today = Callable[[], date]

_WIDGETS: Final[Mapping[FieldKind, Callable[[FieldDefinition, int, Today], Field]]] = (
    MappingProxyType(
        {
            FieldKind.TEXT: lambda field, _year, _today: TextField(field),
            FieldKind.LONG_TEXT: lambda field, _year, _today: LongTextField(field),
            FieldKind.KANA: lambda field, _year, _today: KanaField(field),
            FieldKind.PHONE: lambda field, _year, _today: PhoneField(field),
            FieldKind.DATE: lambda field, _year, today: DateField(field, today),
            FieldKind.TIME: lambda field, _year, _today: TimeField(field),
            FieldKind.NUMBER: lambda field, _year, _today: NumberField(field),
            FieldKind.YEN: lambda field, _year, _today: YenField(field),
            FieldKind.SINGLE: lambda field, year, _today: SingleField(
                field, code_set(field.codes, year)
            ),
            FieldKind.MULTIPLE: lambda field, year, _today: MultipleField(
                field, code_set(field.codes, year)
            ),
            FieldKind.CHECK: lambda field, _year, _today: CheckField(field),
        }
    )
)


def field_for(definition: FieldDefinition, fiscal_year: int, today: Today = date.today) -> Field:
    """欄の定義から部品を作る。``fiscal_year``(西暦)は選択肢の版を選び、``today`` は年の無い日付を読む。

    符号表が無ければ ``Damaged``。
    """
    return _WIDGETS[definition.kind](definition, fiscal_year, today)
