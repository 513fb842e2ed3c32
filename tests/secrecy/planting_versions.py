"""仕込みの続き: 書き直す前の姿とごみ箱。どの経過も人物も一度書き直して戻し、写しを一つずつ消す。"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jusou_desk.casework.case import basket
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.models.records import new_id

if TYPE_CHECKING:
    from tests.secrecy.planting import Planter


def rewritings(planter: Planter) -> None:
    """書いた言葉はどれもいまの記録に残り、同じ言葉が前の姿とごみ箱にも入る。"""
    desk = planter.first
    for case in planter.at.cases:
        purpose = purpose_of(case.lane)
        with desk.writing(purpose) as work:
            notes = [one for one in work.notes.where(case_id=case.id) if one.lane is case.lane]
            for note in notes:
                work.notes.put(replace(note, content=f"{note.content}。"))
                work.notes.put(note)
            person = work.people.get(case.person_id)
            if person is not None and person.lane is case.lane:
                work.people.put(replace(person, kana=f"{person.kana}ヽ"))
                work.people.put(person)
            for copy in (replace(one, id=new_id(), note_no=f"写{new_id()}") for one in notes[:1]):
                work.notes.put(copy)
        for one in notes[:1]:
            with desk.reading(purpose) as work:
                copies = [n for n in work.notes.where(case_id=case.id) if n.note_no[0] == "写"]
            for copy in copies:
                basket.discard(desk, copy.id, purpose)
                assert one.content == copy.content
