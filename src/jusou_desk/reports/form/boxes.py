"""選ぶ欄の答えのうち、様式に□が刷られておらず、字でも書かれないので、紙に出ないもの。

町の様式の□は、この道具の選ぶ語と同じとは限らない。無い□の答えは、知らせなければ黙って消える。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from jusou_desk.packet import CONCEALED, NO_SOURCE, Packet, Value
from jusou_desk.reports.form.tags import Scope, Tag
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.xlsx.celltext import cut
from jusou_desk.reports.xlsx.valuetext import as_text

BESIDE: Final = "の他"
"""選ぶ欄の「その他」の書き添えと、同梱の紙に無い語を書くタグの、名の終わり。"""
OTHER: Final = "その他"
CONSENT: Final = "同意"
"""同意の紙は、その仕方(書面・口頭)にだけ□がある。"""
#: どの□にも印の無いことで示す答え。
_UNMARKED: Final = ("未取得", "拒否", "撤回")
#: わざと値の代わりに出した語は、消えた答えではない。
_INSTEAD: Final = (CONCEALED, NO_SOURCE)
#: 知らせる文に入れる、答えの長さの上限(字数)。
_LONGEST: Final = 20

#: 一件の中身(``id``)と、その中での項目の名。
_Key = tuple[int, str]


@dataclass
class _Asked:
    """□で答える項目。packet・name: 答えのある一件と、その中での名。where: 初めの□の場所。"""

    packet: Packet
    name: str
    tag: str
    where: Where
    choices: set[str] = field(default_factory=set)

    @property
    def answers(self) -> tuple[str, ...]:
        value = self.packet.values[self.name]
        found = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        return tuple(filter(None, (as_text(one).strip() for one in found)))

    @property
    def beside(self) -> Value:
        return self.packet.values.get(self.name + BESIDE)


class Boxes:
    """差し込みながら、どの項目を□で答え、どの項目を字で書いたかを覚える。"""

    def __init__(self) -> None:
        self._asked: dict[_Key, _Asked] = {}
        self._worded: set[_Key] = set()
        self._ticked: set[_Key] = set()

    def note(self, tag: Tag, scope: Scope, where: Where) -> None:
        """``where`` のタグを ``scope`` から引いた。"""
        choice = tag.choice
        found = scope.source(tag.name)
        if choice is None:
            if found is not None and not tag.leaves_out:
                self._worded.add((id(found[0]), found[1]))
            return
        name = tag.name
        if found is None and not choice:
            name, _, choice = name.rpartition(".")
            found = scope.source(name)
        if found is None:
            return
        key = id(found[0]), found[1]
        if choice:
            asked = self._asked.setdefault(key, _Asked(*found, name, where))
            asked.choices.add(choice)
        else:
            self._ticked.add(key)

    def problems(self) -> Iterator[Problem]:
        """□も字も無い答え。同じ項目の同じ答えは、一度だけ言う。"""
        told: set[tuple[str, str]] = set()
        for key, asked in self._asked.items():
            if key in self._worded:
                continue
            for answer in asked.answers:
                words = asked.tag, _said(answer)
                if words not in told and not self._is_shown(asked, answer):
                    told.add(words)
                    yield Problem(Trouble.NO_BOX, asked.where, words)

    def _is_shown(self, asked: _Asked, answer: str) -> bool:
        if answer in asked.choices or answer in _INSTEAD:
            return True
        # □一つの同意は、「口頭で同意した」という文で、選ぶ欄ではない。
        if asked.name == CONSENT and (answer in _UNMARKED or len(asked.choices) == 1):
            return True
        beside = id(asked.packet), asked.name + BESIDE
        if beside in self._worded:
            return answer.startswith(OTHER) or answer in as_text(asked.beside)
        return beside in self._ticked and answer == OTHER


def _said(answer: str) -> str:
    """知らせる文に入れる答え。職員の書いた「その他」の書き添えは、入れない。"""
    if answer != OTHER and answer.startswith(f"{OTHER}("):
        return f"{OTHER}(書き添え)"
    return answer if len(answer) <= _LONGEST else cut(answer, _LONGEST) + "…"
