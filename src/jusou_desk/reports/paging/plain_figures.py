"""表示形式が標準の数。枠に入らない小数は、Excel と同じく、入る桁まで丸める。"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from jusou_desk.reports.setting.typeset import Span, width_of

_GENERAL: Final = ("General", "G/標準", "")


def is_plain(code: str) -> bool:
    """標準の表示形式か。"""
    return code in _GENERAL


def shortened(spans: tuple[Span, ...], width: float) -> tuple[Span, ...]:
    """``width`` に入るまで小数を丸めた数。小数が無いか、整数でも入らなければ、整数のまま。"""
    if len(spans) != 1 or "." not in spans[0].text or width_of(spans) <= width:
        return spans
    text, font = spans[0].text, spans[0].font
    _, _, fraction = text.partition(".")
    if not fraction.isdigit():
        return spans  # 指数の形
    found = Span(text, font)
    for places in range(len(fraction) - 1, -1, -1):
        rounded = Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        kept = f"{rounded:f}"
        found = Span(kept.rstrip("0").rstrip(".") if places else kept, font)
        if width_of([found]) <= width:
            break
    return (found,)
