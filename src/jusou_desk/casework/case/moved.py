"""移替えで写した経過の出所を、普段の頁で読む。誰が申し出て誰が承認し、何を根拠にしたか。"""

from __future__ import annotations

from datetime import datetime

from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.models.work import Work
from jusou_desk.wareki import format_short


def moved_words(work: Work, case_id: str) -> dict[str, str]:
    """その相談の、移替えで写した経過(受け付け直した相談)の id → 出所の一言。"""
    rows = [row for row in work.transfers.where(case_id=case_id) if not row.sealed]
    return {row.target_id: _words(work, row) for row in rows}


def last_contacts(work: Work, of: frozenset[str] | None = None) -> dict[str, datetime]:
    """相談ごとの、最後の経過の日時。移替えで写した経過は、接触ではないので数えない。

    of: 求める相談(id)。None なら全部。
    """
    last: dict[str, datetime] = work.notes.latest("case_id", "at", of=of)
    rows = [row for row in work.transfers.where() if not row.sealed]
    rows = [row for row in rows if of is None or row.case_id in of]
    copied = {row.target_id for row in rows}
    for case_id in {row.case_id for row in rows}:
        met = [one.at for one in work.notes.where(case_id=case_id) if one.id not in copied]
        last.pop(case_id, None)
        last |= {case_id: max(met)} if met else {}
    return last


def _words(work: Work, row: Transfer) -> str:
    kind = "移替え" if decided_here(work, row) else "移替え（台帳の記載）"
    parts = [f"{kind} {row.ground}（{row.evidence}）"]
    if row.agency:
        parts.append(f"了解 {agreement_words(row)}")
    parts.append(f"申し出 {staff_name(work, row.proposed_by)}")
    parts.append(f"承認 {staff_name(work, row.decided_by)}")
    return "　".join(parts)


def decided_here(work: Work, row: Transfer) -> bool:
    """この事務所の二人が、自分のサインインで決めた移替えか。

    台帳から取り込んだものは、一人が書けるので、経緯として読むだけにし、何かを許す元にしない。
    """
    return all(work.staff.get(one) is not None for one in (row.proposed_by, row.decided_by))


def agreement_words(row: Transfer) -> str:
    """了解した機関・人・日。"""
    day = format_short(row.agreed_on) if row.agreed_on else ""
    return " ".join(part for part in (row.agency, row.agreed_by, day) if part)


def staff_name(work: Work, staff_id: str) -> str:
    """職員の氏名(退任した人も)。台帳から取り込んだ移替えで、職員がいなければ書かれた氏名。"""
    staff = work.staff.get(staff_id) if staff_id else None
    return staff.name if staff else staff_id
