"""比べるための、様式の写し。書体の名・字の大きさ・倍率だけを替える。

LibreOffice は、機械に無い書体の代わりを自分で選び、字の幅が変わる。様式の名指す書体を、
どちらもが持つ同梱の書体に替えた写しを作り、それを両方で描く。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from jusou_desk.reports.setting.fonts import (
    GOTHIC,
    LATIN,
    MINCHO,
    PROPORTIONAL,
    SUBSTITUTE,
    family_of,
)
from jusou_desk.reports.xlsx.package import MAIN, read_parts, write_parts

_SHARED: Final = {
    GOTHIC: "BIZ UDGothic",
    LATIN: "BIZ UDGothic",
    MINCHO: "BIZ UDMincho",
    PROPORTIONAL: "BIZ UDPGothic",
    SUBSTITUTE: "BIZ UDPGothic",
}
_SIZE: Final = re.compile(rb'(<(?:\w+:)?sz\s+val=")([\d.]+)(")')
_HUNDREDTHS: Final = 2540 / 72
_TAG: Final = re.compile(r"\{\{(?:[^{}<>]*[.])?([^{}<>.:]+)(?::[^{}<>]*)?\}\}")
_NAME: Final = re.compile(rb'(<(?:\w+:)?(?:name|rFont)\s+val=")([^"]*)(")')


def with_shared_faces(data: bytes) -> bytes:
    """書体の名を同梱のものに替えたブック。"""
    parts = read_parts(data)
    for part, content in parts.items():
        if part.endswith(("styles.xml", "sharedStrings.xml")) or "/worksheets/sheet" in part:
            parts[part] = _NAME.sub(_swap, content)
    return write_parts(parts)


def with_short_tags(data: bytes) -> bytes:
    """タグを、その言葉の初めの四字に替えたブック。差し込む前のタグは、値より長いことが多い。"""
    parts = read_parts(data)
    for part, content in parts.items():
        if part.endswith("sharedStrings.xml") or "/worksheets/sheet" in part:
            root = etree.fromstring(content)
            for text in root.iter(f"{MAIN}t"):
                text.text = _TAG.sub(lambda found: found[1][:4], text.text or "")
            parts[part] = etree.tostring(root)
    return write_parts(parts)


def with_office_sizes(data: bytes) -> bytes:
    """字の大きさを、LibreOffice が持つ 0.01 mm 単位に丸めたブック。行の折れる所がこれで変わる。"""
    parts = read_parts(data)
    for part, content in parts.items():
        if part.endswith(("styles.xml", "sharedStrings.xml")) or "/worksheets/sheet" in part:
            parts[part] = _SIZE.sub(_rounded, content)
    return write_parts(parts)


def with_scales(data: bytes, scales: Mapping[str, int]) -> bytes:
    """頁数に合わせて縮めるシート(部品の名)を、決まった倍率にしたブック。"""
    parts = read_parts(data)
    for part, percent in scales.items():
        root = etree.fromstring(parts[part])
        for fit in root.iterfind(f"{MAIN}sheetPr/{MAIN}pageSetUpPr"):
            fit.set("fitToPage", "0")
        for setup in root.iterfind(f"{MAIN}pageSetup"):
            setup.set("scale", str(percent))
        parts[part] = etree.tostring(root)
    return write_parts(parts)


def _rounded(found: re.Match[bytes]) -> bytes:
    size = round(float(found[2]) * _HUNDREDTHS) / _HUNDREDTHS
    return found[1] + f"{size:.4f}".encode() + found[3]


def _swap(found: re.Match[bytes]) -> bytes:
    name = _SHARED[family_of(found[2].decode())]
    return found[1] + name.encode() + found[3]
