"""朝の一枚。今日の画面の行を、手で印を付けながら使う A4 の紙にしたもの。役場の中で使い、外へは渡さない。

机に置く紙は誰の目にも触れる。そこで、画面より狭く読む。
- 支援会議の区分のことは、番号も件数も載せない。何件あるかだけでも、会議のあったことが知れるため
  (この目的の許可では、もともと読めない)。載らないものがありうることは、誰の紙にも同じ文で刷る。
- 居場所を伏せる人は番号だけにし、打った文と機関の名を、決まった言い方に替える。
- パスワードやバックアップなど、事務所の手入れのことは載せない。

朝の机に置くのは一枚なので、危ない順に一頁に載るだけを刷り、残りは数を言って画面に譲る。帰る前に裁断する
紙なので、発行控には出したことの一行だけを残す。相談を添えると、どの相談の「出した紙」も毎朝の一行で
埋まり、書き間違いの相談も消せなくなるため。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.due import DueLine
from jusou_desk.casework.case.unfinished import Unfinished, unfinished
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import Layout, layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.paper.morning_sheet import (
    NAME,
    PRESSING,
    ROWS,
    TITLE,
    UNFINISHED,
    MorningRow,
    cut_to,
    morning_record,
)
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Permit, Purpose
from jusou_desk.reports.form.filled import FilledBook

_PURPOSE: Final = Purpose.CASEWORK
#: 事務所の手入れの行の開く先。
_UPKEEP: Final = "settings"


def morning_paper(desk: Desk) -> tuple[OutgoingFile, ...]:
    """今日の朝の一枚の xlsx と pdf(まだ外へは出さない)。行の無い日も、無いと刷る。"""
    lines = [one for one in due_lines(desk, purpose=_PURPOSE) if one.place != _UPKEEP]
    drafts = unfinished(desk)
    with desk.reading(_PURPOSE) as work:
        rows = (*_rows(work, lines), *map(_draft_row, drafts))
        record = morning_record(desk, work, rows)
    permit, layout = desk.permit(_PURPOSE), layout_in_use(desk, NAME)
    book = _on_one_page(layout, record, permit)
    printed = stamp(desk, marks=layout.margin_words(disclose(record, permit)))
    files = paper_files(layout, book, printed, NAME, title=TITLE)
    return tuple(replace(one, keep=Keep.ROW) for one in files)


def hand_out_morning(desk: Desk, folder: Path) -> tuple[Path, ...]:
    """朝の一枚を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, NAME, morning_paper(desk), folder)


def _rows(work: Work, lines: Sequence[DueLine]) -> list[MorningRow]:
    cases = work.cases.among("id", {one.ref for one in lines if one.place == "case"})
    known = {case.id: case for case in cases}
    people = work.people.among("id", {case.person_id for case in cases})
    hidden = {person.id for person in people if work.shield.hides(person)}
    return [_worded(one, known.get(one.ref), hidden) for one in lines]


def _worded(line: DueLine, case: Case | None, hidden: set[str]) -> MorningRow:
    pressing = PRESSING[line.weight]
    why = "\n".join(line.why_lines) or line.why
    if case is None:
        # 相談の無い人の支援措置の行もある。氏名を添えた文は使わない
        return MorningRow(pressing, line.due_on, line.doing or line.what, why)
    unnamed = case.person_id in hidden
    who = line.case_no if unnamed else f"{line.case_no}　{line.name}".rstrip("　")
    doing = line.doing
    if unnamed or line.unsaid:
        doing, why = line.plain_doing or doing, line.plain_why or why
    return MorningRow(pressing, line.due_on, f"{who}\n{doing}", why, case.id)


def _draft_row(one: Unfinished) -> MorningRow:
    on = one.saved_at
    why = f"{on.hour}時{on.minute}分まで打って、保存していません"
    return MorningRow(UNFINISHED, on.date(), f"{one.words}の{UNFINISHED}", why)


def _on_one_page(layout: Layout, record: Record, permit: Permit) -> FilledBook:
    """一頁に載るだけの行。一行も載らない様式なら、切らずに何頁でも刷る。"""

    def filled(count: int) -> FilledBook:
        return layout.fill(disclose(cut_to(record, count), permit))

    count = len(record.groups[ROWS])
    whole = filled(count)
    if len(whole.pages) == 1:
        return whole
    fits, best = 0, whole
    while fits + 1 < count:
        middle = (fits + count) // 2
        tried = filled(middle)
        if len(tried.pages) == 1:
            fits, best = middle, tried
        else:
            count = middle
    return best
