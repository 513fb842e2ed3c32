"""取り込む行を、通常の区分と支援会議の区分(どの会議体か)に分ける。

会議は自分の会議体へ、議題はその会議の会議体へ。秘匿の相談・経過・プランは、シート「置き場」に
書いてあればその会議体、無ければ、相談が議題になっている会議体へ。どれでもなければ、取り込む人の
従事する会議体が一つのときだけそこへ置き、決まらなければ取り込まない。
迷うときは秘匿に倒す。秘匿の相談だけに出てくる人物は、いることも知られないよう秘匿にする。
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from jusou_desk.casework.case.sealing import sealing_bodies
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_claims import claims, told_at_meetings
from jusou_desk.casework.ledger.ledger_kinds import (
    KEPT,
)
from jusou_desk.casework.ledger.ledger_lookup import Known
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    BY_NAME,
    CASES,
    MEETINGS,
    NOTES,
    PEOPLE,
    PLACES,
    PLANS,
    TRANSFERS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    OPEN,
    SEALED,
)
from jusou_desk.towns import MeetingBody, MeetingKind

_NOT_SERVING = "支援会議の記録です。その会議体の従事者がサインインして取り込んでください。"
_SAY_WHERE = "シート「置き場」に、シート・番号・会議体を一行で書いてください。"


@dataclass
class Placing:
    """行の置き場。``sealed`` は(シート, 行)→会議体の id(決まらなければ空で、問題に入っている)。

    serving: 取り込む人の従事する会議体。
    """

    sealed: dict[tuple[str, int], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    serving: Collection[str] = ()

    def is_sealed(self, row: Row) -> bool:
        return (row.sheet, row.number) in self.sealed

    def body(self, row: Row) -> str:
        """秘匿の行の会議体。通常の行なら空。"""
        return self.sealed.get((row.sheet, row.number), "")

    def seal(self, row: Row, body_id: str) -> None:
        """``row`` をその会議体の記録にする。空なら、置き場の決まらないことを別に伝えてある。"""
        self.sealed[row.sheet, row.number] = body_id
        if body_id and body_id not in self.serving:
            self.problems.append(row.problem("", _NOT_SERVING))

    def lose(self, row: Row, column: str, expected: str) -> str:
        """置き場の決まらない秘匿の行。会議体の代わりの空を返す。"""
        self.sealed[row.sheet, row.number] = ""
        self.problems.append(row.problem(column, expected))
        return ""


def place(desk: Desk, reading: Reading, known: Known) -> Placing:
    """全部の行の置き場を決める。"""
    return _Placer(desk, reading, known).place()


class _Placer:
    """一冊の置き場を決める間の覚え。"""

    def __init__(self, desk: Desk, reading: Reading, known: Known) -> None:
        self._desk = desk
        self._reading = reading
        self._known = known
        self._mine = [body.id for body in sealing_bodies(desk)]
        self._placing = Placing(serving=frozenset(self._mine))
        self._said = self._read_places()
        #: 支援会議の番号→会議体。
        self._meetings = {no: m.body_id for no, m in known.meetings.items() if m.sealed}
        #: 受付番号→議題になっている会議体。
        self._discussed = {no: set(bodies) for no, bodies in known.discussed.items()}
        #: 秘匿の相談の受付番号→会議体。
        self._cases = {no: case.body_id for no, case in known.cases.items() if case.sealed}

    def place(self) -> Placing:
        reading, placing = self._reading, self._placing
        self._place_meetings()
        self._place_agenda()
        for row in reading.of(CASES):
            if self._is_claimed(row):
                number = row.text("受付番号")
                self._cases[number] = self._decide(row, number)
        for row in reading.of(NOTES):
            if row.text("受付番号") in self._cases:
                self._follow(row)
            elif self._is_claimed(row):
                self._decide(row, row.text("受付番号"))
        for row in reading.of(PLANS):
            if row.text("受付番号") in self._cases:
                self._follow(row)
            elif self._saying(row) is not None:
                self._decide(row, row.text("受付番号"))
        self._place_people()
        with_lanes = [kept.shape for kept in KEPT if kept.lanes]
        for row in (row for shape in (TRANSFERS, *with_lanes) for row in reading.of(shape)):
            if row.text(LANE_COLUMN) == SEALED:
                placing.seal(row, self._named(row, row))
        placing.problems += claims(reading, self._cases, placing.is_sealed)
        placing.notices += told_at_meetings(reading, self._meetings, placing.is_sealed)
        return placing

    # --- シート「置き場」 ------------------------------------------------

    def _read_places(self) -> dict[tuple[str, str], Row]:
        said: dict[tuple[str, str], Row] = {}
        written = {
            shape: {row.text(shape.key[0]) for row in self._reading.of(shape)}
            for shape in (PEOPLE, CASES, NOTES, PLANS)
        }
        for row in self._reading.of(PLACES):
            shape = BY_NAME.get(row.text("シート"))
            if shape is None:
                continue
            if row.text("番号") not in written[shape]:
                expected = f"シート「{shape.name}」にある番号を入れてください。"
                self._placing.problems.append(row.problem("番号", expected))
            said[shape.name, row.text("番号")] = row
        return said

    def _saying(self, row: Row) -> Row | None:
        """``row`` の置き場を言っている行。"""
        return self._said.get((row.sheet, row.text(BY_NAME[row.sheet].key[0])))

    def _is_claimed(self, row: Row) -> bool:
        """支援会議の区分だと書いてあるか。"""
        lane = row.text(LANE_COLUMN)
        if self._saying(row) is not None and lane == OPEN:
            expected = "シート「置き場」では支援会議の記録です。どちらかに揃えてください。"
            self._placing.problems.append(row.problem(LANE_COLUMN, expected))
        return lane == SEALED or self._saying(row) is not None

    # --- 一行ずつ --------------------------------------------------------

    def _place_meetings(self) -> None:
        seen: set[tuple[str, str]] = set()
        for row in self._reading.of(MEETINGS):
            _notice_kind(self._desk, row, seen, self._placing)
            if row.text("法的区分") == MeetingKind.SUPPORT:
                body_id = self._named(row, row)
                self._meetings[row.text("会議番号")] = body_id
                self._placing.seal(row, body_id)

    def _place_agenda(self) -> None:
        for row in self._reading.of(AGENDA):
            number = row.text("会議番号")
            if number in self._meetings:
                body_id = self._meetings[number]
                self._placing.seal(row, body_id)
                if body_id:
                    self._discussed.setdefault(row.text("受付番号"), set()).add(body_id)

    def _follow(self, row: Row) -> None:
        """秘匿の相談の経過とプラン。相談と同じ会議体で、置き場に書いてあれば、それも同じ。"""
        saying = self._saying(row)
        of_case = self._cases[row.text("受付番号")]
        if saying is None:
            self._placing.seal(row, of_case)
            return
        body_id = self._named(saying, row)
        self._placing.seal(row, body_id)
        if of_case and body_id != of_case:
            expected = f"相談と同じ会議体「{self._name(of_case)}」にしてください。"
            self._placing.problems.append(saying.problem("会議体", expected))

    def _decide(self, row: Row, case_no: str) -> str:
        """相談 ``case_no`` の秘匿の行の会議体。決まらなければ問題にして空。"""
        saying = self._saying(row)
        discussed = sorted(self._discussed.get(case_no, ()))
        if saying is not None:
            body_id = self._named(saying, row)
            self._compare(saying, row, body_id, discussed)
        elif len(discussed) == 1:
            body_id = discussed[0]
        elif discussed:
            names = "」「".join(self._name(one) for one in discussed)
            expected = (
                f"相談「{case_no}」は「{names}」の議題です。どの会議体の記録かを、{_SAY_WHERE}"
            )
            return self._placing.lose(row, LANE_COLUMN, expected)
        else:
            body_id = self._only(row, LANE_COLUMN, "相談を支援会議の議題に入れるか、" + _SAY_WHERE)
        if body_id:
            self._placing.seal(row, body_id)
        return body_id

    def _compare(self, saying: Row, row: Row, body_id: str, discussed: list[str]) -> None:
        """置き場が、議題にした会議の会議体と食い違わないか。

        秘匿の相談は、自分の会議体の議題にしかならない。通常の相談の経過は、議題とは別の会議体でも
        書けるので、尋ねるだけにする。
        """
        others = "」「".join(self._name(one) for one in discussed if one != body_id)
        if not body_id or not others:
            return
        if row.sheet == CASES.name:
            expected = f"この相談は「{others}」の議題です。会議体を揃えてください。"
            self._placing.problems.append(saying.problem("会議体", expected))
        elif body_id not in discussed:
            expected = f"相談は「{others}」の議題です。この会議体でよいか確かめてください。"
            self._placing.notices.append(saying.problem("会議体", expected))

    def _named(self, named: Row, row: Row) -> str:
        """``named`` の列「会議体」が言う会議体。町に無い名なら、従事する会議体が一つのときそれ。"""
        body = self._desk.town.body(named.text("会議体"))
        if body is not None and MeetingKind.SUPPORT in body.kinds:
            return body.id
        names = "」「".join(one.name for one in self._desk.town.support_bodies)
        todo = f"この町の支援会議の会議体の名「{names}」のどれかを入れてください。"
        return self._only(row, "会議体" if named is row else LANE_COLUMN, todo)

    def _only(self, row: Row, column: str, todo: str) -> str:
        """取り込む人の従事する、ただ一つの会議体。"""
        if len(self._mine) == 1:
            return self._mine[0]
        if not self._mine:
            return self._placing.lose(row, "", _NOT_SERVING)
        return self._placing.lose(row, column, f"どの会議体の記録か分かりません。{todo}")

    def _name(self, body_id: str) -> str:
        body = self._desk.town.body(body_id)
        return body.name if body else body_id

    def _place_people(self) -> None:
        open_people: set[str] = set()
        bodies: dict[str, str] = {}
        for row in self._reading.of(CASES):
            number = row.text("人物番号")
            if self._placing.is_sealed(row):
                bodies.setdefault(number, self._placing.body(row))
            else:
                open_people.add(number)
        for row in self._reading.of(PEOPLE):
            number, saying = row.text("人物番号"), self._saying(row)
            if saying is not None:
                self._placing.seal(row, self._named(saying, row))
            elif number in bodies and number not in open_people:
                self._placing.sealed[row.sheet, row.number] = bodies[number]


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
