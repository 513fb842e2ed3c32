"""様式への差込み(xlsx)。"""

from __future__ import annotations

import io
from datetime import date, datetime

import pypdf
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet
from jusou_desk.reports.form.continuation import TO_BE_CONTINUED
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.xlsx.celltext import CUT_MARK, LIMIT
from jusou_desk.reports.xlsx.package import write_parts
from jusou_desk.wareki import format_long
from tests.reports.layouts import (
    STAMP,
    household,
    intake,
    intake_layout,
    intake_values,
    new_book,
    packet,
    parts,
    put,
    record,
    saved,
)


def reopened(book: FilledBook) -> Workbook:
    return load_workbook(io.BytesIO(book.to_xlsx()))


def texts_of(book: FilledBook) -> list[str]:
    """PDF に描く字の並び。"""
    return [item.text for page in book.pages for item in page.texts]


def filled(book: Workbook, values: Packet) -> tuple[Worksheet, FilledBook]:
    result = fill(saved(book), values)
    sheet = reopened(result).worksheets[0]
    return sheet, result


def test_様式に値が入る() -> None:
    result = fill(*intake(2))
    sheet = reopened(result)["相談受付票"]
    assert result.problems == ()
    assert sheet["C2"].value == "R8-000123"
    assert sheet["F2"].value == datetime(2026, 11, 22)
    assert sheet["F2"].number_format == '[$-411]ggge"年"m"月"d"日"'
    assert sheet["C4"].value == "髙﨑　𠮷子"
    assert sheet["G4"].value == "昭和30年4月1日(金)"
    assert sheet["C5"].value == "☐来所　☑電話　☑訪問　☐その他"
    assert sheet["C8"].value == "病気、介護、ひきこもり・不登校"
    assert sheet["B13"].value == "葛\U000e0100城　一郎"
    assert sheet["E12"].value == 70
    assert sheet["G16"].value == "担当 見本　花子"


def test_等号で始まる文字は数式にならない() -> None:
    sheet = reopened(fill(*intake()))["相談受付票"]
    assert sheet["B7"].data_type == "s"
    assert sheet["B7"].value == "=1+1 とだけ書かれた手紙がある。"


@pytest.mark.parametrize(
    "text", ["+81-3-1234", "-1", "@SUM(A1)", 'a & b < c > "d"', "_x000D_", " 前後の空白 ", "一\n二"]
)
def test_文字は打たれたまま往復する(text: str) -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{内容}}"
    back, _ = filled(book, packet({"内容": text}))
    assert back["A1"].data_type == "s"
    # 開き直したときに _x005F_ を戻すのは Excel の決まりで、openpyxl は戻さない。
    assert back["A1"].value == text.replace("_x000D_", "_x005F_x000D_")


def test_制御文字は書かない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{内容}}"
    back, _ = filled(book, packet({"内容": "甲\x00\x1b\x0b乙\ud800"}))
    assert back["A1"].value == "甲\n乙"


def test_貼り付けた文の改行とタブは語をつなげない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{内容}}"
    back, _ = filled(book, packet({"内容": "甲\u2028乙\x0b丙\x85丁\t戊"}))
    assert back["A1"].value == "甲\n乙\n丙\n丁 戊"


def test_セルに入らない文も_続紙に一字残らず載る() -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{氏名}}: {{内容}}", wrap_text=True)
    words = "𠮷" * 39_999 + "終"
    result = fill(saved(book), packet({"氏名": "髙﨑 𠮷子", "内容": words}))
    back = reopened(result)
    text = str(back["様式"]["A1"].value)
    assert text.startswith("髙﨑 𠮷子: 𠮷𠮷")
    assert text.endswith(TO_BE_CONTINUED)
    rest = "".join(str(cell.value) for (cell,) in back["様式(続紙)"].iter_rows(min_row=3))
    assert text.removesuffix(TO_BE_CONTINUED) + rest == "髙﨑 𠮷子: " + words
    assert result.problems == (
        "様式!A1 の文が枠に収まりません。続きを「様式(続紙)」に書きました。",
    )


def test_隠れたシートの長すぎる文は_切ったことを知らせる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "表"
    hidden = book.create_sheet("控え")
    hidden["A1"] = "{{内容}}"
    hidden.sheet_state = "hidden"
    result = fill(saved(book), packet({"内容": "𠮷" * 40_000}))
    text = str(reopened(result)["控え"]["A1"].value)
    assert text.endswith(CUT_MARK)
    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
    assert result.problems == ("控え!A1 の文が長すぎるので、32,767字で切りました。",)


@pytest.mark.parametrize("day", [date(1899, 5, 1), date(1900, 2, 28)])
def test_Excelの日付にできない古い日付は和暦の文字になる(day: date) -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{生年月日}}")
    sheet["A1"].number_format = "yyyy/m/d"
    back, result = filled(book, packet({"生年月日": day}))
    assert back["A1"].value == format_long(day)
    assert texts_of(result) == [format_long(day)]


def test_大きな整数の桁は失われない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "番号{{番号}}"
    back, _ = filled(book, packet({"番号": 12345678901234567}))
    assert back["A1"].value == "番号12345678901234567"


def test_配列数式は行を増やしても自分の範囲を指す() -> None:
    book, sheet = new_book()
    sheet["A1"], sheet["B1"] = "{{世帯員.氏名}}", 0
    sheet["B1"] = ArrayFormula("B1", "=SUM(A1*1)")
    sheet["B2"] = ArrayFormula("B2:B3", "=A1:A2")
    people = [record({"氏名": f"架空{n}"}) for n in range(3)]
    back, _ = filled(book, packet({}, {"世帯員": people}))
    assert [back[f"B{n}"].value.ref for n in (1, 2, 3)] == ["B1", "B2", "B3"]
    assert back["B4"].value.ref == "B4:B5"


def test_写したシートの数式は写し自身を指す() -> None:
    book, sheet = new_book("{{ケース.氏名}}")
    sheet["A1"] = "{{ケース.氏名}}"
    sheet["A2"] = "='{{ケース.氏名}}'!A1"
    total = book.create_sheet("総括")
    total["A1"] = "='{{ケース.氏名}}'!A1"
    people = [record({"氏名": name}) for name in ("甲'", "乙")]
    result = fill(saved(book), packet({}, {"ケース": people}))
    found = reopened(result)
    assert [sheet.title for sheet in found] == ["甲", "乙", "総括"]
    assert [found[name]["A2"].value for name in ("甲", "乙")] == ["='甲'!A1", "='乙'!A1"]
    assert found["総括"]["A1"].value == "='甲'!A1"
    assert "計算できず" not in "".join(result.problems)


def test_同じ入力からは同じバイト列() -> None:
    # 様式は一度だけ作る。openpyxl は保存した秒を中に書く。
    layout, values = intake(4)
    assert fill(layout, values).to_xlsx() == fill(layout, values).to_xlsx()
    book = fill(layout, values)
    assert book.to_xlsx() == book.to_xlsx()


def test_タグの無い部品は一バイトも変わらない() -> None:
    layout, values = intake(2)
    before, after = parts(layout), parts(fill(layout, values).to_xlsx())
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {"xl/worksheets/sheet1.xml"}
    plain, _ = new_book()
    data = saved(plain)
    assert parts(fill(data, packet({})).to_xlsx()) == parts(data)


def test_件数だけ行が増え下の行と範囲が動く() -> None:
    book, sheet = new_book()
    sheet["A1"] = "見出し"
    put(sheet, "A2", "{{ケース.番号}}")
    put(sheet, "B2:C2", "{{ケース.氏名}}")
    sheet["D2"] = "=A2*2"
    sheet["A3"] = "=SUM(A2:A2)"
    sheet.merge_cells("B3:C3")
    sheet["B4"] = "{{担当}}"
    sheet.print_area = "A1:D4"
    sheet.print_title_rows = "1:1"
    sheet.row_breaks.append(Break(id=3))
    sheet.conditional_formatting.add(
        "A2:A3",
        Rule(type="cellIs", operator="greaterThan", formula=["$A$3"], dxf=DifferentialStyle()),
    )
    validation = DataValidation(type="list", formula1='"甲,乙"')
    validation.add("B4")
    sheet.add_data_validation(validation)
    other = book.create_sheet("集計")
    other["A1"] = "=様式!A3"
    book.defined_names["合計欄"] = DefinedName("合計欄", attr_text="様式!$A$3")
    rows = [record({"番号": n, "氏名": f"人{n}"}) for n in (1, 2, 3)]
    result = fill(saved(book), packet({"担当": "見本"}, {"ケース": rows}))
    back = reopened(result)
    sheet = back["様式"]
    assert [sheet[f"A{row}"].value for row in range(1, 6)] == ["見出し", 1, 2, 3, "=SUM(A2:A4)"]
    assert [sheet[f"D{row}"].value for row in (2, 3, 4)] == ["=A2*2", "=A3*2", "=A4*2"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"B2:C2", "B3:C3", "B4:C4", "B5:C5"}
    assert sheet["B6"].value == "見本"
    assert sheet.print_area == "'様式'!$A$1:$D$6"
    assert sheet.print_title_rows == "$1:$1"
    assert [b.id for b in sheet.row_breaks.brk] == [5]
    assert [str(c.sqref) for c in sheet.conditional_formatting] == ["A2:A5"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B6"
    assert back["集計"]["A1"].value == "=様式!A5"
    assert back.defined_names["合計欄"].attr_text == "様式!$A$5"
    assert sheet["A3"].border.left.style == "thin"


def test_差込みで拡張の範囲も動き_列全体の範囲は行の上限を超えない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{件.番号}}"
    found = parts(saved(book))
    part = "xl/worksheets/sheet1.xml"
    extension = (
        b'<conditionalFormatting sqref="A1:A1048576 B3"/>'
        b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">'
        b'<xm:sqref xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">A1 C5:C6'
        b"</xm:sqref></ext></extLst>"
    )
    found[part] = found[part].replace(b"</worksheet>", extension + b"</worksheet>")
    rows = [record({"番号": n}) for n in range(4)]
    result = fill(write_parts(found), packet({}, {"件": rows}))
    xml = parts(result.to_xlsx())[part]
    assert b'sqref="A1:A1048576 B6"' in xml
    assert b">A1:A4 C8:C9</xm:sqref>" in xml


def test_共有の数式のある表に行を差し込める() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{件.数}}"
    sheet["B1"], sheet["B2"], sheet["B3"] = "=A1*2", "=A2*2", "=A3*2"
    found = parts(saved(book))
    part = "xl/worksheets/sheet1.xml"
    for number in (1, 2, 3):
        shared = b'<f t="shared" ref="B1:B3" si="0">A1*2</f>'
        plain = f"<f>A{number}*2</f>".encode()
        assert plain in found[part]
        child = shared if number == 1 else b'<f t="shared" si="0"/>'
        found[part] = found[part].replace(plain, child)
    layout = write_parts(found)
    result = fill(layout, packet({}, {"件": [record({"数": n}) for n in (1, 2, 3)]}))
    back = reopened(result)["様式"]
    assert [back[f"B{row}"].value for row in range(1, 6)] == [
        "=A1*2",
        "=A2*2",
        "=A3*2",
        "=A4*2",
        "=A5*2",
    ]
    assert [g.text for g in result.pages[0].texts if g.x > 50] == ["2", "4", "6", "0", "0"]


def test_間の空いた枠も_同じ項目なら続きから入る() -> None:
    book, sheet = new_book()
    for row in (1, 3, 5):
        sheet[f"A{row}"] = "{{世帯員.氏名}}"
        sheet[f"A{row + 1}"] = "備考"
    sheet["B8"] = "{{世帯員.番号}}"
    people = [record({"氏名": f"架空{n}", "番号": n}) for n in (1, 2)]
    back, _ = filled(book, packet({}, {"世帯員": people}))
    assert [back[f"A{row}"].value for row in range(1, 7)] == [
        "架空1", "備考", "架空2", "備考", None, "備考",
    ]  # fmt: skip
    # 項目の違う枠は別の表で、初めから書く。
    assert [back[f"B{row}"].value for row in (8, 9)] == [1, 2]


def test_余った枠は罫線を残して空になる() -> None:
    result = fill(intake_layout(), packet(intake_values(), {"世帯員": household(1)}))
    sheet = reopened(result)["相談受付票"]
    assert sheet["B12"].value == "髙﨑　𠮷子"
    assert sheet["B13"].value is None
    assert sheet["B13"].border.bottom.style == "thin"
    assert sheet["E14"].value == "=SUM(E12:E13)"


def test_一件もなければ枠は空になる() -> None:
    result = fill(intake_layout(), packet(intake_values(), {"世帯員": []}))
    sheet = reopened(result)["相談受付票"]
    assert [sheet[f"B{row}"].value for row in (12, 13)] == [None, None]
    assert result.problems == ()


def test_何行かに渡る一件は縦の結合でまとまる() -> None:
    book, sheet = new_book()
    put(sheet, "A1:A2", "{{議題.番号}}")
    put(sheet, "B1", "{{議題.氏名}}")
    put(sheet, "B2", "{{議題.目的}}")
    sheet["A3"] = "終わり"
    rows = [record({"番号": n, "氏名": f"人{n}", "目的": "終結"}) for n in (1, 2)]
    sheet, _ = filled(book, packet({}, {"議題": rows}))
    assert [sheet[f"B{row}"].value for row in range(1, 5)] == ["人1", "終結", "人2", "終結"]
    assert sheet["A3"].value == 2
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:A2", "A3:A4"}
    assert sheet["A5"].value == "終わり"


def test_入れ子の繰返しは外側の項目も書ける() -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{議題.番号}}")
    put(sheet, "B1", "{{議題.役割.機関}}")
    agenda = [
        record({"番号": 1}, {"役割": [record({"機関": "社協"}), record({"機関": "病院"})]}),
        record({"番号": 2}, {"役割": [record({"機関": "学校"})]}),
    ]
    sheet, _ = filled(book, packet({}, {"議題": agenda}))
    found = [(sheet[f"A{row}"].value, sheet[f"B{row}"].value) for row in (1, 2, 3)]
    assert found == [(1, "社協"), (1, "病院"), (2, "学校")]


def case_workbook() -> bytes:
    book, cover = new_book("次第")
    cover["A1"] = "{{会議.名称}}"
    sheet = book.create_sheet("事例{{議題.番号}}")
    sheet["A1"] = "{{番号}} {{氏名}} {{会議.名称}}"
    put(sheet, "A2", "{{役割.機関}}")
    put(sheet, "B2", "{{議題.役割.内容}}")
    sheet.print_area = "A1:B3"
    last = book.create_sheet("決定事項")
    last["A1"] = "{{会議.名称}}"
    last.print_area = "A1:B2"
    return saved(book)


def case_values(count: int) -> Packet:
    agenda = [
        record(
            {"番号": n, "氏名": f"人{n}"},
            {"役割": [record({"機関": "社協", "内容": f"役{k}"}) for k in range(n)]},
        )
        for n in range(1, count + 1)
    ]
    return packet({"会議.名称": "支援調整会議"}, {"議題": agenda})


def test_一件ごとにシートが写される() -> None:
    layout = case_workbook()
    result = fill(layout, case_values(3))
    back = reopened(result)
    assert result.problems == ()
    assert back.sheetnames == ["次第", "事例1", "事例2", "事例3", "決定事項"]
    assert [back[f"事例{n}"]["A1"].value for n in (1, 2, 3)] == [
        f"{n} 人{n} 支援調整会議" for n in (1, 2, 3)
    ]
    assert [back["事例3"][f"B{row}"].value for row in (2, 3, 4)] == ["役0", "役1", "役2"]
    assert back["事例1"].print_area == "'事例1'!$A$1:$B$3"
    assert back["事例3"].print_area == "'事例3'!$A$1:$B$5"
    assert back["決定事項"].print_area == "'決定事項'!$A$1:$B$2"
    assert len(result.pages) == 5
    assert result.to_xlsx() == fill(layout, case_values(3)).to_xlsx()


def test_写すシートは一件もなければ無くなる() -> None:
    result = fill(case_workbook(), case_values(0))
    assert reopened(result).sheetnames == ["次第", "決定事項"]


def test_シート名は使える字で重ならない() -> None:
    book, sheet = new_book("{{議題.題}}")
    sheet["A1"] = "{{議題.題}}"
    titles = ["甲/乙:[丙]", "甲乙丙", "あ" * 40, None]
    agenda = [record({"題": title}) for title in titles]
    names = reopened(fill(saved(book), packet({}, {"議題": agenda}))).sheetnames
    assert names == ["甲乙丙", "甲乙丙(2)", "あ" * 31, "シート"]


def test_分からないタグは空にして場所と近い言葉を知らせる() -> None:
    book, sheet = new_book()
    sheet["B3"] = "{{生年月}}"
    sheet["B4"] = "{{氏名:大文字}}"
    sheet["B5"] = "{{世帯員.続き柄}}"
    values = packet({"生年月日": None, "氏名": "人"}, {"世帯員": [record({"続柄": "子"})]})
    back, result = filled(book, values)
    assert (back["B3"].value, back["B4"].value, back["B5"].value) == (None, "人", None)
    assert result.problems == (
        "様式!B3 のタグ「生年月」が分かりません。「生年月日」ではありませんか。",
        "様式!B4 の書き方「大文字」が分かりません。",
        "様式!B5 のタグ「世帯員.続き柄」が分かりません。「世帯員.続柄」ではありませんか。",
    )


def test_書式の分かれたタグもつながる() -> None:
    book, sheet = new_book()
    red = InlineFont(color=Color("FFFF0000"), rFont="BIZ UDゴシック", sz=9)
    sheet["A1"] = CellRichText("宛先 {{", TextBlock(red, "氏"), "名}}", TextBlock(red, "様"))
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    back = load_workbook(io.BytesIO(result.to_xlsx()), rich_text=True)["様式"]
    assert str(back["A1"].value) == "宛先 髙﨑様"
    assert [str(part) for part in back["A1"].value] == ["宛先 髙﨑", "様"]


def test_二つのセルが同じ文字列を使っていても別々に入る() -> None:
    book, sheet = new_book()
    sheet["A1"] = sheet["A2"] = "{{世帯員.氏名}}"
    rows = [record({"氏名": "甲"}), record({"氏名": "乙"})]
    back, _ = filled(book, packet({}, {"世帯員": rows}))
    assert [back["A1"].value, back["A2"].value] == ["甲", "乙"]


def test_日付の書式が無いセルの日付は和暦の文字になる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{日}}"
    sheet["A2"] = "{{日}}"
    sheet["A2"].number_format = "@"
    back, _ = filled(book, packet({"日": date(2026, 11, 22)}))
    assert [back["A1"].value, back["A2"].value] == ["令和8年11月22日"] * 2


def test_伸の欄は行が伸び_xlsxにも高さが書かれる() -> None:
    book, sheet = new_book()
    put(sheet, "A1:C1", "{{内容:伸}}", wrap_text=True)
    put(sheet, "A2:C2", "{{内容}}", wrap_text=True)
    sheet.row_dimensions[1].height = sheet.row_dimensions[2].height = 20
    back, result = filled(book, packet({"内容": "長い文が続きます。" * 8}))
    height = back.row_dimensions[1].height
    assert height is not None
    assert height > 75
    assert back.row_dimensions[2].height == 20
    assert result.problems == (
        "様式!A2 の文が枠に収まりません。続きを「様式(続紙)」に書きました。",
    )


@pytest.mark.parametrize("last", ["R8-支援-01", ""])
def test_省の行は_値が空なら隠れ_紙にも載らない(last: str) -> None:
    book, sheet = new_book()
    sheet["A1"] = "前の会議{{前回:省}}"
    sheet["A2"] = "{{決定.内容}}{{前回:省}}"
    sheet["A3"] = "後の行"
    given = packet({"前回": last}, {"決定": [record({"内容": "訪ねる"})] if last else []})
    back, result = filled(book, given)
    assert [back.row_dimensions[n].hidden for n in (1, 2, 3)] == [not last, not last, False]
    assert back["A1"].value == "前の会議"
    words = "".join(
        pypdf.PdfReader(io.BytesIO(draw([result], STAMP, title="x"))).pages[0].extract_text()
    )
    assert ("前の会議" in words) is ("訪ねる" in words) is bool(last)
    assert "後の行" in words
    assert result.problems == ()


def test_縮めた字の大きさはxlsxにも付く() -> None:
    book, sheet = new_book()
    put(sheet, "A1:C1", "{{内容}}", wrap_text=True)
    sheet.row_dimensions[1].height = 30
    result = fill(saved(book), packet({"内容": "少し長い文が入ります。" * 3}))
    assert result.problems == ()
    back = load_workbook(io.BytesIO(result.to_xlsx()), rich_text=True)["様式"]
    (block,) = back["A1"].value
    assert isinstance(block, TextBlock)
    assert 7 <= (block.font.sz or 0) < 10.5
    assert block.font.rFont == "BIZ UDゴシック"


def test_タグの無い部品は_部品の多いブックでも一バイトも変わらない(rich_template: bytes) -> None:
    rows = [record({"氏名": f"人{n}", "支援": "x", "金額": n}) for n in range(3)]
    result = fill(rich_template, packet({"氏名": "髙﨑"}, {"ケース": rows}))
    before, after = parts(rich_template), parts(result.to_xlsx())
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}


def test_共有の文字列は二つのセルで別々に入る(rich_template: bytes) -> None:
    result = fill(rich_template, packet({"氏名": "髙﨑"}, {"ケース": []}))
    sheet = reopened(result)["様式"]
    assert [sheet["E1"].value, sheet["F1"].value] == ["髙﨑様", "髙﨑様"]
    assert b"rPh" not in parts(result.to_xlsx())["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"not a workbook", "読めない"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "パスワード"),
        (b"PK\x05\x06" + b"\0" * 18, "ブック(.xlsx)ではない"),
    ],
)
def test_ブックでないものは断る(data: bytes, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        fill(data, packet({}))
    assert word in caught.value.title
    assert caught.value.advice


@pytest.mark.parametrize(
    ("layout", "empty", "begun"),
    [
        ("{{期間開始:略暦}} ～ {{期間終了:略暦}}", None, "R8.11.20 ～ "),
        ("{{期間開始:略暦}} から {{期間終了:略暦}} まで", None, "R8.11.20 から  まで"),
        ("第{{期間開始:略暦}}条 ～ {{期間終了:略暦}}", "第条 ～ ", "第R8.11.20条 ～ "),
    ],
)
def test_両端とも空の期間は_結ぶ字も刷らない(layout: str, empty: str | None, begun: str) -> None:
    for start, shown in ((None, empty), (date(2026, 11, 20), begun)):
        book, sheet = new_book()
        put(sheet, "B2", layout)
        values = packet({"期間開始": start, "期間終了": None})
        assert filled(book, values)[0]["B2"].value == shown


def test_配列数式の_広がった先の古い値も消える() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    sheet["B2"] = ArrayFormula("B2:B3", "=LEN(A1:A2)")
    sheet["B3"] = 99
    found = parts(fill(saved(book), packet({"氏名": "髙﨑"})).to_xlsx())
    assert b"<v>99</v>" not in found["xl/worksheets/sheet1.xml"]


def test_差込みで_ほかのシートの拡張が指す番地も動く() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{件.番号}}"
    book.create_sheet("別")["A1"] = 1
    found = parts(saved(book))
    part = "xl/worksheets/sheet2.xml"
    extension = (
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}">'
        '<xm:f xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">様式!A3:A4</xm:f>'
        "</ext></extLst></worksheet>"
    )
    found[part] = found[part].replace(b"</worksheet>", extension.encode())
    rows = [record({"番号": n}) for n in range(4)]
    after = parts(fill(write_parts(found), packet({}, {"件": rows})).to_xlsx())
    assert "様式!A6:A7</xm:f>" in after[part].decode()


def test_文字が番号で書かれたシートのタグにも差し込む() -> None:
    """全角の括弧が ``&#65371;`` と書かれていることがある。"""
    book, sheet = new_book()
    sheet["A1"] = "見出し"
    found = parts(saved(book))
    words = "".join(f"&#{ord(letter)};" for letter in "｛｛氏名｝｝").encode()
    part = "xl/worksheets/sheet1.xml"
    item = b'<c r="B1" t="inlineStr"><is><t>' + words + b"</t></is></c></row>"
    found[part] = found[part].replace(b"</row>", item, 1)
    back = reopened(fill(write_parts(found), packet({"氏名": "髙﨑"})))["様式"]
    assert back["B1"].value == "髙﨑"
