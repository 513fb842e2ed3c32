"""間がらを言葉で選ぶための並びと、書かれた間がらの言い方。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jusou_desk.models.family_records import FamilyTie, TieKind


@dataclass(frozen=True)
class TieWord:
    """選ぶ語ひとつ。parent: 親子なら、選んだ相手が親か。"""

    word: str
    kind: TieKind
    parent: bool = False


CHOICES: Final = (
    TieWord("実の親", TieKind.BIRTH, parent=True),
    TieWord("実の子", TieKind.BIRTH),
    TieWord("夫婦", TieKind.MARRIED),
    TieWord("内縁", TieKind.COMMON_LAW),
    TieWord("離婚した", TieKind.DIVORCED),
    TieWord("別居中の夫婦", TieKind.SEPARATED),
    TieWord("死別した", TieKind.WIDOWED),
    TieWord("内縁を解消した", TieKind.PARTED),
    TieWord("子の父母(婚姻なし)", TieKind.UNMARRIED),
    TieWord("きょうだい", TieKind.SIBLING),
    TieWord("養親", TieKind.ADOPTED, parent=True),
    TieWord("養子", TieKind.ADOPTED),
    TieWord("里親", TieKind.FOSTER, parent=True),
    TieWord("里子", TieKind.FOSTER),
    TieWord("継親", TieKind.STEP, parent=True),
    TieWord("継子", TieKind.STEP),
    TieWord("間がらなし", TieKind.NONE),
)


def said(tie: FamilyTie, me: str, other: str) -> str:
    """書かれた間がらを、``me`` から見て言う。other: 相手の名。"""
    if tie.kind in (TieKind.WORD, TieKind.LINK):
        return f"{other}　{tie.word}"
    away = tie.person_id != me
    for one in CHOICES:
        if one.kind is tie.kind and (tie.kind.parentage is None or one.parent is away):
            return f"{other}　{one.word}"
    return f"{other}　{tie.kind}"
