"""Qt 自身の文言が日本語になるか。"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from jusou_desk.ui.translate import speak_japanese


def test_Qtの釦が日本語になる() -> None:
    box = QDialogButtonBox()
    save = box.addButton(QDialogButtonBox.StandardButton.Save)
    cancel = box.addButton(QDialogButtonBox.StandardButton.Cancel)
    assert "保存" in save.text()
    assert "キャンセル" in cancel.text()
    assert QLocale().language() is QLocale.Language.Japanese


def test_二度呼んでも訳は一つ(qapp: QApplication) -> None:
    speak_japanese(qapp)
    speak_japanese(qapp)
    assert len(qapp.findChildren(QTranslator, "qtbase_ja")) == 1
