"""参加支援の受入先探し: 合う所を言葉のわけと一緒に並べ、打診し、成立か不成立かを残す(domain.md §1.7(3))。

「受け手不在」で終わったものは、地域づくりの根拠として数える。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register.listing import days_since_contact, hosts
from jusou_desk.casework.register.writing import note_contact
from jusou_desk.errors import BadInput
from jusou_desk.forms import form
from jusou_desk.models.records import Plan, Sheet
from jusou_desk.models.register_records import (
    FailedFor,
    Match,
    MatchState,
    Resource,
    Stance,
)
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

KIND: Final = "参加支援"
"""受入先を探すプランの種別。"""
_LONG_AGO: Final = 90
"""これより前の連絡は、確かめ直すよう言う(日)。推定。"""


@dataclass(frozen=True)
class Suggestion:
    """受入先の候補。fits: 合うわけ。worries: 確かめること。"""

    row: Resource
    fits: tuple[str, ...]
    worries: tuple[str, ...]


def suggestions(
    rows: Sequence[Resource], wanted: Sequence[str], address: str, today: date
) -> tuple[Suggestion, ...]:
    """名簿の受入先を、合うものから。wanted: 求めること。address: 本人の住所(伏せてあれば空)。

    求めることを一つも受け入れていない所は出ない(何も求めなければ、みな出る)。
    """
    found = []
    for row in hosts(rows):
        shared = [tag for tag in wanted if tag in row.tags]
        if wanted and not shared:
            continue
        near = bool(row.area and row.area in address)
        order = (row.stance is Stance.PAUSED, row.vacancy == 0, -len(shared), not near)
        fits = tuple(_fits(row, shared, near))
        found.append((order, Suggestion(row, fits, tuple(_worries(row, wanted, today)))))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _fits(row: Resource, shared: Sequence[str], near: bool) -> Iterator[str]:
    if shared:
        yield f"{'・'.join(shared)}を受け入れている"
    if near:
        yield f"本人の住む地区（{row.area}）にある"
    if row.vacancy:
        yield f"空きが{row.vacancy}人ある"
    if row.expenses or row.travel:
        yield "、".join(
            part
            for part in (
                row.expenses and f"実費は {row.expenses}",
                row.travel and f"交通費は {row.travel}",
            )
            if part
        )


def _worries(row: Resource, wanted: Sequence[str], today: date) -> Iterator[str]:
    if row.stance is Stance.PAUSED:
        yield "いまは休止している"
    if row.vacancy == 0:
        yield "空きがない"
    missing = [tag for tag in wanted if tag not in row.tags]
    if missing:
        yield f"{'・'.join(missing)}は受け入れていない"
    if row.conditions:
        yield f"条件: {row.conditions}"
    days = days_since_contact(row, today)
    if days is None:
        yield "連絡した記録がない"
    elif days > _LONG_AGO and row.last_contact_on:
        yield f"最後の連絡は{format_short(row.last_contact_on)}（{days}日前）"


def matches_of(desk: Desk, plan_id: str) -> tuple[Match, ...]:
    """そのプランの受入先探し。新しく打診したものから。"""
    with desk.reading(widest_reading(desk)) as work:
        found = work.matches.where(plan_id=plan_id)
    return tuple(sorted(found, key=lambda one: (one.asked_on, one.id), reverse=True))


def ask(
    desk: Desk,
    plan: Plan,
    name: str,
    *,
    resource_no: str = "",
    wanted: tuple[str, ...] = (),
) -> Match:
    """受入先に打診する。名簿に無い先なら ``resource_no`` は空。

    名が無いか、同じ先に打診しているところなら ``BadInput``。
    """
    if not name.strip():
        raise BadInput("受入先の名前がありません。", "名前を入れてください。")
    with desk.writing(purpose_of(plan.lane)) as work:
        before = work.matches.where(plan_id=plan.id, state=MatchState.ASKED)
        if any(one.host == name for one in before):
            raise BadInput(
                "そこには、もう打診しています。", "返事があったら、成立か不成立を残してください。"
            )
        match = work.matches.put(
            Match(
                lane=plan.lane,
                body_id=plan.body_id,
                case_id=plan.case_id,
                plan_id=plan.id,
                resource_no=resource_no,
                host=name,
                asked_on=desk.today(),
                wanted=wanted,
                asked_by=desk.me.name,
            )
        )
        desk.audit(work, "受入先への打診", plan.plan_no, body_id=plan.body_id)
    return match


def succeed(
    desk: Desk,
    match_id: str,
    *,
    starts_on: date | None = None,
    activity: str = "",
    frequency: str = "",
    costs: str = "",
) -> Match:
    """成立。始まる日・すること・頻度・費用の負担を残し、プランの受入先の欄を埋める。

    名簿の受入先なら、空きを一つ減らす(支援会議の相談と、居場所を伏せる人の分は、減らすと知れるので減らさない)。
    """
    with desk.writing(_purpose(desk, match_id)) as work:
        match = _waiting(work, match_id)
        made = replace(
            match,
            state=MatchState.MADE,
            settled_on=desk.today(),
            starts_on=starts_on,
            activity=activity,
            frequency=frequency,
            costs=costs,
        )
        stored = work.matches.put(made)
        _fill_plan(work, made)
        desk.audit(work, "受入れの成立", _plan_no(work, made), body_id=made.body_id)
    if not made.sealed:
        _take_place(desk, made.resource_no)
    return stored


def fail(desk: Desk, match_id: str, failed_for: FailedFor, reason: str = "") -> Match:
    """不成立。わけが無ければ ``BadInput``。"""
    if failed_for is FailedFor.NONE:
        raise BadInput("不成立のわけがありません。", "わけを一つ選んでください。")
    with desk.writing(_purpose(desk, match_id)) as work:
        match = _waiting(work, match_id)
        stored = work.matches.put(
            replace(
                match,
                state=MatchState.FAILED,
                settled_on=desk.today(),
                failed_for=failed_for,
                reason=reason,
            )
        )
        desk.audit(work, "受入れの不成立", _plan_no(work, stored), body_id=stored.body_id)
    return stored


def _purpose(desk: Desk, match_id: str) -> Purpose:
    with desk.reading(widest_reading(desk)) as work:
        found = work.matches.get(match_id)
    if found is None:
        raise BadInput("その受入先探しが見つかりません。", "相談のページから開き直してください。")
    return purpose_of(found.lane)


def _waiting(work: Work, match_id: str) -> Match:
    match = work.matches.get(match_id)
    if match is None or match.state is not MatchState.ASKED:
        raise BadInput("もう返事の済んだ打診です。", "改めるときは、もう一度打診してください。")
    return match


def _plan_no(work: Work, match: Match) -> str:
    plan = work.plans.get(match.plan_id)
    return plan.plan_no if plan else ""


def _take_place(desk: Desk, resource_no: str) -> None:
    """空きを一つ減らす。居場所を伏せる人の打診は番号も伏せて棚から出るので、どの行にも当たらない。"""
    row = next((one for one in desk.resources if one.resource_no == resource_no), None)
    if row is not None:
        left = max(row.vacancy - 1, 0) if row.vacancy is not None else None
        note_contact(desk, resource_no, vacancy=left, stance=Stance.WILLING)


def _fill_plan(work: Work, match: Match) -> None:
    """プランの様式の、受入先・受入れの内容・実費の欄。もう書いてあれば、後に続ける。"""
    sheet = work.sheets.get(match.plan_id)
    if sheet is None:
        return
    starts = f"{format_short(match.starts_on)}から" if match.starts_on else ""
    terms = "　".join(part for part in (starts, match.frequency, match.activity) if part)
    known = {field.id for field in form(sheet.form_id, sheet.form_version).fields}
    added = {"host": match.host, "host_terms": terms, "expenses": match.costs}
    answers = dict(sheet.answers)
    for name, words in added.items():
        if name in known and words and words != CONCEALED:
            answers[name] = _followed(answers, name, words)
    work.sheets.put(_answered(sheet, answers))


def _answered(sheet: Sheet, answers: Mapping[str, str | tuple[str, ...]]) -> Sheet:
    return replace(sheet, answers=dict(answers))


def _followed(answers: Mapping[str, str | tuple[str, ...]], name: str, words: str) -> str:
    before = str(answers.get(name) or "")
    if not before or before == CONCEALED or words in before:
        return words if before in ("", CONCEALED) else before
    return f"{before}、{words}"
