"""出した紙(このプログラムの作った PDF と xlsx)に載っている文字を読み返す。

紙に何が載って出たかを、後から確かめるためのもの。どの欄の文字かは問わず、並びのまま続ける。
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

if TYPE_CHECKING:
    import pikepdf

_ENTRY: Final = re.compile(r"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]+)>")
_TEXTS: Final = ("{*}t", "{*}v")
_MARGINS: Final = "{*}headerFooter/*"
#: 余白の文の、左・中・右の始まりと、書体などの指定。「&&」は「&」の字。
_MARGIN_MARK: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[^&])')


#: 枠に入りきらず続紙へ送った文の、切れ目の前と後。語の途中で切れていることがある。
_CUT: Final = re.compile("（続紙へ）")
_AROUND: Final = 80
_AFTER_CUT: Final = re.compile(rf"■ .{{1,80}}?の続き\n?(.{{1,{_AROUND}}})", re.DOTALL)


def printed_words(data: bytes) -> str | None:
    """``data`` に載っている文字。読めない形なら ``None``(何が載っているか分からない)。

    続紙へ送った文は、切れ目の前後をつないだものも終わりに添える(どれの続きかは問わず、全ての組を)。
    """
    words = _read(data)
    return None if words is None else "\n".join((words, *_mended(words)))


def _mended(words: str) -> Iterator[str]:
    befores = [words[: cut.start()][-_AROUND:] for cut in _CUT.finditer(words)]
    for after in _AFTER_CUT.findall(words) if befores else ():
        yield from (before + after for before in befores)


def _read(data: bytes) -> str | None:
    import pikepdf  # 窓を開くのに要らない重い部品なので、初めて読むときに読み込む。

    try:
        if data.startswith(b"%PDF"):
            return "".join(_pages(data))
        if data.startswith(b"PK"):
            return "\n".join(_cells(data))
    except (pikepdf.PdfError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return None
    return None


def _pages(data: bytes) -> Iterator[str]:
    import pikepdf

    fonts: dict[tuple[int, int], dict[int, str]] = {}
    with pikepdf.open(io.BytesIO(data)) as paper:
        for page in paper.pages:
            named = {}
            for name, font in page.resources.get("/Font", {}).items():
                if font.objgen not in fonts:
                    fonts[font.objgen] = _letters_of(font)
                named[str(name)] = fonts[font.objgen]
            yield from _shown(page, named)
            yield "\n"


def _shown(page: pikepdf.Page, fonts: dict[str, dict[int, str]]) -> Iterator[str]:
    """頁に描いた順の文字。"""
    import pikepdf

    letters: dict[int, str] = {}
    for one in pikepdf.parse_content_stream(page, "Tf Tj"):
        first: Any = one.operands[0]
        if str(one.operator) == "Tf":
            letters = fonts.get(str(first), {})
        else:
            yield "".join(letters.get(code, "") for code in bytes(first))


def _letters_of(font: Any) -> dict[int, str]:
    """書体の番号→文字。このプログラムの紙は一文字一バイトで、番号の表を必ず添えている。"""
    table = font.get("/ToUnicode")
    if table is None:
        return {}
    found = _ENTRY.findall(table.read_bytes().decode("ascii", "replace"))
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be", "replace")
        for code, letters in found
    }


def _cells(data: bytes) -> Iterator[str]:
    """ブックの升目と、余白(ヘッダーとフッター)の文字。"""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/") and name.endswith(".xml"):
                root = etree.fromstring(archive.read(name))
                yield from (one.text for one in root.iter(*_TEXTS) if one.text)
                yield from (_margin(one.text) for one in root.iterfind(_MARGINS) if one.text)


def _margin(text: str) -> str:
    return "&".join(_MARGIN_MARK.sub("", part) for part in text.split("&&"))
