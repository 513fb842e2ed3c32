"""探して見つけた記録を選ぶと、相談の頁だけでなく、その記録が開く。"""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from jusou_desk.casework.case import plans, progress, sheets
from jusou_desk.casework.case.timeline import Happened
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.register import matching
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.policy import Role
from jusou_desk.ui.case.expense_panel import ExpensePanel
from jusou_desk.ui.case.host_panel import HostPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.finding import hits
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework import paper_case
from tests.casework.conftest import PASSWORD
from tests.casework.test_matching import participation
from tests.casework.test_spending import bought, joined, komatsu
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.walking import here, settle

__all__ = ["komatsu"]


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    for day in range(1, 30):
        told = {"noted_on": date(2026, 10, day), "content": f"様子を聞いた{day}"}
        progress.add_note(desk, made.id, told)
    return made


def found(desk: Desk, words: str) -> Place:
    (hit,) = hits(desk, words)
    return hit.open


def test_経過と様式とプランは_脇に開く(desk: Desk, case: Case, open_page: OpenPage) -> None:
    told = {"noted_on": date(2026, 10, 2), "content": "蒼鷺が来た話"}
    note = progress.add_note(desk, case.id, told)
    values = {"assessed_on": date(2026, 10, 5), "complaint": "灯台守の暮らし"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", values)
    plan = {"kind": "多機関協働", "made_on": date(2026, 10, 20), "goal": "羅針盤を直す"}
    written = plans.write_plan(desk, case.id, plan, ())
    for words, field, record in (
        ("蒼鷺", "content", note.id),
        ("灯台守", "complaint", sheet.id),
        ("羅針盤", "goal", written.id),
    ):
        page = open_page(desk, found(desk, words), CaseScreen)
        panel = page.panel
        assert isinstance(panel, SheetPanel)
        assert words in str(panel.view.field(field).value())
        assert found(desk, words).item == record


def test_受付の票の言葉は_歩みの受付の行を示す(desk: Desk, case: Case, open_page: OpenPage) -> None:
    at = Place("case", case.id, "record", case.id)
    assert at in [one.open for one in hits(desk, "近所に知られたくない")]
    page = open_page(desk, at, CaseScreen)
    listed = page.history.list
    assert here() is listed
    row = listed.happenings()[listed.currentIndex().row()]
    assert row.kind is Happened.RECEPTION
    seen = listed.visualRect(listed.currentIndex())
    assert listed.visibleRegion().boundingRect().contains(seen.center())
    assert page.panel is None


def test_見つけた後に消された記録なら_頁だけが出る(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    page = open_page(desk, Place("case", case.id, "record", "ない"), CaseScreen)
    assert page.page is not None
    assert page.panel is None


def test_費用と受入先は_書ける人には書く一枚_見るだけの人には頁とわけ(
    komatsu: Desk, desk: Desk, office: Office, open_workspace: OpenWorkspace
) -> None:
    _, plan = joined(komatsu)
    bought(komatsu, plan, 4800)
    work = open_workspace(komatsu)
    _to(work, found(komatsu, "作業着"))
    assert isinstance(work.side.panel(), ExpensePanel)
    _, joining = participation(desk)
    matching.ask(desk, joining, "みなと作業所", wanted=("軽作業",))
    staffing.add_staff(desk, "閲覧　花子", Role.READER, PASSWORD)
    with closing(sign_in(office, "閲覧　花子", PASSWORD)) as reader:
        told = []
        for one, panel in ((desk, HostPanel), (reader, type(None))):
            seeing = open_workspace(one)
            _to(seeing, found(one, "みなと作業所"))
            assert isinstance(seeing.shown, CaseScreen)
            assert isinstance(seeing.side.panel(), panel)
            told.append("相談の頁だけを開きました" in seeing.notice.sentence())
        assert told == [False, True]


def _to(work: Workspace, place: Place) -> None:
    work.open(place)
    settle(5)
