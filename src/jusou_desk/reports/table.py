"""表だけのブック(標準台帳ブックなど)を速く書き、量を限って読む。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final
from xml.sax.saxutils import escape as escape_xml

from jusou_desk.errors import BadInput
from jusou_desk.packet import Value
from jusou_desk.reports.table_reading import ErrorValue, Formula, Row, read_book
from jusou_desk.reports.xlsx.celltext import escape, shorten, writable
from jusou_desk.reports.xlsx.numfmt import FIRST_SERIAL, to_serial
from jusou_desk.reports.xlsx.package import MAIN, PACKAGE_REL, REL, write_parts
from jusou_desk.reports.xlsx.refs import MAX_ROW, column_name
from jusou_desk.reports.xlsx.valuetext import as_text
from jusou_desk.reports.xlsx.workbook import legal_name

__all__ = ["ErrorValue", "Formula", "Row", "read_book", "write_book"]

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_XMLNS: Final = MAIN[1:-1]
_DOC_REL: Final = REL[1:-1]
_TEXT, _HEAD, _DATE, _MOMENT, _TIME = 0, 1, 2, 3, 4

_STYLES: Final = (
    f'{_DECLARATION}<styleSheet xmlns="{_XMLNS}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="BIZ UDゴシック"/><family val="3"/></font>'
    '<font><b/><sz val="11"/><name val="BIZ UDゴシック"/><family val="3"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    + "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in (164, 165, 166)
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def write_book(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """シート名→(列名, 行)から xlsx を作る。

    列名の行は太字・固定・絞込み付き。日付は Excel の日付、文字は必ず文字(``=+-@`` で始まって
    いても数式にならない)。セルに入らない長い文は、切った印を付けて切る。同じ中身からはいつも同じバイト列になる。
    """
    parts: dict[str, bytes] = {"[Content_Types].xml": b"", "_rels/.rels": _root_rels()}
    names: list[str] = []
    bodies: list[tuple[bytes, int, int]] = []
    for wanted, (columns, rows) in sheets.items():
        names.append(legal_name(wanted, {n.casefold() for n in names}))
        bodies.append(_sheet_xml(columns, rows))
    parts["xl/workbook.xml"] = _workbook_xml(names, bodies)
    parts["xl/_rels/workbook.xml.rels"] = _workbook_rels(len(names))
    parts["xl/styles.xml"] = _STYLES.encode()
    for number, (body, _, _) in enumerate(bodies, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = body
    parts["[Content_Types].xml"] = _content_types(len(names))
    return write_parts(parts)


def _sheet_xml(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> tuple[bytes, int, int]:
    letters = [column_name(i) for i in range(1, len(columns) + 1)]
    out = [_row_xml(1, letters, columns, head=True)]
    number = 1
    for row in rows:
        number += 1
        if number > MAX_ROW:
            raise BadInput(
                "Excelの一枚のシートに入る行数を超えます。", "期間を分けて書き出してください。"
            )
        out.append(_row_xml(number, letters, row))
    last = f"{letters[-1] if letters else 'A'}{number}"
    head = (
        f'{_DECLARATION}<worksheet xmlns="{_XMLNS}"><dimension ref="A1:{last}"/>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    )
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{max(12, min(40, 2 * len(name) + 4))}" customWidth="1"/>'
        for i, name in enumerate(columns, start=1)
    )
    cols = f"<cols>{widths}</cols>" if widths else ""
    tail = f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'
    xml = "".join((head, cols, "<sheetData>", *out, tail))
    return xml.encode("utf-8"), number, len(columns)


def _row_xml(
    number: int, letters: Sequence[str], row: Sequence[Value], *, head: bool = False
) -> str:
    cells = "".join(
        _cell_xml(f"{letter}{number}", value, head)
        for letter, value in zip(letters, row, strict=True)
    )
    return f'<row r="{number}">{cells}</row>'


def _cell_xml(reference: str, value: Value, head: bool) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, (datetime, date, time)):
        style = (
            _MOMENT if isinstance(value, datetime) else _TIME if isinstance(value, time) else _DATE
        )
        serial = to_serial(value)
        # それより前は Excel の日付にできないので、文字で書く。
        if serial >= FIRST_SERIAL or isinstance(value, time):
            number = repr(int(serial)) if serial == int(serial) else repr(serial)
            return f'<c r="{reference}" s="{style}"><v>{number}</v></c>'
        return _text_xml(reference, value.isoformat(), _TEXT)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    text = value if isinstance(value, str) else as_text(value)
    return _text_xml(reference, text, _HEAD if head else _TEXT)


def _text_xml(reference: str, text: str, style: int) -> str:
    safe = escape_xml(escape(shorten(writable(text))))
    mark = f' s="{style}"' if style else ""
    return f'<c r="{reference}"{mark} t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def _workbook_xml(names: Sequence[str], bodies: Sequence[tuple[bytes, int, int]]) -> bytes:
    sheets, filters = "", ""
    for number, name in enumerate(names, start=1):
        shown = escape_xml(name, {'"': "&quot;"})
        sheets += f'<sheet name="{shown}" sheetId="{number}" r:id="rId{number}"/>'
        _, rows, columns = bodies[number - 1]
        quoted = escape_xml(name.replace("'", "''"))
        filters += (
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">'
            f"'{quoted}'!$A$1:${column_name(max(columns, 1))}${rows}</definedName>"
        )
    return (
        f'{_DECLARATION}<workbook xmlns="{_XMLNS}" xmlns:r="{_DOC_REL}">'
        f"<sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"
    ).encode()


def _root_rels() -> bytes:
    return (
        f'{_DECLARATION}<Relationships xmlns="{PACKAGE_REL[1:-1]}"><Relationship Id="rId1" '
        f'Type="{_DOC_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode()


def _workbook_rels(count: int) -> bytes:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{_DECLARATION}<Relationships xmlns="{PACKAGE_REL[1:-1]}">{items}'
        f'<Relationship Id="rId{count + 1}" Type="{_DOC_REL}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ).encode()


def _content_types(count: int) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{sheets}</Types>'
    ).encode()
