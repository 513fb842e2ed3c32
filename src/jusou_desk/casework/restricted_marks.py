"""「制限情報あり」の印。支援会議の記録のある相談を、従事者でない人の頁にも語だけで示すための控え。

従事者でない人の手元には鍵が無いので、記録そのものからは分からない。そこで従事者が書くたびに、
相談の番号だけを並べた一つの控えを普段の設定に置き直す。件数も日付も会議体も持たない。
初めは黙っていて控えも無い(domain.md §3.6 の 3)。
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Final

import msgspec

from jusou_desk.models.family_records import EcoTie, FamilyTie, Residence
from jusou_desk.models.records import entry_kinds
from jusou_desk.models.work import Work

#: 控えの名前。控えがあること(空でも)が、「語で示す」と決めたことを表す。
_NAME: Final = "restricted_cases"
_CASE: Final = "case_id"
_SHOWN_AS_FACTS: Final = tuple(
    kind for kind in entry_kinds() if _CASE in {field.name for field in fields(kind)}
)


def tells(work: Work) -> bool:
    """「制限情報あり」と示すことにしているか。"""
    return bool(work.settings.get(_NAME))


def marked(work: Work, case_id: str) -> bool:
    """その相談に印があるか。"""
    return case_id in _marks(work)


def hush(work: Work) -> None:
    """黙ることにする。控えも消す。"""
    work.settings.put(_NAME, "")


def keep_marks(work: Work, bodies: Collection[str], *, starting: bool = False) -> None:
    """いまの支援会議の記録に合わせて控えを置き直す。示さないことにしていれば何もしない。

    bodies: 町の支援会議の会議体の全部。そのどれにも従事する人が書いたときだけ印を外せる
    (従事していない会議体の記録は、あるかないかも分からない)。
    """
    if not (starting or tells(work)):
        return
    about = {getattr(one, _CASE) for kind in _SHOWN_AS_FACTS for one in work.sealed.of(kind)}
    found = (*work.cases.among("id", about), *work.cases.among("person_id", _relatives(work)))
    open_cases = {one.id for one in found if not one.sealed}
    if not work.sealed.bodies.issuperset(bodies):
        open_cases |= _marks(work)
    words = msgspec.json.encode(sorted(open_cases)).decode()
    if words != work.settings.get(_NAME):
        work.settings.put(_NAME, words)


def _relatives(work: Work) -> set[str]:
    """家族のことが支援会議の記録にある人。家族の記録は、相談でなく人にかかる。"""
    found = {end for one in work.sealed.of(FamilyTie) for end in (one.person_id, one.other_id)}
    found |= {one.person_id for one in work.sealed.of(Residence)}
    return found | {one.person_id for one in work.sealed.of(EcoTie)}


def _marks(work: Work) -> set[str]:
    kept = work.settings.get(_NAME)
    return msgspec.json.decode(kept, type=set[str]) if kept else set()
