"""つなぐシートの返信番号。紙の返信票が戻ったとき、氏名を読み合わせずに元のシートを引くための番号。

番号はシートから決まり、どこにも別に残さない。受付番号や氏名は、番号からは分からない。
"""

from __future__ import annotations

import hashlib
from typing import Final

_LENGTH: Final = 7


def reply_code(sheet_id: str) -> str:
    """シート(id)の返信番号。数字 4 つと 4 つで、最後の一つは打ち間違いを知る印。"""
    number = int.from_bytes(hashlib.sha256(sheet_id.encode()).digest()[:8]) % 10**_LENGTH
    digits = f"{number:0{_LENGTH}d}"
    # 重み 7・3 のくり返し。一字の違いは、どれも最後の数字が変わる。
    check = sum(int(one) * (7, 3)[place % 2] for place, one in enumerate(digits)) % 10
    return f"{digits[:4]}-{digits[4:]}{check}"
