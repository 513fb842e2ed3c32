"""設定の「選択肢」: 次の年度からの語に改め、様式の欄で選べ、元に戻せる。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.forms import code_set, lay_own_versions
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.choices import ChoicesPanel, ChoicesPart
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.test_case import press
from tests.ui.screens.walking import settle

OLD, NEW = "関係機関からの紹介", "機関からの紹介"


@pytest.fixture(autouse=True)
def _only_here() -> Iterator[None]:
    """重ねた版を、ほかの試験に残さない。"""
    yield
    lay_own_versions(())


def opened(screen: SettingsScreen, title: str) -> ChoicesPanel:
    """一覧の、その題の行を押して出る一枚。"""
    part = screen.part("選択肢")
    assert isinstance(part, ChoicesPart)
    settle()
    titles = [one.title for one in part._known]
    panels: list[ChoicesPanel] = []
    part.editing.connect(lambda _title, panel: panels.append(panel))
    part.table.opened.emit(titles.index(title))
    settle()
    return panels[-1]


def test_改めた語は決めた年度から選べて元に戻せる(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("settings", "選択肢"), SettingsScreen)
    panel = opened(screen, "相談経路")
    assert panel.since.value() == "令和9年度"
    panel.terms[OLD].set_value(NEW)
    panel.added.set_value("オンラインの相談\n")
    panel.save_button.click()
    settle()
    assert code_set("routes", 2027).terms[-3:] == (NEW, "オンラインの相談", "その他")
    assert OLD in code_set("routes", 2026).terms
    again = opened(screen, "相談経路")
    assert NEW in again.terms
    assert again.off_button.isVisible()
    press(screen.window(), "元に戻す")
    assert NEW not in code_set("routes", 2027).terms
    panel = opened(screen, "相談経路")
    panel.terms[OLD].set_value("")
    panel.save_button.click()
    settle()
    assert OLD not in code_set("routes", 2027).terms
    again = opened(screen, "相談経路")
    again.off_button.click()
    settle()
    assert code_set("routes", 2027).terms == code_set("routes", 2026).terms


def test_版にならない語は一枚の上で断る(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("settings", "選択肢"), SettingsScreen)
    panel = opened(screen, "相談経路")
    panel.save_button.click()
    settle()
    assert panel.problem().startswith("変わったところがありません。")
    panel.terms[OLD].set_value("親族、知人")
    panel.save_button.click()
    settle()
    assert panel.problem().startswith("選択肢に使えない語があります。")
    assert "その他" not in panel.terms


def test_管理者のほかには選択肢の目次が無い(outsider: Desk, open_page: OpenPage) -> None:
    screen = open_page(outsider, Place("settings"), SettingsScreen)
    assert "選択肢" not in [title for title, _ in screen.parts]
