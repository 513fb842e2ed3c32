"""行の表: Tab の順と、打ったままの控え。書き足す所と、別の書体から借りる字の行。"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import PlanAction
from jusou_desk.ui.case.action_rows import ActionRows
from jusou_desk.ui.due_line import DueButton, _folded
from jusou_desk.ui.fields import LongTextField, TextField
from jusou_desk.ui.rows import Column, Rows
from jusou_desk.ui.theme import font, scale, unit
from tests.ui.hands import Together, keys, press
from tests.ui.screens.walking import here, settle

COLUMNS = (Column("what", "何をする"), Column("due_on", "期限", kind=FieldKind.DATE))


def after(name: str = "after") -> TextField:
    return TextField(FieldDefinition(name, name, FieldKind.TEXT))


def walk(first: QWidget, last: QWidget) -> list[str]:
    """Tab で ``last`` に着くまでに通った所の、読み上げの名前。"""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    passed = [here().accessibleName()]
    for _ in range(40):
        if here() is last:
            return passed
        press(here(), Qt.Key.Key_Tab)
        passed.append(here().accessibleName())
    raise AssertionError(f"着きません: {passed}")


@pytest.mark.parametrize("made_before_shown", [True, False])
def test_支援内容の行は順に通り_その後の欄へ続く(
    made_before_shown: bool, together: Together
) -> None:
    rows, before, following = ActionRows((), ()), after("前"), after("次")
    actions = (PlanAction(what="一"), PlanAction(what="二"))
    if made_before_shown:
        rows.set_actions(actions)
    together(before, rows, following)
    if not made_before_shown:
        rows.set_actions(actions)
        settle()
    one = ["の課題", "の担当機関", "の何をする", "の担当者", "の役割", "の期限"]
    wanted = ["前"]
    for number in ("1行目", "2行目"):
        wanted += [f"{number}を消す", *(f"{number}{name}" for name in one)]
    assert walk(before.line, following.line) == [*wanted, "行を足す", "次"]


def test_支援内容の表は_すぐ上の欄の次に通る(together: Together) -> None:
    rows, before, following = ActionRows((), ()), after("前"), after("次")
    together(before, following, rows)
    rows.come_after(before.line)
    rows.set_actions((PlanAction(what="一"),))
    settle()
    passed = walk(before.line, following.line)
    assert passed[1] == "1行目を消す"
    assert passed[-2:] == ["行を足す", "次"]


def round_trip(first: QWidget) -> tuple[QWidget, list[str]]:
    """Tab で、通った所に初めて戻るまで。(戻った所, 通った所の名)"""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    passed = [here()]
    while True:
        press(here(), Qt.Key.Key_Tab)
        if here() in passed:
            return here(), [one.accessibleName() for one in passed]
        passed.append(here())


def test_支援内容の表から下へ抜けて_行に引き戻されない(together: Together) -> None:
    rows, before, following = ActionRows((), ()), after("前"), after("次")
    together(before, following, rows)
    rows.come_after(before.line)
    rows.set_actions((PlanAction(what="一"), PlanAction(what="二")))
    settle()
    back, passed = round_trip(before.line)
    assert back is before.line, (back.accessibleName(), passed)
    assert passed[-1] == "次"


def test_行の表から下へ抜けて_行に引き戻されない(together: Together) -> None:
    rows, before, following = Rows(COLUMNS), after("前"), after("次")
    together(before, rows, following)
    rows.set_values(({"what": "一"}, {"what": "二"}))
    settle()
    back, passed = round_trip(before.line)
    assert back is before.line, (back.accessibleName(), passed)
    assert passed[-1] == "次"


def test_読めない日付も_打ったまま控えて戻す(together: Together) -> None:
    rows = Rows(COLUMNS, today=lambda: date(2026, 11, 20))
    together(rows)
    rows.set_values([{"what": "電話する", "due_on": None}])
    keys(rows.rows()[0].fields["due_on"].control, "R8.13.40")
    typed = rows.typed()
    rows.set_values(typed)
    assert rows.typed() == ({"what": "電話する", "due_on": "R8.13.40"},)
    assert "R8.13.40" in rows.rows()[0].fields["due_on"].typed()
    assert rows.problem()


def test_鍵で来たら_書いてある文の続きから打つ(together: Together) -> None:
    before = after()
    field = LongTextField(FieldDefinition("fact", "確認した事実", FieldKind.LONG_TEXT))
    field.set_value("床が抜けている。")
    together(before, field)
    before.line.setFocus()
    press(here(), Qt.Key.Key_Tab)
    assert here() is field.writing
    keys(field.writing, "直した。")
    assert field.value() == "床が抜けている。直した。"


@pytest.mark.parametrize("what", ["髙橋　𠮷子", "𠮷"])
def test_借りた字があっても_行は下がらず次の行に触れない(what: str, together: Together) -> None:
    """𠮷 は別の書体から借りる。並び線は BIZ UD のまま動かない。"""
    plain, borrowed = (DueButton("R8.11.20", words, "") for words in ("高橋", what))
    together(plain, borrowed, after())
    plain.clearFocus()
    assert abs(lowest_ink(plain) - lowest_ink(borrowed)) <= 2


@pytest.mark.usefixtures("qapp")
def test_今日の行のわけは_入らなければ折り返し_字を落とさない() -> None:
    why = "、".join(f"控番{n}（𠮷備包括支援センター）" for n in range(1, 9))
    line, brief = DueButton("R8.11.20", "回収", why), DueButton("R8.11.20", "回収", "短いわけ")
    folded = _folded(why, font(scale().caption), 800)
    assert len(folded) > 1
    assert "".join(folded) == why
    assert brief.heightForWidth(800) == brief.sizeHint().height()
    assert line.heightForWidth(800) > brief.heightForWidth(800)
    assert line.heightForWidth(400) > line.heightForWidth(800)


def test_今日の行の何をも_折り返して読め_長すぎる文は三行で切って浮き出しに出す(
    together: Together,
) -> None:
    what = "R8-0038 木原　茂 保護の相談に同行する。朝九時に家の前で待ち合わせ。"
    line, long = DueButton("R8.11.20", what, "わけ"), DueButton("R8.11.20", what * 9, "わけ")
    brief = DueButton("R8.11.20", "回収", "わけ")
    together(line, long, brief)
    assert brief.heightForWidth(400) < line.heightForWidth(400) < long.heightForWidth(400)
    assert long.heightForWidth(400) == DueButton("R8.11.20", what * 20, "わけ").heightForWidth(400)
    assert not line.toolTip()
    assert what * 9 in long.toolTip()


def lowest_ink(button: DueButton) -> int:
    """一段目(上の六割)で、字のある一番下の点の高さ。日付の列は見ない。"""
    image = button.grab().toImage()
    left = scale().body * 5 + unit(2)
    rows = [
        y
        for y in range(round(image.height() * 0.6))
        if any(image.pixelColor(x, y).lightness() < 120 for x in range(left, image.width()))
    ]
    return max(rows)
