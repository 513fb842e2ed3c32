"""読み上げる名前の無い操作部品を見つける。"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

_CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)


def spoken_name(widget: QWidget) -> str:
    """読み上げソフトに渡る名前。付けた名前、釦の文字、つながれた見出しの順に Qt が決める。"""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip()


def unnamed_controls(widget: QWidget) -> list[QWidget]:
    """``widget`` の中の、操作できるのに読み上げる名前の無い部品。"""
    inside = [widget, *widget.findChildren(QWidget)]
    return [found for found in inside if _is_control(found) and not spoken_name(found)]


def _is_control(widget: QWidget) -> bool:
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar):
        return False
    return isinstance(widget, _CONTROLS) and not _part_of_another(widget)


def _part_of_another(widget: QWidget) -> bool:
    """選択欄の中の一覧のように、Qt が一つの部品として読み上げるものの内側か。"""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QComboBox | QAbstractSpinBox):
            return True
        above = above.parentWidget()
    return False
