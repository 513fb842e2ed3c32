"""様式に書けるタグの言葉。どの様式にどの言葉があるかは、casework が実際の材料から作る。"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from jusou_desk.reports.form.tags import Tag, parse_tags
from jusou_desk.reports.xlsx.valuetext import CHECKED, UNCHECKED

#: 言葉の種類。様式での書き方の案内に使う。
TEXT: Final = "文字"
DATE: Final = "日付"
NUMBER: Final = "数"
ONE: Final = "一つ選ぶ"
MANY: Final = "いくつでも選ぶ"
MARK: Final = "印"
PICTURE: Final = "図"


#: 半分の字が同じだけでは薦めない(「対応内容」に「相談内容」を薦めない)。
_NEAR: Final = 0.6
_ELSEWHERE: Final = "このシートには無い項目"


@dataclass(frozen=True)
class Word:
    """タグひとつ分の言葉。

    tag: 括弧の中に書く名(繰返し行なら「世帯員.氏名」)。section: 様式の節か繰返しの名。
    terms: 選ぶ欄の語。beside: そのうち、「(名)の他」のタグに字で載る語(「その他」、事務所の足した語)。
    group: 繰返しの言葉なら、その繰返しの名(「世帯員」「議題.経過」)。
    """

    tag: str
    kind: str = TEXT
    section: str = ""
    terms: tuple[str, ...] = ()
    group: str = ""
    beside: tuple[str, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """様式に書く形。選ぶ欄は、値を書く形と、語ごとに印を付ける形がある。"""
        marks = tuple(f"{self.tag}:{CHECKED}{term}" for term in self.terms)
        if self.kind == MARK:
            return (f"{self.tag}:{CHECKED}",)
        if self.kind == DATE:
            return (self.tag, f"{self.tag}:和暦", f"{self.tag}:略暦")
        return (self.tag, *marks)


@dataclass(frozen=True)
class Vocabulary:
    """一つの様式の言葉。

    barred: この様式には載せられない言葉→わけ(取扱区分が様式の上限を超える欄など)。
    sheets: 部分ごとに刷る紙なら、様式に要るシート→そのシートに載る繰返しの名。空なら、どのシートにも
    どの言葉も載る。
    wanted: 様式に入れる升が無ければ知らせるタグ→呼び名(無いと断りの消える脚注など)。
    also: 項目の名(繰返しの名を除く)→町の様式でよくある、同じことの呼び名。近い言葉を薦めるときに使う。
    """

    words: tuple[Word, ...]
    barred: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: Mapping[str, Collection[str]] = field(default_factory=dict)
    wanted: Mapping[str, str] = field(default_factory=dict)

    def on(self, sheet: str) -> Vocabulary:
        """シート ``sheet`` に書ける言葉。

        名に繰返しのタグのあるシートは一件ごとに写されるので、その一件の言葉は頭を省いて書ける。
        """
        here = self.sheets.get(sheet, self.groups)
        words = [one for one in self.words if not one.group or _within(one.group, here)]
        away = {one.tag: _ELSEWHERE for one in self.words if one not in words}
        named = [tag.name for tag in parse_tags(sheet)]
        for group in (one for one in here if any(name.startswith(f"{one}.") for name in named)):
            inner = [one for one in words if _within(one.group, (group,))]
            words += [_shortened(one, f"{group}.") for one in inner]
        known = {one.tag for one in words}
        barred = {tag: why for tag, why in {**away, **self.barred}.items() if tag not in known}
        return Vocabulary(tuple(words), barred, also=self.also)

    @cached_property
    def by_tag(self) -> Mapping[str, Word]:
        return {word.tag: word for word in self.words}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """繰返し行の名。"""
        return tuple(dict.fromkeys(word.group for word in self.words if word.group))

    def nearest(self, name: str) -> str:
        """同じことを指す言葉か、字のいちばん近い言葉。無ければ空。"""
        group, _, own = name.rpartition(".")
        known = [tag for tag in self.by_tag if own in self.also.get(tag.rpartition(".")[2], ())]
        same = next((tag for tag in known if tag.rpartition(".")[0] == group), "")
        if same or known:
            return same or known[0]
        close = difflib.get_close_matches(name, self.by_tag, n=1, cutoff=_NEAR)
        return close[0] if close else self._one_slip(group, own)

    def _one_slip(self, group: str, own: str) -> str:
        """二字の名で、一字だけ違う言葉(「氏明」なら氏名)。二つ以上あるか、ほかの名にもある語なら空。"""
        if len(own) != len("氏名") or any(own in one for one in self._names):
            return ""
        slips = [
            tag
            for tag in self.by_tag
            if (parts := tag.rpartition("."))[0] == group
            and len(parts[2]) == len(own)
            and any(a == b for a, b in zip(parts[2], own, strict=True))
        ]
        return slips[0] if len(slips) == 1 else ""

    @cached_property
    def _names(self) -> frozenset[str]:
        """項目の名と、町の様式での呼び名。"""
        called = (name for names in self.also.values() for name in names)
        return frozenset(self.by_tag) | frozenset(called)


def dotted_choice(tag: Tag, vocabulary: Vocabulary) -> tuple[Word, str] | None:
    """「課題.病気:☑」の項目と語(「課題:☑病気」と同じ)。そう書いたタグでなければ ``None``。"""
    group, _, choice = tag.name.rpartition(".")
    word = vocabulary.by_tag.get(group) if tag.name not in vocabulary.by_tag else None
    marked = any(one.startswith((CHECKED, UNCHECKED)) for one in tag.modifiers)
    return (word, choice) if word is not None and marked else None


def _within(group: str, outer: Collection[str]) -> bool:
    return any(f"{group}.".startswith(f"{one}.") for one in outer)


def _shortened(word: Word, head: str) -> Word:
    """外側の繰返しの名 ``head`` を略した言葉。"""
    group = f"{word.group}.".removeprefix(head).rstrip(".")
    return replace(word, tag=word.tag.removeprefix(head), group=group)
