"""場所を選ぶ。やめたときは ``None``。"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

_BOOK: Final = "Excel (*.xlsx)"
# 古い .xls も見せる。選べば、.xlsx にする手順を言う。
_FORM: Final = "Excel (*.xlsx *.xlsm *.xls)"
_BACKUP: Final = "バックアップ (*.jdbackup)"


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """フォルダか、媒体の場所。"""
    return _path(QFileDialog.getExistingDirectory(parent, title))


def choose_backup(parent: QWidget, title: str) -> Path | None:
    """読むバックアップ。"""
    return _path(QFileDialog.getOpenFileName(parent, title, "", _BACKUP)[0])


def choose_book(parent: QWidget, title: str) -> Path | None:
    """読む Excel のブック。"""
    return _path(QFileDialog.getOpenFileName(parent, title, "", _BOOK)[0])


def choose_form(parent: QWidget, title: str) -> Path | None:
    """取り込む様式のブック。"""
    return _path(QFileDialog.getOpenFileName(parent, title, "", _FORM)[0])


def choose_new_book(parent: QWidget, title: str, name: str) -> Path | None:
    """これから書く Excel のブック。``name`` は初めに出す名。拡張子は補う。"""
    found = _path(QFileDialog.getSaveFileName(parent, title, name, _BOOK)[0])
    return found.with_suffix(".xlsx") if found else None


def _path(found: str) -> Path | None:
    return Path(found) if found else None
