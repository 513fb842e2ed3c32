"""家族の記録の関所。通常の区分の間がらは、通常の区分の人どうしにだけ書ける。

支援会議でだけ知られた人が、間がらの行の番号としてでも普段の表に残れば、いることが知れてしまう。
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jusou_desk.errors import BadInput
from jusou_desk.models.family_records import EcoTie, FamilyTie, PictureLayout, Residence
from jusou_desk.models.merge_records import Apart
from jusou_desk.models.records import Entry, Person

if TYPE_CHECKING:
    from jusou_desk.models.work import Work


class Relating:
    """一つの仕事の間の見張り。"""

    def __init__(self, work: Work) -> None:
        self._people = work.bare(Person)

    def check(self, record: Entry) -> None:
        """通常の区分の行が、通常の区分にいない人を指していれば ``BadInput``。"""
        if record.sealed:
            return
        known = self._people.among("id", set(_people_of(record)))
        if {one.id for one in known if not one.sealed} != set(_people_of(record)):
            raise BadInput(
                "通常の記録にいない人との間がらは、通常の記録に書けません。",
                "支援会議で知った人のことは、支援会議の画面から書いてください。",
            )


def _people_of(record: Entry) -> tuple[str, ...]:
    match record:
        case FamilyTie() | Apart():
            return record.person_id, record.other_id
        case EcoTie():
            return tuple(one for one in (record.person_id, record.other_id) if one)
        case PictureLayout():
            # 動かした記号は人の印でなければ、聞いていない親などの印なので、確かめない。
            return (record.person_id,)
        case Residence():
            return (record.person_id,)
        case _:
            return ()
