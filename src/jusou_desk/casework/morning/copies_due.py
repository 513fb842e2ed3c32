"""今日の行のうち、会議の部のこと: 戻っていないもの、行方の書かれていないもの、見せられなくなったもの。

どの行も、開くと配付・回収管理表のその部に着く。挙げるのは控番と機関だけで、人の名と中身は出さない。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from jusou_desk.casework.case.due import COPIES, DueLine, Weight
from jusou_desk.casework.case.meeting_doors import opens
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.attendance import ended
from jusou_desk.casework.recall.stale_copies import (
    CALL_BACK,
    KEEP_IN,
    NAMED,
    ON_IT,
    StaleCopy,
    stale_among,
    whose,
)
from jusou_desk.models.records import CopyException, Meeting, PacketCopy
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

#: 議事録などでない、席に配る資料。
PACKET: Final = "会議資料"


def copy_lines(desk: Desk, purpose: Purpose) -> list[DueLine]:
    """``purpose`` で見える会議の部の行。従事していない支援会議の分は無い。"""
    now = desk.now()
    with desk.reading(purpose) as work:
        pairs = _outstanding(desk, work)
    found = [(meeting, copy, ended(meeting, now)) for meeting, copy in pairs]
    lines: list[DueLine] = []
    over = [(meeting, copy) for meeting, copy, done in found if done and copy.missing]
    for meeting, copies in _by_meeting(over):
        lines += _unreturned(desk, meeting, [copy for copy in copies if copy.handed_on])
        lines += _unknown(desk, meeting, [c for c in copies if not (c.handed_on or c.later)])
    still = [(meeting, copy) for meeting, copy, done in found if _matters(copy, over=done)]
    return lines + list(_stale(desk, still))


def _outstanding(desk: Desk, work: Work) -> list[tuple[Meeting, PacketCopy]]:
    """戻っても裁断してもいない部と、その会議。"""
    out: dict[str, list[PacketCopy]] = {}
    for copy in work.copies.where(returned_on=None, shredded_on=None):
        if not copy.replaced:
            out.setdefault(copy.meeting_id, []).append(copy)
    meetings = work.meetings.among("id", set(out))
    return [(one, copy) for one in meetings if opens(desk, one) for copy in out[one.id]]


def _matters(copy: PacketCopy, *, over: bool) -> bool:
    """見せられなくなったことを、今日言う部か。会議の後に残った席の部は、行方を書く方を先に言う。"""
    if copy.handed_on:
        return True
    return copy.exception is not CopyException.NOT_HANDED and (copy.later or not over)


def _by_meeting(
    pairs: Iterable[tuple[Meeting, PacketCopy]],
) -> Iterator[tuple[Meeting, list[PacketCopy]]]:
    for _, group in groupby(pairs, key=lambda pair: pair[0].id):
        those = list(group)
        yield those[0][0], sorted((copy for _, copy in those), key=lambda copy: copy.copy_no)


def _unreturned(desk: Desk, meeting: Meeting, copies: Sequence[PacketCopy]) -> list[DueLine]:
    """配って、戻っていない部。会議資料と議事録を言い分ける。"""
    if not copies:
        return []
    kinds = [copy.paper or PACKET for copy in copies]
    each = "、".join(f"{kind}が{kinds.count(kind)}部" for kind in dict.fromkeys(kinds))
    what = f"{meeting.meeting_no} の{each}戻っていません"
    return [_line(meeting.held_on, meeting, copies, what, f"{_held(desk, meeting)}。")]


def _unknown(desk: Desk, meeting: Meeting, copies: Sequence[PacketCopy]) -> list[DueLine]:
    """席に配る部で、配ったとも渡していないとも書かれていないもの。"""
    if not copies:
        return []
    what = f"{meeting.meeting_no} の{PACKET}{len(copies)}部に、配ったかどうかが書かれていません"
    return [_line(meeting.held_on, meeting, copies, what, f"{_held(desk, meeting)}。")]


def _stale(desk: Desk, pairs: Iterable[tuple[Meeting, PacketCopy]]) -> Iterator[DueLine]:
    """見せられないことの載った部。まだ配っていないものと、配ったものを言い分ける。"""

    def order(one: StaleCopy) -> tuple[str, str, bool]:
        return one.meeting.meeting_no, one.meeting.id, one.out

    for _, group in groupby(sorted(stale_among(desk, pairs), key=order), key=order):
        those = list(group)
        meeting, done = those[0].meeting, "配った" if those[0].out else "出した"
        copies = [one.copy for one in those]
        what = f"{meeting.meeting_no} の{done}{len(copies)}部には、{ON_IT}"
        then = CALL_BACK if those[0].out else KEEP_IN
        yield _line(desk.today(), meeting, copies, what, then)


def _line(
    on: date, meeting: Meeting, copies: Sequence[PacketCopy], what: str, told: str
) -> DueLine:
    """told: わけの文。その後に部を挙げる。朝の一枚の狭い升には、控番だけを挙げる。"""
    first = copies[0].id
    return DueLine(
        Weight.OVERDUE,
        on,
        what,
        f"{told}{_named(copies)}",
        "meeting",
        meeting.id,
        panel=COPIES,
        item=first,
        why_lines=(told, _numbered(copies)),
    )


def _held(desk: Desk, meeting: Meeting) -> str:
    today = meeting.held_on == desk.today()
    when = f"今日の{meeting.end}" if today else format_short(meeting.held_on)
    return f"会議は{when}に終わっています"


def _named(copies: Sequence[PacketCopy]) -> str:
    """「控番3（社会福祉協議会）、控番9（高齢福祉課、議事録） ほか2部」。"""
    return "、".join(f"控番{copy.copy_no}（{whose(copy)}）" for copy in copies[:NAMED]) + _rest(
        copies
    )


def _numbered(copies: Sequence[PacketCopy]) -> str:
    """「控番3・9 ほか2部」。"""
    return f"控番{'・'.join(str(copy.copy_no) for copy in copies[:NAMED])}{_rest(copies)}"


def _rest(copies: Sequence[PacketCopy]) -> str:
    return f" ほか{len(copies) - NAMED}部" if len(copies) > NAMED else ""
