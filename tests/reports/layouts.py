"""帳票の試験に使う様式と資料。人物・機関はすべて架空。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Fact, Packet, Record, Value, disclose
from jusou_desk.policy import Permit, Purpose, Role
from jusou_desk.reports.pdf import Stamp

Groups = Mapping[str, Sequence["Record"]]

GOTHIC = "BIZ UDゴシック"
MINCHO = "BIZ UD明朝"
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
GREY = PatternFill("solid", fgColor="FFE7E6E6")
HARD_NAMES = "髙﨑①㊙𠮷葛\U000e0100"

STAMP = Stamp(
    produced_at=datetime(2026, 11, 22, 14, 30),
    actor="推進員 見本 花子",
    marks=("㊙", "会議終了後回収", "複写禁止"),
    copy_label="控番 3/8",
    receiver="架空町社会福祉協議会",
    footnote="社会福祉法第106条の6第5項",
)


def record(values: Mapping[str, Value], groups: Groups | None = None) -> Record:
    facts = {name: Fact(value) for name, value in values.items()}
    return Record(facts, {name: tuple(rows) for name, rows in (groups or {}).items()})


def packet(values: Mapping[str, Value], groups: Groups | None = None) -> Packet:
    permit = Permit("見本 花子", Role.COORDINATOR, Purpose.PLAN_MEETING)
    return disclose(record(values, groups), permit)


def new_book(title: str = "様式") -> tuple[Workbook, Worksheet]:
    """標準フォントを BIZ UDゴシック 11 にした、A4 縦のブック。"""
    book = Workbook()
    book._fonts[0] = Font(name=GOTHIC, size=11)  # type: ignore[attr-defined]
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = 25 / 25.4
    sheet.page_margins.right = sheet.page_margins.top = sheet.page_margins.bottom = 18 / 25.4
    return book, sheet


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(sheet: Worksheet, place: str, value: Any, **alignment: Any) -> None:
    """罫線付きのセルを書く。``A1:C2`` なら結合する。"""
    cells = sheet[place]
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    for row in rows:
        for cell in row:
            cell.border = BOX
            cell.font = Font(name=GOTHIC, size=10.5)
    first = rows[0][0]
    first.value = value
    first.alignment = Alignment(vertical="center", **alignment)
    if ":" in place:
        sheet.merge_cells(place)


def intake_layout() -> bytes:
    """相談受付票。結合・和暦・☑・縦書き・伸びる欄・世帯の表・押印欄のある一枚。"""
    book, sheet = new_book("相談受付票")
    for letter, width in zip("ABCDEFGH", (4, 12, 14, 10, 12, 12, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = "相談受付・申込票"
    sheet["A1"].font = Font(name=GOTHIC, size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells("A1:H1")
    sheet.row_dimensions[1].height = 30
    put(sheet, "A2:B2", "受付番号", horizontal="distributed")
    put(sheet, "C2:D2", "{{受付番号}}")
    put(sheet, "E2", "受付日", horizontal="distributed")
    put(sheet, "F2:H2", "{{受付日}}", horizontal="left")
    sheet["F2"].number_format = '[$-411]ggge"年"m"月"d"日"'
    put(sheet, "A3:B3", "フリガナ", horizontal="distributed")
    put(sheet, "C3:H3", "{{フリガナ}}")
    put(sheet, "A4:B4", "氏名", horizontal="distributed")
    put(sheet, "C4:E4", "{{氏名}}")
    sheet["C4"].font = Font(name=MINCHO, size=14)
    put(sheet, "F4", "生年月日", horizontal="center")
    put(sheet, "G4:H4", "{{生年月日:和暦}}", shrink_to_fit=True)
    put(sheet, "A5:B5", "相談方法", horizontal="distributed")
    methods = "　".join(f"{{{{相談方法:☑{m}}}}}{m}" for m in ("来所", "電話", "訪問", "その他"))
    put(sheet, "C5:H5", methods)
    put(sheet, "A6:A8", "相談内容", textRotation=255, horizontal="center")
    put(sheet, "B6:H6", "{{相談内容:伸}}", wrap_text=True)
    put(sheet, "B7:H7", "{{要望}}", wrap_text=True)
    put(sheet, "B8", "課題", horizontal="center")
    put(sheet, "C8:H8", "{{課題}}", wrap_text=True)
    for row, height in ((2, 21), (3, 18), (4, 30), (5, 21), (6, 40), (7, 40), (8, 24)):
        sheet.row_dimensions[row].height = height
    sheet["A10"] = "世帯の状況"
    for place, text in (("A11", "№"), ("B11:C11", "氏名"), ("D11", "続柄"), ("E11", "年齢")):
        put(sheet, place, text, horizontal="center")
    put(sheet, "F11:H11", "備考", horizontal="center")
    for column in "ABCDEFGH":
        sheet[f"{column}11"].fill = GREY
    for row in (12, 13):
        put(sheet, f"A{row}", "{{世帯員.番号}}", horizontal="center")
        put(sheet, f"B{row}:C{row}", "{{世帯員.氏名}}")
        put(sheet, f"D{row}", "{{世帯員.続柄}}", horizontal="center")
        put(sheet, f"E{row}", "{{世帯員.年齢}}")
        put(sheet, f"F{row}:H{row}", "{{世帯員.備考}}", wrap_text=True)
    put(sheet, "A14:D14", "年齢の合計", horizontal="right")
    put(sheet, "E14", "=SUM(E12:E13)")
    put(sheet, "F14:H14", None)
    sheet["G16"] = "担当 {{担当者}}"
    sheet.print_area = "A1:H16"
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "&P / &N ページ"
    return saved(book)


def household(count: int) -> list[Record]:
    names = ("髙﨑　𠮷子", "葛\U000e0100城　一郎", "濵田　花子", "渡邉　太郎")
    return [
        record(
            {
                "番号": number,
                "氏名": names[(number - 1) % len(names)],
                "続柄": "本人" if number == 1 else "子",
                "年齢": 80 - number * 10,
                "備考": "別居。月に一度、隣の市から通っている。" if number % 2 else None,
            }
        )
        for number in range(1, count + 1)
    ]


def intake_values() -> dict[str, Value]:
    return {
        "受付番号": "R8-000123",
        "受付日": date(2026, 11, 22),
        "フリガナ": "ﾀｶｻｷ ﾖｼｺ",
        "氏名": "髙﨑　𠮷子",
        "生年月日": date(1955, 4, 1),
        "相談方法": ("電話", "訪問"),
        "相談内容": "母が昨年末に自宅で転倒し、右大腿骨を骨折した。現在は退院して自宅で療養中だが、"
        "歩行が不安定で、夜間のトイレ介助が必要である。長女は仕事があり、日中は一人になるため、"
        "「見守り」が必要。\n長男（五十歳）は二十年ほど自室からほとんど出ていない（通院歴なし）。",
        "要望": "=1+1 とだけ書かれた手紙がある。",
        "課題": ("病気", "介護", "ひきこもり・不登校"),
        "担当者": "見本　花子",
        "時刻": time(14, 30),
        "金額": 1234567,
        "あり": True,
        "なし": None,
    }


def intake(members: int = 3) -> tuple[bytes, Packet]:
    return intake_layout(), packet(intake_values(), {"世帯員": household(members)})


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
