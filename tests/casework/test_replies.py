"""つないだ先の返信を、番号で引いて入れる。"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from jusou_desk.casework.case import closing, progress, replies, sheets
from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.case.reply_codes import code_in, read_code, reply_code
from jusou_desk.casework.case.taking_back import take_back
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case, Sheet, new_id
from jusou_desk.policy import Overlay, Purpose
from tests.casework import paper_case
from tests.casework.conftest import MovableClock

SENT: dict[str, Any] = paper_case.REFERRAL


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    return made


@pytest.fixture
def slip(desk: Desk, case: Case) -> Sheet:
    return sheets.write_sheet(desk, case.id, "referral", SENT)


def reply(desk: Desk, sheet: Sheet, **values: Any) -> None:
    replies.write_referral(desk, sheet.case_id, unpack(sheet) | values, sheet_id=sheet.id)


def waiting(desk: Desk) -> list[str]:
    return [line.doing for line in due_lines(desk) if "返信がまだ" in line.doing]


@pytest.mark.parametrize(
    "way", ["{0}{1}", "{0}-{1}", "{0} {1}", "　{0}　{1} ", "{0}ー{1}", "{0}−{1}"]
)
def test_番号は全角でも空白でも横線でも読める(way: str) -> None:
    code = reply_code("sheet-1")
    typed = way.format(*code.split("-"))
    wide = typed.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert read_code(typed) == read_code(wide) == code


def test_違う番号は_どう違うかを一文で断る() -> None:
    code = reply_code("sheet-1")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    with pytest.raises(BadInput, match="どれか違って"):
        read_code(wrong)
    for short in (code[:-1], "", "髙橋", f"{code}0", "R8-0001"):
        with pytest.raises(BadInput, match="数字8つ"):
            read_code(short)
        assert code_in(short) == ""


def test_番号で元のシートが引け_返信を入れると今日から消えて経過に残る(
    desk: Desk, case: Case, slip: Sheet, clock: MovableClock
) -> None:
    clock.pass_days(30)
    (found,) = replies.find_slips(desk, reply_code(slip.id))
    assert (found.sheet.id, found.replied) == (slip.id, False)
    assert case.case_no in found.words
    assert SENT["to_agency"] in found.words
    assert waiting(desk)
    reply(desk, slip, result="受けて対応中", receiver="藤井", outcome="週一回訪ねます。")
    assert not waiting(desk)
    page = case_page(desk, case.id)
    assert page.notes[0].content.endswith("受けて対応中。週一回訪ねます。")
    assert not page.tasks
    (again,) = replies.find_slips(desk, reply_code(slip.id))
    assert again.replied
    assert unpack(again.sheet)["replied_on"] == desk.today()


def test_受けられないにはわけが要り_つなぎ戻しと同じく次にすることが残る(
    desk: Desk, case: Case, slip: Sheet, clock: MovableClock
) -> None:
    with pytest.raises(BadInput, match="わけ"):
        reply(desk, slip, result="受けられない")
    reply(desk, slip, result="つなぎ戻し", refusal="送迎がない")
    (written,) = replies.find_slips(desk, reply_code(slip.id))
    assert "refusal" not in unpack(written.sheet)
    clock.pass_days(1)
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "電話した。"})
    # 次の経過を書いても、済みにするまで今日に残る
    assert [line.doing for line in due_lines(desk) if "主担当" in line.doing]
    reply(desk, slip, result="受けられない", refusal="送迎がない")
    assert "受けられない（送迎がない）" in case_page(desk, case.id).notes[0].content


def test_終わった相談に戻ってきても今日に出る(desk: Desk, case: Case, slip: Sheet) -> None:
    closing.evaluate(
        desk,
        case.id,
        {
            "evaluated_on": desk.today(),
            "evaluator": "大田",
            "result": "終結",
            "closed_on": desk.today(),
            "closing_reason": "つなぎ戻し",
            "lead_agency": "長門市社会福祉協議会",
        },
    )
    reply(desk, slip, result="つなぎ戻し")
    assert [line.what for line in due_lines(desk) if "主担当" in line.what]


def test_評価は_受けなかった機関を言う(desk: Desk, case: Case, slip: Sheet) -> None:
    assert replies.returned_words(case_page(desk, case.id).sheets) == ""
    reply(desk, slip, result="つなぎ戻し")
    words = replies.returned_words(case_page(desk, case.id).sheets)
    assert SENT["to_agency"] in words
    assert "つなぎ戻し" in words
    reply(desk, slip, result="受けた")
    assert replies.returned_words(case_page(desk, case.id).sheets) == ""


def test_元に戻すと_返信も経過も仕事も無くなる(desk: Desk, case: Case, slip: Sheet) -> None:
    before = len(case_page(desk, case.id).notes)
    with desk.collecting() as steps:
        reply(desk, slip, result="つなぎ戻し")
    assert case_page(desk, case.id).tasks
    take_back(desk, tuple(steps), Purpose.CASEWORK, case.case_no)
    page = case_page(desk, case.id)
    assert (len(page.notes), page.tasks) == (before, ())
    (found,) = replies.find_slips(desk, reply_code(slip.id))
    assert not found.replied


def test_返信の文を変えずに書き直しても_経過は増えない(desk: Desk, case: Case, slip: Sheet) -> None:
    reply(desk, slip, result="受けた")
    count = len(case_page(desk, case.id).notes)
    (found,) = replies.find_slips(desk, reply_code(slip.id))
    reply(desk, found.sheet, receiver="藤井　徹")
    assert len(case_page(desk, case.id).notes) == count


def test_本人に伏せたつなぎ先は_経過でも本人に伏せる(desk: Desk, case: Case) -> None:
    hidden = sheets.write_sheet(desk, case.id, "referral", SENT, withheld=("to_agency",))
    reply(desk, hidden, result="受けた")
    assert case_page(desk, case.id).notes[0].overlays == (Overlay.FROM_PERSON,)


def _twins() -> tuple[str, str]:
    """返信番号の同じ、二つの id。"""
    seen = dict[str, str]()
    for number in range(10**6):
        one = f"twin-{number}"
        if (other := seen.setdefault(reply_code(one), one)) != one:
            return other, one
    raise AssertionError


def test_番号の同じ二枚は_返信の無いものを先に両方出す(desk: Desk, slip: Sheet) -> None:
    first, second = _twins()
    with desk.writing(Purpose.CASEWORK) as work:
        for one in (first, second):
            work.sheets.put(replace(slip, id=one))
    reply(desk, replace(slip, id=first), result="受けた")
    found = replies.find_slips(desk, reply_code(second))
    assert [(one.sheet.id, one.replied) for one in found] == [(second, False), (first, True)]


def test_支援会議のシートの番号は_無い番号と見分けが付かない(desk: Desk, case: Case) -> None:
    body = next(iter(desk.town.support_bodies)).id
    sealed = sheets.write_sheet(desk, case.id, "referral", SENT, sealed=True, body_id=body)
    nothing = reply_code(new_id())
    told = []
    for code in (reply_code(sealed.id), nothing):
        with pytest.raises(BadInput) as refused:
            replies.find_slips(desk, code)
        told.append((refused.value.title, refused.value.advice))
    assert told[0] == told[1]
    assert not re.search(r"\d", "".join(told[0]))
