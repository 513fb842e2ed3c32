"""受払簿の紙。年度の費用を一行ずつ、額と受付番号で並べる。人の名は載せない。役場の中で使う。"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.community.spending import Paid, Spending, spending_in
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import FiscalYear

NAME: Final = "expense-register"
TITLE: Final = "受払簿"
_PURPOSE: Final = Purpose.CASEWORK
_UNSET: Final = "未定"


def spending_paper(desk: Desk, year: FiscalYear) -> tuple[OutgoingFile, ...]:
    """その年度の受払簿の xlsx と pdf(まだ外へは出さない)。一行も無い年度も、無いと刷る。"""
    with desk.reading(_PURPOSE) as work:
        known = spending_in(work, desk, year)
        record = spending_record(desk, work, known)
    packet = disclose(record, desk.permit(_PURPOSE))
    layout = layout_in_use(desk, NAME)
    book = layout.fill(packet)
    printed = stamp(desk, marks=layout.margin_words(packet))
    carried = tuple(dict.fromkeys(one.expense.case_id for one in known.rows))
    title = f"{known.name}　{TITLE}"
    name = f"{NAME}-{year.short}"
    return paper_files(layout, book, printed, name, title=title, case_ids=carried)


def spending_record(desk: Desk, work: Work, known: Spending) -> Record:
    """受払簿の材料。"""
    cases = {one.id: one for one in work.cases.among("id", {r.expense.case_id for r in known.rows})}
    head = facts(
        Lane.OPEN,
        町名=desk.town.name,
        取扱=word(work, desk.town, "open_handling"),
        名称=known.name,
        年度=known.year.label,
        基準日=desk.today(),
        予算=known.budget if known.budget is not None else _UNSET,
        支出=known.spent,
        残り=known.left if known.left is not None else _UNSET,
        作成者=desk.me.name,
    )
    rows = (_row(work, one, cases.get(one.expense.case_id)) for one in known.rows)
    return Record(head, {"行": tuple(rows)})


def hand_out_spending(
    desk: Desk, files: tuple[OutgoingFile, ...], folder: Path
) -> tuple[Path, ...]:
    """受払簿を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, NAME, files, folder)


def note_spending_printed(desk: Desk, files: tuple[OutgoingFile, ...], what: str) -> None:
    """受払簿を刷る前後に監査の一行を置く。"""
    note_printing(desk, _PURPOSE, NAME, what, files=files[1:])


def _row(work: Work, paid: Paid, case: Case | None) -> Record:
    one = paid.expense
    lane = Lane.OPEN
    if case is not None:
        lane = max(case.lane, Lane.OPEN if case.consented else Lane.UNCONSENTED)
    found = facts(
        lane,
        番号=one.number,
        払った日=one.paid_on,
        受付番号=paid.case_no,
        使い道=one.what,
        払った先=one.receiver,
        額=one.amount,
        残り=paid.left,
        決めた人=one.decided_by,
        摘要="後の行で打消し" if paid.cancelled else one.note,
    )
    if case is None:
        return Record(found, lane=lane)
    return sourced(work, case, Record(found, lane=lane, hidden=work.shield.words_of_case(case.id)))
