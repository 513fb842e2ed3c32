"""つなぐシートの返信番号。紙の返信票が戻ったとき、氏名を読み合わせずに元のシートを引くための番号。

番号はシートから決まり、どこにも別に残さない。受付番号や氏名は、番号からは分からない。
"""

from __future__ import annotations

import hashlib
from typing import Final

from jusou_desk.errors import BadInput

_LENGTH: Final = 7
#: 番号の間に打たれてもよい字: 空白と横線。
_BETWEEN: Final = frozenset(" \u3000-‐‑‒–—―−－ーｰ")
_LOOK_AGAIN: Final = "返信票の番号と見比べて、打ち直してください。"


def reply_code(sheet_id: str) -> str:
    """シート(id)の返信番号。数字 4 つと 4 つで、最後の一つは打ち間違いを知る印。"""
    number = int.from_bytes(hashlib.sha256(sheet_id.encode()).digest()[:8]) % 10**_LENGTH
    digits = f"{number:0{_LENGTH}d}"
    return f"{digits[:4]}-{digits[4:]}{_check(digits)}"


def read_code(typed: str) -> str:
    """打たれた番号を、刷ったとおりの形に。全角・空白・横線の違いは問わない。

    数字 8 つでないか、最後の印が合わなければ ``BadInput``。
    """
    digits = _digits(typed)
    if len(digits) != _LENGTH + 1:
        raise BadInput("返信番号は、数字8つです。", _LOOK_AGAIN)
    if digits[-1] != _check(digits[:-1]):
        raise BadInput("返信番号の数字が、どれか違っています。", _LOOK_AGAIN)
    return f"{digits[:4]}-{digits[4:]}"


def code_in(typed: str) -> str:
    """探す箱に打たれたものが返信番号なら、刷ったとおりの形。番号でなければ空。"""
    try:
        return read_code(typed)
    except BadInput:
        return ""


def _digits(typed: str) -> str:
    """打たれた数字を半角で。数字と区切りのほかの字があれば空。"""
    kept = [one for one in typed.strip() if one not in _BETWEEN]
    return "".join(str(int(one)) for one in kept) if all(map(str.isdecimal, kept)) else ""


def _check(digits: str) -> str:
    # 重み 7・3 のくり返し。一字の違いは、どれも最後の数字が変わる。
    return str(sum(int(one) * (7, 3)[place % 2] for place, one in enumerate(digits)) % 10)
