"""支援措置の関所。居場所の伏せを一人では解けないことを、保存の所で見張る。

支援措置は、足すことと、確かめた・外すの欄を一度だけ埋めることのほかはできず、消せない。確かめるのは
設けた人と、外すのは申し出た人と、別の在職者で、どれも自分のサインインでだけ(domain.md §5.4)。
住所秘匿の印は支援措置を外すその仕事の中でだけ消え、伏せる人は相談から、その様式は相談から切り離せない。
世帯によって伏せている人も、世帯番号や氏名の書換えで伏せなくなることはない(casework.moving_home)。
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, Entry, Person, Sheet
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.two_people import are_two
from jusou_desk.policy import Purpose

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

_BY_TWO: Final = "ケースの頁の「支援措置・居場所」から、二人で外してください。"


class Protecting:
    """一つの仕事の間の支援措置。外した人を覚えておき、その人の印だけを消させる。"""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._people, self._cases = work.bare(Person), work.bare(Case)
        self._sheets = work.bare(Sheet)
        self._protections = work.bare(Protection)
        self._lifted: set[str] = set()

    def check(self, record: Entry) -> None:
        """書いてよいものか。だめなら ``Refused``。"""
        match record:
            case Protection():
                self._check_protection(record)
            case Person():
                self._check_mark(record)
                self._check_household(record)
            case Case():
                self._check_attached(record)
            case Sheet():
                self._check_place(record)

    def check_remove(self, record: Entry) -> None:
        """消してよいか。支援措置は、終わったものも残る。"""
        if isinstance(record, Protection):
            raise Refused("支援措置の記録は消せません。", _BY_TWO)

    # --- 支援措置 ---------------------------------------------------------

    def _check_protection(self, record: Protection) -> None:
        known = self._protections.get(record.id)
        if known is None:
            self._check_new(record)
            return
        late = replace(
            self._with_person(known, record),
            confirmed_by=record.confirmed_by,
            confirmed_on=record.confirmed_on,
            lift_asked_by=record.lift_asked_by,
            lift_asked_on=record.lift_asked_on,
            lift_reason=record.lift_reason,
            lifted_on=record.lifted_on,
            lifted_by=record.lifted_by,
        )
        stages = (
            (_confirmed(known), _confirmed(record), (known.set_by,)),
            (_asked(known), _asked(record), ()),
            (_lifted(known), _lifted(record), (self._asker(known.person_id),)),
        )
        if record != late or not all(self._is_next(*stage) for stage in stages):
            raise Refused(
                "支援措置の記録が、二人の手続きと合いません。",
                "書いた一件は書き換えられません。ケースの頁の「支援措置・居場所」で、"
                "改めるなら新しく設け、外すなら二人で外してください。",
            )
        if _lifted(record) != _lifted(known):
            self._lifted.add(record.person_id)

    def _with_person(self, known: Protection, record: Protection) -> Protection:
        """統合で人が替わっただけなら、替わった後の人のもの。"""
        if self._work.merging.moves(known.person_id, record.person_id):
            return replace(known, person_id=record.person_id)
        return known

    def _check_new(self, record: Protection) -> None:
        """設けるのは、自分の名でだけ。確かめたことは移替えでだけ、終わったことはどこでも外しにならない。"""
        if self._work.permit.purpose is Purpose.TRANSFER:
            return  # 承認された中身そのままかを、移替えの関所が確かめている
        if (
            not self._is_actor(record.set_by)
            or any(_confirmed(record))
            or (record.lift_asked_by and not self._is_actor(record.lift_asked_by))
        ):
            raise Refused(
                "支援措置を設ける名が、サインインしている職員と合いません。",
                "自分のサインインで設け、別の職員に確かめてもらってください。",
            )

    def _is_next(
        self, before: tuple[object, ...], after: tuple[object, ...], not_by: tuple[str | None, ...]
    ) -> bool:
        """前のままか、空の欄を、その役になれる人が自分の名で埋めたか。組は (名, 日, …)。"""
        if before == after:
            return True
        who = str(after[0])
        others = all(one is not None and are_two(self._work, who, one) for one in not_by)
        return not any(before) and all(after) and others and self._is_actor(who)

    def _asker(self, person_id: str) -> str | None:
        """一番新しい一件で、外すことを申し出た人。申し出が無ければ None。"""
        rows = self._protections.where(person_id=person_id)
        newest = max(rows, key=lambda one: (one.set_at or datetime.min, one.since), default=None)
        return (newest.lift_asked_by or None) if newest else None

    # --- 人物と相談 -------------------------------------------------------

    def _check_mark(self, record: Person) -> None:
        known = self._people.get(record.id)
        if known is None or not known.address_concealed or record.address_concealed:
            return
        if self._work.merging.unmarks(record.id):
            return
        left = self._protections.where(person_id=record.id, lifted_on=None)
        if left or record.id not in self._lifted:
            raise Refused("住所秘匿の印は、一人では外せません。", _BY_TWO)

    def _check_household(self, record: Person) -> None:
        """この書換えで、世帯により伏せていた人が伏せなくならないこと。二人で確かめた相手方の側は別。"""
        shield = self._work.shield
        if record.id not in shield.kin or record.id in self._lifted:
            return
        if self._work.merging.joins(record.id):
            return
        after = {**shield.kin, record.id: shield.unveil(record)}
        own = [one for one in after.values() if shield.protects(one)]
        homes = {one.household_no for one in own} - {""}
        lost = [
            shield.kin[one.id]
            for one in after.values()
            if not shield.protects(one) and one.household_no not in homes
        ]
        turned = not shield.protects(after[record.id]) and self._turns(record)
        if turned or not all(map(self._is_other_side, lost)):
            raise Refused("世帯番号や氏名の書換えで、居場所を伏せなくなる人がいます。", _BY_TWO)

    def _turns(self, record: Person) -> bool:
        """氏名か世帯番号の書換えで、新しく相手方の側の人になるか。"""
        shield = self._work.shield
        before = shield.kin[record.id]
        return any(
            shield.is_other(one, record) and not shield.is_other(one, before)
            for one in shield.standing
        )

    def _is_other_side(self, person: Person) -> bool:
        """確かめの済んだ支援措置の、相手方の側の人か。"""
        shield = self._work.shield
        return any(one.confirmed_by and shield.is_other(one, person) for one in shield.standing)

    def _check_place(self, record: Sheet) -> None:
        known = self._sheets.get(record.id)
        if known is None or (known.case_id, known.form_id) == (record.case_id, record.form_id):
            return
        if known.case_id in self._work.shield.cases:
            raise Refused("居場所を伏せる相談の様式は、ほかの相談や様式に移せません。", _BY_TWO)

    def _check_attached(self, record: Case) -> None:
        known = self._cases.get(record.id)
        if known is None or known.person_id == record.person_id:
            return
        if self._work.merging.moves(known.person_id, record.person_id):
            return
        if known.id in self._work.shield.cases:
            raise Refused(
                "居場所を伏せる人に関わる相談なので、氏名を空にしたり別の人に替えたりできません。",
                "氏名を元に戻してください。伏せなくてよくなったときは、先に支援措置を二人で"
                "外してください。",
            )

    def _is_actor(self, staff_id: str) -> bool:
        staff = self._work.staff.get(staff_id)
        return staff is not None and (staff.name, staff.left_on) == (self._work.permit.actor, None)


def _confirmed(one: Protection) -> tuple[object, ...]:
    return one.confirmed_by, one.confirmed_on


def _asked(one: Protection) -> tuple[object, ...]:
    return one.lift_asked_by, one.lift_asked_on, one.lift_reason


def _lifted(one: Protection) -> tuple[object, ...]:
    return one.lifted_by, one.lifted_on
