"""様式の画面。本物の相談受付・申込票で確かめる。"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jusou_desk.forms import FormDefinition, form
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.fields import DateField, KanaField, LongTextField, SingleField, TextField
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.theme import TextSize
from tests.ui.hands import Picture, Together, compose, keys, press, shown

FORM_IDS = ("intake", "assessment", "plan", "evaluation", "progress", "referral", "consent")


@pytest.fixture
def intake() -> FormDefinition:
    return form("intake")


@pytest.fixture
def view(intake: FormDefinition, together: Together) -> FormView:
    made = FormView(intake, 2026)
    together(made)
    return made


@pytest.mark.parametrize("form_id", FORM_IDS)
@pytest.mark.parametrize("size", list(TextSize))
def test_どの様式もどの大きさでも_はみ出さず名前がある(
    form_id: str, size: TextSize, qapp: QApplication, qtbot: QtBot, picture: Picture
) -> None:
    theme.wear(qapp, size)
    view = FormView(form(form_id), 2026)
    qtbot.addWidget(view)
    shown(view, 1150, 600)
    assert view.width() == 1150
    assert unnamed_controls(view) == []
    for field in (view.field(one.id) for one in view.form.fields):
        card = field.parentWidget()
        assert card is not None
        assert field.geometry().right() <= card.width()
        assert field.height() >= field.minimumSizeHint().height()
    assert picture(view, form_id).stat().st_size > 10_000


def test_欄は紙の順にTabで回る(view: FormView) -> None:
    view.field("person_name").setFocus()
    order = []
    for _ in range(4):
        here = QApplication.focusWidget()
        assert here is not None
        order.append(here.accessibleName())
        press(here, Qt.Key.Key_Tab)
    assert order == ["氏名", "フリガナ", "男", "生年月日"]


def test_値は往復する(view: FormView, intake: FormDefinition, together: Together) -> None:
    view.set_values({"received_on": date(2026, 4, 1), "person_name": "髙橋", "知らない": 1})
    view.set_values({"issues": ("介護", "病気"), "address_concealed": True, "method": "電話"})
    values = view.values()
    assert values["received_on"] == date(2026, 4, 1)
    assert values["person_name"] == "髙橋"
    assert values["issues"] == ("病気", "介護")
    assert values["address_concealed"] is True
    again = FormView(intake, 2026)
    together(again)
    again.set_values(values)
    assert again.values() == values


def test_下書きは読めない日付も失わない(
    view: FormView, intake: FormDefinition, together: Together
) -> None:
    keys(view.field("birth_date").control, "S64.1.99")
    again = FormView(intake, 2026)
    together(again)
    again.set_typed(view.typed())
    assert again.typed() == view.typed()
    assert again.values()["birth_date"] is None
    assert again.is_dirty()


def test_書きかけの知らせは一度で_保存すれば戻る(view: FormView, qtbot: QtBot) -> None:
    told: list[bool] = []
    view.dirty.connect(told.append)
    keys(view.field("person_name").control, "山田")
    assert told == [True]
    view.mark_clean()
    assert told == [True, False]
    with qtbot.assertNotEmitted(view.changed):
        view.set_values({"person_name": "佐藤"})
    assert not view.is_dirty()


def test_国報告の数えは打つそばから動く(view: FormView) -> None:
    total = sum(one.national for one in view.form.fields)
    assert view.counter_text() == f"国報告に必要 0/{total}"
    keys(view.field("window").control, "本庁")
    assert view.counter_text() == f"国報告に必要 1/{total}"
    view.set_values({"received_on": date(2026, 4, 1)})
    assert view.counter_text() == f"国報告に必要 2/{total}"


def test_国報告の数えは一覧に無い経路を数えない(view: FormView) -> None:
    total = sum(one.national for one in view.form.fields)
    route = view.field("route")
    assert isinstance(route, SingleField)
    assert route.picker is not None
    keys(route.picker.line, "どこからともなく")
    assert route.complaint()
    assert view.counter_text() == f"国報告に必要 0/{total}"
    view.set_values({"route": "昔の版の経路"})
    assert route.value() == "昔の版の経路"
    assert view.counter_text() == f"国報告に必要 0/{total}"
    view.set_values({"route": route.terms[0]})
    assert view.counter_text() == f"国報告に必要 1/{total}"
    view.set_values({"route": "その他(通りすがり)"})
    assert view.counter_text() == f"国報告に必要 1/{total}"
    keys(view.field("birth_date").control, "R5.2.30")
    assert view.counter_text() == f"国報告に必要 1/{total}"


def test_足りない所を指摘し最初の欄へ動く(view: FormView, qtbot: QtBot) -> None:
    keys(view.field("birth_date").control, "R5.2.30")
    view.field("guesses").setFocus()
    view.go_to("guesses")
    qtbot.wait(20)
    assert list(view.problems()) == ["received_on", "birth_date", "consent"]
    assert view.show_problems()
    qtbot.wait(20)
    first = view.field("received_on")
    assert first.control.hasFocus()
    assert first.shown_problem() == "受付日を入力してください。"
    assert not first.visibleRegion().isEmpty()
    keys(first.control, "R8.4.1")
    assert first.shown_problem() == ""


def test_目次の印は_その節を直せば消える(view: FormView) -> None:
    def marked() -> list[str]:
        stops = view.findChildren(QPushButton)
        return [one.text() for one in stops if one.text().endswith("!")]

    view.show_problems()
    before = marked()
    keys(view.field("received_on").control, "R8.4.1")
    assert before == ["受付　!", "同意と取扱い　!"]
    assert marked() == ["同意と取扱い　!"]


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier),
    ],
)
@pytest.mark.parametrize("field_id", ["person_name", "content", "method", "issues", "route"])
def test_どの欄からも保存の鍵が効く(
    view: FormView, qtbot: QtBot, field_id: str, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    view.field(field_id).setFocus()
    here = QApplication.focusWidget()
    assert here is not None
    with qtbot.waitSignal(view.save_requested, timeout=500):
        press(here, key, modifier)


@pytest.mark.parametrize("field_id", ["person_name", "content", "method", "issues", "birth_date"])
def test_Enterだけでは保存しない(view: FormView, qtbot: QtBot, field_id: str) -> None:
    view.field(field_id).setFocus()
    here = QApplication.focusWidget()
    assert here is not None
    with qtbot.assertNotEmitted(view.save_requested):
        press(here, Qt.Key.Key_Return)
        compose(here, "や", commit="")
        press(here, Qt.Key.Key_Return)


def test_氏名の読みがフリガナに入る(view: FormView) -> None:
    name, kana = view.field("person_name"), view.field("person_kana")
    assert isinstance(name, TextField)
    assert isinstance(kana, KanaField)
    compose(name.line, "はな", "花", commit="花")
    assert kana.value() == "ハナ"


def test_節は絞って見せられる(intake: FormDefinition) -> None:
    view = FormView(intake, 2026, sections=("visitor",))
    assert set(view.values()) == {"visitor", "visitor_relation", "visitor_phone"}


def test_年度で課題の一覧が変わる(intake: FormDefinition) -> None:
    old, new = (FormView(intake, year).field("main_issue") for year in (2020, 2026))
    assert isinstance(old, SingleField)
    assert isinstance(new, SingleField)
    assert old.terms != new.terms


def test_幅が狭ければ一段になり目次が引っ込む(view: FormView, qtbot: QtBot) -> None:
    shown(view.window(), 1150, 700)
    name, kana = view.field("person_name"), view.field("person_kana")
    assert name.y() == kana.y()
    view.window().resize(640, 700)
    qtbot.wait(30)
    assert name.y() < kana.y()
    assert name.x() == kana.x()


def test_広い欄は左端から両段にまたがる(view: FormView) -> None:
    shown(view.window(), 1150, 700)
    worker, method = view.field("worker"), view.field("method")
    assert method.y() > worker.y()
    assert method.x() == worker.x()
    assert method.width() > worker.width() * 1.8


def test_目次を押すとその節の最初の欄へ動く(view: FormView, qtbot: QtBot) -> None:
    view._rail.chosen.emit(3)
    qtbot.wait(20)
    assert QApplication.focusWidget() is not None
    assert view._rail.current() == 3
    assert not view.field("topics").visibleRegion().isEmpty()


def test_読むだけの様式は打てない(view: FormView) -> None:
    view.set_read_only(True)
    keys(view.field("person_name").control, "あ")
    keys(view.field("content").control, "あ")
    assert view.typed()["person_name"] == ""
    assert view.typed()["content"] == ""


def test_作るとき余計な窓を出さない(qapp: QApplication, intake: FormDefinition) -> None:
    class Watch(QObject):
        seen: list[str] = []  # noqa: RUF012

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
                self.seen.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    made = FormView(intake, 2026)
    qapp.removeEventFilter(watch)
    assert watch.seen == []
    assert isinstance(made.field("birth_date"), DateField)
    assert isinstance(made.field("content"), LongTextField)
