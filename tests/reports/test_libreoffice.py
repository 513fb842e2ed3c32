"""書いた xlsx を、別の表計算(LibreOffice)が開けて、同じ中身を刷るか。"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from jusou_desk.reports.fill import fill
from jusou_desk.reports.table import write_book
from tests.reports.layouts import intake
from tests.reports.test_fill import case_values, case_workbook

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice が無い")


def printed(data: bytes, folder: Path) -> list[str]:
    """LibreOffice が刷った頁の文字。"""
    assert SOFFICE is not None
    source = folder / "book.xlsx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    reader = PdfReader(io.BytesIO((folder / "book.pdf").read_bytes()))
    return [page.extract_text() for page in reader.pages]


def test_差し込んだ様式を開いて刷れる(tmp_path: Path) -> None:
    book = fill(*intake(5))
    (page,) = printed(book.to_xlsx(), tmp_path)
    assert len(book.pages) == 1
    for text in ("令和8年11月22日", "昭和30年4月1日(金)", "☑", "=1+1 とだけ", "250"):
        assert text in page


def test_シートを写したブックを開いて刷れる(tmp_path: Path) -> None:
    book = fill(case_workbook(), case_values(3))
    pages = printed(book.to_xlsx(), tmp_path)
    assert len(pages) == len(book.pages) == 5
    assert ["人2" in text for text in pages] == [False, False, True, False, False]


def test_表だけのブックを開いて刷れる(tmp_path: Path) -> None:
    data = write_book({"人物": (("番号", "氏名"), [("P1", "髙﨑"), ("=1+1", "@x")])})
    text = "".join(printed(data, tmp_path))
    assert "=1+1" in text
    assert "髙﨑" in text
