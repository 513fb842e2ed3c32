"""家族の書き直しの記録。家族の一人ずつの欄と、間がらと、住まいの期間の、前と後。

見えるのは、家族の頁に並ぶ人のことだけ(``gathering``)。居場所を伏せる人は、前の姿でも出ない。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jusou_desk.casework.case.changes import FieldChange, changes_of, history_of, person_labels
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.families import subject_of
from jusou_desk.casework.kin.gathering import Kin, gather
from jusou_desk.models.family_records import FamilyTie, Residence
from jusou_desk.models.records import Entry
from jusou_desk.policy import Purpose

FAMILY: Final = "家族"
"""絞り込みの語。"""
_TIE: Final = {
    "kind": "間がら",
    "word": "続柄",
    "since": "始まり",
    "until": "終わり",
    "note": "備考",
}
_STAY: Final = {
    "kind": "住まいの種類",
    "household_no": "世帯番号",
    "place": "住まい",
    "since": "始まり",
    "until": "終わり",
    "head_relationship": "世帯主から見た続柄",
    "note": "備考",
}
#: 本人でない人にだけ要る欄。
_RELATIVE: Final = {"relationship": "続柄", "died_on": "亡くなった日", "note": "備考"}


def case_history(
    desk: Desk, case_id: str, purpose: Purpose = Purpose.CASEWORK
) -> tuple[FieldChange, ...]:
    """その相談と、その人の家族の書き直しの記録、新しい順。断りは ``changes.history_of`` のまま。"""
    own = history_of(desk, case_id, purpose)
    found = (*own, *family_history(desk, case_id, purpose))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def family_history(desk: Desk, case_id: str, purpose: Purpose) -> tuple[FieldChange, ...]:
    """その相談の人の、家族の分だけ。匿名の相談なら空、読むだけの職員は ``Refused``。"""
    with desk.reading(purpose) as work:
        case = work.cases.get(case_id) or work.cases.one(case_no=case_id)
        subject = subject_of(work, case) if case else None
        if subject is None:
            return ()
        rows = tuple(_rows(gather(work, subject)))
        versions = work.versions.of(record for record, _, _ in rows)
    return tuple(
        change
        for record, what, labels in rows
        for change in changes_of(record, versions, FAMILY, what, labels)
    )


def _rows(kin: Kin) -> Iterator[tuple[Entry, str, dict[str, str]]]:
    """家族の記録の、(一件, 何のことか, 列の名→欄の言葉)。本人の欄は、相談の記録の方にある。"""
    for person in kin.people.values():
        if person.id != kin.subject:
            yield person, f"家族　{person.name}", person_labels() | _RELATIVE
    for tie in kin.ties:
        yield tie, _both(kin, tie), _TIE
    for stay in kin.stays:
        yield stay, _whose(kin, stay), _STAY


def _both(kin: Kin, tie: FamilyTie) -> str:
    one, other = kin.people[tie.person_id], kin.people[tie.other_id]
    return f"間がら　{one.name}と{other.name}"


def _whose(kin: Kin, stay: Residence) -> str:
    return f"住まい　{kin.people[stay.person_id].name}"
