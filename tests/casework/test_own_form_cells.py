"""升と項目を結ぶ助け: 見出しからの見当、数式の升、月ごとのくり返し。"""

from __future__ import annotations

import tomllib
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_cells import has_formula, words_in
from jusou_desk.casework.town_forms.own_form_papers import paper
from jusou_desk.casework.town_forms.own_form_repeats import (
    repeated,
    stride_to,
    times_that_fit,
)
from jusou_desk.casework.town_forms.own_form_suggestions import (
    also_called,
    only_to_fill,
    suggested,
)
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.errors import BadInput
from jusou_desk.models.own_forms import CellLink
from jusou_desk.paths import resource
from jusou_desk.reports.inspection.findings import Grade

SHEET = "票"
TAKEN, CLOSED = "受付と終結・受け付けた相談", "受付と終結・終結した相談"
MONTHS = ("4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月", "1月", "2月", "3月")


def checked(desk: Desk, used_for: str, sheet: Worksheet) -> Checked:
    book = sheet.parent
    assert isinstance(book, Workbook)
    held = BytesIO()
    book.save(held)
    return own_forms.check_form(desk, paper(desk, used_for), held.getvalue(), "票.xlsx")


def blank() -> Worksheet:
    sheet = Workbook().worksheets[0]
    sheet.title = SHEET
    return sheet


def yearly(desk: Desk) -> Checked:
    """県の年報のような、月ごとの表。計は数式。"""
    sheet = blank()
    for at, month in enumerate((*MONTHS, "計"), start=3):
        sheet.cell(3, at, month)
    for row, item in ((4, "新規相談受付件数"), (5, "終結件数")):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.cell(row, 1, item)
        sheet.cell(row, 15, f"=SUM(C{row}:N{row})")
    return checked(desk, "soudan-kensu", sheet)


LABELS = {
    "氏　名": "氏名",
    "ふりがな": "フリガナ",
    "電話番号": "電話",
    "現住所": "住所",
    "相談者": "来談者",
    "生年\n月日": "生年月日",
    "受付者": "担当者",
    "主　訴": "相談内容",
    "住所秘匿": "住所秘匿:☑",
}


def test_左の見出しに近い項目が先に来る(desk: Desk) -> None:
    sheet = blank()
    for row, label in enumerate(LABELS, start=1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.cell(row, 1, label)
    form = checked(desk, "intake", sheet)
    found = [suggested(form, SHEET, f"D{row}")[0] for row in range(1, len(LABELS) + 1)]
    assert found == [*LABELS.values()]


def test_見当のつかない見出しでは_何も勧めない(desk: Desk) -> None:
    sheet = blank()
    sheet["A1"] = "備考欄その二"
    assert suggested(checked(desk, "intake", sheet), SHEET, "B1") == ()
    assert suggested(checked(desk, "intake", sheet), "無いシート", "B1") == ()


def test_表では上の見出しから_繰返しの項目が先に来る(desk: Desk) -> None:
    sheet = blank()
    sheet["A1"], sheet["B1"], sheet["C1"] = "年月日", "方　法", "内　　容"
    form = checked(desk, "progress", sheet)
    found = [suggested(form, SHEET, cell)[0] for cell in ("A2", "B2", "C2")]
    assert found == ["経過.日時", "経過.方法", "経過.内容"]


def test_書き込むための字は見出しとみず_単位の升は単位から見当を付ける(desk: Desk) -> None:
    sheet = blank()
    for row, words in enumerate(
        (
            ("生年月日", "昭・平　　年　　月　　日", "（　　歳）"),
            ("住所", "〒　　－　　", None),
            ("対応結果", None, None),
        ),
        start=1,
    ):
        for column, one in enumerate(words, start=1):
            sheet.cell(row, column, one)
    form = checked(desk, "intake", sheet)
    assert suggested(form, SHEET, "C1")[0] == "年齢"
    assert suggested(form, SHEET, "C2")[0] == "住所"
    assert suggested(form, SHEET, "B3") == ()
    assert suggested(checked(desk, "plan", sheet), SHEET, "B3") == ()


def test_同じ見出しの二つめは_段の見出しか_まだ結んでいない項目が先(desk: Desk) -> None:
    sheet = blank()
    sheet["A1"], sheet["A2"] = "連絡先", "連絡先"
    sheet["A3"], sheet["B3"] = "相談者", "連絡先"
    form = checked(desk, "intake", sheet)
    assert suggested(form, SHEET, "B1")[0] == "電話"
    assert suggested(form, SHEET, "C3")[0] == "来談者の電話"
    form = own_forms.link(desk, form, SHEET, "B1", "電話")
    assert suggested(form, SHEET, "B2")[:2] == ("来談者の電話", "電話")


def test_四角の後の語から選ぶ欄の印を勧め_結んだ語は除く(desk: Desk) -> None:
    sheet = blank()
    sheet["A1"] = "相談経路"
    sheet["B1"] = "□来所　□電話　□訪問　□その他（　　　）"
    form = checked(desk, "intake", sheet)
    words = ("来所", "電話", "訪問", "その他")
    assert suggested(form, SHEET, "B1") == tuple(f"相談方法:☑{one}" for one in words)
    form = own_forms.link(desk, form, SHEET, "B1", "相談方法:☑来所")
    assert suggested(form, SHEET, "B1")[0] == "相談方法:☑電話"


def test_月の表では_同じ月の件数を_行の見出しに近い順に(desk: Desk) -> None:
    form = yearly(desk)
    assert suggested(form, SHEET, "C4")[0] == f"{TAKEN}.1"
    assert suggested(form, SHEET, "D5")[0] == f"{CLOSED}.2"
    assert all(tag.endswith(".2") for tag in suggested(form, SHEET, "D5"))


def test_書き込むための字は_消して入れるのが初めの形(desk: Desk) -> None:
    sheet = blank()
    for row, (label, words) in enumerate(
        (
            ("受付日", "令和　　年　　月　　日"),
            ("生年月日", "大・昭・平・令　　年　　月　　日（　　歳）"),
            ("性別", "男　・　女"),
            ("住所", "〒"),
            ("氏名", "様"),
            ("住所", "〒　　　－"),
            ("電話", "（　　　）　　－"),
            ("現住所", "－"),
        ),
        start=1,
    ):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, words)
    form = checked(desk, "intake", sheet)
    assert [only_to_fill(form, SHEET, f"B{row}") for row in range(1, 10)] == [
        True, True, True, False, False, True, True, False, False,
    ]  # fmt: skip
    assert words_in(form.data, SHEET, "B4") == "〒"


def test_よくある呼び名でも探せる() -> None:
    assert "相談者" in also_called("来談者")
    assert also_called("経過.日時")
    assert also_called("無い項目") == ""


def test_呼び名の付く項目は_どれも紙にある(desk: Desk) -> None:
    words = (
        word
        for used_for in ("intake", "progress")
        for word in paper(desk, used_for).prove(desk).vocabulary.words
    )
    known = {word.tag.rpartition(".")[2] for word in words}
    names = tomllib.loads(resource("field_names.toml").read_text(encoding="utf-8"))["names"]
    assert set(names) <= known


def test_月ごとの件数は_くり返すたびに次の月になり_計の数式は残る(desk: Desk) -> None:
    form = yearly(desk)
    form = own_forms.link(desk, form, SHEET, "C4", f"{TAKEN}.1")
    stride = stride_to(form, form.links[0], SHEET, "D4")
    times = times_that_fit(form, form.links, stride)
    made = repeated(form, form.links, stride, times)
    assert [(one.cell, one.tag) for one in made] == [
        (f"{column}4", f"{TAKEN}.{number}") for number, column in enumerate("DEFGHIJKLMN", start=2)
    ]
    # 四月から左には、前の月が無い。
    back = stride_to(form, form.links[0], SHEET, "B4")
    assert repeated(form, form.links, back, 1) == ()


def test_いくつもの月を一度にくり返すと_同じ項目が入る(desk: Desk) -> None:
    form = yearly(desk)
    links = tuple(CellLink(SHEET, f"{c}4", f"{TAKEN}.{n}") for n, c in enumerate("CD", start=1))
    form = own_forms.relink(desk, form, links)
    made = repeated(form, links, stride_to(form, links[0], SHEET, "C5"), 1)
    assert [(one.cell, one.tag) for one in made] == [("C5", f"{TAKEN}.1"), ("D5", f"{TAKEN}.2")]


def test_数式の升は_消すと決めたときだけ結べる(desk: Desk) -> None:
    form = yearly(desk)
    assert has_formula(form.data, SHEET, "O4")
    assert not has_formula(form.data, SHEET, "C4")
    with pytest.raises(BadInput, match="数式があり"):
        own_forms.link(desk, form, SHEET, "O4", f"{TAKEN}.13")
    assert own_forms.link(desk, form, SHEET, "O4", f"{TAKEN}.13", clears=True).links


def test_分からないタグには_よくある見出しから近い項目を薦める(desk: Desk) -> None:
    sheet = blank()
    for row, tag in enumerate(("ふりがな", "受付職員", "対応内容", "氏　名々"), start=1):
        sheet.cell(row, 1, f"{{{{{tag}}}}}")
    reds = [f for f in checked(desk, "intake", sheet).findings if f.grade is Grade.RED]
    assert [one.advice for one in reds if one.about_tag] == [
        "「フリガナ」ではありませんか。",
        "「担当者」ではありませんか。",
        "「タグの一覧」から写してください。",
        "「氏名」ではありませんか。",
    ]
