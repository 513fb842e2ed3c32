"""Qt の始まりと終わり。"""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication

from jusou_desk.errors import OutsideTrouble
from jusou_desk.ui import start
from jusou_desk.ui.mishaps import told_in_words
from jusou_desk.ui.theme import wear
from jusou_desk.ui.translate import speak_japanese


def application() -> QApplication:
    """日本語と書体を整えた QApplication。画面の無い所では ``OutsideTrouble``。"""
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in shown):
        raise OutsideTrouble(
            "画面が無いため、窓を開けません。",
            "画面のあるPCで開くか、「xvfb-run -a」を前に付けて実行してください。",
        )
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("jusou-desk")
    speak_japanese(app)
    wear(app, start.text_size())
    return app


def run_windows() -> int:
    """窓がすべて閉じるまで回す。終了状態を返す。"""
    with told_in_words():
        return int(QApplication.exec())
