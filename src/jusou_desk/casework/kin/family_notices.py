"""つじつまの合わないこと。言葉で知らせるだけで、書くことは止めない。

打ち間違いのほかに、本当にそうである家族(養子を実子と書いた、重婚の記録のある人)もあるため。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Final

from jusou_desk.births import Precision
from jusou_desk.casework.case.stays import OWN
from jusou_desk.casework.kin.building import Building
from jusou_desk.casework.kin.families import assemble, subject_of
from jusou_desk.casework.kin.gathering import Kin, gather
from jusou_desk.casework.kin.kinship import kinship
from jusou_desk.family.people import (
    Family,
    Member,
    ParentageKind,
    Sex,
    Span,
    UnionKind,
)
from jusou_desk.models.family_records import TieKind
from jusou_desk.models.records import Case, Person, Plan
from jusou_desk.models.work import Work
from jusou_desk.wareki import format_short

_YOUNGEST: Final = 12
"""これより若くて親になったとあれば、尋ねる。"""
_YEAR: Final = 366


def contradictions(work: Work, case: Case, today: date) -> tuple[str, ...]:
    """``case`` とその家族の、つじつまの合わないこと。一つを一文で、同じ文は一度だけ。

    この仕事の目的で見え、その家族の図に入る人のことだけを言う。
    """
    found = list(_of_case(case, work.plans.where(case_id=case.id)))
    subject = subject_of(work, case)
    if subject is not None:
        found += family_contradictions(gather(work, subject), today)
    return tuple(dict.fromkeys(found))


def family_contradictions(kin: Kin, today: date) -> tuple[str, ...]:
    """集めた家族 ``kin`` の、つじつまの合わないこと。"""
    built = Building(kin)
    family = assemble(kin, built)
    found = [
        *_of_people(kin.people.values(), today),
        *_of_words(kin),
        *_of_parents(family),
        *(
            f"「{_name(family, child)}」さんと「{_name(family, parent)}」さんが、互いの親になっています。"
            for parent, child in built.circling
        ),
        *_of_unions(family.as_of(today)),
        *_of_stays(kin),
    ]
    return tuple(dict.fromkeys(found))


def _of_case(case: Case, plans: Iterable[Plan]) -> Iterator[str]:
    received = f"受付日({format_short(case.received_on)})"
    if case.closed_on and case.closed_on < case.received_on:
        yield f"終結日({format_short(case.closed_on)})が、{received}より前です。"
    for plan in plans:
        if plan.made_on < case.received_on:
            yield f"プランの作成日({format_short(plan.made_on)})が、{received}より前です。"


def _of_people(people: Iterable[Person], today: date) -> Iterator[str]:
    for one in people:
        if one.birth_on and one.birth_on > today:
            yield f"「{one.name}」さんの生年月日が未来の日付です。"
        if one.died_on and one.died_on > today:
            yield f"「{one.name}」さんの亡くなった日が未来の日付です。"
        if one.birth_on and one.died_on and one.died_on < one.birth_on:
            yield f"「{one.name}」さんの亡くなった日が、生年月日より前です。"


def _of_words(kin: Kin) -> Iterator[str]:
    home = kin.people[kin.subject].household_no
    own = [
        p for p in kin.people.values() if home and p.household_no == home and p.relationship == OWN
    ]
    if len(own) > 1:
        names = "、".join(f"「{one.name}」さん" for one in own)
        yield f"同じ世帯に、続柄が「{OWN}」の人が{len(own)}人います({names})。"
    told = [(one.other, one.word) for one in kin.claims]
    told += [(tie.other_id, tie.word) for tie in kin.ties if tie.kind is TieKind.WORD]
    for other, word in told:
        person, sex = kin.people[other], kinship(word).sex
        if {person.sex, sex} == {Sex.MALE.value, Sex.FEMALE.value}:
            yield f"「{person.name}」さんの続柄「{word}」と、性別「{person.sex}」が合いません。"


def _of_parents(family: Family) -> Iterator[str]:
    real: dict[str, list[str]] = {}
    for tie in family.parentages:
        if tie.kind is ParentageKind.BIRTH:
            real.setdefault(tie.child, []).extend(tie.parents)
    for child, parents in real.items():
        name = _name(family, child)
        sexes = Counter(family.member(one).sex for one in parents)
        for sex, word in ((Sex.MALE, "父"), (Sex.FEMALE, "母")):
            if sexes[sex] > 1:
                yield f"「{name}」さんの実の{word}が{sexes[sex]}人います。養親なら「養子」にしてください。"
        if len(parents) > 2 and max(sexes[Sex.MALE], sexes[Sex.FEMALE]) < 2:
            yield f"「{name}」さんの実の親が{len(parents)}人います。"
        for parent in parents:
            yield from _ages_apart(family.member(parent), family.member(child))


def _ages_apart(parent: Member, child: Member) -> Iterator[str]:
    if parent.birth.day is None or child.birth.day is None:
        return
    days = (child.birth.day - parent.birth.day).days
    exact = {parent.birth.precision, child.birth.precision} == {Precision.DAY}
    # 年までしか分からない人は、一年の幅で見る。
    days += 0 if exact else _YEAR
    if days <= 0:
        yield f"「{child.name}」さんが、親の「{parent.name}」さんより先に生まれたことになっています。"
    elif days < _YOUNGEST * 365:
        yield (
            f"「{parent.name}」さんと子の「{child.name}」さんの年の差が{_YOUNGEST}歳に届きません。"
            "確かめてください。"
        )


def _of_unions(family: Family) -> Iterator[str]:
    mates: dict[str, list[str]] = {}
    for union in family.unions:
        if union.kind in (UnionKind.MARRIED, UnionKind.SEPARATED):
            for one in union.pair:
                mates.setdefault(one, []).append(one)
    for one, found in mates.items():
        if len(found) > 1 and not family.member(one).dead:
            yield (
                f"「{_name(family, one)}」さんが、同じときに{len(found)}人と婚姻しています。"
                "終わった婚姻には、終わりの日を入れてください。"
            )


def _of_stays(kin: Kin) -> Iterator[str]:
    rows = sorted(kin.stays, key=lambda one: (one.person_id, one.kind))
    for one, other in combinations(rows, 2):
        if (one.person_id, one.kind) == (other.person_id, other.kind) and _overlap(
            Span(one.since, one.until), Span(other.since, other.until)
        ):
            yield f"「{kin.people[one.person_id].name}」さんの{one.kind}の期間が重なっています。"


def _overlap(one: Span, other: Span) -> bool:
    """二つの間が重なるか。始まりも終わりも分からないものは、重なるとは言わない。"""
    if one == Span() or other == Span():
        return False
    first = (one.until or date.max) > (other.since or date.min)
    return first and (other.until or date.max) > (one.since or date.min)


def _name(family: Family, key: str) -> str:
    return family.member(key).name or "(名の分からない人)"
