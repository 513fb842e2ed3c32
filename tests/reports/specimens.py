"""見本の様式(tests/specimens)と、それにタグを書き入れたもの。"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from lxml import etree

from jusou_desk.packet import Packet
from jusou_desk.paths import resource
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.package import MAIN, dump_xml, parse_xml, read_parts, write_parts
from tests.reports.layouts import packet, record

FOLDER: Final = Path(__file__).parents[1] / "specimens"
FORMS: Final = ("hougan-intake", "repeating-table", "rich-template")
SHEET: Final = "xl/worksheets/sheet1.xml"

_INTAKE_TAGS: Final = {
    "Y4": "{{受付日}}",
    "G5": "{{受付番号}}",
    "G7": "ﾌﾘｶﾞﾅ　{{フリガナ}}",
    "G8": "{{氏名}}",
    "AC7": "{{生年月日}}",
    "G10": "{{住所}}",
    "G12": "{{電話}}",
    "G14": "{{相談方法:☑来所}}来所　{{相談方法:☑電話}}電話　{{相談方法:☑訪問}}訪問",
    "G16": "{{来談者.本人:☑}}本人　{{来談者.家族:☑}}家族",
    "C18": "{{課題.介護:☑}}介護",
    "K18": "{{相談内容}}",
    "C21": "{{課題.障害:☑}}障害",
    "C24": "{{課題.生活困窮:☑}}生活困窮",
    "K24": "{{要望}}",
    "AC36": "{{対応方針}}",
}


def specimen(name: str) -> bytes:
    return (FOLDER / f"{name}.xlsx").read_bytes()


def shipped() -> dict[str, bytes]:
    """同梱の様式と町の様式。名前(町の様式は 町/名前)→中身。"""
    found = {path.stem: path for path in resource("layouts").glob("*.xlsx")}
    for path in resource("towns").glob("*/layouts/*.xlsx"):
        found[f"{path.parts[-3]}/{path.stem}"] = path
    return {name: found[name].read_bytes() for name in sorted(found)}


def with_texts(data: bytes, texts: Mapping[str, str], part: str = SHEET) -> bytes:
    """セルの文字だけを書き換えたブック。"""
    parts = read_parts(data)
    root = parse_xml(parts[part])
    cells = {cell.get("r"): cell for cell in root.iter(f"{MAIN}c")}
    for place, text in texts.items():
        cell = cells[place]
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = text
    parts[part] = dump_xml(root)
    return write_parts(parts)


def tagged_intake() -> bytes:
    """タグを書き入れた、相談受付票の見本。"""
    return with_texts(specimen("hougan-intake"), _INTAKE_TAGS)


def intake_packet() -> Packet:
    return packet(
        {
            "受付日": date(2026, 11, 22),
            "受付番号": "R8-000123",
            "フリガナ": "たかはし　よしえ",
            "氏名": "髙橋　𠮷江",
            "生年月日": date(1948, 3, 5),
            "住所": "架空県見本郡架空町大字葛\U000e0100城１２３４番地の５",
            "電話": "0123-45-6789",
            "相談方法": ("来所", "電話"),
            "来談者": "家族",
            "課題": ("介護", "生活困窮"),
            "相談内容": "母が転倒し、歩行が不安定で、夜間の介助が必要である。",
            "要望": "=1+1 とだけ書かれた手紙がある。",
            "対応方針": "多機関協働へ引継ぎ",
        }
    )


def rich_packet(count: int) -> Packet:
    """``rich-template`` の資料。``count``: 繰返しの件数。"""
    cases = [record({"氏名": f"架空{n}", "支援": "見守り", "金額": n * 1000}) for n in range(count)]
    return packet({"氏名": "髙﨑", "受付日": None}, {"ケース": cases})


def digests() -> list[str]:
    """差し込んだ見本の要約値。行の差込み・続紙・図形のあるブックを含む。"""
    books = (
        fill(tagged_intake(), intake_packet()),
        fill(specimen("rich-template"), rich_packet(4)),
    )
    return [hashlib.sha256(book.to_xlsx()).hexdigest() for book in books]
