"""書き出すファイルの暗号化。"""

from __future__ import annotations

import io

import pikepdf
import pytest
from pypdf import PdfReader

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.seal import decrypt_xlsx, encrypt_pdf, encrypt_xlsx
from jusou_desk.reports.table import write_book
from tests.reports.layouts import STAMP, intake, parts

PASSWORD = "パスワード-日本1"


@pytest.mark.parametrize("rows", [0, 1, 60, 1000])
def test_xlsxは開くのにパスワードが要る(rows: int) -> None:
    data = write_book({"人物": (("番号",), [(f"P{n * n}",) for n in range(rows)])})
    sealed = encrypt_xlsx(data, PASSWORD)
    assert b"PK\x03\x04" not in sealed
    opened = decrypt_xlsx(sealed, PASSWORD)
    # 小さいブックは詰め方だけが変わる。
    assert parts(opened) == parts(data)
    assert opened == data or rows < 100
    with pytest.raises(BadInput, match="パスワードが違います"):
        decrypt_xlsx(sealed, "違う")


@pytest.mark.parametrize("cut", [20, 3000])
def test_壊れた暗号ブックは断る(cut: int) -> None:
    sealed = encrypt_xlsx(write_book({"人物": (("番号",), [("P1",)])}), PASSWORD)
    with pytest.raises(BadInput):
        decrypt_xlsx(sealed[:cut], PASSWORD)
    with pytest.raises(BadInput):
        decrypt_xlsx(b"not a workbook", PASSWORD)


def test_暗号でないブックはそのまま返る() -> None:
    data = write_book({"人物": (("番号",), [])})
    assert decrypt_xlsx(data, PASSWORD) == data


def test_pdfは開くのにパスワードが要る() -> None:
    data = draw([fill(*intake())], STAMP, title="受付票")
    sealed = encrypt_pdf(data, PASSWORD)
    with pikepdf.open(io.BytesIO(sealed), password=PASSWORD) as pdf:
        assert pdf.encryption.R == 6
    reader = PdfReader(io.BytesIO(sealed))
    assert reader.is_encrypted
    assert not reader.decrypt("違う")
    assert reader.decrypt(PASSWORD)
    assert "髙﨑" in reader.pages[0].extract_text()
    assert "受付票".encode("utf-16-be") not in sealed
