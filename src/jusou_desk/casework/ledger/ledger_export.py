"""標準台帳ブックの書出し。お知らせに挙げたもののほかは、同じ記録として取り込める。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from jusou_desk.births import parse_birth
from jusou_desk.casework.case.concealing import hidden_words
from jusou_desk.casework.desk import Desk, Together, nothing_else
from jusou_desk.casework.ledger.ledger_added import RESOURCE_NOTES, RESOURCES
from jusou_desk.casework.ledger.ledger_added_export import added_rows, covered
from jusou_desk.casework.ledger.ledger_beside import beside
from jusou_desk.casework.ledger.ledger_checks import find_problems
from jusou_desk.casework.ledger.ledger_holdings import Holdings, gather, numbers_of
from jusou_desk.casework.ledger.ledger_lanes import place
from jusou_desk.casework.ledger.ledger_lookup import Known
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_reading import read_sheets
from jusou_desk.casework.ledger.ledger_records import values_of
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    ATTENDEES,
    BY_NAME,
    CASES,
    MEETINGS,
    NOTES,
    OWN,
    PEOPLE,
    PLANS,
    SHEETS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    NO,
    OPEN,
    SEALED,
    YES,
    SheetShape,
)
from jusou_desk.casework.ledger.ledger_sources import without_sources
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over
from jusou_desk.casework.outgoing.media import carried_medium
from jusou_desk.casework.recall.issuing import BOOK_TITLE
from jusou_desk.errors import BadInput
from jusou_desk.models.office_records import Medium, MediumEntry
from jusou_desk.models.records import Attendee, Entry, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Packet, Record, Value, disclose
from jusou_desk.policy import Lane, Permit, Purpose
from jusou_desk.reports.seal import encrypt_xlsx
from jusou_desk.reports.table import Row, write_book
from jusou_desk.reports.xlsx.celltext import LIMIT, is_long

Sheets = dict[str, list[tuple[Value, ...]]]
_CONCEALED: Final = ("住所", "電話")


@dataclass(frozen=True)
class ExportResult:
    """書き出した結果。``counts`` は(シート, 行数)、``notices`` は書き出した人が知るべきこと。"""

    path: Path
    counts: tuple[tuple[str, int], ...]
    notices: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """人に見せる行: 書いた先、シートごとの件数、お知らせ。"""
        return (
            f"書き出しました: {self.path}",
            *(f"{sheet}: {count}件" for sheet, count in self.counts),
            *(f"お知らせ {notice}" for notice in self.notices),
        )


def write_ledger(
    desk: Desk,
    target: Path,
    *,
    password: str | None,
    sealed: bool = False,
    reason: str = "",
) -> ExportResult:
    """この職員に見える記録を ``target`` へ書き出す。

    password: ブックのパスワード。None なら暗号化せず、住所秘匿の人の住所と電話、伏せる情報源を
    (文の中でも)省く。
    sealed: 支援会議の区分も含める。従事者だけができ、``reason`` が要る(監査に残る)。
    暗号化したものは持ち歩く媒体にも書けるが、登録した媒体だけで、媒体持出簿に載る(ほかは ``Refused``)。
    """
    if password is not None and not password:
        raise BadInput(
            "ブックのパスワードが空です。", "パスワードを決めて、もう一度書き出してください。"
        )
    if sealed and not reason.strip():
        raise BadInput(
            "支援会議分を書き出す理由がありません。", "理由を入れてください。監査記録に残ります。"
        )
    purpose = Purpose.SEALED_EXPORT if sealed else Purpose.LEDGER_EXPORT
    with desk.watching(purpose):
        medium = carried_medium(desk, target.parent) if password is not None else None
    with desk.reading(purpose) as work:
        holdings = gather(work)
        kin = frozenset(p.id for p in holdings.people if work.shield.hides(p))
        words = hidden_words(work, desk.town, holdings.people)
        concealed = kin if password is None else frozenset[str]()
        if password is None:
            holdings = covered(work, holdings, concealed)
        numbers = numbers_of(holdings)
        groups = _groups(holdings, concealed) | beside(desk.town, holdings, numbers)
        groups |= added_rows(desk.town, holdings, numbers)
        if password is None:
            groups = without_sources(work, holdings, groups)
    # 暗号化しないなら、経過や相談内容の文の中に書かれた住所と電話も、欄と同じに扱う。
    hidden = words if password is None else ()
    sheets = _disclosed(groups, hidden, desk.permit(purpose))
    written = {name: (BY_NAME[name].labels, rows) for name, rows in sheets.items()}
    data = write_book(written)
    if password is not None:
        data = encrypt_xlsx(data, password)
    file = OutgoingFile(
        target.name,
        data,
        title=_title(holdings, sealed),
        keep=Keep.ROW,
        portable=password is not None,
    )
    bodies = sorted(desk.member_of) if sealed else ("",)
    (path,) = hand_over(
        desk,
        purpose,
        BOOK_TITLE,
        [file],
        target.parent,
        reason=reason,
        bodies=bodies,
        together=_entering(desk, medium, file),
        named=True,
    )
    counts = tuple((name, len(rows)) for name, rows in sheets.items())
    notices = tuple(_notices(desk, holdings, sheets, concealed))
    return ExportResult(path, counts, notices)


def _disclosed(
    groups: Mapping[str, tuple[Record, ...]], hidden: tuple[str, ...], permit: Permit
) -> Sheets:
    """出してよい行。名簿は町の機関のことなので、伏せる人の居る所の名も消さない(消えた行から知れる)。"""
    listed = {RESOURCES.name, RESOURCE_NOTES.name}
    own = {name: rows for name, rows in groups.items() if name not in listed}
    found = disclose(Record({}, own, hidden=hidden), permit).groups
    register = disclose(Record({}, {name: groups[name] for name in listed}), permit).groups
    return _sheets({**found, **register})


def _entering(desk: Desk, medium: Medium | None, file: OutgoingFile) -> Together:
    """媒体持出簿に載せる。支援会議分を含むことや理由は、誰でも読める持出簿には書かない。"""
    if medium is None:
        return nothing_else
    entry = MediumEntry(
        medium_no=medium.medium_no,
        at=desk.now(),
        actor=desk.me.name,
        report=BOOK_TITLE,
        purpose="台帳の書出し",
        receiver="",
        files=(file.name,),
        digests=(file.digest,),
    )

    def enter(work: Work) -> None:
        work.medium_entries.put(entry)

    return enter


def _title(holdings: Holdings, sealed: bool) -> str:
    """発行控に残す名。支援会議の件数は、ほかの会議体の従事者に知れないよう、数えない。"""
    opened = sum(not case.sealed for case in holdings.cases)
    return f"{BOOK_TITLE}(相談{opened}件{'と支援会議分' if sealed else ''})"


def _groups(holdings: Holdings, concealed: frozenset[str]) -> dict[str, tuple[Record, ...]]:
    numbers = numbers_of(holdings)
    people, cases, notes = numbers.people, numbers.cases, numbers.notes
    plans, meetings = numbers.plans, numbers.meetings
    order = {meeting.id: at for at, meeting in enumerate(holdings.meetings)}
    agenda = sorted(holdings.agenda, key=lambda i: (order[i.meeting_id], len(i.item_no), i.item_no))
    return {
        PEOPLE.name: tuple(_person(p, people[p.id], concealed) for p in holdings.people),
        CASES.name: tuple(
            _row(
                case,
                CASES,
                case.lane,
                受付番号=cases[case.id],
                人物番号=people.get(case.person_id),
                取扱区分=_lane_word(case),
            )
            for case in holdings.cases
        ),
        NOTES.name: tuple(
            _row(
                note,
                NOTES,
                note.lane,
                経過番号=notes[note.id],
                受付番号=cases[note.case_id],
                取扱区分=_lane_word(note),
            )
            for note in holdings.notes
        ),
        PLANS.name: tuple(
            _row(plan, PLANS, plan.lane, プラン番号=plans[plan.id], 受付番号=cases[plan.case_id])
            for plan in holdings.plans
        ),
        MEETINGS.name: tuple(
            _row(meeting, MEETINGS, meeting.lane, 会議番号=meetings[meeting.id])
            for meeting in holdings.meetings
        ),
        AGENDA.name: tuple(
            _row(
                item,
                AGENDA,
                item.lane,
                会議番号=meetings[item.meeting_id],
                受付番号=cases[item.case_id],
            )
            for item in agenda
        ),
        ATTENDEES.name: tuple(
            _row(one, ATTENDEES, meeting.lane, 会議番号=meetings[meeting.id])
            for meeting in holdings.meetings
            for one in meeting.attendees
        ),
    }


def _row(entry: Entry | Attendee, shape: SheetShape, lane: Lane, **values: Any) -> Record:
    facts = values_of(entry, shape.name) | values
    return Record({label: Fact(value, lane) for label, value in facts.items()}, lane=lane)


def _person(person: Person, number: str, concealed: frozenset[str]) -> Record:
    values: dict[str, Any] = {"人物番号": number, "生年月日": _birth(person)}
    if person.id in concealed:
        values |= dict.fromkeys(_CONCEALED)
    return _row(person, PEOPLE, person.lane, **values)


def _birth(person: Person) -> date | str | None:
    """日まで分からない生年月日は、書かれた形(``昭和30年頃``)で出す。"""
    return person.birth_text if _approximate(person) else person.birth_on


def _approximate(person: Person) -> bool:
    if person.birth_on is not None:
        return False
    try:
        return parse_birth(person.birth_text).label == person.birth_text
    except BadInput:
        return False


def _lane_word(entry: Entry) -> str:
    return SEALED if entry.sealed else OPEN


def _sheets(groups: Mapping[str, tuple[Packet, ...]]) -> Sheets:
    return {
        shape.name: [
            tuple(_cell(row.values.get(label)) for label in shape.labels)
            for row in groups[shape.name]
        ]
        for shape in (*SHEETS, *OWN)
        if groups[shape.name] or not shape.own
    }


def _cell(value: Value) -> Value:
    match value:
        case bool():
            return YES if value else NO
        case tuple():
            return "、".join(value)
        case str():
            return str(value)
        case _:
            return value


def _notices(
    desk: Desk, holdings: Holdings, sheets: Sheets, concealed: frozenset[str]
) -> Iterator[str]:
    for what, count in holdings.left_out:
        yield f"{what}: {count}件は、ブックに列が無いため書き出していません。"
    hidden = sum(p.id in concealed and bool(p.address or p.phone) for p in holdings.people)
    if hidden:
        yield f"暗号化しないので、住所秘匿の{hidden}人の住所と電話を省きました。"
    moving = _newly_sealed(holdings)
    if moving:
        yield (
            f"支援会議の区分の相談だけに出てくる{moving}人は、"
            "取り込むと人物も支援会議の区分になります。"
        )
    yield from _cut_texts(sheets)
    for problem in _read_again(desk, sheets):
        yield f"{problem.place}: このままでは取り込めません。{problem.expected}"


def _cut_texts(sheets: Sheets) -> Iterator[str]:
    """セルに入らず、途中で切って書き出した文の所。"""
    for shape in (*SHEETS, *OWN):
        for at, row in enumerate(sheets.get(shape.name, ()), start=2):
            for label, value in zip(shape.labels, row, strict=True):
                if isinstance(value, str) and is_long(value):
                    number = f" {row[0]}の" if shape.key and not shape.own else f" {at}行 "
                    yield (
                        f"{shape.name}{number}{label}: Excelのセルに入らない長さなので、"
                        f"{LIMIT:,}字で切りました。取り込んでも同じ記録にはなりません。"
                        "全文は画面か帳票で確かめてください。"
                    )


def _newly_sealed(holdings: Holdings) -> int:
    in_sealed = {case.person_id for case in holdings.cases if case.sealed}
    in_open = {case.person_id for case in holdings.cases if not case.sealed}
    return sum(not p.sealed and p.id in in_sealed - in_open for p in holdings.people)


def _read_again(desk: Desk, sheets: Sheets) -> Iterable[Problem]:
    """書き出したものを取込みと同じ決まりで読み、引っかかる所を返す。"""
    book = {
        name: [
            Row.of(number, [None if value == "" else value for value in row])
            for number, row in enumerate([BY_NAME[name].labels, *rows], start=1)
        ]
        for name, rows in sheets.items()
    }
    reading = read_sheets(book, desk.today())
    nothing = Known({}, {}, {}, {}, {}, frozenset())
    placing = place(desk, reading, nothing)
    return [*reading.problems, *find_problems(reading, nothing, placing)]
