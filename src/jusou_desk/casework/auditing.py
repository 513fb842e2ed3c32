"""監査記録を読む。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jusou_desk.casework.desk import BACKUP, Desk
from jusou_desk.models.audit import AuditEntry
from jusou_desk.policy import Purpose


def audit_trail(desk: Desk, *, newest: int = 200) -> tuple[AuditEntry, ...]:
    """監査記録を新しい順に ``newest`` 行。職員の番号は氏名に替える。管理者だけが見られる。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        names = {staff.id: staff.name for staff in work.staff.where()}
        found = work.audit.entries(newest=newest)
    return tuple(replace(one, subject=names.get(one.subject, one.subject)) for one in found)


def last_backup(desk: Desk) -> datetime | None:
    """最後にバックアップを作った日時。一度も作っていなければ None。"""
    with desk.reading(Purpose.CASEWORK) as work:
        found = (one.at for one in work.audit.entries() if one.action == BACKUP)
        return next(found, None)
