"""出たファイルの中の字を、隠れた所まで全部読む目。"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pypdf
from pypdf.generic import StreamObject

_ENTRY = re.compile(rb"<[0-9A-F]{2,4}> <([0-9A-F]+)>")


def words_in(data: bytes) -> str:
    """ファイルの中の文字を、圧縮の内側まで。PDF は文字・文書情報・埋めた書体の字形の表。"""
    if data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
        return f"{pages}{reader.metadata}{''.join(_glyphs(reader))}"
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            return "".join(n + archive.read(n).decode("utf-8", "replace") for n in names)
    return data.decode("utf-8", "replace")


def _glyphs(reader: pypdf.PdfReader) -> Iterator[str]:
    """書体の ToUnicode の表に載る字。紙に描かれていない字も、ここに残れば読める。"""
    for number in range(1, len(reader.xref.get(0, {})) + 1):
        found = reader.get_object(number)
        if isinstance(found, StreamObject) and b"beginbfchar" in (data := found.get_data()):
            yield "".join(
                bytes.fromhex(code.decode()).decode("utf-16-be", "replace")
                for code in _ENTRY.findall(data)
            )
