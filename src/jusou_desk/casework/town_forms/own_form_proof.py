"""町の様式の言葉と、試しに差し込む中身。相談の帳票の分も、ここで作る。

本物の紙と同じ材料集めを、どこにもいない人の相談で行い、空いた欄をいちばん長い架空の値で埋める。
だから、ここに出る言葉は、その紙に実際に差し込まれる言葉と同じになる。本物の相談は一件も読まない。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from jusou_desk.casework.case.concealing import member_rows
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.family_pictures import RELATIVES, relative_row
from jusou_desk.casework.kin.family_rows import FamilyRow
from jusou_desk.casework.paper.paper_sources import action_rows, note_row
from jusou_desk.casework.paper.papers import SheetKind, sheet_record
from jusou_desk.casework.paper.takeover_facts import TASKS, task_row
from jusou_desk.casework.town_forms.own_form_samples import (
    NEWEST,
    fields_of,
    filled,
    many,
    row_fields,
)
from jusou_desk.family.shapes import Picture
from jusou_desk.forms import (
    FieldDefinition,
    FieldKind,
    code_set,
    form,
    form_ids,
    shipped_terms,
)
from jusou_desk.models.records import Case, Note, Person, Plan, PlanAction, Task
from jusou_desk.models.work import Work
from jusou_desk.packet import Packet, Record, Value, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.boxes import BESIDE, OTHER
from jusou_desk.reports.inspection.vocabulary import (
    DATE,
    MANY,
    MARK,
    NUMBER,
    ONE,
    PICTURE,
    TEXT,
    Vocabulary,
    Word,
)

_KINDS = {
    FieldKind.DATE: DATE,
    FieldKind.NUMBER: NUMBER,
    FieldKind.YEN: NUMBER,
    FieldKind.SINGLE: ONE,
    FieldKind.MULTIPLE: MANY,
    FieldKind.CHECK: MARK,
}
#: 事務所が隠した欄に添える語。結んでも、紙には「―」と載るだけになる。
_HIDDEN = "（いまは隠した欄）"
#: 紙の一部だけに使うシート → そのシートに載る繰返しの名。
Sheets = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Proof:
    """一つの紙の言葉と、試しに差し込む中身。"""

    vocabulary: Vocabulary
    packet: Packet


def proof_of(desk: Desk, kind: SheetKind) -> Proof:
    """帳票 ``kind`` の言葉と、いちばん長い架空の中身。"""
    permit = desk.permit(kind.purpose)
    with desk.reading(kind.purpose) as work:
        record = filled(_record(desk, work, kind), fields_of(kind.form_id))
    packet = disclose(record, permit)
    barred = dict(_barred(record, permit.ceiling))
    words = (w for w in _words(packet, kind) if w.tag not in barred)
    return Proof(Vocabulary(tuple(words), barred), packet)


def proof_from(desk: Desk, record: Record, purpose: Purpose, sheets: Sheets | None = None) -> Proof:
    """どこにもいない人の材料 ``record`` から。帳票でない紙は、みなこれで作る。

    sheets: 部分ごとに刷る紙なら、様式に要るシートと、それぞれに載る繰返し。
    """
    permit = desk.permit(purpose)
    packet = disclose(filled(record, fields_of("intake")), permit)
    words = tuple(packet_words(packet))
    known = {word.tag.rpartition(".")[2] for word in words}
    barred = {tag: why for tag, why in _barred(record, permit.ceiling) if tag not in known}
    return Proof(Vocabulary(words, barred, dict(sheets or {})), packet)


def packet_words(packet: Packet, path: str = "") -> Iterator[Word]:
    """中身のどの言葉も。path: 外側の繰返しの名。"""
    section = f"{path}(繰返し)" if path else "紙の全体"
    fields = row_fields(path.rpartition(".")[2]) if path else {}
    for name, value in packet.values.items():
        tag = f"{path}.{name}" if path else name
        yield replace(_word(tag, value, fields.get(name), section), group=path)
    for group, rows in packet.groups.items():
        if rows:
            yield from packet_words(rows[0], f"{path}.{group}" if path else group)


# --- 材料 ---------------------------------------------------------------------


def _record(desk: Desk, work: Work, kind: SheetKind) -> Record:
    """どこにもいない人の相談の材料。同意は問わない(誰のことでもないため)。"""
    case = Case(case_no="", received_on=desk.today(), consent="書面")
    source = kind.builder(work, case)
    record = sheet_record(desk, work, kind, case, source)
    members = tuple(Person(person_no="", name="") for _ in range(many("世帯員")))
    groups = {"世帯員": member_rows(desk, work, None, members)}
    for name in source.groups:
        groups[name] = tuple(_row(work, name, desk.today()) for _ in range(many(name)))
    if kind.pictured:
        nobody = FamilyRow(Person(person_no="", name=""), "", "", "", None, "", "", "", "", False)
        groups[RELATIVES] = (relative_row(nobody),) * many(RELATIVES)
    facts = {name: replace(fact, lane=_own_lane(name, kind)) for name, fact in record.facts.items()}
    return Record(facts, groups)


def _own_lane(tag: str, kind: SheetKind) -> Lane:
    """欄そのものの区分。相談の同意の無いことは、ここでは数えない。"""
    field = fields_of(kind.form_id).get(tag.removesuffix(BESIDE)) or fields_of(kind.form_id).get(
        tag
    )
    return field.lane if field else Lane.OPEN


def _row(work: Work, group: str, today: date) -> Record:
    if group == "経過":
        at = datetime.combine(today, time(13, 30))
        row = note_row(work, Note(note_no="", case_id="", at=at, content=""))
        return replace(row, scope="", overlays=frozenset())
    if group == TASKS:
        return task_row(Task(what="", due_on=today))
    plan = Plan(plan_no="", case_id="", kind="", made_on=today, actions=(PlanAction(),))
    return replace(action_rows(plan)[0], scope="")


# --- 言葉 ---------------------------------------------------------------------


def _words(packet: Packet, kind: SheetKind) -> Iterator[Word]:
    fields = fields_of(kind.form_id)
    sections = {
        field.tag: section.title if field.shown else f"{section.title}{_HIDDEN}"
        for one in (form("intake"), form(kind.form_id))
        for section in one.sections
        for field in section.fields
    }
    own = {field.tag for field in form(kind.form_id).fields}
    # 様式の欄を先に、町や事務所の言葉を後に。
    ordered = sorted(packet.values, key=lambda tag: tag.removesuffix(BESIDE) not in own)
    for tag in ordered:
        section = sections.get(tag.removesuffix(BESIDE), "どの様式にも")
        yield _word(tag, packet.values[tag], fields.get(tag), section)
    for group, rows in packet.groups.items():
        if rows:
            yield from packet_words(rows[0], group)


def _word(tag: str, value: Value, field: FieldDefinition | None, section: str) -> Word:
    if field is not None:
        terms = code_set(field.codes, NEWEST).terms if field.codes else ()
        shipped = set(shipped_terms(field.codes)) - {OTHER} if field.codes else set()
        beside = tuple(term for term in terms if term not in shipped)
        return Word(tag, _KINDS.get(field.kind, TEXT), section, terms, beside=beside)
    match value:
        case bool():
            return Word(tag, MARK, section)
        case date() | datetime():
            return Word(tag, DATE, section)
        case int() | float():
            return Word(tag, NUMBER, section)
        case Picture():
            return Word(tag, PICTURE, section)
        case _:
            return Word(tag, TEXT, section)


def _barred(record: Record, ceiling: Lane) -> Iterator[tuple[str, str]]:
    """この紙の上限を超える項目。この紙の欄も、ほかの様式の欄も。"""
    for name, fact in record.facts.items():
        if fact.lane > ceiling:
            yield name, f"取扱区分「{fact.lane.label}」の項目"
    for form_id in form_ids():
        for field in form(form_id).fields:
            if field.lane > ceiling and field.tag not in record.facts:
                yield field.tag, f"取扱区分「{field.lane.label}」の項目"
