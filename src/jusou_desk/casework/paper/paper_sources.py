"""帳票ごとの材料集め。一つの帳票に一つの関数で、様式の値と繰返し行を返す。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any, Final

from jusou_desk.casework.case.answers import unpack, written_form
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.casework.case.consent import LIFE, ORAL, history_of, latest_consent
from jusou_desk.casework.case.covering import noted, row_overlays, withheld_of
from jusou_desk.casework.case.intake import band_of, intake_values
from jusou_desk.casework.case.plans import plan_values
from jusou_desk.casework.case.reply_codes import reply_code
from jusou_desk.casework.case.sheets import sheets_of
from jusou_desk.casework.paper.paper_facts import BLANK_DATE, blank_values, form_facts
from jusou_desk.forms import FormDefinition, form
from jusou_desk.models.records import CONSENTED, Case, Consent, Note, Plan
from jusou_desk.models.sources import keeps_source
from jusou_desk.models.work import Work
from jusou_desk.packet import NO_SOURCE, Fact, Record, Value
from jusou_desk.policy import Lane, Overlay
from jusou_desk.wareki import format_short


@dataclass(frozen=True)
class Source:
    """帳票一枚の材料。

    form: 書かれた版の様式。values: その値(無ければ ``None`` で、手書きの用紙になる)。
    withheld: 本人に伏せる欄の id。more: 様式の欄でない事実。groups: 繰返し行。lane: 記録の区分。notices: 職員に知らせること。
    receiver: 渡す先の機関(決まっていれば)。mark: 終結を取り消した評価シートの印。
    """

    form: FormDefinition
    values: Mapping[str, Any] | None
    author: str = ""
    lane: Lane = Lane.OPEN
    withheld: tuple[str, ...] = ()
    more: Mapping[str, Value] = field(default_factory=dict)
    groups: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    receiver: str = ""
    mark: str = ""


# 同意書は本人に渡す紙なので、断られた事情や職員の覚えは載せない。
_NOT_FOR_THE_PERSON: Final = frozenset({"no_consent_reason", "oral_record", "note"})
# 同意の得られていない理由を書く、同意の状態。後から得た・撤回された相談に残すと、食い違って読める。
_NOT_AGREED: Final = frozenset({"", "未取得", "拒否"})
_BLANK_NOTES: Final = 10
NO_PLAN: Final[dict[str, Value]] = {
    "プラン番号": None,
    "目標": None,
    "短期目標": None,
    "期間開始": BLANK_DATE,
    "期間終了": BLANK_DATE,
}
_FAX: Final = "FAX "
NO_REPLY: Final[dict[str, Value]] = {"返信番号": None, "FAXの見出し": _FAX}


def written_facts(source: Source) -> Facts:
    """様式の欄。古い版で書かれていても、いまの版の欄は(空で)みな揃える。"""
    newest = form(source.form.id)
    if source.values is None:
        found = form_facts(newest, blank_values(newest))
    else:
        written = form_facts(source.form, source.values, source.lane, source.withheld)
        found = form_facts(newest, {}) | written
    return found | facts(source.lane, **source.more)


def intake_source(work: Work, case: Case) -> Source:
    """相談受付・申込票。"""
    sheet = work.sheets.get(case.id)
    written = written_form("intake", sheet, case.received_on)
    values = intake_values(work, case)
    person = work.people.get(case.person_id) if case.person_id else None
    # 年齢区分は国への報告項目。生年月日が分かれば、受付日の年齢から決まる
    values["age_band"] = band_of(person, case)
    if case.consent not in _NOT_AGREED:
        values["no_consent_reason"] = ""
    author, withheld = (sheet.author, sheet.withheld) if sheet else ("", ())
    if Overlay.FROM_PERSON in case.overlays:
        withheld = (*withheld, "content")
    return Source(written, values, author, case.lane, withheld)


def family_source(_work: Work, case: Case) -> Source:
    """家族図。図と家族の表は、紙の種類の印(``pictured``)から載る。"""
    return Source(form("intake"), {}, author=case.worker, lane=case.lane)


def plain_source(form_id: str) -> Callable[[Work, Case], Source]:
    """決まりの無い様式 ``form_id`` の材料の集め方。宛先の欄があれば、それが受け手になる。"""

    def gathered(work: Work, case: Case) -> Source:
        source = _sheet_source(work, case, form_id)
        return replace(source, receiver=str((source.values or {}).get("to_agency") or "").strip())

    return gathered


def _sheet_source(work: Work, case: Case, form_id: str) -> Source:
    """いちばん新しい記入。まだ無ければ、基本情報だけを入れた手書きの用紙にする。"""
    opened = next(iter(sheets_of(work, case.id, form_id)), None)
    if opened is None:
        definition = form(form_id)
        return Source(
            definition,
            None,
            notices=(
                f"「{definition.title}」はまだ書かれていないため、基本情報だけの用紙にしました。",
            ),
        )
    sheet = opened.sheet
    return Source(opened.form, opened.values, sheet.author, sheet.lane, sheet.withheld)


def assessment_source(work: Work, case: Case) -> Source:
    """インテーク・アセスメントシート。"""
    return _sheet_source(work, case, "assessment")


def referral_source(work: Work, case: Case) -> Source:
    """つなぐシート。つなぎ先が受け手になる。"""
    source = _sheet_source(work, case, "referral")
    to = str((source.values or {}).get("to_agency") or "").strip()
    newest = next(iter(sheets_of(work, case.id, "referral")), None)
    if newest is None or source.values is None:
        return replace(source, receiver=to, more=NO_REPLY)
    # 番号の無い FAX は、見出しも刷らない(空けておくと、どこへ返すのか迷う)
    fax = _FAX if source.values.get("from_fax") else ""
    more = {"返信番号": reply_code(newest.sheet.id), "FAXの見出し": fax}
    return replace(source, receiver=to, more=more)


def consent_source(work: Work, case: Case) -> Source:
    """同意書。拒否・撤回の後は、前の内容を写さない。"""
    consent = latest_consent(work, case.id)
    if consent is None or consent.status not in (*CONSENTED, "未取得"):
        return Source(form("consent"), None)
    source = _consent_source(work, consent)
    kept = {n: value for n, value in (source.values or {}).items() if n not in _NOT_FOR_THE_PERSON}
    return replace(source, values=kept)


def oral_consent_source(work: Work, case: Case) -> Source:
    """口頭同意記録。いちばん新しい口頭の同意を、役場の控えとして残す。"""
    given = [one for one in history_of(work, case.id) if one.status == ORAL]
    if not given:
        notice = "口頭の同意はまだ記録されていないため、基本情報だけの用紙にしました。"
        return Source(form("consent"), None, notices=(notice,))
    return _consent_source(work, given[-1])


def _consent_source(work: Work, consent: Consent) -> Source:
    sheet = work.sheets.get(consent.id)
    written = written_form("consent", sheet, consent.decided_on)
    values = unpack(sheet) | {
        "scope": consent.scope,
        "agencies": "、".join(consent.agencies),
        "valid_until": consent.valid_until or BLANK_DATE,
        "witness": consent.witness,
        "original_kept": consent.original_kept,
        "note": consent.note,
    }
    values.setdefault("period_from", BLANK_DATE)
    if consent.status in CONSENTED:
        values |= {"status": consent.status, "decided_on": consent.decided_on}
        values["asked_by"] = consent.asked_by
    return Source(written, values, consent.asked_by, consent.lane)


def plan_source(work: Work, case: Case) -> Source:
    """多機関協働事業のプラン兼利用申込書。多機関協働のものが無ければ、いちばん新しいプラン。

    後から参加支援などのプランを作っても、会議で決まった多機関協働のプランを刷れるようにする。
    """
    kind = "多機関協働"
    return _plan_source(work, case, kind if _newest_plan(work, case, kind) else "")


def outreach_source(work: Work, case: Case) -> Source:
    """アウトリーチ等プラン。"""
    return _plan_source(work, case, "アウトリーチ")


def participation_source(work: Work, case: Case) -> Source:
    """参加支援プラン。"""
    return _plan_source(work, case, "参加支援")


def _plan_source(work: Work, case: Case, kind: str = "") -> Source:
    plan = _newest_plan(work, case, kind)
    if plan is None:
        which = f"{kind}のプラン" if kind else "プラン"
        notice = f"{which}はまだ書かれていないため、基本情報だけの用紙にしました。"
        # 状態は、書いていないプランのもの。相談の状態を写すと、もう終わったプランに見える
        more: dict[str, Value] = {"プラン番号": None, "状態": ""}
        return Source(form("plan"), None, more=more, groups={"支援内容": ()}, notices=(notice,))
    sheet = work.sheets.get(plan.id)
    return Source(
        written_form("plan", sheet, plan.made_on),
        plan_values(work, plan),
        sheet.author if sheet else "",
        plan.lane,
        sheet.withheld if sheet else (),
        more={"プラン番号": plan.plan_no},
        groups={"支援内容": action_rows(plan)},
    )


def evaluation_source(work: Work, case: Case) -> Source:
    """評価シート。振り返る目標と支援内容は、いちばん新しいプランから写す。"""
    source = _sheet_source(work, case, "evaluation")
    newest = next(iter(sheets_of(work, case.id, "evaluation")), None)
    undone = cancelled(newest.sheet) if newest else None
    source = replace(source, mark=undone.words if undone else "")
    plan = _newest_plan(work, case)
    if plan is None:
        return replace(source, more=NO_PLAN, groups={"支援内容": ()})
    hidden = withheld_of(work, plan.id)
    more: dict[str, Value] = {
        "プラン番号": plan.plan_no,
        # 評価シートは本人と振り返る紙なので、本人に伏せる目標は初めから写さない。
        "目標": "" if "goal" in hidden else plan.goal,
        "短期目標": "" if "short_goal" in hidden else plan.short_goal,
        "期間開始": plan.period_from,
        "期間終了": plan.period_to,
    }
    rows = action_rows(plan)
    return replace(source, lane=max(source.lane, plan.lane), more=more, groups={"支援内容": rows})


def progress_source(work: Work, case: Case) -> Source:
    """支援経過の一覧。古い順。秘匿の経過は、この目的の許可では読めないので入らない。"""
    notes = sorted(work.notes.where(case_id=case.id), key=lambda note: (note.at, note.note_no))
    return Source(
        form("progress"),
        {},
        groups={"経過": tuple(note_row(work, note) for note in notes)},
        notices=() if notes else ("支援経過はまだありません。",),
    )


def person_progress_source(work: Work, case: Case) -> Source:
    """支援経過の、本人に渡す控え。経過番号は、伏せた経過の欠番が分からないように載せない。"""
    source = progress_source(work, case)
    rows = source.groups["経過"]
    unnumbered = (
        replace(row, facts={**row.facts, "経過番号": Fact(None, row.lane)}) for row in rows
    )
    return replace(source, groups={"経過": tuple(unnumbered)})


def _newest_plan(work: Work, case: Case, kind: str = "") -> Plan | None:
    plans = [one for one in work.plans.where(case_id=case.id) if kind in ("", one.kind)]
    return max(plans, key=lambda plan: (plan.made_on, plan.round_no), default=None)


def action_rows(plan: Plan) -> tuple[Record, ...]:
    """プランの支援内容の行。"""
    return tuple(
        Record(
            facts(
                plan.lane,
                課題=action.issue,
                内容=action.what,
                担当機関=action.agency,
                担当者=action.person,
                役割=action.role,
                頻度=action.frequency,
                期限=action.due_on,
                結果=action.result,
            ),
            lane=plan.lane,
            scope=LIFE,
        )
        for action in plan.actions
    )


def note_row(work: Work, note: Note) -> Record:
    """支援経過の行。"""
    definition, lane = form("progress"), note.lane
    timed = note.at.time() != time()
    start = f"{note.at:%H:%M}" if timed else ""
    values = unpack(work.sheets.get(note.id)) | {
        "noted_on": note.at.date(),
        "start": start,
        "method": note.method,
        "counterpart": note.counterpart,
        "content": note.content,
        "next_step": note.next_step,
        "due_on": note.due_on,
        "recorder": note.recorder,
        "source_agency": note.source_agency,
    }
    end = str(values.get("end") or "")
    clock = f"{start}～{end}" if end else start
    who, given = note.counterpart, f"【提供】{note.source_agency}" if note.source_agency else ""
    if keeps_source(note):
        who, given = "", NO_SOURCE
    due = f"(期限 {format_short(note.due_on)})" if note.due_on else ""
    row = form_facts(definition, values, lane) | facts(
        lane,
        経過番号=note.note_no,
        時刻=clock,
    )
    joined: dict[str, Value] = {
        "日時": _lines(format_short(note.at.date()), clock),
        "方法・相手": _lines(note.method, who, given),
        "今後の対応・期限": _lines(note.next_step, due),
    }
    row = noted(note, row | facts(lane, **joined), "相手", "提供機関")
    return Record(row, lane=lane, scope=LIFE, overlays=row_overlays(note))


def blank_rows(group: str) -> tuple[Record, ...]:
    """手書きの用紙の繰返し行。様式が枠を並べている表では空でよい。"""
    if group != "経過":
        return ()
    names = (*form_facts(form("progress"), {}), "経過番号", "時刻", "日時", "方法・相手")
    empty: dict[str, Value] = dict.fromkeys((*names, "今後の対応・期限"), None)
    return (Record(facts(Lane.OPEN, **empty)),) * _BLANK_NOTES


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
