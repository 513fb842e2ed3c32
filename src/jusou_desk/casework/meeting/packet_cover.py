"""会議資料の表紙: 次第と、綴りの中身。その部に載る議題だけを、続いた番号で言う。

一つも載らない議題は、次第にも、番号の欠けとしても残さない(あることも知らせない)。番号は部の中だけで
続くので、資料番号は部数番号まで言って一つに決まり、会議の席と議事録では受付番号が同じものを指す。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.models.records import AgendaItem
from jusou_desk.packet import Record, Terms
from jusou_desk.policy import Lane

Items = tuple[tuple[AgendaItem, Record], ...]


def items_of_copy(items: Items, numbers: Mapping[str, str], meeting_no: str) -> Items:
    """``numbers``(議題の id → その部での番号)にある議題を、その番号で。"""
    return tuple(
        (item, record if item.item_no == number else _renumbered(record, number, meeting_no))
        for item, record in items
        if (number := numbers.get(item.id)) is not None
    )


def _renumbered(record: Record, number: str, meeting_no: str) -> Record:
    known = record.facts
    about = {
        "番号": replace(known["番号"], value=number),
        "資料番号": replace(known["資料番号"], value=f"{meeting_no}-{number}"),
    }
    roles = tuple(
        replace(role, facts={**role.facts, "議題": replace(role.facts["議題"], value=number)})
        for role in record.groups["役割"]
    )
    return replace(record, facts={**known, **about}, groups={**record.groups, "役割": roles})


def cover(
    lane: Lane, head: Facts, items: Sequence[Record], contents: Sequence[tuple[str, int]]
) -> Record:
    """表紙。``items`` はその部に載る議題、``contents`` は綴りの中身と頁数。"""
    rows = tuple(
        Record(facts(lane, 中身=title, 頁数=pages), lane=lane) for title, pages in contents
    )
    if not items and lane is not Lane.SEALED:
        # 議題の無い部で、議題の同意を得ているとは言わない
        head = head | facts(lane, 開会の文="")
    return Record(head, {"次第": _order(lane, items), "綴り": rows}, lane)


def _order(lane: Lane, items: Sequence[Record]) -> tuple[Record, ...]:
    """次第。議題の行には本人の同意が付くので、同意の外の人の部では行ごと消える。"""
    lines: list[tuple[str, Terms | None]] = [("開会・守秘の確認", None), ("出席者の紹介", None)]
    for record in items:
        number, case_no, aim = (record.facts[n].value for n in ("番号", "受付番号", "目的"))
        about = f"({aim})" if aim else ""
        lines.append((f"議題{number} {case_no}{about}", record.terms))
    lines += [("決定事項の確認と次回の日程", None), ("資料の回収・閉会", None)]
    return tuple(
        Record(facts(lane, 番号=number, 内容=line), lane=lane, terms=terms)
        for number, (line, terms) in enumerate(lines, 1)
    )
