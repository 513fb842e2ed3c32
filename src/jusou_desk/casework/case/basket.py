"""ごみ箱。消したものは、どの棚・一覧・検索・紙からもすぐに消え、三十日の間は元に戻せる。

消せるのは、書き間違いの経過、案のプラン、誤って始めた様式、まだ何も始まっていない相談だけ。三十日を過ぎるとごみ箱の行は消えるが、
消した人と最後の姿は「書き直しの記録」に残る。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from jusou_desk.casework.case.basket_cases import expect_nothing_begun, parts_of_case
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.numbering import (
    body_of,
    case_number,
    note_number,
    person_number,
    plan_number,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form
from jusou_desk.models.records import Case, CaseStatus, Entry, Note, Person, Plan, PlanStatus, Sheet
from jusou_desk.models.versions import Step, Version
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

KEPT_DAYS: Final = 30
#: 監査に残す語。
DISCARDED: Final = "ごみ箱へ入れた"
BROUGHT_BACK: Final = "ごみ箱から戻した"
#: ほかの記録と一緒に書かれるか、履歴として残すので、一枚だけでは消せない様式。
_TOGETHER: Final = frozenset({"intake", "progress", "plan", "consent"})

Discardable = Case | Note | Plan | Sheet


@dataclass(frozen=True)
class Discarded:
    """ごみ箱の一行。中身は出さない。``version`` は戻すときの鍵。"""

    record: Discardable
    what: str
    about: str
    case_no: str
    at: datetime
    by: str
    days_left: int

    @property
    def case_id(self) -> str:
        return self.record.id if isinstance(self.record, Case) else self.record.case_id


def discard(desk: Desk, record_id: str, purpose: Purpose) -> Discarded:
    """経過・プランの案・様式・何も始まっていない相談を、ごみ箱へ入れる。

    消せないものは ``BadInput`` (次の一手を添える)、書けない人は ``Refused``。
    """
    with desk.writing(purpose) as work:
        record = _find(work, record_id)
        if purpose_of(record.lane) is not purpose:
            raise Refused(
                "普段の記録は、支援会議の頁からは消せません。", "普段の頁で開いて消してください。"
            )
        _expect_loose(work, record)
        with work.versions.into_basket(record.id):
            for one in _parts(work, record):
                work.shelf_of(type(one)).remove(one)
        line = _line(work, record, desk.now(), desk.me.name, KEPT_DAYS)
        words = line.what
        desk.audit(work, DISCARDED, line.case_no, words, body_id=record.body_id)
        return line


def basket(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> tuple[Discarded, ...]:
    """ごみ箱にあるもの、新しい順。``purpose`` が支援会議なら、支援会議の記録だけ。"""
    now = desk.now()
    with desk.reading(purpose) as work:
        return tuple(
            # 時計が戻っていても、三十日より長くは言わない。
            _line(work, record, one.at, one.actor, KEPT_DAYS - max((now - one.at).days, 0))
            for one, record in _standing(work, now)
            if purpose_of(record.lane) is purpose
        )


def bring_back(desk: Desk, record_id: str, purpose: Purpose) -> Discardable:
    """ごみ箱から元に戻す。番号がほかの記録に使われていれば、新しい番号にする。

    三十日を過ぎたか、もう戻してあれば ``BadInput``。
    """
    with desk.writing(purpose) as work:
        now = desk.now()
        if not any(record.id == record_id for _, record in _standing(work, now)):
            raise BadInput("それは、もうごみ箱にありません。", "ごみ箱を開き直してください。")
        back: Discardable | None = None
        for one in _together(work, record_id, now):
            raw = work.versions.raw(one.number, sealed=one.before.sealed).before
            again = _numbered(desk, work, work.parting.owned(raw, one.at))
            again = work.shelf_of(type(again)).put(again)
            if isinstance(again, Discardable) and not _companion(again):
                back = again
        assert back is not None
        _keep_status(work, back)
        line = _line(work, back, desk.now(), desk.me.name, KEPT_DAYS)
        words = line.what
        desk.audit(work, BROUGHT_BACK, line.case_no, words, body_id=back.body_id)
    return back


def _keep_status(work: Work, back: Discardable) -> None:
    """プランのある相談は、受付のままにしない(``plans.write_plan`` と同じ)。"""
    case = work.cases.get(back.case_id) if isinstance(back, Plan) else None
    if case is not None and case.status is CaseStatus.OPEN:
        work.cases.put(replace(case, status=CaseStatus.SUPPORTED))


def main_of(work: Work, steps: Iterable[Step]) -> str:
    """``steps`` で新しく書いた、ごみ箱の一行になる一件の id。ごみ箱に入らないものなら空。

    様式と一緒に書かれた経過(返信の一行)は様式の、経過やプランと一緒に書かれた答えは経過やプランのもの。
    """
    new = [one for one in steps if not one.number]
    shelves = (("Sheet", work.sheets), ("Plan", work.plans), ("Note", work.notes))
    found = [shelf.get(one.record_id) for kind, shelf in shelves for one in new if one.kind == kind]
    return next((one.id for one in found if one is not None and not _companion(one)), "")


def _together(work: Work, record_id: str, now: datetime) -> tuple[Version, ...]:
    """一緒に戻すもの、戻す順。本人がほかの相談と一緒に消えていれば、本人も戻す。"""
    found: dict[tuple[type[Entry], str], Version] = {}
    gone: dict[str, Version] = {}
    for one in work.versions.basket(now - timedelta(days=KEPT_DAYS)):
        if isinstance(one.before, Person):
            gone.setdefault(one.before.id, one)
        elif one.root == record_id:
            found.setdefault((type(one.before), one.before.id), one)
    for one in tuple(found.values()):
        person_id = one.before.person_id if isinstance(one.before, Case) else ""
        if person_id and work.people.get(person_id) is None:
            person_id = work.merged.person(person_id)
            found |= {(Person, person_id): gone[person_id]} if person_id in gone else {}
    return tuple(sorted(found.values(), key=_order))


def _standing(work: Work, now: datetime) -> Iterator[tuple[Version, Discardable]]:
    """いまごみ箱にあるものの主な記録。新しい順。戻したものと、相談の見えないものは除く。"""
    seen: set[str] = set()
    for one in work.versions.basket(now - timedelta(days=KEPT_DAYS)):
        record = one.before
        main = one.root == record.id and not _companion(record)
        if not main or record.id in seen or not isinstance(record, Discardable):
            continue
        seen.add(record.id)
        gone = work.shelf_of(type(record)).get(record.id) is None
        if gone and _seen(work, record):
            yield one, record


def _seen(work: Work, record: Discardable) -> bool:
    """この許可で見える相談のものか。消した相談は、町が同意のある分だけに絞る人には見せない。"""
    if isinstance(record, Case):
        return record.consented or not work.consented_only
    return work.cases.get(record.case_id) is not None


def _order(one: Version) -> tuple[bool, bool]:
    """戻す順: 人物、相談、そのほか。"""
    return not isinstance(one.before, Person), not isinstance(one.before, Case)


def _companion(record: Entry) -> bool:
    """経過かプランと一緒に書かれた様式の答えか。"""
    return isinstance(record, Sheet) and record.form_id in _TOGETHER


def _find(work: Work, record_id: str) -> Discardable:
    # 相談と受付の様式は、同じ id を持つ。
    shelves = (work.notes, work.plans, work.cases, work.sheets)
    found = next((one for shelf in shelves if (one := shelf.get(record_id))), None)
    if found is None:
        raise BadInput("その記録が見つかりません。", "ケースの頁を開き直してください。")
    return found


def _parts(work: Work, record: Discardable) -> Iterator[Entry]:
    """``record`` と、一緒に書かれた様式の答え。"""
    if isinstance(record, Case):
        yield from parts_of_case(work, record)
        return
    if not isinstance(record, Sheet):
        written = work.sheets.get(record.id)
        if written is not None:
            yield written
    yield record


def _expect_loose(work: Work, record: Discardable) -> None:
    """ほかの記録や手続きが、これに頼っていないこと。"""
    match record:
        case Case():
            expect_nothing_begun(work, record)
        case Note():
            answers = work.info_requests.where(case_id=record.case_id)
            if any(one.note_id == record.id for one in answers):
                raise BadInput(
                    "情報提供依頼の回答を写した経過なので、消せません。",
                    "書き間違いなら、この経過を書き直してください。",
                )
            moved = work.transfers.where(case_id=record.case_id)
            if any(record.id in (one.source_id, one.target_id) for one in moved):
                raise BadInput(
                    "移替えの出所か、移替えで写した経過なので、消せません。",
                    "書き間違いなら、新しい経過で正してください。",
                )
        case Plan():
            if record.status is not PlanStatus.DRAFT:
                raise BadInput(
                    f"{record.status}したプランなので、消せません。",
                    "改めるときは、再プランを作ってください。",
                )
            if work.matches.where(plan_id=record.id) or work.expenses.where(plan_id=record.id):
                raise BadInput(
                    "受入先への打診か費用の記録があるプランなので、消せません。",
                    "案の中身を書き直してください。",
                )
        case Sheet():
            _expect_loose_sheet(work, record)


def _expect_loose_sheet(work: Work, sheet: Sheet) -> None:
    case = work.cases.get(sheet.case_id)
    if sheet.form_id in _TOGETHER:
        raise BadInput(
            "この様式は、それだけでは消せません。",
            "同意は新しい一件を、受付は書直しを記録してください。",
        )
    if cancelled(sheet) is not None or (
        sheet.form_id == "evaluation" and case is not None and case.ended
    ):
        raise BadInput(
            "終結か中断を決めた評価シートなので、消せません。",
            "誤って終えたときは、「終結を取り消す」から取り消してください。",
        )


def _numbered(desk: Desk, work: Work, record: Entry) -> Entry:
    """番号がもうほかの記録のものなら、新しい番号にした記録。"""
    body = body_of(desk.town, record.body_id)
    match record:
        case Note() if work.notes.where(note_no=record.note_no):
            return replace(record, note_no=note_number(work, body))
        case Case() if work.cases.where(case_no=record.case_no):
            return replace(record, case_no=case_number(work, record.received_on, body))
        case Person() if work.people.where(person_no=record.person_no):
            return replace(record, person_no=person_number(work, body))
        case Plan() if work.plans.where(plan_no=record.plan_no):
            return replace(record, plan_no=plan_number(work, record.made_on, body))
        case _:
            return record


def _line(work: Work, record: Discardable, at: datetime, by: str, days_left: int) -> Discarded:
    case = record if isinstance(record, Case) else work.cases.get(record.case_id)
    what, about = _words(record)
    return Discarded(record, what, about, case.case_no if case else "", at, by, days_left)


def _words(record: Discardable) -> tuple[str, str]:
    """何を(番号と日だけ)。"""
    match record:
        case Case():
            return "相談", f"受付 {format_short(record.received_on)}"
        case Note():
            return "支援経過", f"{record.note_no}　{format_short(record.at.date())}"
        case Plan():
            return "プランの案", f"{record.plan_no}　{format_short(record.made_on)}"
        case Sheet():
            return form(record.form_id, record.form_version).title, format_short(record.written_on)
