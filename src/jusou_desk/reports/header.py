"""Excel のヘッダー・フッターの書き方(&L &C &R &P &N &D &T &A など)を読む。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from jusou_desk.reports.styles import Font
from jusou_desk.reports.typeset import Span

_CODE: Final = re.compile(
    r'&(?:(?P<section>[LCR])|"(?P<font>[^"]*)"|(?P<size>\d{1,3})'
    # &K01+000 は配色の色。いまは黒で書く。
    r"|K(?:(?P<color>[0-9A-Fa-f]{6})|\d\d[+-]\d{3})"
    r"|(?P<field>[PNDTAFZ])(?P<add>[+-]\d+)?|(?P<switch>[BIUESXYG])|(?P<amp>&))"
)
_BASE: Final = Font(size=10.0)


def header_spans(code: str, fields: Mapping[str, str]) -> dict[str, list[Span]]:
    """ヘッダーの文を、左(L)・中央(C)・右(R)ごとの文字にする。

    fields: P(頁) N(総頁) D(日付) T(時刻) A(シート名) F(ファイル名)の中身。
    """
    found: dict[str, list[Span]] = {}
    section, font, position = "C", _BASE, 0

    def put(text: str) -> None:
        if text:
            found.setdefault(section, []).append(Span(text, font))

    for match in _CODE.finditer(code):
        put(code[position : match.start()])
        position = match.end()
        if match["section"]:
            section, font = match["section"], _BASE
        elif match["field"]:
            put(_field(match, fields))
        elif match["amp"]:
            put("&")
        else:
            font = _change(font, match)
    put(code[position:])
    return found


def _field(match: re.Match[str], fields: Mapping[str, str]) -> str:
    text = fields.get(match["field"], "")
    return str(int(text) + int(match["add"])) if match["add"] and text.isdigit() else text


def _change(font: Font, match: re.Match[str]) -> Font:
    if match["font"] is not None:
        name, _, style = match["font"].partition(",")
        bold = "Bold" in style or "太字" in style
        return replace(font, name=font.name if name in ("-", "") else name, bold=bold)
    if match["size"]:
        return replace(font, size=float(match["size"]) or font.size)
    if match["color"]:
        number = int(match["color"], 16)
        return replace(
            font, color=((number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255)
        )
    match match["switch"]:
        case "B":
            return replace(font, bold=not font.bold)
        case "I":
            return replace(font, italic=not font.italic)
        case "U":
            return replace(font, underline="" if font.underline else "single")
        case "E":
            return replace(font, underline="" if font.underline else "double")
        case "S":
            return replace(font, strike=not font.strike)
        case _:
            return font
