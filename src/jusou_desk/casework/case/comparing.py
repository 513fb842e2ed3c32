"""二つの時を並べて変化を見る: アセスメント二枚、プラン二つ。違う欄を先に、同じ欄は後に。

比べるのは、いま許された目的で見える記録だけ(頁に並ぶもの)。選ぶ欄は増えた語と減った語、数は差で言う。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.casework.case.answers import Answer
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.colliding import answer_words
from jusou_desk.forms import FieldDefinition, FieldKind, form
from jusou_desk.models.records import Plan, PlanAction, Sheet
from jusou_desk.policy import Lane
from jusou_desk.wareki import format_short

ASSESSMENT: Final = "assessment"
_PLAN: Final = "plan"
#: 紙の日付と書いた人。書くたびに変わるので、変化とは言わない。
_FORMAL: Final = frozenset({"assessed_on", "assessor"})
_COUNTED: Final = (FieldKind.NUMBER, FieldKind.YEN)
_CHOSEN: Final = (FieldKind.MULTIPLE,)
#: プランの列のうち比べるもの。様式の欄と同じ id で、見出しと情報の範囲は様式から引く。
_PLAN_WORDS: Final[tuple[tuple[str, Callable[[Plan], str]], ...]] = (
    ("goal", lambda plan: plan.goal),
    ("short_goal", lambda plan: plan.short_goal),
    ("lead_agency", lambda plan: plan.lead_agency),
    ("agencies", lambda plan: "、".join(plan.agencies)),
)
_LIFE: Final = "6"
_NO_ISSUE: Final = "（課題の書かれていないもの）"


@dataclass(frozen=True)
class Difference:
    """一つの欄の前と後。

    section: 節の題。note: 増えた語・減った語・数の差。lane・scope・overlay は紙に載せるときの取扱い。
    withheld: どちらかで本人に伏せてある。whereabouts: 居場所の知れる欄。source: 情報源の知れる欄。
    """

    section: str
    label: str
    before: str
    after: str
    note: str = ""
    lane: Lane = Lane.OPEN
    scope: str = _LIFE
    withheld: bool = False
    whereabouts: bool = False
    source: bool = False

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Comparison:
    """比べた結果。heads: 前と後の見出し。lane: 二つの記録の厳しい方の区分。"""

    heads: tuple[str, str]
    rows: tuple[Difference, ...]
    lane: Lane = Lane.OPEN

    @property
    def changed(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.rows if one.differs)

    @property
    def same(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.rows if not one.differs)


# --- 何を比べられるか ---------------------------------------------------------------------


def assessments(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """アセスメントを古い順に。sheets: 新しい順。"""
    found = (one for one in sheets if one.form_id == ASSESSMENT and not cancelled(one))
    return tuple(reversed(tuple(found)))


def plan_rounds(plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """プランを、種別ごとに古い順に。"""
    order = {kind: place for place, kind in enumerate(sorted({one.kind for one in plans}))}
    return tuple(sorted(plans, key=lambda one: (order[one.kind], one.made_on, one.round_no)))


def sheet_title(sheet: Sheet) -> str:
    """選ぶときの語。"""
    return f"{format_short(sheet.written_on)}　{sheet.author}".strip()


def plan_title(plan: Plan) -> str:
    """選ぶときの語。"""
    return f"{plan.kind} 第{plan.round_no}回　{format_short(plan.made_on)}（{plan.status}）"


# --- アセスメント ------------------------------------------------------------------------


def compare_assessments(before: Sheet, after: Sheet) -> Comparison:
    """二枚のアセスメント。欄の並びは新しい方の版。古い版にだけある欄は後ろに付く。"""
    rows: list[Difference] = []
    done: set[str] = set()
    for sheet in (after, before):
        definition = form(sheet.form_id, sheet.form_version)
        for section in definition.sections:
            for field in section.fields:
                if field.id not in done | _FORMAL:
                    done.add(field.id)
                    rows.append(_field_row(section.title, field, before, after))
    shown = tuple(one for one in rows if one.before or one.after)
    heads = (sheet_title(before), sheet_title(after))
    return Comparison(heads, shown, max(before.lane, after.lane))


def _field_row(section: str, field: FieldDefinition, before: Sheet, after: Sheet) -> Difference:
    old, new = (one.answers.get(field.id, "") for one in (before, after))
    overlay = str(field.overlay or "")
    return Difference(
        section,
        field.label,
        _words(field, before, old),
        _words(field, after, new),
        _noted(field, old, new),
        max(field.lane, before.lane, after.lane),
        field.scope,
        field.id in before.withheld or field.id in after.withheld,
        whereabouts=bool(overlay),
        source=field.source,
    )


def _words(field: FieldDefinition, sheet: Sheet, answer: Answer) -> str:
    if not answer:
        return ""
    words = answer_words(form(sheet.form_id, sheet.form_version), field.id, answer)
    if field.kind is FieldKind.YEN and words.lstrip("-").isdigit():
        return f"{int(words):,}円"
    return words


def _noted(field: FieldDefinition, old: Answer, new: Answer) -> str:
    """増えた語・減った語か、数の差。比べられなければ空。"""
    if field.kind in _CHOSEN:
        return added_and_removed(_terms(old), _terms(new))
    if field.kind in _COUNTED:
        return _difference(str(old), str(new), "円" if field.kind is FieldKind.YEN else "")
    return ""


def _terms(answer: Answer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else (answer,) if answer else ()


def added_and_removed(old: Sequence[str], new: Sequence[str]) -> str:
    """増えた語と減った語。"""
    parts = (
        ("増えた", [one for one in new if one not in old]),
        ("減った", [one for one in old if one not in new]),
    )
    return "　".join(f"{word}: {'、'.join(found)}" for word, found in parts if found)


def _difference(old: str, new: str, unit: str) -> str:
    try:
        change = int(new) - int(old)
    except ValueError:
        return ""
    return f"{change:+,}{unit}" if change else ""


# --- プラン ------------------------------------------------------------------------------


def compare_plans(
    before: Plan, after: Plan, withheld: Mapping[str, Sequence[str]] | None = None
) -> Comparison:
    """二つのプラン。目標・機関・期間の次に、課題ごとの支援内容。済んだもの(結果のあるもの)に☑。

    withheld: プラン(id)→ 本人に伏せる欄の id。
    """
    lane = max(before.lane, after.lane)
    hidden = {name for plan in (before, after) for name in (withheld or {}).get(plan.id, ())}
    definition = form(_PLAN)
    fields = {field.id: field for field in definition.fields}
    rows = [
        Difference(
            "プラン",
            fields[name].label,
            words(before),
            words(after),
            added_and_removed(before.agencies, after.agencies) if name == "agencies" else "",
            lane,
            fields[name].scope,
            name in hidden,
        )
        for name, words in _PLAN_WORDS
    ]
    rows.append(Difference("プラン", "期間", _period(before), _period(after), lane=lane))
    rows.append(Difference("プラン", "状態", _standing(before), _standing(after), lane=lane))
    rows += _by_issue(before, after, lane)
    heads = (plan_title(before), plan_title(after))
    return Comparison(heads, tuple(one for one in rows if one.before or one.after), lane)


def _by_issue(before: Plan, after: Plan, lane: Lane) -> Iterator[Difference]:
    issues = dict.fromkeys(one.issue for one in (*before.actions, *after.actions))
    for issue in issues:
        old, new = (
            tuple(one for one in plan.actions if one.issue == issue) for plan in (before, after)
        )
        yield Difference(
            "支援内容",
            issue or _NO_ISSUE,
            "\n".join(map(_action, old)),
            "\n".join(map(_action, new)),
            _done(old, new),
            lane,
        )


def _action(one: PlanAction) -> str:
    """支援内容の一行。紙の狭い升で名が割れないよう、機関と人はそれぞれ次の行に書く。"""
    mark = "☑" if one.result.strip() else "☐"
    due = f"期限 {format_short(one.due_on)}" if one.due_on else ""
    line = "　".join(part for part in (f"{mark} {one.what}", one.frequency, due) if part)
    result = f"→ {one.result}" if one.result.strip() else ""
    return "\n　".join(part for part in (line, one.agency, one.person, result) if part)


def _done(old: Sequence[PlanAction], new: Sequence[PlanAction]) -> str:
    """前の支援内容のうち、済んだ数。"""
    if not old:
        return "新しい課題"
    done = sum(1 for one in old if one.result.strip())
    ended = "" if new else "　次のプランに無い"
    return f"前の{len(old)}件のうち{done}件に結果{ended}"


def _period(plan: Plan) -> str:
    ends = (_day(plan.period_from), _day(plan.period_to))
    return "～".join(ends) if any(ends) else ""


def _day(day: date | None) -> str:
    return format_short(day) if day else ""


def _standing(plan: Plan) -> str:
    closed = "　".join(part for part in (_day(plan.closed_on), plan.closing_reason) if part)
    return f"{plan.status}（{closed}）" if closed else str(plan.status)
