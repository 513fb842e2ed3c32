"""支援会議の記録を、どの会議体のものとして書くか。

狛江市のように支援会議を開ける会議体がいくつもある町では、会議体ごとに従事者も鍵も違う。
勝手に決めると、その会議体に従事していない人の手元に話が残るので、書く人に選んでもらう。
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Note, Sheet
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingBody


def sealing_bodies(desk: Desk) -> tuple[MeetingBody, ...]:
    """この職員が支援会議の記録を書ける会議体。町の設定の順。"""
    return tuple(body for body in desk.town.support_bodies if desk.serves(body))


def sealing_body(desk: Desk, body_id: str = "") -> str:
    """秘匿の記録の置き場にする会議体(id)。

    body_id: 書く人が選んだ会議体。空なら、従事しているものが一つのときだけ、それに決まる。
    いくつもあるのに選ばれていなければ ``BadInput``、従事していない会議体なら ``Refused``。
    """
    mine = [body.id for body in sealing_bodies(desk)]
    if body_id and body_id not in mine:
        raise Refused(
            "従事していない会議体の記録は書けません。", "従事している会議体を選んでください。"
        )
    if not body_id and len(mine) > 1:
        raise BadInput(
            "どの会議体の記録かが選ばれていません。",
            "記録を残す会議体を一つ選んでください。",
            "body_id",
        )
    if body_id:
        desk.last_sealed_body = body_id
    return body_id or "".join(mine)


def usual_body(desk: Desk, case_id: str = "") -> str:
    """初めに選んでおく会議体(id)。従事していなければ空。

    その相談について最後に書いた会議体、無ければ自分が最後に書いた会議体、無ければ町の設定の先頭。
    """
    mine = [body.id for body in sealing_bodies(desk)]
    if len(mine) < 2:
        return "".join(mine)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        written = list(_written(work))
    last = desk.last_sealed_body
    written.sort(key=lambda one: (one[0], one[1].body_id == last))
    of_case = [one.body_id for _, one in written if case_id and one.case_id == case_id]
    by_me = [one.body_id for _, one in written if _author(one) == desk.me.name]
    usual = (*of_case[-1:], last, *by_me[-1:], *mine)
    return next(body_id for body_id in usual if body_id in mine)


def _written(work: Work) -> Iterator[tuple[date, Note | Sheet]]:
    for sheet in work.sealed.of(Sheet):
        yield sheet.written_on, sheet
    for note in work.sealed.of(Note):
        yield note.at.date(), note


def _author(written: Note | Sheet) -> str:
    return written.recorder if isinstance(written, Note) else written.author
