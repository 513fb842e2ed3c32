"""職員。加える・従事者にする・退任で締め出す(役割の決まりは policy の表)。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Staff
from jusou_desk.policy import Purpose, Role
from jusou_desk.towns import MeetingBody


@dataclass(frozen=True)
class StaffLine:
    """一覧の一行。"""

    staff: Staff
    bodies: tuple[MeetingBody, ...]


def staff_list(desk: Desk) -> tuple[StaffLine, ...]:
    """職員と、従事している支援会議。管理者だけが見られる。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        everyone = work.staff.where()
    holders = {body.id: desk.holders_of(body) for body in desk.town.support_bodies}
    return tuple(
        StaffLine(staff, tuple(b for b in desk.town.support_bodies if staff.id in holders[b.id]))
        for staff in sorted(everyone, key=lambda s: (s.left_on is not None, s.joined_on))
    )


def find_staff(desk: Desk, name: str) -> Staff | None:
    """いまいる職員を氏名で探す。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return work.staff.one(name=name, left_on=None)


def role_of(text: str) -> Role:
    """役割の名前。無ければ ``BadInput``。"""
    try:
        return Role(text)
    except ValueError as error:
        raise BadInput(
            f"「{text}」という役割はありません。", f"次のどれかにしてください: {'、'.join(Role)}"
        ) from error


def add_staff(desk: Desk, name: str, role: Role, password: str) -> Staff:
    """職員を加える。パスワードは仮のもので、本人が変える。"""
    if not name.strip():
        raise BadInput("職員の氏名が空いています。", "氏名を入れてください。")
    if find_staff(desk, name):
        raise BadInput("同じ氏名の職員が既にいます。", "区別できる書き方で登録してください。")
    return desk.add_staff(name, role, password)


def make_member(desk: Desk, name: str, body_name: str) -> MeetingBody:
    """職員を支援会議の従事者にする。"""
    body = desk.town.body(body_name)
    if body is None or body not in desk.town.support_bodies:
        names = "、".join(b.name for b in desk.town.support_bodies)
        raise BadInput(
            f"「{body_name}」は支援会議(法106条の6)の会議体ではありません。",
            f"次のどれかを指定してください: {names}",
        )
    staff = find_staff(desk, name)
    if staff is None:
        raise BadInput("その氏名の職員はいません。", "登録したときの氏名を入れてください。")
    desk.grant_body(body, staff)
    return body


def leave(desk: Desk, name: str) -> Staff:
    """退任。すぐに締め出し、鍵を替える。守秘義務は退任後も続く(法106条の6第5項)。"""
    staff = find_staff(desk, name)
    if staff is None:
        raise BadInput("その氏名の職員はいません。", "登録したときの氏名を入れてください。")
    desk.shut_out(staff)
    return staff
