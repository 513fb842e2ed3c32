"""役割と権限の表。``policy.CEILINGS`` をそのまま、設定の画面と手引きに見せる。

設定の画面では、その町が狭めた分を重ねて見せる。手引きは、どの町にも共通の表を載せる。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jusou_desk.errors import Refused
from jusou_desk.policy import (
    APPROVED_ONLY,
    CONSENT_NEEDED,
    MEMBERS_ONLY,
    Lane,
    Limits,
    Purpose,
    Right,
    Role,
    right_of,
)

_NONE: Final = "－"
_NARROWED: Final = "※"
_LEAD: Final = (
    "職員が何をどこまで扱えるかは、役割と目的の組でこの表のとおりに決まります。"
    "表に無い組(－)は断ります。町の設定でできるのは狭めることだけで、文言では変えられません。"
)
_BOUNDS: Final = {
    Lane.OPEN: "同意のある分だけ",
    Lane.UNCONSENTED: "同意の無い分も",
    Lane.SEALED: "支援会議の分も",
}


@dataclass(frozen=True)
class RightsRow:
    """目的一つの行。cells は ``ROLES`` の順。note: その目的に付く条件。"""

    purpose: str
    cells: tuple[str, ...]
    note: str


ROLES: Final = tuple(Role)


def rights_table(limits: Limits = ()) -> tuple[RightsRow, ...]:
    """目的ごとの、役割ごとの上限と書込みの可否。町が ``limits`` で狭めた組には「※」が付く。"""
    return tuple(
        RightsRow(
            purpose, tuple(_cell(role, purpose, limits) for role in ROLES), _note(purpose, limits)
        )
        for purpose in Purpose
    )


def _right(role: Role, purpose: Purpose, limits: Limits) -> Right | None:
    try:
        return right_of(role, purpose, limits)
    except Refused:
        return None


def _cell(role: Role, purpose: Purpose, limits: Limits) -> str:
    right = _right(role, purpose, limits)
    narrowed = _NARROWED if right != _right(role, purpose, ()) else ""
    if right is None:
        return f"{_NONE}{narrowed}"
    return f"{_BOUNDS[right.ceiling]}・{'書ける' if right.may_write else '読むだけ'}{narrowed}"


def _note(purpose: Purpose, limits: Limits) -> str:
    if purpose in MEMBERS_ONLY:
        return "その会議体の従事者として登録された人だけ(社会福祉法第106条の6)"
    if purpose in APPROVED_ONLY:
        return "承認された一件の中身だけ。支援会議の分は、その会議体の従事者のときだけ"
    if purpose is Purpose.EMERGENCY_APPROVAL:
        return "頼んだ人とは別の人だけ。支援会議の分は、その会議体の従事者のときだけ"
    if purpose in CONSENT_NEEDED:
        return "本人の同意の範囲・提供先・期間の中だけ"
    rights = (_right(role, purpose, limits) for role in ROLES)
    sealed = any(right and right.ceiling is Lane.SEALED for right in rights)
    return "支援会議の分は、その会議体の従事者のときだけ" if sealed else ""


def lead(limits: Limits = ()) -> str:
    """表の前に置く文。"""
    return f"{_LEAD}{_NARROWED}は、この町の設定で狭めた組です。" if limits else _LEAD


def as_markdown() -> str:
    """手引きの一章(``resources/manual/rights.md``)。"""
    lines = [
        "# 役割と権限",
        "",
        "<!-- resources/manual/draw_rights.py が書く。手で直さない。 -->",
        "",
    ]
    lines += [lead(), ""]
    lines.append("| 目的 | " + " | ".join(ROLES) + " | 条件 |")
    lines.append("|---" * (len(ROLES) + 2) + "|")
    for row in rights_table():
        lines.append("| " + " | ".join((row.purpose, *row.cells, row.note or _NONE)) + " |")
    lines += [
        "",
        "- 取扱区分は「通常(同意あり)」「同意未取得」「支援会議」の三つで、事実の一つ一つに付きます。",
        "- 支援会議の分は会議体の鍵で包まれ、従事者でない人には、管理者であっても、あることも知れません。",
        "- 町の設定で狭めた分は、設定の「役割と権限」の表に※を付けて示します。",
        "- 断ったこと、開いたこと、刷ったこと、出したことは監査記録に残ります。",
    ]
    return "\n".join(lines) + "\n"
