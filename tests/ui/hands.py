"""試験の手: 窓を出す、変換を真似る。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Picture = Callable[[QWidget, str], Path]
Together = Callable[..., QWidget]


def shown(widget: QWidget, width: int = 1000, height: int = 700) -> None:
    """窓に出して、打てる状態にする。"""
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    assert QTest.qWaitForWindowActive(widget)


def compose(widget: QWidget, *steps: str, commit: str) -> None:
    """かな漢字変換を真似る: 変換中の文字を順に送り、最後に確定する。"""
    for step in steps:
        QApplication.sendEvent(widget, QInputMethodEvent(step, []))
    if commit:
        final = QInputMethodEvent("", [])
        final.setCommitString(commit)
        QApplication.sendEvent(widget, final)


def keys(widget: QWidget, text: str) -> None:
    """一字ずつ打つ。QTest.keyClicks と違い、全角やかなも打てる。"""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)


def press(
    widget: QWidget,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """鍵を一つ押す。"""
    QTest.keyClick(widget, key, modifier)


def click(widget: QWidget) -> None:
    """真ん中を押す。"""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
