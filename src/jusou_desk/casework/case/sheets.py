"""様式の記入(アセスメント、評価、つなぐシートなど)。背骨の列を持たない様式はここで書く。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from jusou_desk.casework.case.answers import Answer, Values, day, pack, unpack
from jusou_desk.casework.case.cases import case_page, expect_of_case, find_case
from jusou_desk.casework.case.colliding import Content, Seen, expect_seen
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.overlaying import withheld_after
from jusou_desk.casework.case.prefill import prefill
from jusou_desk.casework.case.sealing import sealing_body
from jusou_desk.casework.desk import Desk, Together, nothing_else
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldKind, FormDefinition, form
from jusou_desk.models.records import Sheet, new_id
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane


@dataclass(frozen=True)
class OpenedSheet:
    """開いた様式と値。"""

    form: FormDefinition
    sheet: Sheet
    values: dict[str, Any]


def missing(definition: FormDefinition, values: Values) -> tuple[str, ...]:
    """必須で空いている欄のラベル。"""
    return tuple(f.label for f in definition.fields if f.required and not values.get(f.id))


def _known(desk: Desk, case_id: str, form_id: str, lane: Lane) -> Values:
    """新しい様式に初めから入っている値。"""
    return prefill(desk, case_page(desk, case_id, purpose=purpose_of(lane)), form_id)


def _words(answer: Answer) -> frozenset[str]:
    parts = (answer,) if isinstance(answer, str) else answer
    return frozenset(part.strip() for part in parts) - {""}


def _adds_nothing(answers: Mapping[str, Answer], known: Mapping[str, Answer], own: str) -> bool:
    """入っていた値 ``known`` と書く人の名 ``own`` のほかに、何も書かれていないか。"""
    return all(
        _words(answer) <= _words(known.get(name, "")) | {own} for name, answer in answers.items()
    )


def write_sheet(
    desk: Desk,
    case_id: str,
    form_id: str,
    values: Values,
    *,
    sheet_id: str = "",
    sealed: bool = False,
    body_id: str = "",
    withheld: Collection[str] | None = None,
    together: Together = nothing_else,
    seen: Seen | None = None,
) -> Sheet:
    """様式を書く(``sheet_id`` があれば書き直す)。必須の欄が空なら ``BadInput``。

    初めから入っている値(``prefill``)と日付と記入者のほかに何も無い紙も ``BadInput``。
    ``sealed`` なら、普段の相談についてでも支援会議の記録として書く。
    body_id: そのときの会議体(``sealing_body``)。
    withheld: 本人に伏せる欄の id。None なら前のまま(新しい紙なら、前の同じ様式のまま)。
    together: 一緒に書くもの(終結など)。
    seen: 書き直すとき、開いたときの中身。その後に書き直されていれば ``Collided``。
    """
    case = find_case(desk, case_id)
    lane = Lane.SEALED if sealed else case.lane
    given = {} if sheet_id else _known(desk, case.id, form_id, lane)
    with desk.writing(purpose_of(lane)) as work:
        old = work.sheets.get(sheet_id) if sheet_id else None
        expect_of_case(old, case)
        if old is not None and old.form_id != form_id:
            raise BadInput("別の様式の紙は書き直せません。", "ケースの頁から開き直してください。")
        definition = form(form_id, old.form_version if old else "")
        _expect_seen(definition, seen, old, values, withheld)
        if lane is Lane.SEALED:
            known = old.body_id if old else case.body_id
            body_id = known or sealing_body(desk, body_id)
        else:
            body_id = ""
        empty = missing(definition, values)
        if empty:
            raise BadInput(
                f"「{'」「'.join(empty)}」が空いています。", "その欄を入れてから保存してください。"
            )
        first_date = next(f.id for f in definition.fields if f.kind is FieldKind.DATE)
        formal = frozenset({first_date})
        content = pack(definition, values, spine=formal)
        if _adds_nothing(content, pack(definition, given, spine=formal), desk.me.name):
            raise BadInput(
                f"{definition.title}に、新しく書かれたことがありません。",
                "分かったことを一つでも書いてから保存してください。",
                next(f.id for f in definition.fields if f.id not in formal),
            )
        earlier = next(iter(sheets_of(work, case.id, form_id)), None)
        before = old or (earlier.sheet if earlier else None)
        hidden = withheld_after(desk, work, definition, withheld, before, case.case_no, body_id)
        sheet = Sheet(
            id=sheet_id or new_id(),
            lane=lane,
            body_id=body_id,
            case_id=case_id,
            form_id=form_id,
            form_version=definition.version,
            written_on=day(values, first_date) or desk.today(),
            author=desk.me.name,
            answers=pack(definition, values, spine=frozenset()),
            withheld=hidden,
        )
        work.sheets.put(sheet)
        desk.audit(work, f"{definition.title}の記入", case.case_no, body_id=sheet.body_id)
        together(work)
    return sheet


def _expect_seen(
    definition: FormDefinition,
    seen: Seen | None,
    old: Sheet | None,
    values: Values,
    withheld: Collection[str] | None,
) -> None:
    now = Content(unpack(old), hidden=old.withheld) if old else None
    kept = old.withheld if withheld is None and old else tuple(withheld or ())
    expect_seen(definition, seen, now, Content(values, hidden=kept))


def sheets_of(work: Work, case_id: str, form_id: str) -> tuple[OpenedSheet, ...]:
    """その相談の様式を、新しい順に。同じ日なら、後から書いたものを先に。"""
    written = work.sheets.where(case_id=case_id, form_id=form_id)
    oldest_first = sorted(written, key=lambda sheet: sheet.written_on)
    return tuple(
        OpenedSheet(form(sheet.form_id, sheet.form_version), sheet, unpack(sheet))
        for sheet in reversed(oldest_first)
    )
