"""書き出すファイルの暗号化。xlsx は Excel の AES-256(agile)、pdf は AES-256(R6)。"""

from __future__ import annotations

import io
import struct
from typing import Any, Final
from xml.parsers.expat import ExpatError

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.package import read_parts, write_parts

# msoffcrypto 6.1 は 4096 バイト以下の中身を、検査値の合わない形で書く。
_SMALL: Final = 4_200
_ODD_FILE: Final = (
    OSError, ValueError, KeyError, IndexError, EOFError, TypeError, AttributeError,
    struct.error, ExpatError,
)  # fmt: skip


def encrypt_xlsx(data: bytes, password: str) -> bytes:
    """開くのにパスワードの要る xlsx。暗号の塩は毎回変わるので、バイト列も毎回変わる。"""
    from msoffcrypto.format.ooxml import OOXMLFile

    if len(data) < _SMALL:
        data = write_parts(read_parts(data), compress=False)
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def decrypt_xlsx(data: bytes, password: str) -> bytes:
    """パスワード付きの xlsx を開いた中身。違うパスワードや壊れたファイルは ``BadInput``。"""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    stream = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not office.is_encrypted():
            return data
        _unlock(office, password)
        office.decrypt(stream, verify_integrity=True)
    except (FileFormatError, DecryptionError, InvalidKeyError, *_ODD_FILE) as error:
        raise BadInput(
            "パスワード付きのExcelブックとして読めません。",
            "ファイルが壊れていないか、Excelで開けるかを確かめてください。",
        ) from error
    return stream.getvalue()


def _unlock(office: Any, password: str) -> None:
    from msoffcrypto.exceptions import InvalidKeyError

    try:
        office.load_key(password=password, verify_password=True)
    except InvalidKeyError as error:
        raise BadInput(
            "ブックのパスワードが違います。",
            "大文字・小文字と全角・半角を確かめて、もう一度入力してください。",
        ) from error


def encrypt_pdf(data: bytes, password: str) -> bytes:
    """開くのにパスワードの要る PDF。reportlab の暗号は弱いので使わない。"""
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        encryption = pikepdf.Encryption(owner=password, user=password, R=6)
        pdf.save(stream, encryption=encryption)
    return stream.getvalue()
