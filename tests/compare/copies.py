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
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TAG: Final = re.compile(r"\{\{(?:[^{}<>]*[.])?([^{}<>.:]+)(:[^{}<>]*)?\}\}")
_ZEROS: Final = re.compile(rb' showZeros="(?:0|false)"')
_NAME: Final = re.compile(rb'(<(?:\w+:)?(?:name|rFont)\s+val=")([^"]*)(")')


def with_shared_faces(data: bytes) -> bytes:
    """書体の名を同梱のものに替えたブック。"""
    parts = read_parts(data)
    for part, content in parts.items():
        if part.endswith(("styles.xml", "sharedStrings.xml")) or "/worksheets/sheet" in part:
            parts[part] = _NAME.sub(_swap, content)
        elif "/drawings/drawing" in part:
            parts[part] = _even_words(content)
    return write_parts(parts)


def _even_words(content: bytes) -> bytes:
    """図形の文を、どれも同じ書体と、決まった行送り(字の大きさの 1.2 倍)にする。"""
    root = etree.fromstring(content)
    for paragraph in root.iter(f"{_DRAWING}p"):
        runs = list(paragraph.iterchildren(f"{_DRAWING}r"))
        for run in runs:
            looks = run.find(f"{_DRAWING}rPr")
            if looks is None:
                looks = etree.Element(f"{_DRAWING}rPr")
                run.insert(0, looks)
            for kind in ("latin", "ea"):
                for old in looks.findall(_DRAWING + kind):
                    looks.remove(old)
                etree.SubElement(looks, _DRAWING + kind, typeface=_SHARED[PROPORTIONAL])
        sizes = [int(e.get("sz", "0")) for e in paragraph.iter(f"{_DRAWING}rPr")]
        if max(sizes, default=0):
            _space(paragraph, max(sizes) * 6 // 5)
    return etree.tostring(root)


def _space(paragraph: etree._Element, hundredths: int) -> None:
    own = paragraph.find(f"{_DRAWING}pPr")
    if own is None:
        own = etree.Element(f"{_DRAWING}pPr")
        paragraph.insert(0, own)
    for old in own.findall(f"{_DRAWING}lnSpc"):
        own.remove(old)
    spacing = etree.Element(f"{_DRAWING}lnSpc")
    etree.SubElement(spacing, f"{_DRAWING}spcPts", val=str(hundredths))
    own.insert(0, spacing)


def with_short_tags(data: bytes) -> bytes:
    """タグを、その言葉の初めの四字(☑ は □ 一字、省 は空)に替えたブック。

    差し込む前のタグは値より長いことが多く、そのまま描くと、どちらの行分けも様式のものでなくなる。
    """
    parts = read_parts(data)
    for part, content in parts.items():
        if part.endswith("sharedStrings.xml") or "/worksheets/sheet" in part:
            parts[part] = _shortened(content, (f"{MAIN}si", f"{MAIN}is"), f"{MAIN}t")
            parts[part] = _uncached(parts[part])
        elif "/drawings/drawing" in part:
            parts[part] = _shortened(content, (f"{_DRAWING}p",), f"{_DRAWING}t")
    return write_parts(parts)


def with_first_rows(data: bytes, count: int) -> bytes:
    """どのシートも初めの ``count`` 行だけにしたブック。何十頁もある台帳を、速く比べるため。"""
    parts = read_parts(data)
    for part in [part for part in parts if "/worksheets/sheet" in part and part.endswith(".xml")]:
        root = etree.fromstring(parts[part])
        for holder in root.iter(f"{MAIN}sheetData"):
            del holder[count:]
        parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return write_parts(parts)


def _shortened(content: bytes, holders: tuple[str, ...], name: str) -> bytes:
    """書式で分かれたタグも一つに読む。替えた文は、初めの書式にまとめる。"""
    root = etree.fromstring(content)
    for holder in root.iter(*holders):
        texts = list(holder.iter(name))
        whole = "".join(text.text or "" for text in texts)
        short = _TAG.sub(_shorter, whole)
        if short != whole:
            texts[0].text = short
            for text in texts[1:]:
                text.text = ""
    return etree.tostring(root)


def _shorter(found: re.Match[str]) -> str:
    how = found[2] or ""
    if "省" in how:
        return ""
    return "□" if "☑" in how else found[1][:4]


def _uncached(content: bytes) -> bytes:
    """数式の、替える前の文から計算した値を捨てる。残すと LibreOffice はそのまま刷る。"""
    root = etree.fromstring(content)
    for cell in root.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if value is not None and cell.find(f"{MAIN}f") is not None:
            cell.remove(value)
    return etree.tostring(root)


def with_zeros(data: bytes) -> bytes:
    """ゼロも見せるブック。見せない設定を、LibreOffice は紙では守らない。"""
    parts = read_parts(data)
    for part, content in parts.items():
        if "/worksheets/sheet" in part:
            parts[part] = _ZEROS.sub(b"", content)
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


def with_office_margins(data: bytes, scales: Mapping[str, float]) -> bytes:
    """縮めたシート(部品の名→倍率)の、ヘッダーと本文の間も縮めたブック。

    LibreOffice は、ヘッダーかフッターのあるシートではその間も倍率どおりに縮める。
    """
    parts = read_parts(data)
    for part, scale in scales.items():
        root = etree.fromstring(parts[part])
        words = [e.tag for e in root.iterfind(f"{MAIN}headerFooter/*") if e.text]
        for margins in root.iterfind(f"{MAIN}pageMargins"):
            for side, place in (("top", "Header"), ("bottom", "Footer")):
                inner, outer = float(margins.get(side, 0)), float(margins.get(place.lower(), 0))
                if inner > outer and any(tag.endswith(place) for tag in words):
                    margins.set(side, f"{outer + (inner - outer) * scale:.4f}")
        parts[part] = etree.tostring(root)
    return write_parts(parts)


def _rounded(found: re.Match[bytes]) -> bytes:
    size = round(float(found[2]) * _HUNDREDTHS) / _HUNDREDTHS
    return found[1] + f"{size:.4f}".encode() + found[3]


def _swap(found: re.Match[bytes]) -> bytes:
    name = _SHARED[family_of(found[2].decode())]
    return found[1] + name.encode() + found[3]
