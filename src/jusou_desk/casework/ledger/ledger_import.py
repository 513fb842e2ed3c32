"""標準台帳ブックの取込み。試し読みは、同じ手順を取り消すトランザクションの中で行う。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_added import (
    RESOURCES,
)
from jusou_desk.casework.ledger.ledger_added_checks import notice_inside
from jusou_desk.casework.ledger.ledger_checks import find_problems, notice_ages, notice_terms
from jusou_desk.casework.ledger.ledger_errors import write_error_book
from jusou_desk.casework.ledger.ledger_kinds import (
    KEPT,
)
from jusou_desk.casework.ledger.ledger_lanes import place
from jusou_desk.casework.ledger.ledger_lookup import Known, key_of, look_up
from jusou_desk.casework.ledger.ledger_problems import (
    ImportResult,
    LedgerRefused,
    Problem,
    SheetCount,
)
from jusou_desk.casework.ledger.ledger_reading import Reading, read_sheets
from jusou_desk.casework.ledger.ledger_records import NewRecords, make_records
from jusou_desk.casework.ledger.ledger_schema import OWN, SHEETS
from jusou_desk.casework.register.listing import refresh
from jusou_desk.errors import BadInput, OutsideTrouble
from jusou_desk.files import read_whole
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Consent,
    Entry,
    Meeting,
    Note,
    Person,
    Plan,
    Sheet,
)
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.models.shelf import Shelf
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.reports.table import read_book

Progress = Callable[[int, int], None]
R = TypeVar("R", bound=Entry)

_STEP: Final = 50
_WORDS: Final[dict[type[Entry], str]] = {
    Person: "人物",
    Case: "相談受付",
    Consent: "同意",
    Note: "支援経過",
    Plan: "プラン",
    Meeting: "会議",
    AgendaItem: "議題",
    Sheet: "様式",
    Transfer: "移替え",
    **{kept.kind: kept.shape.name for kept in KEPT if kept.kind is not Sheet},
}


class _Undone(Exception):
    """試し読みの終わりにトランザクションを取り消す合図。外へは出ない。"""


def read_ledger(
    desk: Desk,
    book: Path,
    *,
    apply: bool,
    book_password: str = "",
    progress: Progress | None = None,
) -> ImportResult:
    """ブックを読む。``apply`` なら取り込む(全部か、何も取り込まないか)。

    progress: (書いた記録, 全部の記録) を受け取る。
    読めないブックは ``BadInput``。``apply`` で問題があれば、エラーのブックを並べて書き
    ``LedgerRefused``。試し読みの問題は結果に入れて返す。
    """
    desk.permit(Purpose.LEDGER_IMPORT)
    data = _contents(book, book_password)
    reading = read_sheets(read_book(data), desk.today())
    result: ImportResult | None = None
    try:
        with desk.writing(Purpose.LEDGER_IMPORT) as work:
            result = _take(desk, work, reading, progress or _silent)
            if not apply or result.problems:
                raise _Undone
    except _Undone:
        pass
    assert result is not None
    if not apply:
        return result
    if result.problems:
        raise _refusal(desk, book, data, book_password, result)
    if reading.of(RESOURCES):
        refresh(desk)
    return replace(result, applied=True)


def write_errors(desk: Desk, book: Path, result: ImportResult, *, book_password: str = "") -> Path:
    """試し読みで見つかった問題を、エラーのブックにして ``book`` の隣に書く。書いたパスを返す。"""
    data = _contents(book, book_password)
    return write_error_book(desk, book, data, book_password, result.problems)


def _silent(_done: int, _total: int) -> None:
    pass


def _contents(book: Path, password: str) -> bytes:
    data = read_whole(book)
    return decrypt_xlsx(data, password) if password else data


def _take(desk: Desk, work: Work, reading: Reading, progress: Progress) -> ImportResult:
    known = look_up(work, reading)
    placing = place(desk, reading, known)
    problems = [*reading.problems, *find_problems(reading, known, placing), *placing.problems]
    notices = [
        *reading.notices,
        *placing.notices,
        *notice_terms(reading),
        *notice_ages(reading),
        *notice_inside(reading, known, desk.town.own_names),
    ]
    if not problems:
        records = make_records(reading, known, placing, desk.town.own_names)
        _write(work, records, progress)
        _audit(desk, work, records)
    return ImportResult(
        counts=_counts(reading, known),
        problems=_in_order(problems),
        notices=_in_order(notices),
        applied=False,
    )


def _write(work: Work, records: NewRecords, progress: Progress) -> None:
    total = sum(len(part) for part in vars(records).values())
    done = 0

    def put_all(shelf: Shelf[R], part: tuple[R, ...]) -> None:
        nonlocal done
        for record in part:
            shelf.put(record)
            done += 1
            if done % _STEP == 0:
                progress(done, total)

    put_all(work.people, records.people)
    put_all(work.meetings, records.meetings)
    put_all(work.cases, records.cases)
    put_all(work.consents, records.consents)
    put_all(work.sheets, records.sheets)
    put_all(work.notes, records.notes)
    put_all(work.plans, records.plans)
    put_all(work.agenda, records.agenda)
    put_all(work.transfers, records.transfers)
    for one in records.added:
        put_all(work.shelf_of(type(one)), (one,))
    progress(total, total)


def _counts(reading: Reading, known: Known) -> tuple[SheetCount, ...]:
    counts = []
    for shape in (*SHEETS, *OWN):
        rows = reading.of(shape)
        if shape.own and not rows:
            continue
        there = sum(known.holds(shape, key_of(shape, row)) for row in rows)
        counts.append(SheetCount(shape.name, len(rows), len(rows) - there, there))
    return tuple(counts)


def _in_order(found: Sequence[Problem]) -> tuple[Problem, ...]:
    sheets = [shape.name for shape in (*SHEETS, *OWN)]
    order = {name: at for at, name in enumerate(sheets)}
    return tuple(sorted(found, key=lambda p: (order.get(p.sheet, len(order)), p.row)))


def _audit(desk: Desk, work: Work, records: NewRecords) -> None:
    """種類ごとの件数。支援会議の分は、件数も従事者だけが読める行に分ける。"""
    found = [record for part in vars(records).values() for record in part]
    for body_id in sorted({"", *(record.body_id for record in found)}):
        kinds = Counter(_WORDS[type(one)] for one in found if one.body_id == body_id)
        counts = " ".join(f"{word}{number}" for word, number in sorted(kinds.items()))
        desk.audit(work, str(Purpose.LEDGER_IMPORT), detail=counts, body_id=body_id)


def _refusal(
    desk: Desk, book: Path, data: bytes, password: str, result: ImportResult
) -> LedgerRefused:
    title = f"{len(result.problems)}件の問題があるため、何も取り込みませんでした。"
    try:
        error_book = write_error_book(desk, book, data, password, result.problems)
    except (BadInput, OutsideTrouble) as trouble:
        advice = f"エラーのブックも書けませんでした。{trouble.advice}"
        return LedgerRefused(title, advice, result)
    advice = f"「{error_book.name}」の「エラー」の列を見て直し、もう一度取り込んでください。"
    return LedgerRefused(title, advice, replace(result, error_book=error_book))
