"""事務所が足す、選択肢(符号表)の版。

国の様式や町の言い方が変わったら、管理者が「いつの年度から」の版を足す。前の語で書かれた記録は書き換えず、
年度をまたいで数えるときだけ、版に書いた対応で新しい語に読み替える。版は事務所の設定に残り、
プログラムの入替えでは変わらない。語にプログラムの決まりが掛かる表(``fixed``)は直せない。
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.forms import (
    Code,
    CodeSet,
    check_codes,
    code_sets,
    form,
    form_ids,
    lay_own_versions,
    shipped_code_sets,
    shipped_later,
)
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear, fiscal_year_of

_SETTING: Final = "codes:"
_OTHER: Final = "その他"
LONGEST: Final = 40
"""一つの語の長さ(字数)。紙の升に並べて読める長さ。"""
MOST: Final = 80
"""一つの版の語の数。"""


@dataclass(frozen=True)
class Choices:
    """直せる選択肢の表一つ。

    versions: 効いている版(古い順)。used_in: 使う欄(「様式　欄」)。later: 事務所の版があるため効いていない、
    プログラムに付いてきた版。
    """

    id: str
    title: str
    source: str
    versions: tuple[CodeSet, ...]
    used_in: tuple[str, ...]
    later: tuple[CodeSet, ...]

    @property
    def latest(self) -> CodeSet:
        """いちばん新しい版(まだ始まっていないこともある)。"""
        return self.versions[-1]

    @property
    def own(self) -> bool:
        """事務所が足した版があるか。"""
        return self.latest.own


def lay_versions(work: Work) -> None:
    """事務所が足した版を、同梱の符号表に重ねる。サインインのたびに呼ぶ。"""
    bases = (one for one in shipped_code_sets() if not one.fixed)
    lay_own_versions([version for base in bases for version in _kept(work, base)])


def _kept(work: Work, base: CodeSet) -> Iterator[CodeSet]:
    """設定に残る、``base`` の表の版。"""
    kept = work.settings.get(_SETTING + base.id)
    try:
        for raw in json.loads(kept) if kept else ():
            yield _read(raw, base)
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(
            f"事務所の選択肢「{base.title}」が読めません。",
            "バックアップから戻すか、保守の担当に連絡してください。",
        ) from error


def _read(raw: Mapping[str, Any], base: CodeSet) -> CodeSet:
    """一つの版。国報告の対応と、語の許す目的は、符号の同じ同梱の語から受け継ぐ。"""
    known = {one.code: one for one in base.codes}
    version = replace(
        base,
        since_fiscal_year=int(raw["since"]),
        codes=tuple(
            replace(known.get(code, Code(code, term)), term=str(term))
            for code, term in raw["codes"]
        ),
        pairs=tuple((str(old), str(new)) for old, new in raw["pairs"]),
        own=True,
    )
    check_codes(version, base.id)
    return version


def editable_choices(desk: Desk) -> tuple[Choices, ...]:
    """様式の欄で使う、直せる選択肢の全部。題の順。"""
    desk.permit(Purpose.ADMINISTRATION)
    used: dict[str, list[str]] = {}
    for one in (form(form_id) for form_id in form_ids()):
        for field in one.fields:
            if field.codes:
                used.setdefault(field.codes, []).append(f"{one.title}　{field.label}")
    versions: dict[str, list[CodeSet]] = {}
    for version in code_sets():
        if version.id in used and not version.fixed:
            versions.setdefault(version.id, []).append(version)
    found = (
        Choices(
            set_id,
            ours[0].title,
            ours[0].source,
            tuple(ours),
            tuple(used[set_id]),
            shipped_later(set_id),
        )
        for set_id, ours in versions.items()
    )
    return tuple(sorted(found, key=lambda one: one.title))


def first_years(desk: Desk, choices: Choices) -> tuple[FiscalYear, ...]:
    """新しい版を始められる年度: 今年度から三年度(先の版があれば、その年度から)。"""
    now = max(fiscal_year_of(desk.today()), choices.latest.since_fiscal_year)
    return tuple(FiscalYear(now + n) for n in range(3))


def add_version(
    desk: Desk,
    set_id: str,
    since: FiscalYear,
    renamed: Mapping[str, str],
    added: Sequence[str] = (),
) -> str:
    """``since`` の年度から使う版を足す(いちばん新しい版と同じ年度なら、その版を直す)。

    renamed: いまの語→これからの語。空ならやめる。いくつかの語を同じ語にすると、まとめて数える。
    added: 足す語。返すのは、元に戻すときに ``put_back`` に渡す、前の設定。
    版にならないものと、直せない表は ``BadInput``。
    """
    choices = _choices(desk, set_id)
    if since not in first_years(desk, choices):
        raise BadInput(
            "その年度からの版は足せません。", "一覧にある年度を選んでください。", "since"
        )
    version = _made(choices, since, renamed, added)
    words = f"{since.label}から {_told(choices.latest, version)}"
    kept = [one for one in choices.versions if one.own and one.since_fiscal_year < since.start]
    return _write(desk, choices, (*kept, version), "選択肢の変更", words)


def take_off_version(desk: Desk, set_id: str) -> str:
    """いちばん新しい版を外す。事務所が足した版でなければ ``BadInput``。返すものは ``add_version`` と同じ。"""
    choices = _choices(desk, set_id)
    if not choices.own:
        raise BadInput("外せる版がありません。", "事務所が足した版だけを外せます。")
    kept = [one for one in choices.versions[:-1] if one.own]
    words = f"{FiscalYear(choices.latest.since_fiscal_year).label}からの版"
    return _write(desk, choices, kept, "選択肢の版を外す", words)


def put_back(desk: Desk, set_id: str, before: str) -> None:
    """``add_version`` か ``take_off_version`` の前の設定に戻す。"""
    choices = _choices(desk, set_id)
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(_SETTING + set_id, before)
        desk.audit(work, "選択肢を元に戻す", choices.title)
    _lay(desk)


def _choices(desk: Desk, set_id: str) -> Choices:
    for one in editable_choices(desk):
        if one.id == set_id:
            return one
    raise BadInput("その選択肢は直せません。", "一覧にあるものを選んでください。")


def _write(
    desk: Desk, choices: Choices, versions: Sequence[CodeSet], action: str, words: str
) -> str:
    with desk.writing(Purpose.ADMINISTRATION) as work:
        before = work.settings.get(_SETTING + choices.id)
        work.settings.put(_SETTING + choices.id, _packed(versions))
        desk.audit(work, action, choices.title, words)
    _lay(desk)
    return before


def _lay(desk: Desk) -> None:
    with desk.reading(Purpose.ADMINISTRATION) as work:
        lay_versions(work)


def _packed(versions: Sequence[CodeSet]) -> str:
    return json.dumps(
        [
            {
                "since": one.since_fiscal_year,
                "codes": [[code.code, code.term] for code in one.codes],
                "pairs": [list(pair) for pair in one.pairs],
            }
            for one in versions
        ],
        ensure_ascii=False,
    )


def _made(
    choices: Choices, since: FiscalYear, renamed: Mapping[str, str], added: Sequence[str]
) -> CodeSet:
    latest = choices.latest
    after = {term: renamed.get(term, term).strip() for term in latest.terms}
    new = tuple(term.strip() for term in added if term.strip())
    codes: dict[str, str] = {}
    for one in latest.codes:
        if after[one.term]:
            codes.setdefault(after[one.term], one.code)
    _check(latest, codes, new)
    if tuple(codes) == latest.terms and not new:
        raise BadInput("変わったところがありません。", "語を直すか足してから保存してください。")
    for term in new:
        codes[term] = _unused(choices, codes.values())
    # 「その他」は、足した語の後に置く
    ordered = sorted(codes, key=lambda term: term == _OTHER)
    changed = {old: now for old, now in after.items() if now and now != old}
    same_year = since.start == latest.since_fiscal_year
    before = dict(latest.pairs) if same_year else {}
    carried = {old: changed.get(now, now) for old, now in before.items()}
    made = replace(
        latest,
        since_fiscal_year=since.start,
        codes=tuple(Code(codes[term], term) for term in ordered),
        pairs=tuple((carried | changed).items()),
        own=True,
    )
    check_codes(made, choices.id)
    return made


def _check(latest: CodeSet, codes: Mapping[str, str], new: Sequence[str]) -> None:
    for term in (*codes, *new):
        strange = any(unicodedata.category(letter).startswith("C") for letter in term)
        if "、" in term or strange or len(term) > LONGEST or term.startswith(f"{_OTHER}("):
            raise BadInput(
                "選択肢に使えない語があります。",
                f"一つの語は{LONGEST}字までで、読点「、」や改行は使えません。",
            )
    twice = [term for n, term in enumerate(new) if term in codes or term in new[:n]]
    if twice:
        raise BadInput("同じ語が二つあります。", "足す語は、まだ無い語にしてください。", "added")
    if not codes and not new:
        raise BadInput("選択肢が一つもありません。", "語を一つは残してください。")
    if len(codes) + len(new) > MOST:
        raise BadInput("選択肢が多すぎます。", f"一つの表に並べられるのは{MOST}語までです。")
    if _OTHER in latest.terms and _OTHER not in codes:
        raise BadInput(
            f"「{_OTHER}」は、やめたり改めたりできません。",
            "一覧に無いことを書き添える所なので、そのまま残してください。",
        )


def _unused(choices: Choices, taken: Iterable[str]) -> str:
    """どの版でも使っていない符号。前の語の符号を使い回さない。"""
    every = {code.code for one in (*choices.versions, *choices.later) for code in one.codes}
    used = every | set(taken)
    return next(f"{n:02d}" for n in range(1, len(used) + 100) if f"{n:02d}" not in used)


def _told(before: CodeSet, after: CodeSet) -> str:
    """監査に残す語。"""
    moved = dict(after.pairs)
    fresh = [term for term in after.terms if term not in before.terms]
    gone = [term for term in before.terms if term not in after.terms]
    changed = [f"{old}→{moved[old]}" for old in gone if old in moved]
    stopped = [old for old in gone if old not in moved]
    added = [term for term in fresh if term not in moved.values()]
    said = (("改めた ", changed), ("足した ", added), ("やめた ", stopped))
    return "　".join(head + "・".join(terms) for head, terms in said if terms)
