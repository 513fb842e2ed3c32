"""様式に差し込む速さ。相談受付票の見本を、裸の写しと、openpyxl で開いて保存するのと比べる。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lxml import etree
from openpyxl import load_workbook

from jusou_desk.reports.form.fill import fill
from tests.benchmarks.measuring import Measured, paired
from tests.reports.specimens import intake_packet, tagged_intake

#: issue の約束: 二倍まで。行の高さと字の縮みを決める組版と、続紙の要る要らないの見極めを含む。
_COPY_LIMIT: Final = 2.0
#: issue の約束: openpyxl で開いて保存するより十倍速い。
_OPENPYXL_LIMIT: Final = 0.1


def filling(*, times: int = 20) -> Iterator[Measured]:
    """差し込んで xlsx にする／ZIP を写して XML を木にする・openpyxl で開いて保存する。"""
    data, given = tagged_intake(), intake_packet()

    def ours() -> bytes:
        return fill(data, given).to_xlsx()

    def several(action: Callable[[], object]) -> Sequence[Callable[[], object]]:
        return [action] * times

    mine, raw = paired(several(ours), several(lambda: _copy(data)))
    yield Measured("相談受付票に差し込む／ZIPを写してXMLを木にする", mine, raw, _COPY_LIMIT)
    mine, raw = paired(several(ours)[:5], several(lambda: _through_openpyxl(data))[:5], rounds=3)
    yield Measured("相談受付票に差し込む／openpyxl で開いて保存する", mine, raw, _OPENPYXL_LIMIT)


def _copy(data: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)
            made.writestr(name, content)
    return stream.getvalue()


def _through_openpyxl(data: bytes) -> bytes:
    book, stream = load_workbook(io.BytesIO(data)), io.BytesIO()
    book.save(stream)
    return stream.getvalue()
