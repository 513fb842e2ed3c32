"""つないだ件数と受け手不在。地域に足りないものの根拠になる。"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from jusou_desk.casework.case import replies
from jusou_desk.casework.counting.drilldown import behind
from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.counting.referrals import (
    ELSEWHERE,
    Referral,
    evidence,
    evidence_of,
    said_within,
)
from jusou_desk.casework.counting.report_plans import By
from jusou_desk.casework.counting.reporting import ReportResult, make_report
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Case
from jusou_desk.wareki import FiscalYear
from tests.casework import paper_case

YEAR = FiscalYear(2026)
LISTED = "長門市社会福祉協議会"


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    return made


def send(desk: Desk, case: Case, **values: Any) -> None:
    replies.write_referral(desk, case.id, paper_case.REFERRAL | values)


def cell(made: ReportResult, section: str, label: str) -> Figure:
    (row,) = (r for r in made.table.rows if (r.section, r.label) == (section, label))
    return row.figures[-1]


def test_返信のわけと困りごとと機関ごとに数え_元の相談が開ける(desk: Desk, case: Case) -> None:
    topics = ("介護のこと", "その他(髙橋さんの飼い猫)")
    for _ in range(2):
        send(desk, case, result="受けられない", refusal="送迎がない", topics=topics)
    send(desk, case, result="受けた", to_agency="隣の髙橋さん", topics=("介護のこと",))
    send(desk, case)
    made = make_report(desk, "tsunagu-kekka", YEAR)
    wanted = {
        ("つないだ件数", "合計"): 4,
        ("つないだ結果", "受けた"): 1,
        ("つないだ結果", "つなぎ戻し"): 0,
        ("つないだ結果", "（未記入）"): 1,
        ("受け手不在", "合計"): 2,
        ("受け手不在のわけ", "送迎がない"): 2,
        ("受け手不在の困りごと", "介護のこと"): 2,
        ("受け手不在の困りごと", "その他"): 2,
        ("つないだ先", LISTED): 3,
        ("つないだ先", ELSEWHERE): 1,
        ("受け手不在だった先", LISTED): 2,
    }
    assert {key: cell(made, *key).value for key in wanted} == wanted
    opened = behind(desk, cell(made, "受け手不在", "合計"))
    assert [line.case.case_no for line in opened.cases] == [case.case_no]
    # 打たれた名や書き添えは、表に出ない
    assert "髙橋" not in repr([(row.section, row.label) for row in made.table.rows])


def test_前の年度に作ったシートの返信は_前の年度に数える(desk: Desk, case: Case) -> None:
    day = YEAR.back(1).last
    send(desk, case, made_on=day, result="受けられない", refusal="空きがない")
    row = next(
        r
        for r in make_report(desk, "tsunagu-kekka", YEAR).table.rows
        if r.section == "受け手不在" and r.label == "合計"
    )
    assert [figure.value for figure in row.figures] == [0, 1, 0]


def test_根拠の一文は_外に出すなら少ない数を書かない(desk: Desk, case: Case) -> None:
    assert evidence(desk, YEAR) == ""
    for _ in range(3):
        send(desk, case)
    assert evidence(desk, YEAR) == "令和8年度　つないだ5件未満のうち、受け手不在はありません。"
    for _ in range(3):
        send(desk, case, result="受けられない", refusal="送迎がない")
    send(desk, case, result="受けられない", refusal="費用が合わない")
    assert evidence(desk, YEAR, small_too=True) == (
        "令和8年度　つないだ7件のうち、受け手不在4件（送迎がない3件、費用が合わない1件）。"
    )
    assert evidence(desk, YEAR) == "令和8年度　つないだ7件のうち、受け手不在5件未満。"


#: 尽くす総数。これより八つ少ない総数までの文なら、同じ文になる組をみな見ている。
_MOST = 22


def _expect_safe(told: dict[Any, list[tuple[int, ...]]]) -> None:
    """同じ文になる組の先頭は総数。どの数も、少ない数の一つには決まらない。"""
    for shown, cases in told.items():
        if min(cases)[0] <= _MOST - 8:
            for same in map(set, zip(*cases, strict=True)):
                assert len(same) > 1 or not same <= {1, 2, 3, 4}, (shown, cases)


def _asked(reasons: tuple[int, ...], rest: int) -> list[Referral]:
    def one(term: str) -> Referral:
        return Referral("", False, YEAR.first, bool(term), {By.REFUSED_FOR: (term,)})

    terms = [term for term, count in zip("甲乙丙", reasons, strict=False) for _ in range(count)]
    return [*map(one, terms), *[one("")] * rest]


def test_公表する文のどの数の組からも_少ない数は計算できない() -> None:
    told: dict[str, list[tuple[int, ...]]] = {}
    for *reasons, rest in product(range(_MOST + 1), repeat=3):
        if sum(reasons) + rest > _MOST:
            continue
        shown = evidence_of(_asked(tuple(reasons), rest), YEAR, small_too=False)
        # 総数・受け手不在・受けた数・わけごとの数
        numbers = (sum(reasons) + rest, sum(reasons), rest, *reasons)
        told.setdefault(shown, []).append(numbers)
    _expect_safe(told)


def test_含み合う三つの数からも_少ない数は計算できない() -> None:
    told: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for inmost, middle, outer in product(range(_MOST + 1), repeat=3):
        if inmost + middle + outer > _MOST:
            continue
        counts = [inmost + middle + outer, inmost + middle, inmost]
        told.setdefault(said_within(counts, small_too=False), []).append(
            (*counts, middle, outer, middle + outer)
        )
    _expect_safe(told)
    assert said_within([30, 12, 6], small_too=False) == ("30件", "12件", "6件")
    assert said_within([8, 6, 0], small_too=False) == ("", "6件", "0件")
