"""様式定義を ``resources/forms`` の TOML から読む。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from jusou_desk.errors import Damaged
from jusou_desk.forms.definitions import (
    FieldDefinition,
    FieldKind,
    Fixed,
    FormDefinition,
    Known,
    SectionDefinition,
)
from jusou_desk.forms.opening import opening
from jusou_desk.forms.own import in_force
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Overlay
from jusou_desk.wareki import Toward

_WRITTEN: Final = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PHONE)
_FIELD_KEYS: Final = {
    "id",
    "label",
    "kind",
    "lane",
    "national",
    "required",
    "codes",
    "other",
    "free",
    "half",
    "toward",
    "scope",
    "overlay",
    "source",
    "help",
    "tag",
    "known",
    "fixed",
}


def _field(raw: Mapping[str, Any], where: str, section: Mapping[str, Any]) -> FieldDefinition:
    unknown = set(raw) - _FIELD_KEYS
    if unknown:
        raise Damaged(
            f"様式定義 {where} に知らない項目「{'、'.join(sorted(unknown))}」があります。",
            "様式定義のファイルを直すか、入れ直してください。",
        )
    kind = FieldKind(raw["kind"])
    if kind in (FieldKind.SINGLE, FieldKind.MULTIPLE) and not raw.get("codes"):
        raise Damaged(
            f"様式定義 {where} の選択欄「{raw['label']}」に符号表の指定がありません。",
            "codes に符号表の名前を書いてください。",
        )
    if "toward" in raw and kind is not FieldKind.DATE:
        raise Damaged(
            f"様式定義 {where} の欄「{raw['label']}」は日付ではないのに toward があります。",
            "toward は日付の欄だけに書いてください。",
        )
    if "overlay" in raw and kind not in _WRITTEN:
        raise Damaged(
            f"様式定義 {where} の欄「{raw['label']}」は字で書く欄ではないのに overlay があります。",
            "overlay は字で書く欄だけに書いてください。",
        )
    return FieldDefinition(
        id=raw["id"],
        label=raw["label"],
        kind=kind,
        lane=Lane[raw.get("lane", "open").upper()],
        national=raw.get("national", False),
        required=raw.get("required", False),
        codes=raw.get("codes", ""),
        other=raw.get("other", False),
        free=raw.get("free", False),
        half=raw.get("half", False),
        toward=Toward(raw["toward"]) if "toward" in raw else None,
        scope=raw.get("scope", section.get("scope", "")),
        overlay=Overlay[raw["overlay"].upper()] if "overlay" in raw else None,
        source=raw.get("source", False),
        help=raw.get("help", ""),
        tag=raw.get("tag", raw["label"]),
        known=Known(raw["known"]) if "known" in raw else None,
        fixed=Fixed(why) if (why := raw.get("fixed", section.get("fixed"))) else None,
    )


def load_form(path: Path) -> FormDefinition:
    """一つの TOML を様式定義にする。形が違えば ``Damaged``。"""
    with opening(path, "様式定義") as raw:
        sections = tuple(
            SectionDefinition(
                id=section["id"],
                title=section["title"],
                fields=tuple(_field(f, path.name, section) for f in section["field"]),
                sometimes=section.get("sometimes", False) is True,
            )
            for section in raw["section"]
        )
        form = FormDefinition(
            raw["id"],
            str(int(raw["version"])),
            raw["title"],
            sections,
            raw.get("source", ""),
            raw.get("for_person", False) is True,
            raw.get("ruled", False) is True,
            raw.get("outside", False) is True,
        )
    for names in ([f.id for f in form.fields], [f.tag for f in form.fields]):
        if len(names) != len(set(names)):
            raise Damaged(
                f"様式定義 {path.name} に同じ欄が二度あります。",
                "欄の id とタグ名を別々にしてください。",
            )
    return form


@cache
def _forms() -> dict[tuple[str, str], FormDefinition]:
    loaded = [load_form(path) for path in sorted(resource("forms").glob("*.toml"))]
    return {(form.id, form.version): form for form in loaded}


def form_ids() -> tuple[str, ...]:
    """様式の id の全部。"""
    return tuple(dict.fromkeys(known for known, _ in _forms()))


def plain_forms() -> tuple[FormDefinition, ...]:
    """casework に決まりの無い様式の、最新の版。定義だけで、頁で書き、刷り、探せる。"""
    newest = (form(known) for known in form_ids())
    return tuple(one for one in newest if not one.ruled)


def form(form_id: str, version: str = "") -> FormDefinition:
    """様式定義。``version`` を省くと、いま効いている版。無ければ ``Damaged``。

    事務所の版「1-3」は、同梱の版「1」に事務所の三番目の改めを重ねたもの。その改めがこの窓にまだ
    届いていなければ、同梱の字で開く(欄の種類も区分も、事務所の版では変わらない)。
    """
    return _with_own(form_id, version) if version else form_on(form_id, in_force().today)


def form_on(form_id: str, day: date) -> FormDefinition:
    """``day`` に効いている版。どの版で書いたか残っていない記録は、書いた日の版で開く。"""
    newest = shipped_form(form_id)
    own = in_force().on(form_id, day)
    return newest if own is None else own.over(newest)


def shipped_form(form_id: str, version: str = "") -> FormDefinition:
    """同梱の様式定義。``version`` を省くと最新版。無ければ ``Damaged``。"""
    if version:
        found = _forms().get((form_id, version))
    else:
        versions = [f for (known, _), f in _forms().items() if known == form_id]
        found = max(versions, key=lambda f: int(f.version)) if versions else None
    if found is None:
        raise Damaged(
            f"様式「{form_id}」{version} が見つかりません。", "プログラムを入れ直してください。"
        )
    return found


def _with_own(form_id: str, version: str) -> FormDefinition:
    shipped, _, number = version.partition("-")
    base = shipped_form(form_id, shipped)
    if not number:
        return base
    own = in_force().numbered(form_id, int(number))
    # 届いていない版でも名は保つ。書き直しても、どの版で書いたかを失わない
    return replace(base, version=version) if own is None else own.over(base)


@cache
def whereabouts_of(form_id: str, version: str = "") -> tuple[str, ...]:
    """様式の、居場所の知れる欄(id)。``version`` を省くと、どの版のものもみな。"""
    return tuple(
        dict.fromkeys(
            field.id
            for one in _versions(form_id, version)
            for field in one.fields
            if field.overlay is Overlay.WHEREABOUTS
        )
    )


@cache
def whereabouts_tags() -> frozenset[str]:
    """どの様式のものでも、居場所の知れる欄のタグ名。"""
    return frozenset(
        field.tag
        for one in _forms().values()
        for field in one.fields
        if field.overlay is Overlay.WHEREABOUTS
    )


@cache
def sources_of(form_id: str, version: str = "") -> tuple[str, ...]:
    """様式の、情報源の知れる欄(id)。``version`` を省くと、どの版のものもみな。"""
    return tuple(
        dict.fromkeys(
            field.id for one in _versions(form_id, version) for field in one.fields if field.source
        )
    )


def _versions(form_id: str, version: str) -> Iterator[FormDefinition]:
    """同梱の版。事務所の版は、重ねた元の同梱の版と同じ欄を持つ。"""
    wanted = version.partition("-")[0]
    for (known, at), one in _forms().items():
        if known == form_id and wanted in ("", at):
            yield one


@cache
def source_tags() -> frozenset[str]:
    """どの様式のものでも、情報源の知れる欄のタグ名(選ぶ欄の書き添えも)。"""
    found = {f.tag for one in _forms().values() for f in one.fields if f.source}
    return frozenset(found | {f"{tag}の他" for tag in found})
