"""設定の「様式の欄」: 様式を選び、欄を改めると、書く頁も数えも付いてくる。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from jusou_desk.casework.case.intake import receive
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.form_versions import change_field, editable_forms
from jusou_desk.casework.paper.blank_forms import blank_forms, draw_blank
from jusou_desk.casework.paper.papers import draw_sheet
from jusou_desk.casework.wording import put_versions
from jusou_desk.forms import FieldChange, OwnVersion, form, form_ids, lay_own_forms, shipped_form
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.form_fields import FieldPanel, FormFieldsPart
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.test_case import at, everything, press, sheet
from tests.ui.screens.walking import settle


@pytest.fixture(autouse=True)
def _only_here() -> Iterator[None]:
    """重ねた版を、ほかの試験に残さない。"""
    yield
    lay_own_forms()


def received(desk: Desk) -> Case:
    values = {"received_on": desk.today(), "person_name": "架空　花子", "content": "心細い"}
    return receive(desk, values | {"consent": "書面"}).case


def fields_part(screen: SettingsScreen) -> FormFieldsPart:
    part = screen.part("様式の欄")
    assert isinstance(part, FormFieldsPart)
    settle()
    return part


def opened(part: FormFieldsPart, title: str, field_id: str) -> FieldPanel:
    """その様式の、その欄の行を押して出る一枚。"""
    part.choose(title)
    ids = [field.now.id for field in part.chosen.fields]
    panels: list[FieldPanel] = []
    part.editing.connect(lambda _title, panel: panels.append(panel))
    part.table.opened.emit(ids.index(field_id))
    settle()
    return panels[-1]


def test_改めた欄は書く頁の字も国報告の数えも替え元に戻せる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    page = at(workspace, "case", case)
    press(page, "アセスメント")
    before = sheet(page).view.national_count()[1]
    workspace.open(Place("settings", "様式の欄"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    part = fields_part(screen)
    panel = opened(part, "インテーク・アセスメントシート", "strengths")
    panel.label.set_value("得意なこと")
    panel.marks.choose(["国への報告に数える"])
    panel.save_button.click()
    settle()
    rows = [part.table.item(place, 1) for place in range(part.table.rowCount())]
    assert "得意なこと" in [cell.text() for cell in rows if cell]
    page = at(workspace, "case", case)
    press(page, "アセスメント")
    view = sheet(page).view
    assert "得意なこと" in everything(view)
    assert view.national_count()[1] == before + 1
    assert view.counter_text().endswith(f"/{before + 1}")
    workspace.open(Place("settings", "様式の欄"))
    settle(5)
    press(workspace, "元に戻す")
    assert form("assessment").field("strengths").label == "強み"


def test_頼る欄はわけを言って隠す所を出さない断りはその場で言う(
    desk: Desk, open_page: OpenPage
) -> None:
    part = fields_part(open_page(desk, Place("settings", "様式の欄"), SettingsScreen))
    panel = opened(part, "相談受付・申込票", "consent")
    assert panel.marks.terms() == ("国への報告に数える",)
    assert "載せてよい紙" in everything(panel)
    panel = opened(part, "相談受付・申込票", "wish")
    assert panel.marks.terms() == ("この欄を隠す", "必須にする", "国への報告に数える")
    panel.save_button.click()
    settle()
    assert panel.problem().startswith("変わったところがありません。")
    panel.label.set_value("相談内容")
    panel.save_button.click()
    settle()
    assert panel.label.shown_problem().startswith("同じ見出しの欄が")
    # 開いている間に、ほかの管理者が改めた
    one = next(one for one in editable_forms(desk) if one.id == "intake")
    wish = next(field.now for field in one.fields if field.now.id == "wish")
    change_field(desk, one, desk.today(), replace(wish, label="ご希望"))
    panel.label.set_value("望み")
    panel.save_button.click()
    settle()
    assert "ほかの窓" in panel.problem()
    assert form("intake").field("wish").label == "ご希望"


def test_同梱の字に一度に戻せる(desk: Desk, open_page: OpenPage) -> None:
    part = fields_part(open_page(desk, Place("settings", "様式の欄"), SettingsScreen))
    panel = opened(part, "つなぐシート", "accompanied")
    panel.marks.choose(["この欄を隠す"])
    panel.save_button.click()
    settle()
    assert not form("referral").field("accompanied").shown
    part.return_button.click()
    settle()
    assert form("referral").sections == shipped_form("referral").sections
    assert part.return_button.isHidden()


def test_隠せる欄をみな隠しても書けて刷れる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    """節に一つは残る。プログラムの頼る欄が隠せるようになっていれば、ここで開けなくなる。"""
    hidden = []
    for form_id in form_ids():
        changes: dict[str, FieldChange] = {}
        for section in shipped_form(form_id).sections:
            free = [field.id for field in section.fields if not field.fixed]
            kept = free[1:] if len(free) == len(section.fields) else free
            changes |= {one: FieldChange(shown=False) for one in kept}
        hidden.append(OwnVersion(form_id, 1, desk.today(), changes))
    with desk.writing(Purpose.ADMINISTRATION) as work:
        put_versions(work, hidden)
    workspace = open_workspace(desk)
    workspace.open(Place("intake"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, IntakeScreen)
    assert screen.sheet is not None
    view = screen.sheet.view
    assert not view.has_field("wish")
    view.fill({"person_name": "架空　花子", "consent": "書面", "content": "心細い"})
    screen.sheet.save_button.click()
    settle()
    with desk.reading(Purpose.CASEWORK) as work:
        (case,) = work.cases.where()
        written = work.sheets.get(case.id)
    assert written is not None
    assert written.form_version == "1-1"
    page = at(workspace, "case", case)
    for words, form_id in (
        ("アセスメント", "assessment"),
        ("プランを作る", "plan"),
        ("評価・終結", "evaluation"),
        ("つなぐシート", "referral"),
        ("緊急連絡票", "urgent"),
    ):
        press(page, words)
        panel = sheet(page)
        assert panel.view.form.id == form_id
        assert len(panel.view.form.fields) < len(shipped_form(form_id).fields)
    for name in ("assessment", "referral"):
        assert draw_sheet(desk, name, case.case_no).files
    for blank in blank_forms(desk)[:3]:
        assert draw_blank(desk, blank.name)


def test_管理者のほかには様式の欄の目次が無い(outsider: Desk, open_page: OpenPage) -> None:
    screen = open_page(outsider, Place("settings"), SettingsScreen)
    assert "様式の欄" not in [title for title, _ in screen.parts]
