"""選ぶ欄。鍵だけで選べること、昔の語を失わないこと。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jusou_desk.forms import FieldDefinition, FieldKind, code_set
from jusou_desk.ui.fields import CheckField, MultipleField, SingleField, TextField
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.fields.chosen import split_detail, with_detail
from jusou_desk.ui.fields.picker import folded
from tests.ui.hands import Together, click, keys, press

Key = Qt.Key


def single(codes: str, *, other: bool = False, free: bool = False) -> SingleField:
    field = FieldDefinition("x", "選ぶ欄", FieldKind.SINGLE, codes=codes, other=other, free=free)
    return SingleField(field, code_set(codes, 2026))


def multiple(codes: str, *, other: bool = False) -> MultipleField:
    field = FieldDefinition("x", "選ぶ欄", FieldKind.MULTIPLE, codes=codes, other=other)
    return MultipleField(field, code_set(codes, 2026))


@pytest.fixture
def after() -> TextField:
    return TextField(FieldDefinition("after", "次", FieldKind.TEXT))


def candidates(field: SingleField) -> QWidget:
    """開いている候補の一覧。"""
    assert field.picker is not None
    completer = field.picker.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    assert popup.isVisible()
    return popup


def focused(holder: QWidget) -> QWidget:
    found: QWidget | None = holder.focusWidget()
    assert found is not None
    return found


def test_六つまでは札で_矢印と空白で一つだけ選ぶ(
    qtbot: QtBot, together: Together, after: TextField
) -> None:
    field = single("methods")
    holder = together(field, after)
    assert field.chips is not None
    field.setFocus()
    press(focused(holder), Key.Key_Right)
    press(focused(holder), Key.Key_Space)
    assert field.value() == "電話"
    press(focused(holder), Key.Key_Right)
    with qtbot.waitSignal(field.changed):
        press(focused(holder), Key.Key_Space)
    assert field.value() == "訪問"
    press(focused(holder), Key.Key_Space)
    assert field.value() == ""
    press(focused(holder), Key.Key_Return)
    assert after.line.hasFocus()


def test_札の並びはTab一回で通り抜け_戻れば選んだ札に着く(
    together: Together, after: TextField
) -> None:
    field = multiple("issues")
    holder = together(field, after)
    field.set_value(("介護",))
    field.setFocus()
    assert isinstance(focused(holder), CheckChip)
    press(focused(holder), Key.Key_Tab)
    assert after.line.hasFocus()
    press(after.line, Key.Key_Backtab)
    landed = focused(holder)
    assert isinstance(landed, CheckChip)
    assert landed.text() == "介護"


def test_いくつでも選べ_値は一覧の順(together: Together) -> None:
    field = multiple("methods")
    holder = together(field)
    field.setFocus()
    press(focused(holder), Key.Key_End)
    press(focused(holder), Key.Key_Space)
    press(focused(holder), Key.Key_Home)
    press(focused(holder), Key.Key_Space)
    assert field.value() == ("来所", "その他")


def test_札は押して選べる(together: Together) -> None:
    field = multiple("methods")
    together(field)
    chip = next(c for c in field.chips.findChildren(CheckChip) if c.text() == "訪問")
    click(chip)
    assert field.value() == ("訪問",)


def test_長い一覧は語の一部で絞れ_選んだ札は消えない(together: Together) -> None:
    field = multiple("issues")
    together(field)
    assert field.filter is not None
    field.set_value(("病気",))
    keys(field.filter, "やんぐ")
    seen = [chip.text() for chip in field.chips.findChildren(CheckChip) if not chip.isHidden()]
    assert seen == ["病気", "ヤングケアラー"]
    field.filter.clear()
    assert not any(chip.isHidden() for chip in field.chips.findChildren(CheckChip))


def test_札は折り返し_幅からはみ出さない(qtbot: QtBot, together: Together) -> None:
    field = multiple("issues")
    holder = together(field)
    holder.resize(420, 900)
    qtbot.wait(10)
    right_edges = [c.geometry().right() for c in field.chips.findChildren(CheckChip)]
    assert max(right_edges) <= field.chips.width()
    assert len({c.y() for c in field.chips.findChildren(CheckChip)}) > 3


def test_その他を選ぶと書き添えられる(together: Together) -> None:
    field = single("methods", other=True)
    together(field)
    assert field.detail.isHidden()
    field.set_value("その他")
    assert not field.detail.isHidden()
    keys(field.detail, "回覧板")
    assert field.value() == "その他(回覧板)"
    again = single("methods", other=True)
    again.set_value(field.value())
    assert again.detail.text() == "回覧板"
    assert again.value() == "その他(回覧板)"


@pytest.mark.parametrize("detail", ["", "回覧板", "商店(角の)"])
def test_その他の書き添えは往復する(detail: str) -> None:
    assert split_detail(with_detail(detail)) == ("その他", detail)
    assert split_detail("障害(疑い)") == ("障害(疑い)", "")


def test_一覧に無い昔の語も残す(together: Together) -> None:
    for field in (single("methods"), single("issues"), multiple("methods")):
        together(field)
        field.set_typed("狼煙")
        assert field.value() in ("狼煙", ("狼煙",))


def test_七つからは打って選ぶ_かなと符号でも引ける(together: Together, after: TextField) -> None:
    field = single("issues")
    together(field, after)
    assert field.picker is not None
    field.setFocus()
    keys(field.picker.line, "やんぐ")
    assert field.value() == ""
    assert field.problem() == "選ぶ欄は一覧から選んでください。"
    press(candidates(field), Key.Key_Return)
    assert after.line.hasFocus()
    assert field.value() == "ヤングケアラー"
    assert field.problem() == ""


def test_候補を矢印で選びEnterで決める(together: Together, after: TextField) -> None:
    field = single("issues")
    together(field, after)
    assert field.picker is not None
    field.setFocus()
    keys(field.picker.line, "障害")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Return):
        press(candidates(field), key)
    assert after.line.hasFocus()
    assert field.value() == "障害(疑い)"


def test_候補が一つに決まらなければ選ばず_打ったままを残す(
    together: Together, after: TextField
) -> None:
    field = single("issues")
    together(field, after)
    assert field.picker is not None
    field.setFocus()
    keys(field.picker.line, "課題")
    press(candidates(field), Key.Key_Tab)
    assert after.line.hasFocus()
    assert field.value() == ""
    assert field.typed() == "課題"
    assert field.shown_problem() == "選ぶ欄は一覧から選んでください。"


def test_一覧から選ぶと変化を知らせる(qtbot: QtBot, together: Together) -> None:
    field = single("issues")
    together(field)
    assert field.picker is not None
    with qtbot.waitSignal(field.changed):
        press(field.picker, Key.Key_Down)
    assert field.value() == "病気"


def test_比べる形はかなと幅を区別しない() -> None:
    assert folded("ﾔﾝｸﾞ") == folded("ヤング") == folded("やんぐ")
    assert folded("ＤＶ") == "dv"


def test_印の欄は空白の鍵で付く(qtbot: QtBot, together: Together) -> None:
    field = CheckField(FieldDefinition("x", "住所秘匿", FieldKind.CHECK))
    together(field)
    field.setFocus()
    with qtbot.waitSignal(field.changed):
        press(field.chip, Key.Key_Space)
    assert field.value() is True
    assert field.typed() == "する"


@pytest.mark.parametrize(
    "word", ["長男", "長女", "次男", "娘", "息子", "妻", "夫", "義母", "祖母", "孫", "内縁の夫"]
)
def test_続柄は一覧に無い語も鍵だけで打てて打ったまま残る(
    word: str, together: Together, after: TextField
) -> None:
    field = single("relationships", other=True, free=True)
    assert field.picker is not None
    together(field, after)
    field.setFocus()
    keys(field.picker.line, word)
    press(field.picker.line, Key.Key_Tab)
    assert after.line.hasFocus()
    assert field.value() == word
    assert (field.problem(), field.shown_problem()) == ("", "")
    again = single("relationships", other=True, free=True)
    again.set_typed(field.typed())
    assert again.value() == word


def test_一覧に無い語を受けない欄は今までどおり断る(together: Together) -> None:
    field = single("relationships", other=True)
    assert field.picker is not None
    together(field)
    keys(field.picker.line, "長男")
    assert field.value() == ""
    assert field.problem() == "選ぶ欄は一覧から選んでください。"
