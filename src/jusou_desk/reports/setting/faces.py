"""書体ひとつ。字形と送りを引き、reportlab に足りない ToUnicode と異体字を補う。"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from jusou_desk.errors import OutsideTrouble
from jusou_desk.paths import resource
from jusou_desk.reports.setting.font_checks import MAX_FILE, expect_modest

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

#: 字形番号を直に指す、私用領域(第16面)の符号。様式の文字がここに来ることは認めない。
ALIAS_START: Final = 0x100000
#: 書体の名のうち、PDF の中の名に書かないもの(改行など)。
_ODD_IN_NAME: Final = re.compile(r"[^\w+.-]", re.ASCII)
#: 書体を開くのと符号を割り当てるのは、一度に一つの糸だけ。同じ符号が、二つの字を指さないように。
_assigning: Final = RLock()
_aliases: dict[int, str] = {}
_installed: dict[str, InstalledFace] = {}


@dataclass(frozen=True, slots=True)
class FontFile:
    """書体のファイル。number: 何組も入ったファイル(.ttc)の、何組目か(0 から)。"""

    path: str
    number: int = 0


class Face:
    """書体ひとつ。``name`` は reportlab での名で、同じ名の書体は二つと無い。"""

    def __init__(self, font: TTFont, file: FontFile, *, bold: bool) -> None:
        from reportlab.pdfbase import pdfmetrics

        pdfmetrics.registerFont(font)
        self.name: str = font.fontName
        self.bold = bold
        self._number = file.number
        self._font: Any = font.face
        self._glyphs: dict[int, int] = font.face.charToGlyph
        self._widths: dict[int, float] = font.face.charWidths
        self._alias_of: dict[tuple[str, int], str] = {}

    def has(self, code: int) -> bool:
        # 字形番号 0 は「字が無い」の形。
        return self._glyphs.get(code, 0) != 0

    def width(self, char: str) -> float:
        return self._widths[ord(char)] / 1000

    def alias(self, text: str, glyph: int, like: int) -> str:
        """字形番号 ``glyph`` を描き、取り出すと ``text`` になる符号。幅は ``like`` と同じ。"""
        key = (text, glyph)
        with _assigning:
            if key not in self._alias_of:
                code = ALIAS_START + len(_aliases)
                _aliases[code] = text
                self._glyphs[code] = glyph
                self._widths[code] = self._widths[like]
                self._alias_of[key] = chr(code)
            return self._alias_of[key]

    def drawn_from(self, char: str) -> tuple[Any, int]:
        """字形を持つ表と、``char`` の字形番号。"""
        return self.reader, self._glyphs[ord(char)]

    def plain(self, text: str) -> str:
        """一文字目の字形で描き、取り出すと ``text`` 全体になる符号。"""
        code = ord(unicodedata.normalize("NFC", text)[0]) if len(text) > 1 else ord(text)
        code = code if self.has(code) else ord(text[0])
        return self.alias(text, self._glyphs[code], code)

    def variant(self, base: str, selector: str) -> str | None:
        """異体字。cmap の書式 14 を引く。無ければ ``None``。"""
        glyph = self._variants().get((ord(base), ord(selector)))
        if glyph is None or not self.has(ord(base)):
            return None
        number = glyph if glyph >= 0 else self._glyphs[ord(base)]
        return self.alias(base + selector, number, ord(base)) if self.is_sound(number) else None

    def is_sound(self, _glyph: int) -> bool:
        """字形の形が読めるか。同梱の書体は、どの字も読める。"""
        return True

    @cache  # noqa: B019 - 書体は動いている間ずっと生きている
    def _variants(self) -> dict[tuple[int, int], int]:
        """(基底, セレクタ) → 字形番号。既定の字形は -1。"""
        found: dict[tuple[int, int], int] = {}
        with self._tables() as reader:
            for table in reader["cmap"].tables:
                if table.format != 14:
                    continue
                for selector, pairs in table.uvsDict.items():
                    for base, name in pairs:
                        glyph = -1 if name is None else reader.getGlyphID(name)
                        found[(base, selector)] = glyph
        return found

    @cached_property
    def reader(self) -> Any:
        """書体の表を読むもの(fontTools)。"""
        return self._tables()

    def _tables(self) -> Any:
        from fontTools.ttLib import TTFont as Tables

        # ファイルを開いたままにせず、reportlab の持つ中身を読む。
        data = BytesIO(self._font._ttf_data)
        return Tables(data, fontNumber=self._number, lazy=True)


class InstalledFace(Face):
    """この PC に入っている書体。どう壊れているか分からないので、字ごとに形を確かめる。

    読めなければ、いろいろな例外になる(``fonts`` が一つにまとめる)。
    """

    def __init__(self, font: TTFont, file: FontFile, *, bold: bool) -> None:
        super().__init__(font, file, bold=bold)
        self._sound: dict[int, bool] = {}
        self._expect_readable()
        metrics, scale = self._font.hmetrics, 1000 / self._font.unitsPerEm
        self._glyphs.clear()
        self._widths.clear()
        # reportlab は終わりの表を選ぶので、シフト JIS の表のある書体では違う字になる。
        for code, number in self._by_unicode():
            if code < ALIAS_START and number < len(metrics):
                self._glyphs[code] = number
                self._widths[code] = metrics[number][0] * scale

    @cached_property
    def families(self) -> frozenset[str]:
        """ファイルの中に書いてある、書体の名。"""
        records = self.reader["name"].names
        return frozenset(one.toUnicode(errors="replace") for one in records if one.nameID == 1)

    def _by_unicode(self) -> Iterator[tuple[int, int]]:
        with self._tables() as reader:
            order = reader.getReverseGlyphMap()
            for code, name in reader.getBestCmap().items():
                yield code, order[name]

    def _expect_readable(self) -> None:
        """字を置いた後では断れないものを、開くときに読んでおく: 字形の在りかと、異体字の表。"""
        places = self._font.glyphPos
        if places != sorted(places) or places[-1] > len(self._font.get_table("glyf")):
            raise ValueError("字形の在りかがファイルの外を指している")
        self._variants()

    def has(self, code: int) -> bool:
        return super().has(code) and self.is_sound(self._glyphs[code])

    def is_sound(self, glyph: int) -> bool:
        if glyph not in self._sound:
            self._sound[glyph] = self._is_drawn(glyph)
        return self._sound[glyph]

    def _is_drawn(self, number: int) -> bool:
        try:
            outlines = self.reader["glyf"]
            outlines[self.reader.getGlyphName(number)].getCoordinates(outlines)
        except Exception:  # noqa: BLE001 - 壊れ方は数えきれない。読めない字は、ほかの書体で描く
            return False
        return True


def bundled(name: str) -> Face:
    """同梱の書体。無ければ ``OutsideTrouble``。"""
    with _assigning:
        return _bundled(name)


@cache
def _bundled(name: str) -> Face:
    path = resource("fonts", f"{name}.ttf")
    if not path.is_file():
        raise OutsideTrouble("帳票用の書体が見つかりません。", "プログラムを入れ直してください。")
    file = FontFile(str(path))
    return Face(_read(name, file), file, bold=name.endswith("Bold"))


def installed(file: FontFile, *, bold: bool) -> InstalledFace:
    """この PC の書体。同じ中身なら、いつも同じもの。どう壊れているかで、いろいろな例外になる。"""
    _expect_modest(file)
    font = _read("", file)
    # reportlab も PDF も、書体の名が同じなら一つとみなす。中身の要約を添えて、別の書体と混ざらなくする。
    face: Any = font.face
    name = _ODD_IN_NAME.sub("", face.name.decode())
    font.fontName = f"{name}-{zlib.crc32(face._ttf_data, file.number):08x}"
    face.name = font.fontName.encode()
    with _assigning:
        if font.fontName not in _installed:
            _installed[font.fontName] = InstalledFace(font, file, bold=bold)
        return _installed[font.fontName]


def _expect_modest(file: FontFile) -> None:
    from fontTools.ttLib import TTFont as Tables

    # 選んだ後で、ほかのものに置き替わっていることがある。
    path = Path(file.path)
    if not path.is_file() or path.stat().st_size > MAX_FILE:
        raise ValueError("ファイルでないか、大きすぎる")
    with path.open("rb") as stream:
        expect_modest(Tables(stream, fontNumber=file.number, lazy=True))


def face_of(name: str) -> Face:
    """``Face.name`` の書体。"""
    return _installed.get(name) or bundled(name)


def _read(name: str, file: FontFile) -> TTFont:
    # 窓を開くのに要らない重い部品なので、初めて字を組むときに読み込む。
    from reportlab.pdfbase import ttfonts

    # reportlab 5.1.0 は BMP の外を奇数桁の <20BB7> と書き、取り出した名前が壊れる。
    ttfonts.makeToUnicodeCMap = _to_unicode
    return ttfonts.TTFont(name, file.path, subfontIndex=file.number)


def _to_unicode(fontname: str, subset: list[int]) -> str:
    """reportlab の ToUnicode 表を、UTF-16BE と 100 件ずつの区切りで書き直したもの。"""
    entries = [
        f"<{index:02X}> <{_aliases.get(code, chr(code)).encode('utf-16-be').hex().upper()}>"
        for index, code in enumerate(subset)
        if code not in range(0xD800, 0xE000)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
