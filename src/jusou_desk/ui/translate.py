"""Qt 自身の釦・文言・日付を日本語にする。付属の訳に無い語は、ここで足す。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from jusou_desk.errors import Damaged
from jusou_desk.paths import resource

_TRANSLATOR_NAME: Final = "qtbase_ja"
#: 付属の訳が追い付いていない語(``resources/translations``)。
_ADDED: Final = "qt_added_ja"


def speak_japanese(app: QCoreApplication) -> None:
    """既定のロケールを日本語にし、Qt 付属の訳を入れる。訳が無ければ ``Damaged``。"""
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    if app.findChild(QTranslator, _TRANSLATOR_NAME) is not None:
        return
    shipped = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # 後に入れた訳が先に引かれるので、付属の訳に有る語はそちらを使う
    for name, folder in ((_ADDED, str(resource("translations"))), (_TRANSLATOR_NAME, shipped)):
        translator = QTranslator(app)
        translator.setObjectName(name)
        if not translator.load(name, folder):
            raise Damaged("画面の日本語の訳が見つかりません。", "プログラムを入れ直してください。")
        app.installTranslator(translator)
