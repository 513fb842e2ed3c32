"""書体のファイルを読む前の確かめ。目次と短い表だけを見て、読むと記憶を食い尽くすものを断る。

この PC の書体はだれが作ったものか分からず、傷んでいることもある。量の書かれている所は嘘をつける。
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

#: ファイルの大きさの上限(バイト)。いちばん大きな IPAmj明朝で、四十六メガバイト。
MAX_FILE: Final = 64 * 1024 * 1024
#: 一つのファイルに入った書体の数の上限。
MAX_FONTS: Final = 256
#: 文字と字形の組の上限。表の幾つかに同じ字があれば、その数だけ数える。IPAmj明朝で、二十万ほど。
_MAX_CODES: Final = 500_000
#: 名の長さの和の上限(バイト)。
_MAX_NAMES: Final = 1024 * 1024
#: 字の大きさ一つ分の目盛の数(OpenType の head)。
_UNITS: Final = range(16, 16_385)


def expect_modest(font: TTFont) -> None:
    """読んでよい大きさの書体か。違えば ``ValueError`` か ``struct.error``。"""
    tables = font.reader
    names = struct.iter_unpack(">6H", _records(tables["name"], 6, 2, 12))
    if sum(length for *_, length, _ in names) > _MAX_NAMES:
        raise ValueError("名の表が大きすぎる")
    total = 0
    for count in _counted(tables["cmap"]):
        total += count
        if total > _MAX_CODES:
            raise ValueError("文字の表が大きすぎる")
    if struct.unpack_from(">H", tables["head"], 18)[0] not in _UNITS:
        raise ValueError("目盛の数が正しくない")


def _records(table: bytes, start: int, count_at: int, size: int) -> bytes:
    (count,) = struct.unpack_from(">H", table, count_at)
    return table[start : start + size * count]


def _counted(cmap: bytes) -> Iterator[int]:
    """cmap の表ごとの、読むときに並べるものの数。"""
    for _, _, at in struct.iter_unpack(">HHI", _records(cmap, 4, 2, 8)):
        (form,) = struct.unpack_from(">H", cmap, at)
        if form == 4:
            yield from _segments(cmap, at)
        elif form in (12, 13):
            (count,) = struct.unpack_from(">I", cmap, at + 12)
            yield count
            groups = cmap[at + 16 : at + 16 + 12 * count]
            yield from (end - start + 1 for start, end, _ in struct.iter_unpack(">3I", groups))
        elif form == 14:
            yield from _variants(cmap, at)
        elif form in (0, 2, 6):
            yield 1 << 16
        else:
            raise ValueError("知らない形の文字の表")


def _segments(cmap: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", cmap, at + 6)
    count = doubled // 2
    yield count
    ends = struct.unpack_from(f">{count}H", cmap, at + 14)
    starts = struct.unpack_from(f">{count}H", cmap, at + 16 + 2 * count)
    yield from (max(0, end - start + 1) for start, end in zip(starts, ends, strict=True))


def _variants(cmap: bytes, at: int) -> Iterator[int]:
    """異体字の表(書式 14)。既定の字の範囲と、形の違う字。"""
    (count,) = struct.unpack_from(">I", cmap, at + 6)
    yield count
    for number in range(count):
        usual, other = struct.unpack_from(">II", cmap, at + 13 + 11 * number)
        for place in (usual, other):
            if place:
                (many,) = struct.unpack_from(">I", cmap, at + place)
                yield many
                if place == usual:
                    yield sum(cmap[at + place + 7 : at + place + 4 + 4 * many : 4])
