"""誤って受けた相談を消してよいか。何も始まっていない相談だけを、受付で書いたもの一式ごと消す。"""

from __future__ import annotations

from collections.abc import Iterator

from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case, Entry, Person
from jusou_desk.models.work import Work

_END_IT = "続けないときは、「評価・終結」から終えてください。"


def expect_nothing_begun(work: Work, case: Case) -> None:
    """受付のほかに何も書かれず、紙も出ていないこと。そうでなければ ``BadInput``。"""
    notes, plans = work.notes.where(case_id=case.id), work.plans.where(case_id=case.id)
    # 受付・経過・プランの様式の答えは、その記録と同じ id を持つ。
    together = {case.id, *(one.id for one in (*notes, *plans))}
    sheets = [one for one in work.sheets.where(case_id=case.id) if one.id not in together]
    written = (
        ("経過", notes),
        ("プラン", plans),
        ("様式", sheets),
        ("会議の議題", work.agenda.where(case_id=case.id)),
        ("費用の記録", work.expenses.where(case_id=case.id)),
        ("仕事", work.tasks.where(case_id=case.id)),
        ("情報提供依頼", work.info_requests.where(case_id=case.id)),
        ("通報・緊急の記録", work.disclosures.where(case_id=case.id)),
        ("移替えの記録", work.transfers.where(case_id=case.id)),
        ("出した紙の控え", work.issued.holding("case_ids", case.id)),
    )
    found = [what for what, rows in written if rows]
    if found:
        raise BadInput(f"{'・'.join(found)}があるので、この相談は消せません。", _END_IT)
    if len(work.consents.where(case_id=case.id)) > 1 or case.ended:
        raise BadInput("同意か終結の記録があるので、この相談は消せません。", _END_IT)
    if case.id in work.shield.cases:
        raise BadInput(
            "居場所を伏せる人に関わる相談なので、消せません。",
            "伏せなくてよくなったときは、先に支援措置を二人で外してください。",
        )
    if any(case.id in one.place for one in work.drafts.where()):
        raise BadInput(
            "この相談に打ちかけの様式があるので、消せません。",
            "打ちかけを保存するか捨ててから、もう一度行ってください。",
        )


def parts_of_case(work: Work, case: Case) -> Iterator[Entry]:
    """相談と、受付で一緒に書いたもの。消す順。"""
    yield from work.consents.where(case_id=case.id)
    yield from work.sheets.where(id=case.id)
    yield case
    person = work.people.get(case.person_id) if case.person_id else None
    if person is not None and person.lane is case.lane and not _known_elsewhere(work, case, person):
        yield person


def _known_elsewhere(work: Work, case: Case, person: Person) -> bool:
    """ほかの相談か、家族や世帯の記録か、戻せる統合のある人か。"""
    others = [one for one in work.cases.where(person_id=person.id) if one.id != case.id]
    by_person = (work.protections, work.residences, work.family_ties, work.eco_ties)
    return bool(
        others
        or any(shelf.where(person_id=person.id) for shelf in by_person)
        # 統合を戻せば現れる人がいる。
        or work.merges.where(kept_id=person.id, undone_at=None)
        or work.picture_layouts.where(person_id=person.id)
        or work.family_ties.where(other_id=person.id)
        or work.eco_ties.where(other_id=person.id)
    )
