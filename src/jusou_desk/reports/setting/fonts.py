"""書体の重ね合わせ。文字のまとまりごとに、字形のある同梱書体を選ぶ。

reportlab に足りない三つをここで補う: BMP の外の文字の ToUnicode、異体字セレクタ(IVS)、
書体の代替。どの書体にも無い文字は 〓 で描き、``Glyph.lack`` に残して必ず人に知らせる。
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from jusou_desk.errors import OutsideTrouble
from jusou_desk.paths import resource

GOTHIC: Final = "gothic"
PROPORTIONAL: Final = "proportional"
# ＭＳ Ｐゴシック・Meiryo UI 等の代わり。BIZ UDPGothic の数字は 0.76 字分と広く、
# 様式が頁に収まらなくなるので、英数字だけ半角幅の書体から取る。
SUBSTITUTE: Final = "substitute"
MINCHO: Final = "mincho"
# Calibri・Arial の代わり。英数字を、幅が字ごとに違う書体から取る。
LATIN: Final = "latin"

ASCENT: Final = 0.88
GETA: Final = "〓"

_BASE_FACES: Final = {
    (GOTHIC, False): "BIZUDGothic-Regular",
    (GOTHIC, True): "BIZUDGothic-Bold",
    (PROPORTIONAL, False): "BIZUDPGothic-Regular",
    (PROPORTIONAL, True): "BIZUDPGothic-Bold",
    (SUBSTITUTE, False): "BIZUDPGothic-Regular",
    (SUBSTITUTE, True): "BIZUDPGothic-Bold",
    (LATIN, False): "BIZUDGothic-Regular",
    (LATIN, True): "BIZUDGothic-Bold",
    (MINCHO, False): "BIZUDMincho-Regular",
    (MINCHO, True): "BIZUDMincho-Regular",
}
_LATIN_FACE: Final = "NotoSansJP-Regular"
_FALLBACKS: Final = (_LATIN_FACE, "DejaVuSans")
# 字形番号を直に指す、私用領域(第16面)の符号。様式の文字がここに来ることは認めない。
_ALIAS_START: Final = 0x100000
_aliases: dict[int, str] = {}


@dataclass(frozen=True, slots=True)
class Glyph:
    """描く文字ひとまとまり。

    face: reportlab での書体名。char: その書体で描く符号。width: 送り(字の大きさを 1 とする)。
    text: 元の文字。heavy: 太字の書体が無いので、輪郭から太らせて塗る(``outlines``)。
    lack: ``""`` 揃っている / ``"shape"`` 指定の異体字が無く基底の字形 / ``"glyph"`` 字が無く 〓 /
    ``"order"`` 右から左へ続けて書く字で、ここでは左から一字ずつ描く。
    """

    face: str
    char: str
    width: float
    text: str
    heavy: bool = False
    lack: str = ""


class _Face:
    """同梱書体ひとつ。初めて使うときに読む。"""

    def __init__(self, name: str) -> None:
        path = resource("fonts", f"{name}.ttf")
        if not path.is_file():
            raise OutsideTrouble(
                "帳票用の書体が見つかりません。", "プログラムを入れ直してください。"
            )
        # 窓を開くのに要らない重い部品なので、初めて字を組むときに読み込む。
        from reportlab.pdfbase import pdfmetrics, ttfonts

        # reportlab 5.1.0 は BMP の外を奇数桁の <20BB7> と書き、取り出した名前が壊れる。
        ttfonts.makeToUnicodeCMap = _to_unicode
        self.name = name
        self._path = str(path)
        font = ttfonts.TTFont(name, self._path)
        pdfmetrics.registerFont(font)
        self._glyphs: dict[int, int] = font.face.charToGlyph
        self._widths: dict[int, float] = font.face.charWidths
        self._alias_of: dict[tuple[str, int], str] = {}

    def has(self, code: int) -> bool:
        return code in self._glyphs

    def width(self, char: str) -> float:
        return self._widths[ord(char)] / 1000

    def alias(self, text: str, glyph: int, like: int) -> str:
        """字形番号 ``glyph`` を描き、取り出すと ``text`` になる符号。幅は ``like`` と同じ。"""
        key = (text, glyph)
        if key not in self._alias_of:
            code = _ALIAS_START + len(_aliases)
            _aliases[code] = text
            self._glyphs[code] = glyph
            self._widths[code] = self._widths[like]
            self._alias_of[key] = chr(code)
        return self._alias_of[key]

    def drawn_from(self, char: str) -> tuple[str, int]:
        return self._path, self._glyphs[ord(char)]

    def plain(self, text: str) -> str:
        """一文字目の字形で描き、取り出すと ``text`` 全体になる符号。"""
        code = ord(unicodedata.normalize("NFC", text)[0]) if len(text) > 1 else ord(text)
        code = code if code in self._glyphs else ord(text[0])
        return self.alias(text, self._glyphs[code], code)

    def variant(self, base: str, selector: str) -> str | None:
        """異体字。cmap の書式 14 を引く。無ければ ``None``。"""
        glyph = self._variants().get((ord(base), ord(selector)))
        if glyph is None or ord(base) not in self._glyphs:
            return None
        number = glyph if glyph >= 0 else self._glyphs[ord(base)]
        return self.alias(base + selector, number, ord(base))

    @cache  # noqa: B019 - 書体は動いている間ずっと生きている
    def _variants(self) -> dict[tuple[int, int], int]:
        """(基底, セレクタ) → 字形番号。既定の字形は -1。"""
        from fontTools.ttLib import TTFont as TableReader

        found: dict[tuple[int, int], int] = {}
        with TableReader(self._path, lazy=True) as reader:
            for table in reader["cmap"].tables:
                if table.format != 14:
                    continue
                for selector, pairs in table.uvsDict.items():
                    for base, name in pairs:
                        glyph = -1 if name is None else reader.getGlyphID(name)
                        found[(base, selector)] = glyph
        return found


@cache
def _face(name: str) -> _Face:
    return _Face(name)


def plain_name(font_name: str) -> str:
    """書体の名を引くための形。全角・半角、大文字・小文字、空白の違いを除く。"""
    return unicodedata.normalize("NFKC", font_name).casefold().replace(" ", "")


@lru_cache(maxsize=256)
def family_of(font_name: str) -> str:
    """様式が名指す書体名 → 同梱の書体の系統。"""
    name = plain_name(font_name)
    if "明朝" in name or "mincho" in name or "serif" in name.replace("sansserif", ""):
        return MINCHO
    if any(word in name for word in ("century", "times", "cambria", "garamond", "georgia")):
        return MINCHO
    if name.startswith("bizudp"):
        return PROPORTIONAL
    if name.startswith(("calibri", "arial", "helvetica")):
        return LATIN
    # 游ゴシックとメイリオの仮名は全角の幅で、Meiryo UI の類だけが詰まっている。
    proportional = ("pゴシック", "pgothic", "ui")
    return SUBSTITUTE if any(word in name for word in proportional) else GOTHIC


@lru_cache(maxsize=20_000)
def glyph(cluster: str, family: str, bold: bool) -> Glyph:
    """文字のまとまり一つを描くための字形。"""
    faces = _stack(cluster, family, bold)
    for name in faces:
        face = _face(name)
        char = _char(face, cluster)
        if char is not None:
            heavy = bold and not name.endswith("Bold")
            return Glyph(name, char, face.width(char), cluster, heavy, _order(cluster))
    if len(cluster) > 1 and ord(cluster[0]) < _ALIAS_START:
        for name in faces:
            face = _face(name)
            if face.has(ord(cluster[0])):
                char = face.plain(cluster)
                return Glyph(name, char, face.width(char), cluster, False, "shape")
    face = _face(faces[0])
    return Glyph(faces[0], GETA, face.width(GETA), cluster, False, "glyph")


def _order(cluster: str) -> str:
    """アラビア文字・ヘブライ文字など(Unicode Bidi Class の R と AL)なら ``"order"``。"""
    return "order" if unicodedata.bidirectional(cluster[0]) in ("R", "AL") else ""


def drawn_from(face: str, char: str) -> tuple[str, int]:
    """``Glyph`` の書体名と符号が指す、書体のファイルと字形番号。"""
    return _face(face).drawn_from(char)


def advance(face: str, char: str) -> float:
    """``Glyph`` の書体名と符号の送り(字の大きさを 1 とする)。"""
    return _face(face).width(char)


def clusters(text: str) -> list[str]:
    """基底文字+異体字セレクタ・濁点などの結合文字、を一まとまりにして分ける。"""
    if text.isascii():
        return list(text)
    found: list[str] = []
    for char in text:
        if found and _joins(char):
            found[-1] += char
        else:
            found.append(char)
    return found


@lru_cache(maxsize=4_096)
def _joins(char: str) -> bool:
    code = ord(char)
    if code < 0x300:
        return False
    return (
        0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or unicodedata.combining(char) != 0
    )


def _stack(cluster: str, family: str, bold: bool) -> tuple[str, ...]:
    if family == SUBSTITUTE and cluster.isascii():
        family = GOTHIC
    if family == LATIN and cluster.isascii():
        return (_LATIN_FACE, _BASE_FACES[(family, bold)])
    return (_BASE_FACES[(family, bold)], *_FALLBACKS)


def _char(face: _Face, cluster: str) -> str | None:
    code = ord(cluster[0])
    if code >= _ALIAS_START:
        return None
    if len(cluster) == 1:
        return cluster if face.has(code) else None
    if len(cluster) == 2 and unicodedata.combining(cluster[1]) == 0:
        return face.variant(cluster[0], cluster[1])
    composed = unicodedata.normalize("NFC", cluster)
    return face.plain(cluster) if len(composed) == 1 and face.has(ord(composed)) else None


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
