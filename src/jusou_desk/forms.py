"""様式定義と符号表。``resources/`` の ``forms`` ``codes`` ``crosswalks`` の TOML を型にして読む。

様式は硬い縁を持つデータで、式は書けない。職員がペンで印を付けるものはデータ、
検査が要るものは casework の Python に置く(design.md §3)。
国の様式に由来し未確認の欄・選択肢は、ここではなく TOML 側で直す。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from jusou_desk.errors import Damaged
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Overlay, Purpose
from jusou_desk.wareki import Toward


class FieldKind(StrEnum):
    """入力欄の種類。閉じた一覧で、どれにも画面部品・Excel・PDFでの書き方がある。"""

    TEXT = "text"
    LONG_TEXT = "long_text"
    KANA = "kana"
    PHONE = "phone"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    YEN = "yen"
    SINGLE = "single"
    MULTIPLE = "multiple"
    CHECK = "check"


@dataclass(frozen=True)
class FieldDefinition:
    """欄ひとつ。``codes`` は符号表の id(単一・複数選択のとき)、``tag`` は様式に書くタグ名。

    ``other`` は「その他」への書き添え、``free`` は符号表に無い語も打たれたまま受けること。
    ``half`` は短く書く欄で、狭いところでも隣と並べる。
    ``scope`` は同意書の「情報の範囲」の符号(節にまとめて書ける)。
    ``overlay`` は区分に重ねる伏せ方で、字で書く欄だけが持つ(伏せた語を欄に置くため)。
    ``source`` は情報源(誰から聞いたか)の知れる欄で、記録に「情報源秘匿」を重ねると伏せる。
    ``toward`` は年の無い日付の読み方で、日付の欄だけが持つ。生年月日には付けない。
    """

    id: str
    label: str
    kind: FieldKind
    lane: Lane = Lane.OPEN
    national: bool = False
    required: bool = False
    codes: str = ""
    other: bool = False
    free: bool = False
    half: bool = False
    toward: Toward | None = None
    scope: str = ""
    overlay: Overlay | None = None
    source: bool = False
    help: str = ""
    tag: str = ""


@dataclass(frozen=True)
class SectionDefinition:
    id: str
    title: str
    fields: tuple[FieldDefinition, ...]


@dataclass(frozen=True)
class FormDefinition:
    """様式ひとつの一つの版。公開した版は変えず、古い記録は書かれた版で開く。

    for_person: 本人に渡すか、本人が署名する紙。「本人に伏せる」事実を載せない。
    """

    id: str
    version: str
    title: str
    sections: tuple[SectionDefinition, ...]
    source: str = ""
    for_person: bool = False

    @property
    def fields(self) -> tuple[FieldDefinition, ...]:
        return tuple(f for section in self.sections for f in section.fields)

    def field(self, field_id: str) -> FieldDefinition:
        for candidate in self.fields:
            if candidate.id == field_id:
                return candidate
        raise KeyError(field_id)


@dataclass(frozen=True)
class Code:
    """符号表の一項目。

    national: 国報告の対応符号(未確認のものは空)。purposes: その語の同意が許す目的(policy の名)。
    """

    code: str
    term: str
    national: str = ""
    purposes: tuple[Purpose, ...] = ()


@dataclass(frozen=True)
class CodeSet:
    """符号表の一つの版。``since`` の年度から有効。"""

    id: str
    title: str
    since_fiscal_year: int
    codes: tuple[Code, ...]
    source: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(code.term for code in self.codes)


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
}


def _field(raw: Mapping[str, Any], where: str, scope: str) -> FieldDefinition:
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
        scope=raw.get("scope", scope),
        overlay=Overlay[raw["overlay"].upper()] if "overlay" in raw else None,
        source=raw.get("source", False),
        help=raw.get("help", ""),
        tag=raw.get("tag", raw["label"]),
    )


@contextmanager
def _reading(path: Path, what: str) -> Iterator[dict[str, Any]]:
    """TOML を開いて渡し、書き方や形の誤りをファイル名の入った ``Damaged`` に替える。"""
    try:
        yield tomllib.loads(path.read_text(encoding="utf-8"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(
            f"{what} {path.name} の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error


def load_form(path: Path) -> FormDefinition:
    """一つの TOML を様式定義にする。形が違えば ``Damaged``。"""
    with _reading(path, "様式定義") as raw:
        sections = tuple(
            SectionDefinition(
                id=section["id"],
                title=section["title"],
                fields=tuple(
                    _field(f, path.name, section.get("scope", "")) for f in section["field"]
                ),
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


def form(form_id: str, version: str = "") -> FormDefinition:
    """様式定義。``version`` を省くと最新版。無ければ ``Damaged``。"""
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


@cache
def whereabouts_of(form_id: str, version: str = "") -> tuple[str, ...]:
    """様式の、居場所の知れる欄(id)。``version`` を省くと、どの版のものもみな。"""
    return tuple(
        dict.fromkeys(
            field.id
            for (known, at), one in _forms().items()
            if known == form_id and (not version or at == version)
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
            field.id
            for (known, at), one in _forms().items()
            if known == form_id and (not version or at == version)
            for field in one.fields
            if field.source
        )
    )


@cache
def source_tags() -> frozenset[str]:
    """どの様式のものでも、情報源の知れる欄のタグ名(選ぶ欄の書き添えも)。"""
    found = {f.tag for one in _forms().values() for f in one.fields if f.source}
    return frozenset(found | {f"{tag}の他" for tag in found})


def load_code_set(path: Path) -> tuple[CodeSet, ...]:
    """一つの TOML を符号表の版の並び(古い順)にする。形が違えば ``Damaged``。"""
    with _reading(path, "符号表") as raw:
        versions = tuple(
            CodeSet(
                id=raw["id"],
                title=raw["title"],
                since_fiscal_year=int(version["since_fiscal_year"]),
                codes=tuple(
                    Code(
                        str(c["code"]),
                        c["term"],
                        str(c.get("national", "")),
                        tuple(Purpose(name) for name in c.get("purposes", ())),
                    )
                    for c in version["code"]
                ),
                source=raw.get("source", ""),
            )
            for version in raw["version"]
        )
    for version in versions:
        _check_codes(version, path.name)
    return tuple(sorted(versions, key=lambda v: v.since_fiscal_year))


def _check_codes(version: CodeSet, where: str) -> None:
    codes = [c.code for c in version.codes]
    if len(set(codes)) != len(codes) or len(set(version.terms)) != len(codes):
        raise Damaged(
            f"符号表 {where} に同じ符号か同じ語が二度あります。",
            "符号と語を別々にしてください。",
        )
    # 一つの升に複数の値を書くときの区切りなので、語の中にあると読み戻せない。
    joined = [term for term in version.terms if "、" in term]
    if joined:
        raise Damaged(
            f"符号表 {where} の語「{joined[0]}」に読点「、」があります。",
            "読点の代わりに中黒「・」を使ってください。",
        )


@cache
def _code_sets() -> dict[str, tuple[CodeSet, ...]]:
    loaded = [load_code_set(path) for path in sorted(resource("codes").glob("*.toml"))]
    return {versions[0].id: versions for versions in loaded if versions}


def code_set(set_id: str, fiscal_year: int) -> CodeSet:
    """``fiscal_year``(西暦)に有効な版。最初の版より前の年度には最初の版を返す。"""
    versions = _code_sets().get(set_id)
    if not versions:
        raise Damaged(f"符号表「{set_id}」が見つかりません。", "プログラムを入れ直してください。")
    in_force = [v for v in versions if v.since_fiscal_year <= fiscal_year]
    return in_force[-1] if in_force else versions[0]


@cache
def known_codes(set_id: str) -> Mapping[str, Code]:
    """語→項目。どの版の語でも引ける(同じ語なら新しい版のもの)。"""
    versions = _code_sets().get(set_id, ())
    return MappingProxyType({code.term: code for one in versions for code in one.codes})


@cache
def crosswalk(set_id: str) -> Mapping[str, str]:
    """符号表の古い版の語→新しい版の語(n:1)。対応表が無ければ空。

    年度をまたいで数えるときだけ使い、記録そのものは書き換えない。
    """
    path = resource("crosswalks", f"{set_id}.toml")
    if not path.is_file():
        return MappingProxyType({})
    with _reading(path, "版間対応表") as raw:
        return MappingProxyType({pair["old"]: pair["new"] for pair in raw["pair"]})
