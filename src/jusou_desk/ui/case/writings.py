"""脇で書く様式の一枚ごとの決まり: 題、見せない欄、保存の仕方、済んだあとの文。"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from jusou_desk.casework.case import basket, closing, consent, plans, progress, replies, sheets
from jusou_desk.casework.case.answers import Values
from jusou_desk.casework.case.colliding import Content, Seen
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.taking_back import take_back
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall import withdrawing
from jusou_desk.casework.recall.stale_copies import stale_with_case, stale_words
from jusou_desk.forms import FormDefinition
from jusou_desk.models.records import Case, PlanAction, Task
from jusou_desk.models.versions import Step
from jusou_desk.policy import Lane
from jusou_desk.ui.changes import Changed

#: 書いた後は、元に戻さない様式。同意は、変わったときに新しい一行を足す。
_STAYS: Final = frozenset({"consent"})
#: 頁が区分を決めるので、欄としては見せない。
_LANE_FIELD: Final = "lane"
#: 終結は評価シートで書くので、プランでは見せない節。
_NOT_NOW: Final = {"plan": frozenset({"closing"})}


@dataclass(frozen=True)
class Writing:
    """脇に開く一枚。``values`` は初めに入れておく値、``record_id`` は書き直す記録(新しければ空)。

    ``sealed`` なら、下書きも保存先も支援会議の中。``body_id`` はその会議体で、空なら書く人が選ぶ。
    ``remaining`` は終えると残る仕事(評価のとき)。``overlays`` は経過に重ねてある伏せ方、``withheld`` は
    本人に伏せてある欄(id)。``seen`` は、書き直す記録の、開いたときの中身。``only`` は、そこだけを
    書く節(id。空なら全部)。
    """

    form: FormDefinition
    case: Case
    values: Mapping[str, Any]
    actions: tuple[PlanAction, ...] = ()
    record_id: str = ""
    sealed: bool = False
    body_id: str = ""
    read_only: bool = False
    notice: str = ""
    remaining: tuple[Task, ...] = ()
    overlays: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    seen: Seen | None = None
    only: str = ""

    @property
    def place(self) -> str:
        """下書きの名。"""
        whole = f"{self.form.id}:{self.case.id}:{self.record_id or '新しい'}"
        return f"{whole}:{self.only}" if self.only else whole

    @property
    def shown_form(self) -> FormDefinition:
        """見せる節と欄だけの様式。"""
        hidden = _NOT_NOW.get(self.form.id, frozenset())
        shown = self.form.showing(self.values)
        sections = tuple(
            replace(section, fields=tuple(f for f in section.fields if f.id != _LANE_FIELD))
            for section in shown.sections
            if section.id not in hidden and self.only in ("", section.id)
        )
        return replace(self.form, sections=sections)


def standing_at(writing: Writing) -> Writing:
    """いまの中身を、開いたときの中身とした一枚。"""
    content = Content(writing.values, writing.actions, writing.overlays or writing.withheld)
    return replace(writing, seen=content.seen(writing.form))


@dataclass(frozen=True)
class Written:
    """書かれたもの: 欄の値、プランの支援内容の行、終えるときに済みにする仕事(id)、選んだ会議体。

    overlays・withheld: 経過に重ねる伏せ方と、本人に伏せる欄(id)。
    """

    values: Values
    actions: tuple[PlanAction, ...] = ()
    finished: frozenset[str] = frozenset()
    body_id: str = ""
    overlays: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """保存の結果。``undo`` は元に戻す仕事(安く戻せるときだけ)、``undone`` は戻したあとの文。

    ``then`` は続けて脇に開くもの(頁のすることの名)。``caution`` は、一緒に確かめてほしいこと。
    """

    sentence: str
    undo: Callable[[], object] | None = None
    undone: str = ""
    then: str = ""
    caution: str = ""


Saver = Callable[[Desk, Writing, Written], Saved]


def save(desk: Desk, writing: Writing, written: Written) -> Saved:
    """書いたものを保存する。見せていない欄は、開いたときの値を保つ。断りは casework のまま。"""
    whole = {**writing.values, **written.values}
    whole[_LANE_FIELD] = Lane.SEALED.label if writing.sealed else "通常"
    with desk.collecting() as steps:
        saved = _SAVERS.get(writing.form.id, _save_sheet)(
            desk, writing, replace(written, values=whole)
        )
    return (
        saved if saved.undo or writing.form.id in _STAYS else _undoable(desk, writing, saved, steps)
    )


def _undoable(desk: Desk, writing: Writing, saved: Saved, steps: Sequence[Step]) -> Saved:
    """元に戻す道を添えたもの。"""
    if not steps:
        return saved
    purpose = purpose_of(Lane.SEALED if writing.sealed else writing.case.lane)
    back = partial(take_back, desk, tuple(steps), purpose, writing.case.case_no)
    body_id = (writing.body_id or writing.case.body_id) if writing.sealed else ""
    if writing.record_id:
        told = "書き直す前に戻しました。取り消した文は「書き直しの記録」に残っています。"
        return replace(saved, undo=partial(back, body_id=body_id), undone=told)
    return replace(
        saved, undo=partial(back, body_id=body_id, keeps=True), undone=_taken_back(writing)
    )


def _taken_back(writing: Writing) -> str:
    """新しく書いた一枚を取り消したときの知らせ。"""
    which = "「支援会議の相談も表示」に印を付け、" if writing.sealed else ""
    return (
        f"書いた{writing.form.title}を取り消し、ごみ箱へ入れました。もう一度出すときは、"
        f"「ケース」で{which}「ごみ箱」の「元に戻す」を押してください({basket.KEPT_DAYS}日の間)。"
    )


def discard_writing(desk: Desk, writing: Writing) -> Saved:
    """書いてある一枚をごみ箱へ入れる。消せないものの断りは casework のまま。"""
    purpose = purpose_of(Lane.SEALED if writing.sealed else writing.case.lane)
    basket.discard(desk, writing.record_id, purpose)
    return Saved(
        f"{writing.form.title}をごみ箱へ入れました。{basket.KEPT_DAYS}日の間は元に戻せます。",
        lambda: basket.bring_back(desk, writing.record_id, purpose),
        f"{writing.form.title}を元に戻しました。",
    )


def changes_of(form_id: str) -> tuple[Changed, ...]:
    """保存で変わるものの種類。"""
    return _CHANGES.get(form_id, (Changed.SHEET,))


def _save_note(desk: Desk, writing: Writing, written: Written) -> Saved:
    progress.add_note(
        desk,
        writing.case.id,
        written.values,
        note_id=writing.record_id,
        body_id=written.body_id,
        overlays=written.overlays,
        seen=writing.seen,
    )
    return Saved("経過を書き直しました。" if writing.record_id else "経過を残しました。")


def _save_consent(desk: Desk, writing: Writing, written: Written) -> Saved:
    recorded = consent.record_consent(desk, writing.case.id, written.values)
    told = f"同意（{recorded.status}）を記録しました。"
    stale = stale_with_case(desk, writing.case, purpose_of(writing.case.lane))
    saved = Saved(told, caution="\n".join(stale_words(stale)))
    if any(one.outstanding for one in withdrawing.papers_out(desk, writing.case.id)):
        told += "同意の外になった紙が、相手の手元にあります。"
        return replace(saved, sentence=told, then="withdrawal")
    return saved


def _save_plan(desk: Desk, writing: Writing, written: Written) -> Saved:
    plan = plans.write_plan(
        desk,
        writing.case.id,
        written.values,
        written.actions,
        plan_id=writing.record_id,
        withheld=written.withheld,
        seen=writing.seen,
    )
    return Saved(f"プラン {plan.plan_no} を保存しました。")


def _save_evaluation(desk: Desk, writing: Writing, written: Written) -> Saved:
    before, finished = writing.case.status, written.finished
    case, _sheet = closing.evaluate(
        desk,
        writing.case.id,
        written.values,
        sheet_id=writing.record_id,
        finished=finished,
        withheld=written.withheld,
        seen=writing.seen,
    )
    if before in closing.ENDED or case.status not in closing.ENDED:
        return Saved("評価シートを保存しました。")
    kept = len(writing.remaining) - len(finished)
    rest = f"残る仕事{kept}件は、期日が近づくと「今日」に「{case.status}後」と付いて出ます。"
    return Saved(
        f"評価シートを保存し、相談を{case.status}にしました。{rest if kept else ''}",
        lambda: closing.cancel_ending(desk, case.id, unfinished=finished),
        f"{case.status}を取り消しました。評価シートは「これまで」に残っています。",
    )


def _save_referral(desk: Desk, writing: Writing, written: Written) -> Saved:
    _sheet, note = replies.write_referral(
        desk,
        writing.case.id,
        written.values,
        sheet_id=writing.record_id,
        sealed=writing.sealed,
        body_id=written.body_id,
        withheld=written.withheld,
        seen=writing.seen,
    )
    if note is None:
        return Saved(f"{writing.form.title}を保存しました。")
    what = replies.next_of(written.values)
    step = f"「{what}」を今日に出します。" if what else ""
    return Saved(f"返信を入れ、経過に一行残しました。{step}")


def _save_sheet(desk: Desk, writing: Writing, written: Written) -> Saved:
    sheets.write_sheet(
        desk,
        writing.case.id,
        writing.form.id,
        written.values,
        sheet_id=writing.record_id,
        sealed=writing.sealed,
        body_id=written.body_id,
        withheld=written.withheld,
        seen=writing.seen,
    )
    return Saved(f"{writing.form.title}を保存しました。")


#: 書き方に決まりのある様式。ほかは ``_save_sheet`` で、定義のとおりに書く。
_SAVERS: Final[dict[str, Saver]] = {
    "progress": _save_note,
    "consent": _save_consent,
    "plan": _save_plan,
    "evaluation": _save_evaluation,
    "referral": _save_referral,
}
_CHANGES: Final[dict[str, tuple[Changed, ...]]] = {
    "progress": (Changed.NOTE,),
    "consent": (Changed.CONSENT, Changed.CASE),
    "plan": (Changed.PLAN, Changed.CASE),
    "evaluation": (Changed.SHEET, Changed.CASE, Changed.PLAN, Changed.TASK),
    "referral": (Changed.SHEET, Changed.NOTE, Changed.TASK),
}
