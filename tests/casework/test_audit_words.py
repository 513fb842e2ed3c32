"""監査の行の言葉: どの種類の行も、内側の番号や英字の名を、画面にも月報の紙にも出さない。"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pytest
from openpyxl import load_workbook

import jusou_desk
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper.papers import SHEETS
from jusou_desk.casework.practising.practice import build_practice_office
from jusou_desk.casework.register.writing import new_row, put_row
from jusou_desk.casework.trail import accounting, sightings
from jusou_desk.casework.trail.audit_words import readable
from jusou_desk.models.audit import AuditEntry
from jusou_desk.models.register_records import ResourceKind
from jusou_desk.policy import Purpose
from jusou_desk.towns import wordings

TODAY = date(2026, 11, 20)
#: 内側の番号(id・人物番号・経過番号)と、英字の内側の名。ファイルの名だけは、そのまま出てよい。
INSIDE = re.compile(r"[0-9a-f]{16}|[a-z]+_[a-z]|\b(秘\S*)?[PK]\d{4,}|[a-z]{4,}")
FILE = re.compile(r"\S+\.(xlsx|pdf|backup)\b")


@dataclass(frozen=True)
class Row:
    """コードの中の、監査の行を書く一か所。どれも式のまま。"""

    where: str
    action: str
    subject: str
    detail: str


def written() -> Iterator[Row]:
    """監査の行を書く所の全部。"""
    root = Path(inspect.getfile(jusou_desk)).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            whole = ast.unparse(node.func)
            if node.func.attr == "audit" and ast.unparse(node.args[0]) == "work":
                given = node.args[1:]
            elif whole.endswith("audit.add"):
                given = node.args[2:]
            else:
                continue
            named = {one.arg: one.value for one in node.keywords if one.arg}
            parts = [*given, *(None for _ in range(3 - len(given)))]
            action, subject, detail = (
                ast.unparse(found) if (found := part or named.get(name)) is not None else ""
                for part, name in zip(parts, ("action", "subject", "detail"), strict=True)
            )
            module = ".".join(("jusou_desk", *path.relative_to(root).with_suffix("").parts))
            yield Row(module, action, subject, detail)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("words") / "office"
    office, name, password = build_practice_office("nagato", folder, today=TODAY)
    opened = sign_in(office, name, password)
    put_row(opened, replace(new_row(ResourceKind.HOST), name="くじらの居場所"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def samples(desk: Desk) -> dict[str, tuple[str, ...]]:
    """番号の式→本物の事務所の値。式そのものが文字の定数なら、ここに要らない。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        transfer, task = work.transfers.where()[0].id, work.tasks.where()[0].id
        staff = work.staff.where()[0].id
        people = tuple(one.person_no for one in work.people.where())[:3]
        notes = tuple(one.note_no for one in work.notes.where())[:3]
        case = next(one for one in work.cases.where() if not one.sealed).case_no
        meeting = work.meetings.where()[0].meeting_no
        told = work.disclosures.where()[0].disclosure_no
        plan = work.plans.where()[0].plan_no
        resource = work.resources.where()[0].resource_no
    bodies = tuple(one.id for one in desk.town.bodies)
    digest = "0123456789abcdef"
    papers = tuple(f"{one.name} {case}" for one in SHEETS[:2])
    return {
        "asked.id": (transfer,),
        "task.id": (task,),
        "body.id": bodies,
        "body_id": bodies,
        "staff.id": (staff,),
        "me.id": (staff,),
        "row.id": (staff,),
        "one.person_no": people,
        "person.person_no": people,
        "kept.person_no": people,
        "made.gone_no": people,
        "one.person_no if one else ''": people,
        "f'{one.person_no} {other.person_no}'": (f"{people[0]} {people[1]}",),
        "numbers": (f"{people[0]} {people[1]}",),
        "note.note_no": notes,
        "written.note_no": notes,
        "town_id": (desk.town.id,),
        "name": tuple(wordings())[:3],
        "f'{report}:{number}'": ("nagato-jigyo-jokyo:1",),
        "form.used_for": ("intake", "leaving", "packet"),
        "f'{form.title} {form.digest[:16]}'": (f"第3号様式　相談票 {digest}",),
        "f'発行控 {issued.title}'": (f"発行控 退任時の守秘の通知 {staff}",),
        "choices.title": ("相談経路", "健康状態"),
        "one.title": ("相談受付・申込票",),
        "default.about": ("同意書の説明",),
        "made.path.name": ("20261120.backup",),
        # どの紙の印刷と書出しも、この式で書かれる
        "subject": (*papers, f"通知 {staff}", "月報 2026-11", case, notes[0], staff, transfer),
        "detail": ("2件 媒体 M-01", f"intake.xlsx:{digest} 除いた:packet-01.pdf", "口頭の承認あり"),
        "about": (case,),
        "number": (f"{meeting}-01",),
        "one.disclosure_no": (told,),
        "plan.plan_no": (plan,),
        "_plan_no(work, made)": (plan,),
        "_plan_no(work, stored)": (plan,),
        "made.resource_no": (resource,),
        "resource_no": (resource,),
        "case_no": (case,),
        "paper_number(meeting, copy)": (f"{meeting}-1-01",),
        "medium_no": ("M-01",),
        "entry.medium_no": ("M-01",),
    }


#: 番号でない式。人が選んだ語か、打った文か、番号を語で包んだもの。
PLAIN = re.compile(
    r"\w+\.(case_no|meeting_no|request_no|words|status|reason)|f'.*(人|件|日|円)'"
    r"|(made|wrong)\.number|year\.label"
    r"|known\[name\]\.label|'訂正' if .*"
    r"|f'\{meeting.meeting_no\}-\{item.item_no\}'|f'媒体 .*'|f'横 .*'|f'\{definition.title\}: .*'"
    r"|page\.case\.case_no|_told\(before, (after|text)\)|said"
    r"|about \+ words|case_no|change.words|counts|moved|role|those|told|words|''.*"
)


def values(expression: str, samples: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if expression in samples:
        return samples[expression]
    if not expression or PLAIN.fullmatch(expression):
        return ("",)
    said = ast.literal_eval(expression)  # 新しい式なら、ここで止まる
    assert isinstance(said, str)
    return (said,)


def action_of(row: Row) -> str:
    """行の「何を」。その場で決まる所は「…」にする。"""
    node = ast.parse(row.action, mode="eval").body
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "…" for one in node.values)
        return "".join(map(str, parts))
    if isinstance(node, ast.Name) and node.id.isupper():
        return str(getattr(importlib.import_module(row.where), node.id))
    return "…"


def entry(desk: Desk, action: str, subject: str, detail: str = "") -> AuditEntry:
    return AuditEntry(
        id=1,
        at=desk.now(),
        actor=desk.me.name,
        action=action,
        subject=subject,
        detail=detail,
        previous="",
        digest="",
    )


def entries(samples: dict[str, tuple[str, ...]], desk: Desk) -> list[AuditEntry]:
    """どの所の行も、番号の値を替えながら。"""
    rows = {
        (action_of(row), *said)
        for row in written()
        for said in zip_longest(
            values(row.subject, samples), values(row.detail, samples), fillvalue=""
        )
    }
    return [entry(desk, *one) for one in sorted(rows)]


def inside(words: object) -> bool:
    return bool(INSIDE.search(FILE.sub("", str(words))))


def test_どの種類の行も_月報の升に内側の番号や名を出さない(
    desk: Desk, samples: dict[str, tuple[str, ...]]
) -> None:
    every = entries(samples, desk)
    assert len({one.action for one in every}) > 45
    assert sum(inside(one.subject) or inside(one.detail) for one in every) > 100
    month = accounting.month_of(desk, TODAY, sealed=True)
    shown = replace(month, changes=readable(desk, every, Purpose.SUPPORT_MEETING))
    book = load_workbook(io.BytesIO(accounting.draw_month(desk, shown)[0].data))
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert len(cells) > len(every)
    assert [one for one in cells if inside(one)] == []


def test_番号は_受付番号と氏名と会議と紙の呼び名になる(
    desk: Desk, samples: dict[str, tuple[str, ...]]
) -> None:
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        every = work.cases.where()
        moved = next(c.case_no for c in every if c.id == work.transfers.where()[0].case_id)
        staff = work.staff.where()[0].name
        own = next(one for one in every if one.person_id)
        owner = work.people.get(own.person_id)
    (body, *_) = desk.town.bodies

    def said(subject: str, detail: str = "") -> tuple[str, str]:
        row = entry(desk, "閲覧", subject, detail)
        (found,) = readable(desk, [row], Purpose.SUPPORT_MEETING)
        return found.subject, found.detail

    assert said(samples["asked.id"][0]) == (moved, "")
    assert said(samples["staff.id"][0], body.id) == (staff, body.name)
    assert owner is not None
    assert own.case_no in said(owner.person_no)[0]
    assert said("referral R8-0001") == ("つなぐシート R8-0001", "")
    assert said("leaving_text")[0] == "職員が退くときに渡す通知"
    assert said("0123456789abcdef") == ("", "")


def test_本物の監査も_通報の承認も言葉で読める(desk: Desk) -> None:
    trail = sightings.audit_trail(desk, newest=10_000)
    assert len(trail) > 200
    assert [one for one in trail if any(map(inside, (one.subject, one.detail)))] == []
    october = accounting.month_of(desk, date(2026, 10, 1))
    assert "通報・緊急の承認" in {one.action for one in october.changes}


def test_従事者でない目的では_支援会議の相談の番号を言わない(desk: Desk) -> None:
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        (note, *_) = [one for one in work.notes.where() if one.sealed]
    row = entry(desk, "閲覧", note.note_no)
    (inner,) = readable(desk, [row], Purpose.SUPPORT_MEETING)
    (outer,) = readable(desk, [row], Purpose.CASEWORK)
    assert (bool(inner.subject), outer.subject) == (True, "")
