"""家族を書く仕事。どの区分に書くかを、ここで決める。

通常の相談の家族は通常の記録に、支援会議の相談の家族と、支援会議で聞いた家族はその会議体の秘匿の記録に
なる。秘匿の人物にかかるものは、いつも秘匿の記録になる。
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from jusou_desk.casework.case.cases import find_case, widest_reading
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.sealing import sealing_body
from jusou_desk.casework.case.stays import lane_of
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.family_records import FamilyTie
from jusou_desk.models.records import Case, Entry, Person
from jusou_desk.models.shelf import Shelf
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane

E = TypeVar("E", bound=Entry)
ACTION: Final = "家族の記入"
_AGAIN: Final = "ケースの頁を開き直してください。"


@dataclass
class At:
    """家族を書く仕事: 相談とその本人、書く区分。"""

    work: Work
    case: Case
    subject: Person
    lane: Lane
    body_id: str

    @property
    def case_no(self) -> str:
        """監査に残す、相談の受付番号。"""
        return self.case.case_no


@contextmanager
def writing_kin(
    desk: Desk, case_id: str, *, sealed: bool = False, body_id: str = ""
) -> Iterator[At]:
    """相談の家族を書く。sealed: 支援会議で聞いたことか(body_id はその会議体)。匿名の相談なら ``BadInput``。"""
    case = find_case(desk, case_id)
    lane = Lane.SEALED if sealed or case.sealed else Lane.OPEN
    where = (body_id or case.body_id) if lane is Lane.SEALED else ""
    if lane is Lane.SEALED:
        where = where or sealing_body(desk)
    with desk.writing(purpose_of(lane)) as work:
        subject = work.people.get(case.person_id) if case.person_id else None
        if subject is None:
            raise BadInput(
                "匿名の相談には、家族を書けません。",
                "相談受付で、本人の氏名を入れてから書いてください。",
            )
        yield At(work, case, subject, lane, where)


@contextmanager
def rewriting_kin(
    desk: Desk, case_id: str, kind: type[E], record_id: str
) -> Iterator[tuple[At, E]]:
    """書いてある一つを直す。秘匿の記録は、その会議体の記録として直す。"""
    old = written(desk, kind, record_id)
    with writing_kin(desk, case_id, sealed=old.sealed, body_id=old.body_id) as at:
        yield at, found(_shelf(at.work, kind).get(record_id))


def written(desk: Desk, kind: type[E], record_id: str) -> E:
    """この職員に見える、書いてある一つ。無ければ ``BadInput``。"""
    with desk.reading(widest_reading(desk)) as work:
        return found(_shelf(work, kind).get(record_id))


def _shelf(work: Work, kind: type[E]) -> Shelf[E]:
    return next(one for one in vars(work).values() if isinstance(one, Shelf) and one.kind is kind)


def put_tie(at: At, one: Person, other: Person, **values: Any) -> FamilyTie:
    """二人の間がらを新しく書く。"""
    lane, body_id = placed(at, one, other)
    tie = FamilyTie(lane=lane, body_id=body_id, person_id=one.id, other_id=other.id, **values)
    return at.work.family_ties.put(tie)


def placed(at: At, *people: Person) -> tuple[Lane, str]:
    """人にかかる記録を置く所。支援会議の仕事なら、その会議体。"""
    place = lane_of(*people)
    if place is not None and at.lane is Lane.SEALED:
        place = (at.lane, at.body_id) if place[1] in ("", at.body_id) else None
    if place is None:
        raise BadInput(
            "別々の会議体で知った人どうしの間がらは書けません。",
            "それぞれの会議体の記録として、別に書いてください。",
        )
    return place


def known(work: Work, person_id: str) -> Person:
    """その人物。見えなければ ``BadInput``。"""
    return found(work.people.get(person_id))


def found(record: E | None) -> E:
    """見つかった記録。無ければ ``BadInput``。"""
    if record is None:
        raise BadInput("その家族の記録が見つかりません。", _AGAIN)
    return record


def expect_order(since: date | None, until: date | None) -> None:
    """始まりが終わりより後でないこと。そうでなければ ``BadInput``。"""
    if since and until and until < since:
        raise BadInput(
            "終わりの日が、始まりの日より前です。", "二つの日付を確かめてください。", "until"
        )
