"""今日に出す日数。事務所が替えてよい数で、替えるまでは初めの値(どれも推定、domain.md §1.11)。"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.work import Work
from jusou_desk.paths import resource
from jusou_desk.policy import Purpose

FIRST_CONTACT: Final = "first_contact"
AHEAD: Final = "ahead"
ENDING: Final = "ending"
REFERRAL_REPLY: Final = "referral_reply"
AFTER_CLOSING: Final = "after_closing"
DRAFT: Final = "draft"
CHANGED: Final = "今日に出す日数の変更"
"""監査に残す、日数を替えたことの語。"""
LONGEST: Final = 366
"""替えられる一番長い日数。"""
_SETTING: Final = "reminder:"
_USUAL: Final = "通常"


@dataclass(frozen=True)
class Reminder:
    """一つの決まり。days: いまの日数。usual: 初めの値。urgency: 緊急性ごとの決まりなら、その語。"""

    name: str
    label: str
    days: int
    usual: int
    urgency: str = ""

    @property
    def changed(self) -> bool:
        """事務所が替えたか。"""
        return self.days != self.usual


class Days:
    """いまの日数の引き方。"""

    def __init__(self, work: Work) -> None:
        self._all = {one.name: one.days for one in read_reminders(work)}
        self._by_urgency = {one.urgency: self._all[one.name] for one in _usual() if one.urgency}

    def __getitem__(self, name: str) -> int:
        """``name`` の決まりの日数。"""
        return self._all[name]

    def silence(self, urgency: str) -> int:
        """緊急性が ``urgency`` の相談で、接触の無いことを言い出す日数。知らない語は「通常」とみる。"""
        return self._by_urgency.get(urgency, self._by_urgency[_USUAL])


def read_reminders(work: Work) -> tuple[Reminder, ...]:
    """いまの決まりの全部。設定に並べる順。数でない文に書き換えられていれば、初めの値。"""
    return tuple(
        Reminder(one.name, one.label, _kept(work, one), one.usual, one.urgency) for one in _usual()
    )


def reminders(desk: Desk) -> tuple[Reminder, ...]:
    """いまの決まりの全部。誰でも見られる。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return read_reminders(work)


def change_reminder(desk: Desk, name: str, days: int) -> None:
    """``name`` の日数を替える。管理者でなければ ``Refused``。1〜366 でなければ ``BadInput``。"""
    known = {one.name: one for one in _usual()}
    if name not in known:
        raise BadInput("その日数は替えられません。", "一覧にある日数を選んでください。")
    if not 1 <= days <= LONGEST:
        raise BadInput(
            "その日数では、今日に出せません。", f"1から{LONGEST}までの数を入れてください。", name
        )
    with desk.writing(Purpose.ADMINISTRATION) as work:
        before = _kept(work, known[name])
        work.settings.put(_SETTING + name, str(days))
        desk.audit(work, CHANGED, known[name].label, f"{before}日→{days}日")


def _kept(work: Work, one: Reminder) -> int:
    text = work.settings.get(_SETTING + one.name).strip()
    return int(text) if text.isdecimal() and 1 <= int(text) <= LONGEST else one.usual


@cache
def _usual() -> tuple[Reminder, ...]:
    raw = tomllib.loads(resource("reminders.toml").read_text(encoding="utf-8"))
    return tuple(
        Reminder(name, one["label"], int(one["days"]), int(one["days"]), one.get("urgency", ""))
        for name, one in raw.items()
    )
