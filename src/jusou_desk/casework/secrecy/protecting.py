"""DV等支援措置。付けるのも外すのも二人で行い、期限が来ても自動では外れない(domain.md §5.4)。

一人目が設けた時から伏せ、別の職員が確かめて正式になる。外すのは、一人が理由を添えて申し出て、
別の職員が行う。書いた一件は書き換えず、改めるときは新しい一件を足す。
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.intake import FORM, purpose_of
from jusou_desk.casework.case.parties import agenda_warnings, typed_warnings
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form, whereabouts_of
from jusou_desk.models.records import Person
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.two_people import are_two
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Overlay, Purpose

FLAG_ONLY: Final = "住所秘匿の印"
"""支援措置の記録が無く、印だけで伏せていた人の根拠。"""


@dataclass(frozen=True)
class Account:
    """支援措置の中身。``until`` は期限の日(その日まで)。"""

    ground: str
    since: date
    until: date
    other_party: str = ""
    other_kana: str = ""
    other_relationship: str = ""
    former_household_no: str = ""


@dataclass(frozen=True)
class Protected:
    """一人の支援措置のいま。

    hidden: 居場所を伏せているか。direct: 本人の印か措置によるか(偽なら世帯の人の措置による)。
    current: 終わっていない一番新しい一件。history: 新しい順の全部。
    names: 職員の id→氏名。
    """

    person: Person
    hidden: bool
    direct: bool
    current: Protection | None
    history: tuple[Protection, ...]
    names: dict[str, str]


@dataclass(frozen=True)
class Revealed:
    """理由を述べて見た居場所。欄の名→値の並び(書かれている欄だけ)。"""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Due:
    """期限か確認を待つ一件。waiting: 待っていること(空なら期限)。"""

    protection: Protection
    waiting: str


def usual_term(since: date) -> date:
    """初めに入る期限。"""
    years, month = divmod(since.month - 1 + int(_term()["months"]), 12)
    first_of_next = date(since.year + years, month + 1, 1) + timedelta(days=31)
    last = (first_of_next.replace(day=1) - timedelta(days=1)).day
    return date(since.year + years, month + 1, min(since.day, last))


@cache
def _term() -> dict[str, Any]:
    raw = tomllib.loads(resource("whereabouts.toml").read_text(encoding="utf-8"))
    return dict(raw["term"])


# --- 付ける・確かめる ---------------------------------------------------


def set_protection(desk: Desk, person_id: str, account: Account) -> Protection:
    """支援措置を設ける。伏せるのはこの時から。改めるとき・続けるときも、新しい一件として設ける。"""
    if not account.ground.strip():
        raise BadInput("支援措置の根拠が空です。", "根拠を選んでください。", "ground")
    if account.until < account.since:
        raise BadInput(
            "支援措置の期限が、始まりより前です。", "期限の日を確かめてください。", "until"
        )
    return _set(desk, person_id, account, "支援措置の設定")


def _set(desk: Desk, person_id: str, account: Account, action: str, **more: Any) -> Protection:
    person = _person(desk, person_id)
    with desk.writing(purpose_of(person.lane)) as work:
        made = work.protections.put(
            Protection(
                lane=person.lane,
                body_id=person.body_id,
                person_id=person.id,
                set_by=desk.staff_id,
                set_at=desk.now(),
                **vars(account),
                **more,
            )
        )
        fresh = work.people.get(person.id) or person
        work.people.put(replace(fresh, address_concealed=True))
        _audit(desk, work, action, person)
    return made


def confirm(desk: Desk, person_id: str) -> Protection:
    """別の職員が確かめて、正式にする。"""
    person, current = _current(desk, person_id)
    if current.confirmed_by:
        raise BadInput("この支援措置は、もう確かめてあります。", "頁を開き直してください。")
    if _is_mine(desk, current.set_by):
        raise Refused(
            "設けた人は、自分で確かめることができません。",
            "別の職員にサインインしてもらい、確かめてもらってください。伏せるのはもう始まっています。",
        )
    with desk.writing(purpose_of(person.lane)) as work:
        done = work.protections.put(
            replace(current, confirmed_by=desk.staff_id, confirmed_on=desk.today())
        )
        _audit(desk, work, "支援措置の確認", person)
    return done


# --- 外す --------------------------------------------------------------


def ask_lift(desk: Desk, person_id: str, reason: str) -> Protection:
    """外すことを、理由を添えて申し出る。外れるのは、別の職員が ``lift`` したとき。"""
    if not reason.strip():
        raise BadInput(
            "外す理由が空です。", "理由を入れてください。記録に残ります。", "lift_reason"
        )
    asked: dict[str, Any] = {
        "lift_asked_by": desk.staff_id,
        "lift_asked_on": desk.today(),
        "lift_reason": reason,
    }
    state = protected(desk, person_id)
    if state.current is None:
        if not state.person.address_concealed:
            raise BadInput(
                "この方には、外す支援措置がありません。", "世帯の人の頁を確かめてください。"
            )
        today = desk.today()
        account = Account(FLAG_ONLY, today, usual_term(today))
        return _set(desk, person_id, account, "支援措置を外す申し出", **asked)
    if state.current.lift_asked_by:
        raise BadInput("外すことは、もう申し出てあります。", "別の職員に確かめてもらってください。")
    with desk.writing(purpose_of(state.person.lane)) as work:
        done = work.protections.put(replace(state.current, **asked))
        _audit(desk, work, "支援措置を外す申し出", state.person)
    return done


def lift(desk: Desk, person_id: str) -> None:
    """申し出た人とは別の職員が外す。終わっていない全部が終わり、伏せるのをやめる。"""
    person, current = _current(desk, person_id)
    if not current.lift_asked_by:
        raise BadInput("外す申し出がありません。", "先に一人が、理由を添えて申し出てください。")
    if _is_mine(desk, current.lift_asked_by):
        raise Refused(
            "申し出た人は、自分で外すことができません。",
            "別の職員にサインインしてもらい、外してもらってください。それまでは伏せたままです。",
        )
    with desk.writing(purpose_of(person.lane)) as work:
        for one in work.protections.where(person_id=person.id, lifted_on=None):
            work.protections.put(replace(one, lifted_on=desk.today(), lifted_by=desk.staff_id))
        fresh = work.people.get(person.id) or person
        work.people.put(replace(fresh, address_concealed=False))
        _audit(desk, work, "支援措置を外す", person)


# --- 見る --------------------------------------------------------------


def protected(desk: Desk, person_id: str) -> Protected:
    """一人の支援措置のいま。"""
    with desk.reading(widest_reading(desk)) as work:
        person = work.people.get(person_id)
        if person is None:
            raise BadInput("その人が見つかりません。", "一覧から開き直してください。")
        history = sorted(work.protections.where(person_id=person_id), key=_order, reverse=True)
        current = next((one for one in history if one.lifted_on is None), None)
        return Protected(
            person,
            work.shield.hides(person),
            work.shield.protects(person),
            current,
            tuple(history),
            {staff.id: staff.name for staff in work.staff.where()},
        )


def reveal(desk: Desk, person_id: str, reason: str) -> Revealed:
    """理由を述べて、居場所を見る。見たことと理由が監査に残る。"""
    if not reason.strip():
        raise BadInput(
            "居場所を見る理由が空です。", "理由を入れてください。記録に残ります。", "reason"
        )
    permit = desk.permit(Purpose.REVEAL)
    person = _person(desk, person_id)
    with desk.writing(Purpose.REVEAL) as work:
        bare = work.people.get(person.id)
        if bare is None:
            raise BadInput("その人が見つかりません。", "一覧から開き直してください。")
        found = {"住所": bare.address, "電話": bare.phone} | _answered(work, person)
        # 見せる前に残す。残せなければ見せない。
        _audit(desk, work, str(Purpose.REVEAL), person, reason)
    facts = {
        name: Fact(value, person.lane, frozenset({Overlay.WHEREABOUTS}))
        for name, value in found.items()
    }
    shown = disclose(Record(facts, lane=person.lane), permit).values
    return Revealed(tuple((name, str(value)) for name, value in shown.items() if value))


def _answered(work: Work, person: Person) -> dict[str, str]:
    """様式の居場所の欄の、一番新しい答え。"""
    found: dict[str, str] = {}
    cases = work.cases.where(person_id=person.id)
    sheets = [s for case in cases for s in work.sheets.where(case_id=case.id)]
    for sheet in sorted(sheets, key=lambda one: one.written_on):
        definition = form(sheet.form_id, sheet.form_version)
        values = unpack(sheet)
        for name in whereabouts_of(sheet.form_id, sheet.form_version):
            if values.get(name) and not (sheet.form_id == FORM and name in ("address", "phone")):
                found[definition.field(name).label] = str(values[name])
    return found


# --- 今日・知らせ -------------------------------------------------------


def waiting(work: Work, today: date) -> tuple[Due, ...]:
    """確認か期限を待つもの。期限は、過ぎてもずっと出る(外すのは人)。"""
    newest: dict[str, Protection] = {}
    for one in sorted(work.shield.standing, key=_order):
        newest[one.person_id] = one
    ahead = timedelta(days=int(_term()["alarm_days"]))
    found = []
    for one in newest.values():
        if one.lift_asked_by:
            found.append(Due(one, "支援措置を外す確認待ち"))
        elif not one.confirmed_by:
            found.append(Due(one, "支援措置の確認待ち"))
        if one.until <= today + ahead:
            found.append(Due(one, ""))
    return tuple(found)


def warnings_while_typing(desk: Desk, values: dict[str, Any]) -> tuple[str, ...]:
    """相談受付を打っている間に言うこと。"""
    with desk.reading(widest_reading(desk)) as work:
        return typed_warnings(work, values)


def warnings_on_agenda(desk: Desk, meeting_id: str, case_id: str = "") -> tuple[str, ...]:
    """議題に加える前に言うこと。``case_id`` は加える相談。"""
    with desk.reading(widest_reading(desk)) as work:
        meeting = work.meetings.get(meeting_id) if meeting_id else None
        items = work.agenda.where(meeting_id=meeting_id) if meeting else ()
        case = work.cases.get(case_id) if case_id else None
        return agenda_warnings(work, meeting, items, case)


# --- 中 ----------------------------------------------------------------


def _is_mine(desk: Desk, staff_id: str) -> bool:
    """その職員が、いまの職員と同じ人か。"""
    with desk.reading(widest_reading(desk)) as work:
        return not are_two(work, desk.staff_id, staff_id)


def _order(one: Protection) -> tuple[bool, Any, date]:
    return one.set_at is not None, one.set_at or one.since, one.since


def _person(desk: Desk, person_id: str) -> Person:
    with desk.reading(widest_reading(desk)) as work:
        person = work.people.get(person_id)
    if person is None:
        raise BadInput("その人が見つかりません。", "一覧から開き直してください。")
    return person


def _current(desk: Desk, person_id: str) -> tuple[Person, Protection]:
    state = protected(desk, person_id)
    if state.current is None:
        raise BadInput(
            "この方には、終わっていない支援措置がありません。", "頁を開き直してください。"
        )
    return state.person, state.current


def _audit(desk: Desk, work: Work, action: str, person: Person, detail: str = "") -> None:
    desk.audit(work, action, person.person_no, detail, body_id=person.body_id)
