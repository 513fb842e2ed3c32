"""事務所の検査。何を確かめ、どうだったかを行にして返す。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.models.backup import file_problems
from jusou_desk.models.migrate import HEAD, current
from jusou_desk.models.records import AgendaItem, Case, Meeting, Note
from jusou_desk.models.secrecy_records import TransferState
from jusou_desk.models.store import Store
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class Check:
    """検査の一行。``problem`` が空なら異常なし。"""

    what: str
    problem: str = ""


def verify(store: Store) -> tuple[Check, ...]:
    """ファイル・表の版・参照・監査の鎖・秘匿の記録を順に確かめる。"""
    problems = file_problems(store.vault, store.data_key)
    checks = [Check("データファイルの暗号と構造", "、".join(problems[:3]))]
    if problems:
        return tuple(checks)
    with store.reading(store.permit(Purpose.CASEWORK)) as work:
        found = current(work.connection)
        checks.append(Check(f"表の版 {found}", "" if found == HEAD else f"{HEAD} ではありません"))
        broken = work.audit.first_break()
        checks.append(
            Check(
                "監査記録のつながり",
                "" if broken is None else f"{broken}行目から合いません(書換えか削除の疑い)",
            )
        )
        checks.append(_dangling(work))
        checks.append(_changed_forms(work))
        if not store.member_of:
            checks.append(_half_moved(work))
    checks.append(Check("鍵の束と職員の表", store.bundle_problem()))
    if store.member_of:
        with store.reading(store.permit(Purpose.SUPPORT_MEETING)) as work:
            kinds = (Meeting, AgendaItem, Case, Note)
            count = sum(len(work.sealed.of(kind)) for kind in kinds)
            checks.append(Check(f"支援会議の記録 {count}件を開けること"))
            checks.append(_half_moved(work))
    return tuple(checks)


def _dangling(work: Work) -> Check:
    people = {person.id for person in work.people.where()}
    lost = sum(
        1
        for case in work.cases.where()
        if case.person_id and not case.sealed and case.person_id not in people
    )
    return Check("相談と人物のつながり", f"人物の無い相談が{lost}件" if lost else "")


def _changed_forms(work: Work) -> Check:
    forms = work.own_forms.all()
    changed = sum(1 for form in forms if not work.own_forms.is_whole(form))
    problem = f"取り込んだときと違う様式が{changed}件(書換えの疑い)" if changed else ""
    return Check(f"取り込んだ様式 {len(forms)}件の中身", problem)


def _half_moved(work: Work) -> Check:
    """移替えの、承認・写した経過(受け付けた相談)・その出所がそろっているか。

    秘匿の分は開ける会議体だけ。
    """
    opened = {one.id for one in (*work.notes.where(), *work.cases.where()) if not one.sealed}
    rows = work.transfers.where(state=TransferState.APPROVED)
    origins = {row.id for row in rows if not row.sealed}
    moved = {row.target_id for row in rows}
    lost = len(moved - (opened & origins))
    return Check("移替えの承認と、写した経過", f"そろわない移替えが{lost}件" if lost else "")
