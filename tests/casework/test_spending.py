"""参加支援の費用: 足すだけの受払簿、年度の予算、超えるときの言葉、名の載らない紙。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jusou_desk.casework.case import plans
from jusou_desk.casework.community import spending, spending_paper
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.records import Case, Plan
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose, Role
from jusou_desk.towns import available_towns, town
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import CHEAP, COORDINATOR, OUTSIDER, PASSWORD
from tests.casework.test_community import sealed_plan
from tests.casework.test_matching import participation
from tests.casework.test_packet_press import text_of
from tests.casework.test_protecting import ACCOUNT

THIS = FiscalYear(2026)


@pytest.fixture
def komatsu(tmp_path: Path) -> Iterator[Desk]:
    """小松市の事務所の管理者。"""
    made, _ = create_office(
        tmp_path / "komatsu",
        town_id="komatsu",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: datetime(2026, 11, 20, 9, 30),
        cost=CHEAP,
    )
    signed_in = sign_in(made, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


def joined(desk: Desk) -> tuple[Case, Plan]:
    return participation(desk, window="くらしあんしん相談センター")


def bought(desk: Desk, plan: Plan, amount: int, on: date | None = None) -> str:
    day = on or desk.today()
    return spending.pay(
        desk, plan, paid_on=day, amount=amount, what="作業着", receiver="架空商店"
    ).id


def test_実費を持つ制度のある町は_町の設定で決まる() -> None:
    named = {one: town(one).support_money for one in available_towns()}
    assert {name for name, title in named.items() if title} == {"komatsu"}
    assert named["komatsu"] == "移行促進費"


def test_制度の無い町では_費用を書けない(desk: Desk) -> None:
    _, plan = participation(desk)
    assert not spending.offered(desk)
    with pytest.raises(Refused, match="制度がありません"):
        bought(desk, plan, 100)


def test_足した行の計と残りと番号(komatsu: Desk) -> None:
    case, plan = joined(komatsu)
    bought(komatsu, plan, 4800)
    assert spending.spending(komatsu, THIS).left is None
    spending.set_budget(komatsu, THIS, 10_000)
    bought(komatsu, plan, 1200, date(2026, 6, 1))
    known = spending.spending(komatsu, THIS)
    assert [(one.expense.amount, one.left, one.case_no) for one in known.rows] == [
        (1200, 8800, case.case_no),
        (4800, 4000, case.case_no),
    ]
    assert {one.expense.number for one in known.rows} == {"R8-001", "R8-002"}
    assert (known.spent, known.left, known.name) == (6000, 4000, "移行促進費")


def test_年度をまたぐと_予算も計も番号も別になる(komatsu: Desk) -> None:
    _, plan = joined(komatsu)
    spending.set_budget(komatsu, THIS, 10_000)
    bought(komatsu, plan, 700, date(2026, 3, 31))
    bought(komatsu, plan, 300, date(2026, 4, 1))
    before, now = (spending.spending(komatsu, one) for one in (THIS.back(1), THIS))
    assert (before.spent, before.budget, before.rows[0].expense.number) == (700, None, "R7-001")
    assert (now.spent, now.left, now.rows[0].expense.number) == (300, 9700, "R8-001")


def test_予算を超えるときは言葉で知らせるだけで_断らない(komatsu: Desk) -> None:
    _, plan = joined(komatsu)
    assert "まだ決まっていません" in spending.over_budget(spending.spending(komatsu, THIS), 1)
    spending.set_budget(komatsu, THIS, 5000)
    known = spending.spending(komatsu, THIS)
    assert spending.over_budget(known, 5000) == ""
    told = spending.over_budget(known, 5001)
    assert "予算を超えます" in told
    assert "残りは5,000円" in told
    assert "1円の超過" in told
    bought(komatsu, plan, 6000)
    assert spending.spending(komatsu, THIS).left == -1000


def test_誤りは打ち消す行で直し_書いた行は誰にも変えられない(komatsu: Desk) -> None:
    _, plan = joined(komatsu)
    wrong = bought(komatsu, plan, 48_000)
    with pytest.raises(BadInput, match="わけ"):
        spending.cancel(komatsu, wrong, " ")
    spending.cancel(komatsu, wrong, "桁の誤り")
    with pytest.raises(BadInput, match="もう打ち消して"):
        spending.cancel(komatsu, wrong, "もう一度")
    bought(komatsu, plan, 4800)
    known = spending.spending(komatsu, THIS)
    assert [one.expense.amount for one in known.rows] == [48_000, -48_000, 4800]
    assert [one.cancelled for one in known.rows] == [True, False, False]
    assert known.spent == 4800
    with komatsu.writing(Purpose.CASEWORK) as work:
        row = work.expenses.get(wrong)
        assert row is not None
        with pytest.raises(Refused, match="直すことも"):
            work.expenses.put(replace(row, amount=1))
        with pytest.raises(Refused, match="直すことも"):
            work.expenses.remove(row)


def test_額と使い道と日を確かめる(komatsu: Desk) -> None:
    _, plan = joined(komatsu)
    with pytest.raises(BadInput, match="額"):
        bought(komatsu, plan, 0)
    fraction: Any = 100.5
    with pytest.raises(BadInput, match="額"):
        bought(komatsu, plan, fraction)
    with pytest.raises(BadInput, match="予算の額"):
        spending.set_budget(komatsu, THIS, fraction)
    for old in (date(1, 1, 5), date(1600, 1, 1)):
        with pytest.raises(BadInput, match="昔すぎ"):
            bought(komatsu, plan, 100, old)
    with pytest.raises(BadInput, match="まだ来ていない"):
        bought(komatsu, plan, 100, date(2027, 1, 1))
    with pytest.raises(BadInput, match="何に使ったか"):
        spending.pay(komatsu, plan, paid_on=komatsu.today(), amount=1, what=" ")


def test_参加支援でないプランと支援会議の区分のプランには付けられない(komatsu: Desk) -> None:
    case, _ = joined(komatsu)
    values = {"kind": "多機関協働", "made_on": komatsu.today(), "goal": "暮らしを整える。"}
    with pytest.raises(Refused, match="参加支援のプランでない"):
        bought(komatsu, plans.write_plan(komatsu, case.id, values, ()), 100)
    with pytest.raises(Refused, match="支援会議の区分"):
        bought(komatsu, sealed_plan(komatsu), 100)


def test_予算と呼び名は管理者だけが決める(komatsu: Desk) -> None:
    staffing.add_staff(komatsu, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    spending.set_budget(komatsu, THIS, 5000, "参加応援費")
    assert spending.called(komatsu) == "参加応援費"
    with pytest.raises(BadInput, match="予算の額"):
        spending.set_budget(komatsu, THIS, -1)
    assert spending.may_budget(komatsu)


def test_受払簿の紙に_額と受付番号は載り_人の名は載らない(komatsu: Desk, tmp_path: Path) -> None:
    case, plan = joined(komatsu)
    spending.set_budget(komatsu, THIS, 30_000)
    bought(komatsu, plan, 4800)
    files = spending_paper.spending_paper(komatsu, THIS)
    shown = text_of(files[1].data)
    for words in ("移行促進費", "令和8年度", "30,000", "4,800", "25,200", case.case_no, "作業着"):
        assert words in shown
    assert "𠮷子" not in shown
    assert {file.case_ids for file in files} == {(case.id,)}
    book, _ = spending_paper.hand_out_spending(komatsu, files, tmp_path / "out")
    cells = [c.value for row in openpyxl.load_workbook(book).worksheets[0] for c in row]
    assert {"4,800", "25,200"} <= {str(one) for one in cells} or 4800 in cells
    empty = text_of(spending_paper.spending_paper(komatsu, THIS.back(1))[1].data)
    assert "未定" in empty


def test_居場所を伏せる人の費用は_通う先を伏せ_額だけが残る(komatsu: Desk) -> None:
    case, plan = joined(komatsu)
    bought(komatsu, plan, 4800)
    protecting.set_protection(komatsu, case.person_id, ACCOUNT)
    (row,) = spending.spending(komatsu, THIS).rows
    assert (row.expense.what, row.expense.receiver) == (CONCEALED, CONCEALED)
    assert row.expense.amount == 4800
    assert "架空商店" not in text_of(spending_paper.spending_paper(komatsu, THIS)[1].data)
