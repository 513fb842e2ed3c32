"""印刷する依頼の台帳: 会議体と年度ごと。従事者だけが刷れ、回答の中身と氏名は載らない。"""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings
from jusou_desk.casework.outgoing.exporting import PRINTED
from jusou_desk.casework.printing import request_register
from jusou_desk.casework.printing.request_register import draw_register, requests_of_year
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.casework.secrecy.protecting import Account, set_protection
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, Meeting
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import MovableClock
from tests.casework.several_bodies import CHILD, ELDER, elder_only, komae, several
from tests.casework.test_one_case import phone_call, support_meeting
from tests.casework.test_packet_press import text_of

__all__ = ["elder_only", "komae", "several"]

BODY, AGENCY, ITEMS, ANSWER = "support_meeting", "架空病院", "半年の受診の有無", "春から来ない"
ASKED = {ELDER: "通院", CHILD: "登園"}


def asking(desk: Desk, meeting: Meeting, case: Case, items: str = ITEMS) -> str:
    due = desk.today() + timedelta(days=7)
    return info_requests.ask(desk, meeting.id, case.id, AGENCY, items, due_on=due).id


@pytest.fixture
def case(desk: Desk) -> Case:
    return phone_call(desk)


@pytest.fixture
def meeting(desk: Desk, case: Case) -> Meeting:
    made = support_meeting(desk)
    meetings.put_on_agenda(desk, made.id, case.id, "情報共有")
    return made


def year(desk: Desk) -> FiscalYear:
    return FiscalYear.of(desk.today())


def test_台帳には番号_相手_求めた情報と回答の有無が_番号の順に載る(
    desk: Desk, meeting: Meeting, case: Case, clock: MovableClock
) -> None:
    first, _ = (asking(desk, meeting, case) for _ in range(2))
    clock.pass_days(3)
    info_requests.answer(desk, first, ANSWER, desk.today())
    clock.pass_days(10)
    asking(desk, meeting, case)
    book, pdf = draw_register(desk, requests_of_year(desk, BODY, year(desk)))
    text = text_of(pdf.data).replace("　", "").replace(" ", "")
    for words in (AGENCY, ITEMS, case.case_no, "㊙", "複写禁止", "第106条の6第5項", "令和8年度"):
        assert words in text
    assert "3件うち回答のあったもの1件" in text
    assert [text.count(one) for one in ("回答あり", "期限を過ぎた", "回答待ち")] == [1, 1, 1]
    assert text.index("R8-依頼-01") < text.index("R8-依頼-02") < text.index("R8-依頼-03")
    for hidden in (ANSWER, "髙橋"):
        assert hidden not in text
    sheet = openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0]
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"R8-依頼-01", AGENCY, ITEMS, "㊙ 秘密・支援会議資料"} <= values
    assert ANSWER not in values


def test_年度ごとに分かれ_無い年度は空の台帳(
    desk: Desk, meeting: Meeting, case: Case, clock: MovableClock
) -> None:
    asking(desk, meeting, case)
    last = year(desk)
    clock.pass_days(150)
    asking(desk, meeting, case)
    assert year(desk) != last
    numbers = [
        [one.request.request_no for one in requests_of_year(desk, BODY, when).rows]
        for when in (last, year(desk), FiscalYear(last.start - 1))
    ]
    assert numbers == [["R8-依頼-01"], ["R9-依頼-01"], []]
    empty = draw_register(desk, requests_of_year(desk, BODY, FiscalYear(last.start - 1)))
    assert "0件" in text_of(empty[1].data)


def test_従事していない人とよその会議体の従事者には刷れない(
    outsider: Desk, several: Desk, elder_only: Desk
) -> None:
    for desk, body in ((outsider, BODY), (elder_only, CHILD), (several, "nowhere")):
        with pytest.raises(Refused, match="従事者ではない"):
            requests_of_year(desk, body, year(desk))
    assert requests_of_year(elder_only, ELDER, year(elder_only)).rows == ()


def test_よその会議体の依頼は混ざらない(several: Desk) -> None:
    case = phone_call(several)
    for body in (ELDER, CHILD):
        made = meetings.convene(several, body, several.today())
        if not made.sealed:
            found = several.town.body(body)
            assert found is not None
            kind = next(kind for kind in found.kinds if kind.sealed)
            made = meetings.convene(several, body, several.today(), kind=kind)
        meetings.put_on_agenda(several, made.id, case.id, "情報共有")
        asking(several, made, case, f"{ASKED[body]}のこと")
    text = text_of(draw_register(several, requests_of_year(several, ELDER, year(several)))[1].data)
    assert f"{ASKED[ELDER]}のこと" in text
    assert ASKED[CHILD] not in text


def test_出した台帳と刷った台帳は_従事者の発行控と監査にだけ残る(
    desk: Desk, outsider: Desk, meeting: Meeting, case: Case, tmp_path: Path
) -> None:
    asking(desk, meeting, case)
    register = requests_of_year(desk, BODY, year(desk))
    paths = request_register.hand_out_register(desk, register, tmp_path / "out")
    assert [path.name for path in paths] == ["request-register-R8.xlsx", "request-register-R8.pdf"]
    pdf = draw_register(desk, register)[1]
    for what in ("印刷の開始", PRINTED):
        request_register.note_register_printed(desk, register, pdf, what)
    mine = issued_for_case(desk, case.id, Purpose.SUPPORT_MEETING)
    assert {one.first.title for one in mine} == {"情報提供依頼の台帳(令和8年度)"}
    assert issued_for_case(desk, case.id) == ()
    assert issued_for_case(outsider, case.id) == ()
    with outsider.reading(Purpose.CASEWORK) as work:
        assert "request-register" not in repr(work.audit.entries())


def test_求めた情報に紛れた_伏せる居場所の言葉は消える(
    desk: Desk, meeting: Meeting, case: Case
) -> None:
    place = "長門市（架空）東深川1番地"
    account = Account(since=desk.today(), until=desk.today() + timedelta(days=365), ground="証明書")
    set_protection(desk, case.person_id, account)
    asking(desk, meeting, case, f"{place}にいつから住んでいるか")
    text = text_of(draw_register(desk, requests_of_year(desk, BODY, year(desk)))[1].data)
    assert "秘匿にいつから住んでいるか" in text.replace(" ", "")
    assert "東深川1番地" not in text
