"""世帯番号の書直し。居場所の伏せは、世帯番号や氏名を一人で書き換えても外れない(domain.md §5.4)。

世帯によって伏せていた人が世帯から離れるときは、その人に住所秘匿の印を付けて伏せ続ける。伏せなくなって
よいのは、二人で確かめた支援措置の相手方の側の人だけ。
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NoReturn

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import Refused
from jusou_desk.models.records import Person
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.shielding import is_party
from jusou_desk.models.work import Work

KEPT: Final = "世帯番号の書直しで住所秘匿の印を付ける"


def keep_hidden(desk: Desk, work: Work, known: Person, wanted: Person) -> Person:
    """``known`` を ``wanted`` に書き換える前に呼ぶ。書いてよい人物を返す。

    伏せなくなる人がいれば、印を付けて監査に残す(本人なら、返す人物に付ける)。相手方の側の人が
    まだ伏せなくなってはいけないときは ``Refused``。
    """
    shield = work.shield
    if not shield.hides(known):
        return wanted
    before, wanted = shield.kin[known.id], shield.unveil(wanted)
    if not shield.protects(known):
        kept = shield.hides(wanted) and not _turned(work, before, wanted)
        leaving = [] if kept else [before]
    else:
        leaving = _left_behind(work, before, wanted)
    for one in _to_mark(work, leaving, wanted):
        desk.audit(work, KEPT, one.person_no, body_id=one.body_id)
        if one.id == wanted.id:
            return replace(wanted, address_concealed=True)
        work.people.put(replace(one, address_concealed=True))
    return wanted


def _turned(work: Work, before: Person, wanted: Person) -> bool:
    """氏名か世帯番号の書直しで、新しく相手方の側の人になるか。次の書直しで伏せなくならないため。"""
    sides = work.shield.standing
    return any(work.shield.is_other(p, wanted) for p in sides) and not any(
        work.shield.is_other(p, before) for p in sides
    )


def _left_behind(work: Work, before: Person, wanted: Person) -> list[Person]:
    """守られる人が世帯から離れると、伏せなくなる人。"""
    home = before.household_no
    if not home or home == wanted.household_no:
        return []
    left = [p for p in work.shield.kin.values() if p.household_no == home and p.id != before.id]
    if any(work.shield.protects(one) for one in left):
        return []
    return [one for one in left if one.lane is before.lane]


def _to_mark(work: Work, leaving: list[Person], moved: Person) -> list[Person]:
    """印を付ける人。一人でもいれば元の世帯は伏せたままなので、相手方の側の人は確かめなくてよい。"""
    sides = {
        one.id: [p for p in work.shield.standing if work.shield.is_other(p, one)] for one in leaving
    }
    fled = [one for one in leaving if not sides[one.id]]
    if not fled:
        for one in leaving:
            if not any(_may_go(work, p, one, moved) for p in sides[one.id]):
                _refuse()
    return fled


def _may_go(work: Work, protection: Protection, one: Person, moved: Person) -> bool:
    """確かめた支援措置の相手方か、元の世帯に残っていて、守られる人と同じ所にはいない人か。"""
    if not protection.confirmed_by:
        return False
    if is_party(protection, one.name, one.kana):
        return True
    keeper = moved if protection.person_id == moved.id else work.shield.kin[protection.person_id]
    return not _places(keeper) & _places(moved if one.id == moved.id else one)


def _places(person: Person) -> frozenset[str]:
    return frozenset("".join(words.split()) for words in (person.address, person.phone)) - {""}


def _refuse() -> NoReturn:
    raise Refused(
        "世帯番号をこのように改めると、居場所を伏せなくなる人がいます。",
        "一緒に逃れた人には先にその人の支援措置を設け、元の世帯の人のことなら、支援措置を別の職員に"
        "確かめてもらい、守られる人の住所をいまの所に直してから、改めてください。",
    )
