"""支援会議で聞いた話が、ほかの会議体や普段の区分の文に写っていないかを確かめる(domain.md §3.5)。

書き方(改行・空白・句読点・全角半角・字形)を変えて写しても分かるよう、畳んだ文の続きを比べる。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from jusou_desk.casework.case.moved import decided_here
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.transfer_facts import facts_of
from jusou_desk.casework.secrecy.transfer_sources import usual_receivers
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.names import search_key

_LONG: Final = 8
"""畳んだ文がこれだけ続けて同じなら、写したものとみる。短い続きは、たまたま同じことがある。"""


def keep_apart(desk: Desk, work: Work, case: Case, body_id: str, written: Iterable[str]) -> None:
    """``body_id`` の会議体(空なら普段の区分)に書く文に、よその支援会議の話があれば ``Refused``。

    既に普段の区分に書かれている話(相談・経過・移替えで移した文)と、本人の名や住所、機関の名は、支援会議の
    話とみない。
    """
    names = _names(desk, work, case)
    found = _runs(written, names)
    if not found:
        return
    others = [fact.words for fact in facts_of(desk, work, case.id) if fact.body_id != body_id]
    others += _asked_and_told(work, case, body_id)
    if found & _runs(others, names) - _runs(_already_open(work, case), names):
        raise Refused(
            "支援会議で聞いた話が入っています。",
            "その会議体の支援会議の頁から頼むか、本人から改めて聞いたことだけを書いてください。",
        )


def _asked_and_told(work: Work, case: Case, body_id: str) -> Iterator[str]:
    """よその支援会議の、情報提供依頼で尋ねたことと、通報・緊急で知らせた文。"""
    for asked in work.info_requests.where(case_id=case.id):
        if asked.body_id != body_id:
            yield from (asked.items, asked.purpose, asked.answer)
    for told in work.disclosures.where(case_id=case.id):
        if told.sealed and told.body_id != body_id:
            yield from (told.content, told.whereabouts, told.result)


def _runs(texts: Iterable[str], names: re.Pattern[str] | None) -> set[str]:
    """畳んだ文の、``_LONG`` 字の続きのすべて。名をまたぐ続きは数えない。"""
    keys = map(search_key, texts)
    parts = (part for key in keys for part in (names.split(key) if names else (key,)))
    return {part[at : at + _LONG] for part in parts for at in range(len(part) - _LONG + 1)}


def _names(desk: Desk, work: Work, case: Case) -> re.Pattern[str] | None:
    """畳んだ、本人の名と居場所、機関の名。"""
    person = work.people.get(case.person_id) if case.person_id else None
    own = (person.name, person.kana, person.address, person.phone) if person else ()
    agencies = (*usual_receivers(), *(one.name for one in desk.town.agencies), desk.town.name)
    keys = sorted({key for word in (*own, *agencies) if len(key := search_key(word)) > 1})
    longest_first = sorted(keys, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if keys else None


def _already_open(work: Work, case: Case) -> Iterator[str]:
    if not case.sealed:
        yield case.content
    yield from (note.content for note in work.notes.where(case_id=case.id) if not note.sealed)
    moved = (one for one in work.transfers.where(case_id=case.id) if not one.sealed)
    yield from (one.content for one in moved if decided_here(work, one))
