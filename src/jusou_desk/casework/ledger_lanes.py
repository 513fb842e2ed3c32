"""取り込む行を、通常の区分と支援会議の区分(どの会議体か)に分ける。

迷うときは秘匿に倒す。秘匿の相談だけに出てくる人物は、いることも知られないよう秘匿にする。
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger_lookup import Known
from jusou_desk.casework.ledger_problems import Problem
from jusou_desk.casework.ledger_reading import Reading, Row
from jusou_desk.casework.ledger_schema import (
    AGENDA,
    CASES,
    LANE_COLUMN,
    MEETINGS,
    NOTES,
    OPEN,
    PEOPLE,
    PLANS,
    SEALED,
)
from jusou_desk.towns import MeetingBody, MeetingKind


@dataclass
class Placing:
    """行の置き場。``sealed`` は(シート, 行)→会議体の id(従事していなければ空)。"""

    sealed: dict[tuple[str, int], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def is_sealed(self, row: Row) -> bool:
        return (row.sheet, row.number) in self.sealed

    def body(self, row: Row) -> str:
        """秘匿の行の会議体。通常の行なら空。"""
        return self.sealed.get((row.sheet, row.number), "")

    def seal(self, row: Row, body_id: str) -> None:
        self.sealed[row.sheet, row.number] = body_id
        if not body_id:
            self.problems.append(
                row.problem(
                    "",
                    "支援会議の記録です。その会議体の従事者がサインインして取り込んでください。",
                )
            )


def place(desk: Desk, reading: Reading, known: Known) -> Placing:
    """全部の行の置き場を決める。"""
    placing = Placing()
    meetings = {number: m.body_id for number, m in known.meetings.items() if m.sealed}
    seen: set[tuple[str, str]] = set()
    for row in reading.of(MEETINGS):
        _notice_kind(desk, row, seen, placing)
        if row.text("法的区分") == MeetingKind.SUPPORT:
            body_id = _meeting_body(desk, row)
            placing.seal(row, body_id)
            meetings[row.text("会議番号")] = body_id
    discussed: dict[str, str] = {}
    for row in reading.of(AGENDA):
        number = row.text("会議番号")
        if number in meetings:
            placing.seal(row, meetings[number])
            discussed.setdefault(row.text("受付番号"), meetings[number])
    cases = _place_cases(desk, reading, known, discussed, placing)
    _place_people(reading, placing)
    for row in reading.of(NOTES):
        number = row.text("受付番号")
        if number in cases:
            placing.seal(row, cases[number])
            if row.text(LANE_COLUMN) == OPEN:
                expected = "支援会議の区分の相談なので、この経過も支援会議の区分に入れます。"
                placing.notices.append(row.problem(LANE_COLUMN, expected))
        elif row.text(LANE_COLUMN) == SEALED:
            placing.seal(row, discussed.get(number) or desk.sealed_body)
    for row in reading.of(PLANS):
        if row.text("受付番号") in cases:
            placing.seal(row, cases[row.text("受付番号")])
    return placing


def _place_cases(
    desk: Desk, reading: Reading, known: Known, discussed: dict[str, str], placing: Placing
) -> dict[str, str]:
    """秘匿の相談の受付番号→会議体。議題になった支援会議があれば、その会議体に置く。"""
    cases = {number: case.body_id for number, case in known.cases.items() if case.sealed}
    for row in reading.of(CASES):
        if row.text(LANE_COLUMN) == SEALED:
            number = row.text("受付番号")
            cases[number] = discussed.get(number) or desk.sealed_body
            placing.seal(row, cases[number])
    return cases


def _place_people(reading: Reading, placing: Placing) -> None:
    open_people: set[str] = set()
    bodies: dict[str, str] = {}
    for row in reading.of(CASES):
        number = row.text("人物番号")
        if placing.is_sealed(row):
            bodies.setdefault(number, placing.body(row))
        else:
            open_people.add(number)
    for row in reading.of(PEOPLE):
        number = row.text("人物番号")
        if number in bodies and number not in open_people:
            placing.sealed[row.sheet, row.number] = bodies[number]


def _meeting_body(desk: Desk, row: Row) -> str:
    body = desk.town.body(row.text("会議体"))
    if body is None or MeetingKind.SUPPORT not in body.kinds:
        return desk.sealed_body
    return body.id if desk.serves(body) else ""


def _notice_kind(desk: Desk, row: Row, seen: set[tuple[str, str]], placing: Placing) -> None:
    name, kind = row.text("会議体"), row.text("法的区分")
    body: MeetingBody | None = desk.town.body(name)
    if not name or not kind or (name, kind) in seen:
        return
    seen.add((name, kind))
    if body is None:
        expected = f"町の設定に無い会議体です。法的区分「{kind}」の会議として扱います。"
        placing.notices.append(row.problem("会議体", expected))
    elif kind not in body.kinds:
        kinds = "/".join(body.kinds)
        expected = (
            f"町の設定ではこの会議体は「{kinds}」です。"
            f"ブックの法的区分「{kind}」の会議として扱います。"
        )
        placing.notices.append(row.problem("会議体", expected))
