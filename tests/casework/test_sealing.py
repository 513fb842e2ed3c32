"""支援会議の記録を、どの会議体のものとして残すか。狛江市には支援会議を開ける会議体が五つある。"""

from __future__ import annotations

import pytest

from jusou_desk.casework.case import drafts, intake, progress, sheets
from jusou_desk.casework.case.sealing import sealing_bodies, sealing_body, usual_body
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Case, Note
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingKind
from tests.casework.several_bodies import CHILD, ELDER, elder_only, komae, several
from tests.casework.test_one_case import phone_call

__all__ = ["elder_only", "komae", "several"]


def sealed_call(desk: Desk, body_id: str) -> Case:
    values = {"received_on": desk.today(), "lane": "支援会議", "content": "灯りがつかない"}
    return intake.receive(desk, values, body_id=body_id).case


def sealed_note(desk: Desk, case: Case, body_id: str = "", content: str = "聞いた話") -> Note:
    values = {"noted_on": desk.today(), "content": content, "lane": "支援会議"}
    return progress.add_note(desk, case.id, values, body_id=body_id)


def test_会議体がいくつもあれば選ばないと書けない(several: Desk) -> None:
    assert len(sealing_bodies(several)) == 5
    case = phone_call(several)
    for write in (
        lambda: sealed_call(several, ""),
        lambda: sealed_note(several, case),
        lambda: sheets.write_sheet(
            several, case.id, "assessment", {"assessed_on": several.today()}, sealed=True
        ),
    ):
        with pytest.raises(BadInput, match="どの会議体の記録か"):
            write()


def test_会議体が一つなら尋ねずにそこに残る(desk: Desk) -> None:
    assert sealing_body(desk) == "support_meeting"
    assert sealed_note(desk, phone_call(desk)).body_id == "support_meeting"


def test_選んだ会議体の従事者だけが読める(several: Desk, elder_only: Desk) -> None:
    case = phone_call(several)
    sealed_note(several, case, CHILD, "子どもの会議の話")
    sealed_note(several, case, ELDER, "高齢の会議の話")
    with elder_only.reading(Purpose.SUPPORT_MEETING) as work:
        assert [note.content for note in work.notes.where(case_id=case.id)] == ["高齢の会議の話"]


def test_従事していない会議体には書けない(elder_only: Desk) -> None:
    with pytest.raises(Refused, match="従事していない"):
        sealed_call(elder_only, CHILD)


def test_書き直しても会議体は変わらない(several: Desk) -> None:
    case = sealed_call(several, CHILD)
    values = {"received_on": several.today(), "lane": "支援会議", "content": "直した"}
    again = intake.receive(several, values, case_id=case.id, body_id=ELDER).case
    note = sealed_note(several, phone_call(several), CHILD)
    values = {"noted_on": several.today(), "content": "直した", "lane": "支援会議"}
    rewritten = progress.add_note(several, note.case_id, values, note_id=note.id, body_id=ELDER)
    assert (again.body_id, rewritten.body_id) == (CHILD, CHILD)


def test_初めに選んでおくのは_その相談の最後_自分の最後_町の先頭の順(several: Desk) -> None:
    case, other = phone_call(several), phone_call(several)
    assert usual_body(several, case.id) == "poverty_meeting"
    sealed_note(several, case, ELDER)
    sealed_note(several, other, CHILD)
    assert usual_body(several, case.id) == ELDER
    assert usual_body(several) == CHILD


def test_打ちかけも選んだ会議体の鍵で包み_選び直せば移る(several: Desk, elder_only: Desk) -> None:
    for body_id in (ELDER, CHILD):
        drafts.keep(several, "intake:new", {"content": body_id}, sealed=True, body_id=body_id)
        kept = drafts.recall(several, "intake:new", sealed=True)
        assert kept is not None
        assert (kept.values, kept.body_id) == ({"content": body_id}, body_id)
    with elder_only.reading(Purpose.SUPPORT_MEETING) as work:
        assert work.drafts.where() == ()


def test_開ける法的区分は_従事していなければ同意のある会議だけ(
    several: Desk, elder_only: Desk
) -> None:
    elder, child = several.town.body(ELDER), several.town.body(CHILD)
    assert elder is not None
    assert child is not None
    both = (MeetingKind.SUPPORT, MeetingKind.PLAN)
    assert meetings.kinds_open_to(elder_only, elder) == both
    assert meetings.kinds_open_to(elder_only, child) == (MeetingKind.PLAN,)
