"""記録の種類ごとのシート(``ledger_added``)の、取り込めない行。

指せるのは同じブックの行だけ。通常の行が支援会議の区分の人や相談を指せば断る。
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Final

from jusou_desk.casework.ledger import ledger_added as added
from jusou_desk.casework.ledger.ledger_added import (
    ADDED,
)
from jusou_desk.casework.ledger.ledger_kinds import (
    DETAILS,
    PARTS,
)
from jusou_desk.casework.ledger.ledger_lanes import Placing
from jusou_desk.casework.ledger.ledger_lookup import Known
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import AGENDA, BY_NAME, CASES, NOTES, PLANS
from jusou_desk.casework.ledger.ledger_shapes import LANE_COLUMN, SEALED, Column, SheetShape
from jusou_desk.errors import Damaged
from jusou_desk.forms import FieldKind, FormDefinition, form

_CASE: Final = "受付番号"
_CONSENT: Final = "consent"
#: 元の記録の種類 → シート。
_ORIGINS: Final = {"相談受付": CASES, "プラン": PLANS, "支援経過": NOTES, "議題": AGENDA}
#: 元と同じ相談のときだけ、その元の様式になれるもの。
_OF_ORIGIN: Final = {"相談受付": "intake", "プラン": "plan", "支援経過": "progress"}


def added_problems(reading: Reading, known: Known, placing: Placing) -> Iterator[Problem]:
    """取り込めない行の全部。"""
    checker = _Checker(reading, placing)
    for shape in ADDED:
        for row in reading.of(shape):
            yield from checker.references(shape, row)
    yield from checker.parts()
    yield from checker.sheets()
    yield from checker.tasks()
    yield from checker.ties()
    if known.register:
        first = reading.of(added.RESOURCES)[0]
        expected = (
            "この事務所には名簿があります。名簿は「機関と資源」の画面から取り込み、"
            "このシートは除いてください。"
        )
        yield first.problem("番号", expected)


def notice_inside(reading: Reading, known: Known, own_names: Collection[str]) -> Iterator[Problem]:
    """取り込まない「町の組織」の印。この印は、管理者が画面でだけ付ける。"""
    for row in reading.of(added.RESOURCES):
        name = row.text("名前")
        if "町の組織" in row.values and name not in own_names and name not in known.inside:
            expected = (
                "「町の組織」の印は取り込みません。管理者が「機関と資源」の画面で付けてください。"
            )
            yield row.problem("町の組織", expected)


class _Checker:
    """一冊の間の、番号から引く覚え。"""

    def __init__(self, reading: Reading, placing: Placing) -> None:
        self._reading, self._placing = reading, placing
        self._rows: dict[str, dict[tuple[str, ...], Row]] = {}

    def _find(self, shape: SheetShape, *key: str) -> Row | None:
        """このブックの、その番号の行。"""
        if shape.name not in self._rows:
            self._rows[shape.name] = {
                tuple(row.text(label) for label in shape.key): row
                for row in self._reading.of(shape)
            }
        return self._rows[shape.name].get(key)

    # --- 指す相手 -----------------------------------------------------------

    def references(self, shape: SheetShape, row: Row) -> Iterator[Problem]:
        """番号の指す行がこのブックにあり、区分と会議体が合うか。"""
        follows = any(shape is one.shape for one in (*PARTS, *DETAILS)) or shape is added.ANSWERS
        for column in shape.columns:
            if not column.refers or not row.text(column.label):
                continue
            target = self._find(BY_NAME[column.refers], row.text(column.label))
            if target is None:
                yield row.problem(column.label, self._wanted(column))
            elif not follows:
                yield from self._lane(row, column.label, target)
        if row.text(LANE_COLUMN) != SEALED and row.text(added.BODY_COLUMN):
            expected = "取扱区分が「通常」の行では、空にしてください。"
            yield row.problem(added.BODY_COLUMN, expected)

    def _wanted(self, column: Column) -> str:
        return f"このブックのシート「{column.refers}」にある番号を入れてください。"

    def _lane(self, row: Row, label: str, target: Row) -> Iterator[Problem]:
        if not self._placing.is_sealed(target):
            return
        if not self._placing.is_sealed(row):
            offered = BY_NAME[row.sheet].column(LANE_COLUMN) is not None
            advice = (
                "この行の取扱区分も「支援会議」にしてください。"
                if offered
                else "このシートには書けないので、この行を除いてください。"
            )
            yield row.problem(label, f"支援会議の区分の記録を指しています。{advice}")
        elif self._placing.body(row) != self._placing.body(target):
            expected = f"「{label}」の記録と、会議体が違います。揃えてください。"
            yield row.problem(added.BODY_COLUMN, expected)

    # --- 中の行と細かい欄 ---------------------------------------------------

    def parts(self) -> Iterator[Problem]:
        """書き添えた受付番号が、元の行の受付番号と同じか。元の行があるか。"""
        yield from self._beside(
            added.NOTE_DETAILS, lambda row: self._find(NOTES, row.text("経過番号"))
        )
        for shape in (added.PLAN_DETAILS, added.ACTIONS):
            yield from self._beside(shape, lambda row: self._find(PLANS, row.text("プラン番号")))
        for row in self._reading.of(added.NOTE_DETAILS):
            yield from self._met(row)
        for row in self._reading.of(added.DECISIONS):
            item = self._find(AGENDA, row.text("会議番号"), row.text("議題番号"))
            yield from self._compared(row, item, "議題番号", "議題の、会議番号と議題番号")
        for row in self._reading.of(added.ANSWERS):
            sheet = self._find(added.SHEETS_WRITTEN, row.text(added.SHEET_NO))
            wanted = f"シート「{added.SHEETS_WRITTEN.name}」の記入番号"
            yield from self._compared(row, sheet, added.SHEET_NO, wanted)
        for shape, label, of in (
            (added.TALKS, added.ISSUE_NO, added.ISSUES),
            (added.RESOURCE_NOTES, added.ROW_NO, added.RESOURCES),
        ):
            for row in self._reading.of(shape):
                if self._find(of, row.text(label)) is None:
                    yield row.problem(label, f"シート「{of.name}」にある番号を入れてください。")

    def _beside(self, shape: SheetShape, find: Callable[[Row], Row | None]) -> Iterator[Problem]:
        for row in self._reading.of(shape):
            target = find(row)
            if target is not None:
                yield from self._compared(row, target, _CASE, "")

    def _met(self, row: Row) -> Iterator[Problem]:
        """通常の経過が、支援会議を指していないか。"""
        note = self._find(NOTES, row.text("経過番号"))
        meeting = self._find(BY_NAME["会議"], row.text("会議番号"))
        if note is None or meeting is None or not self._placing.is_sealed(meeting):
            return
        if self._placing.body(note) != self._placing.body(meeting):
            yield row.problem("会議番号", "経過と区分の違う会議です。この行を除いてください。")

    def _compared(self, row: Row, target: Row | None, label: str, wanted: str) -> Iterator[Problem]:
        if target is None:
            yield row.problem(label, f"このブックの{wanted}を入れてください。")
        elif row.text(_CASE) != target.text(_CASE):
            expected = f"元の行の受付番号「{target.text(_CASE)}」と違います。揃えてください。"
            yield row.problem(_CASE, expected)

    # --- 様式 ---------------------------------------------------------------

    def sheets(self) -> Iterator[Problem]:
        """様式・版・欄があり、元の記録が合うか。"""
        forms: dict[str, FormDefinition] = {}
        seen: set[tuple[str, str]] = set()
        for row in self._reading.of(added.SHEETS_WRITTEN):
            definition = _form_of(row)
            if definition is None or definition.id == _CONSENT:
                column = "様式" if definition or not _known_form(row.text("様式")) else "版"
                yield row.problem(column, "このプログラムに無い様式か、ここには書けない様式です。")
                continue
            forms[row.text(added.SHEET_NO)] = definition
            tags = {field.tag for field in definition.fields}
            if unknown := sorted(set(row.values.get("本人に伏せる欄", ())) - tags):
                yield row.problem("本人に伏せる欄", f"この様式に無い欄です: {'、'.join(unknown)}")
            yield from self._origin(row, seen, definition.id)
        yield from self._answers(forms)

    def _origin(self, row: Row, seen: set[tuple[str, str]], form_id: str) -> Iterator[Problem]:
        origin, number = row.text("元"), row.text("元の番号")
        if not origin:
            if number:
                yield row.problem("元の番号", "「元」が空のときは、空にしてください。")
            return
        target = self._find(_ORIGINS[origin], number)
        if target is None or target.text(_CASE) != row.text(_CASE):
            yield row.problem("元の番号", f"同じ相談の、シート「{origin}」の番号を入れてください。")
        elif _OF_ORIGIN[origin] != form_id:
            yield row.problem("元", f"「{row.text('様式')}」の元にはなりません。空にしてください。")
        elif (origin, number) in seen:
            yield row.problem("元の番号", "同じ元の様式が、ほかにもあります。一枚にしてください。")
        elif self._placing.body(target) != self._placing.body(row):
            yield row.problem(
                LANE_COLUMN, "元の記録と、取扱区分か会議体が違います。揃えてください。"
            )
        seen.add((origin, number))

    def _answers(self, forms: dict[str, FormDefinition]) -> Iterator[Problem]:
        single: set[tuple[str, str]] = set()
        for row in self._reading.of(added.ANSWERS):
            number, tag = row.text(added.SHEET_NO), row.text("欄")
            definition = forms.get(number)
            if definition is None:
                continue
            if tag not in {field.tag for field in definition.fields}:
                yield row.problem("欄", f"「{definition.title}」に無い欄です。")
            elif (number, tag) in single:
                yield row.problem("欄", "同じ欄の答えが、ほかにもあります。一行にしてください。")
            if "いくつも選ぶ欄" not in row.values:
                single.add((number, tag))
            yield from _unreadable(definition, row)

    # --- 仕事・間がら -------------------------------------------------------

    def tasks(self) -> Iterator[Problem]:
        """元の経過か議題があり、区分が合うか。"""
        seen: set[str] = set()
        for row in self._reading.of(added.TASKS):
            origin, number = row.text("元"), row.text("元の番号")
            if not origin:
                if number:
                    yield row.problem("元の番号", "「元」が空のときは、空にしてください。")
                continue
            key = (number, row.text("元の議題番号")) if origin == "議題" else (number,)
            target = self._find(_ORIGINS[origin], *key)
            if target is None:
                yield row.problem(
                    "元の番号", f"このブックのシート「{origin}」の番号を入れてください。"
                )
            elif self._placing.body(target) != self._placing.body(row):
                expected = "元の記録と、取扱区分か会議体が違います。揃えてください。"
                yield row.problem(LANE_COLUMN, expected)
            elif origin == "支援経過" and number in seen:
                yield row.problem("元の番号", "同じ経過の仕事が、ほかにもあります。")
            if origin == "支援経過":
                seen.add(number)

    def ties(self) -> Iterator[Problem]:
        """自分との間がらは無い。相手のいない支援関係も無い。"""
        for shape in (added.TIES, added.APARTS, added.ECO_TIES):
            for row in self._reading.of(shape):
                if row.text("人物番号") == row.text("相手の人物番号"):
                    yield row.problem("相手の人物番号", "別の人の人物番号を入れてください。")
        for row in self._reading.of(added.ECO_TIES):
            if bool(row.text("機関")) == bool(row.text("相手の人物番号")):
                yield row.problem("機関", "機関か相手の人物番号の、どちらか一方を入れてください。")


def _form_of(row: Row) -> FormDefinition | None:
    try:
        return form(row.text("様式"), row.text("版"))
    except (Damaged, ValueError):  # 版の名の番号が数でないときは ValueError
        return None


def _known_form(form_id: str) -> bool:
    try:
        return bool(form(form_id))
    except Damaged:
        return False


def _unreadable(definition: FormDefinition, row: Row) -> Iterator[Problem]:
    """日付や数の欄の答えが、そのとおり読めるか。"""
    field = next((one for one in definition.fields if one.tag == row.text("欄")), None)
    if field is None or "答え" not in row.values:
        return
    answer = row.text("答え")
    try:
        if field.kind is FieldKind.DATE:
            date.fromisoformat(answer)
        elif field.kind in (FieldKind.NUMBER, FieldKind.YEN):
            int(answer)
    except ValueError:
        wanted = "2026-04-01 の形の日付" if field.kind is FieldKind.DATE else "整数"
        yield row.problem("答え", f"{wanted}を入れてください。")
