"""氏名二百が、xlsx からも PDF からも、一符号も変わらずに戻るか。"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.styles import Alignment
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.problems import Trouble
from jusou_desk.reports.xlsx.celltext import unescape
from jusou_desk.reports.xlsx.package import MAIN
from tests.libreoffice import convert, needs_libreoffice
from tests.reports.layouts import STAMP, new_book, packet, parts, record, saved
from tests.reports.strict_reader import faults
from tests.reports.torture_names import NAMES


@pytest.fixture(scope="module")
def book() -> FilledBook:
    made, sheet = new_book("名簿")
    sheet["A1"], sheet["B1"] = "{{人.番号}}", "{{人.氏名}}"
    sheet.column_dimensions["B"].width = 90
    sheet["B1"].alignment = Alignment(horizontal="left")
    rows = [record({"番号": n, "氏名": name}) for n, name in enumerate(NAMES, 1)]
    return fill(saved(made), packet({}, {"人": rows}))


@pytest.fixture(scope="module")
def paper(book: FilledBook) -> bytes:
    return draw([book], STAMP, title="名簿")


def test_名簿は二百人で_重ならない() -> None:
    assert len(NAMES) == len(set(NAMES)) == 200


def test_xlsxのXMLから戻る(book: FilledBook) -> None:
    assert faults(book.to_xlsx()) == []
    root = etree.fromstring(parts(book.to_xlsx())["xl/worksheets/sheet1.xml"])
    cells = root.findall(f"{MAIN}sheetData/{MAIN}row/{MAIN}c[2]")
    found = [unescape("".join(t.text or "" for t in cell.iter(f"{MAIN}t"))) for cell in cells]
    assert found == list(NAMES)
    assert all(cell.get("t") == "inlineStr" and cell.find(f"{MAIN}f") is None for cell in cells)


def test_openpyxlから戻る(book: FilledBook) -> None:
    sheet = load_workbook(io.BytesIO(book.to_xlsx()))["名簿"]
    found = [unescape(str(cell.value)) for (cell,) in sheet.iter_rows(min_col=2, max_col=2)]
    assert found == list(NAMES)


@needs_libreoffice
def test_LibreOfficeから戻る(book: FilledBook, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(book.to_xlsx())
    # 44: 区切りの「,」、34: 囲みの「"」、76: UTF-8
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true"
    convert([tmp_path / "book.xlsx"], tmp_path, kind)
    text = (tmp_path / "book.csv").read_text(encoding="utf-8")
    assert [row[1] for row in csv.reader(io.StringIO(text))] == list(NAMES)


def by_pdftotext(data: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-raw", "paper.pdf", "-"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return done.stdout.decode("utf-8")


def by_pypdf(data: bytes, _: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def by_pdfium(data: bytes, _: Path) -> str:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    text = "\n".join(document.getAllText(n).text() for n in range(document.pageCount()))
    document.close()
    return text


def printable(book: FilledBook, name: str) -> bool:
    number = NAMES.index(name) + 1
    return not any(p.startswith(f"名簿!B{number} ") for p in book.problems)


def printed(book: FilledBook, name: str) -> str:
    """紙に出るはずの氏名。書体に無いと知らせた字だけが、〓 になる。"""
    cell = f"B{NAMES.index(name) + 1}"
    told = [p for p in book.noted if p.trouble is Trouble.NO_GLYPH and p.where.cell == cell]
    lacking = {chr(int(code[2:], 16)) for p in told for words in p.words for code in words.split()}
    return "".join("〓" if letter in lacking else letter for letter in name)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("extract", [by_pdftotext, by_pypdf, by_pdfium])
def test_PDFから戻る(
    extract: Callable[[bytes, Path], str], book: FilledBook, paper: bytes, tmp_path: Path
) -> None:
    if extract is by_pdftotext and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext が無い")
    text = extract(paper, tmp_path)
    lines = squeezed(text)
    missing = [name for name in NAMES if squeezed(printed(book, name)) not in lines]
    assert missing == []


def squeezed(text: str) -> str:
    """空白を除いた文。字の間の空白は、どの道具も位置から推し量る。"""
    return re.sub(r"\s", "", text)


def test_刷れない字のある氏名は_刷る前に知らされ_xlsxではそのまま(book: FilledBook) -> None:
    lacking = [n for n in NAMES if not printable(book, n)]
    for name in lacking:
        told = [p for p in book.problems if p.startswith(f"名簿!B{NAMES.index(name) + 1} ")]
        assert all(re.search(r"U\+[0-9A-F]{4,5}", one) for one in told)
    # 日本の氏名は、指定された異体字の形のほかは、みな刷れる。
    plain = [n for n in lacking if all(is_japanese(letter) for letter in n)]
    assert [n for n in plain if not any(letter >= "\U000e0100" for letter in n)] == []
    assert any(not printable(book, n) for n in ("김민수", "이영희"))


def is_japanese(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "VARIATION"))
