"""構成員名簿。会議体ごとに任期と誓約を控え、出席者を選ぶ元にする(domain.md §3.3、§3.4)。

支援会議を開ける会議体の名簿は秘匿の記録で、その従事者だけが読める。
名簿はなくてもよい。名簿に無い人も会議に出られ、会議の出席者は会議ごとに自由に書ける。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.left_staff import left_staff
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.office_records import Staff
from jusou_desk.models.records import Attendee, Meeting, PacketCopy
from jusou_desk.models.secrecy_records import Member
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.policy import Lane, Purpose
from jusou_desk.towns import MeetingBody, MeetingKind, Town
from jusou_desk.wareki import FiscalYear, format_short


class Pledge(StrEnum):
    """誓約の仕方。包括は任期(委嘱期間)の間ずっと、都度は会議のたびに書く。"""

    TERM = "包括"
    EACH = "都度"


@dataclass(frozen=True)
class Received:
    """構成員が出た会議と、そこで渡した資料(渡していなければ None)。"""

    meeting: Meeting
    copy: PacketCopy | None


def purpose_of_body(body: MeetingBody) -> Purpose:
    """会議体の名簿を開く目的。支援会議を開ける会議体の名簿は、従事者だけのもの。"""
    return purpose_of_kind(_register_kind(body))


def _register_kind(body: MeetingBody) -> MeetingKind:
    return MeetingKind.SUPPORT if MeetingKind.SUPPORT in body.kinds else body.kinds[0]


def registers(desk: Desk) -> tuple[MeetingBody, ...]:
    """この職員が名簿を開ける会議体。"""
    return tuple(body for body in desk.town.bodies if _opens(desk, body))


def _opens(desk: Desk, body: MeetingBody) -> bool:
    if _register_kind(body).sealed:
        return desk.serves(body)
    return desk.may(purpose_of_body(body))


def body_of(desk: Desk, body_id: str) -> MeetingBody:
    """名簿を開く会議体。知らない会議体は ``BadInput``、従事していなければ ``Refused``。"""
    body = desk.town.body(body_id)
    if body is None:
        raise BadInput("その会議体は登録されていません。", "会議体を選び直してください。")
    if not _opens(desk, body):
        raise Refused(
            "この会議体の従事者ではないため、名簿を開けません。",
            "従事者の登録を管理者に頼んでください。",
        )
    return body


def members_of(desk: Desk, body_id: str) -> tuple[Member, ...]:
    """会議体の構成員名簿。町の機関の並び、任期の順。"""
    body = body_of(desk, body_id)
    with desk.reading(purpose_of_body(body), _owner(body)) as work:
        return listed(desk.town, work, body)


def listed(town: Town, work: Work, body: MeetingBody) -> tuple[Member, ...]:
    """開いた仕事 ``work`` から見える、会議体の名簿。"""
    order = {agency.name: place for place, agency in enumerate(town.agencies)}
    found = work.members.where(body=body.id)
    return tuple(
        sorted(found, key=lambda m: (order.get(m.agency, len(order)), m.agency, m.name, m.since))
    )


def in_term(member: Member, on: date) -> bool:
    """``on`` の日が任期の中か(両端を含む)。"""
    return member.since <= on and (member.until is None or on <= member.until)


def pledged(member: Member, on: date) -> bool:
    """``on`` の会議について、名簿の誓約(包括)が済んでいるか。都度の誓約は会議の出席者に書く。"""
    return (
        member.pledge == Pledge.TERM
        and member.pledged_on is not None
        and in_term(member, on)
        and member.pledged_on <= on
    )


def save_register(desk: Desk, body_id: str, rows: Sequence[Member]) -> tuple[Member, ...]:
    """会議体の名簿を書き直す。並びに無い人は名簿から消える(退いた人は任期の終わりを書く)。

    会議に出たか資料を受け取った人を消そうとすれば ``Refused``。

    新しく入った包括の誓約は、これから開く会議の出席者の誓約日にも入る。
    """
    body = body_of(desk, body_id)
    lane, owner = _lane_of(body), _owner(body)
    wanted = tuple(replace(one, body=body.id, lane=lane, body_id=owner) for one in rows)
    _expect_sound(wanted, desk.today())
    with desk.writing(purpose_of_body(body)) as work:
        known = work.members.where(body=body.id)
        kept = tuple(_same(known, one) for one in wanted)
        for gone in known:
            if gone.id not in {one.id for one in kept}:
                _expect_unused(work, body, gone)
                work.members.remove(gone)
        for member in kept:
            work.members.put(member)
        _carry_pledges(desk, work, body, kept)
        desk.audit(work, "構成員名簿の書直し", body.id, f"{len(kept)}人", body_id=owner)
    return kept


def _expect_unused(work: Work, body: MeetingBody, gone: Member) -> None:
    """会議に出たか資料を受け取った人は、名簿から消せない。退いた後も守秘の義務は続くため。"""
    seated = any(
        _is(gone, one)
        for meeting in work.meetings.where(body_name=body.name)
        for one in meeting.attendees
    )
    if seated or work.copies.where(agency=gone.agency, name=gone.name):
        raise Refused(
            f"「{gone.name}」さんは、会議に出たか資料を受け取っているため、名簿から消せません。",
            "退いた人は、任期の終わりの日を入れてください。",
        )


def _same(known: Sequence[Member], one: Member) -> Member:
    """書き直す行。同じ人の同じ任期がもう名簿にあれば、その行とする。"""
    same = (one.agency, one.name, one.since)
    old = next((old for old in known if (old.agency, old.name, old.since) == same), None)
    return replace(one, id=old.id, staff_id=one.staff_id or old.staff_id) if old else one


def new_member(
    desk: Desk,
    body_id: str,
    agency: str,
    name: str,
    *,
    post: str = "",
    since: date | None = None,
    until: date | None = None,
    pledge: str = "",
    pledged_on: date | None = None,
) -> Member:
    """名簿の一行。任期の初めを省けば今年度の初めから、誓約日だけ書けば包括の誓約。"""
    return Member(
        body=body_id,
        agency=agency.strip(),
        name=name.strip(),
        post=post.strip(),
        since=since or FiscalYear.of(desk.today()).first,
        until=until,
        pledge=pledge.strip() or (Pledge.TERM if pledged_on else ""),
        pledged_on=pledged_on,
    )


def _expect_sound(rows: Sequence[Member], today: date) -> None:
    if any(not (one.agency and one.name) for one in rows):
        raise BadInput(
            "構成員の機関か氏名が空いています。", "空いている行を埋めるか、消してください。"
        )
    if any(one.until and one.until < one.since for one in rows):
        raise BadInput("任期の終わりが、初めより前の人がいます。", "任期の日付を直してください。")
    if any(one.pledge not in ("", *Pledge) for one in rows):
        raise BadInput("誓約の仕方が読めません。", "「包括」か「都度」のどちらかにしてください。")
    if any(one.pledged_on and one.pledged_on > today for one in rows):
        raise BadInput("誓約日が未来の日付です。", "今日までの日付を入れてください。")
    keys = [(one.agency, one.name, one.since) for one in rows]
    if len(set(keys)) < len(keys):
        raise BadInput(
            "同じ人の同じ任期が、名簿に二行あります。", "一行を消すか、任期の初めを直してください。"
        )


def _carry_pledges(desk: Desk, work: Work, body: MeetingBody, members: Sequence[Member]) -> None:
    """これから開く会議の出席者の、空いている誓約日に、名簿の包括の誓約を写す。"""
    today = desk.today()
    for meeting in work.meetings.where(body_name=body.name):
        if meeting.held_on < today or meeting.lane is not _lane_of(body):
            continue
        filled = tuple(_with_pledge(one, members, meeting.held_on) for one in meeting.attendees)
        if filled != meeting.attendees:
            work.meetings.put(replace(meeting, attendees=filled))


def _lane_of(body: MeetingBody) -> Lane:
    return Lane.SEALED if _register_kind(body).sealed else Lane.OPEN


def _owner(body: MeetingBody) -> str:
    """秘匿の名簿の持ち主の会議体。通常の名簿なら空。"""
    return body.id if _register_kind(body).sealed else ""


def _with_pledge(one: Attendee, members: Iterable[Member], on: date) -> Attendee:
    if one.pledged_on is not None:
        return one
    found = next((m for m in members if _is(m, one) and pledged(m, on)), None)
    return replace(one, pledged_on=found.pledged_on) if found else one


def _is(member: Member, one: Attendee) -> bool:
    return (member.agency, member.name) == (one.agency, one.name)


def candidates(desk: Desk, meeting_id: str) -> tuple[Attendee, ...]:
    """会議の出席者に選べる、名簿の任期中の人。名簿を開けない会議体なら空。

    退任した職員の、退く前からの席は出さない。包括の誓約日も付く。秘匿の名簿から通常の会議へは、機関・職・氏名だけを写す。
    """
    meeting = find_meeting(desk, meeting_id)
    body = desk.town.body(meeting.body_name)
    if body is None or not _opens(desk, body):
        return ()
    same_lane = meeting.lane is _lane_of(body)
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        gone = left_staff(work)
    return tuple(
        Attendee(
            agency=m.agency,
            name=m.name,
            post=m.post,
            pledged_on=m.pledged_on if same_lane and pledged(m, meeting.held_on) else None,
        )
        for m in members_of(desk, body.id)
        if in_term(m, meeting.held_on) and not _left_seat(m, gone)
    )


def _left_seat(member: Member, gone: Mapping[str, Staff]) -> bool:
    """退任した職員の、退く前からの席か。退いた後に、ほかの機関の人として就いた席は違う。"""
    staff = gone.get(search_key(member.name))
    return staff is not None and (staff.left_on is None or member.since < staff.left_on)


def unpledged(work: Work, meeting: Meeting) -> tuple[Attendee, ...]:
    """支援会議の出席者のうち、誓約を確かめていない人。ほかの会議なら空。"""
    if not meeting.sealed:
        return ()
    members = work.members.where(body=meeting.body_id)
    return tuple(
        one
        for one in meeting.attendees
        if _with_pledge(one, members, meeting.held_on).pledged_on is None
    )


def unpledged_in(desk: Desk, meeting: Meeting) -> tuple[Attendee, ...]:
    """``meeting`` の出席者のうち、誓約を確かめていない人。支援会議でなければ空。"""
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        return unpledged(work, meeting)


def warnings(desk: Desk, meeting_id: str) -> tuple[str, ...]:
    """会議の前に確かめること: 誓約の無い人、ほかの会議体の人、任期の外の人。"""
    meeting = find_meeting(desk, meeting_id)
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        bare = unpledged(work, meeting)
    found = [f"誓約未確認: {one.agency} {one.name}" for one in bare]
    by_body = {body.id: members_of(desk, body.id) for body in registers(desk)}
    own = desk.town.body(meeting.body_name)
    if own is not None and own.id in by_body:
        mine = by_body.pop(own.id)
        # 通常の会議の頁に、支援会議の名簿から言えることを出さない。
        elsewhere = [
            (body_id, m)
            for body_id, rows in by_body.items()
            for m in rows
            if m.lane <= meeting.lane
        ]
        found += [_misplaced(desk.town, meeting, one, mine, elsewhere) for one in meeting.attendees]
    return tuple(words for words in found if words)


def _misplaced(
    town: Town,
    meeting: Meeting,
    one: Attendee,
    mine: Sequence[Member],
    elsewhere: Sequence[tuple[str, Member]],
) -> str:
    """名簿と合わない出席者について言うこと。合うか、この会議体の名簿が無ければ空。"""
    same = [m for m in mine if _is(m, one)]
    who = f"{one.agency} {one.name}"
    if any(in_term(m, meeting.held_on) for m in same):
        return ""
    if same:
        last = max(same, key=lambda m: m.since)
        term = f"{format_short(last.since)}～{format_short(last.until) if last.until else ''}"
        return f"{who} は、開催日が任期({term})の外です。名簿の任期を確かめてください。"
    for body_id, member in elsewhere:
        other = town.body(body_id)
        if _is(member, one) and other is not None and in_term(member, meeting.held_on):
            return (
                f"{who} は「{other.name}」の構成員で、この会議の名簿にはありません。"
                "別の会議の人を選んでいないか、確かめてください。"
            )
    return ""


def received_by(desk: Desk, member: Member) -> tuple[Received, ...]:
    """その人がこれまでに出た会議と渡した資料を、新しい順に。"""
    body = body_of(desk, member.body)
    with desk.reading(purpose_of_body(body), _owner(body)) as work:
        meetings = work.meetings.where(body_name=body.name)
        named = work.copies.where(agency=member.agency, name=member.name)
    copies = [copy for copy in named if not copy.replaced]
    found: list[Received] = []
    for meeting in meetings:
        mine = [copy for copy in copies if copy.meeting_id == meeting.id]
        found += [Received(meeting, copy) for copy in mine]
        seated = any(_is(member, one) for one in meeting.attendees)
        if seated and not mine and meeting.held_on <= desk.today():
            found.append(Received(meeting, None))
    return tuple(sorted(found, key=lambda one: one.meeting.held_on, reverse=True))
