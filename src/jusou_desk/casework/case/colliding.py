"""二つの窓で同じ記録を直したとき。開いたときから変わっていれば、黙って上書きせず、欄ごとに選んでもらう。"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Final

from jusou_desk.casework.case.answers import Answer, Values, pack
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldKind, FormDefinition
from jusou_desk.models.records import PlanAction
from jusou_desk.wareki import format_short

ACTIONS: Final = "支援内容の行"
HIDDEN: Final = "伏せ方の印"

Seen = Mapping[str, Answer]
"""開いたときの中身。欄 id → 保存する形の答え(比べるためのもの)。"""
_DRAFT_KEY: Final = "開いたとき"


def into_draft(seen: Seen | None) -> dict[str, Answer]:
    """下書きに添える、開いたときの中身。下書きの間に書き直されたことも、保存のときに分かる。"""
    return {} if seen is None else {_DRAFT_KEY: json.dumps(seen, ensure_ascii=False)}


def from_draft(values: Values, seen: Seen | None) -> Seen | None:
    """下書きを打ち始めたときの中身。添えていない下書きなら ``seen`` のまま。"""
    if seen is None or _DRAFT_KEY not in values:
        return seen
    kept: dict[str, str | list[str]] = json.loads(values[_DRAFT_KEY])
    return {name: one if isinstance(one, str) else tuple(one) for name, one in kept.items()}


@dataclass(frozen=True)
class Content:
    """様式一枚の中身: 欄の値、プランの支援内容の行、伏せる印(経過は重ね、ほかは欄の id)。"""

    values: Values
    actions: tuple[PlanAction, ...] = ()
    hidden: tuple[str, ...] = ()

    def seen(self, definition: FormDefinition) -> Seen:
        """比べる形。"""
        found = pack(definition, self.values, spine=frozenset())
        rows = tuple(filter(None, map(row_words, self.actions)))
        extra = {ACTIONS: rows, HIDDEN: tuple(sorted(self.hidden))}
        return found | {name: answer for name, answer in extra.items() if answer}


@dataclass(frozen=True)
class Differing:
    """わたしの中身と、いまの中身の違う欄。開いたとき・わたし・いまの言葉。"""

    name: str
    label: str
    opened: str
    mine: str
    now: str

    @property
    def both(self) -> bool:
        """二人とも直した欄か(どちらを残すかは、人が選ぶ)。"""
        return self.opened not in (self.mine, self.now)

    @property
    def only_theirs(self) -> bool:
        """わたしは触っていない欄か。"""
        return self.mine == self.opened


class Collided(DeskError):
    """開いている間に、ほかの窓で書き直された。何も保存していない。

    now: いまの中身。differing: 違う欄(様式の順)。どちらも、断りの文には入れない。
    """

    def __init__(self, now: Content, differing: tuple[Differing, ...]) -> None:
        super().__init__(
            "開いている間に、ほかの窓で書き直されました(まだ保存していません)。",
            "違う欄ごとに、どちらを残すか選んでください。",
        )
        self.now = now
        self.differing = differing


def expect_seen(
    definition: FormDefinition, seen: Seen | None, now: Content | None, mine: Content
) -> None:
    """開いたとき(``seen``)から、ほかの人に書き直されていないこと。

    seen: None なら確かめない(新しく書くとき)。now: いまの中身。消されていれば None で、``BadInput``。
    書き直されていても、わたしの中身がそれと同じなら断らない。違えば ``Collided``。
    """
    if seen is None:
        return
    if now is None:
        raise BadInput(
            "開いている間に、この記録は消されました(まだ保存していません)。",
            "残すなら、「ケース」の「ごみ箱」から元に戻して、開き直してください。",
        )
    names = [*(field.id for field in definition.fields), ACTIONS, HIDDEN]
    labels = {field.id: field.label for field in definition.fields}
    forms = seen, mine.seen(definition), now.seen(definition)
    words = partial(answer_words, definition)
    expect_same({name: labels.get(name, name) for name in names}, forms, now, words)


def expect_same(
    labels: Mapping[str, str],
    forms: tuple[Seen, Seen, Seen],
    now: Content,
    words: Callable[[str, Answer], str],
) -> None:
    """開いたときから、ほかの人に書き直されていないこと。様式の記録でないもの(会議の結果)も、ここで比べる。

    labels: 比べる欄の名 → 見出し。forms: 開いたとき・わたし・いまの、比べる形。words: 答えの、人の読む言葉。
    """
    seen, own, theirs = forms
    if not any(_changed(seen, theirs, n) and _changed(own, theirs, n) for n in labels):
        return
    differing = tuple(
        Differing(name, label, *(words(name, one.get(name, "")) for one in (seen, own, theirs)))
        for name, label in labels.items()
        if _changed(own, theirs, name)
    )
    raise Collided(now, differing)


def _changed(before: Seen, after: Seen, name: str) -> bool:
    return before.get(name, "") != after.get(name, "")


def answer_words(definition: FormDefinition, name: str, answer: Answer) -> str:
    """答えの、人の読む言葉。空は空。"""
    labels = {field.id: field for field in definition.fields}
    if name == HIDDEN:
        names = (labels[one].label if one in labels else one for one in answer)
        return "、".join(names)
    if isinstance(answer, tuple):
        return ("\n" if name == ACTIONS else "、").join(answer)
    kind = labels[name].kind if name in labels else FieldKind.TEXT
    if kind is FieldKind.CHECK:
        return "あり" if answer else ""
    if kind is FieldKind.DATE and answer:
        try:
            return format_short(date.fromisoformat(answer))
        except ValueError:
            return answer
    return answer


def row_words(action: PlanAction) -> str:
    """支援内容の一行の、人の読む言葉。"""
    parts = (getattr(action, one.name) for one in fields(action))
    return "　".join(
        format_short(part) if isinstance(part, date) else str(part) for part in parts if part
    )
