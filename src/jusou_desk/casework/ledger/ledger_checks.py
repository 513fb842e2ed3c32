"""取り込む行どうし、行と事務所の間の決まりを確かめる。"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from jusou_desk.casework.ledger.ledger_added_checks import added_problems
from jusou_desk.casework.ledger.ledger_lanes import Placing
from jusou_desk.casework.ledger.ledger_lookup import Known, key_of
from jusou_desk.casework.ledger.ledger_own_checks import own_problems
from jusou_desk.casework.ledger.ledger_problems import Problem, not_there
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    ATTENDEES,
    CASES,
    MEETINGS,
    OWN,
    PEOPLE,
    SHEETS,
)
from jusou_desk.forms import code_set
from jusou_desk.models.records import CONSENTED
from jusou_desk.towns import MeetingKind
from jusou_desk.wareki import FiscalYear

_USE_SUPPORT_MEETING = "支援会議(法的区分「支援会議」の会議)で扱ってください。"


def find_problems(reading: Reading, known: Known, placing: Placing) -> Iterator[Problem]:
    """番号の重なり、切れた参照、同意と区分の決まりに反する行。"""
    yield from _repeated(reading, known)
    yield from _dangling(reading, known)
    yield from _misplaced_people(reading, known, placing)
    yield from _unfit_agenda(reading, known, placing)
    yield from own_problems(reading, known, placing)
    yield from added_problems(reading, known, placing)


def _repeated(reading: Reading, known: Known) -> Iterator[Problem]:
    for shape in (*SHEETS, *OWN):
        first: dict[tuple[str, ...], int] = {}
        for row in reading.of(shape):
            key = key_of(shape, row)
            if not key:
                continue
            if key in first:
                expected = f"{first[key]}行と同じ番号です。番号は一つずつ別にしてください。"
                yield row.problem(shape.key[-1], expected)
            elif known.holds(shape, key):
                expected = (
                    "この番号は既に事務所にあります。上書きはしないので、この行を除いてください。"
                )
                yield row.problem(shape.key[-1], expected)
            first.setdefault(key, row.number)


def _dangling(reading: Reading, known: Known) -> Iterator[Problem]:
    unreadable = {p.sheet for p in reading.problems if p.row <= 1}
    for shape in SHEETS:
        for column in shape.columns:
            # 相手のシートの番号の列が読めていなければ、切れているかどうかは言えない。
            if not column.refers or column.refers in unreadable:
                continue
            numbers = {row.text(column.label) for row in _sheet(reading, column.refers)}
            if shape is not ATTENDEES:
                numbers |= set(known.numbers(column.refers))
            for row in reading.of(shape):
                written = row.text(column.label)
                if written and written not in numbers:
                    yield row.problem(column.label, not_there(column.refers, column.label))


def _sheet(reading: Reading, name: str) -> list[Row]:
    return reading.rows.get(name, [])


def _misplaced_people(reading: Reading, known: Known, placing: Placing) -> Iterator[Problem]:
    """支援会議の区分にいる人物を、通常の相談から指していないか。"""
    there = {number for number, person in known.people.items() if person.sealed}
    hidden = {row.text("人物番号") for row in reading.of(PEOPLE) if placing.is_sealed(row)}
    for row in reading.of(CASES):
        number = row.text("人物番号")
        if number in there | hidden and not placing.is_sealed(row):
            expected = (
                "支援会議の区分の人物です。通常の相談には、通常の区分の人物を入れてください。"
                if number in hidden
                else not_there(PEOPLE.name, "人物番号")
            )
            yield row.problem("人物番号", expected)


def _unfit_agenda(reading: Reading, known: Known, placing: Placing) -> Iterator[Problem]:
    kinds = {number: meeting.kind for number, meeting in known.meetings.items()}
    kinds |= {row.text("会議番号"): row.text("法的区分") for row in reading.of(MEETINGS)}
    consents = {number: case.consent for number, case in known.cases.items()}
    consents |= {row.text("受付番号"): row.text("同意") for row in reading.of(CASES)}
    there = {number for number, case in known.cases.items() if case.sealed}
    sealed = {row.text("受付番号") for row in reading.of(CASES) if placing.is_sealed(row)}
    for row in reading.of(AGENDA):
        number, kind = row.text("受付番号"), kinds.get(row.text("会議番号"), "")
        consent = consents.get(number, "")
        if number in there | sealed and kind and kind != MeetingKind.SUPPORT:
            expected = (
                f"相談「{number}」は支援会議の区分です。{_USE_SUPPORT_MEETING}"
                if number in sealed
                else not_there(CASES.name, "受付番号")
            )
            yield row.problem("受付番号", expected)
        elif kind == MeetingKind.PLAN and consent and consent not in CONSENTED:
            expected = (
                f"相談「{number}」は同意が「{consent}」なので、重層的支援会議の議題にできません。"
                f"同意(書面/口頭)を得るか、{_USE_SUPPORT_MEETING}"
            )
            yield row.problem("受付番号", expected)


def notice_terms(reading: Reading) -> Iterator[Problem]:
    """受付日の年度の符号表に無い課題。年度と語ごとに一度、いちばん近い語を添えて知らせる。"""
    found: dict[tuple[int, str], list[tuple[Row, str]]] = {}
    for row in reading.of(CASES):
        received_on = row.values.get("受付日")
        if received_on is None:
            continue
        year = FiscalYear.of(received_on).start
        terms = code_set("issues", year).terms
        written = dict.fromkeys(row.values.get("課題", ()), "課題")
        if main := row.text("主たる課題"):
            written.setdefault(main, "主たる課題")
        for term, column in written.items():
            if term not in terms:
                found.setdefault((year, term), []).append((row, column))
    for (year, term), places in found.items():
        row, column = places[0]
        near = difflib.get_close_matches(term, code_set("issues", year).terms, n=1, cutoff=0.01)
        nearest = f"いちばん近い語は「{near[0]}」です。" if near else ""
        others = f"(ほか{len(places) - 1}行)" if len(places) > 1 else ""
        expected = (
            f"{FiscalYear(year).label}の課題の一覧に無い語です{others}。{nearest}"
            "書かれたまま取り込み、この語で数えます。"
        )
        yield Problem(row.sheet, row.number, column, term, expected)


def notice_ages(reading: Reading) -> Iterator[Problem]:
    """基準日の無い年齢。いつの年齢か分からないので、そのまま年を取らずに使われる。"""
    for row in reading.of(PEOPLE):
        values = row.values
        if "年齢" in values and "年齢の基準日" not in values and "生年月日" not in values:
            yield row.problem(
                "年齢", "年齢の基準日が無いので、いつの年齢か分からないまま取り込みます。"
            )
