"""記録の種類ごとのシート(``ledger_added``)の行を書き出す。

記録の id は事務所ごとに違うので、並びは id でなく、書いた中身で決める。取り込んで書き出せば、同じブックになる。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from jusou_desk.casework.ledger import ledger_added as added
from jusou_desk.casework.ledger.ledger_holdings import (
    Holdings,
    Numbers,
    ended_otherwise,
)
from jusou_desk.casework.ledger.ledger_kinds import (
    DETAILS,
    KEPT,
    PARTS,
    Details,
    Kept,
    Part,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    MARK,
    OPEN,
    SEALED,
    Column,
    Kind,
    SheetShape,
)
from jusou_desk.forms import form
from jusou_desk.models.family_records import EcoTie
from jusou_desk.models.records import AgendaItem, Case, Entry, Meeting, Note, Person, Plan
from jusou_desk.models.records import Sheet as Written
from jusou_desk.models.register_records import Resource
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED, Fact, Record
from jusou_desk.policy import Lane
from jusou_desk.towns import Town

Row = dict[str, Any]
Ids = Mapping[str, Mapping[str, str]]
_TASK: Final = added.TASKS
_WRITTEN_SHEETS: Final = added.SHEETS_WRITTEN


def added_rows(town: Town, holdings: Holdings, numbers: Numbers) -> dict[str, tuple[Record, ...]]:
    """シート名 → 行。"""
    made = _Rows(town, holdings, numbers)
    return {shape.name: tuple(made.of(shape)) for shape in added.ADDED}


class _Rows:
    """一冊の間の、書き出す番号の覚え。"""

    def __init__(self, town: Town, holdings: Holdings, numbers: Numbers) -> None:
        self._town = town
        self._holdings = holdings
        self._numbers = numbers
        self._ids: Ids = numbers.by_sheet
        self._items = holdings.items
        self._ended = ended_otherwise(holdings)
        self._rows: dict[str, list[Record]] = {shape.name: [] for shape in added.ADDED}
        #: 記録の id → 書出しが振った番号(記入番号など)。
        self._numbered: dict[str, str] = {}
        for kept in KEPT:
            self._keep(kept)
        for part in PARTS:
            self._part(part)
        for details in DETAILS:
            self._detail(details)
        self._answers()
        self._more()

    def of(self, shape: SheetShape) -> list[Record]:
        return self._rows[shape.name]

    # --- 一行が一件 ---------------------------------------------------------

    def _keep(self, kept: Kept) -> None:
        held = (one for one in self._holdings.added.get(kept.kind, ()) if _is_told(kept, one))
        rows = [(self._row(kept, one), one) for one in held]
        for at, (row, one) in enumerate(sorted(rows, key=_content), start=1):
            if kept.number:
                row[kept.number] = self._numbered[one.id] = str(at)
            self._put(kept.shape, row, one.lane)

    def _row(self, kept: Kept, one: Entry) -> Row:
        row = {column.label: self._value(column, one) for column in kept.shape.columns}
        if kept.lanes:
            body = self._town.body(one.body_id) if one.sealed else None
            row[LANE_COLUMN] = SEALED if one.sealed else OPEN
            row[added.BODY_COLUMN] = body.name if body else one.body_id
        if kept.shape in (_TASK, _WRITTEN_SHEETS):
            row |= self._origin(one)
        if isinstance(one, Written):
            tags = {field.id: field.tag for field in form(one.form_id, one.form_version).fields}
            row["本人に伏せる欄"] = "\n".join(tags.get(name, name) for name in one.withheld)
        return row

    def _value(self, column: Column, one: Any) -> Any:
        value = getattr(one, column.field) if column.field else None
        if column.refers and value:
            return self._ids[column.refers].get(value, "")
        match column.kind:
            case Kind.MARK:
                return MARK if value else None
            case Kind.ROWS:
                return "\n".join(value or ())
            case _:
                return value

    def _origin(self, one: Entry) -> Row:
        """仕事と様式の、元の記録。様式と、経過から出た仕事は、元と同じ id を持つ。"""
        found = getattr(one, "origin", one.id)
        for sheet in ("相談受付", "プラン", "支援経過"):
            if found in self._ids[sheet]:
                return {"元": sheet, "元の番号": self._ids[sheet][found]}
        item = self._items.get(found)
        if item is None:
            return {}
        number = self._numbers.meetings[item.meeting_id]
        return {"元": "議題", "元の番号": number, "元の議題番号": item.item_no}

    # --- 記録の中の行と、細かい欄 --------------------------------------------

    def _owners(self, kind: type[Entry]) -> Iterable[tuple[Entry, Row]]:
        """``kind`` の記録と、シートの中でそれを指す列の値。"""
        held, numbers = self._holdings, self._numbers
        cases = numbers.cases
        if kind is Person:
            return [(p, {"人物番号": numbers.people[p.id]}) for p in held.people]
        if kind is Case:
            return [(c, {"受付番号": cases[c.id]}) for c in held.cases]
        if kind is Note:
            return [
                (n, {"経過番号": numbers.notes[n.id], "受付番号": cases[n.case_id]})
                for n in held.notes
            ]
        if kind is Plan:
            return [
                (p, {"プラン番号": numbers.plans[p.id], "受付番号": cases[p.case_id]})
                for p in held.plans
            ]
        if kind is Meeting:
            return [(m, {"会議番号": numbers.meetings[m.id]}) for m in held.meetings]
        if kind is AgendaItem:
            return [
                (
                    i,
                    {
                        "会議番号": numbers.meetings[i.meeting_id],
                        "議題番号": i.item_no,
                        "受付番号": cases[i.case_id],
                    },
                )
                for i in sorted(
                    held.agenda, key=lambda i: (numbers.meetings[i.meeting_id], i.item_no)
                )
            ]
        return [(one, {added.ISSUE_NO: self._numbered[one.id]}) for one in held.added.get(kind, ())]

    def _part(self, part: Part) -> None:
        for owner, place in self._owners(part.of):
            for one in getattr(owner, part.field):
                row = {column.label: self._value(column, one) for column in part.shape.columns}
                self._put(part.shape, row | place, owner.lane)

    def _detail(self, details: Details) -> None:
        for owner, place in self._owners(details.of):
            if isinstance(owner, Case) and owner.id not in self._ended:
                continue
            columns = [column for column in details.shape.columns if column.field]
            row = {column.label: self._value(column, owner) for column in columns}
            if any(row.values()):
                self._put(details.shape, row | place, owner.lane)

    # --- 様式の答えと、名簿の書き添え ----------------------------------------

    def _answers(self) -> None:
        sheets = self._holdings.added.get(Written, ())
        for one in sorted(sheets, key=lambda one: int(self._numbered[one.id])):
            assert isinstance(one, Written)
            for tag, value, many in answers_of(one):
                row = {
                    added.SHEET_NO: self._numbered[one.id],
                    "受付番号": self._numbers.cases[one.case_id],
                    "欄": tag,
                    "答え": value,
                    "いくつも選ぶ欄": MARK if many else None,
                }
                self._put(added.ANSWERS, row, one.lane)

    def _more(self) -> None:
        rows = self._holdings.added.get(Resource, ())
        for one in sorted(rows, key=lambda one: int(self._numbered[one.id])):
            assert isinstance(one, Resource)
            for heading, text in one.more:
                row = {added.ROW_NO: self._numbered[one.id], "見出し": heading, "文": text}
                self._put(added.RESOURCE_NOTES, row, one.lane)

    def _put(self, shape: SheetShape, row: Row, lane: Lane) -> None:
        facts = {label: Fact(row.get(label), lane) for label in shape.labels}
        self._rows[shape.name].append(Record(facts, lane=lane))


def answers_of(sheet: Written) -> Iterator[tuple[str, str, bool]]:
    """様式の答えの(欄のタグ名, 値, いくつも選ぶ欄か)。定義に無い欄は id のまま。"""
    definition = form(sheet.form_id, sheet.form_version)
    tags = {field.id: field.tag for field in definition.fields}
    order = {name: at for at, name in enumerate(tags)}
    for name in sorted(sheet.answers, key=lambda one: (order.get(one, len(order)), one)):
        answer = sheet.answers[name]
        many = isinstance(answer, tuple)
        for value in answer if isinstance(answer, tuple) else (answer,):
            yield tags.get(name, name), value, many


def _content(found: tuple[Row, Entry]) -> tuple[str, ...]:
    row, one = found
    answers = [str(part) for part in answers_of(one)] if isinstance(one, Written) else []
    talks = [str(part) for part in getattr(one, "talks", ())]
    return (*(_sortable(value) for value in row.values()), *answers, *talks)


def _sortable(value: Any) -> str:
    return f"{value:012d}" if isinstance(value, int) and value >= 0 else str(value)


# --- 暗号化しないとき -------------------------------------------------------


def covered(work: Work, holdings: Holdings, concealed: frozenset[str]) -> Holdings:
    """居場所を伏せる人の行き先と、情報源の欄を省いた記録。暗号化しないブックのためのもの。

    覆いは画面と同じ(``Shield``・``Sources``)。「秘匿」の字は書かず、空にする(住所の欄と同じ)。
    """
    found = {
        kind: tuple(
            _blanked(one) for one in work.sources.covered(work.shield.covered(tuple(records)))
        )
        for kind, records in holdings.added.items()
    }
    ties = found.get(EcoTie, ())
    found[EcoTie] = tuple(
        replace(one, agency="", note="")
        if isinstance(one, EcoTie) and one.person_id in concealed
        else one
        for one in ties
    )
    people = tuple(
        replace(one, registered_address="") if one.id in concealed else one
        for one in holdings.people
    )
    return replace(holdings, added=found, people=people)


def _blanked(one: Entry) -> Entry:
    if isinstance(one, Written):
        answers = {name: value for name, value in one.answers.items() if value != CONCEALED}
        return replace(one, answers=answers)
    blank = {f.name: "" for f in fields(one) if getattr(one, f.name) == CONCEALED}
    made: Entry = replace(one, **blank)  # type: ignore[arg-type]
    return made


def _is_told(kept: Kept, one: Entry) -> bool:
    """行にするか。区分の列の無いシートの秘匿の記録と、相手を覆われた支援関係は、行にならない。"""
    if one.sealed and not kept.lanes:
        return False
    return not isinstance(one, EcoTie) or bool(one.agency or one.other_id)
