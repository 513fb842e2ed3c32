"""符号表: 選択肢の語と、年度の版、版どうしの対応。``resources/codes`` の TOML を型にして読む。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jusou_desk.errors import Damaged
from jusou_desk.forms.opening import opening
from jusou_desk.paths import resource
from jusou_desk.policy import Purpose


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
    """符号表の一つの版。``since_fiscal_year`` の年度から有効。

    pairs: 前の版の語→この版の語(n:1)。年度をまたいで数えるときだけ使う。
    fixed: 語にプログラムの決まりか法が掛かり、事務所では直せない表。own: 事務所が足した版。
    """

    id: str
    title: str
    since_fiscal_year: int
    codes: tuple[Code, ...]
    source: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    fixed: bool = False
    own: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(code.term for code in self.codes)


def load_code_set(path: Path) -> tuple[CodeSet, ...]:
    """一つの TOML を符号表の版の並び(古い順)にする。形が違えば ``Damaged``。"""
    with opening(path, "符号表") as raw:
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
                pairs=tuple((pair["old"], pair["new"]) for pair in version.get("pair", ())),
                fixed=raw.get("fixed", False) is True,
            )
            for version in raw["version"]
        )
    for version in versions:
        check_codes(version, path.name)
    return tuple(sorted(versions, key=lambda v: v.since_fiscal_year))


def check_codes(version: CodeSet, where: str) -> None:
    """符号と語が一つずつで、升に並べても読み戻せるか。でなければ ``Damaged``。"""
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
def _shipped() -> Mapping[str, tuple[CodeSet, ...]]:
    loaded = [load_code_set(path) for path in sorted(resource("codes").glob("*.toml"))]
    return MappingProxyType({versions[0].id: versions for versions in loaded if versions})


class _InForce:
    """同梱の版に、開いている事務所の版を重ねたもの。作った後は変わらない。

    事務所の版のある表では、その最初の年度から後は事務所の版だけが効く。同梱の新しい版が後から来ても、
    事務所の語を黙って替えない(``shipped_later`` で知らせ、取り入れるかは事務所が決める)。
    """

    def __init__(self, own: Iterable[CodeSet] = ()) -> None:
        added: dict[str, list[CodeSet]] = {}
        for version in own:
            added.setdefault(version.id, []).append(version)
        self.sets = {
            set_id: _overlaid(versions, added.get(set_id, ()))
            for set_id, versions in _shipped().items()
        }
        self.known = {
            set_id: MappingProxyType(
                {code.term: code for one in (*_shipped()[set_id], *versions) for code in one.codes}
            )
            for set_id, versions in self.sets.items()
        }
        self.pairs = {
            set_id: MappingProxyType(dict(pair for one in versions for pair in one.pairs))
            for set_id, versions in self.sets.items()
        }


def _overlaid(shipped: Sequence[CodeSet], own: Sequence[CodeSet]) -> tuple[CodeSet, ...]:
    mine = sorted(own, key=lambda one: one.since_fiscal_year)
    before = (
        one for one in shipped if not mine or one.since_fiscal_year < mine[0].since_fiscal_year
    )
    return (*before, *mine)


class _Bench:
    """いま効いている版の置き場。一つのプロセスが開く事務所は一つなので、置き場も一つでよい。"""

    def __init__(self) -> None:
        self.laid: _InForce | None = None

    @property
    def in_force(self) -> _InForce:
        if self.laid is None:
            self.laid = _InForce()
        return self.laid


_BENCH: Final = _Bench()


def lay_own_versions(own: Iterable[CodeSet]) -> None:
    """開いた事務所が足した版 ``own`` を、同梱の版に重ねる。前に重ねたものは外れる。"""
    _BENCH.laid = _InForce(own)


def code_sets() -> tuple[CodeSet, ...]:
    """どの符号表の、どの版も。符号表の id の順、版は古い順。"""
    return tuple(one for versions in _BENCH.in_force.sets.values() for one in versions)


def shipped_code_sets() -> tuple[CodeSet, ...]:
    """同梱の符号表の、いちばん新しい版。事務所の版は重ねない。"""
    return tuple(versions[-1] for versions in _shipped().values())


def shipped_terms(set_id: str) -> tuple[str, ...]:
    """同梱のいちばん新しい版の語。同梱の様式の紙に並んでいる語。"""
    return _shipped()[set_id][-1].terms


def shipped_later(set_id: str) -> tuple[CodeSet, ...]:
    """事務所の版があるために効いていない、同梱の版。"""
    in_force = _BENCH.in_force.sets[set_id]
    return tuple(one for one in _shipped()[set_id] if one not in in_force)


def code_set(set_id: str, fiscal_year: int) -> CodeSet:
    """``fiscal_year``(西暦)に有効な版。最初の版より前の年度には最初の版を返す。"""
    versions = _BENCH.in_force.sets.get(set_id)
    if not versions:
        raise Damaged(f"符号表「{set_id}」が見つかりません。", "プログラムを入れ直してください。")
    in_force = [v for v in versions if v.since_fiscal_year <= fiscal_year]
    return in_force[-1] if in_force else versions[0]


def known_codes(set_id: str) -> Mapping[str, Code]:
    """語→項目。どの版の語でも引ける(同じ語なら新しい版のもの)。"""
    return _BENCH.in_force.known.get(set_id, MappingProxyType({}))


def crosswalk(set_id: str) -> Mapping[str, str]:
    """符号表の古い版の語→新しい版の語(n:1)。対応が無ければ空。

    年度をまたいで数えるときだけ使い、記録そのものは書き換えない。
    """
    return _BENCH.in_force.pairs.get(set_id, MappingProxyType({}))


def carried_over(set_id: str, term: str, fiscal_year: int) -> str:
    """``fiscal_year`` の版で数えるときの語。版ごとの対応をたどり、行き着かなければ元の語のまま。"""
    terms, pairs = code_set(set_id, fiscal_year).terms, crosswalk(set_id)
    passed, now = {term}, term
    while now not in terms and (after := pairs.get(now, now)) not in passed:
        passed.add(after)
        now = after
    return now if now in terms else term
