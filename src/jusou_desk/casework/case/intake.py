"""相談受付。一つの様式から、人物・相談・同意・様式の答えを一度に書く。"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from jusou_desk.ages import age_band, age_on
from jusou_desk.births import Precision, expect_alive, parse_birth
from jusou_desk.casework.case.answers import (
    Answer,
    Values,
    day,
    pack,
    terms,
    text,
    unpack,
    written_form,
)
from jusou_desk.casework.case.colliding import Content, Seen, expect_seen
from jusou_desk.casework.case.likeness import Traits, alike
from jusou_desk.casework.case.moving_home import keep_hidden
from jusou_desk.casework.case.numbering import body_of, case_number, person_number
from jusou_desk.casework.case.overlaying import chosen, note_changes, withheld_after
from jusou_desk.casework.case.sealing import sealing_body
from jusou_desk.casework.case.stays import keep_home
from jusou_desk.casework.case.worker_changes import WorkerChange, marks_with
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form
from jusou_desk.models.records import Case, Consent, Person, Sheet
from jusou_desk.models.work import Work
from jusou_desk.names import kana_key, search_key
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Lane, Overlay, Purpose

FORM: Final = "intake"
_PERSON: Final = {
    "person_name": "name",
    "person_kana": "kana",
    "sex": "sex",
    "address": "address",
    "phone": "phone",
    "household_no": "household_no",
    "relationship": "relationship",
}
_CASE: Final = (
    "window",
    "worker",
    "method",
    "route",
    "urgency",
    "visitor",
    "visitor_relation",
    "age_band",
    "content",
    "main_issue",
    "consent",
)
_OF_PERSON: Final = frozenset(_PERSON) | {"birth_date", "age_text", "address_concealed"}
_SPINE: Final = (
    frozenset(_CASE)
    | frozenset(_PERSON)
    | {
        "received_on",
        "birth_date",
        "age_text",
        "address_concealed",
        "issues",
        "lane",
    }
)


@dataclass(frozen=True)
class Received:
    """受け付けた結果。"""

    case: Case
    person: Person | None


def purpose_of(lane: Lane) -> Purpose:
    """その区分の記録を書くための目的。"""
    return Purpose.SUPPORT_MEETING if lane is Lane.SEALED else Purpose.CASEWORK


def receive(
    desk: Desk,
    values: Values,
    *,
    case_id: str = "",
    person_id: str = "",
    body_id: str = "",
    overlays: Collection[str] | None = None,
    withheld: Collection[str] | None = None,
    seen: Seen | None = None,
) -> Received:
    """相談を受け付ける(``case_id`` があれば書き直す)。

    values: 様式 intake の値。受付日は必須。氏名が空なら匿名の相談になる。
    person_id: 既にいる人物の相談として受けるとき。
    body_id: 支援会議の相談として新しく受けるとき、その会議体(``sealing_body``)。
    取扱区分が支援会議なら、最初から秘匿の記録として書く。
    overlays: 重ねる伏せ方(``casework.overlaying``)。None なら前のままで、様式の「情報源の秘匿希望」に
    印があれば情報源を伏せる。withheld: 相談内容のほかに、本人に伏せる欄の id(None なら前のまま)。
    seen: 書き直すとき、開いたときの中身。その後に書き直されていれば ``Collided``。
    """
    received_on = day(values, "received_on")
    if received_on is None:
        raise BadInput(
            "受付日がありません。", "相談を受けた日を入れてください。例 R8.11.22", "received_on"
        )
    if received_on > desk.today():
        raise BadInput(
            "受付日が未来の日付です。", "今日までの日付を入れてください。", "received_on"
        )
    expect_birth(values, desk.today())
    sealed = text(values, "lane") == Lane.SEALED.label
    lane = Lane.SEALED if sealed else Lane.OPEN
    with desk.writing(purpose_of(lane)) as work:
        old = work.cases.get(case_id) if case_id else None
        if case_id and old is None:
            raise BadInput("その相談が見つかりません。", "一覧から開き直してください。")
        if old is not None:
            sheet = work.sheets.get(old.id)
            definition = written_form(FORM, sheet, old.received_on)
            now = Content(intake_values(work, old), hidden=old.overlays)
            kept = old.overlays if overlays is None else tuple(overlays)
            expect_seen(definition, seen, now, Content(values, hidden=kept))
            body_id = old.body_id
        else:
            sheet, definition = None, form(FORM)
            body_id = sealing_body(desk, body_id) if sealed else ""
        person = _person(desk, work, values, old, person_id, lane, body_id)
        case = _case(desk, work, values, old, person, received_on, lane, body_id)
        _expect_consent_kept(old, case)
        before = case.overlays
        case = replace(case, overlays=_overlays(values, before, overlays))
        work.cases.put(case)
        if old is None or old.consent != case.consent:
            work.consents.put(_first_consent(desk, case, received_on if old is None else None))
        answers = pack(definition, values, spine=_SPINE if person else _SPINE - _OF_PERSON)
        answers |= _beside(values, person, case)
        answers |= marks_with(sheet, _worker_change(desk, old, case))
        hidden = withheld_after(desk, work, definition, withheld, sheet, case.case_no, body_id)
        work.sheets.put(
            Sheet(
                id=case.id,
                lane=lane,
                body_id=body_id,
                case_id=case.id,
                form_id=FORM,
                form_version=definition.version,
                written_on=received_on,
                author=desk.me.name,
                answers=answers,
                withheld=hidden,
            )
        )
        action = "相談受付の書直し" if old else "相談受付"
        desk.audit(work, action, case.case_no, body_id=body_id)
        note_changes(desk, work, before, case.overlays, case.case_no, body_id)
    return Received(case, person)


def _worker_change(desk: Desk, old: Case | None, case: Case) -> WorkerChange | None:
    """書直しで担当が替わったこと。替わっていなければ None。"""
    if old is None or old.worker == case.worker:
        return None
    return WorkerChange(desk.today(), old.worker, case.worker, desk.me.name)


def _overlays(
    values: Values, before: tuple[str, ...], wanted: Collection[str] | None
) -> tuple[str, ...]:
    if wanted is not None:
        return chosen(Case, wanted, before)
    asked = (Overlay.SOURCE,) if values.get("informant_withheld") else ()
    return chosen(Case, (*before, *asked), before)


def _person(
    desk: Desk,
    work: Work,
    values: Values,
    old: Case | None,
    person_id: str,
    lane: Lane,
    body_id: str,
) -> Person | None:
    if not text(values, "person_name").strip():
        return None
    known_id = person_id or (old.person_id if old else "")
    known = work.people.get(known_id) if known_id else None
    changes = person_columns(values) | {"address_concealed": _concealed(values, known)}
    if known is None:
        number = person_number(work, body_of(desk.town, body_id))
        return work.people.put(Person(person_no=number, lane=lane, body_id=body_id, **changes))
    if known.lane is not lane:
        # 通常の人物を秘匿の相談で受けるときは、普段の人物欄を書き換えない(``_beside``)。
        if changes["address_concealed"] and not known.address_concealed:
            raise BadInput(
                "住所秘匿の印は、支援会議の相談からは付けられません。",
                "印を外して保存し、本人の普段のケースの「支援措置・居場所」から付けてください。",
                "address_concealed",
            )
        return known
    if changes["birth_on"] is None and changes["birth_text"] == known.birth_text:
        # 年齢だけが分かっている人(取り込んだ台帳など)の年齢を、書き直しで失わない。
        changes |= {"age": known.age, "age_as_of": known.age_as_of}
    written = work.people.put(keep_hidden(desk, work, known, replace(known, **changes)))
    keep_home(work, known, written, desk.today())
    return written


def _beside(values: Values, person: Person | None, case: Case) -> dict[str, Answer]:
    """支援会議の相談で受けた、通常の人物の欄と違うところ。支援会議の票の答えとして残す。

    「秘匿」のままの欄も渡し、棚に戻すときに元の値に戻す(``Shield.unveil``)。
    """
    if person is None or not _is_beside(person, case):
        return {}
    own = _OF_PERSON - {"address_concealed"}
    others = frozenset(field.id for field in form(FORM).fields) - own
    known = pack(form(FORM), person_values(person), spine=others)
    typed = pack(form(FORM), values, spine=others)
    return {n: v for n, v in typed.items() if v == CONCEALED or v != known.get(n)}


def _is_beside(person: Person, case: Case) -> bool:
    """通常の人物の、支援会議の相談か。"""
    return case.sealed and not person.sealed


def _concealed(values: Values, known: Person | None) -> bool:
    """住所秘匿の印。付けるのは一人でもできるが、外すのは二人で行う(casework.protecting)。"""
    wanted = bool(values.get("address_concealed"))
    if known is not None and known.address_concealed and not wanted:
        raise Refused(
            "住所秘匿の印は、相談受付では外せません。",
            "ケースの頁の「支援措置・居場所」から、二人で外してください。",
        )
    return wanted


def person_columns(values: Values) -> dict[str, Any]:
    """様式 intake の本人の欄から人物の列(住所秘匿の印を除く)。"""
    columns: dict[str, Any] = {column: text(values, field) for field, column in _PERSON.items()}
    # 読みの前後の空白は名ではない。氏名は打たれたとおりに残す。
    columns["kana"] = columns["kana"].strip()
    columns |= birth_columns(values.get("birth_date"), day(values, "received_on"))
    columns["birth_text"] = columns["birth_text"] or text(values, "age_text")
    return columns


def case_columns(values: Values) -> dict[str, Any]:
    """様式 intake から相談の列(番号・人物・受付日を除く)。"""
    columns: dict[str, Any] = {name: text(values, name) for name in _CASE}
    columns["consent"] = columns["consent"] or "未取得"
    columns["issues"] = terms(values, "issues")
    return columns


def intake_answers(values: Values) -> dict[str, Answer]:
    """人物の分かっている相談受付の、様式の答え(背骨の列を除く)。"""
    return pack(form(FORM), values, spine=_SPINE)


def expect_birth(values: Values, today: date) -> None:
    """生年月日が書かれていれば、``today`` に生きている人の日であること。そうでなければ ``BadInput``。"""
    value = values.get("birth_date")
    if value:
        born = value if isinstance(value, date) else parse_birth(str(value)).day
        if born is not None:
            expect_alive(born, today)


def birth_columns(value: Any, on: date | None) -> dict[str, Any]:
    """生年月日の欄から人物の列。日付の分からない「昭和30年頃」は、基準日 ``on`` の年齢にして持つ。"""
    columns: dict[str, Any] = {"birth_on": None, "birth_text": "", "age": None, "age_as_of": None}
    if not value:
        return columns
    if isinstance(value, date):
        return columns | {"birth_on": value}
    birth = parse_birth(str(value))
    if birth.precision is Precision.DAY:
        return columns | {"birth_on": birth.day}
    columns["birth_text"] = birth.label
    if birth.day is not None and on is not None:
        columns |= {"age": age_on(birth.day, on), "age_as_of": on}
    return columns


def _case(
    desk: Desk,
    work: Work,
    values: Values,
    old: Case | None,
    person: Person | None,
    received_on: date,
    lane: Lane,
    body_id: str,
) -> Case:
    columns = case_columns(values) | {"received_on": received_on}
    columns["person_id"] = person.id if person else ""
    if old is not None:
        return replace(old, **columns)
    number = case_number(work, received_on, body_of(desk.town, body_id))
    return Case(case_no=number, lane=lane, body_id=body_id, **columns)


def _expect_consent_kept(old: Case | None, case: Case) -> None:
    """書直しでは、同意の無い相談を同意ありにできない。範囲も提供先も無い、限りの無い同意になるため。

    撤回の前に打ちかけた受付を、撤回の後で保存したときも、ここで止まる。
    """
    if old is not None and case.consented and case.consent != old.consent:
        raise BadInput(
            f"いまの同意は「{old.consent}」です。相談受付の書直しでは「{case.consent}」にできません。",
            "ケースの頁の「同意を記録する」で、情報の範囲と提供先を入れて記録してください。",
            "consent",
        )


def _first_consent(desk: Desk, case: Case, on: date | None) -> Consent:
    return Consent(
        lane=case.lane,
        body_id=case.body_id,
        case_id=case.id,
        status=case.consent,
        decided_on=on or desk.today(),
        asked_by=desk.me.name,
        note="相談受付で記入",
        recorded_at=desk.now(),
    )


def intake_values(work: Work, case: Case) -> dict[str, Any]:
    """保存された相談を、様式 intake の値に戻す。"""
    values = unpack(work.sheets.get(case.id))
    values |= {name: getattr(case, name) for name in _CASE}
    values |= {"received_on": case.received_on, "issues": case.issues}
    values["lane"] = Lane.SEALED.label if case.sealed else "通常"
    person = work.people.get(case.person_id) if case.person_id else None
    if person is None:
        return values
    # 通常の人物を支援会議で受けた票には、その時に聞いた住所や電話がある。
    beside = {name: values[name] for name in _OF_PERSON & values.keys()}
    return values | person_values(person) | (beside if _is_beside(person, case) else {})


def person_values(person: Person) -> dict[str, Any]:
    """人物を、様式 intake の本人の欄の値に戻す。"""
    values: dict[str, Any] = {field: getattr(person, column) for field, column in _PERSON.items()}
    values["birth_date"] = person.birth_on
    values["age_text"] = person.birth_text
    values["address_concealed"] = person.address_concealed
    return values


def age_at(person: Person | None, on: date) -> int | None:
    """``on`` の日の満年齢。生年月日が無ければ、年齢の基準日からの経過で数える。"""
    if person is None:
        return None
    if person.birth_on is not None:
        return age_on(person.birth_on, on) if person.birth_on <= on else None
    if person.age is None or person.age_as_of is None:
        return person.age
    return (
        person.age
        + (on.year - person.age_as_of.year)
        - ((on.month, on.day) < (person.age_as_of.month, person.age_as_of.day))
    )


def band_of(person: Person | None, case: Case) -> str:
    """受付日の年齢区分(domain.md §2.3-6)。分からないときだけ、記入された区分を使う。"""
    age = age_at(person, case.received_on)
    if age is None and case.age_band:
        return case.age_band
    return age_band(age)


def similar_people(desk: Desk, name: str, kana: str, born: date | None) -> tuple[Person, ...]:
    """同じ人かもしれない人物。確からしい順。"""
    if not search_key(name) and not kana_key(kana):
        return ()
    with desk.reading(Purpose.CASEWORK) as work:
        return tuple(one for one, _ in alike(work, Traits(((name, kana),), born)))
