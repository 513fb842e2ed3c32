"""情報提供の依頼(社会福祉法第106条の6第3項)の台帳を、会議体と年度ごとに刷る。

載せるのは番号・日付・相手・求めた情報と、回答の有無まで。回答の中身と氏名は載せない(台帳は何人もの
分が一枚に並ぶので、中身は一件ずつの支援経過にだけ置く)。刷れるのは、その会議体の従事者だけ。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts, hidden_words, household
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.info_requests import Asked
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import FiscalYear, format_short

TITLE: Final = "情報提供依頼の台帳"
NAME: Final = "request-register"
_HERE: Final = Purpose.SUPPORT_MEETING


@dataclass(frozen=True)
class RequestRegister:
    """ある会議体のある年度の台帳。rows は依頼の番号の順。"""

    body_id: str
    body_name: str
    year: FiscalYear
    rows: tuple[Asked, ...]

    @property
    def about(self) -> str:
        """監査に残す語。"""
        return f"{NAME} {self.year.short}"


def requests_of_year(desk: Desk, body_id: str, year: FiscalYear) -> RequestRegister:
    """``body_id`` の会議から ``year`` 年度に出した依頼。従事していなければ ``Refused``。"""
    body = desk.town.body(body_id)
    with desk.watching(_HERE):
        if body is None or not desk.serves(body):
            raise Refused(
                "この会議体の従事者ではないため、依頼の台帳を開けません。",
                "その支援会議に従事する職員に頼んでください。",
            )
    with desk.reading(_HERE, body.id) as work:
        found = [one for one in work.info_requests.where() if one.asked_on in year]
        cases = {case.id: case for case in work.cases.among("id", {r.case_id for r in found})}
    ordered = sorted(found, key=lambda one: (len(one.request_no), one.request_no))
    rows = tuple(Asked(one, cases[one.case_id]) for one in ordered if one.case_id in cases)
    return RequestRegister(body.id, body.name, year, rows)


def draw_register(desk: Desk, register: RequestRegister) -> tuple[OutgoingFile, ...]:
    """台帳の xlsx と pdf(まだ出さない。下見も同じ頁になる)。"""
    with desk.reading(_HERE, register.body_id) as work:
        mark, handling, no_copy, article = (
            word(work, desk.town, name)
            for name in ("sealed_mark", "sealed_handling", "packet_no_copy", "secrecy_article")
        )
        record = register_record(desk, work, register, f"{mark} {handling}")
    layout = layout_in_use(desk, NAME, sealed=True)
    book = layout.fill(disclose(record, desk.permit(_HERE)))
    printed = stamp(desk, marks=(mark, no_copy), footnote=article)
    title = f"{TITLE}({register.year.label})"
    cases = tuple(dict.fromkeys(one.case.id for one in register.rows))
    return paper_files(
        layout,
        book,
        printed,
        f"{NAME}-{register.year.short}",
        title=title,
        heading=TITLE,
        case_ids=cases,
        marked=True,
    )


def register_record(desk: Desk, work: Work, register: RequestRegister, handling: str) -> Record:
    """台帳の材料。handling: 取扱いの印。"""
    lane, today = Lane.SEALED, desk.today()
    head = facts(
        lane,
        町名=desk.town.name,
        取扱=handling,
        会議名=register.body_name,
        年度=register.year.label,
        作成日=today,
        作成者=desk.me.name,
        件数=len(register.rows),
        回答数=sum(one.request.answered_on is not None for one in register.rows),
    )
    rows = tuple(_row(desk, work, one, today) for one in register.rows)
    return Record(head, {"依頼": rows}, lane)


def _row(desk: Desk, work: Work, one: Asked, today: date) -> Record:
    found = facts(
        Lane.SEALED,
        番号=one.request.request_no,
        依頼日=one.request.asked_on,
        機関=one.request.agency,
        対象=f"{one.case.case_no}\n{one.request.person or '本人'}",
        求める情報=_asked_words(one),
        回答期限=one.request.due_on,
        回答方法=one.request.way,
        状況=_state(one, today),
    )
    hidden = hidden_words(work, desk.town, _people(work, one.case))
    return sourced(work, one.case, Record(found, lane=Lane.SEALED, hidden=hidden))


def _people(work: Work, case: Case) -> tuple[Person, ...]:
    person = work.people.get(case.person_id) if case.person_id else None
    return (person, *household(work, person)) if person else ()


def _asked_words(one: Asked) -> str:
    purpose = one.request.purpose.strip()
    return f"{one.request.items}\n目的: {purpose}" if purpose else one.request.items


def _state(one: Asked, today: date) -> str:
    request = one.request
    if request.answered_on is not None:
        return f"回答あり\n{format_short(request.answered_on)}"
    if request.due_on is not None and request.due_on < today:
        return "期限を過ぎた"
    return "回答待ち"


def hand_out_register(desk: Desk, register: RequestRegister, folder: Path) -> tuple[Path, ...]:
    """台帳の xlsx と pdf を ``folder`` に出す。控は、その会議体の従事者だけが読める。"""
    files = draw_register(desk, register)
    return hand_over(desk, _HERE, register.about, files, folder, bodies=(register.body_id,))


def note_register_printed(
    desk: Desk, register: RequestRegister, paper: OutgoingFile, what: str
) -> None:
    """台帳を刷る前後に監査の行を置き、刷り終えたら控を残す。"""
    note_printing(desk, _HERE, register.about, what, files=(paper,), body_id=register.body_id)
