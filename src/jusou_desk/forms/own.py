"""事務所が改めた様式の字: 同梱の版に重ねる、見出し・手引き・出すかどうか・必須・国報告の印。

欄の id と種類、区分、タグ名は替わらない。版は足すだけで、一度足した版は書き直さない。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from jusou_desk.forms.definitions import FieldDefinition, FormDefinition, SectionDefinition


@dataclass(frozen=True)
class FieldChange:
    """一つの欄の改めたところ。None は同梱のまま。"""

    label: str | None = None
    help: str | None = None
    shown: bool | None = None
    required: bool | None = None
    national: bool | None = None

    @property
    def changed(self) -> dict[str, Any]:
        """改めたものだけ(名→値)。"""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class OwnVersion:
    """事務所の版一つ。number: 足した順の番号。since: その日から効く。changes: 欄の id → 改めたところ。"""

    form_id: str
    number: int
    since: date
    changes: Mapping[str, FieldChange]

    def over(self, shipped: FormDefinition) -> FormDefinition:
        """``shipped`` に重ねた様式。版の名は「同梱の版-番号」。"""
        return replace(
            shipped,
            version=f"{shipped.version}-{self.number}",
            sections=tuple(map(self._section, shipped.sections)),
        )

    def _section(self, section: SectionDefinition) -> SectionDefinition:
        return replace(section, fields=tuple(map(self._field, section.fields)))

    def _field(self, field: FieldDefinition) -> FieldDefinition:
        change = self.changes.get(field.id)
        return field if change is None else replace(field, **change.changed)


class InForce:
    """開いている事務所の版の全部と、今日。作った後は変わらない。"""

    def __init__(self, own: Iterable[OwnVersion] = (), today: date = date.max) -> None:
        self.today = today
        self._own: dict[str, tuple[OwnVersion, ...]] = {}
        for one in own:
            self._own[one.form_id] = (*self._own.get(one.form_id, ()), one)

    def of(self, form_id: str) -> tuple[OwnVersion, ...]:
        """その様式の版。足した順(始まる日の順でもある)。"""
        return self._own.get(form_id, ())

    def on(self, form_id: str, day: date) -> OwnVersion | None:
        """``day`` に効いている版。同じ日に始まるものは、後に足した方。"""
        begun = [one for one in self.of(form_id) if one.since <= day]
        return begun[-1] if begun else None

    def numbered(self, form_id: str, number: int) -> OwnVersion | None:
        """番号の版。"""
        return next((one for one in self.of(form_id) if one.number == number), None)


class _Bench:
    """いま効いている版の置き場。一つのプロセスが開く事務所は一つなので、置き場も一つでよい。"""

    def __init__(self) -> None:
        self.laid = InForce()


_BENCH: Final = _Bench()


def in_force() -> InForce:
    """いま重ねてある版。"""
    return _BENCH.laid


def lay_own_forms(own: Iterable[OwnVersion] = (), today: date = date.max) -> None:
    """開いた事務所の版 ``own`` を、同梱の様式に重ねる。前に重ねたものは外れる。"""
    _BENCH.laid = InForce(own, today)
