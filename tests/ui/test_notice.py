"""知らせの帯。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jusou_desk.errors import Refused
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.pieces import Paragraph, Scroll, text
from tests.ui.hands import Together, click, shown


@pytest.fixture
def bar(together: Together) -> NoticeBar:
    made = NoticeBar()
    together(made, QWidget())
    return made


def seen(bar: NoticeBar) -> list[str]:
    return [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()]


def test_元に戻すは一度だけ効く(bar: NoticeBar) -> None:
    undone: list[int] = []
    bar.tell("保存しました。", undo=lambda: undone.append(1))
    assert seen(bar) == ["元に戻す", "閉じる"]
    undo = next(b for b in bar.findChildren(QPushButton) if b.text() == "元に戻す")
    click(undo)
    assert undone == [1]
    assert bar.isHidden()
    bar.tell("別の知らせ。")
    assert seen(bar) == ["閉じる"]


def test_知らせは時がたてば消え_断りは閉じるまで残る(bar: NoticeBar, qtbot: QtBot) -> None:
    bar._gone.setInterval(20)
    bar.tell("保存しました。")
    qtbot.waitUntil(bar.isHidden, timeout=1000)
    bar.tell("保存しました。")
    bar.warn(Refused("できません。", "次の一手。"))
    qtbot.wait(60)
    assert not bar.isHidden()
    assert (bar.sentence(), bar.advice()) == ("できません。", "次の一手。")
    assert unnamed_controls(bar) == []


def test_一番近い帯に出る(bar: NoticeBar) -> None:
    inner = QWidget(bar.window())
    show_error(inner, Refused("あ。", "い。"))
    assert bar.sentence() == "あ。"


def test_帯の無い窓にも出る(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    window.resize(600, 400)
    window.show()
    show_error(window, Refused("あ。", "い。"))
    made = window.findChild(NoticeBar)
    assert made is not None
    assert made.isVisible()
    assert made.sentence() == "あ。"


def test_文はHTMLとして読まれない(together: Together) -> None:
    words = '<b>山田</b> & "<script>"'
    paragraph, plain = text(words, wrap=True), text(words)
    together(paragraph, plain)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text() == plain.text() == words
    drawn = QTextDocument()
    drawn.setHtml(QLabel.text(paragraph))
    assert drawn.toPlainText() == words


def test_頁を移ると消えるのは頁の話だけ(bar: NoticeBar) -> None:
    bar.warn(Refused("できません。", "次の一手。"))
    bar.leave_page()
    assert bar.isHidden()
    bar.warn(Refused("時計が違います。", "直してください。"), everywhere=True)
    bar.leave_page()
    assert bar.sentence() == "時計が違います。"
    bar.work_begins("書き出しています。", lambda: None)
    bar.leave_page()
    assert seen(bar) == ["中止"]
    bar.tell("済みにしました。", undo=lambda: None)
    bar.leave_page()
    assert bar.isHidden()
    bar.tell("済みにしました。", undo=lambda: None, about="R8-0001")
    bar.leave_page()
    bar.leave_page()
    assert bar.sentence() == "R8-0001　済みにしました。"
    assert seen(bar) == ["元に戻す", "閉じる"]
    bar.tell("「R8-0001 電話」を済みにしました。", undo=lambda: None, about="R8-0001 電話")
    bar.leave_page()
    assert bar.sentence() == "「R8-0001 電話」を済みにしました。"
    bar.tell("別の知らせ。")
    bar.leave_page()
    assert bar.isHidden()


def test_頁を移っても戻せることは_消えた後も新しい順に戻せる(bar: NoticeBar) -> None:
    undone: list[int] = []
    left: list[bool] = []
    bar.steps_changed.connect(left.append)
    bar.tell("頁だけの話。", undo=lambda: undone.append(0))
    for number in range(1, 13):
        bar.tell("残しました。", undo=partial(undone.append, number), about=f"R8-{number:04}")
    bar.clear()
    for number in (12, 11, 10):
        bar.offer_last()
        assert bar.sentence() == f"直前にしたこと: R8-{number:04}　残しました。"
        click(next(b for b in bar.findChildren(QPushButton) if b.text() == "元に戻す"))
        assert bar.isHidden()
    assert undone == [12, 11, 10]
    for _ in range(7):
        bar.offer_last()
        click(next(b for b in bar.findChildren(QPushButton) if b.text() == "元に戻す"))
    assert undone == [*range(12, 2, -1)], "さかのぼるのは十まで"
    assert left[-1] is False
    bar.offer_last()
    assert bar.sentence() == "元に戻せることは、もうありません。"
    assert seen(bar) == ["閉じる"]


def test_頁だけの知らせが出ている間は_もっと前のことを直前と言わない(bar: NoticeBar) -> None:
    undone: list[str] = []
    bar.tell("残しました。", undo=partial(undone.append, "前"), about="R8-0001")
    bar.tell("消しました。", undo=partial(undone.append, "頁"))
    bar.offer_last()
    assert bar.sentence() == "消しました。"
    click(next(b for b in bar.findChildren(QPushButton) if b.text() == "元に戻す"))
    assert undone == ["頁"]
    bar.offer_last()
    assert bar.sentence() == "直前にしたこと: R8-0001　残しました。"


def test_隠れた頁の知らせは_声に出さない(bar: NoticeBar, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("jusou_desk.ui.notice.announce", lambda _bar, words: said.append(words))
    bar.tell("川　一を足しました。")
    bar.window().hide()
    bar.tell("川　二を足しました。")
    assert said == ["川　一を足しました。"]


@dataclass
class Desktop:
    """頁の上に帯の浮く窓: 上に釦、中に巻く頁、下に足。"""

    host: QWidget
    above: QPushButton
    page: QWidget
    scroll: Scroll
    rows: list[QPushButton]
    save: QPushButton
    bar: NoticeBar


@pytest.fixture
def desktop(qtbot: QtBot) -> Desktop:
    host, page, scroll, bar = QWidget(), QWidget(), Scroll(), NoticeBar()
    above, save = QPushButton("鍵をかける"), QPushButton("保存する")
    rows = [QPushButton(f"行{n}") for n in range(30)]
    scroll.add(*rows)
    inner = QVBoxLayout(page)
    inner.addWidget(scroll)
    inner.addWidget(save)
    outer = QVBoxLayout(host)
    outer.addWidget(above)
    outer.addWidget(page, 1)
    bar.lie_over(page, host, after=above)
    qtbot.addWidget(host)
    shown(host, 800, 500)
    return Desktop(host, above, page, scroll, rows, save, bar)


def on_host(widget: QWidget, host: QWidget) -> QRect:
    return QRect(widget.mapTo(host, QPoint(0, 0)), widget.size())


def test_浮く帯は頁を動かさず_足も隠さない(desktop: Desktop, qtbot: QtBot) -> None:
    host, bar = desktop.host, desktop.bar
    parts = [desktop.above, desktop.page, desktop.scroll, desktop.save, *desktop.rows]

    def places() -> list[QRect]:
        qtbot.wait(1)
        return [on_host(part, host) for part in parts]

    before = places()
    heights = []
    for sentence in ("保存しました。", "長い知らせ。" * 40):
        bar.tell(sentence, "次の一手。", undo=lambda: None)
        assert places() == before
        assert on_host(desktop.scroll, host).contains(bar.geometry())
        assert not bar.geometry().intersects(on_host(desktop.save, host))
        heights.append(bar.height())
        bar.clear()
        assert places() == before
    assert heights[1] > heights[0]


def test_浮く帯は頁の広さについて行く(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.bar.tell("保存しました。")
    for wide, tall in ((1000, 700), (600, 400)):
        desktop.host.resize(wide, tall)
        qtbot.wait(1)
        ground = on_host(desktop.scroll, desktop.host)
        assert ground.contains(desktop.bar.geometry())
        assert ground.bottom() - desktop.bar.geometry().bottom() < 20


def test_帯はTabで上の次に来る(desktop: Desktop) -> None:
    desktop.bar.tell("保存しました。", undo=lambda: None)
    desktop.above.setFocus()
    visited = []
    for _ in range(3):
        QTest.keyClick(desktop.host.focusWidget(), Qt.Key.Key_Tab)
        visited.append(desktop.host.focusWidget())
    assert [b.text() for b in visited if isinstance(b, QPushButton)] == [
        "元に戻す",
        "閉じる",
        "行0",
    ]


def test_鍵盤で移った先は帯に隠れない(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.bar.tell("保存しました。")
    for one in desktop.rows[:20]:
        one.setFocus(Qt.FocusReason.TabFocusReason)
        desktop.scroll.ensureWidgetVisible(one, 0, 0)
        qtbot.wait(1)
        assert not desktop.bar.geometry().intersects(on_host(one, desktop.host))
    assert desktop.scroll.verticalScrollBar().value() > 0


def test_手が帯にある間は時がたっても消えない(desktop: Desktop, qtbot: QtBot) -> None:
    bar = desktop.bar
    bar._gone.setInterval(20)
    bar.tell("保存しました。", undo=lambda: None)
    bar._close.setFocus()
    qtbot.wait(80)
    assert bar.isVisible()
    # 窓の重なりによっては、offscreen では本物のポインターが届かない
    bar.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    desktop.save.setFocus()
    qtbot.wait(80)
    assert bar.isVisible()
    bar.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    qtbot.waitUntil(bar.isHidden, timeout=1000)


def test_仕事の途中は閉じない(bar: NoticeBar) -> None:
    assert not bar.dismiss()
    bar.work_begins("書き出しています。", lambda: None)
    assert not bar.dismiss()
    bar.tell("書き出しました。")
    assert bar.dismiss()
    assert bar.isHidden()


def test_終わりの行も_帯の上まで巻ける(desktop: Desktop, qtbot: QtBot) -> None:
    bar, last = desktop.bar, desktop.rows[-1]
    scroll = desktop.scroll.verticalScrollBar()
    end = scroll.maximum()
    bar.tell("保存しました。", undo=lambda: None)
    qtbot.wait(1)
    scroll.setValue(scroll.maximum())
    assert not bar.geometry().intersects(on_host(last, desktop.host))
    where = on_host(last, desktop.host)
    bar.clear()
    qtbot.wait(1)
    assert on_host(last, desktop.host) == where, "帯が消えても頁は跳ねない"
    scroll.setValue(end)
    assert scroll.maximum() == end


def test_収まっている頁でも_帯の下の釦を出せる(desktop: Desktop, qtbot: QtBot) -> None:
    for one in desktop.rows[8:]:
        one.hide()
    qtbot.wait(1)
    spare = desktop.scroll.inside.sizeHint().height() - desktop.scroll.height()
    desktop.host.resize(800, desktop.host.height() + spare)
    qtbot.wait(1)
    scroll, last = desktop.scroll.verticalScrollBar(), desktop.rows[7]
    assert scroll.maximum() == 0
    desktop.bar.tell("保存しました。")
    qtbot.wait(1)
    assert desktop.bar.geometry().intersects(on_host(last, desktop.host)), "試し方は本物である"
    scroll.setValue(scroll.maximum())
    assert not desktop.bar.geometry().intersects(on_host(last, desktop.host))


def test_横に並ぶ目次は隠さない(qtbot: QtBot) -> None:
    host, page, scroll, bar = QWidget(), QWidget(), Scroll(), NoticeBar()
    rail = QPushButton("目次の終わり")
    scroll.add(*(QPushButton(f"行{n}") for n in range(30)))
    inner = QHBoxLayout(page)
    inner.addWidget(rail, 0, Qt.AlignmentFlag.AlignBottom)
    inner.addWidget(scroll)
    QVBoxLayout(host).addWidget(page)
    bar.lie_over(page, host, after=rail)
    qtbot.addWidget(host)
    shown(host, 800, 500)
    bar.tell("保存しました。")
    qtbot.wait(1)
    assert not bar.geometry().intersects(on_host(rail, host))
