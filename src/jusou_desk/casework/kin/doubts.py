"""一件の「確かめたいこと」: 日付と状態のことに、家族のことを足したもの。

「確かめた」は、相談の済んだ仕事として残す(誰がいつ確かめたかと、書直しの歩みが、区分ごとに残る)。仕事に
書くのは決まった言葉と印だけで、何を確かめたかは、いまの記録から作り直す。元の値が変われば印が合わず、また並ぶ。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jusou_desk.casework.case.cases import CasePage, case_page
from jusou_desk.casework.case.contradictions import Doubt, contradictions, digest_of
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.sealing import sealing_body, usual_body
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.families import subject_of
from jusou_desk.casework.kin.family_notices import family_contradictions
from jusou_desk.casework.kin.gathering import Kin, gather
from jusou_desk.models.records import Task
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import format_short

CHECKED: Final = "つじつまを確かめた"
TAKEN_BACK: Final = "つじつまをもう一度確かめる"
_MARK: Final = "つじつま "


def doubts_of(desk: Desk, page: CasePage, purpose: Purpose) -> tuple[Doubt, ...]:
    """その頁と、``purpose`` で見える家族の、つじつまの合わないこと。確かめたものには ``checked`` が付く。"""
    with desk.reading(purpose) as work:
        subject = subject_of(work, page.case)
        kin = gather(work, subject) if subject else None
        tasks = work.tasks.where(case_id=page.case.id)
    said = {one.origin: one for one in tasks if one.origin.startswith(_MARK) and one.done_on}
    found = (*contradictions(page, desk.today()), *_of_family(desk, kin))
    return tuple(_told(one, said.get(f"{_MARK}{one.mark}")) for one in found)


def _of_family(desk: Desk, kin: Kin | None) -> Iterator[Doubt]:
    for sentence in family_contradictions(kin, desk.today()) if kin else ():
        assert kin is not None
        yield Doubt(sentence, facts=_facts(kin, sentence))


def _facts(kin: Kin, sentence: str) -> str:
    """文に名の出る人の、つじつまに関わる値の全部。"""
    named = {one.id: one for one in kin.people.values() if f"「{one.name}」" in sentence}
    people = [
        (
            key,
            one.birth_on,
            one.birth_text,
            one.died_on,
            one.sex,
            one.household_no,
            one.relationship,
        )
        for key, one in sorted(named.items())
    ]
    ties = [
        (one.id, one.person_id, one.other_id, one.kind, one.word, one.since, one.until)
        for one in kin.ties
        if {one.person_id, one.other_id} & named.keys()
    ]
    stays = [
        (one.id, one.kind, one.since, one.until) for one in kin.stays if one.person_id in named
    ]
    claims = [one for one in kin.claims if {one.anchor, one.other} & named.keys()]
    return digest_of((people, sorted(ties), sorted(stays, key=repr), sorted(claims, key=repr)))


def _told(doubt: Doubt, task: Task | None) -> Doubt:
    if task is None or task.done_on is None:
        return doubt
    return replace(doubt, checked=f"{task.person}　{format_short(task.done_on)}", task_id=task.id)


def say_checked(desk: Desk, page: CasePage, doubt: Doubt, purpose: Purpose) -> Task:
    """``doubt`` を確かめたことにする。支援会議の記録から分かることなら、支援会議の区分にだけ残す。"""
    case = page.case
    seen = purpose
    if purpose is Purpose.SUPPORT_MEETING and not case.sealed:
        plain = case_page(desk, case.id, purpose=Purpose.CASEWORK)
        known = {one.mark for one in doubts_of(desk, plain, Purpose.CASEWORK)}
        seen = Purpose.CASEWORK if doubt.mark in known else purpose
    lane = Lane.SEALED if case.sealed or seen is Purpose.SUPPORT_MEETING else Lane.OPEN
    body_id = ""
    if lane is Lane.SEALED:
        body_id = case.body_id or sealing_body(desk, usual_body(desk, case.id))
    with desk.writing(purpose_of(lane)) as work:
        made = work.tasks.put(
            Task(
                lane=lane,
                body_id=body_id,
                what=CHECKED,
                due_on=None,
                case_id=case.id,
                person=desk.me.name,
                origin=f"{_MARK}{doubt.mark}",
                done_on=desk.today(),
            )
        )
        desk.audit(work, CHECKED, case.case_no, body_id=body_id)
    return made


def take_back_checked(desk: Desk, page: CasePage, doubt: Doubt, purpose: Purpose) -> None:
    """確かめたことを取り消し、また並べる。消した仕事の姿は、書直しの記録に残る。"""
    with desk.reading(purpose) as work:
        task = work.tasks.get(doubt.task_id)
    if task is None:
        return
    with desk.writing(purpose_of(task.lane)) as work:
        work.tasks.remove(task)
        desk.audit(work, TAKEN_BACK, page.case.case_no, body_id=task.body_id)
