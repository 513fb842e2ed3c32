"""出した紙に載った文字を読み返す。"""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.printed_words import printed_words
from tests.reports.layouts import STAMP, intake


def squeezed(words: str) -> list[str]:
    return sorted("".join(words.split()))


def test_刷った文字が_別の読み手と一字も違わない() -> None:
    pdf = draw([fill(*intake(40))], STAMP, title="相談受付票")
    read = printed_words(pdf)
    assert read is not None
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 1
    assert squeezed(read) == squeezed("".join(page.extract_text() for page in pages))
    assert "髙﨑　𠮷子" in read


def test_ブックの升目の文字も読む() -> None:
    read = printed_words(fill(*intake(2)).to_xlsx())
    assert read is not None
    assert "髙﨑　𠮷子" in read
    assert "病気、介護、ひきこもり・不登校" in read


def test_ブックの余白の文字も読む() -> None:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    sheet.oddHeader.left.text = "長門市（架空）灯台通り"
    sheet.oddHeader.left.size = 9
    sheet.oddFooter.right.text = "架空&&見本"
    book.save(kept)
    read = printed_words(kept.getvalue())
    assert read is not None
    assert "長門市（架空）灯台通り" in read
    assert "架空&見本" in read


@pytest.mark.parametrize("data", [b"", b"plain", b"%PDF-1.7 broken", b"PK\x03\x04broken"])
def test_読めないものは_載っていないとは言わない(data: bytes) -> None:
    assert printed_words(data) is None
