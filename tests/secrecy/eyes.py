"""出たファイルの中の字を、隠れた所まで全部読む目。

PDF は、頁の字・書体の字形の表(描かれていない字も残る)・文書情報や注釈などの文字列・埋めた文の全部・
書き足す前の版まで読む。自分たちの描いた頁は字を並びのまま取り出し、ほかの描き方の頁は pypdf に読ませる。
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pikepdf
import pypdf

if TYPE_CHECKING:
    from tests.secrecy.planting import Secret

_ENTRY: Final = re.compile(rb"<([0-9A-Fa-f]{2,4})> <([0-9A-Fa-f]+)>")
#: 書体の指定か、描く文字列。
_SHOWN: Final = re.compile(rb"/(\S+) [-\d.]+ Tf|\(((?:[^\\()]|\\.)*)\) Tj", re.DOTALL)
_WORDS: Final = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)
#: 自分たちは使わない描き方。あれば pypdf に任せる。
_FOREIGN: Final = re.compile(rb"\bTJ\b|\bDo\b|\bBI\b|['\"<(]")
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_CONTROLS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_STRINGS: Final = re.compile(rb"<<|<([0-9A-Fa-f]*)>|\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_END: Final = b"%%EOF"
Table = dict[int, str]


@lru_cache(maxsize=64)
def words_in(data: bytes) -> str:
    """ファイルの中の文字を、圧縮の内側まで。"""
    if data.startswith(b"%PDF"):
        return "".join(_in_pdf(version) for version in _versions(data))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = (one.filename + _decoded(archive, one) for one in archive.infolist())
            return "".join(parts) + archive.comment.decode("utf-8", "replace")
    return data.decode("utf-8", "replace")


def found_in(data: bytes, secrets: Iterable[Secret]) -> list[Secret]:
    """ディスクのバイト列に、そのまま残る言葉。番号は、暗号の中の数字と紛れるので探さない。"""
    sought = {one.word.encode(): one for one in secrets if one.kind != "番号"}
    if not sought:
        return []
    every = re.compile(b"|".join(map(re.escape, sought)))
    return [sought[word] for word in dict.fromkeys(every.findall(data))]


def _decoded(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> str:
    said = archive.read(one).decode("utf-8", "replace")
    return said + one.comment.decode("utf-8", "replace") + one.extra.decode("utf-8", "ignore")


def _versions(data: bytes) -> Iterator[bytes]:
    """書き足された PDF なら、前の版も一つずつ。"""
    at = data.find(_END)
    while at >= 0:
        end = at + len(_END)
        at = data.find(_END, end)
        yield data if at < 0 else data[:end]


def _in_pdf(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = [_drawn(page.obj) for page in pdf.pages]
        rest = [_inside(one) for one in pdf.objects]
        rest.append(_strings(pdf.trailer.unparse()))
    if None in pages:
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in reader.pages]
    drawn = "".join(page or "" for page in pages).replace("\n", "")
    return drawn + "".join(rest)


# --- 頁の字 -----------------------------------------------------------------------------


def _drawn(page: Any) -> str | None:
    """頁に描いた字を、描いた順に。自分たちの描き方でなければ None。"""
    contents = page.get("/Contents")
    if contents is None:
        return ""
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    data = b"\n".join(one.read_bytes() for one in streams)
    fonts = page.get("/Resources", {}).get("/Font", {})
    if _FOREIGN.search(_WORDS.sub(b"", data)):
        return None
    tables: dict[bytes, Table | None] = {}
    table: Table | None = None
    said = []
    for found in _SHOWN.finditer(data):
        name, words = found.groups()
        if words is None:
            if name not in tables:
                tables[name] = _table(fonts.get(f"/{name.decode()}"))
            table = tables[name]
        elif table is None:
            return None
        else:
            said.append("".join(table.get(code, "") for code in _unescaped(words)))
    return "".join(said)


def _table(font: Any) -> Table | None:
    """一文字が一バイトの書体の、符号から字への表。ほかの書体は None。"""
    if font is None or font.get("/Subtype") == "/Type0" or "/ToUnicode" not in font:
        return None
    return dict(_entries(font.ToUnicode.read_bytes()))


def _entries(table: bytes) -> Iterator[tuple[int, str]]:
    """ToUnicode の表の(符号, 字)。"""
    for code, letters in _ENTRY.findall(table):
        yield int(code, 16), bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")


def _unescaped(words: bytes) -> bytes:
    if b"\\" not in words:
        return words
    return _ESCAPED.sub(_meant, words)


def _meant(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes((int(said, 8) & 0xFF,)) if said[0] in b"01234567" else _CONTROLS.get(said, said)


# --- 頁の外 -----------------------------------------------------------------------------


def _inside(one: Any) -> str:
    """部品一つの中の文字列と、埋めた文。書体の形(字形の絵)は文ではないので読まない。"""
    if not isinstance(one, pikepdf.Stream):
        return _strings(one.unparse(resolved=True))
    about = one.stream_dict
    said = _strings(about.unparse())
    if "/Length1" in about:
        return said
    data = one.read_bytes()
    if b"begincmap" in data:
        return said + "".join(letters for _, letters in _entries(data))
    try:
        return said + data.decode("utf-8")
    except UnicodeDecodeError:
        return said


def _strings(written: bytes) -> str:
    """書き出した部品の中の、文字列の全部。"""
    found = _STRINGS.findall(written)
    return "\n".join(_text(bytes.fromhex(h.decode()) if h else _unescaped(w)) for h, w in found)


def _text(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF16_BE):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("utf-8", "replace")
