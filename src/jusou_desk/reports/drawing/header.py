"""Excel のヘッダー・フッターの書き方(&L &C &R &P &N &D &T &A など)を読む。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.paint import BLACK, hex_color
from jusou_desk.reports.xlsx.palette import Palette
from jusou_desk.reports.xlsx.styles import Font

_CODE: Final = re.compile(
    r'&(?:(?P<section>[LCR])|"(?P<font>[^"]*)"|(?P<size>\d{1,3})'
    # &K01+000 は配色の番号と、明暗の百分率。
    r"|K(?:(?P<color>[0-9A-Fa-f]{6})|(?P<theme>\d\d)(?P<tint>[+-]\d{3}))"
    r"|(?P<field>[PNDTAFZ])(?P<add>[+-]\d+)?|(?P<switch>[BIUESXYG])|(?P<amp>&))"
)
_BASE: Final = Font(size=10.0)


@dataclass(frozen=True, slots=True)
class HeaderPicture:
    """ヘッダーの画像(&G)。大きさはポイント。"""

    content: bytes
    width: float
    height: float


@dataclass(frozen=True)
class Headings:
    """シートのヘッダーとフッター(の命令)。

    even・first: 偶数の頁・初めの頁のもの。ほかと同じなら ``None``。
    pictures: 画像の置き場所の名(``LH``・``CFFIRST`` など)→画像。
    font: 書体を指していない字の書体。palette: &K の配色。
    aligned: 左右を用紙の余白に揃えるか。scaled: 様式の縮尺に合わせて字も縮めるか。
    """

    odd: tuple[str, str] = ("", "")
    even: tuple[str, str] | None = None
    first: tuple[str, str] | None = None
    pictures: Mapping[str, HeaderPicture] = field(default_factory=dict)
    font: Font = _BASE
    palette: Palette | None = None
    aligned: bool = True
    scaled: bool = True

    @property
    def has_header(self) -> bool:
        return any(pair[0] for pair in (self.odd, self.even, self.first) if pair)

    @property
    def has_footer(self) -> bool:
        return any(pair[1] for pair in (self.odd, self.even, self.first) if pair)

    def on(self, number: int, *, first: bool) -> tuple[str, str, str]:
        """その頁の(ヘッダー, フッター, 画像の名の終わり)。number: 刷る頁番号。"""
        if first and self.first is not None:
            return *self.first, "FIRST"
        if number % 2 == 0 and self.even is not None:
            return *self.even, "EVEN"
        return *self.odd, ""


def picture_sections(code: str) -> list[str]:
    """画像(&G)のある区画(L・C・R)。"""
    found, section = [], "C"
    for match in _CODE.finditer(code):
        section = match["section"] or section
        if match["switch"] == "G":
            found.append(section)
    return found


def header_spans(
    code: str, fields: Mapping[str, str], base: Font = _BASE, palette: Palette | None = None
) -> dict[str, list[Span]]:
    """ヘッダーの文を、左(L)・中央(C)・右(R)ごとの文字にする。

    fields: P(頁) N(総頁) D(日付) T(時刻) A(シート名) F(ファイル名)の中身。
    base: 書体を指していない字の書体(ブックの標準フォント)。palette: &K の配色。
    """
    found: dict[str, list[Span]] = {}
    section, font, position = "C", base, 0

    def put(text: str) -> None:
        if text:
            found.setdefault(section, []).append(Span(text, font))

    for match in _CODE.finditer(code):
        put(code[position : match.start()])
        position = match.end()
        if match["section"]:
            section, font = match["section"], base
        elif match["field"]:
            put(_field(match, fields))
        elif match["amp"]:
            put("&")
        else:
            font = _change(font, match, palette)
    put(code[position:])
    return found


def _field(match: re.Match[str], fields: Mapping[str, str]) -> str:
    text = fields.get(match["field"], "")
    return str(int(text) + int(match["add"])) if match["add"] and text.isdigit() else text


def _change(font: Font, match: re.Match[str], palette: Palette | None) -> Font:
    if match["font"] is not None:
        name, _, style = match["font"].partition(",")
        return replace(
            font,
            name=font.name if name in ("-", "") else name,
            bold="Bold" in style or "太字" in style,
            italic="Italic" in style or "斜体" in style,
        )
    if match["size"]:
        return replace(font, size=float(match["size"]) or font.size)
    if match["color"]:
        return replace(font, color=hex_color(match["color"]))
    if match["theme"]:
        color = palette.themed(int(match["theme"]), int(match["tint"]) / 100) if palette else BLACK
        return replace(font, color=color)
    return _switch(font, match["switch"])


def _switch(font: Font, mark: str) -> Font:
    match mark:
        case "B":
            return replace(font, bold=not font.bold)
        case "I":
            return replace(font, italic=not font.italic)
        case "U" | "E":
            line = "single" if mark == "U" else "double"
            return replace(font, underline="" if font.underline else line)
        case "S":
            return replace(font, strike=not font.strike)
        case "X" | "Y":
            raised = "superscript" if mark == "X" else "subscript"
            return replace(font, raised="" if font.raised else raised)
        case _:
            return font
