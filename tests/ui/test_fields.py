"""打ち込む欄と日付の欄。本物の鍵と変換の出来事で確かめる。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.policy import Lane
from jusou_desk.ui.accessible import spoken_name, unnamed_controls
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.fields import (
    DateField,
    KanaField,
    LongTextField,
    NumberField,
    PhoneField,
    TextField,
    TimeField,
    YenField,
    field_for,
)
from jusou_desk.ui.fields.line import leave_to_window
from jusou_desk.ui.fields.reading import katakana, spoken
from jusou_desk.wareki import Toward
from tests.ui.hands import Together, compose, keys, press

Key = Qt.Key
TODAY = date(2026, 11, 22)


def defined(kind: FieldKind, label: str = "欄", **more: object) -> FieldDefinition:
    codes = "methods" if kind in (FieldKind.SINGLE, FieldKind.MULTIPLE) else ""
    return FieldDefinition(**{"id": "x", "label": label, "kind": kind, "codes": codes, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(FieldKind))
def test_どの種類の欄にも部品があり_読み上げの名前と見出しがつながる(
    kind: FieldKind, together: Together
) -> None:
    field = field_for(defined(kind, "相談の欄", national=True, help="手引き"), 2026)
    together(field)
    assert unnamed_controls(field) == []
    assert "相談の欄" in spoken_name(field.control)
    assert not field.filled()
    assert field.problem() == ""


@pytest.mark.parametrize("kind", list(FieldKind))
def test_必須の欄は空なら一文で指摘し_急かすのは頼まれてから(
    kind: FieldKind, together: Together
) -> None:
    field = field_for(defined(kind, "氏名など", required=True), 2026)
    together(field)
    assert field.problem().startswith("氏名などを")
    field.check()
    assert field.shown_problem() == ""
    field.show_problem()
    assert field.shown_problem() == field.problem()


def test_必須の断りは_打つ欄と選ぶ欄で言い分ける(together: Together) -> None:
    wanted = {
        FieldKind.TEXT: "入力してください。",
        FieldKind.DATE: "入力してください。",
        FieldKind.SINGLE: "選んでください。",
        FieldKind.MULTIPLE: "選んでください。",
    }
    for kind, words in wanted.items():
        field = field_for(defined(kind, "欄", required=True), 2026)
        together(field)
        assert field.problem() == f"欄を{words}"
    free = defined(FieldKind.SINGLE, "続柄", required=True, free=True)
    either = field_for(replace(free, codes="relationships"), 2026)
    together(either)
    assert either.problem() == "続柄を選ぶか入力してください。"


def test_打ったままの値と変化の知らせ(qtbot: QtBot, together: Together) -> None:
    field = TextField(defined(FieldKind.TEXT))
    together(field)
    with qtbot.waitSignal(field.changed):
        keys(field.line, "abc")
    assert field.value() == field.typed() == "abc"
    with qtbot.assertNotEmitted(field.changed):
        field.set_value("髙﨑𠮷󠄀")
    assert field.value() == "髙﨑𠮷󠄀"


def test_Enterは次の欄へ移り_変換中は動かない(together: Together) -> None:
    first, second = TextField(defined(FieldKind.TEXT)), TextField(defined(FieldKind.TEXT))
    together(first, second)
    first.setFocus()
    compose(first.line, "や", "やまだ", commit="")
    assert first.line.composing
    press(first.line, Key.Key_Return)
    assert first.line.hasFocus()
    compose(first.line, "山田", commit="山田")
    assert first.value() == "山田"
    press(first.line, Key.Key_Return)
    assert second.line.hasFocus()


def test_Enterで移らないようにもできる(together: Together) -> None:
    first, second = TextField(defined(FieldKind.TEXT)), TextField(defined(FieldKind.TEXT))
    together(first, second)
    first.line.enter_moves_on = False
    first.setFocus()
    press(first.line, Key.Key_Return)
    assert first.line.hasFocus()


@pytest.mark.parametrize(
    ("key", "left"),
    [(Key.Key_K, True), (Key.Key_C, False)],
)
def test_CtrlKは欄で使わず窓に譲る(key: Qt.Key, *, left: bool) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    event.accept()
    assert leave_to_window(event) is left
    assert event.isAccepted() is not left


def test_長い文はEnterで改行し_書くほど伸び_Tabで抜ける(together: Together) -> None:
    writing = LongTextField(defined(FieldKind.LONG_TEXT))
    after = TextField(defined(FieldKind.TEXT))
    together(writing, after)
    writing.setFocus()
    before = writing.writing.height()
    for _ in range(6):
        keys(writing.writing, "a")
        press(writing.writing, Key.Key_Return)
    assert writing.value() == "a\n" * 6
    assert writing.writing.height() > before
    press(writing.writing, Key.Key_Tab)
    assert after.line.hasFocus()


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("たかはし", "タカハシ"),
        ("ﾀｶﾊｼ ﾊﾅ", "タカハシ ハナ"),
        ("ヴァン・ゴッホ", "ヴァン・ゴッホ"),
        ("　タカハシ　ハナ ", "タカハシ　ハナ"),
    ],
)
def test_フリガナは離れるときにカタカナへそろう(typed: str, kana: str, together: Together) -> None:
    field, after = KanaField(defined(FieldKind.KANA)), TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.setFocus()
    field.line.setText(typed)
    assert field.value() == kana  # 欄を離れずに保存しても
    press(field.line, Key.Key_Tab)
    assert field.typed() == kana
    assert field.shown_problem() == ""


def test_フリガナの漢字は指摘し_直せば消える(together: Together) -> None:
    field, after = (
        KanaField(defined(FieldKind.KANA, "フリガナ")),
        TextField(defined(FieldKind.TEXT)),
    )
    together(field, after)
    field.setFocus()
    field.line.setText("高橋")
    press(field.line, Key.Key_Tab)
    assert field.shown_problem() == "フリガナはカタカナで入力してください。"
    field.line.setText("タカハシ")
    assert field.shown_problem() == ""


def test_氏名の変換からフリガナが埋まる(together: Together) -> None:
    name, kana = TextField(defined(FieldKind.TEXT)), KanaField(defined(FieldKind.KANA))
    kana.follow(name)
    together(name, kana)
    name.setFocus()
    compose(
        name.line, "t", "た", "たk", "たか", "たかはs", "たかはし", "高橋", "髙橋", commit="髙橋"
    )
    compose(name.line, commit="\u3000")
    compose(name.line, "じ", "じゅn", "じゅん", "純", commit="純")
    assert name.value() == "髙橋\u3000純"
    assert kana.value() == "タカハシ\u3000ジュン"
    name.line.clear()
    assert kana.value() == ""


def test_人が直したフリガナには手を出さない(together: Together) -> None:
    name, kana = TextField(defined(FieldKind.TEXT)), KanaField(defined(FieldKind.KANA))
    kana.follow(name)
    together(name, kana)
    compose(name.line, "こう", "幸", commit="幸")
    kana.line.setText("サチ")
    compose(name.line, "こ", "子", commit="子")
    assert kana.value() == "サチ"


@pytest.mark.parametrize(
    ("preedit", "kana"),
    [("やm", "や"), ("かn", "かん"), ("しゃch", "しゃ"), ("山だ", ""), ("ー", "ー"), ("k", "")],
)
def test_変換前のかなだけを拾う(preedit: str, kana: str) -> None:
    assert spoken(preedit) == kana


def test_カタカナにするとき漢字と英字は変えない() -> None:
    assert katakana("髙ﾊｼA1あ") == "髙ハシA1ア"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("S30.4.1", "昭和30年4月1日（1955年）"),
        ("Ｓ３０．４．１", "昭和30年4月1日（1955年）"),
        ("昭和30年4月1日", "昭和30年4月1日（1955年）"),
        ("1955/4/1", "昭和30年4月1日（1955年）"),
        ("R1.5.1", "令和元年5月1日（2019年）"),
    ],
)
def test_日付はどの書き方でも読み_読み取った日を出す(
    typed: str, said: str, together: Together
) -> None:
    field = DateField(defined(FieldKind.DATE))
    together(field)
    keys(field.line, typed)
    assert field.meaning() == said
    assert field.typed() == typed
    assert field.problem() == ""


def test_無い日付は離れたときに文で断り_打ったままは残る(together: Together) -> None:
    field, after = DateField(defined(FieldKind.DATE)), TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.setFocus()
    keys(field.line, "R5.2.30")
    assert field.shown_problem() == ""
    press(field.line, Key.Key_Return)
    assert "2月30日" in field.shown_problem()
    assert field.value() is None
    assert field.typed() == "R5.2.30"
    assert field.meaning() == ""


@pytest.mark.parametrize(
    ("toward", "typed", "said"),
    [
        (Toward.FUTURE, "12/5", "令和8年12月5日(土)"),
        (Toward.FUTURE, "4月1日", "令和9年4月1日(木)"),
        (Toward.FUTURE, "5日", "令和8年12月5日(土)"),
        (Toward.PAST, "12/5", "令和7年12月5日(金)"),
        (Toward.PAST, "５日", "令和8年11月5日(木)"),
    ],
)
def test_年の無い日付は打つそばから読み取った日を出し_離れると年まで書く(
    toward: Toward, typed: str, said: str, together: Together
) -> None:
    field = DateField(defined(FieldKind.DATE, toward=toward), lambda: date(2026, 11, 22))
    after = TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.setFocus()
    keys(field.line, typed)
    assert field.meaning() == said
    assert field.typed() == typed
    press(field.line, Key.Key_Return)
    assert field.typed() == said[:-3]
    assert field.shown_problem() == ""


def birth_field() -> DateField:
    return DateField(defined(FieldKind.DATE, "生年月日", id="birth_date"), lambda: TODAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12/5", "日付として読めません。"),
        ("30年4月1日", "「30年」がどの元号の年か分かりません。"),
        ("R8.11.23", "生年月日が未来の日付です。"),
        ("M20.1.1", "生年月日が130年より前の日付です。"),
    ],
)
def test_生年月日は年や元号の無い日も_未来も130年より前も断る(
    typed: str, said: str, together: Together
) -> None:
    field = birth_field()
    together(field)
    keys(field.line, typed)
    assert field.value() is None
    assert field.meaning() == ""
    assert field.problem().startswith(said)


@pytest.mark.parametrize(
    ("toward", "shown", "advised"),
    [
        (Toward.FUTURE, "例 R8.12.6", "例: 12/6、R8.12.6、"),
        (Toward.PAST, "例 R8.11.22", "例: 11/22、R8.11.22、"),
        (None, "例 R8.11.22", "例: R8.11.22、"),
    ],
)
def test_日付の例は欄に合う(
    toward: Toward | None, shown: str, advised: str, together: Together
) -> None:
    field = DateField(defined(FieldKind.DATE, toward=toward), lambda: TODAY)
    birth = birth_field()
    together(field, birth)
    assert field.line.placeholderText() == shown
    assert birth.line.placeholderText() == "S30.4.1"
    for one in (field, birth):
        keys(one.line, "来週")
    assert advised in field.problem()
    assert "S30" not in field.problem()
    assert "例: 昭和30年4月1日、S30.4.1" in birth.problem()


def test_元号の無い年はいまの元号で読み_離れると元号まで書く(together: Together) -> None:
    field = DateField(defined(FieldKind.DATE, toward=Toward.PAST), lambda: TODAY)
    after = TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.setFocus()
    keys(field.line, "八年十一月十日")
    assert field.meaning() == "令和8年11月10日(火)"
    press(field.line, Key.Key_Return)
    assert field.typed() == "令和8年11月10日"


@pytest.mark.parametrize(
    ("toward", "typed", "asked"),
    [
        (Toward.PAST, "R8.11.23", "まだ来ていない日です。合っていますか"),
        (Toward.PAST, "R8.11.22", ""),
        (Toward.FUTURE, "R8.11.21", "過ぎた日です。合っていますか"),
        (Toward.FUTURE, "R8.11.22", ""),
    ],
)
def test_済んだことの先の日と期限の過ぎた日は_断らずに尋ねる(
    toward: Toward, typed: str, asked: str, together: Together
) -> None:
    field = DateField(defined(FieldKind.DATE, toward=toward), lambda: TODAY)
    together(field)
    field.without_echo()
    keys(field.line, typed)
    assert field.problem() == ""
    assert field.value() is not None
    assert "".join(field.meaning().split("\n")[1:]) == asked
    assert field.line.accessibleDescription() == field.meaning()


def test_書いてあった期限が過ぎても尋ねない(together: Together) -> None:
    field = DateField(defined(FieldKind.DATE, toward=Toward.FUTURE), lambda: TODAY)
    together(field)
    field.set_value(date(2026, 11, 1))
    assert "合っていますか" not in field.meaning()


def test_表の中では打たれたとおりの日を言い直さない(together: Together) -> None:
    field = DateField(defined(FieldKind.DATE, toward=Toward.PAST), lambda: date(2026, 11, 22))
    together(field)
    field.without_echo()
    keys(field.line, "11/1")
    assert field.meaning() == "令和8年11月1日(日)"
    field.set_value(date(2026, 11, 1))
    assert field.meaning() == ""


def test_読み取った日は狭ければ箱の下に回る(together: Together) -> None:
    field = DateField(defined(FieldKind.DATE))
    window = together(field)
    field.set_value(date(1955, 4, 1))
    for width, below in ((700, False), (300, True)):
        window.resize(width, 300)
        QApplication.processEvents()
        assert (field._meaning.y() > field.line.y() + field.line.height() - 1) == below
        assert field._meaning.geometry().right() <= width


def test_頼めば満年齢を横に出す(together: Together) -> None:
    field = DateField(defined(FieldKind.DATE))
    together(field)
    field.set_value(date(1955, 4, 2))
    assert field.value() == date(1955, 4, 2)
    field.show_age_on(date(2026, 4, 1))
    assert field.meaning().endswith("受付日に70歳")
    field.show_age_on(date(2026, 4, 2))
    assert field.meaning().endswith("受付日に71歳")
    field.show_age_on(None)
    assert "歳" not in field.meaning()
    field.show_age_on(date(1955, 4, 1))
    assert field.meaning().endswith("受付日より後に生まれた日です。合っていますか")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12", 12), ("１，２３４", 1234), ("-3", -3), ("2.5", 2.5), ("", None), ("三", None)],
)
def test_数は全角でも桁区切りでも読む(typed: str, value: float | None, together: Together) -> None:
    field = NumberField(defined(FieldKind.NUMBER, "人数"))
    together(field)
    keys(field.line, typed)
    assert field.value() == value
    assert field.problem() == ("人数は数字で入力してください。" if typed == "三" else "")


def test_金額は離れると三桁で区切る(together: Together) -> None:
    field, after = YenField(defined(FieldKind.YEN, "月収")), TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.setFocus()
    keys(field.line, "１２３４５６円")
    press(field.line, Key.Key_Tab)
    assert field.typed() == "123,456"
    assert field.value() == 123456
    field.line.setText("10.5")
    assert field.problem() == "月収は円単位の整数で入力してください。"


@pytest.mark.parametrize(
    ("typed", "value", "good"),
    [
        ("０８２０ー１２ー３４５６", "0820-12-3456", True),
        ("090 1234 5678", "090 1234 5678", True),
        ("12-3456 内線12", "12-3456 内線12", True),
        ("でんわなし", "でんわなし", False),
    ],
)
def test_電話は半角にそろえ_区切りは打ったまま(
    typed: str, value: str, good: bool, together: Together
) -> None:
    field, after = PhoneField(defined(FieldKind.PHONE)), TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.setFocus()
    field.line.setText(typed)
    press(field.line, Key.Key_Tab)
    assert field.typed() == value
    assert (field.shown_problem() == "") is good


def test_同意のない欄には区分の札が付く(together: Together) -> None:
    field = TextField(defined(FieldKind.TEXT, lane=Lane.UNCONSENTED))
    together(field)
    assert [badge.mark for badge in field.findChildren(LaneBadge)] == [Mark.UNCONSENTED]


@pytest.mark.parametrize("kind", list(FieldKind))
def test_打ったままの値は往復し_入れても変化を鳴らさない(
    kind: FieldKind, qtbot: QtBot, together: Together
) -> None:
    sample: dict[FieldKind, str | tuple[str, ...]] = {
        FieldKind.DATE: "R5.2.30",
        FieldKind.SINGLE: "電話",
        FieldKind.MULTIPLE: ("来所", "電話"),
        FieldKind.CHECK: "する",
    }
    typed = sample.get(kind, "12")
    field = field_for(defined(kind), 2026)
    together(field)
    with qtbot.assertNotEmitted(field.changed):
        field.set_typed(typed)
    assert field.typed() == typed
    assert field.filled()


@pytest.mark.parametrize("kind", list(FieldKind))
def test_読むだけの欄は鍵を受けない(kind: FieldKind, together: Together) -> None:
    field = field_for(defined(kind), 2026)
    together(field)
    field.set_read_only(True)
    keys(field.control, "1 ")
    assert not field.filled()


def test_時刻の欄は_読み取った時刻を横に出し_離れるときに同じ形にそろえる(
    together: Together,
) -> None:
    field, after = TimeField(defined(FieldKind.TIME)), TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.line.setFocus()
    field.line.setText("2時半")
    assert field.meaning() == "午後2時30分"
    assert field.value() == "14:30"
    after.setFocus()
    assert field.typed() == "14:30"
    field.line.setText("2")
    assert field.meaning() == ""
    assert "午後なら 14:00、午前なら 02:00" in field.complaint()
    assert field.typed() == field.value() == "2"
    field.set_value("午後")  # 古い台帳の書き方は、そのまま残る
    assert field.value() == "午後"


def test_時刻の欄は_打たれた2時半の数字は尋ね_前に書かれたものは午前と読む(
    together: Together,
) -> None:
    field, after = TimeField(defined(FieldKind.TIME)), TextField(defined(FieldKind.TEXT))
    together(field, after)
    field.line.setFocus()
    field.line.setText("2:30")
    after.setFocus()
    assert (field.typed(), field.meaning()) == ("2:30", "")
    assert "午後なら 14:30、午前なら 02:30" in field.complaint()
    field.line.setFocus()
    field.line.setText("午前2時半")
    after.setFocus()
    assert (field.typed(), field.complaint()) == ("02:30", "")
    field.set_value("2:30")
    assert (field.typed(), field.meaning(), field.complaint()) == ("02:30", "午前2時30分", "")
