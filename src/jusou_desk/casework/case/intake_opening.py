"""相談受付の票を開く: 新しい票、知っている人の票、書いてある票。似た人がいれば知らせる。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jusou_desk.casework.case.answers import written_form
from jusou_desk.casework.case.cases import find_case
from jusou_desk.casework.case.intake import (
    FORM,
    age_at,
    intake_values,
    person_values,
    purpose_of,
)
from jusou_desk.casework.case.likeness import Traits, alike
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import keep_up
from jusou_desk.errors import BadInput
from jusou_desk.forms import FormDefinition, form
from jusou_desk.models.records import Case, Person
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane, Purpose


@dataclass(frozen=True)
class OpenedIntake:
    """開いた票。``case`` は書き直す相談、``person`` は前からいる人(どちらも無ければ新しい票)。

    form: 書いてある票なら書かれた版、新しい票ならいまの版。
    """

    values: Mapping[str, Any]
    form: FormDefinition
    case: Case | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Familiar:
    """同じ人かもしれない、前からいる人。``reason`` はそのわけ。hidden: 居場所を伏せる人か。"""

    person: Person
    age: int | None
    reason: str
    case_nos: tuple[str, ...] = field(default=())
    hidden: bool = False

    @property
    def words(self) -> str:
        """「カナと生年月日が同じ: 髙橋 𠮷子 86歳 R8-0003」。居場所を伏せる人は、番号だけを言う。"""
        age = f"{self.age}歳" if self.age is not None and not self.hidden else ""
        who = (
            f"{self.person.person_no}（居場所を伏せている人）" if self.hidden else self.person.name
        )
        about = " ".join(part for part in (who, age, *self.case_nos[:2]) if part)
        return f"{self.reason}: {about}"


def new_intake(desk: Desk, person_id: str = "") -> OpenedIntake:
    """新しい票。受付日は今日、担当は自分、窓口は町の総合の窓口。総合が一つに決まらなければ、前に受けた窓口。

    ``person_id`` があれば、その人の欄も入れておく。

    その人が見つからなければ ``BadInput``。
    """
    values: dict[str, Any] = {"received_on": desk.today(), "worker": desk.me.name}
    # 事業状況は総合の窓口の相談だけを数えるので、空や打ち違いのままにさせない。
    general = [window.name for window in desk.town.windows if window.field == "総合"]
    if len(general) == 1:
        values["window"] = general[0]
    with desk.reading(Purpose.CASEWORK) as work:
        keep_up(desk, work)
        if "window" not in values:
            values |= _same_window(desk, work)
    if not person_id:
        return OpenedIntake(values, form(FORM))
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(person_id)
    if person is None:
        raise BadInput("その人が見つかりません。", "一覧から開き直してください。")
    return OpenedIntake(values | person_values(person), form(FORM), person=person)


def _same_window(desk: Desk, work: Work) -> dict[str, str]:
    """自分が担当する、一番新しい相談を受けた窓口。いまの町の窓口でなければ入れない。"""
    mine = work.cases.where(worker=desk.me.name)
    latest = max(mine, key=lambda case: (case.received_on, case.case_no), default=None)
    here = latest is not None and any(one.name == latest.window for one in desk.town.windows)
    return {"window": latest.window} if latest is not None and here else {}


def written_intake(desk: Desk, case_id: str) -> OpenedIntake:
    """書いてある票。見つからないか見えなければ ``BadInput``。"""
    case = find_case(desk, case_id)
    with desk.reading(purpose_of(case.lane)) as work:
        keep_up(desk, work)
        written = written_form(FORM, work.sheets.get(case.id), case.received_on)
        return OpenedIntake(intake_values(work, case), written, case=case)


def familiar_people(
    desk: Desk,
    name: str,
    kana: str,
    born: date | None,
    *,
    birth_text: str = "",
    phone: str = "",
    address: str = "",
    sealed: bool = False,
) -> tuple[Familiar, ...]:
    """打っている人と同じ人かもしれない人と、その相談の番号(新しい順)。確からしい順。

    born・birth_text: 生年月日(日の分からないものは文で)。sealed: 支援会議の相談として書いているか。
    支援会議だけの人は、そのときにだけ出る。
    """
    typed = Traits(((name, kana),), born, birth_text, phone=phone, address=address)
    if not typed.keys():
        return ()
    with desk.reading(purpose_of(Lane.SEALED if sealed else Lane.OPEN)) as work:
        found = alike(work, typed)
        numbers: dict[str, list[Case]] = {}
        for case in work.cases.among("person_id", {person.id for person, _ in found}):
            numbers.setdefault(case.person_id, []).append(case)
        return tuple(
            Familiar(
                person,
                age_at(person, desk.today()),
                why.words,
                _newest_first(numbers.get(person.id, [])),
                work.shield.hides(person),
            )
            for person, why in found
        )


def _newest_first(cases: list[Case]) -> tuple[str, ...]:
    ordered = sorted(cases, key=lambda case: (case.received_on, case.case_no), reverse=True)
    return tuple(case.case_no for case in ordered)
