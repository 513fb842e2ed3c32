"""鍵だけで歩く手: いま打てる所を見て、Tab で欄を探す。"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.ui import jobs
from jusou_desk.ui.fields import Field
from tests.ui.hands import press

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def settle(milliseconds: int = 0) -> None:
    """頼んだ仕事が済み、後回しの並べ直しも済むまで待つ。"""
    jobs.wait_idle()
    QTest.qWait(milliseconds)
    jobs.wait_idle()
    QApplication.processEvents()


def here() -> QWidget:
    """いま打てる所。"""
    focus: QWidget | None = QApplication.focusWidget()
    assert focus is not None, "打てる所がありません"
    return focus


def field_here() -> str:
    """いま打てる所の欄の id。欄の外なら空。"""
    above: QWidget | None = here()
    while above is not None:
        if isinstance(above, Field):
            return above.objectName()
        above = above.parentWidget()
    return ""


def tab_to(field_id: str) -> QWidget:
    """Tab を押して、その欄まで行く。"""
    for _ in range(120):
        if field_here() == field_id:
            return here()
        press(here(), Key.Key_Tab)
    raise AssertionError(f"Tab では {field_id} に着きません")
