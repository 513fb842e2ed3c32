"""Qt 自身の文言が日本語になるか。"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QTabWidget,
    QTreeView,
)

from jusou_desk.paths import resource
from jusou_desk.ui.translate import speak_japanese

#: 日本語でなくてよい語: 道、拡張子、機械の名。
_LEFT_ALONE = re.compile(r"/|\.xlsx|^PDF|^Excel|^CUPS|^A\d")


def english(dialog: QDialog) -> list[str]:
    """日本語の字の無い、英語の語。"""
    words: list[str] = [dialog.windowTitle()]
    parts: list[QLabel | QAbstractButton] = [
        *dialog.findChildren(QLabel),
        *dialog.findChildren(QAbstractButton),
    ]
    for part in parts:
        words += [part.text(), part.toolTip(), part.accessibleName()]
    words += [group.title() for group in dialog.findChildren(QGroupBox)]
    for tabs in dialog.findChildren(QTabWidget):
        words += [tabs.tabText(at) for at in range(tabs.count())]
    for tree in dialog.findChildren(QTreeView):
        header = tree.header()
        heads = (
            tree.model().headerData(at, Qt.Orientation.Horizontal) for at in range(header.count())
        )
        words += [str(one) for one in heads if header.count() > 1]
    return sorted(
        {w for w in words if re.search("[A-Za-z]{3}", w) and not _LEFT_ALONE.search(w)}
        - {w for w in words if re.search("[ぁ-んァ-ヶ一-龠]", w)}
    )


def test_Qtの釦が日本語になる() -> None:
    box = QDialogButtonBox()
    save = box.addButton(QDialogButtonBox.StandardButton.Save)
    cancel = box.addButton(QDialogButtonBox.StandardButton.Cancel)
    assert "保存" in save.text()
    assert "キャンセル" in cancel.text()
    assert QLocale().language() is QLocale.Language.Japanese


def test_二度呼んでも訳は一つ(qapp: QApplication) -> None:
    before = len(qapp.findChildren(QTranslator))
    speak_japanese(qapp)
    speak_japanese(qapp)
    assert len(qapp.findChildren(QTranslator, "qtbase_ja")) == 1
    assert len(qapp.findChildren(QTranslator)) == before


@pytest.mark.parametrize("mode", [QFileDialog.FileMode.Directory, QFileDialog.FileMode.AnyFile])
@pytest.mark.parametrize("accept", list(QFileDialog.AcceptMode))
def test_OSの窓が使えないときのファイルを選ぶ窓も日本語(
    tmp_path: Path, mode: QFileDialog.FileMode, accept: QFileDialog.AcceptMode
) -> None:
    dialog = QFileDialog(None, "選ぶ", str(tmp_path), "Excel (*.xlsx)")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(mode)
    dialog.setAcceptMode(accept)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.show()
    assert english(dialog) == []
    assert "場所(&L):" in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.close()
    dialog.deleteLater()


def test_刷る窓も日本語() -> None:
    printer = QPrinter()
    dialog = QPrintDialog(printer)
    dialog.show()
    assert english(dialog) == []
    dialog.close()
    dialog.deleteLater()


def test_足した語は付属の訳に無いものだけで_組み上がりは元の表のとおり() -> None:
    shipped, added = QTranslator(), QTranslator()
    folder = resource("translations")
    assert shipped.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert added.load("qt_added_ja", str(folder))
    messages = [
        (context.findtext("name", ""), message.findtext("source", ""), message)
        for context in ElementTree.parse(folder / "qt_added_ja.ts").iter("context")
        for message in context.iter("message")
    ]
    assert len(messages) > 5
    for name, source, message in messages:
        assert shipped.translate(name, source) == ""
        assert added.translate(name, source) == message.findtext("translation")
