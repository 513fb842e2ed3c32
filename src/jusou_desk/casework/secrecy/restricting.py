"""支援会議の記録のある相談を、従事者でない人に「制限情報あり」と示すか、黙っているか。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework import restricted_marks
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import Refused
from jusou_desk.policy import Purpose

RESTRICTED: Final = "制限情報あり"
"""従事者でない人の頁に出す、ただ一つの語。"""


def restricted(desk: Desk, case_id: str) -> bool:
    """この職員の頁に「制限情報あり」と出すか。

    全ての会議体の従事者には出さない(自分で見られる)。頁の見えない相談のことは言わない。
    """
    if desk.member_of >= desk.support_ids:
        return False
    with desk.reading(Purpose.CASEWORK) as work:
        return work.cases.get(case_id) is not None and restricted_marks.marked(work, case_id)


def tells_restricted(desk: Desk) -> bool:
    """「制限情報あり」と示すことにしているか。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return restricted_marks.tells(work)


def may_tell_restricted(desk: Desk) -> bool:
    """示すことに決められるのは、全ての支援会議に従事する管理者だけ。"""
    every = desk.serves_any and desk.member_of >= desk.support_ids
    return every and desk.may(Purpose.ADMINISTRATION)


def tell_restricted(desk: Desk, *, told: bool) -> None:
    """示す(``told``)か、黙るかを決める。黙るのは管理者なら誰でもできる。"""
    if not told:
        with desk.writing(Purpose.ADMINISTRATION) as work:
            restricted_marks.hush(work)
            desk.audit(work, "制限情報の示し方", "", "黙る")
        return
    if not may_tell_restricted(desk):
        raise Refused(
            "「制限情報あり」と示すことは、全ての支援会議に従事する管理者だけが決められます。",
            "従事していない支援会議があれば、その従事者である管理者に頼んでください。",
        )
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        restricted_marks.keep_marks(work, desk.support_ids, starting=True)
    with desk.writing(Purpose.ADMINISTRATION) as work:
        desk.audit(work, "制限情報の示し方", "", "語で示す")
