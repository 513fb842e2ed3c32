"""紙の受け手: 機関とその人を、町の内か外か、どの会議の席かで見る。"""

from __future__ import annotations

from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Meeting
from jusou_desk.packet import Audience
from jusou_desk.towns import MeetingKind


def audience_of(
    desk: Desk, agency: str, meeting: Meeting | None = None, *, name: str = ""
) -> Audience:
    """機関とその人 ``name`` を、紙の受け手として。``meeting`` はその機関が出る会議。"""
    agency = agency.strip()
    names = (meeting.body_name, meeting.kind) if meeting else ()
    # 区分の「その他」は席の呼び名ではない。提供先の「その他、…」に、席の全員が当たってしまう。
    sitting = tuple(one for one in names if one != MeetingKind.OTHER)
    seats = meeting.attendees if meeting else ()
    posts = (one.post for one in seats if (one.agency.strip(), one.name) == (agency, name))
    inside = desk.town.is_inside(agency)
    return Audience(agency, desk.today(), inside, sitting, name=name, post=next(posts, ""))
