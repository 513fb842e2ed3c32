"""部品を ZIP に詰める。同じ部品からは、いつも同じバイト列ができる。

標準の ``zipfile`` と同じバイト列になるが、詰め済みの部品を、詰め直さずに並べられる。
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LEVEL: Final = 6
# ZIP が表せるいちばん古い日時(1980年1月1日 0時)。作成時刻を持ち込まないために全部これにする。
_TIME, _DATE = 0, 1 << 5 | 1
_VERSION: Final = 20
#: 名前が ASCII でないことの印。
_UTF8: Final = 0x800
#: 持ち主だけが読み書きする、の印(Unix の 0600)。作った OS は、どこで作っても 0 と書く。
_ATTRIBUTES: Final = 0o600 << 16
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s4B4H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Packed:
    """詰めた部品一つ。size・crc: 詰める前の大きさと検査値。"""

    size: int
    crc: int
    method: int
    data: bytes


def packed(content: bytes, *, compress: bool = True) -> Packed:
    """部品の中身を詰める。``compress`` でなければ、そのまま入れる。"""
    method = zipfile.ZIP_STORED
    data = content
    if compress:
        method = zipfile.ZIP_DEFLATED
        deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = deflater.compress(content) + deflater.flush()
    return Packed(len(content), zlib.crc32(content), method, data)


def zipped(parts: Iterable[tuple[str, Packed]]) -> bytes:
    """詰めた部品を、並べた順に一つの ZIP にする。"""
    body, directory, at, count = [], [], 0, 0
    for name, one in parts:
        flags = 0 if name.isascii() else _UTF8
        written = name.encode()
        sizes = (one.crc, len(one.data), one.size, len(written), 0)
        head = (flags, one.method, _TIME, _DATE, *sizes)
        local = _LOCAL.pack(b"PK\3\4", _VERSION, *head) + written
        central = (b"PK\1\2", _VERSION, 0, _VERSION, 0, *head, 0, 0, 0, _ATTRIBUTES, at)
        directory += [_CENTRAL.pack(*central), written]
        body += [local, one.data]
        at += len(local) + len(one.data)
        count += 1
    listed = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, 0)
    return b"".join([*body, listed, end])
