"""町の支援フロー。A4 横の一枚。窓口の分野の数ごとにシートがあり、町に合う一枚を使う。

箱も矢印も升と罫線と文字なので、Excel でも PDF でも同じに見える。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heads import DOCUMENT_NUMBER
from house import ANSWER, FACE, PRINTED, new_book, save, set_paper
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

TITLE = "支援フロー"
#: 窓口の分野の数。
_FIELDS: Final = range(1, 10)
_COLUMNS: Final = 60
#: 60 升で 765 pt。綴じ代を除いた紙の幅に、縮めずに入る。
_WIDTH: Final = 2.125
_SHADE: Final = PatternFill("solid", fgColor="E3E3E3")
_DARK: Final = PatternFill("solid", fgColor="3B3B3B")
_SIDES: Final = ("left", "right", "top", "bottom")


@dataclass(frozen=True)
class _Look:
    """文の見え方。``line`` は箱の線(空なら箱にしない)。"""

    size: float = ANSWER
    bold: bool = False
    align: str = "center"
    valign: str = "center"
    line: str = ""
    shaded: bool = False
    dark: bool = False
    indent: int = 0


_PLAIN: Final = _Look()
_BAND: Final = _Look(size=11.5, bold=True, line="medium", dark=True)
_HEAD: Final = _Look(bold=True, line="medium", shaded=True)
_BODY: Final = _Look(line="medium")
_ARROW: Final = _Look(size=12, bold=True)


class _Chart:
    """升の上に箱を置く一枚。"""

    def __init__(self, book: Workbook, name: str) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.row = 0
        sheet = self.sheet
        for number in range(1, _COLUMNS + 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
        sheet.sheet_view.showGridLines = False
        set_paper(sheet, across=True)
        # 図は一枚で見る。地域づくりの行が多い町では、縮めて一枚にする。
        sheet.page_setup.fitToHeight = 1
        sheet.print_options.horizontalCentered = True

    def rows(self, *heights: float) -> int:
        """行を足し、初めの行の番号を返す。"""
        first = self.row + 1
        for height in heights:
            self.row += 1
            self.sheet.row_dimensions[self.row].height = height
        return first

    def put(self, text: str, area: tuple[int, int, int, int], look: _Look = _PLAIN) -> None:
        """``area`` は (上, 左, 下, 右)。"""
        top, left, bottom, right = area
        cell = self.sheet.cell(top, left)
        cell.value = text
        cell.data_type = "s"
        cell.font = Font(
            name=FACE, size=look.size, bold=look.bold, color="FFFFFF" if look.dark else None
        )
        cell.alignment = Alignment(
            horizontal=look.align,
            vertical=look.valign,
            wrap_text=True,
            indent=look.indent,
        )
        if look.shaded or look.dark:
            cell.fill = _DARK if look.dark else _SHADE
        self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if look.line:
            self._frame(area, look.line)

    def _frame(self, area: tuple[int, int, int, int], kind: str) -> None:
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                sides = {
                    "left": column == left,
                    "right": column == right,
                    "top": row == top,
                    "bottom": row == bottom,
                }
                cell = self.sheet.cell(row, column)
                kept = {name: getattr(cell.border, name) for name in _SIDES}
                drawn = {name: Side(style=kind) for name, on in sides.items() if on}
                cell.border = Border(**{**kept, **drawn})


def draw() -> bytes:
    book = new_book()
    for count in _FIELDS:
        _sheet(_Chart(book, f"相談{count}"), count)
    return save(book, TITLE)


def _sheet(chart: _Chart, count: int) -> None:
    row = chart.rows(19)
    chart.put(DOCUMENT_NUMBER, (row, 1, row, 20), _Look(align="left"))
    chart.put("{{作成日}}作成", (row, 33, row, 48), _Look(align="right"))
    chart.put("資料", (row, 50, row, 53), _Look(line="thin"))
    chart.put("", (row, 54, row, 60), _Look(line="thin"))
    row = chart.rows(25)
    chart.put("{{表題}}", (row, 1, row, _COLUMNS), _Look(size=18, bold=True))
    row = chart.rows(18)
    chart.put(
        "地域で暮らす人・世帯（本人、家族、近所の人、民生委員・児童委員など）",
        (row, 9, row, 52),
        _Look(size=12, bold=True, line="thick"),
    )
    row = chart.rows(15)
    chart.put("▼", (row, 27, row, 34), _ARROW)
    chart.put("相談・気付き", (row, 35, row, 48), _Look(align="left"))
    _windows(chart, count)
    row = chart.rows(15)
    chart.put("▼", (row, 21, row, 26), _ARROW)
    chart.put("複雑・複合した相談をつなぐ", (row, 5, row, 20), _Look(align="right"))
    chart.put("▲", (row, 35, row, 40), _ARROW)
    chart.put("役割が定まれば、つなぎ戻す", (row, 41, row, 58), _Look(align="left"))
    _coordination(chart)
    row = chart.rows(13)
    for left in (5, 25, 45):
        chart.put("▲▼", (row, left, row, left + 11), _Look(size=11, bold=True))
    _community(chart)
    row = chart.rows(3)
    row = chart.rows(13)
    chart.put("{{脚注.文:伸}}", (row, 1, row, _COLUMNS), _Look(size=PRINTED, align="left"))
    last = get_column_letter(_COLUMNS)
    chart.sheet.print_area = f"A1:{last}{chart.row}"


def _windows(chart: _Chart, count: int) -> None:
    """相談を受け止める窓口。分野ごとの箱。"""
    row = chart.rows(18)
    chart.put(
        "包括的相談支援事業　― どの窓口も、属性や世代を問わず受け止める ―",
        (row, 1, row, _COLUMNS),
        _BAND,
    )
    chart.rows(3)
    top = chart.rows(18, 46)
    edges = [round((_COLUMNS + 1) * n / count) for n in range(count + 1)]
    for number in range(1, count + 1):
        left, right = edges[number - 1] + 1, edges[number] - 1
        tag = f"相談.{number}."
        chart.put(f"{{{{{tag}分野}}}}{{{{{tag}箇所}}}}", (top, left, top, right), _HEAD)
        chart.put(f"{{{{{tag}窓口:伸}}}}", (top + 1, left, top + 1, right), _BODY)


def _coordination(chart: _Chart) -> None:
    """真ん中に多機関協働、左右に会議と、その先の支援。"""
    row = chart.rows(18)
    left, middle, right = (1, 18), (22, 39), (43, 60)
    chart.put("支援会議（法106条の6）", (row, left[0], row, left[1]), _HEAD)
    chart.put("多機関協働事業{{協働.1.箇所}}", (row, middle[0], row, middle[1]), _BAND)
    chart.put("重層的支援会議", (row, right[0], row, right[1]), _HEAD)
    body = chart.rows(16, 32)
    chart.put(
        "同意が無くても話し合う（全員に守秘義務）",
        (body, left[0], body, left[1]),
        _BODY,
    )
    chart.put(
        "課題をほぐし、役割を分ける",
        (body, middle[0], body, middle[1]),
        _BODY,
    )
    chart.put(
        "同意を得て、プランを話し合う",
        (body, right[0], body, right[1]),
        _BODY,
    )
    chart.put("{{支援会議.並び:伸}}", (body + 1, left[0], body + 1, left[1]), _BODY)
    chart.put("{{協働.1.担い手:伸}}", (body + 1, middle[0], body + 1, middle[1]), _BODY)
    chart.put("{{重層的支援会議.並び:伸}}", (body + 1, right[0], body + 1, right[1]), _BODY)
    chart.put("⇔", (row, 19, body + 1, 21), _Look(size=20, bold=True))
    chart.put("⇔", (row, 40, body + 1, 42), _Look(size=20, bold=True))
    row = chart.rows(13)
    for start in (5, 25, 45):
        chart.put("▼", (row, start, row, start + 11), _Look(size=11, bold=True))
    row = chart.rows(18)
    boxes = (
        (left, "アウトリーチ等{{訪問.1.箇所}}", "{{訪問.1.担い手:伸}}"),
        (middle, "各分野の支援", "支援決定したプランにより、各機関が支援する"),
        (right, "参加支援{{参加.1.箇所}}", "{{参加.1.担い手:伸}}"),
    )
    body = chart.rows(32)
    for (first, last), head, text in boxes:
        chart.put(head, (row, first, row, last), _HEAD)
        chart.put(text, (body, first, body, last), _BODY)


def _community(chart: _Chart) -> None:
    """土台の地域づくり。分野ごとに一行。"""
    row = chart.rows(18)
    chart.put("地域づくり事業　― 人と人、人と資源がつながる土台 ―", (row, 1, row, _COLUMNS), _BAND)
    row = chart.rows(16)
    chart.put("{{地域.分野}}", (row, 1, row, 9), _Look(bold=True, line="thin", shaded=True))
    chart.put(
        "{{地域.事業:伸}}",
        (row, 10, row, _COLUMNS),
        _Look(line="thin", align="left", indent=1),
    )
