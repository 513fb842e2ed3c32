"""今日を作るときに見渡すもの: 終わっていない相談、その最後の接触、氏名、日数の決まり。

事務所には終わった相談が年ごとに積もる。読むのは終わっていない相談と、行に出る相談だけにして、
今日を開く手間が、溜まった件数に付いて伸びないようにする。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from jusou_desk.casework.case.due import Names
from jusou_desk.casework.case.moved import last_contacts
from jusou_desk.casework.morning.reminders import AHEAD, Days
from jusou_desk.models.records import LIVE, Case, Note
from jusou_desk.models.work import Work


class Outlook:
    """一回の今日の間の見渡し。live: 終わっていない相談(id → 相談)。names: 知っている人の氏名。"""

    def __init__(self, work: Work, today: date) -> None:
        self.work, self.today = work, today
        self.days = Days(work)
        self.live = {case.id: case for case in work.cases.among("status", LIVE)}
        #: 支援会議の経過のある相談。終わった後も、従事者だけの「今後の対応」が残ることがある。
        self.sealed_notes = frozenset(note.case_id for note in work.sealed.of(Note))
        met = last_contacts(work, frozenset(self.live) | self.sealed_notes)
        self.latest = {case_id: at.date() for case_id, at in met.items()}
        self.names: Names = {}
        self._cases = dict(self.live)
        self._name(self.live.values())

    @property
    def horizon(self) -> date:
        """期日のあるものを、この日の分まで先に出す。"""
        return self.today + timedelta(days=self.days[AHEAD])

    def look_up(self, case_ids: Iterable[str]) -> None:
        """行に出る相談(id)を読んでおく。"""
        unknown = {one for one in case_ids if one not in self._cases}
        found = self.work.cases.among("id", unknown)
        self._cases |= {case.id: case for case in found}
        self._name(found)

    def look_up_people(self, person_ids: set[str]) -> None:
        """その人たちの相談を読んでおく。"""
        found = self.work.cases.among("person_id", person_ids)
        self._cases |= {case.id: case for case in found}
        people = self.work.people.among("id", person_ids - self.names.keys())
        self.names |= {person.id: person.name for person in people}

    def case(self, case_id: str) -> Case | None:
        """読んである相談。"""
        return self._cases.get(case_id)

    def cases_of(self, person_id: str) -> list[Case]:
        """読んである、その人の相談。"""
        return [case for case in self._cases.values() if case.person_id == person_id]

    def _name(self, cases: Iterable[Case]) -> None:
        wanted = {case.person_id for case in cases} - self.names.keys() - {""}
        people = self.work.people.among("id", wanted)
        self.names |= {person.id: person.name for person in people}
