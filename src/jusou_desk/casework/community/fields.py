"""地域課題の欄。画面の並びは、紙の並びと同じ。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from jusou_desk.forms import FieldDefinition, FieldKind, FormDefinition, SectionDefinition
from jusou_desk.models.community_records import CommunityIssue, IssueState
from jusou_desk.wareki import Toward

PROBLEM: Final = "problem"
TALKS: Final = "talks"
_T, _L, _D = FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE
_ABOUT: Final = (
    FieldDefinition("title", "課題の名", _T, required=True, help="例: 免許を返した後の買い物の足"),
    FieldDefinition("found_on", "気づいた日", _D, required=True, toward=Toward.PAST, half=True),
    FieldDefinition("area", "地区", _T, half=True),
    FieldDefinition("field", "分野", _T, half=True, help="例: 移動、居場所、介護"),
    FieldDefinition(
        "problem", "何が起きているか", _L, help="個人の名前や住まいが分かることは書きません。"
    ),
    FieldDefinition("noticed_by", "気づいたきっかけ", _T),
    FieldDefinition("evidence", "根拠（件数）", _L, help="下の「根拠を数える」で入ります。"),
)
_DOING: Final = (
    FieldDefinition("state", "状態", FieldKind.SINGLE, codes="issue_states", required=True),
    FieldDefinition("measures", "取組内容", _L),
    FieldDefinition("partners", "協力する人・団体", _T),
    FieldDefinition("starts_on", "いつから", _D, half=True),
    FieldDefinition("next_step", "次にすること", _T),
    FieldDefinition(
        "review_on",
        "次に動く日",
        _D,
        toward=Toward.FUTURE,
        half=True,
        help="この日が近づくと「今日」に出ます。",
    ),
    FieldDefinition("result", "結果", _L),
    FieldDefinition("informed", "相談支援機関への情報提供", _T),
)
FIELDS: Final = (*_ABOUT, *_DOING)


def form_of() -> FormDefinition:
    """地域課題を書く欄。"""
    sections = (
        SectionDefinition(PROBLEM, "課題", _ABOUT),
        SectionDefinition("doing", "取組", _DOING),
    )
    return FormDefinition("community-issue", "1", "地域課題", sections)


def values_of(issue: CommunityIssue) -> dict[str, Any]:
    """一件を、欄の値にする。"""
    values: dict[str, Any] = {one.id: getattr(issue, one.id) for one in FIELDS}
    return values | {"state": str(issue.state)}


def with_values(issue: CommunityIssue, values: Mapping[str, object]) -> CommunityIssue:
    """欄の値を入れた一件。"""
    kinds = {one.id: one.kind for one in FIELDS}
    columns = {name: _column(kinds[name], one) for name, one in values.items() if name in kinds}
    columns["state"] = IssueState(str(values.get("state") or IssueState.NOTICED))
    if columns.get("found_on") is None:
        columns["found_on"] = issue.found_on
    return replace(issue, **columns)  # type: ignore[arg-type]


def _column(kind: FieldKind, value: object) -> object:
    if kind is FieldKind.DATE:
        return value if isinstance(value, date) else None
    return str(value or "")
