"""居場所の覆い(DV等支援措置)。どの目的の仕事でも、棚から出る時に住所などを伏せる。

画面・一覧・似た人・紙のどれも棚の記録から作られるので、伏せる所はここ一つになる。
伏せる人: 住所秘匿の印か終わっていない支援措置のある人と、その今の世帯(domain.md §5.4)。
相手方の側(前の世帯と、相手方と同じ氏名の人)は、様式に紛れた行き先だけを伏せる。本人が
知っている自分の住所まで「秘匿」と刷ると、措置のあることを教えてしまうため。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from jusou_desk.family.people import HouseholdKind
from jusou_desk.forms import whereabouts_of
from jusou_desk.models import shield_words
from jusou_desk.models.community_records import Expense
from jusou_desk.models.family_records import Residence
from jusou_desk.models.records import Case, Entry, Person, Sheet
from jusou_desk.models.register_records import Match
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.names import kana_key, search_key
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Overlay, Purpose, carries

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

E = TypeVar("E", bound=Entry)
_SHORTEST: Final = 4
"""これより短い語は、消すと文が読めなくなるので消さない。"""

_OF_PERSON: Final = ("address", "phone", "registered_address")
"""人物の、居場所の知れる欄。"""
_OF_MATCH: Final = ("resource_no", "host", "activity")
"""受入先探しの、行き先の知れる欄。"""
_OF_EXPENSE: Final = ("what", "receiver", "note")
"""参加支援の費用の、通う先の知れる欄。書いた行は直せないので、伏せたまま戻ることは無い。"""
_STAYING: Final = ("place", "note", "household_no")
"""世帯にいた間の、居場所の知れる欄。"""


class Shield:
    """一つの仕事の中での、伏せる人と相談。"""

    def __init__(self, work: Work, purpose: Purpose) -> None:
        self._work = work
        self._open = carries(purpose, Overlay.WHEREABOUTS)
        self._people, self._sheets = work.bare(Person), work.bare(Sheet)
        self._cases, self._protections = work.bare(Case), work.bare(Protection)
        self._residences = work.bare(Residence)
        self._matches = work.bare(Match)

    def forget(self) -> None:
        """覚えた人と相談を忘れ、次に引き直す。"""
        for name in ("standing", "_direct", "_households", "kin", "others", "cases"):
            self.__dict__.pop(name, None)

    # --- 誰を伏せるか -----------------------------------------------------

    @cached_property
    def standing(self) -> tuple[Protection, ...]:
        """終わっていない支援措置。期限が過ぎていても、外されるまでは続く。"""
        return self._protections.where(lifted_on=None)

    @cached_property
    def _direct(self) -> dict[str, Person]:
        flagged = self._people.where(address_concealed=True)
        named = self._people.among("id", {one.person_id for one in self.standing})
        return {person.id: person for person in (*flagged, *named)}

    @cached_property
    def _households(self) -> frozenset[str]:
        return frozenset(p.household_no for p in self._direct.values() if p.household_no)

    @cached_property
    def kin(self) -> dict[str, Person]:
        """伏せる人のすべて(本人と、その今の世帯)。値は伏せる前の人物。"""
        together = self._people.among("household_no", self._households)
        return {**self._direct, **{person.id: person for person in together}}

    @cached_property
    def others(self) -> dict[str, Person]:
        """相手方の側の人: 前の世帯の人と、相手方と氏名か読みが同じ人。"""
        former = {p.former_household_no for p in self.standing} - {""}
        found = self._people.among("household_no", former) if former else ()
        named = [name for p in self.standing for name in (p.other_party, p.other_kana) if name]
        ids = frozenset[str]().union(*(self._work.search.people(name) for name in named))
        # 秘匿の人物は索引に無い(数は少ない)。
        found += (*self._people.among("id", ids), *(self._work.sealed.of(Person) if named else ()))
        return {
            person.id: person
            for person in found
            if any(self.is_other(one, person) for one in self.standing)
        }

    @cached_property
    def cases(self) -> frozenset[str]:
        """様式の行き先の欄を伏せる相談(伏せる人と、相手方の側の人の)。"""
        return frozenset(c.id for c in self._cases.among("person_id", {*self.kin, *self.others}))

    def protects(self, person: Person | None) -> bool:
        """本人に住所秘匿の印か支援措置があるか(世帯の人は含まない)。"""
        return person is not None and (person.address_concealed or person.id in self._direct)

    def hides(self, person: Person | None) -> bool:
        """住所と電話を伏せる人か。"""
        return person is not None and (
            self.protects(person) or bool(person.household_no in self._households)
        )

    def affected(self, record: Entry) -> frozenset[str]:
        """この記録を書くと、伏せ方や伏せる言葉の変わりうる人(id)。"""
        person_id = self._whose(record)
        if not person_id:
            return frozenset()
        person = record if isinstance(record, Person) else self.kin.get(person_id)
        home = person.household_no if person else ""
        found = {person_id} | {k.id for k in self.kin.values() if home and k.household_no == home}
        if any(one.person_id in found for one in self.standing):
            found |= set(self.others)
        return frozenset(found)

    def _whose(self, record: Entry) -> str:
        match record:
            case Protection():
                return record.person_id
            case Person():
                near = record.id in self.kin or record.id in self.others or self.hides(record)
                near = near or any(self.is_other(one, record) for one in self.standing)
                return record.id if near else ""
            case Residence():
                return record.person_id if record.person_id in self.kin else ""
            case Case():
                near = record.person_id in self.kin or record.person_id in self.others
                return record.person_id if near else ""
            case Match() if record.case_id in self.cases:
                case = self._cases.get(record.case_id)
                return case.person_id if case else ""
            case Sheet() if record.case_id in self.cases and whereabouts_of(record.form_id):
                case = self._cases.get(record.case_id)
                return case.person_id if case else ""
            case _:
                return ""

    def unveiled(self, people: Iterable[str]) -> tuple[Person, ...]:
        """伏せる前の人物。索引を作るためのもの。"""
        return self._people.among("id", set(people))

    # --- 伏せる・戻す -----------------------------------------------------

    def veil(self, records: tuple[E, ...]) -> tuple[E, ...]:
        """棚から出る記録。伏せる人の住所・電話・居る所と、様式の居場所の欄を「秘匿」に替える。"""
        return records if self._open else self.covered(records)

    def covered(self, records: tuple[E, ...]) -> tuple[E, ...]:
        """目的によらず覆いをかけた記録。暗号化しない台帳に書くためのもの。"""
        if not records or not self._direct:
            return records
        return tuple(cast("E", self._veiled(record)) for record in records)

    def _veiled(self, record: Entry) -> Entry:
        # 世帯を移る前の版も、いま伏せる人のものなら伏せる。
        if isinstance(record, Person) and (self.hides(record) or record.id in self.kin):
            # 空の欄も伏せる。空かどうかからも知れるため。
            return _filled(record, dict.fromkeys(_OF_PERSON, CONCEALED))
        if isinstance(record, Residence) and record.person_id in self.kin:
            return _filled(record, dict.fromkeys(_of_residence(record), CONCEALED))
        if isinstance(record, Sheet) and record.case_id in self.cases:
            hidden = dict.fromkeys(whereabouts_of(record.form_id, record.form_version), CONCEALED)
            return replace(record, answers={**record.answers, **hidden})
        if isinstance(record, Match) and record.case_id in self.cases:
            return _filled(record, dict.fromkeys(_OF_MATCH, CONCEALED))
        if isinstance(record, Expense) and record.case_id in self.cases:
            return _filled(record, dict.fromkeys(_OF_EXPENSE, CONCEALED))
        return record

    def unveil(self, record: E) -> E:
        """棚に戻る記録。「秘匿」のままの欄は、書き換えられていないので元の値に戻す。"""
        if isinstance(record, Person):
            return cast("E", self._whole(record))
        if isinstance(record, Residence):
            return cast("E", self._stayed(record))
        if isinstance(record, Match):
            return cast("E", self._found(record))
        if isinstance(record, Sheet):
            return cast("E", self._unveiled(record))
        return record

    def _whole(self, person: Person) -> Person:
        left = [name for name in _OF_PERSON if getattr(person, name) == CONCEALED]
        before = self._people.get(person.id) if left else None
        return _filled(person, {name: getattr(before, name, "") for name in left})

    def _found(self, match: Match) -> Match:
        left = [name for name in _OF_MATCH if getattr(match, name) == CONCEALED]
        before = self._matches.get(match.id) if left else None
        return _filled(match, {name: getattr(before, name, "") for name in left})

    def _stayed(self, stay: Residence) -> Residence:
        left = [name for name in _STAYING if getattr(stay, name) == CONCEALED]
        before = self._residences.get(stay.id) if left else None
        return _filled(stay, {name: getattr(before, name, "") for name in left})

    def _unveiled(self, sheet: Sheet) -> Sheet:
        fields = whereabouts_of(sheet.form_id, sheet.form_version)
        left = [name for name in fields if sheet.answers.get(name) == CONCEALED]
        if not left:
            return sheet
        before = self._before(sheet)
        answers = {name: value for name, value in sheet.answers.items() if name not in left}
        return replace(
            sheet,
            answers=answers
            | {n: before.answers[n] for n in left if before and n in before.answers},
        )

    def _before(self, sheet: Sheet) -> Sheet | None:
        """同じ様式の元の一枚。新しく書くときは、その相談の一番新しいもの。"""
        same = self._sheets.get(sheet.id)
        if same is not None:
            return same
        earlier = self._sheets.where(case_id=sheet.case_id, form_id=sheet.form_id)
        return max(earlier, key=lambda one: one.written_on, default=None)

    # --- 文の中の言葉 -----------------------------------------------------

    def words(self, people: Iterable[Person], heads: tuple[str, ...] = ()) -> tuple[str, ...]:
        """``people`` の紙や文に紛れていても消す言葉。長いものから。

        people のうち伏せる人とその世帯の分と、people が相手方の側なら、逃れている人とその世帯の分。
        heads: 住所の頭から外しても同じ所を指す、町の名など。
        """
        return self._words(self._concerned(tuple(people)), heads)

    def words_of_others(
        self, person: Person | None, people: Iterable[Person], heads: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """``words`` のうち、``person`` の居場所を知らせてよいときにも消す、ほかの人の分。

        知らせてよいのは本人とその世帯の分だけで、本人から逃れている人とその世帯の分は、世帯番号が
        まだ同じでも入らない。
        """
        shown = self._own(person) if person else frozenset[str]()
        concerned = self._concerned(tuple(people))
        return self._words(tuple(one for one in concerned if one.id not in shown), heads)

    def _own(self, person: Person) -> frozenset[str]:
        """``person`` と、一緒に伏せている世帯の人。"""
        home = {one.id for one in self._with_homes({person.id} & set(self.kin))}
        fled = {one.id for one in self._with_homes(self._fleeing(person))}
        return frozenset(home - (fled - {person.id}))

    def _words(self, people: tuple[Person, ...], heads: tuple[str, ...]) -> tuple[str, ...]:
        found = frozenset[str]().union(*self._named(people, heads).values())
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def words_by_kind(
        self, person: Person, heads: tuple[str, ...] = ()
    ) -> dict[str, tuple[str, ...]]:
        """``person`` と一緒に伏せている世帯の人の、居場所の種類(住所・電話・欄の名)→消す言葉。"""
        own = self._with_homes({person.id} & set(self.kin))
        return {kind: tuple(words) for kind, words in self._named(own, heads).items() if words}

    def _named(
        self, people: tuple[Person, ...], heads: tuple[str, ...]
    ) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for person in people:
            found.setdefault("住所", set()).update(self._addresses(person, heads))
            found.setdefault("電話", set()).update(shield_words.phones(person.phone))
            for stay in self._residences.where(person_id=person.id, kind=HouseholdKind.FACILITY):
                found.setdefault(stay.kind, set()).update(shield_words.facilities(stay.place))
            for case in self._cases.where(person_id=person.id):
                for match in self._matches.where(case_id=case.id):
                    found.setdefault("受入先", set()).update(shield_words.facilities(match.host))
                for sheet in self._sheets.where(case_id=case.id):
                    for kind, word in shield_words.of_sheet(sheet):
                        found.setdefault(kind, set()).add(word)
        return {
            kind: frozenset(w for w in words if len(w) >= _SHORTEST and w not in heads)
            for kind, words in found.items()
        }

    def _addresses(self, person: Person, heads: tuple[str, ...]) -> set[str]:
        """住んでいる所と、住民票の住所。住民票を元の家に残していれば、相手方の知っている所なので除く。"""
        known = {search_key(one.address) for one in self.others.values()} - {""}
        registered = person.registered_address
        written = {person.address, *(() if search_key(registered) in known else (registered,))}
        return {word for one in written for word in shield_words.addresses(one, heads)}

    def _concerned(self, people: tuple[Person, ...]) -> tuple[Person, ...]:
        hidden = {p.id for p in people if p.id in self.kin}
        return self._with_homes(hidden.union(*(self._fleeing(person) for person in people)))

    def _fleeing(self, person: Person) -> frozenset[str]:
        """``person`` から逃れている、支援措置のある人。"""
        return frozenset(one.person_id for one in self.standing if self.is_other(one, person))

    def fleeing_from(self, person: Person) -> frozenset[str]:
        """``person`` から逃れている人と、その今の世帯の人(id)。世帯番号がまだ同じなら、逃れた人だけ。"""
        fled = self._fleeing(person)
        homes = {self.kin[one].household_no for one in fled} - {"", person.household_no}
        return fled | {one.id for one in self.kin.values() if one.household_no in homes}

    def _with_homes(self, hidden: frozenset[str] | set[str]) -> tuple[Person, ...]:
        homes = {self.kin[one].household_no for one in hidden if one in self.kin} - {""}
        return tuple(
            person
            for _, person in sorted(self.kin.items())
            if person.id in hidden or person.household_no in homes
        )

    def is_other(self, one: Protection, person: Person) -> bool:
        """``person`` が、その支援措置の相手方の側か。

        名指しされた人は、自分も居場所を伏せていても相手方(互いに申し出ることがある)。前の世帯の人の
        うち居場所を伏せている人は、一緒に逃れた人とみる。
        """
        if person.id == one.person_id:
            return False
        same_home = one.former_household_no and person.household_no == one.former_household_no
        fled = person.id in self._direct
        names = ((person.name, person.kana), *((o.name, o.kana) for o in person.other_names))
        return bool(same_home and not fled) or any(is_party(one, *name) for name in names)

    def words_of_case(self, case_id: str) -> tuple[str, ...]:
        """その相談の文の中から、索引に入れずにおく言葉。"""
        if case_id not in self.cases:
            return ()
        case = self._cases.get(case_id)
        person = self._people.get(case.person_id) if case else None
        return self.words((person,)) if person else ()


def is_party(one: Protection, name: str, kana: str = "") -> bool:
    """氏名か読みが、その支援措置の相手方と同じか。"""
    wanted, wanted_kana = search_key(one.other_party), kana_key(one.other_kana)
    return bool(wanted and search_key(name) == wanted) or bool(
        wanted_kana and kana_key(kana) == wanted_kana
    )


def _of_residence(stay: Residence) -> tuple[str, ...]:
    """その行の、居場所の知れる欄。出た世帯の番号は、相手方も知っているので残す。"""
    return _STAYING if stay.until is None else _STAYING[:2]


def _filled(record: E, values: Mapping[str, Any]) -> E:
    return replace(record, **values) if values else record
