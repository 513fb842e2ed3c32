"""一件の家族。どの図も表も、ここで組んだ ``Family`` から作る。"""

from __future__ import annotations

from collections.abc import Iterator

from jusou_desk.casework.kin.building import Building
from jusou_desk.casework.kin.gathering import Kin, birth_of, gather
from jusou_desk.family.people import (
    Family,
    Household,
    HouseholdKind,
    Member,
    Span,
    Stay,
)
from jusou_desk.models.family_records import Residence
from jusou_desk.models.records import Case, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED


def family_of(work: Work, about: Case | Person) -> Family:
    """``about``(相談なら、その本人)の家族。key は人物の id。匿名の相談なら、誰もいない家族。

    何日の家族かは ``Family.as_of`` で決める(図は ``draw_genogram`` が行う)。この仕事の目的で見える人
    だけが入り、居場所を伏せる人は ``gathering.unseen_by`` のとおり初めからいない。名の分からない人
    (続柄から居ることだけが分かる親など)の key には「/」が入る。
    """
    subject = subject_of(work, about)
    return assemble(gather(work, subject)) if subject else Family(())


def subject_of(work: Work, about: Case | Person) -> Person | None:
    """家族の真ん中の人。匿名の相談なら None。"""
    if isinstance(about, Person):
        return about
    return work.people.get(about.person_id) if about.person_id else None


def assemble(kin: Kin, built: Building | None = None) -> Family:
    """集めた家族を、家族図の模型にする。built: もう組んであれば、それ。"""
    built = built or Building(kin)
    members = [_member(kin, person, built) for person in kin.people.values()]
    members += [Member(key, sex=sex) for key, sex in built.unknown.items()]
    return Family(
        tuple(members),
        tuple(built.unions),
        tuple(built.parentages()),
        tuple(_households(kin)),
        tuple(built.links),
    )


def _member(kin: Kin, person: Person, built: Building) -> Member:
    return Member(
        person.id,
        person.name,
        built.sex_of(person.id),
        birth_of(person),
        person.died_on,
        person.dead and person.died_on is None,
        person.id == kin.subject,
    )


def _households(kin: Kin) -> Iterator[Household]:
    """支援世帯・住民票世帯・施設。本人の入らない、一人だけの支援世帯と住民票世帯は囲まない。"""
    found: dict[tuple[HouseholdKind, str], list[Stay]] = {}
    rows = {stay.person_id: stay for stay in kin.stays if _is_current_home(stay)}
    for person in kin.people.values():
        gone = person.dead and person.died_on is None
        if person.household_no and not gone:
            row = rows.get(person.id)
            span = Span(row.since if row else None, person.died_on)
            home = found.setdefault((HouseholdKind.SUPPORT, person.household_no), [])
            home.append(Stay(person.id, span))
    for stay in kin.stays:
        name = stay.place if stay.kind is HouseholdKind.FACILITY else stay.household_no
        if name and name != CONCEALED and not _is_current_home(stay):
            span = Span(stay.since, stay.until)
            found.setdefault((stay.kind, name), []).append(Stay(stay.person_id, span))
    for (kind, name), stays in found.items():
        if kind is HouseholdKind.FACILITY:
            yield Household(kind, tuple(stays), name)
        elif len({s.member for s in stays}) > 1 or stays[0].member == kin.subject:
            yield Household(kind, tuple(stays))


def _is_current_home(stay: Residence) -> bool:
    """いまの支援世帯の行か。世帯番号は人物が決めるので、始まりの日だけを見る。"""
    return stay.kind is HouseholdKind.SUPPORT and stay.until is None
