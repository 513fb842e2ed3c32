"""組み方の難しい様式。書体・幅・倍率・結合・隠れた行などを、町の様式にありそうな形で集める。"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_THIN: Final = Side(style="thin")
_HAIR: Final = Side(style="hair")
_BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FINE: Final = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_A4: Final = 9


def _book(face: str, size: float) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    book._fonts[0] = Font(name=face, size=size)  # type: ignore[attr-defined]
    sheet = book.worksheets[0]
    sheet.title = "様式"
    sheet.page_setup.paperSize = _A4
    return book, sheet


def _widths(sheet: Worksheet, *widths: float) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _put(
    sheet: Worksheet,
    place: str,
    value: object,
    font: Font,
    border: Border | None = None,
    **alignment: object,
) -> None:
    cells = sheet[place]
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    for row in rows:
        for cell in row:
            cell.border = border or _BOX
            cell.font = font
    rows[0][0].value = value
    rows[0][0].alignment = Alignment(**alignment)  # type: ignore[arg-type]
    if len(rows) > 1 or len(rows[0]) > 1:
        sheet.merge_cells(place)


def _saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def titled_request() -> bytes:
    """游ゴシック 11、結合した題、縦書きの見出し、均等割付、字下げ。"""
    book, sheet = _book("游ゴシック", 11)
    face = Font(name="游ゴシック", size=11)
    _widths(sheet, 5, 14, 14, 14, 14, 12)
    for row in range(1, 16):
        sheet.row_dimensions[row].height = 24
    big = Font(name="游ゴシック", size=16, bold=True)
    _put(sheet, "A1:F1", "相談支援申込書", big, Border(), horizontal="center", vertical="center")
    _put(sheet, "A3:A8", "申込者", face, horizontal="center", vertical="center", text_rotation=255)
    names = ("氏名", "住所", "電話番号", "生年月日", "世帯の状況", "連絡の希望")
    for row, name in enumerate(names, start=3):
        _put(sheet, f"B{row}", name, face, horizontal="distributed", vertical="center")
        _put(sheet, f"C{row}:F{row}", f"{name}の記入欄", face, vertical="center", indent=2)
    for row, align in enumerate(("left", "center", "right"), start=10):
        _put(sheet, f"A{row}:C{row}", "上揃え・下揃え", face, horizontal=align, vertical="top")
        _put(sheet, f"D{row}:F{row}", "下に揃えた文", face, horizontal=align, vertical="bottom")
    _put(sheet, "A13:C13", "右へ字下げ", face, horizontal="right", indent=2, vertical="center")
    _put(sheet, "D13:F13", "左へ字下げ", face, horizontal="left", indent=3, vertical="center")
    return _saved(book)


def wide_ledger() -> bytes:
    """ＭＳ Ｐゴシック 11、横向き、横一頁に合わせる、題の行を繰り返す、50 件。"""
    book, sheet = _book("ＭＳ Ｐゴシック", 11)
    face = Font(name="ＭＳ Ｐゴシック", size=10)
    _widths(sheet, *([6, 12, 16, 22, 10, 10, 14, 14, 18, 18, 12, 12, 20, 24]))
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:2"
    _put(sheet, "A1:N1", "支援ケース一覧", face, Border(), horizontal="center")
    for row in range(1, 53):
        sheet.row_dimensions[row].height = 21
    for column in range(1, 15):
        letter = get_column_letter(column)
        _put(sheet, f"{letter}2", f"項目{column:02}", face, horizontal="center", vertical="center")
        for row in range(3, 53):
            value: object = row - 2 if column == 1 else "相談の記録" if column % 3 else "済"
            _put(sheet, f"{letter}{row}", value, face, vertical="center")
    return _saved(book)


def scaled_survey() -> bytes:
    """ＭＳ 明朝 10.5、倍率 85 %、幅の書かれない列、隠れた行と列、まとめた行。"""
    book, sheet = _book("ＭＳ 明朝", 10.5)
    face = Font(name="ＭＳ 明朝", size=10.5)
    sheet.page_setup.scale = 85
    sheet.column_dimensions["C"].hidden = True
    for row in range(1, 41):
        sheet.row_dimensions[row].height = 18
        for column in "ABCDEFG":
            _put(sheet, f"{column}{row}", f"{column}{row}設問", face, _FINE, vertical="center")
    for row in (5, 6, 20):
        sheet.row_dimensions[row].hidden = True
    sheet.row_dimensions.group(25, 28, hidden=True)
    sheet.row_dimensions.group(30, 32, hidden=False)
    return _saved(book)


def calibri_figures() -> bytes:
    """Calibri 11、数と日付の表示形式、太さの違う罫線、塗り、中央に置いて刷る。"""
    book, sheet = _book("Calibri", 11)
    face = Font(name="Calibri", size=11)
    _widths(sheet, 18, 14, 14, 14, 14)
    sheet.print_options.horizontalCentered = True
    sheet.print_options.verticalCentered = True
    heads = ("区分", "令和４年度", "令和５年度", "増減", "割合")
    for column, name in enumerate(heads, start=1):
        place = f"{get_column_letter(column)}1"
        _put(sheet, place, name, Font(name="Calibri", size=11, bold=True), horizontal="center")
        sheet[place].fill = PatternFill("solid", fgColor="FFDDEBF7")
    kinds = ("相談件数", "訪問", "会議の開催", "つなぎ先", "終結")
    for row, name in enumerate(kinds, start=2):
        sheet.row_dimensions[row].height = 20
        _put(sheet, f"A{row}", name, face, vertical="center")
        _put(sheet, f"B{row}", 1234 * row, face, vertical="center")
        _put(sheet, f"C{row}", 45 - row, face, vertical="center")
        _put(sheet, f"D{row}", -row * 3, face, vertical="center")
        _put(sheet, f"E{row}", row / 7, face, vertical="center")
        sheet[f"B{row}"].number_format = "#,##0"
        sheet[f"D{row}"].number_format = "0;▲0"
        sheet[f"E{row}"].number_format = "0.0%"
    return _saved(book)


def meiryo_minutes() -> bytes:
    """Meiryo UI 10、折り返す長い文、上下と左右の揃え、余白の広い紙、改頁。"""
    from openpyxl.worksheet.pagebreak import Break

    book, sheet = _book("Meiryo UI", 10)
    face = Font(name="Meiryo UI", size=10)
    _widths(sheet, 12, 40, 30)
    sheet.page_margins.left = sheet.page_margins.right = 1.0
    sentence = "関係する機関が集まり、これからの支援の進め方について話し合った。"
    for row in range(1, 21):
        sheet.row_dimensions[row].height = 52
        _put(sheet, f"A{row}", f"議題{row}", face, horizontal="center", vertical="center")
        _put(sheet, f"B{row}", sentence * (1 + row % 3), face, wrap_text=True, vertical="top")
        _put(sheet, f"C{row}", sentence, face, wrap_text=True, vertical="center")
    sheet.row_breaks.append(Break(id=12))
    return _saved(book)


def bare_list() -> bytes:
    """幅も高さも書かれていない表。BIZ UDゴシック 12、改行、隣へのはみ出し、B5 の紙。"""
    book, sheet = _book("BIZ UDゴシック", 12)
    face = Font(name="BIZ UDゴシック", size=12)
    sheet.page_setup.paperSize = 13
    for row in range(1, 31):
        _put(sheet, f"A{row}", f"{row}番", face)
        _put(sheet, f"B{row}", "右の空いた列へはみ出す長い文です", face, Border())
        _put(sheet, f"G{row}", row * 1000, face)
    return _saved(book)


def stamped_letter() -> bytes:
    """ＭＳ ゴシック 12、左右の余白の違う紙、印の欄、ヘッダーとフッター、はみ出しの止まり。"""
    book, sheet = _book("ＭＳ ゴシック", 12)
    face = Font(name="ＭＳ ゴシック", size=12)
    _widths(sheet, *([4.5] * 18))
    sheet.page_margins.left, sheet.page_margins.right = 25 / 25.4, 12 / 25.4
    sheet.HeaderFooter.oddHeader.center.text = "取扱注意"  # type: ignore[union-attr]
    sheet.HeaderFooter.oddFooter.center.text = "- &P / &N -"  # type: ignore[union-attr]
    none = Border()
    _put(sheet, "A1", "第　　号", face, none)
    _put(sheet, "R1", "令和８年１１月２２日", face, none, horizontal="right")
    _put(sheet, "A3", "関係機関の長　様", face, none)
    _put(sheet, "A5:R5", "会議の開催について（通知）", face, none, horizontal="center")
    for row, text in enumerate(("日時", "場所", "議題", "持ち物"), start=7):
        _put(sheet, f"B{row}", f"{row - 6}", face, none)
        _put(sheet, f"C{row}:E{row}", text, face, none, horizontal="distributed")
        _put(sheet, f"G{row}", f"{text}は別紙のとおり", face, none)
    for index, name in enumerate(("課長", "係長", "担当")):
        first, last = get_column_letter(10 + index * 3), get_column_letter(12 + index * 3)
        _put(sheet, f"{first}13:{last}13", name, face, horizontal="center")
        _put(sheet, f"{first}14:{last}17", None, face)
    for row in range(1, 20):
        sheet.row_dimensions[row].height = 19.5
    return _saved(book)


def leaning_roster() -> bytes:
    """游ゴシック 11、斜めの見出し、細い列の縮小、縦書き、倍率 75 とヘッダー、高さの無い行。"""
    book, sheet = _book("游ゴシック", 11)
    face, small = Font(name="游ゴシック", size=11), Font(name="游ゴシック", size=9)
    _widths(sheet, 5, 18, *([2.6] * 20), 12)
    sheet.page_setup.scale = 75
    sheet.HeaderFooter.oddHeader.right.text = "&A　&D"  # type: ignore[union-attr]
    sheet.HeaderFooter.oddFooter.center.text = "&P／&N"  # type: ignore[union-attr]
    _put(sheet, "A1:W1", "出席簿", Font(name="游ゴシック", size=14), Border(), horizontal="center")
    _put(sheet, "A2", "番号", small, textRotation=255, horizontal="center", vertical="center")
    _put(sheet, "B2", "氏名", face, horizontal="distributed", vertical="center")
    for number in range(20):
        text, angle = ("体操教室", "相談会", "お茶")[number % 3], 45 if number < 10 else 60
        letter = get_column_letter(3 + number)
        _put(sheet, f"{letter}2", text, small, textRotation=angle, horizontal="center")
        for row in range(3, 15):
            mark = ("○", "欠席", 100 + row)[(number + row) % 3]
            _put(sheet, f"{letter}{row}", mark, small, horizontal="center", shrinkToFit=True)
    for row in range(3, 15):
        _put(sheet, f"A{row}", row - 2, face)
        _put(sheet, f"B{row}", "山田　太郎", face, wrapText=True)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 27, 60
    return _saved(book)


def kinds_of_figures() -> bytes:
    """ＭＳ Ｐゴシック 11、会計・割合・標準の小数、ゼロ、一字の均等割り付け、離れた二つの表。"""
    book, sheet = _book("ＭＳ Ｐゴシック", 11)
    face = Font(name="ＭＳ Ｐゴシック", size=11)
    _widths(sheet, 12, *([7.25] * 5), 14)
    sheet.sheet_view.showZeros = False
    codes = ('_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ', "#,##0;[Red]▲#,##0", '0"件"', "0.0%", "General")
    for row in range(1, 21):
        sheet.row_dimensions[row].height = 18
        code = codes[row % len(codes)]
        _put(sheet, f"A{row}", f"区分{row}", face, vertical="center")
        for column in "BCDEF":
            value = row / 7 if code == "General" else (row - 10) / (9 if "%" in code else 1)
            _put(sheet, f"{column}{row}", value, face, vertical="center")
            sheet[f"{column}{row}"].number_format = code
        _put(sheet, f"G{row}", "計", face, horizontal="distributed", vertical="center")
    for row in range(60, 64):
        _put(sheet, f"N{row}", "離れた表", face)
    return _saved(book)


NASTY: Final[dict[str, Callable[[], bytes]]] = {
    "titled-request": titled_request,
    "wide-ledger": wide_ledger,
    "scaled-survey": scaled_survey,
    "calibri-figures": calibri_figures,
    "meiryo-minutes": meiryo_minutes,
    "bare-list": bare_list,
    "stamped-letter": stamped_letter,
    "leaning-roster": leaning_roster,
    "kinds-of-figures": kinds_of_figures,
}
