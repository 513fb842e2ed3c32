"""名簿の欄。画面の欄も、Excel の列も、ここの並びから作る。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from jusou_desk.forms import FieldDefinition, FieldKind, FormDefinition, SectionDefinition
from jusou_desk.models.register_records import Resource, ResourceKind, Stance
from jusou_desk.wareki import Toward

_T, _L = FieldKind.TEXT, FieldKind.LONG_TEXT
_WINDOW, _PROGRAMME = ResourceKind.WINDOW, ResourceKind.PROGRAMME
_AGENCY, _HOST = ResourceKind.AGENCY, ResourceKind.HOST
_EVERY: Final = frozenset(ResourceKind)
_ONE_A_LINE: Final = "いくつもあるときは、一行に一つ。"
#: 一行に一つ書く欄。
LISTED: Final = ("operators", "providers")
#: 印の欄と、人数の欄。
INSIDE: Final = "inside"
COUNTS: Final = ("capacity", "vacancy")

#: (欄, どの種類の行にあるか)。
_FIELDS: Final = (
    (FieldDefinition("name", "名前", _T, required=True), _EVERY),
    (
        FieldDefinition("group", "事業の区分", FieldKind.SINGLE, codes="programme_kinds"),
        frozenset({_PROGRAMME}),
    ),
    (FieldDefinition("law", "法の上の事業", _T), frozenset({_PROGRAMME})),
    (
        FieldDefinition("article", "号", _T, half=True, help="法106条の4第2項。例: 第3号ロ"),
        frozenset({_PROGRAMME}),
    ),
    (FieldDefinition("field", "分野", _T, half=True), _EVERY),
    (
        FieldDefinition("stage", "既存・新規", _T, half=True, help="例: 既存、新規、法定"),
        frozenset({_PROGRAMME}),
    ),
    (FieldDefinition("section", "所管課", _T), frozenset({_PROGRAMME})),
    (
        FieldDefinition("operation", "直営・委託", _T, half=True),
        frozenset({_WINDOW, _PROGRAMME}),
    ),
    (
        FieldDefinition("operators", "所管・受託者", _L, help=_ONE_A_LINE),
        frozenset({_WINDOW, _PROGRAMME}),
    ),
    (FieldDefinition("providers", "実施機関", _L, help=_ONE_A_LINE), frozenset({_PROGRAMME})),
    (FieldDefinition("area", "圏域・地区", _T, half=True), _EVERY - {_AGENCY}),
    (FieldDefinition("address", "住所", _T), _EVERY),
    (FieldDefinition("phone", "電話", _T, half=True), _EVERY),
    (FieldDefinition("fax", "FAX", _T, half=True), _EVERY),
    (
        FieldDefinition("contact", "担当者", _T, half=True, help="仕事上の担当の方。"),
        _EVERY,
    ),
    (
        FieldDefinition(
            "contents", "内容", _L, help="公表の資料に載ります。個人のことは書きません。"
        ),
        _EVERY,
    ),
    (FieldDefinition("target", "対象者", _L), frozenset({_PROGRAMME})),
    (FieldDefinition("places", "箇所数の説明", _T), frozenset({_PROGRAMME})),
    (
        FieldDefinition("amount", "箇所数", _T, half=True, help="例: 10箇所、47団体"),
        frozenset({_PROGRAMME}),
    ),
    (FieldDefinition("staff", "配置人数", _T, half=True), frozenset({_PROGRAMME})),
    (
        FieldDefinition("tags", "受け入れられること", FieldKind.MULTIPLE, codes="host_tags"),
        frozenset({_HOST}),
    ),
    (FieldDefinition("capacity", "受入れの人数", FieldKind.NUMBER, half=True), frozenset({_HOST})),
    (FieldDefinition("vacancy", "空き", FieldKind.NUMBER, half=True), frozenset({_HOST})),
    (
        FieldDefinition("expenses", "実費（本人負担）", _T, help="例: 昼食代 300円"),
        frozenset({_HOST}),
    ),
    (
        FieldDefinition("travel", "交通費", _T, help="例: 自己負担、受入先が出す"),
        frozenset({_HOST}),
    ),
    (
        FieldDefinition("conditions", "条件", _L, help="送迎・時間・年齢など。"),
        frozenset({_HOST}),
    ),
    (
        FieldDefinition("stance", "協力の状態", FieldKind.SINGLE, codes="host_stances"),
        frozenset({_HOST}),
    ),
    (
        FieldDefinition("last_contact_on", "最後に連絡した日", FieldKind.DATE, toward=Toward.PAST),
        _EVERY,
    ),
    (
        FieldDefinition(
            INSIDE,
            "町の組織",
            FieldKind.CHECK,
            help="同意の提供先に名前が無くても、会議の資料が渡ります。管理者だけが変えられます。",
        ),
        frozenset({_WINDOW, _AGENCY}),
    ),
)
FIELDS: Final = tuple(field for field, _ in _FIELDS)


def fields_of(kind: ResourceKind) -> tuple[FieldDefinition, ...]:
    """その種類の行が持つ欄。"""
    return tuple(field for field, kinds in _FIELDS if kind in kinds)


def form_of(kind: ResourceKind, *, administering: bool) -> FormDefinition:
    """その種類の行を書く欄。administering: 町の組織の印も書くか。"""
    fields = tuple(one for one in fields_of(kind) if administering or one.id != INSIDE)
    section = SectionDefinition("resource", str(kind), fields)
    return FormDefinition("resource", "1", str(kind), (section,))


def values_of(row: Resource) -> dict[str, Any]:
    """行を、欄の値にする。"""
    values: dict[str, Any] = {one.id: getattr(row, one.id) for one in fields_of(row.kind)}
    for name in values.keys() & set(LISTED):
        values[name] = "\n".join(values[name])
    if "stance" in values:
        values["stance"] = str(values["stance"])
    return values


def with_values(row: Resource, values: Mapping[str, object]) -> Resource:
    """欄の値を入れた行。その種類の行に無い欄は見ない。"""
    known = {one.id for one in fields_of(row.kind)}
    columns = {n: _column(n, value) for n, value in values.items() if n in known}
    return replace(row, **columns)  # type: ignore[arg-type]


def _column(name: str, value: object) -> object:
    if name in LISTED:
        lines = str(value or "").splitlines()
        return tuple(line.strip() for line in lines if line.strip())
    if name in COUNTS:
        return int(str(value)) if str(value if value is not None else "").strip() else None
    if name == "tags":
        return tuple(value) if isinstance(value, tuple | list) else ()
    if name == "stance":
        return Stance(str(value or ""))
    if name == INSIDE:
        return bool(value)
    if name == "last_contact_on":
        return value if isinstance(value, date) else None
    return str(value or "")
