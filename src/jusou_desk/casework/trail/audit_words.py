"""監査の行を、人が読む言葉にする。行そのものは鎖なので書き換えず、見せるときに内側の番号を替える。

氏名を出すのは職員だけで、相談のことは受付番号で言う。読む仕事で見えない記録の番号は言わない。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.papers import SHEETS
from jusou_desk.casework.town_forms.own_form_papers import replaceable
from jusou_desk.models.audit import AuditEntry
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.towns import wordings

_ID: Final = re.compile(r"[0-9a-f]{16}")
_NOTE: Final = re.compile(r"(秘\S*)?K\d{5,}")
_PERSON: Final = re.compile(r"(秘\S*)?P\d{4,}")
_FOOTNOTE: Final = re.compile(r"([a-z0-9-]+):(\d+)")
#: ファイルの名に添えた、中身の要約値。
_DIGEST: Final = re.compile(r"(?<=\S):[0-9a-f]{16,}$")
#: 言葉に替えられなかった内側の名と番号。
_INSIDE: Final = re.compile(r"[0-9a-f]{16,}|[a-z]+(_[a-z0-9]+)+")
_NO_CASE: Final = "相談の無い人"


def readable(desk: Desk, entries: Sequence[AuditEntry], purpose: Purpose) -> tuple[AuditEntry, ...]:
    """``entries`` の番号と添え書きを言葉に替えたもの。

    purpose: 番号から記録をたどる目的。この目的で見えない記録のことは言わない。
    """
    with desk.reading(purpose) as work:
        known = _known(desk) | _numbers(work, {part for one in entries for part in _parts(one)})
    return tuple(_worded(one, known) for one in entries)


def _worded(entry: AuditEntry, known: Mapping[str, str]) -> AuditEntry:
    subject, detail = _said(entry.subject, known), _said(entry.detail, known)
    # 移替えの id も写した経過の番号も、同じ受付番号になる
    return replace(entry, subject=subject, detail="" if detail == subject else detail)


def _parts(entry: AuditEntry) -> Iterator[str]:
    yield from entry.subject.split(" ")
    yield from entry.detail.split(" ")


def _said(words: str, known: Mapping[str, str]) -> str:
    said = (_part(one, known) for one in words.split(" "))
    return " ".join(one for one in said if one)


def _part(part: str, known: Mapping[str, str]) -> str:
    part = _DIGEST.sub("", part)
    if part in known:
        return known[part]
    footnote = _FOOTNOTE.fullmatch(part)
    if footnote and footnote[1] in known:
        return f"{known[footnote[1]]}の脚注{footnote[2]}"
    return "" if _INSIDE.fullmatch(part) else part


def _known(desk: Desk) -> dict[str, str]:
    """町と紙と文言の、内側の名→呼び名。"""
    named = {name: one.about.split("。")[0] for name, one in wordings().items()}
    named |= {sheet.name: sheet.title for sheet in SHEETS}
    named |= {paper.used_for: paper.title for paper in replaceable(desk)}
    named |= {body.id: body.name for body in desk.town.bodies}
    return named | {desk.town.id: desk.town.name}


def _numbers(work: Work, parts: set[str]) -> dict[str, str]:
    """職員の id・名簿の番号→名。仕事・移替え・経過・人物の番号→その相談の受付番号。"""
    ids = {one for one in parts if _ID.fullmatch(one)}
    notes = {one for one in parts if _NOTE.fullmatch(one)}
    people = {one for one in parts if _PERSON.fullmatch(one)}
    about = {one.id: one.case_id for one in work.tasks.among("id", ids)}
    about |= {one.id: one.case_id for one in work.transfers.among("id", ids)}
    about |= {one.id: one.case_id for one in work.notes.among("id", ids)}
    about |= {one.note_no: one.case_id for one in work.notes.among("note_no", notes)}
    cases = {one.id: one.case_no for one in work.cases.among("id", set(about.values()))}
    found = dict.fromkeys(notes, "")
    found |= {number: cases.get(case_id, "") for number, case_id in about.items()}
    found |= {one.id: one.name for one in work.staff.where()}
    found |= {one.resource_no: one.name for one in work.resources.among("resource_no", parts)}
    return found | _of_people(work, people)


def _of_people(work: Work, numbers: Iterable[str]) -> dict[str, str]:
    """人物の番号→その人の相談の受付番号(いくつもあれば並べる)。"""
    people = work.people.among("person_no", set(numbers))
    received = sorted(
        work.cases.among("person_id", {one.id for one in people}), key=lambda one: one.case_no
    )
    found = {}
    for one in people:
        own = "・".join(case.case_no for case in received if case.person_id == one.id)
        found[one.person_no] = own or _NO_CASE
    return dict.fromkeys(numbers, "") | found
