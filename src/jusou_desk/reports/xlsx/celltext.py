"""セルに書く文字の決まり: 書ける文字、長さの上限、``_x000D_`` の類の符号。"""

from __future__ import annotations

import re
from typing import Final

# Excel のセル一つに入る文字数の上限(UTF-16 で数える)。
LIMIT: Final = 32_767
CUT_MARK: Final = "…【ここから先は、Excelのセルに入らないため省略】"

# 文書作成ソフトから貼ると、行の途中の改行がこれらで来る。
_BREAK: Final = re.compile("\r\n|[\r\x0b\x0c\x85]")
# 制御文字と、文字に割り当てられない符号は、XML に書けないか、開いた側が読めない。
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def writable(text: str) -> str:
    """書き出してよい文字だけにする。改行は ``\\n`` に揃え、タブは残す。"""
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def is_long(text: str) -> bool:
    """セル一つに入らない長さか。"""
    return units(text) > LIMIT


def shorten(text: str) -> str:
    """セルに入る長さにする。切ったときは、切ったと分かる印を終わりに置く。"""
    return cut(text, LIMIT - units(CUT_MARK)) + CUT_MARK if is_long(text) else text


def units(text: str) -> int:
    """Excel の数え方での長さ(BMP の外の文字は 2)。"""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Excel の数え方で ``limit`` 以内に切る。文字の途中では切らない。"""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")


def escape(text: str) -> str:
    """``_x000D_`` のような並びが、符号でなくその文字のまま読まれるようにする。"""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def unescape(text: str) -> str:
    """``_x000D_`` の類を元の文字に戻し、改行を ``\\n`` に揃える。"""
    if "_x" not in text and "\r" not in text:
        return text
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    found = found.replace("\r\n", "\n").replace("\r", "\n")
    # 一つの文字が二つの符号に分けて書かれていることがある。
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
