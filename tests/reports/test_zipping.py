"""ZIP に詰める所: 標準の zipfile と一バイトも違わず、詰め済みの部品を使い回しても同じになる。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import packet
from tests.reports.specimens import specimen
from tests.reports.test_hostile_forms import form


def plainly(parts: Mapping[str, bytes], method: int) -> bytes:
    """標準の道具で詰めたもの。"""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=6) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = method, 0
            archive.writestr(info, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "parts",
    [{}, {"空": b""}, {"票/一.xml": b"<x/>" * 999, "a": bytes(70_000)}],
    ids=["部品なし", "空の部品", "日本語の名"],
)
def test_標準の道具で詰めたものと_一バイトも違わない(parts: Mapping[str, bytes]) -> None:
    assert write_parts(parts) == plainly(parts, zipfile.ZIP_DEFLATED)
    assert write_parts(parts, compress=False) == plainly(parts, zipfile.ZIP_STORED)


def test_同じ様式を続けて開いても_どの部品も標準の道具で読める() -> None:
    """詰め済みを使い回すのは様式のままの部品だけ。差し込んだ部品は、その人の値になる。"""
    made = [fill(form(), packet({"氏名": name})).to_xlsx() for name in ("甲野", "乙野", "甲野")]
    assert made[0] == made[2] != made[1]
    for data in made:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
        assert plainly(read_parts(data), zipfile.ZIP_DEFLATED) == data
    other = fill(specimen("rich-template"), packet({})).to_xlsx()
    assert plainly(read_parts(other), zipfile.ZIP_DEFLATED) == other
