"""書体の重ね合わせ。文字のまとまりごとに、字形のある書体を選ぶ。

様式が名指す書体がこの PC にあり、事務所がそれで描くと決めたとき(``wear``)は、それを初めに引く。
そこに無い字は同梱の書体で、そこにも無い字は、この PC の字の多い書体で描く。どの書体にも無い文字は
〓 で描き、``Glyph.lack`` に残して必ず人に知らせる。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from jusou_desk.reports.setting.faces import (
    ALIAS_START,
    Face,
    FontFile,
    InstalledFace,
    bundled,
    face_of,
    installed,
)

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
#: 同梱の書体に無い字のある書体(明朝でないとき・明朝のとき)。戸籍統一文字まで持つのは IPAmj明朝。
_MANY_LETTERS: Final = (("ＭＳ ゴシック", "IPAmj明朝"), ("ＭＳ 明朝", "IPAmj明朝"))
#: (様式の書体の名 ``plain_name``, 太字) → この PC のファイル。
Wardrobe = Mapping[tuple[str, bool], FontFile]


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


class _Wardrobe:
    """様式が名指す書体のうち、この PC の書体で描くもの。書体は、初めて描くときに読む。"""

    def __init__(self) -> None:
        self._files: Wardrobe = {}
        self._faces: dict[tuple[str, bool], Face | None] = {}
        self._turns = 0

    def fill(self, files: Wardrobe) -> None:
        self._files = dict(files)
        self._faces.clear()
        self._turns += 1

    @property
    def turn(self) -> int:
        """何度目の決めか。同梱の書体だけなら 0。"""
        return self._turns if self._files else 0

    def face(self, name: str, bold: bool) -> Face | None:
        """太字の書体が無ければ、細字を太らせる。決めていないか、読めなければ None。"""
        key = (name, bold) if (name, bold) in self._files else (name, False)
        file = self._files.get(key)
        if file is None:
            return None
        if key not in self._faces:
            face = open_installed(file, bold=key[1])
            # 選んだ後で、別の書体に置き替わったファイルでは描かない。
            is_named = face is not None and name in map(plain_name, face.families)
            self._faces[key] = face if is_named else None
        return self._faces[key]

    def has_lost(self, name: str) -> bool:
        return None in (self._faces.get((name, bold), True) for bold in (False, True))


_worn: Final = _Wardrobe()


def wear(files: Wardrobe) -> None:
    """この後に組む字を、様式が名指すこの PC の書体で描く。空なら、同梱の書体だけで描く。"""
    _worn.fill(files)
    dress.cache_clear()


def open_installed(file: FontFile, *, bold: bool) -> InstalledFace | None:
    """この PC の書体を開く。ファイルが無いか、傷んでいれば None。"""
    try:
        return installed(file, bold=bold)
    except Exception:  # noqa: BLE001 - 壊れ方は数えきれない。読めなければ同梱の書体で描く
        return None


@dataclass(frozen=True, slots=True)
class Dress:
    """いまの決めでの書体の引き方。named: 初めに引くこの PC の書体(無ければ空)。turn: 何度目の決めか。"""

    named: str = ""
    turn: int = 0


BUNDLED: Final = Dress()


@lru_cache(maxsize=256)
def dress(font_name: str, bold: bool) -> Dress:
    """様式が名指す書体 ``font_name`` の字の、いまの決めでの引き方(``glyph`` に渡す)。"""
    face = _worn.face(plain_name(font_name), bold)
    return Dress(face.name if face is not None else "", _worn.turn)


def lost_faces(font_names: Iterable[str]) -> tuple[str, ...]:
    """この PC の書体で描くはずが、読めなくて同梱の書体で描いた書体。"""
    return tuple(name for name in dict.fromkeys(font_names) if _worn.has_lost(plain_name(name)))


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
def glyph(cluster: str, family: str, bold: bool, worn: Dress = BUNDLED) -> Glyph:
    """文字のまとまり一つを描くための字形。"""
    for face in _faces(cluster, family, bold, worn):
        char = _char(face, cluster)
        if char is not None:
            heavy = bold and not face.bold
            return Glyph(face.name, char, face.width(char), cluster, heavy, _order(cluster))
    if len(cluster) > 1 and ord(cluster[0]) < ALIAS_START:
        for face in _faces(cluster, family, bold, worn):
            if face.has(ord(cluster[0])):
                char = face.plain(cluster)
                return Glyph(face.name, char, face.width(char), cluster, False, "shape")
    last = bundled(_stack(cluster, family, bold)[0])
    return Glyph(last.name, GETA, last.width(GETA), cluster, False, "glyph")


def _faces(cluster: str, family: str, bold: bool, worn: Dress) -> Iterator[Face]:
    """引く順。後の書体は、前の書体に字が無いときに初めて読む。"""
    if worn.named:
        yield face_of(worn.named)
    yield from map(face_of, _stack(cluster, family, bold))
    if worn.turn:
        for name in _MANY_LETTERS[family == MINCHO]:
            face = _worn.face(plain_name(name), bold)
            if face is not None:
                yield face


def _order(cluster: str) -> str:
    """アラビア文字・ヘブライ文字など(Unicode Bidi Class の R と AL)なら ``"order"``。"""
    return "order" if unicodedata.bidirectional(cluster[0]) in ("R", "AL") else ""


def drawn_from(face: str, char: str) -> tuple[Any, int]:
    """``Glyph`` の書体名と符号が指す、字形を持つ表(fontTools)と字形番号。"""
    return face_of(face).drawn_from(char)


def advance(face: str, char: str) -> float:
    """``Glyph`` の書体名と符号の送り(字の大きさを 1 とする)。"""
    return face_of(face).width(char)


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


def _char(face: Face, cluster: str) -> str | None:
    code = ord(cluster[0])
    if code >= ALIAS_START:
        return None
    if len(cluster) == 1:
        return cluster if face.has(code) else None
    if len(cluster) == 2 and unicodedata.combining(cluster[1]) == 0:
        return face.variant(cluster[0], cluster[1])
    composed = unicodedata.normalize("NFC", cluster)
    return face.plain(cluster) if len(composed) == 1 and face.has(ord(composed)) else None
