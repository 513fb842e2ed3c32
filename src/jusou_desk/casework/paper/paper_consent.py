"""帳票を出してよいかの確かめ: 支援会議の区分の相談でないことと、外へ渡す紙が本人の同意の中であること。"""

from __future__ import annotations

from typing import Protocol

from jusou_desk.casework.case.consent import beyond_scope, terms_of
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Audience, Barrier, Record
from jusou_desk.policy import Purpose


class Leaving(Protocol):
    """帳票の種類のうち、ここで見るもの(``papers.SheetKind``)。"""

    @property
    def title(self) -> str: ...

    @property
    def purpose(self) -> Purpose: ...

    @property
    def leaves_the_house(self) -> bool: ...


def left_out(kind: Leaving, record: Record) -> tuple[str, ...]:
    """同意の範囲に無いため空けた欄があれば、そのことと次の一手。"""
    missing = beyond_scope(record) if kind.leaves_the_house else ()
    if not missing:
        return ()
    told = (
        f"本人の同意の範囲に「{'」「'.join(missing)}」が無いため、その欄は空けてあります。"
        "載せるには、本人に確かめて同意を記録し直してください。"
    )
    return (told,)


def expect_open(case: Case) -> None:
    """支援会議の区分の相談なら ``Refused``。"""
    if case.sealed:
        raise Refused(
            "支援会議の区分の相談は、この帳票では出せません。",
            "支援会議の議題に加え、その会議の資料として出してください。",
        )


def expect_consent(
    desk: Desk, work: Work, kind: Leaving, case: Case, receiver: Audience | None
) -> None:
    """外へ渡す紙が本人の同意の中か。外なら、そのわけと次の一手を添えて ``Refused``。"""
    terms = terms_of(work, case)
    barrier = terms.barrier(kind.purpose, desk.today())
    if barrier is None and receiver is not None:
        barrier = terms.barrier_for(kind.purpose, receiver)
    if barrier is None:
        return
    if barrier in (Barrier.EXCLUDED, Barrier.OTHER_AGENCY):
        raise Refused(
            f"{case.case_no} の渡す先は、{barrier}ため、「{kind.title}」を出せません。",
            "渡す先を改めるか、本人に確かめて同意を記録し直してください。",
        )
    raise Refused(
        f"{case.case_no} は、{barrier}ため、「{kind.title}」を出せません。",
        "同意書を刷って同意を得てから、もう一度行ってください。"
        "同意が得られない間は、支援会議で検討できます。"
        "命や体に関わる急ぎなら、ケースの頁の「通報・緊急」から知らせてください。",
    )
