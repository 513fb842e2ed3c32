"""相談の一覧を、打った字と状態で絞る。字形・かなの種類・濁点・全角半角の違いは気にしない。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jusou_desk.casework.case.cases import CaseLine, order
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import CaseStatus
from jusou_desk.models.searching import words_by_case
from jusou_desk.names import kana_key, search_key
from jusou_desk.policy import Purpose

# 窓口や課題の語は種類が少ない。一万件の一覧でも一語一回で済ませる。
_key = lru_cache(maxsize=4096)(search_key)


@dataclass(frozen=True)
class Findable:
    """一覧の一行と、探すためのキー。said: 支援会議の記録の語(混ぜて並べている間だけ)。"""

    line: CaseLine
    key: str
    kana: str
    said: str = ""


def findable(
    lines: Sequence[CaseLine], sealed_words: Mapping[str, str] | None = None
) -> tuple[Findable, ...]:
    """一行ずつキーを付ける。sealed_words: 支援会議の記録の語(``sealed_words``)でも絞れるように加える。"""
    said = sealed_words or {}
    return tuple(_findable(line, said.get(line.case.id, "")) for line in lines)


def sealed_words(desk: Desk) -> Mapping[str, str]:
    """支援会議の記録の中身の語を、相談(id)ごとに。従事者でなければ断る。

    探す箱の索引には秘匿の記録を置かないので、一覧に混ぜて並べている間だけ、その画面が持つ。
    """
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        return words_by_case(work)


def newest_first(lines: Iterable[Findable]) -> tuple[Findable, ...]:
    """一覧の並びに。"""
    return tuple(sorted(lines, key=lambda one: order(one.line), reverse=True))


def narrowed(
    lines: Sequence[Findable], typed: str, status: CaseStatus | None = None
) -> tuple[Findable, ...]:
    """``typed`` を空白で区切ったどの語も含み、``status``(None はすべて)である行。順は変えない。"""
    wanted = [(search_key(word), kana_key(word)) for word in typed.split()]
    return tuple(
        one
        for one in lines
        if (status is None or one.line.case.status is status)
        and all(
            word in one.key or word in one.said or (kana and kana in one.kana)
            for word, kana in wanted
        )
    )


def plainly_narrowed(
    shown: Sequence[Findable], typed: str, status: CaseStatus | None = None
) -> tuple[Findable, ...]:
    """``narrowed`` の行のうち、支援会議の記録の語が無くても当たる、普段の相談。

    秘匿の語で当たった行を、絞った字と一緒に紙に刷ると、その相談について語られたことが知れる。
    """
    return tuple(
        one
        for one in shown
        if not one.line.case.sealed
        and (not one.said or narrowed((replace(one, said=""),), typed, status))
    )


def _findable(line: CaseLine, said: str) -> Findable:
    case, person = line.case, line.person
    words = (case.worker, case.consent, case.urgency, case.window, *case.issues)
    names = (case.case_no, person.name if person else "匿名")
    keys = [search_key(name) for name in names] + [_key(word) for word in words if word]
    kana = kana_key(person.kana) if person else ""
    return Findable(line, "\n".join(keys), kana, search_key(said) if said else "")
