"""一件の歩み。受付・経過・様式・プラン・会議・同意を、新しい順の一本の列にする。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import partial
from typing import Final

from jusou_desk.casework.case.answers import Values, day, terms, unpack
from jusou_desk.casework.case.cancelling import CANCELLED, cancelled
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.sides import AGENCIES, Side, side_of_visitor, sides_of
from jusou_desk.casework.case.worker_changes import WorkerChange, worker_changes
from jusou_desk.clock import known_time
from jusou_desk.forms import FieldKind, FormDefinition, form
from jusou_desk.models.records import AgendaItem, Case, Consent, Meeting, Note, Plan, Sheet
from jusou_desk.models.register_records import Match
from jusou_desk.models.secrecy_records import Disclosure, DisclosureState
from jusou_desk.policy import Overlay
from jusou_desk.wareki import format_short

_CONSENT: Final = "consent"
#: 経過や同意など、自分の行を持つ様式。ここでは二度出さない。
_ROWS_OF_THEIR_OWN: Final = frozenset({"intake", _CONSENT, "progress", "plan"})
#: 様式の中身を一行で伝える欄。先に埋まっているものから。ここに無い様式では、長い文の欄。
_GIST: Final = {
    "assessment": ("direction", "background", "complaint"),
    "evaluation": ("attainment_detail", "opinion", "remaining"),
    "referral": ("reason", "content"),
}


class Happened(StrEnum):
    """出来事の種類。"""

    RECEPTION = "相談受付"
    NOTE = "経過"
    SHEET = "様式"
    PLAN = "プラン"
    MEETING = "会議"
    CONSENT = "同意"
    DISCLOSURE = "通報・緊急"
    WORKER = "担当替え"
    MATCH = "受入先探し"
    PAPER = "紙の発行"


@dataclass(frozen=True)
class Happening:
    """一つの出来事。``ref`` は開く記録の id、``form_id`` は様式のときだけ。

    at: 見せる時刻(無ければ 0 時)。clock: 並べるときの時刻(分からなければ None)。
    number: 同じ種類の中で書いた順(番号のある記録だけ)。sides: 相手(誰からの話か、誰が居たか)。
    """

    kind: Happened
    on: date
    at: time
    title: str
    body: str
    aside: str
    ref: str
    sealed: bool
    form_id: str = ""
    clock: time | None = None
    number: str = ""
    sides: frozenset[Side] = frozenset()


#: 一日のうちで起こる順。様式は、ここに id があればその所、無ければ見立ての所。
_STEPS: Final[tuple[str, ...]] = (
    Happened.RECEPTION,
    Happened.DISCLOSURE,
    Happened.NOTE,
    Happened.CONSENT,
    Happened.SHEET,
    Happened.PLAN,
    Happened.MEETING,
    Happened.MATCH,
    "referral",
    "evaluation",
    Happened.PAPER,
    Happened.WORKER,
)


def timeline(page: CasePage) -> tuple[Happening, ...]:
    """一件のページから、出来事を新しい順に。

    同じ日の中は、机の上で起こる順(受付→話を聞く→同意→見立て→プラン→会議→つなぐ→評価)に並べ、
    時刻の分かるものはその時刻に置く。時刻の無い経過は、その日の、先に書いた経過より上に置く。
    それも同じなら、後から書いたもの(番号か、ページの並び)を上にする。
    """
    happenings = tuple(_happenings(page))
    days: dict[date, list[Happening]] = {}
    for one in happenings:
        if one.clock:
            days.setdefault(one.on, []).append(one)
    return tuple(sorted(happenings, key=partial(_place, days), reverse=True))


def _place(
    days: Mapping[date, Sequence[Happening]], one: Happening
) -> tuple[date, time, int, bool, str]:
    """並べる所。時刻の分からないものは、その日の、時刻の分かる前のもののすぐ後。"""
    before = [other.clock or time() for other in days.get(one.on, ()) if _comes_before(other, one)]
    clock = one.clock or max(before, default=time())
    return one.on, clock, _step(one), one.sealed, one.number


def _comes_before(other: Happening, one: Happening) -> bool:
    """時刻の分かる ``other`` が、``one`` より前か。経過どうしは、同じ区分の番号(書いた順)で見る。"""
    if other.kind is not Happened.NOTE:
        return _step(other) <= _step(one)
    same = one.kind is Happened.NOTE and one.sealed == other.sealed
    return same and other.number < one.number


def _step(one: Happening) -> int:
    """手順の何番目か。"""
    step = one.form_id if one.form_id in _STEPS else one.kind
    if step == Happened.SHEET and form(one.form_id).outside:
        step = "referral"
    return _STEPS.index(step)


def _happenings(page: CasePage) -> Iterator[Happening]:
    yield _reception(page.case, page.moved.get(page.case.id, ""))
    yield from (_note(note, page.moved.get(note.id, ""), page) for note in page.notes)
    for sheet in page.sheets:
        if sheet.form_id not in _ROWS_OF_THEIR_OWN:
            yield _sheet(sheet)
    yield from map(_plan, page.plans)
    yield from (_meeting(meeting, item) for meeting, item in page.agenda)
    told = {sheet.id: unpack(sheet) for sheet in page.sheets if sheet.form_id == _CONSENT}
    yield from (_consent(one, told.get(one.id, {})) for one in page.consents)
    yield from map(_disclosure, page.disclosures)
    yield from map(_match, page.matches)
    written = next((sheet for sheet in page.sheets if sheet.id == page.case.id), None)
    yield from (_worker(page.case, one) for one in worker_changes(written))


def _marks(overlays: tuple[str, ...]) -> str:
    """重ねた伏せ方を、言葉の印で。"""
    return "".join(f"【{one}】" for one in overlays)


def _joined(*parts: str, by: str = "　") -> str:
    return by.join(part for part in parts if part)


def _reception(case: Case, moved: str) -> Happening:
    relation = f"（{case.visitor_relation}）" if case.visitor_relation else ""
    visitor = f"来談者 {case.visitor}{relation}" if case.visitor else ""
    marks = _marks(case.overlays)
    return Happening(
        kind=Happened.RECEPTION,
        on=case.received_on,
        at=time(),
        title=_joined(Happened.RECEPTION, case.method, visitor, marks),
        body=case.content,
        aside=_joined(case.window, case.worker, moved),
        ref=case.id,
        sealed=case.sealed,
        sides=side_of_visitor(case.visitor_relation),
    )


def _worker(case: Case, change: WorkerChange) -> Happening:
    return Happening(
        kind=Happened.WORKER,
        on=change.on,
        at=time(),
        title=_joined(Happened.WORKER, change.words),
        body="",
        aside=f"替えた人 {change.by}",
        ref=case.id,
        sealed=case.sealed,
    )


def _note(note: Note, moved: str, page: CasePage) -> Happening:
    due = f"（期限 {format_short(note.due_on)}）" if note.due_on else ""
    next_step = f"今後の対応: {note.next_step}{due}" if note.next_step else ""
    counterpart = f"相手 {note.counterpart}" if note.counterpart else ""
    source = f"提供 {note.source_agency}" if note.source_agency else ""
    return Happening(
        kind=Happened.NOTE,
        on=note.at.date(),
        at=note.at.time(),
        title=_joined(Happened.NOTE, note.method, counterpart, _marks(note.overlays)),
        body=_joined(note.content, next_step, by="\n"),
        aside=_joined(f"記録 {note.recorder}" if note.recorder else "", source, moved),
        ref=note.id,
        sealed=note.sealed,
        clock=note.at.time() if note.at.time() != time() else None,
        number=note.note_no,
        sides=sides_of(note, page.person, page.household),
    )


def _sheet(sheet: Sheet) -> Happening:
    written = form(sheet.form_id, sheet.form_version)
    answers = (sheet.answers.get(name, "") for name in _GIST.get(sheet.form_id) or _long(written))
    result = sheet.answers.get("result") or sheet.answers.get("to_agency") or ""
    marks = f"【{Overlay.FROM_PERSON}欄あり】" if sheet.withheld else ""
    mark = cancelled(sheet)
    told = f"{mark.words}（{mark.reason}）" if mark else ""
    gist = next((str(answer) for answer in answers if answer), "")
    return Happening(
        kind=Happened.SHEET,
        on=sheet.written_on,
        at=time(),
        title=_joined(
            f"【{CANCELLED}】" if mark else "",
            written.title,
            str(result),
            marks,
        ),
        body=_joined(told, gist, _replied(sheet), by="\n"),
        aside=f"記入 {sheet.author}" if sheet.author else "",
        ref=sheet.id,
        sealed=sheet.sealed,
        form_id=sheet.form_id,
        sides=AGENCIES if written.outside else frozenset(),
    )


def _long(written: FormDefinition) -> tuple[str, ...]:
    """長い文の欄(id)。情報源の知れる欄は、一行には出さない。"""
    return tuple(
        one.id for one in written.fields if one.kind is FieldKind.LONG_TEXT and not one.source
    )


def _replied(sheet: Sheet) -> str:
    """つないだ先の返信の一行。まだ無ければ空。"""
    values = unpack(sheet) if sheet.form_id == "referral" else {}
    told = (str(values.get(name) or "") for name in ("result", "refusal", "outcome"))
    words = "　".join(part for part in told if part)
    on = day(values, "replied_on")
    return f"返信{f'({format_short(on)})' if on else ''}: {words}" if on or words else ""


def _plan(plan: Plan) -> Happening:
    steps = tuple(
        f"・{_joined(action.what, action.agency, action.role)}" for action in plan.actions
    )
    return Happening(
        kind=Happened.PLAN,
        on=plan.made_on,
        at=time(),
        title=f"プラン{plan.round_no}回目（{plan.status}）　{plan.kind}",
        body=_joined(plan.goal, *steps, by="\n"),
        aside=_joined(plan.plan_no, "・".join(plan.agencies)),
        ref=plan.id,
        sealed=plan.sealed,
    )


def _meeting(meeting: Meeting, item: AgendaItem) -> Happening:
    findings = f"確認した事実: {item.findings}" if item.findings else ""
    decision = f"決定: {item.decision}" if item.decision else ""
    return Happening(
        kind=Happened.MEETING,
        on=meeting.held_on,
        at=time(),
        title=_joined(meeting.body_name, item.aim, _marks(item.overlays)),
        body=_joined(item.summary, findings, decision, by="\n"),
        aside=f"{meeting.kind}　{meeting.meeting_no} 議題{item.item_no}",
        ref=meeting.id,
        sealed=item.sealed,
        clock=known_time(meeting.start),
        sides=AGENCIES,
    )


def _match(one: Match) -> Happening:
    """受入先探しの一件。打診した日に置き、その後どうなったかを添える。"""
    starts = f"{format_short(one.starts_on)}から" if one.starts_on else ""
    settled = f"{format_short(one.settled_on)} {one.state}" if one.settled_on else ""
    failed = _joined(str(one.failed_for), one.reason)
    return Happening(
        kind=Happened.MATCH,
        on=one.asked_on,
        at=time(),
        title=_joined(Happened.MATCH, one.host, str(one.state)),
        body=_joined(
            f"求めたこと: {'・'.join(one.wanted)}" if one.wanted else "",
            _joined(settled, failed),
            _joined(starts, one.frequency, one.activity, one.costs),
            by="\n",
        ),
        aside=f"打診 {one.asked_by}" if one.asked_by else "",
        ref=one.plan_id,
        sealed=one.sealed,
        sides=AGENCIES,
    )


def _disclosure(one: Disclosure) -> Happening:
    state = "" if one.state is DisclosureState.APPROVED else str(one.state)
    when = f"{format_short(one.told_at.date())} {one.told_at:%H:%M} に{one.way}で知らせた"
    oral = f"{when}。口頭の承認 {one.oral_by}" if one.told_first else ""
    declined = f"却下のわけ: {one.declined_for}" if one.declined_for else ""
    result = f"返事: {one.result}" if one.result else ""
    return Happening(
        kind=Happened.DISCLOSURE,
        on=one.asked_at.date(),
        at=one.asked_at.time(),
        title=_joined(Happened.DISCLOSURE, one.receiver, one.reason, state),
        body=_joined(one.content, oral, declined, result, by="\n"),
        aside=_joined(one.disclosure_no, one.ground),
        ref=one.id,
        sealed=one.sealed,
        clock=one.asked_at.time(),
        sides=AGENCIES,
    )


def _consent(consent: Consent, answers: Values) -> Happening:
    """同意の一行。約束した条件は、除く機関も目的も、みな書く。"""
    told = (
        ("範囲", consent.scope),
        ("提供先", consent.agencies),
        ("除く機関", terms(answers, "excluded_agencies")),
        ("目的", terms(answers, "purposes")),
        ("期間", (_period(consent, answers),)),
        ("立会人", (consent.witness,)),
    )
    lines = (f"{label} {'、'.join(words)}" for label, words in told if any(words))
    at = consent.recorded_at
    return Happening(
        kind=Happened.CONSENT,
        on=consent.decided_on,
        at=time(),
        title=_joined(Happened.CONSENT, consent.status),
        body=_joined(*lines, by="\n"),
        aside=f"確かめた人 {consent.asked_by}" if consent.asked_by else "",
        ref=consent.id,
        sealed=consent.sealed,
        sides=frozenset({Side.PERSON}),
        clock=at.time() if at and at.date() == consent.decided_on else None,
    )


def _period(consent: Consent, answers: Values) -> str:
    """同意の期間。書かれていない側は空ける。どちらも無ければ「期限なし」の印があるときだけ書く。"""
    since = day(answers, "period_from")
    first = f"{format_short(since)}から" if since else ""
    last = f"{format_short(consent.valid_until)}まで" if consent.valid_until else ""
    return first + (last or ("期限なし" if answers.get("no_end") else ""))
