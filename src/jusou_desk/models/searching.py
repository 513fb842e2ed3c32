"""記録ごとの、探せる語。居場所を伏せる人の住所と電話、文の中の行き先、情報源の名は索引に入れない。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from jusou_desk.forms import FieldKind, form, sources_of, whereabouts_of
from jusou_desk.models.community_records import CommunityIssue, Expense
from jusou_desk.models.records import AgendaItem, Case, Entry, Note, Person, Plan, Sheet
from jusou_desk.models.register_records import Match
from jusou_desk.models.sources import keeps_source, without
from jusou_desk.names import digits
from jusou_desk.packet import CONCEALED, NO_SOURCE

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

_INDEX: Final = "search_index"
"""索引の作り方の版を覚える設定の名。"""
_NOW: Final = "2"
"""索引の作り方の版。``searchable`` の語が増えたら上げる。"""
_WRITTEN: Final = (FieldKind.TEXT, FieldKind.LONG_TEXT)


def searchable(record: Entry, work: Work) -> tuple[str, str] | None:
    """(種類, 探せる語)。索引しない記録は None。"""
    match record:
        case Person():
            return "person", _of_person(record, work)
        case Case():
            visitor = "" if keeps_source(record) else record.visitor
            words = f"{record.case_no} {visitor} {record.content}"
            return "case", _bared(words, work, record.id)
        case Note():
            counterpart = "" if keeps_source(record) else record.counterpart
            words = f"{record.content} {counterpart} {record.next_step}"
            return "note", _bared(words, work, record.case_id)
        case Sheet():
            hidden = frozenset(_veiled_fields(record, work))
            return "sheet", _bared(words_of_sheet(record, hidden), work, record.case_id)
        case Plan():
            return "plan", _bared(words_of_plan(record), work, record.case_id)
        case Match() | Expense():
            # 行き先の知れる欄がほとんどなので、伏せる相談のものは入れない。
            words = "" if record.case_id in work.shield.cases else words_of_host(record)
            return type(record).__name__.lower(), _bared(words, work, record.case_id)
        case CommunityIssue():
            return "issue", words_of_issue(record)
    return None


def words_by_case(work: Work) -> dict[str, str]:
    """開けた支援会議の記録(相談・経過・様式・プラン・議題)の、相談(id)ごとの探せる語。

    秘匿の記録は索引に置かないので、従事者が一覧に混ぜて並べるときだけ、その場で集める。
    伏せる語を除くのは索引と同じ。
    """
    found: dict[str, list[str]] = {}
    shelves = (work.notes, work.sheets, work.plans)
    written: list[tuple[str, Entry]] = [(one.id, one) for one in work.cases.sealed()]
    written += [(one.case_id, one) for shelf in shelves for one in shelf.sealed()]
    for case_id, record in written:
        if said := searchable(record, work):
            found.setdefault(case_id, []).append(said[1])
    for item in work.agenda.sealed():
        words = _bared(words_of_agenda(item), work, item.case_id)
        found.setdefault(item.case_id, []).append(words)
    return {case_id: "\n".join(words) for case_id, words in found.items()}


def words_of_agenda(item: AgendaItem) -> str:
    """議題の一件の要旨と結果。"""
    decided = (one.what for one in item.decisions)
    said = (item.summary, item.findings, item.guesses, item.decision, item.next_step, *decided)
    return "\n".join(one for one in said if one)


def _of_person(person: Person, work: Work) -> str:
    whereabouts = f"{person.phone} {digits(person.phone)} {person.address}"
    whereabouts += f" {person.registered_address}"
    if work.shield.hides(person):
        whereabouts = ""
    others = " ".join(f"{one.name} {one.kana}" for one in person.other_names)
    numbers = " ".join((person.person_no, *work.merged.numbers(person.id)))
    return f"{person.name} {person.kana} {others} {whereabouts} {numbers}"


def words_of_sheet(sheet: Sheet, hidden: frozenset[str] = frozenset()) -> str:
    """様式に字で書かれた文。選ぶ欄の語は、どの相談にもあるので入れない。hidden: 除く欄の id。"""
    written = (
        sheet.answers.get(field.id)
        for field in form(sheet.form_id, sheet.form_version).fields
        if field.kind in _WRITTEN and field.id not in hidden
    )
    veils = ("", CONCEALED, NO_SOURCE)
    return "\n".join(one for one in written if isinstance(one, str) and one not in veils)


def words_of_plan(plan: Plan) -> str:
    """プランの目標と、支援内容。"""
    actions = (f"{one.issue} {one.what} {one.result}" for one in plan.actions)
    return "\n".join(one for one in (plan.goal, plan.short_goal, plan.support, *actions) if one)


def words_of_host(record: Match | Expense) -> str:
    """受入先探しと、参加支援の費用の文。"""
    if isinstance(record, Match):
        return "\n".join(one for one in (record.host, record.activity, record.reason) if one)
    return "\n".join(one for one in (record.what, record.receiver, record.note) if one)


def words_of_issue(issue: CommunityIssue) -> str:
    """地域課題の一件の文。"""
    seen = (issue.title, issue.area, issue.field, issue.problem, issue.noticed_by, issue.evidence)
    done = (issue.measures, issue.partners, issue.next_step, issue.result, issue.informed)
    talks = (f"{one.place} {one.what}" for one in issue.talks)
    return "\n".join(one for one in (*seen, *done, *talks) if one)


def _veiled_fields(sheet: Sheet, work: Work) -> Iterator[str]:
    """索引に入れない欄: 居場所を伏せる相談の行き先と、情報源を伏せる相談の情報源。"""
    if sheet.case_id in work.shield.cases:
        yield from whereabouts_of(sheet.form_id, sheet.form_version)
    if work.sources.concerns(sheet.case_id):
        yield from sources_of(sheet.form_id, sheet.form_version)


def _bared(words: str, work: Work, case_id: str) -> str:
    hidden = work.shield.words_of_case(case_id) + work.sources.names(case_id)
    return without(words, hidden, " ")


def around(work: Work, people: frozenset[str]) -> Iterator[Entry]:
    """``people`` のまわりで索引を作り直す記録(秘匿の記録は索引に無い)。"""
    cases = work.cases.among("person_id", people)
    yield from (one for one in work.shield.unveiled(people) if not one.sealed)
    yield from (one for one in cases if not one.sealed)
    yield from _written_on(work, {case.id for case in cases})


def beside(work: Work, case_id: str) -> Iterator[Entry]:
    """その相談の、索引のある記録。情報源の名が変わったときに、索引を作り直す。"""
    yield from (one for one in work.cases.where(id=case_id) if not one.sealed)
    yield from _written_on(work, {case_id})


def _written_on(work: Work, case_ids: set[str]) -> Iterator[Entry]:
    for shelf in (work.notes, work.sheets, work.plans, work.matches, work.expenses):
        yield from (one for one in shelf.among("case_id", case_ids) if not one.sealed)


def is_current(work: Work) -> bool:
    """索引が、いまの作り方で作ってあるか。"""
    return work.settings.get(_INDEX) == _NOW


def note_current(work: Work) -> None:
    """索引を、いまの作り方で作ったことを覚える。"""
    work.settings.put(_INDEX, _NOW)


def catch_up(work: Work) -> None:
    """前の版の事務所の索引に、まだ入っていない記録を足す。

    移行でなくここで行うのは、伏せる語を、書くときと同じ道(``searchable``)で除くため。町の絞りで
    全部は見えない職員なら何もせず、次に書ける職員に任せる。
    """
    if work.consented_only or is_current(work):
        return
    for shelf in (work.sheets, work.plans, work.matches, work.expenses, work.issues):
        for one in shelf.where():
            work.reindex(one)
    note_current(work)
