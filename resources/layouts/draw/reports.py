"""報告と媒体の帳簿の様式を描き直す: ``python resources/layouts/draw/reports.py``。

数をほかの表へ写せるよう、升目の紙ではなく一列に一項目の表にする。
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from heads import DOCUMENT_NUMBER  # noqa: E402
from house import ANSWER, FACE, LAYOUTS, PRINTED, new_book, save, set_paper  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: E402
from openpyxl.utils import get_column_letter  # noqa: E402
from openpyxl.worksheet.worksheet import Worksheet  # noqa: E402

_SHADE: Final = PatternFill("solid", fgColor="EDEDED")
_THIN: Final = Side(style="thin")
_BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_COUNT: Final = "#,##0"
# 零の多い表では、零を横線にして数を目立たせる(値は零のまま)。
# 右に寄せて位を揃え、罫線との間に半角一字分を空ける。
_SPARSE: Final = '#,##0_ ;-#,##0_ ;"－"_ ;@_ '
#: この幅からの欄は、左に寄せて罫から一字下げる。
_WIDE: Final = 15
#: 人の名の欄。名は途中で行を変えない。
_NAMED: Final = ("登録者", "持出者")


def _sheet(book: Workbook, name: str, widths: Sequence[float], *, landscape: bool) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.sheet_view.showGridLines = False
    set_paper(sheet, across=landscape)
    return sheet


def _put(
    sheet: Worksheet,
    area: str,
    text: str,
    *,
    size: float = ANSWER,
    bold: bool = False,
    align: str = "center",
    head: bool = False,
    boxed: bool = True,
    wrap: bool = False,
    number: str = "",
) -> None:
    """範囲(一升でも、結んだ升でも)に一つの文を置く。"""
    first = sheet[area.split(":", maxsplit=1)[0]]
    if ":" in area:
        sheet.merge_cells(area)
    if boxed:
        for row in sheet[area] if ":" in area else ((first,),):
            for cell in row:
                cell.border = _BOX
    first.value = text
    first.data_type = "s"
    first.font = Font(name=FACE, size=size, bold=bold)
    first.alignment = Alignment(
        horizontal=align,
        vertical="center",
        wrap_text=wrap,
        # ほかの表へ写せるよう一件を一行に保ち、長い名は行を分けずに縮める
        shrink_to_fit=not wrap,
        # 左に寄せた字を、罫から離す
        indent=1 if boxed and align == "left" else 0,
    )
    if head:
        first.fill = _SHADE
    if number:
        first.number_format = number


def _heading(sheet: Worksheet, last: str, title: str) -> None:
    """三行: 文書番号、題、町名。"""
    _put(sheet, f"A1:{last}1", DOCUMENT_NUMBER, align="left", boxed=False)
    _put(sheet, f"A2:{last}2", title, size=14, bold=True, align="left", boxed=False)
    _put(sheet, f"A3:{last}3", "{{町名}}", align="right", boxed=False)
    for row, height in enumerate((18, 26, 16), 1):
        sheet.row_dimensions[row].height = height


def _footnotes(sheet: Worksheet, row: int, last: str) -> None:
    area = f"A{row}:{last}{row}"
    _put(sheet, area, "{{脚注.文:伸}}", size=PRINTED, align="left", boxed=False, wrap=True)
    sheet.row_dimensions[row].height = 16


def three_years() -> bytes:
    """長門市の公表表「事業状況」。"""
    book = new_book()
    sheet = _sheet(book, "事業状況", (7, 9, 15, 16.5, 16.5, 16.5), landscape=False)
    _heading(sheet, "F", "{{表題}}")
    _put(sheet, "A4:C4", "", head=True)
    for column, letter in enumerate("DEF", 1):
        _put(sheet, f"{letter}4", f"{{{{列.{column}}}}}", head=True)
    _put(sheet, "A5:A12", "相談\n件数", head=True, wrap=True)
    _put(sheet, "B5:B8", "※1 属性", head=True)
    _put(sheet, "B10:B12", "※2 課題", head=True)
    labels = {
        5: ("C5", "0～18歳"),
        6: ("C6", "19～64歳"),
        7: ("C7", "65歳以上"),
        8: ("C8", "年齢不明"),
        9: ("B9:C9", "合計"),
        10: ("C10", "第1位"),
        11: ("C11", "第2位"),
        12: ("C12", "第3位"),
        13: ("A13:C13", "ケース会議"),
        14: ("A14:C14", "協議会"),
    }
    for row, (area, tag) in labels.items():
        _put(sheet, area, f"{{{{{tag}.名}}}}", head=True)
        for column, letter in enumerate("DEF", 1):
            total = tag == "合計"
            _put(
                sheet,
                f"{letter}{row}",
                f"{{{{{tag}.{column}}}}}",
                number=_COUNT if row < 10 else "",
                bold=total,
            )
    for row in range(4, 15):
        sheet.row_dimensions[row].height = 25
    sheet.row_dimensions[15].height = 6
    _footnotes(sheet, 16, "F")
    sheet.print_area = "A1:F16"
    return save(book, "nagato-jigyo-jokyo")


def monthly(name: str, title: str) -> bytes:
    """区分・項目・4月から3月・計の表。"""
    return _listed(name, title, (24.6, 33.4, *(5.2,) * 12, 7), landscape=True)


def yearly(name: str, title: str, widths: Sequence[float]) -> bytes:
    """区分・項目・三か年の表。"""
    return _listed(name, title, widths, landscape=False)


def _listed(name: str, title: str, widths: Sequence[float], *, landscape: bool) -> bytes:
    """区分・項目と、数の列の表。横長なら最後の列が計。"""
    book = new_book()
    sheet = _sheet(book, title, widths, landscape=landscape)
    letters = [get_column_letter(number) for number in range(3, len(widths) + 1)]
    _heading(sheet, letters[-1], "{{表題}}")
    for area, text in (("A4", "区分"), ("B4", "項目")):
        _put(sheet, area, text, head=True)
    _put(sheet, "A5", "{{行.区分}}", align="left")
    # 縦の紙では、長い会議の名を縮めずに升の中で折り返す。丈の短い横の紙では、幅を広く取って縮める
    item = "{{行.項目}}" if landscape else "{{行.項目:伸}}"
    _put(sheet, "B5", item, align="left", wrap=not landscape)
    for number, letter in enumerate(letters, 1):
        total = landscape and letter == letters[-1]
        _put(sheet, f"{letter}4", f"{{{{列.{number}}}}}", head=True)
        _put(
            sheet,
            f"{letter}5",
            f"{{{{行.{number}}}}}",
            align="right",
            number=_SPARSE,
            bold=total,
        )
    sheet.row_dimensions[4].height = 20
    # 十分に読める範囲で詰める。横の紙は上に綴じ代を取るので、丈が短い。
    sheet.row_dimensions[5].height = 16
    sheet.row_dimensions[6].height = 6
    _footnotes(sheet, 7, letters[-1])
    sheet.print_title_rows = "4:4"
    sheet.print_area = f"A1:{letters[-1]}7"
    return save(book, name)


def _register(
    book: Workbook, name: str, title: str, columns: Sequence[tuple[str, str, float]]
) -> None:
    sheet = _sheet(book, name, [width for _, _, width in columns], landscape=True)
    last = get_column_letter(len(columns))
    _heading(sheet, last, title)
    for number, (label, tag, width) in enumerate(columns, 1):
        letter = get_column_letter(number)
        # 狭い欄は、字の入る幅を減らさないよう中央に置く
        align = "left" if width >= _WIDE else "center"
        _put(sheet, f"{letter}4", label, size=PRINTED, head=True, wrap=True)
        _put(sheet, f"{letter}5", tag, align=align, wrap=label not in _NAMED)
    sheet.row_dimensions[4].height = 28
    sheet.row_dimensions[5].height = 30
    sheet.print_title_rows = "4:4"
    sheet.print_area = f"A1:{last}5"


def media_register() -> bytes:
    """媒体登録台帳と媒体持出簿。"""
    book = new_book()
    _register(
        book,
        "媒体登録台帳",
        "媒体登録台帳",
        (
            ("登録番号", "{{媒体.登録番号}}", 18),
            ("名称", "{{媒体.名称}}", 36),
            ("通し番号", "{{媒体.通し番号}}", 28),
            ("登録日", "{{媒体.登録日:略暦}}", 12),
            ("登録者", "{{媒体.登録者}}", 16),
            ("使用をやめた日", "{{媒体.廃止日:略暦}}", 12),
        ),
    )
    _register(
        book,
        "媒体持出簿",
        "媒体持出簿",
        (
            ("持出日時", "{{持出.日時:略暦}}\n{{持出.日時:時刻}}", 15),
            ("登録番号", "{{持出.登録番号:伸}}", 9),
            ("持出者", "{{持出.持出者}}", 13),
            ("報告", "{{持出.報告:伸}}", 14),
            ("使用目的", "{{持出.使用目的:伸}}", 16),
            ("提出先", "{{持出.提出先:伸}}", 15),
            ("ファイルと要約値(SHA-256の先頭)", "{{持出.ファイル:伸}}", 24),
            ("返却日", "{{持出.返却日:略暦}}", 9),
            ("消去確認日", "{{持出.消去日:略暦}}", 9),
        ),
    )
    return save(book, "media-register")


def handover_slip() -> bytes:
    """媒体に添える送付書。受け取った人が要約値を照らし、受領の欄を書いて返す。"""
    book = new_book()
    sheet = _sheet(book, "送付書", (14, 22, 14, 31), landscape=False)
    plain = {"align": "left", "boxed": False}
    _put(sheet, "A1:D1", DOCUMENT_NUMBER, align="right", boxed=False)
    _put(sheet, "A2:D2", "{{送付日:和暦}}", align="right", boxed=False)
    _put(sheet, "A3:D3", "{{宛名}}", size=12, **plain)
    _put(sheet, "A4:D4", "{{町名}}　{{送付者}}", align="right", boxed=False)
    _put(sheet, "A5:D5", "送付書", size=16, bold=True, boxed=False)
    _put(sheet, "A6:D6", "次のとおり、媒体でお渡しします。", **plain)
    for row, name in enumerate(("報告", "使用目的", "媒体の登録番号"), 7):
        _put(sheet, f"A{row}", name, head=True)
        _put(sheet, f"B{row}:D{row}", f"{{{{{name}}}}}", align="left", wrap=True)
    _put(sheet, "A10:B10", "ファイル", head=True)
    _put(sheet, "C10:D10", "要約値(SHA-256)", head=True)
    _put(sheet, "A11:B11", "{{ファイル.名}}", align="left")
    _put(sheet, "C11:D11", "{{ファイル.要約値:伸}}", align="left", wrap=True)
    _put(sheet, "A12:D12", "{{送付の注:伸}}", align="left", boxed=False, wrap=True)
    _put(sheet, "A13:D13", "お受け取りになったら、下の欄を書いてお返しください。", **plain)
    for column, name in (("A", "受領日"), ("C", "受領者")):
        _put(sheet, f"{column}14", name, head=True)
    for column, name in (("A", "返却日"), ("C", "消去の確認日")):
        _put(sheet, f"{column}15", name, head=True)
    for area in ("B14", "D14", "B15", "D15"):
        _put(sheet, area, "")
    for row in range(1, 16):
        sheet.row_dimensions[row].height = 28 if row != 12 else 44
    sheet.print_area = "A1:D15"
    return save(book, "handover-slip")


LAYOUT_DRAWERS: Final[dict[str, Callable[[], bytes]]] = {
    "nagato-jigyo-jokyo": three_years,
    "soudan-kensu": lambda: monthly("soudan-kensu", "相談件数"),
    "kaigi-kaisu": lambda: monthly("kaigi-kaisu", "会議の回数"),
    "sankanen-jigyo-jokyo": lambda: yearly(
        "sankanen-jigyo-jokyo", "全窓口・全会議の集計", (17, 23.6, 13.6, 13.6, 13.6)
    ),
    "tsunagu-kekka": lambda: yearly(
        "tsunagu-kekka", "つないだ先と受け手不在", (21.5, 29.5, 10, 10, 10)
    ),
    "media-register": media_register,
    "handover-slip": handover_slip,
}


def write(*names: str) -> None:
    """様式を描く。names を省くと全部。"""
    for wanted in names or LAYOUT_DRAWERS:
        (LAYOUTS / f"{wanted}.xlsx").write_bytes(LAYOUT_DRAWERS[wanted]())


if __name__ == "__main__":
    write(*sys.argv[1:])
