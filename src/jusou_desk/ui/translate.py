"""Qt 自身の釦・文言・日付を日本語にする。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from jusou_desk.errors import Damaged

_TRANSLATOR_NAME: Final = "qtbase_ja"


def speak_japanese(app: QCoreApplication) -> None:
    """既定のロケールを日本語にし、Qt 付属の訳を入れる。訳が無ければ ``Damaged``。"""
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    if app.findChild(QTranslator, _TRANSLATOR_NAME) is not None:
        return
    translator = QTranslator(app)
    translator.setObjectName(_TRANSLATOR_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load(_TRANSLATOR_NAME, folder):
        raise Damaged("画面の日本語の訳が見つかりません。", "プログラムを入れ直してください。")
    app.installTranslator(translator)
