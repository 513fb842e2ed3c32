"""同じ人かもしれない二人を、並べて見て、鍵だけで統合し、戻す。"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.same_people import apart_pairs
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.same_people_panel import SamePeoplePanel
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.cases import CasesScreen
from tests.casework.test_protecting import receive
from tests.ui.hands import press
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import here, settle

Key = Qt.Key
BORN = date(1980, 4, 1)


def people(desk: Desk) -> int:
    with desk.reading(Purpose.CASEWORK) as work:
        return len(work.people.where())


def listed(screen: CasesScreen) -> SamePeoplePanel:
    screen.same_button.click()
    settle(5)
    (panel,) = screen.window().findChildren(SamePeoplePanel)
    return panel


def test_並べて見て選び_統合して_戻せる(desk: Desk, open_page: OpenPage) -> None:
    receive(desk, person_name="入江　葵", birth_date=BORN, address="架空町一番")
    receive(desk, person_name="入江　葵", birth_date=BORN, address="架空町二番")
    panel = listed(open_page(desk, Place("cases"), CasesScreen))
    assert here() is panel.look_buttons[0], "開けば、鍵で選べる"
    press(here(), Key.Key_Space)
    settle(5)
    assert panel.uniting is not None
    assert panel.uniting.chosen() == ()
    press(here(), Key.Key_Right)
    press(here(), Key.Key_Space)
    settle(5)
    assert panel.uniting.chosen() == ("address",)
    panel.uniting.unite_button.setFocus()
    press(here(), Key.Key_Space)
    settle(5)
    assert people(desk) == 1
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.people.where()[0].address == "架空町二番"
    assert here() is panel.back_buttons[0]
    press(here(), Key.Key_Space)
    settle(5)
    assert people(desk) == 2


def test_別人と言えば並ばず_一覧から取り消せる(desk: Desk, open_page: OpenPage) -> None:
    receive(desk, person_name="入江　葵", birth_date=BORN)
    receive(desk, person_name="入江　葵", birth_date=BORN)
    panel = listed(open_page(desk, Place("cases"), CasesScreen))
    apart = next(b for b in _buttons(panel) if b.text() == "別人")
    apart.setFocus()
    press(here(), Key.Key_Space)
    settle(5)
    assert panel.look_buttons == []
    assert len(apart_pairs(desk)) == 1
    back = next(b for b in _buttons(panel) if b.text() == "取り消す")
    back.setFocus()
    press(here(), Key.Key_Space)
    settle(5)
    assert len(panel.look_buttons) == 1


def test_ケースの頁からも_その人の統合を戻せる(desk: Desk, open_page: OpenPage) -> None:
    first = receive(desk, person_name="入江　葵", birth_date=BORN)
    receive(desk, person_name="入江　葵", birth_date=BORN)
    screen = open_page(desk, Place("case", first.case.id, panel="same_person"), CaseScreen)
    settle(5)
    (panel,) = screen.window().findChildren(SamePeoplePanel)
    assert len(panel.look_buttons) == 1


def _buttons(panel: SamePeoplePanel) -> list[QPushButton]:
    return [one for one in panel.findChildren(QPushButton) if one.isVisible()]
