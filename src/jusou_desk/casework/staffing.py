"""職員。加える・従事者にする・退任で締め出す(役割の決まりは policy の表)。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Staff
from jusou_desk.policy import Purpose, Role, right_of
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
    """いまいる職員を氏名で探す。空白の違いは、サインインのときと同じく問わない。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return _named(work.staff.where(left_on=None), name)


def _named(staff: Iterable[Staff], name: str) -> Staff | None:
    wanted = "".join(name.split())
    return next((one for one in staff if "".join(one.name.split()) == wanted), None)


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
    if find_staff(desk, name):
        raise BadInput("同じ氏名の職員が既にいます。", "区別できる書き方で登録してください。")
    return desk.add_staff(name, role, password)


def body_to_serve(desk: Desk, role: Role, body_name: str) -> MeetingBody:
    """その役割の職員を従事者にできる支援会議。できなければ ``Refused`` か ``BadInput``。"""
    right_of(role, Purpose.SUPPORT_MEETING)
    body = desk.town.body(body_name)
    if body is None or body not in desk.town.support_bodies:
        names = "、".join(b.name for b in desk.town.support_bodies)
        raise BadInput(
            f"「{body_name}」は支援会議(法106条の6)の会議体ではありません。",
            f"次のどれかを指定してください: {names}",
        )
    return body


def make_member(desk: Desk, name: str, body_name: str) -> MeetingBody:
    """職員を支援会議の従事者にする。支援会議を開けない役割(閲覧)は ``Refused``。"""
    staff = find_staff(desk, name)
    if staff is None:
        raise BadInput("その氏名の職員はいません。", "登録したときの氏名を入れてください。")
    body = body_to_serve(desk, Role(staff.role), body_name)
    desk.grant_body(body, staff)
    return body


def leave(desk: Desk, name: str) -> Staff:
    """退任。すぐに締め出し、鍵を替える。守秘義務は退任後も続く(法106条の6第5項)。

    鍵を替える途中で止まった(停電など)ときは、もう一度行うと続きをする。
    """
    staff = find_staff(desk, name) or _half_left(desk, name)
    if staff is None:
        raise BadInput("その氏名の職員はいません。", "登録したときの氏名を入れてください。")
    desk.shut_out(staff)
    return staff


def _half_left(desk: Desk, name: str) -> Staff | None:
    """退任と書かれたのに、鍵の包みがまだ残っている職員。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        gone = [one for one in work.staff.where() if one.left_on is not None]
    return _named((one for one in gone if desk.holds_slot(one)), name)
