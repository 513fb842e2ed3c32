"""退任した職員。これからの会議の紙に、もういない人の名を刷らないために。"""

from __future__ import annotations

from jusou_desk.casework.desk import Desk
from jusou_desk.models.office_records import Staff
from jusou_desk.models.records import Meeting
from jusou_desk.models.work import Work
from jusou_desk.names import search_key


def left_staff(work: Work) -> dict[str, Staff]:
    """退任した職員(氏名を畳んだもの → 職員)を、退いた順に。同じ氏名の人がいまいれば、除く。"""
    everyone = work.staff.where()
    here = {search_key(one.name) for one in everyone if one.left_on is None}
    gone = sorted((one for one in everyone if one.left_on), key=lambda one: str(one.left_on))
    return {key: one for one in gone if (key := search_key(one.name)) not in here}


def left_words(desk: Desk, work: Work, meeting: Meeting) -> tuple[str, ...]:
    """司会か記録者が退任していることを、一文で。済んだ会議では言わない(その日にはいた人)。"""
    if meeting.held_on < desk.today():
        return ()
    roles: dict[str, list[str]] = {}
    for role, name in (("司会", meeting.chair), ("記録", meeting.recorder)):
        roles.setdefault(name.strip(), []).append(role)
    gone = left_staff(work)
    those = [f"{'・'.join(r)}の{name}さん" for name, r in roles.items() if search_key(name) in gone]
    if not those:
        return ()
    return (f"{'、'.join(those)}は退任しています。「日時と場所」で直してください。",)
