"""相手方の知らせ。居場所を伏せる人の相手方が、同じ所に現れたときに言葉で知らせる(domain.md §5.4)。

文には、窓口で画面が見えても障りのないよう、守られる人の氏名を書かず番号だけを書く。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jusou_desk.casework.case.answers import Values, text
from jusou_desk.models.records import AgendaItem, Case, Meeting, Person
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.shielding import is_party
from jusou_desk.models.work import Work
from jusou_desk.names import search_key

_CARE = "居場所につながることを、話さない・書かない・渡さないでください。"


def number_of(work: Work, one: Protection) -> str:
    """守られる人の番号。相談があれば新しいものの受付番号。"""
    cases = work.cases.where(person_id=one.person_id)
    if cases:
        return max(cases, key=lambda case: (case.received_on, case.case_no)).case_no
    person = work.people.get(one.person_id)
    return person.person_no if person else "番号不明"


def case_warnings(work: Work, case: Case, person: Person | None) -> tuple[str, ...]:
    """一件の頁と、その紙を刷る前に言うこと。"""
    return tuple(dict.fromkeys(_of_case(work, case, person)))


def _of_case(work: Work, case: Case, person: Person | None) -> Iterator[str]:
    for one in work.shield.standing:
        number = number_of(work, one)
        if person is not None and work.shield.is_other(one, person):
            yield f"この方は、支援措置({number} の方)の相手方か、その元の世帯の人です。{_CARE}"
        if is_party(one, case.visitor):
            yield f"来談者は、支援措置({number} の方)の相手方と同じ氏名です。{_CARE}"
        if person is not None and person.id == one.person_id:
            yield from _at_home(work, one, person)


def _at_home(work: Work, one: Protection, person: Person) -> Iterator[str]:
    if not person.household_no:
        return
    home = work.people.where(household_no=person.household_no)
    former = person.household_no == one.former_household_no
    if former or any(is_party(one, other.name, other.kana) for other in home):
        yield (
            "この方の世帯番号が、相手方のいる元の世帯のままです。"
            "相談受付で、いまの世帯の番号に改めてください。"
        )


def typed_warnings(work: Work, values: Values) -> tuple[str, ...]:
    """相談受付を打っている間に言うこと。氏名・読み・世帯番号・来談者から。"""
    name, kana = text(values, "person_name"), text(values, "person_kana")
    home, visitor = text(values, "household_no"), text(values, "visitor")
    found = []
    for one in work.shield.standing:
        number = number_of(work, one)
        if is_party(one, name, kana):
            found.append(
                f"支援措置({number} の方)の相手方と、氏名か読みが同じです。同じ人なら、{_CARE}"
            )
        if is_party(one, visitor):
            found.append(
                f"来談者は、支援措置({number} の方)の相手方と同じ氏名です。同じ人なら、{_CARE}"
            )
        if home and home == one.former_household_no:
            found.append(f"支援措置({number} の方)の元の世帯の番号です。{_CARE}")
    return tuple(dict.fromkeys(found))


def agenda_warnings(
    work: Work, meeting: Meeting | None, items: Iterable[AgendaItem], case: Case | None = None
) -> tuple[str, ...]:
    """守られる人の相談のある会議に、相手方の側の人が現れるとき。

    相手方の側(相手方・その世帯・元の世帯)の相談が同じ会議の議題になる、出席者の名簿に同じ氏名が
    ある、守られる人の相談の来談者である、の三つ。case: これから加える相談。
    """
    cases = list(work.cases.among("id", {item.case_id for item in items}))
    cases += [case] if case is not None and case not in cases else []
    people = {p.id: p for p in work.people.among("id", {c.person_id for c in cases} - {""})}
    attendees = meeting.attendees if meeting else ()
    found = []
    for one in work.shield.standing:
        mine = [c.case_no for c in cases if _is_protected(work, one, people.get(c.person_id))]
        if not mine:
            continue
        side = their_side(work, one)
        theirs = [
            c.case_no
            for c in cases
            if c.case_no not in mine and (c.person_id in side or is_party(one, c.visitor))
        ]
        if theirs:
            found.append(
                f"{'、'.join(mine)}(支援措置)と、その相手方の側の {'、'.join(theirs)} が"
                "同じ会議の議題になります。資料が互いに渡らないよう、別の会議に分けてください。"
            )
        visited = [c.case_no for c in cases if c.case_no in mine and is_party(one, c.visitor)]
        if visited:
            found.append(f"{'、'.join(visited)}(支援措置)の来談者は、相手方と同じ氏名です。{_CARE}")
        names = {search_key(person.name) for person in side.values()}
        if any(
            is_party(one, attendee.name) or search_key(attendee.name) in names
            for attendee in attendees
            if attendee.name.strip()
        ):
            found.append(
                f"出席者に、{'、'.join(mine)}(支援措置)の相手方か、その世帯の人と同じ氏名の人が"
                f"います。{_CARE}"
            )
    return tuple(dict.fromkeys(found))


def _is_protected(work: Work, one: Protection, person: Person | None) -> bool:
    if person is None:
        return False
    keeper = work.people.get(one.person_id)
    home = keeper.household_no if keeper else ""
    return person.id == one.person_id or bool(home and person.household_no == home)


def their_side(work: Work, one: Protection) -> dict[str, Person]:
    """相手方の側の人: 相手方と同じ氏名の人、元の世帯の人と、そのいまの世帯の人。id→人物。

    守られる人と、その世帯の人は入らない(世帯番号がまだ元のままのことがある)。
    """
    near = {p.id: p for p in work.shield.others.values() if work.shield.is_other(one, p)}
    homes = {p.household_no for p in near.values()} - {""}
    together = work.people.among("household_no", homes) if homes else ()
    return near | {p.id: p for p in together if p.id not in work.shield.kin}
