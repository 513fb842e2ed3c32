"""支援会議の相談の受け付け直し。本人の同意が得られたあと、通常の区分で続けるための入口。

支援会議の相談はそのまま秘匿に残る。本人が改めて話し、出してよいと言ったことだけを新しい通常の
相談受付に書き、二人で確かめて移す。二つの相談のつながりは、支援会議の側だけが持つ。
そのほかの事実は、できた相談へ一つずつ移す(``transfers``)。根拠: domain.md §3.5。
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from jusou_desk.casework.case.answers import Values, day, text, unpack
from jusou_desk.casework.case.consent import FORM as CONSENT_FORM
from jusou_desk.casework.case.consent import in_force, latest_consent, terms_of
from jusou_desk.casework.case.intake import FORM as INTAKE_FORM
from jusou_desk.casework.case.intake import (
    case_columns,
    expect_birth,
    intake_answers,
    person_columns,
    person_values,
)
from jusou_desk.casework.case.numbering import case_number, person_number
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.opened_protection import (
    opened_protections,
    protection_lines,
    same_protections,
)
from jusou_desk.casework.secrecy.transfer_facts import as_words, find_heard
from jusou_desk.casework.secrecy.transfer_rules import Ground, ground_of, opened_from
from jusou_desk.casework.secrecy.transfer_sources import Heard, Source
from jusou_desk.casework.secrecy.transfers import put_approval, put_proposal, waiting_one
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form
from jusou_desk.models.moving import opened_case, opened_row
from jusou_desk.models.records import Case, Consent, Entry, Person, Sheet, new_id
from jusou_desk.models.secrecy_records import Opening, Protection, Transfer
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Lane, Purpose

#: 受け付け直しで書く欄。話したことから先に。本人が自分で話したことだけで、誰から聞いたかの欄は無い。
FIELDS: Final = (
    "content",
    "wish",
    "topics",
    "issues",
    "main_issue",
    "received_on",
    "method",
    "person_name",
    "person_kana",
    "sex",
    "birth_date",
    "age_text",
    "address",
    "phone",
)
#: 同意の様式のうち、経緯の自由な記述。支援会議の話が混ざるので、写さない。
_NOT_COPIED: Final = frozenset({"note", "oral_record", "no_consent_reason"})
_CONSENT: Final = (
    "status",
    "decided_on",
    "asked_by",
    "scope",
    "agencies",
    "valid_until",
    "witness",
    "original_kept",
)
_AGAIN: Final = "支援会議の頁を開き直してください。"


def known_values(desk: Desk, case_id: str) -> dict[str, Any]:
    """受け付け直しに初めから入れておく値。本人の名と受付日だけで、話の中身は人が選んで書く。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        case = _sealed_case(work, case_id)
        person = work.people.get(case.person_id) if case.person_id else None
    named = person_values(person) if person else {}
    known = {name: value for name, value in named.items() if name in FIELDS and value != CONCEALED}
    return known | {"received_on": desk.today()}


def usual_person(desk: Desk, case_id: str) -> Person | None:
    """その相談の本人が、既に通常の区分にいる人なら、その人。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        case = _sealed_case(work, case_id)
        person = work.people.get(case.person_id) if case.person_id else None
    return None if person is None or person.sealed else person


def opening_lines(opening: Opening) -> tuple[tuple[str, str], ...]:
    """通常の区分に書かれることの全部を、(欄の名, 文)で。承認する人が読む。"""
    case, consent = opening.case, opening.consent
    labels = {field.id: field.label for field in form(INTAKE_FORM).fields}
    values: dict[str, Any] = person_values(opening.person) if opening.person else {}
    for sheet in opening.sheets:
        labels |= {field.id: field.label for field in form(sheet.form_id).fields}
        values |= unpack(sheet)
    for record, names in ((case, FIELDS), (consent, _CONSENT)):
        values |= {name: getattr(record, name) for name in names if hasattr(record, name)}
    written = tuple(
        (labels[name], words) for name, value in values.items() if (words := as_words(value))
    )
    return written + protection_lines(opening.protections)


def propose_opening(
    desk: Desk, case_id: str, values: Values, *, ground: str, evidence: str
) -> Transfer:
    """秘匿の相談 ``case_id`` を、通常の相談として受け付け直すことを申し出る。

    values: 様式 intake の値(``FIELDS`` の欄だけを使う)。ground: 本人同意か、本人から再取得。
    同意(書面・口頭で、期間内)がその相談に記録されていなければ ``Refused``。
    """
    received_on = day(values, "received_on")
    if received_on is None or received_on > desk.today():
        raise BadInput(
            "受付日が無いか、未来の日付です。", "今日までの日付を入れてください。", "received_on"
        )
    expect_birth(values, desk.today())
    if not text(values, "content").strip():
        raise BadInput("相談内容が空です。", "本人が改めて話したことを入れてください。", "content")
    if not evidence.strip():
        raise BadInput(
            "根拠の資料がありません。",
            "いつ、どこで、本人から何で確かめたかを入れてください。",
            "evidence",
        )
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        own = _sealed_case(work, case_id)
        heard = find_heard(desk, work, Source.CASE, own.id)
        opening = _opening(work, own, {name: values.get(name) for name in FIELDS}, desk.me.name)
        asked = Transfer(
            lane=Lane.SEALED,
            body_id=own.body_id,
            case_id=opening.case.id,
            source_kind=Source.CASE,
            source_id=own.id,
            content=opening.case.content,
            ground=ground,
            evidence=evidence.strip(),
            proposed_by=desk.me.id,
            proposed_at=desk.now(),
            opening=opening,
        )
        _check(desk, work, asked, own, heard)
        put_proposal(desk, work, asked)
    return asked


def approve_opening(desk: Desk, transfer_id: str) -> Case:
    """承認する。通常の相談受付と出所が、申し出に承認が、一度に書かれる。できた相談を返す。"""
    with desk.writing(Purpose.TRANSFER) as work:
        asked = waiting_one(work, transfer_id)
        opening = asked.opening
        if opening is None:
            raise BadInput("相談の受け付け直しの申し出ではありません。", _AGAIN)
        own = _sealed_case(work, asked.source_id)
        _check(desk, work, asked, own, find_heard(desk, work, Source.CASE, own.id))
        approved = put_approval(desk, work, asked, opening.case.id)
        case_no = case_number(work, opening.case.received_on)
        written = opened_case(approved, case_no, person_number(work))
        for record in written:
            _put(work, record)
        work.transfers.put(opened_row(approved))
        desk.audit(work, "移替えの承認", asked.id, case_no, body_id=asked.body_id)
        desk.audit(work, "移替えによる相談受付", case_no)
        if opening.protections:
            desk.audit(work, "移替えによる支援措置の設定", case_no)
    return next(record for record in written if isinstance(record, Case))


def _put(work: Work, record: Entry) -> None:
    match record:
        case Person():
            work.people.put(record)
        case Protection():
            work.protections.put(record)
        case Case():
            work.cases.put(record)
        case Consent():
            work.consents.put(record)
        case Sheet():
            work.sheets.put(record)


def _sealed_case(work: Work, case_id: str) -> Case:
    found = work.cases.get(case_id)
    if found is None or not found.sealed:
        raise BadInput("その支援会議の相談が見つかりません。", _AGAIN)
    return found


def _opening(work: Work, own: Case, values: dict[str, Any], author: str) -> Opening:
    consent = latest_consent(work, own.id)
    if consent is None:
        raise _no_consent()
    values |= {"consent": consent.status}
    known = work.people.get(own.person_id) if own.person_id else None
    person = None if known is not None and not known.sealed else _person(work, values, known)
    protections = opened_protections(work, known, person)
    usual = known.id if known is not None and not known.sealed else ""
    case = Case(
        case_no="",
        received_on=values["received_on"],
        person_id=person.id if person else usual,
        worker=author,
        **{name: value for name, value in case_columns(values).items() if name != "worker"},
    )
    opened = _opened_consent(consent, case.id, new_id())
    definition = form(INTAKE_FORM)
    intake = Sheet(
        id=case.id,
        case_id=case.id,
        form_id=INTAKE_FORM,
        form_version=definition.version,
        written_on=case.received_on,
        author=author,
        answers=intake_answers(values),
    )
    terms = _opened_terms(work, consent, opened)
    sheets = (intake, *terms)
    return Opening(case=case, consent=opened, sheets=sheets, person=person, protections=protections)


def _person(work: Work, values: dict[str, Any], known: Person | None) -> Person | None:
    """新しく通常の区分に書く人。居場所を伏せている人なら、その印も付けて移す。"""
    concealed = known is not None and work.shield.hides(known)
    if not text(values, "person_name").strip():
        if concealed:
            raise BadInput(
                "居場所を伏せる人の相談は、匿名では受け付け直せません。",
                "氏名を入れてください。居場所は、新しい相談でも伏せられます。",
                "person_name",
            )
        return None
    return Person(person_no="", address_concealed=concealed, **person_columns(values))


def _opened_consent(consent: Consent, case_id: str, consent_id: str) -> Consent:
    """同意の記録を、そのまま新しい相談のものにする。備考は移さない。"""
    return replace(
        consent,
        id=consent_id,
        lane=Lane.OPEN,
        body_id="",
        case_id=case_id,
        note="",
        recorded_at=None,
    )


def _opened_terms(work: Work, consent: Consent, opened: Consent) -> tuple[Sheet, ...]:
    """同意の目的・除く機関などの答え。範囲の狭い同意を、広い同意に変えないために写す。"""
    sheet = work.sheets.get(consent.id)
    if sheet is None:
        return ()
    answers = {name: answer for name, answer in sheet.answers.items() if name not in _NOT_COPIED}
    return (
        replace(
            sheet,
            id=opened.id,
            lane=Lane.OPEN,
            body_id="",
            case_id=opened.case_id,
            answers=answers,
            withheld=(),
        ),
    )


def _check(desk: Desk, work: Work, asked: Transfer, own: Case, heard: Heard) -> None:
    opening = asked.opening
    assert opening is not None
    ground = ground_of(asked.ground)
    if ground not in (Ground.CONSENT, Ground.HEARD_AGAIN):
        raise BadInput(
            "相談を受け付け直す根拠になりません。",
            "「本人同意」か「本人から再取得」を選んでください。",
            "ground",
        )
    consent = latest_consent(work, own.id)
    # 秘匿の相談のままでは、外へ出せる同意は無いものとされる
    if consent is None or not in_force(
        terms_of(work, replace(own, lane=Lane.OPEN, body_id="")), desk.today()
    ):
        raise _no_consent()
    now = _opened_consent(consent, opening.case.id, opening.consent.id)
    terms = tuple(one for one in opening.sheets if one.form_id == CONSENT_FORM)
    if (now, _opened_terms(work, consent, now)) != (opening.consent, terms):
        raise Refused(
            "申し出の後に、本人の同意が書き直されています。",
            "申し出を取り下げ、いまの同意でもう一度申し出てください。",
        )
    known = work.people.get(own.person_id) if own.person_id else None
    if not same_protections(
        opened_protections(work, known, opening.person), opening.protections
    ) or (opening.person and work.shield.hides(known) and not opening.person.address_concealed):
        raise Refused(
            "申し出の後に、本人の支援措置が変わっています。",
            "申し出を取り下げ、いまの支援措置でもう一度申し出てください。",
        )
    if ground is Ground.CONSENT and heard.told_by:
        raise Refused(
            "この相談は本人のほかから受けたので、本人の同意だけでは移せません。",
            "本人から改めて聞き、根拠を「本人から再取得」にしてください。",
        )
    anew = opened_from(work, own.id)
    if anew is not None:
        raise Refused(
            f"この相談は、既に {anew.case_no} として受け付け直しています。",
            "そのほかの事実は、その相談へ一つずつ移してください。",
        )


def _no_consent() -> Refused:
    return Refused(
        "この相談に、いま効いている本人の同意がありません。",
        "「同意を記録する」で、書面か口頭の同意を記録してから、もう一度行ってください。",
    )
