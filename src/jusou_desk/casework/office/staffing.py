"""職員。加える・従事者にする・退任で締め出す(役割の決まりは policy の表)。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import members_of, registers
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import pdf_file
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.identity import is_temporary
from jusou_desk.models.office_records import Staff
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Lane, Purpose, Role, right_of
from jusou_desk.towns import MeetingBody

LEAVING: Final = "退任時の守秘の通知"
LEAVING_LAYOUT: Final = "leaving"


@dataclass(frozen=True)
class StaffLine:
    """一覧の一行。temporary: 仮のパスワードのままか。

    outside: 会議体の名簿にある、町の外の所属(委託先など)。町の人か、名簿に無ければ空。
    """

    staff: Staff
    bodies: tuple[MeetingBody, ...]
    temporary: bool
    outside: str


def staff_list(desk: Desk) -> tuple[StaffLine, ...]:
    """職員と、従事している支援会議。管理者だけが見られる。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        everyone = work.staff.where()
        temporary = {one.id for one in everyone if is_temporary(work, one.id)}
    holders = {body.id: desk.holders_of(body) for body in desk.town.support_bodies}
    agencies = _agencies(desk)
    return tuple(
        StaffLine(
            staff,
            tuple(b for b in desk.town.support_bodies if staff.id in holders[b.id]),
            staff.id in temporary,
            _outside(desk, agencies.get(search_key(staff.name), [])),
        )
        for staff in sorted(everyone, key=lambda s: (s.left_on is not None, s.joined_on))
    )


def _agencies(desk: Desk) -> dict[str, list[str]]:
    """名簿の人(氏名を畳んだもの)ごとの所属。自分に開ける名簿だけを見る。"""
    found: dict[str, list[str]] = {}
    for body in registers(desk):
        for member in members_of(desk, body.id):
            found.setdefault(search_key(member.name), []).append(member.agency)
    return found


def _outside(desk: Desk, agencies: list[str]) -> str:
    """町の外の所属。どれか一つでも町の組織なら、公務員とみて空。"""
    if any(desk.town.is_inside(agency) for agency in agencies):
        return ""
    return next(iter(agencies), "")


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
    right_of(role, Purpose.SUPPORT_MEETING, desk.town.limits)
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


def take_off(desk: Desk, name: str, body_name: str) -> MeetingBody:
    """在職のまま、支援会議の従事者から外す。会議体の鍵が替わり、これからの記録は開けなくなる。

    従事していない人なら ``BadInput``、最後の一人なら ``Refused``。守秘義務はその後も続く
    (法106条の6第5項)。
    """
    staff = find_staff(desk, name)
    body = desk.town.body(body_name)
    serving = desk.holders_of(body) if body else frozenset()
    if staff is None or body is None or staff.id not in serving:
        raise BadInput(
            "その氏名の従事者はいません。", "職員の一覧で、従事する支援会議を確かめてください。"
        )
    if serving == {staff.id}:
        raise Refused(
            "最後の一人の従事者は外せません。", "先に、後を継ぐ人を従事者にしてください。"
        )
    desk.take_off_body(body, staff)
    return body


def leave(desk: Desk, name: str) -> Staff:
    """退任。すぐに締め出し、鍵を替える。守秘義務は退任後も続く(法106条の6第5項)。

    鍵を替える途中で止まった(停電など)ときは、もう一度行うと続きをする。
    """
    staff = find_staff(desk, name) or _half_left(desk, name)
    if staff is None:
        raise BadInput("その氏名の職員はいません。", "登録したときの氏名を入れてください。")
    desk.shut_out(staff)
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return work.staff.get(staff.id) or staff


def _half_left(desk: Desk, name: str) -> Staff | None:
    """退任と書かれたのに、鍵の包みがまだ残っている職員。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        gone = [one for one in work.staff.where() if one.left_on is not None]
    return _named((one for one in gone if desk.holds_slot(one)), name)


# --- 退任時の守秘の通知 -----------------------------------------------------


def draw_leaving_notice(desk: Desk, staff: Staff, *, servant: bool = True) -> OutgoingFile:
    """退いた後も守秘が続くことの通知(PDF)。まだ退任にしていない人の分は ``BadInput``。

    servant: 公務員か。委託先などの人には、地方公務員法の代わりに契約の守秘を書く。
    どの会議に従事していたかは書かない。文は事務所が書き換えられる(domain.md §3.6 の 8)。
    """
    if staff.left_on is None:
        raise BadInput("まだ退任にしていない職員です。", "退任にしてから、通知を出してください。")
    with desk.reading(Purpose.ADMINISTRATION) as work:
        record = leaving_record(desk, work, staff, servant=servant)
    packet = disclose(record, desk.permit(Purpose.ADMINISTRATION))
    layout = layout_in_use(desk, LEAVING_LAYOUT)
    book = layout.fill(packet)
    # 同じ日に退く人の通知と取り違えないよう、控の題に職員の番号を入れる
    title = f"{LEAVING} {staff.id}"
    return pdf_file(layout, book, stamp(desk), "leaving", title=title, heading=LEAVING)


def leaving_record(desk: Desk, work: Work, staff: Staff, *, servant: bool = True) -> Record:
    """通知の材料。罰則は、法律ごとに一段。"""
    penalties = ("secrecy_penalty", *(("leaving_penalty",) if servant else ()))
    texts = {"罰則": "\n".join(word(work, desk.town, name) for name in penalties)} | {
        tag: word(work, desk.town, name)
        for tag, name in {
            "題名": "leaving_title",
            "公務": "leaving_service" if servant else "leaving_contract",
            "支援会議": "leaving_text",
            "返却": "leaving_return",
            "受領": "leaving_receipt",
        }.items()
    }
    return Record(
        facts(
            Lane.OPEN,
            長=desk.town.head,
            氏名=staff.name,
            退任日=staff.left_on,
            作成日=desk.today(),
            作成者=desk.me.name,
            **texts,
        )
    )


def hand_out_leaving_notice(
    desk: Desk, staff: Staff, folder: Path, *, servant: bool = True
) -> tuple[Path, ...]:
    """通知を ``folder`` に出す。"""
    files = (draw_leaving_notice(desk, staff, servant=servant),)
    return hand_over(desk, Purpose.ADMINISTRATION, f"通知 {staff.id}", files, folder)


def note_leaving_printed(desk: Desk, staff: Staff, what: str) -> None:
    """通知を刷る前後に監査の行を置く。"""
    note_printing(desk, Purpose.ADMINISTRATION, f"通知 {staff.id}", what)
