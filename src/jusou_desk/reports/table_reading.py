"""表だけのブックを、先頭から少しずつ読む。記憶に載せるのは一行と共有の文字列だけ。"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.celltext import unescape
from jusou_desk.reports.xlsx.numfmt import from_serial, is_date_format, is_moment
from jusou_desk.reports.xlsx.package import (
    MAIN,
    MAX_UNPACKED,
    PACKAGE_REL,
    REL,
    STREAM_ERRORS,
    STRICT,
    open_zip,
    parse_xml,
    read_part,
    resolve_target,
)
from jusou_desk.reports.xlsx.refs import MAX_ROW, column_number
from jusou_desk.reports.xlsx.refusing import broken_book, strict_book, unsafe_book
from jusou_desk.reports.xlsx.sheetxml import plain_text
from jusou_desk.reports.xlsx.styles import read_styles
from jusou_desk.reports.xlsx.workbook import MAX_SHEETS

MAX_ROWS: Final = 200_000
_MAX_COLUMNS: Final = 1_000
_MAX_STRINGS: Final = 2_000_000
_ROW, _CELL, _ITEM = f"{MAIN}row", f"{MAIN}c", f"{MAIN}si"
_FORMULA, _RAW, _INLINE = f"{MAIN}f", f"{MAIN}v", f"{MAIN}is"
_UNREADABLE: Final = (*STREAM_ERRORS, etree.XMLSyntaxError, KeyError, ValueError)


@dataclass(frozen=True, slots=True)
class Formula:
    """値があるべき所に書かれていた数式(先頭の ``=`` を含む)。"""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """計算できなかった印(``#N/A``・``#REF!`` など)が、値として貼り付けられたもの。"""

    text: str


class Row(tuple[object, ...]):  # noqa: SLOT001 - 長さの変わる型に名前つきの枠は持てない
    """一行の値。``number`` は Excel での行番号(空の行は飛ばすので、順番とは違うことがある)。

    値は str・int・float・bool・date・datetime・time・``Formula``・``ErrorValue``・``None``。
    日付の書式でも、日付にならない数(20230401 など)は数のまま返す。
    """

    number: int

    @staticmethod
    def of(number: int, values: Sequence[object]) -> Row:
        row = Row(values)
        row.number = number
        return row


def read_book(
    data: bytes, *, max_rows: int = MAX_ROWS, max_unpacked: int = MAX_UNPACKED
) -> dict[str, Iterator[Row]]:
    """xlsx のシート名→行。行は取り出すときに読む。

    ブックでない・暗号化・大きすぎる・壊れている・行や列が多すぎるときは ``BadInput``
    (最後の三つは行を取り出している途中で上がることがある)。
    """
    archive = open_zip(data, max_unpacked=max_unpacked)
    try:
        content = read_part(archive, "xl/workbook.xml")
        workbook = parse_xml(content)
        rels = parse_xml(read_part(archive, "xl/_rels/workbook.xml.rels"))
    except _UNREADABLE as error:
        raise broken_book() from error
    if STRICT in content:
        raise strict_book()
    targets = {
        e.get("Id", ""): (e.get("Type", ""), resolve_target("xl/workbook.xml", e.get("Target", "")))
        for e in rels.iterfind(f"{PACKAGE_REL}Relationship")
    }
    elements = workbook.findall(f"{MAIN}sheets/{MAIN}sheet")
    if len(elements) > MAX_SHEETS:
        raise BadInput(
            "シートが多すぎるブックです。", f"シートを{MAX_SHEETS}枚以下に分けてください。"
        )
    reader = _Reader(archive, targets, workbook, max_rows)
    sheets: dict[str, Iterator[Row]] = {}
    for element in elements:
        kind, part = targets.get(element.get(f"{REL}id", ""), ("", ""))
        if kind.endswith("/worksheet"):
            name = element.get("name", "")
            if name in sheets:
                # 一つだけ読むと、もう一つのシートの行が黙って失われる。
                raise broken_book()
            sheets[name] = reader.rows(name, part)
    return sheets


class _Reader:
    def __init__(
        self,
        archive: zipfile.ZipFile,
        targets: dict[str, tuple[str, str]],
        workbook: etree._Element,
        max_rows: int,
    ) -> None:
        self._archive = archive
        self._parts = {kind.rpartition("/")[2]: part for kind, part in targets.values()}
        self._max_rows = max_rows
        properties = workbook.find(f"{MAIN}workbookPr")
        self._date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._strings: list[str] | None = None
        self._dates: tuple[bool, ...] | None = None

    def rows(self, name: str, part: str) -> Iterator[Row]:
        """シートの行を順に。"""
        try:
            with self._archive.open(part) as stream:
                yield from self._parse(name, stream)
        except _UNREADABLE as error:
            raise broken_book() from error

    def _parse(self, name: str, stream: IO[bytes]) -> Iterator[Row]:
        number, seen, kept, cells = 0, 0, 0, 0
        for element in _ends(stream, (_ROW, _CELL)):
            if element.tag == _CELL:
                cells += 1
                if cells > _MAX_COLUMNS:
                    raise _too_wide(name)
                continue
            number = int(element.get("r", number + 1))
            cells, seen = 0, seen + 1
            values = self._values(name, element)
            _release(element)
            if values:
                kept += 1
                if kept > self._max_rows:
                    raise _too_long(name, f"{self._max_rows:,}行以下に分けてください。")
                yield Row.of(number, values)
            if seen > MAX_ROW:
                raise _too_long(name, "使っていない行を削除して保存し直してください。")

    def _values(self, name: str, row: etree._Element) -> list[object]:
        """行の値。末尾の空は含めない。"""
        values: list[object] = []
        column = 0
        for cell in row.iterchildren(_CELL):
            reference = cell.get("r", "").rstrip("0123456789")
            column = column_number(reference) if reference.isalpha() else column + 1
            value = self._value(cell)
            if value is None:
                continue
            if column > _MAX_COLUMNS:
                raise _too_wide(name)
            if column <= len(values):
                # 列の順でない、または同じ番地が二度ある。隣の列の値と取り違えないよう断る。
                raise broken_book()
            values.extend([None] * (column - 1 - len(values)))
            values.append(value)
        return values

    def _value(self, cell: etree._Element) -> object:
        formula = cell.find(_FORMULA)
        if formula is not None:
            return Formula("=" + (formula.text or "…"))
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            item = cell.find(_INLINE)
            return None if item is None else plain_text(item) or None
        raw = cell.findtext(_RAW)
        if raw is None or raw == "":
            return None
        try:
            return self._typed(kind, raw, int(cell.get("s", "0")))
        except (ValueError, IndexError) as error:
            raise broken_book() from error

    def _typed(self, kind: str, raw: str, style: int) -> object:
        match kind:
            case "n":
                number = float(raw)
                if not math.isfinite(number):
                    raise ValueError(raw)
                if self._is_date(style) and is_moment(number, date1904=self._date1904):
                    return _moment(number, self._date1904)
                return int(number) if number.is_integer() and abs(number) < 1e15 else number
            case "s":
                return self._shared()[int(raw)] or None
            case "b":
                return raw == "1"
            case "d":
                return datetime.fromisoformat(raw).replace(tzinfo=None)
            case "e":
                return ErrorValue(raw)
            case _:
                return unescape(raw)

    def _is_date(self, style: int) -> bool:
        if self._dates is None:
            part = self._parts.get("styles", "")
            if part not in self._archive.namelist():
                self._dates = ()
            else:
                cells = read_styles(read_part(self._archive, part), b"").cells
                self._dates = tuple(is_date_format(cell.number_format) for cell in cells)
        return style < len(self._dates) and self._dates[style]

    def _shared(self) -> list[str]:
        if self._strings is None:
            self._strings = []
            with self._archive.open(self._parts["sharedStrings"]) as stream:
                for item in _ends(stream, (_ITEM,)):
                    self._strings.append(plain_text(item))
                    _release(item)
                    if len(self._strings) > _MAX_STRINGS:
                        raise BadInput(
                            "文字の種類が多すぎるブックです。", "いくつかのブックに分けてください。"
                        )
        return self._strings


def _ends(stream: IO[bytes], tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """読み終えた要素を順に。"""
    parser = etree.iterparse(
        stream, events=("end",), tag=tags, resolve_entities=False, no_network=True
    )
    first = True
    for _, element in parser:
        if first and element.getroottree().docinfo.doctype:
            raise unsafe_book()
        first = False
        yield element


def _release(element: etree._Element) -> None:
    """読み終えた要素と、その前の要素を捨てる。"""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _moment(number: float, date1904: bool) -> date | datetime | time:
    moment = from_serial(number, date1904=date1904)
    if 0 <= number < 1 and not date1904:
        return moment.time()
    return moment.date() if number == int(number) else moment


def _too_long(name: str, advice: str) -> BadInput:
    return BadInput(f"シート「{name}」の行が多すぎます。", advice)


def _too_wide(name: str) -> BadInput:
    return BadInput(
        f"シート「{name}」の列が多すぎます。", f"{_MAX_COLUMNS:,}列以下にしてください。"
    )
