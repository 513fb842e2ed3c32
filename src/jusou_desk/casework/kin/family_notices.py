"""つじつまの合わないこと。言葉で知らせるだけで、書くことは止めない。

打ち間違いのほかに、本当にそうである家族(養子を実子と書いた、重婚の記録のある人)もあるため。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Final

from jusou_desk.births import Birth, Precision
from jusou_desk.casework.case.stays import OWN
from jusou_desk.casework.kin.building import Building
from jusou_desk.casework.kin.families import assemble, subject_of
from jusou_desk.casework.kin.gathering import Claim, Kin, birth_of, gather
from jusou_desk.casework.kin.kinship import Kinship, Step, kinship
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
from jusou_desk.names import without_directions
from jusou_desk.wareki import format_short

_YOUNGEST: Final = 12
"""これより若くて親になったとあれば、尋ねる。血のつながらない親も、同じ幅で尋ねる。"""
_YEAR: Final = 366
_CALLED: Final = {
    ParentageKind.BIRTH: "親",
    ParentageKind.ADOPTED: "養親",
    ParentageKind.FOSTER: "里親",
    ParentageKind.STEP: "継親",
}


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
        *_of_both(family),
        *_of_stays(kin),
        *_of_lives(kin),
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
        if one.name != without_directions(one.name):
            yield f"「{one.name}」さんの氏名に、見えない印(書字の向き)が入っています。打ち直すと消えます。"


def _of_words(kin: Kin) -> Iterator[str]:
    home = kin.people[kin.subject].household_no
    own = [
        p for p in kin.people.values() if home and p.household_no == home and p.relationship == OWN
    ]
    if len(own) > 1:
        names = "、".join(f"「{one.name}」さん" for one in own)
        yield f"同じ世帯に、続柄が「{OWN}」の人が{len(own)}人います({names})。"
    told = list(kin.claims)
    told += [
        Claim(tie.person_id, tie.other_id, tie.word) for tie in kin.ties if tie.kind is TieKind.WORD
    ]
    for one in told:
        anchor, person, known = kin.people[one.anchor], kin.people[one.other], kinship(one.word)
        if one.word == OWN:
            yield f"「{person.name}」さんの続柄が「{OWN}」ですが、本人は「{anchor.name}」さんです。"
        if {person.sex, known.sex} == {Sex.MALE.value, Sex.FEMALE.value}:
            yield f"「{person.name}」さんの続柄「{one.word}」と、性別「{person.sex}」が合いません。"
        yield from _of_order(anchor, person, known)


def _of_order(anchor: Person, person: Person, known: Kinship) -> Iterator[str]:
    """兄・妹・祖父母・孫と、生まれた順。一つ先の親子は ``_of_parents`` が言う。"""
    generations = _generations(known)
    older = known.older if not generations else generations > 0
    if older is None:
        return
    elder, younger = (person, anchor) if older else (anchor, person)
    days = _days_before(birth_of(elder), birth_of(younger))
    least = abs(generations) * _YOUNGEST
    said = f"「{person.name}」さんは続柄が「{known.term}」ですが、「{anchor.name}」さん"
    if days is None:
        return
    if days < 0:
        yield f"{said}より{'後' if older else '先'}に生まれたことになっています。"
    elif days < least * 365:
        yield f"{said}との年の差が{least}歳に届きません。確かめてください。"


def _generations(known: Kinship) -> int:
    """まっすぐ二つ以上辿る続柄の、上への数(祖父母なら 2、孫なら -2)。ほかは 0。"""
    steps = set(known.path)
    if len(known.path) < 2 or steps not in ({Step.PARENT}, {Step.CHILD}):
        return 0
    return len(known.path) if steps == {Step.PARENT} else -len(known.path)


def _of_parents(family: Family) -> Iterator[str]:
    real: dict[str, list[str]] = {}
    for tie in family.parentages:
        born = family.member(tie.child)
        for parent in map(family.member, tie.parents):
            yield from _ages_apart(parent, born, _CALLED[tie.kind])
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


def _ages_apart(parent: Member, child: Member, called: str) -> Iterator[str]:
    days = _days_before(parent.birth, child.birth)
    if days is None:
        return
    if days <= 0:
        yield (
            f"「{child.name}」さんが、{called}の「{parent.name}」さんより"
            "先に生まれたことになっています。"
        )
    elif days < _YOUNGEST * 365:
        yield (
            f"{'' if called == '親' else called + 'の'}「{parent.name}」さんと"
            f"子の「{child.name}」さんの年の差が{_YOUNGEST}歳に届きません。確かめてください。"
        )


def _days_before(elder: Birth, younger: Birth) -> int | None:
    """``elder`` が何日先に生まれたか。年までしか分からない人は、一年の幅で見る。"""
    if elder.day is None or younger.day is None:
        return None
    exact = {elder.precision, younger.precision} == {Precision.DAY}
    return (younger.day - elder.day).days + (0 if exact else _YEAR)


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


def _of_both(family: Family) -> Iterator[str]:
    """親子と夫婦の両方になっている二人。"""
    born = {frozenset((one.child, parent)) for one in family.parentages for parent in one.parents}
    for union in family.unions:
        if union.pair in born:
            one, other = (_name(family, key) for key in (union.one, union.other))
            yield f"「{one}」さんと「{other}」さんが、親子と夫婦の両方になっています。"


def _of_lives(kin: Kin) -> Iterator[str]:
    """生まれる前か亡くなった後に始まる、間がらと世帯。"""
    spans = [(tie.person_id, f"間がら({tie.kind})", tie.since) for tie in kin.ties]
    spans += [(tie.other_id, f"間がら({tie.kind})", tie.since) for tie in kin.ties]
    spans += [(stay.person_id, str(stay.kind), stay.since) for stay in kin.stays]
    for key, what, since in spans:
        person = kin.people[key]
        if since and person.birth_on and since < person.birth_on:
            yield f"「{person.name}」さんの{what}が、生まれる前からになっています。"
        if since and person.died_on and since > person.died_on:
            yield f"「{person.name}」さんの{what}が、亡くなった後からになっています。"


def _overlap(one: Span, other: Span) -> bool:
    """二つの間が重なるか。始まりも終わりも分からないものは、重なるとは言わない。"""
    if one == Span() or other == Span():
        return False
    first = (one.until or date.max) > (other.since or date.min)
    return first and (other.until or date.max) > (one.since or date.min)


def _name(family: Family, key: str) -> str:
    return family.member(key).name or "(名の分からない人)"
