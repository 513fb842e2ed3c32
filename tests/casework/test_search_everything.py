"""どの様式に書いたことも、探す箱で見つかる。伏せる語・秘匿の区分・ごみ箱のものは見つからない。"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jusou_desk.casework.case import basket, intake, plans, search, sheets
from jusou_desk.casework.community import issues
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.forms import FieldKind, form, form_ids
from jusou_desk.models.community_records import CommunityIssue
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, PlanAction, Sheet
from jusou_desk.policy import Lane, Overlay, Purpose, Role
from jusou_desk.ui.finding import hits
from jusou_desk.ui.navigation import Place
from tests.casework.conftest import COORDINATOR, PASSWORD


@pytest.fixture
def case(desk: Desk) -> Case:
    values = {
        "received_on": date(2026, 10, 2),
        "person_name": "磯崎　みちる",
        "content": "家計の相談",
        "consent": "書面",
        "visitor": "綿貫　富江",
    }
    return intake.receive(desk, values).case


def _kinds(desk: Desk, words: str) -> list[str]:
    return [hit.kind for hit in search.search(desk, words)]


def _sheet(case: Case, form_id: str, answers: dict[str, Any], **more: Any) -> Sheet:
    return Sheet(
        case_id=case.id,
        form_id=form_id,
        form_version=form(form_id).version,
        written_on=date(2026, 11, 1),
        answers=answers,
        **more,
    )


@pytest.mark.parametrize("form_id", form_ids())
def test_どの様式の字で書く欄も探せる(desk: Desk, case: Case, form_id: str) -> None:
    written = [
        one for one in form(form_id).fields if one.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)
    ]
    sheet = _sheet(case, form_id, {one.id: f"灯台守{at:02}番" for at, one in enumerate(written)})
    with desk.writing(Purpose.CASEWORK) as work:
        work.sheets.put(sheet)
    assert written
    for at in range(len(written)):
        (hit,) = search.search(desk, f"灯台守{at:02}番")
        assert (hit.kind, hit.case_id) == ("sheet", case.id)
        assert form(form_id).title in hit.title
        assert "灯台守" in hit.subtitle


def test_プランと地域課題の文も探せる(desk: Desk, case: Case) -> None:
    values = {
        "kind": "多機関協働",
        "made_on": date(2026, 10, 20),
        "goal": "畑に戻る",
        "short_goal": "朝に起きる",
    }
    action = PlanAction(issue="病気", what="軽トラで送る", agency="社協")
    plans.write_plan(desk, case.id, values, (action,))
    for words in ("畑に戻る", "朝に起きる", "軽トラ"):
        assert _kinds(desk, words) == ["plan"]
    issue = CommunityIssue(title="夜の足が無い", found_on=date(2026, 10, 1), measures="相乗りの会")
    issues.write_issue(desk, issue)
    for words in ("夜の足", "相乗り"):
        (hit,) = search.search(desk, words)
        assert (hit.kind, hit.case_id) == ("issue", issue.id)


def test_支援会議の様式とプランは探しても出ない(desk: Desk, case: Case) -> None:
    body = desk.town.support_bodies[0].id
    place: dict[str, Any] = {"lane": Lane.SEALED, "body_id": body}
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.sheets.put(_sheet(case, "assessment", {"complaint": "灯台守"}, **place))
        assert work.search.find("灯台守") == ()
    assert search.search(desk, "灯台守") == ()


def test_様式に書いた行き先は_居場所を伏せれば探せない(desk: Desk, case: Case) -> None:
    answers = {
        "illness": "みなと岬診療所",
        "school": "岬小",
        "complaint": "みなと岬診療所に通う。眠れない。",
    }
    sheets.write_sheet(desk, case.id, "assessment", {"assessed_on": date(2026, 11, 1), **answers})
    assert _kinds(desk, "みなと岬") == _kinds(desk, "岬小") == ["sheet"]
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person is not None
        work.people.put(replace(person, address_concealed=True))
    assert search.search(desk, "みなと岬") == ()
    assert search.search(desk, "岬小") == ()  # 文からは消さない短い名も、欄ごと入れない
    later = {"assessed_on": date(2026, 11, 2), "complaint": "転校した。", "school": "灘小"}
    sheets.write_sheet(desk, case.id, "assessment", later)
    assert search.search(desk, "灘小") == ()
    (hit,) = search.search(desk, "眠れない")
    assert "みなと岬" not in hit.subtitle


def test_情報源の名は_様式とプランからも探せない(desk: Desk, case: Case) -> None:
    told = {"assessed_on": date(2026, 11, 3), "complaint": "綿貫さんの話では、夜に灯りがつく。"}
    sheets.write_sheet(desk, case.id, "assessment", told)
    plan = {"kind": "多機関協働", "made_on": date(2026, 11, 4), "goal": "綿貫さんと話す"}
    plans.write_plan(desk, case.id, plan, ())
    assert sorted(_kinds(desk, "綿貫")) == ["case", "plan", "sheet"]
    with desk.writing(Purpose.CASEWORK) as work:
        work.cases.put(replace(case, overlays=(Overlay.SOURCE,)))
    assert search.search(desk, "綿貫") == ()
    assert _kinds(desk, "灯りがつく") == ["sheet"]


def test_情報源の欄は_文からは消さない短い名も探せない(desk: Desk, case: Case) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        work.cases.put(replace(case, overlays=(Overlay.SOURCE,)))
        work.sheets.put(_sheet(case, "intake", {"informant_detail": "林"}, id=case.id))
    assert search.search(desk, "林") == ()


def test_ごみ箱に入れた様式は探せず_戻せば探せる(desk: Desk, case: Case) -> None:
    values = {"assessed_on": date(2026, 11, 1), "complaint": "灯台守の暮らし"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", values)
    assert _kinds(desk, "灯台守") == ["sheet"]
    basket.discard(desk, sheet.id, Purpose.CASEWORK)
    assert search.search(desk, "灯台守") == ()
    basket.bring_back(desk, sheet.id, Purpose.CASEWORK)
    assert _kinds(desk, "灯台守") == ["sheet"]


def test_前の版の事務所の様式も_書ける人がサインインすれば探せる(
    office: Office, desk: Desk, case: Case
) -> None:
    values = {"assessed_on": date(2026, 11, 1), "complaint": "灯台守の暮らし"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", values)
    with desk.writing(Purpose.CASEWORK) as work:
        work.search.remove("sheet", sheet.id)
        work.settings.put("search_index", "1")
    staffing.add_staff(desk, "見る人", Role.READER, PASSWORD)
    with closing(sign_in(office, "見る人", PASSWORD)) as reader:
        assert search.search(reader, "灯台守") == ()
    with closing(sign_in(office, COORDINATOR, PASSWORD)) as again:
        assert _kinds(again, "灯台守") == ["sheet"]


def test_探す箱から_様式は相談へ_地域課題はその課題へ行く(desk: Desk, case: Case) -> None:
    values = {"assessed_on": date(2026, 11, 1), "complaint": "灯台守の暮らし"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", values)
    issue = CommunityIssue(title="灯台守の足", found_on=date(2026, 10, 1), problem="便が無い")
    issues.write_issue(desk, issue)
    assert [hit.open for hit in hits(desk, "灯台守")] == [
        Place("case", case.id, "record", sheet.id),
        Place("issues", issue.id),
    ]
    assert [hit.open for hit in hits(desk, case.case_no)] == [Place("case", case.id)]


def test_名の出てくる文がいくら多くても_その名の人が先に出る(desk: Desk, case: Case) -> None:
    for day in range(40):
        values = {"assessed_on": date(2026, 10, 3), "complaint": f"磯崎みちるさんの話{day}"}
        sheets.write_sheet(desk, case.id, "assessment", values)
    for words in ("磯崎", "磯崎　みちる", "磯"):
        assert _kinds(desk, words)[0] == "person"
