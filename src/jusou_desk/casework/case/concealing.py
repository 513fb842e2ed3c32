"""世帯の見せ方と、居場所の秘匿。会議資料にも様式にも同じ決まりで効く(domain.md §5.4)。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jusou_desk.casework.case.consent import IDENTITY
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import whereabouts_tags
from jusou_desk.models.records import Case, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record, Value
from jusou_desk.policy import Lane, Overlay
from jusou_desk.towns import Town

Facts = dict[str, Fact]
#: 人物の欄。ほかの居場所の知れる欄(学校・通院先など)は、様式の定義に印がある。
_OF_PERSON: Final = frozenset({"住所", "電話", "住民票住所"})


def facts(lane: Lane, scope: str = "", /, **values: Value) -> dict[str, Fact]:
    """同じ区分・同じ情報の範囲(同意書の①〜⑥の符号)の事実をまとめて作る。"""
    return {name: Fact(value, lane, scope=scope) for name, value in values.items()}


def household(work: Work, person: Person | None) -> tuple[Person, ...]:
    """同じ世帯番号の、本人以外の人。年長の順。"""
    if person is None or not person.household_no:
        return ()
    same = work.people.where(household_no=person.household_no)
    others = [p for p in same if p.id != person.id]
    return tuple(sorted(others, key=lambda p: (p.birth_on is None, p.birth_on, p.person_no)))


def shown_household(
    work: Work, person: Person | None, members: Iterable[Person]
) -> tuple[Person, ...]:
    """世帯のうち、その人の紙や頁に載せてよい人。

    居場所を伏せる人は、本人も伏せる人のとき(一緒に避難しているとき)のほかは載せない。
    元の世帯の紙から同居が分かってしまうため(domain.md §5.4)。
    """
    together = work.shield.protects(person)
    return tuple(m for m in members if together or not work.shield.protects(m))


def member_rows(
    desk: Desk, work: Work, person: Person | None, members: Iterable[Person]
) -> tuple[Record, ...]:
    """世帯員の行。家族関係は、情報の範囲①のうち。"""
    rows = []
    for member in shown_household(work, person, members):
        row = facts(
            member.lane,
            氏名=member.name,
            フリガナ=member.kana,
            続柄=member.relationship,
            性別=member.sex,
            生年月日=member.birth_on or member.birth_text,
            年齢=age_at(member, desk.today()),
            備考=None,
        )
        rows.append(Record(row, lane=member.lane, scope=IDENTITY))
    return tuple(rows)


def concealed(work: Work, case: Case, people: Iterable[Person], found: Facts) -> Facts:
    """居場所の知れる欄に、居場所の秘匿を重ねた事実。伏せる人に関わらない相談なら、そのまま。

    people: 本人とその世帯。相手方の側の相談では、様式の行き先の欄だけに重ねる(``Shield``)。
    """
    if any(work.shield.hides(person) for person in people):
        names = _OF_PERSON | whereabouts_tags()
    elif case.id in work.shield.cases:
        names = whereabouts_tags() - _OF_PERSON
    else:
        return found
    covered = {n: found[n].under(Overlay.WHEREABOUTS) for n in names if n in found}
    return found | covered


def hidden_words(work: Work, town: Town, people: Iterable[Person]) -> tuple[str, ...]:
    """``people`` の紙の文の中に紛れていても消す、居場所の言葉。長いものから。"""
    return work.shield.words(people, heads(town))


def guarded_words(
    work: Work, town: Town, person: Person | None, people: Iterable[Person]
) -> tuple[str, ...]:
    """``hidden_words`` のうち、``person`` の居場所を知らせる承認があっても消す、ほかの人の分。"""
    return work.shield.words_of_others(person, people, heads(town))


def heads(town: Town) -> tuple[str, ...]:
    """住所の頭から外しても同じ所を指す、県と町の名。"""
    names = (town.prefecture, town.name, town.prefecture + town.name)
    return tuple(name for name in names if name)


def raised(record: Record, floor: Lane) -> Record:
    """どの事実も行も、区分を ``floor`` まで上げた Record。"""
    return replace(
        record,
        facts={
            name: replace(fact, lane=max(fact.lane, floor)) for name, fact in record.facts.items()
        },
        groups={
            name: tuple(raised(row, floor) for row in rows) for name, rows in record.groups.items()
        },
        lane=max(record.lane, floor),
    )
