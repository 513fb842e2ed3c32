"""試しの書体: 同梱の書体の字を少しだけ抜き出し、ほかの名を付けたもの。"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from jusou_desk.paths import resource

NAMES = ("ＭＳ 明朝", "MS Mincho")
BOLD = 1 << 5
#: この書体にある字。「様」と「☑」は無く、「葛」の異体字はある。
LETTERS = "氏名髙橋江𠮷葛あア0123456789 -:/"
_ENGLISH, _JAPANESE = 0x409, 0x411


@cache
def _few_letters(source: str) -> bytes:
    options = Options()
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.layout_features = []
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE"]
    subsetter = Subsetter(options)
    selectors = list(range(0xE0100, 0xE0103))
    subsetter.populate(unicodes=[*map(ord, LETTERS), *selectors])
    font = TTFont(resource("fonts", source))
    subsetter.subset(font)
    return _bytes(font)


def made(
    names: tuple[str, str] = NAMES,
    change: Callable[[TTFont], object] = lambda _font: None,
    source: str = "NotoSansJP-Regular.ttf",
) -> bytes:
    """``names`` は日本語と英語の書体の名。change: 出す前に手を入れる。"""
    font = TTFont(io.BytesIO(_few_letters(source)))
    table = font["name"]
    table.names = []
    for name, language in zip(names, (_JAPANESE, _ENGLISH), strict=True):
        table.setName(name, 1, 3, 1, language)
    for number, words in ((2, "Regular"), (4, names[1]), (6, names[1].replace(" ", "-"))):
        table.setName(words, number, 3, 1, _ENGLISH)
    change(font)
    return _bytes(font)


def permitting(permission: int) -> Callable[[TTFont], object]:
    """OS/2 の埋め込みの許し。"""
    return lambda font: setattr(font["OS/2"], "fsType", permission)


def styled(bits: int) -> Callable[[TTFont], object]:
    """太字や斜体の印。"""
    return lambda font: setattr(font["OS/2"], "fsSelection", bits)


def collected(*fonts: bytes) -> bytes:
    """一つのファイルにまとめたもの(.ttc)。"""
    together = TTCollection()
    together.fonts = [TTFont(io.BytesIO(font)) for font in fonts]
    stream = io.BytesIO()
    together.save(stream)
    return stream.getvalue()


def postscript(name: str) -> bytes:
    """CFF の輪郭の書体(.otf)。"""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    pen = T2CharStringPen(600, None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((250, 700))
    pen.closePath()
    shape = pen.getCharString()
    builder.setupCFF(name, {}, {".notdef": shape, "A": shape}, {})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular"})
    builder.setupOS2(fsType=0)
    builder.setupPost()
    return _bytes(builder.font)


def spoiled(table: str, at: int, data: bytes) -> bytes:
    """表 ``table`` の ``at`` から後を ``data`` に書き換えた書体。長さは変わらない。"""
    whole = made()
    with TTFont(io.BytesIO(whole), lazy=True) as font:
        place = font.reader.tables[table].offset + at
    return whole[:place] + data + whole[place + len(data) :]


def put(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def _bytes(font: TTFont) -> bytes:
    stream = io.BytesIO()
    # いつ作っても同じ中身にする。
    font.recalcTimestamp = False
    font.save(stream)
    return stream.getvalue()
