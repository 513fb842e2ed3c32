"""LibreOffice での PDF と、その列幅の物差し。"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.styles import Font as BookFont

from jusou_desk.reports.setting.ruler import Ruler
from jusou_desk.reports.xlsx.styles import Font
from tests import libreoffice
from tests.compare.letters import read_letters

_DIGITS: Final = 50
_INDENTS: Final = 10
_POINTS_OF_5PX: Final = 3.75
_LOCALE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>ja-JP</value></prop></item>
</oor:items>
"""
_MARK: Final = "■"
_MARK_SIZE: Final = 9


@dataclass(frozen=True, slots=True)
class OfficeRuler(Ruler):
    """LibreOffice の数え方。数字の幅を px に丸めず、``points``(ポイント)のまま掛ける。"""

    points: float = 0.0

    @property
    def pad(self) -> float:
        """取り込んだセルの左右の余白(0.35 mm)。"""
        return 0.99

    def pitch(self, font: Font) -> float:
        """同梱の書体の、字の上端から下端まで。行間を足さない。"""
        return font.size

    def column(self, width: float) -> float:
        return width * self.points

    def usual_column(self, digits: int) -> float:
        return digits * self.points + _POINTS_OF_5PX


def convert(books: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """名前ごとのブックを、LibreOffice で PDF にする。起動は一度だけ。"""
    folder.mkdir(parents=True, exist_ok=True)
    sources = []
    for name, data in books.items():
        sources.append(folder / f"{name}.xlsx")
        sources[-1].write_bytes(data)
    _speak_japanese(folder / "profile")
    libreoffice.convert(sources, folder)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in books}


def _speak_japanese(profile: Path) -> None:
    """日付の並び(年/月/日)を、日本の Excel と同じにする。"""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_LOCALE, "utf-8")


def probe(font: Font) -> bytes:
    """標準フォントが ``font`` のブックで、数字 50 個分の列の次と、字下げ 10 の字の場所を見る紙。"""
    book = Workbook()
    book._fonts[0] = BookFont(name=font.name, size=font.size)  # type: ignore[attr-defined]
    sheet = book.worksheets[0]
    sheet.page_setup.orientation = "landscape"
    sheet.column_dimensions["A"].width = _DIGITS
    for column in (1, 2):
        sheet.cell(1, column, _MARK)
    sheet.cell(2, 1, _MARK).alignment = Alignment(horizontal="left", indent=_INDENTS)
    for row in sheet.iter_rows():
        for cell in row:
            cell.font = BookFont(name="BIZ UDGothic", size=_MARK_SIZE)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ruler_from(probed: bytes) -> OfficeRuler:
    """``probe`` を刷った PDF から測った物差し。"""
    first, indented, second = sorted(
        letter.x for letter in read_letters(probed)[0] if letter.text == _MARK
    )
    indent = (indented - first) / _INDENTS
    return OfficeRuler(8, space=indent / 3, points=(second - first) / _DIGITS)
