"""相談の受け付け直しと支援措置。支援会議で設けた支援措置は、通常の区分でも同じに続く。

居場所の伏せと相手方の知らせが途切れると、従事しない職員が相手方の紙に居場所を刷ってしまう。相手方の
氏名も通常の区分に出るので、何が続くかは申し出の中身として二人が読む(domain.md §5.4、§3.5)。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jusou_desk.models.records import Person, new_id
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.work import Work
from jusou_desk.wareki import format_short


def opened_protections(
    work: Work, known: Person | None, person: Person | None
) -> tuple[Protection, ...]:
    """秘匿の人物 ``known`` を通常の ``person`` として書くとき、続ける支援措置。

    本人のものと、世帯によって本人も伏せているもの。設けた人・確かめた人と期間はそのままで、外す申し出は
    続かない(通常の区分で、改めて二人で外す)。
    """
    if known is None or person is None:
        return ()
    return tuple(
        replace(
            one,
            id=new_id(),
            lane=person.lane,
            body_id="",
            person_id=person.id,
            lift_asked_by="",
            lift_asked_on=None,
            lift_reason="",
        )
        for one in work.shield.standing
        if _covers(work, one, known)
    )


def _covers(work: Work, one: Protection, known: Person) -> bool:
    keeper = work.shield.kin.get(one.person_id)
    together = keeper is not None and known.household_no == keeper.household_no != ""
    return one.person_id == known.id or (together and not work.shield.is_other(one, known))


def same_protections(some: Iterable[Protection], others: Iterable[Protection]) -> bool:
    """番号のほかは同じ支援措置か。"""
    left, right = ([replace(one, id="") for one in each] for each in (some, others))
    return left == right


def protection_lines(protections: Iterable[Protection]) -> tuple[tuple[str, str], ...]:
    """承認する人が読む、続ける支援措置。(欄の名, 文)。"""
    lines = []
    for one in protections:
        term = f"{format_short(one.since)}〜{format_short(one.until)}"
        sure = "" if one.confirmed_by else "　確認待ち"
        lines.append(("支援措置", f"{one.ground}　{term}{sure}"))
        party = (one.other_party, one.other_kana, one.other_relationship)
        lines.append(("支援措置の相手方", "　".join(filter(None, party))))
        lines.append(("支援措置の元の世帯番号", one.former_household_no))
    return tuple((label, words) for label, words in lines if words)
