"""知らせの帯。"""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jusou_desk.errors import Refused
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.pieces import Paragraph, text
from tests.ui.hands import Together, click


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
    bar.tell("別の知らせ。")
    bar.leave_page()
    assert bar.isHidden()
