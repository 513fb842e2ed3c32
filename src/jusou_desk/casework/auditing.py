"""監査記録を読む。"""

from __future__ import annotations

from dataclasses import replace

from jusou_desk.casework.cases import widest_reading
from jusou_desk.casework.desk import Desk
from jusou_desk.models.audit import AuditEntry
from jusou_desk.policy import Purpose


def audit_trail(desk: Desk, *, newest: int = 200) -> tuple[AuditEntry, ...]:
    """監査記録を新しい順に ``newest`` 行。職員の番号は氏名に替える。管理者だけが見られる。

    支援会議についての行は、その従事者にだけ混ざる。
    """
    with desk.reading(Purpose.ADMINISTRATION) as work:
        names = {staff.id: staff.name for staff in work.staff.where()}
    with desk.reading(widest_reading(desk)) as work:
        found = work.audit.entries(newest=newest)
    return tuple(replace(one, subject=names.get(one.subject, one.subject)) for one in found)
