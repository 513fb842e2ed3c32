"""書き直しの記録。一件の相談の、どの欄を誰がいつどう変えたか(消した記録も)。

書き直す前の姿(``models.versions``)を新しい順にたどり、続く二つの違う欄だけを言葉にする。居場所を伏せる
人の住所などは、前の姿でも伏せる。二つとも伏せてあれば、変わったことも出さない。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Final

from jusou_desk.casework.case.cases import CasePage, case_page
from jusou_desk.casework.case.colliding import HIDDEN, answer_words, row_words
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import form
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Decision,
    Entry,
    Note,
    Person,
    Plan,
    PlanAction,
    Sheet,
)
from jusou_desk.models.versions import Deed, Version
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

#: 記録の列の名が、様式の欄の id と違うもの。
_FIELD_OF: Final = {
    "name": "person_name",
    "kana": "person_kana",
    "birth_on": "birth_date",
    "birth_text": "age_text",
    "at": "noted_on",
}
#: 様式に無い列の言葉。
_OWN: Final = {
    "status": "状態",
    "closed_on": "終結日",
    "closing_reason": "終結理由",
    "lead_agency": "主担当機関",
    "overlays": "重ねる伏せ方",
    "actions": "支援内容の行",
    "aim": "議題のねらい",
    "summary": "検討すること",
    "findings": "確認した事実",
    "guesses": "推測",
    "decision": "決定事項",
    "decisions": "決定の行",
    "next_step": "次回まで",
}
_FORMS: Final[dict[type[Entry], str]] = {
    Case: "intake",
    Person: "intake",
    Note: "progress",
    Plan: "plan",
}
_RECEPTION, _NOTES, _PLANS, _MEETINGS = "受付・本人", "支援経過", "プラン", "会議の議題"


@dataclass(frozen=True)
class FieldChange:
    """一つの欄の変わり方。

    group: 絞り込みの語(様式の種類)。what: どの一枚か。label: 欄の名。消した記録なら label は「消した」で、
    before・after は空。
    """

    at: datetime
    who: str
    group: str
    what: str
    label: str
    before: str = ""
    after: str = ""


REMOVED: Final = "消した"
"""消した記録の行の ``label``。"""


def history_of(
    desk: Desk, case_id: str, purpose: Purpose = Purpose.CASEWORK
) -> tuple[FieldChange, ...]:
    """その相談の書き直しの記録、新しい順。読むだけの職員は ``Refused``、見えない相談は ``BadInput``。"""
    page = case_page(desk, case_id, purpose=purpose)
    standing = tuple(_records(page))
    with desk.reading(purpose) as work:
        versions = work.versions.of(standing)
        removed = work.versions.removed_from(page.case.id) if not page.case.sealed else ()
    found = [
        change
        for record in standing
        for change in changes_of(record, versions, _group(record), _what(record))
    ]
    kept = {(type(one), one.id) for one in standing}
    found += [
        _removal(one)
        for one in removed
        if _group(one.before) and (type(one.before), one.before.id) not in kept
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _records(page: CasePage) -> Iterator[Entry]:
    yield page.case
    if page.person is not None:
        yield page.person
    yield from (*page.notes, *page.sheets, *page.plans)
    yield from (item for _, item in page.agenda)


def changes_of(
    record: Entry,
    versions: Sequence[Version],
    group: str,
    what: str,
    labels: Mapping[str, str] | None = None,
) -> Iterator[FieldChange]:
    """一件の記録の変わり方、新しい順。

    group・what: ``FieldChange`` のとおり。labels: 列の名→欄の言葉(None なら、様式の欄の言葉)。
    """
    labels = _labels(type(record)) if labels is None else labels
    after = record
    for one in versions:
        if (type(one.before), one.before.id) != (type(record), record.id):
            continue
        if one.deed is Deed.REWRITTEN:
            for label, old, new in _differing(one.before, after, labels):
                yield FieldChange(one.at, one.actor, group, what, label, old, new)
        after = one.before


def _removal(one: Version) -> FieldChange:
    return FieldChange(one.at, one.actor, _group(one.before), _what(one.before), REMOVED)


def _group(record: Entry) -> str:
    """絞り込みの語。出さない種類なら空。"""
    match record:
        case Case() | Person():
            return _RECEPTION
        case Note():
            return _NOTES
        case Plan():
            return _PLANS
        case AgendaItem():
            return _MEETINGS
        case Sheet():
            own = {"intake": _RECEPTION, "progress": _NOTES, "plan": _PLANS}
            return own.get(record.form_id) or form(record.form_id, record.form_version).title
        case _:
            return ""


def _what(record: Entry) -> str:
    match record:
        case Note():
            return f"支援経過 {record.note_no}　{format_short(record.at.date())}"
        case Plan():
            return f"プラン {record.plan_no}"
        case AgendaItem():
            return f"議題 {record.item_no}"
        case Sheet() if record.form_id not in ("intake",):
            title = form(record.form_id, record.form_version).title
            return f"{title}　{format_short(record.written_on)}"
        case Person():
            return "本人"
        case _:
            return "相談受付"


def _differing(
    before: Entry, after: Entry, labels: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """違う欄の、名と前の言葉と後の言葉。"""
    if isinstance(before, Sheet) and isinstance(after, Sheet):
        yield from _differing_answers(before, after)
        return
    for one in fields(before):
        if one.name in labels:
            old, new = (_words(getattr(record, one.name)) for record in (before, after))
            if old != new:
                yield labels[one.name], old, new


def _differing_answers(before: Sheet, after: Sheet) -> Iterator[tuple[str, str, str]]:
    definition = form(after.form_id, after.form_version)
    for field in definition.fields:
        old, new = (
            answer_words(definition, field.id, sheet.answers.get(field.id, ""))
            for sheet in (before, after)
        )
        if old != new:
            yield field.label, old, new
    if before.withheld != after.withheld:
        old, new = (answer_words(definition, HIDDEN, sheet.withheld) for sheet in (before, after))
        yield "本人に伏せる欄", old, new


def person_labels() -> dict[str, str]:
    """人物の列の名→欄の言葉。"""
    return _labels(Person)


def _labels(kind: type[Any]) -> dict[str, str]:
    """記録の列の名 → 欄の言葉。言葉の無い列(番号、つながり)は出さない。"""
    known = {f.id: f.label for f in form(_FORMS[kind]).fields} if kind in _FORMS else {}
    found = {}
    for one in fields(kind):
        label = known.get(_FIELD_OF.get(one.name, one.name)) or _OWN.get(one.name)
        if label:
            found[one.name] = label
    return found


_WORDS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (bool, lambda value: "あり" if value else ""),
    (datetime, lambda at: _when(at)),  # noqa: PLW0108 - まだ下にある
    (date, format_short),
    (PlanAction, row_words),
    (Decision, lambda value: "　".join(filter(None, (value.what, value.agency, value.person)))),
)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        parts = [_words(one) for one in value]
        rows = any(isinstance(one, PlanAction | Decision) for one in value)
        return ("\n" if rows else "、").join(part for part in parts if part)
    told = next((say(value) for kind, say in _WORDS if isinstance(value, kind)), None)
    return str(value) if told is None else told


def _when(at: datetime) -> str:
    return format_short(at.date()) + (f" {at:%H:%M}" if at.time() != time() else "")
