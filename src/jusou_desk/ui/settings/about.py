"""このプログラムについて: 版と、使っている部品の使用許諾。"""

from __future__ import annotations

import platform
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk import __version__
from jusou_desk.casework.office.mishap_log import as_text, known_mishaps
from jusou_desk.paths import resource
from jusou_desk.ui.fields.line import Writing
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import Card, Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit

_HEADINGS: Final = (Heading("部品", 4, 6), Heading("版", 2, 4), Heading("使用許諾", 5, 7))
_PARTS: Final = (
    ("PySide6-Essentials", "Qt・PySide6", "LGPL-3.0"),
    ("PySide6-Pdf", "Qt PDF", "LGPL-3.0、PDFium は BSD"),
    ("sqlcipher3", "SQLCipher", "zlib、SQLCipher は BSD"),
    ("SQLAlchemy", "SQLAlchemy", "MIT"),
    ("openpyxl", "openpyxl", "MIT"),
    ("reportlab", "ReportLab", "BSD"),
    ("pikepdf", "pikepdf", "MPL-2.0"),
    ("cryptography", "cryptography", "Apache-2.0・BSD"),
    ("keyring", "keyring", "MIT"),
)
_FONTS: Final = ("BIZ UDゴシック・BIZ UD明朝・Noto Sans JP", "OFL-1.1")
_MISHAPS: Final = (
    "「思いがけない不具合」の番号と、起きた時・版・プログラムの中の場所だけを、新しい順に残してあります。"
    "氏名や相談の中身は残りません。問い合わせるときに、写して渡せます。"
)
_NO_MISHAPS: Final = "まだ一つもありません。"


class AboutPart(QWidget):
    """版と部品。使用許諾の全文は ``reading`` で脇に開く。"""

    reading = Signal(str, QWidget)

    def __init__(self) -> None:
        super().__init__()
        card = Card("このプログラムについて")
        system = f"Python {platform.python_version()}　{platform.system()}"
        self.parts = Table("使っている部品", _HEADINGS)
        rows = [(name, _version(package), licence) for package, name, licence in _PARTS]
        self.parts.show_rows([*rows, (_FONTS[0], "", _FONTS[1])])
        texts = FlowLayout(unit(0.5))
        for path in licence_texts():
            words = path.stem.replace("LICENSE-", "")
            texts.addWidget(button(words, "quiet", partial(self._open, path)))
        card.add(
            text(f"重層デスク {__version__}", "lead"),
            text(f"{system}　使用許諾 Apache-2.0", "caption"),
            text("このPCの中だけで動き、外と通信しません。", wrap=True),
            self.parts,
            text("使用許諾の全文", "label"),
            texts,
        )
        self.setLayout(column(card, self._mishaps(), spacing=2))

    def _mishaps(self) -> Card:
        card = Card("不具合の控え")
        self.mishaps_button = button("控えを見る", "plain", self._show_mishaps)
        card.add(text(_MISHAPS, "caption", wrap=True), row(self.mishaps_button, None))
        return card

    def _show_mishaps(self) -> None:
        self._read("不具合の控え", as_text(known_mishaps()) or _NO_MISHAPS)

    def _open(self, path: Path) -> None:
        self._read(path.stem, path.read_text(encoding="utf-8", errors="replace"))

    def _read(self, title: str, words: str) -> None:
        page = Writing(most_lines=400)
        page.setReadOnly(True)
        page.setAccessibleName(f"{title} の全文")
        page.write(words)
        area = Scroll(margin=2)
        area.add(page)
        self.reading.emit(title, area)


def licence_texts() -> tuple[Path, ...]:
    """同梱の使用許諾の文。"""
    found = (*resource("licenses").glob("*.txt"), *resource("fonts").glob("*.txt"))
    return tuple(sorted(found, key=lambda path: path.name))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "－"
