"""つなぐシートの返信番号。"""

from __future__ import annotations

import re

from jusou_desk.casework.case import sheets
from jusou_desk.casework.case.reply_codes import reply_code
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper import papers
from tests.casework import paper_case
from tests.casework.test_papers import texts


def test_同じシートなら同じ番号で_ほかのシートとは違う() -> None:
    codes = {f"sheet-{number}": reply_code(f"sheet-{number}") for number in range(300)}
    assert len(set(codes.values())) == 300
    assert all(reply_code(sheet) == code for sheet, code in codes.items())
    assert all(re.fullmatch(r"\d{4}-\d{4}", code) for code in codes.values())


def test_最後の数字で一字の打ち間違いが分かる() -> None:
    code = reply_code("sheet-1").replace("-", "")
    digits = [int(one) for one in code]
    weights = (7, 3, 7, 3, 7, 3, 7)
    assert sum(map(int.__mul__, digits, weights)) % 10 == digits[-1]
    for place in range(7):
        for other in set(range(10)) - {digits[place]}:
            wrong = [*digits[:place], other, *digits[place + 1 :]]
            assert sum(map(int.__mul__, wrong, weights)) % 10 != digits[-1]


def test_返信票に番号が刷られ_書かれていない用紙では空(desk: Desk) -> None:
    case = paper_case.received(desk)
    paper_case.agree(desk, case)
    paper_case.write_all(desk, case)
    with desk.reading(papers.sheet_kind("referral").purpose) as work:
        code = reply_code(sheets.sheets_of(work, case.id, "referral")[0].sheet.id)
    for text in texts(papers.draw_sheet(desk, "referral", case.case_no)):
        assert code in text
    assert re.search(r"\d{4}-\d{4}", texts(papers.draw_sheet(desk, "referral"))[1]) is None
