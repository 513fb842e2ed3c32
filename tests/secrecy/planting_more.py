"""仕込みの続き: 名簿、移替え、出した紙、退任、支援措置、開いたこと。

どれも ``planting.Planter`` を受け取り、設計図どおりに書く。新しい種類の記録(重ね、緊急の提供など)は、
ここに関数を一つ足し、``Planter.everything`` に一行、判断を ``oracle`` に、出力を ``more_outputs`` に足す。
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from jusou_desk.casework.case import cases, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import members
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import later_copies, meeting_papers, packets
from jusou_desk.casework.register import writing
from jusou_desk.casework.secrecy import protecting, transfers
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.casework.secrecy.transfer_sources import Heard
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import DeskError
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.models.register_records import ResourceKind
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.policy import Lane, Overlay, Purpose
from tests.secrecy.oracle import Oracle, Rule
from tests.secrecy.planting import NAMES, NOW, PASSWORD, Held, Planter, Secret, Sent
from tests.secrecy.random_office import Guard, Move


def registers(at: Planter) -> None:
    """機関の名簿と、構成員名簿。会議に出る人(誓約済み)と、まだどの会議にも出ていない人。"""
    bodies = at.first.town.bodies
    for number in dict.fromkeys(one % len(bodies) for one in at.at.plan.registers):
        body = bodies[number]
        sealed = any(kind.sealed for kind in body.kinds)
        about: dict[str, Any] = {"lane": Lane.SEALED if sealed else Lane.OPEN}
        about["body"] = body.id if sealed else ""
        waiting = members.new_member(
            at.first,
            body.id,
            "架空病院",
            at.word(f"{body.id}の名簿の人", "名簿", **about),
            post=at.word(f"{body.id}の名簿の職", "名簿", **about),
        )
        seats = [
            held.seats[0]
            for held in at.at.held
            if held.meeting.body_name == body.name and held.meeting.sealed == sealed
        ]
        seated = [
            members.new_member(at.first, body.id, one.agency, one.name, pledged_on=NOW.date())
            for one in seats
        ]
        members.save_register(at.first, body.id, (waiting, *seated))
    writing.put_row(at.first, writing.new_row(ResourceKind.HOST, "架空農園"))
    for held in at.at.held:
        held.meeting = _again(at.first, held.meeting)


def _again(desk: Desk, meeting: Meeting) -> Meeting:
    from jusou_desk.casework.case.meeting_doors import find_meeting

    return find_meeting(desk, meeting.id)


# --- 移替え ---------------------------------------------------------------------------


def moves(at: Planter) -> None:
    """移替え。断られた申し出の言葉は、どこにも書かれていないので秘密に数えない。"""
    for index, matter in enumerate(at.at.plan.matters):
        for one in matter.moves:
            with suppress(DeskError):
                _move(at, index, one)


def _move(at: Planter, index: int, one: Move) -> None:
    desk = at.writer(one.by)
    own, target = at.at.cases[index], at.at.opened.get(index, index)
    case = at.at.cases[target]
    facts = transfers.overview(desk, own.id).facts if not case.sealed else ()
    if not facts:
        return
    heard: Heard = facts[one.fact % len(facts)]
    words = {name: at.fresh() for name in ("移す文", "根拠", "了解した人")}
    wish = Wish(
        words["移す文"] + at.lives_at(case),
        one.ground,
        words["根拠"],
        "、".join(heard.told_by),
        words["了解した人"],
        NOW.date(),
        case.case_no if own.sealed else "",
        heard.overlays,
    )
    asked = transfers.propose(desk, heard.source, heard.id, wish)
    if not asked.agreed_by:
        del words["了解した人"]
    asked, approved = _decided(at, desk, one, asked, words)
    lane, body = (Lane.OPEN, "") if approved else (Lane.SEALED, asked.body_id)
    withheld = Overlay.FROM_PERSON in heard.overlays
    for name, word in words.items():
        kind, what = "移替え", f"相談{target}の移替えの{name}"
        moved = name == "移す文"
        if approved:
            kind, what = ("経過", f"相談{target}に移した経過") if moved else ("出所", what)
        hidden = moved and withheld
        at.at.secrets.append(Secret(word, what, kind, lane, body, case=target, withheld=hidden))
    if approved and asked.agency:
        _opened_source(at, asked.agency)
    waiting = asked.body_id and not approved and "却下のわけ" not in words and one.end != "取下げ"
    if waiting:
        proposer = next(n for n, d in enumerate(at.at.desks) if d is desk)
        at.at.moved.append((asked.id, asked.body_id, proposer))


def _opened_source(at: Planter, agency: str) -> None:
    """了解した提供機関の名は、出所として普段の区分に残る。"""
    secrets = at.at.secrets
    for n, one in enumerate(secrets):
        # 伏せると決めた情報源は、了解を得ても通常の区分に名を残してはならない。
        if one.word in agency and not one.source:
            opened = replace(one, kind="出所", lane=Lane.OPEN, body="")
            # もとの経過は秘匿に残るので、その会議体の紙には、前と同じに載る。
            secrets[n] = replace(opened, told_to=one.body) if one.kind == "経過" else opened


def _decided(
    at: Planter, desk: Desk, one: Move, asked: Transfer, words: dict[str, str]
) -> tuple[Transfer, bool]:
    """申し出のその後と、承認されたか。承認できない職員なら、待ったままになる。"""
    other = at.writer(one.decided_by)
    if one.end == "取下げ":
        return transfers.withdraw(desk, asked.id), False
    with suppress(DeskError):
        if one.end == "承認":
            transfers.approve(other, asked.id)
            return asked, True
        if one.end == "却下":
            reason = at.fresh()
            declined = transfers.decline(other, asked.id, reason)
            words["却下のわけ"] = reason
            return declined, False
    return asked, False


# --- 一度外へ出た紙 ----------------------------------------------------------------------


def sendings(at: Planter) -> None:
    """会議の頃に出した紙。その時に載ってよかった言葉を、その時の判断で覚えておく。"""
    folder = at.at.office.folder.with_name("sent")
    for index, matter in enumerate(at.at.plan.matters):
        if matter.handed:
            with suppress(DeskError):
                _sheet_out(at, index, matter.handed, folder / f"{index}")
    for number, held in enumerate(at.at.held):
        if held.plan.issued and held.items and held.meeting.sitting == "":
            with suppress(DeskError):
                _packet_out(at, number, held, folder / f"meeting-{number}")


def _sheet_out(at: Planter, index: int, name: str, folder: Path) -> None:
    oracle = Oracle(at.at)
    kind = papers.sheet_kind(name)
    to = at.at.plan.matters[index].referred_to
    handed = papers.hand_out_sheet(at.first, name, at.at.cases[index].case_no, folder)
    rule = oracle.sheet(index, name, to)
    for path in handed.files:
        keep(at, path, rule, "", cases=(index,), outside=kind.leaves_the_house)


def _packet_out(at: Planter, number: int, held: Held, folder: Path) -> None:
    oracle = Oracle(at.at)
    issued = packets.issue_packet(at.first, held.meeting.id, folder)
    body = held.meeting.body_id
    for path in issued.files:
        rule: Rule = oracle.around(held, number)
        seated: tuple[int, ...] = tuple(held.items)
        copy = path.name.startswith("packet-")
        if copy:
            seat = int(path.stem[-2:]) - 1
            rule = oracle.packet(held, number, seat)
            seated = tuple(c for c in held.items if oracle.receives(held, seat, c))
        elif path.name == "packet.xlsx":
            rule = oracle.whole_packet(held, number)
        else:
            seated = ()
        keep(at, path, rule, body, meeting=number, cases=seated, outside=copy)
    if held.plan.absent:
        _afterwards(at, number, held, folder)


def _afterwards(at: Planter, number: int, held: Held, folder: Path) -> None:
    """最初の席の人は来なかったので、続きの控番で渡す。出席者には議事録も渡す。"""
    oracle, body = Oracle(at.at), held.meeting.body_id
    seats = {one.name: seat for seat, one in enumerate(held.seats)}
    absent = held.seats[0]
    for copy in packets.copies_of(at.first, held.meeting.id):
        if copy.name == absent.name:
            packets.except_copy(at.first, copy, CopyException.NOT_HANDED)
    with suppress(DeskError):
        later = later_copies.draw_for_absent(at.first, held.meeting.id, absent.agency, absent.name)
        for path in later_copies.hand_out_for_absent(at.first, later, folder / "absent"):
            keep(at, path, oracle.packet(held, number, 0), body, meeting=number)
    drawn = meeting_papers.draw_paper(at.first, "minutes-copy", held.meeting.id)
    paths = meeting_papers.hand_out_paper(at.first, drawn, folder / "minutes")
    for path, letter in zip(paths, drawn.letters, strict=True):
        rule = oracle.packet(held, number, seats[letter.receiver_name])
        keep(at, path, rule, body, meeting=number)


def keep(at: Planter, path: Path, rule: Rule, body: str, **about: Any) -> None:
    data = path.read_bytes()
    allowed = frozenset(one.word for one in at.at.secrets if rule(one))
    at.at.sent.append(Sent(hashlib.sha256(data).hexdigest(), body, allowed, **about))


# --- 退任 ---------------------------------------------------------------------------


def leaving(at: Planter) -> None:
    """一人が退く。締め出しで鍵が替わるので、残る職員は入り直す。"""
    planted = at.at
    number = planted.plan.leaver
    if not number:
        return
    staffing.leave(at.first, NAMES[number])
    planted.gone, planted.gone_after = planted.desks[number], len(planted.secrets)
    again = [planted.desks[0]]
    for n, desk in enumerate(planted.desks[1:], 1):
        if n == number:
            again.append(desk)
            continue
        desk.close()
        again.append(sign_in(planted.office, NAMES[n], PASSWORD))
    planted.desks = tuple(again)
    for index, case in enumerate(planted.cases):
        body = case.body_id or planted.desks[0].town.support_bodies[0].id
        note = at.word(
            f"相談{index}の退任後の経過", "経過", lane=Lane.SEALED, body=body, case=index
        )
        values = {"noted_on": NOW.date(), "content": note, "lane": "支援会議"}
        progress.add_note(at.first, case.id, values, body_id="" if case.sealed else body)


# --- 支援措置 --------------------------------------------------------------------------


def guards(at: Planter) -> None:
    for one in at.at.plan.guards:
        with suppress(DeskError):
            _guard(at, one)


def _guard(at: Planter, one: Guard) -> None:
    """人物の一人(普段の区分が先)に支援措置を設け、相手方の相談の文に居場所を紛れさせる。"""
    planted = at.at
    mine = sorted((b, p) for (n, b), p in planted.received.items() if n == one.who)
    if not mine:
        return
    body, person_id = mine[0]
    desk = planted.desks[one.by if one.by in planted.present else 0]
    if not desk.may(Purpose.CASEWORK) or (body and body not in desk.member_of):
        desk = at.first
    with at.first.reading(Purpose.SUPPORT_MEETING) as work:
        person = work.people.get(person_id)
        theirs = _other_side(at, one, person_id, body)
        other = work.people.get(theirs[1]) if theirs else None
    assert person
    words = {"根拠": at.fresh(), "読み": at.fresh(), "続柄": at.fresh()}
    if other is None:
        words["相手方"] = at.fresh()
    account = Account(
        ground=words["根拠"],
        since=NOW.date() - timedelta(days=300),
        until=NOW.date() + timedelta(days=20),
        other_party=other.name if other else words["相手方"],
        other_kana=words["読み"],
        other_relationship=words["続柄"],
        former_household_no=other.household_no if other and one.former else "",
    )
    protecting.set_protection(desk, person_id, account)
    lane = person.lane
    for name, word in words.items():
        what = f"人{one.who}の支援措置の{name}"
        planted.secrets.append(
            Secret(word, what, "措置", lane, person.body_id, person=one.who, record=person_id)
        )
    planted.hidden[person_id] = person.body_id
    if theirs and one.end != "解除":
        _whereabouts_told(at, theirs[0], person_id, person.body_id)
    second = planted.desks[one.second if one.second in planted.present else 0]
    if one.end == "確認":
        protecting.confirm(second, person_id)
    elif one.end in ("申し出", "解除"):
        reason = at.fresh()
        protecting.ask_lift(desk, person_id, reason)
        what = f"人{one.who}の支援措置を外す理由"
        planted.secrets.append(
            Secret(reason, what, "措置", lane, person.body_id, person=one.who, record=person_id)
        )
        if one.end == "解除":
            protecting.lift(second, person_id)
            del planted.hidden[person_id]


def _other_side(at: Planter, one: Guard, person_id: str, body: str) -> tuple[int, str] | None:
    """相手方とする人の(相談, 人物の id)。措置を書く区分から見える人だけ。"""
    for index, case in enumerate(at.at.cases):
        who, _ = at.at.persons[index]
        seen = not case.sealed or case.body_id == body
        if seen and who == one.other != one.who and case.person_id != person_id:
            return index, case.person_id
    return None


def _whereabouts_told(at: Planter, index: int, person_id: str, body: str) -> None:
    """相手方の側の相談の経過に、逃れた人の居場所が書かれてしまっている。"""
    case = at.at.cases[index]
    sealed = case.sealed or bool(body)
    where = case.body_id or body
    street = at.streets.get(person_id, "")
    about: dict[str, Any] = {"lane": Lane.SEALED if sealed else Lane.OPEN, "case": index}
    word = at.word(f"相談{index}に紛れた経過", "経過", body=where if sealed else "", **about)
    values = {
        "noted_on": NOW.date(),
        "content": f"{word}。妻は{street}にいるらしい" if street else word,
        "lane": "支援会議" if sealed else "通常",
    }
    progress.add_note(at.first, case.id, values, body_id="" if case.sealed else body)


# --- 開いたこと -------------------------------------------------------------------------


def openings(at: Planter) -> None:
    """一人が、どの相談も開いた(「この記録を開いた人」に残る)。"""
    for number in at.at.present[:1]:
        desk = at.at.desks[number]
        for case in at.at.cases:
            for purpose in (Purpose.CASEWORK, Purpose.SUPPORT_MEETING):
                with suppress(DeskError):
                    page = cases.case_page(desk, case.id, purpose=purpose)
                    sightings.note_case_opened(desk, page, purpose)
