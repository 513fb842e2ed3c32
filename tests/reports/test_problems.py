"""差込みと描画が知らせること: 種類と場所で持ち、文は一か所で作る。"""

from __future__ import annotations

from string import Formatter

import pytest

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.inspection.inspecting import inspect
from jusou_desk.reports.problems import Problem, Trouble, Where
from tests.reports.layouts import new_book, packet, put, saved
from tests.reports.test_inspecting import WORDS

#: 場所→その場所の言い方。升・シート・升の上のもの・升でない所・ブック全体。
PLACES = {
    Where("票", "B2"): "票!B2 の",
    Where("票"): "シート「票」の",
    Where("票", "B2", "図形"): "票!B2 の図形の",
    Where("票", spot="ヘッダー"): "シート「票」のヘッダーの",
    Where(): "の",
}


@pytest.mark.parametrize("where", PLACES)
def test_場所を添えた一文(where: Where) -> None:
    one = Problem(Trouble.UNKNOWN_MODIFIER, where, ("西暦",))
    assert one.sentence == f"{PLACES[where]}書き方「西暦」が分かりません。"


@pytest.mark.parametrize("trouble", Trouble)
def test_どの種類も_語を一つ残らず文に入れる(trouble: Trouble) -> None:
    blanks = [one[1] for one in Formatter().parse(trouble.value[1]) if one[1] is not None]
    words = ("語一", "語二")[: 1 if "0" in blanks else len(blanks)]
    one = Problem(trouble, Where("票", "B2"), words)
    assert one.sentence.startswith("票!B2 ")
    assert one.sentence.endswith("。") or trouble is Trouble.UNKNOWN_TAG
    for text in (one.sentence, one.matter):
        assert all(word in text for word in words)
    assert not one.matter.startswith(("の", "に、", "、", "は", "が"))


def test_升の上のものは_場所を別に示すときも言う() -> None:
    one = Problem(Trouble.FIGURE_OVERFLOW, Where("票", "B2", "図形"))
    assert one.matter == "図形の文が、図形に収まりません。"
    assert Problem(Trouble.OVERFLOW, Where("票", spot="図形")).matter == "文が枠に収まりません。"


def test_値に括弧があっても_そのまま文に入る() -> None:
    one = Problem(Trouble.UNKNOWN_TAG, Where("票", "A1"), ("{0}", "「{氏名}」ではありませんか。"))
    assert one.sentence == "票!A1 のタグ「{0}」が分かりません。「{氏名}」ではありませんか。"


def test_知らせることは_種類と場所で分かる() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1", "{{氏名}}")
    sheet.column_dimensions["A"].width = 4
    filled = fill(saved(book), packet({"氏名": "\U0001f9d1"}))
    (one,) = filled.noted
    assert (one.trouble, one.where) == (Trouble.NO_GLYPH, Where("票", "A1"))
    assert filled.problems == (one.sentence,)


def test_点検は_場所を除いた文だけを言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    found = inspect(saved(book), WORDS, packet({"氏名": "\U0001f9d1"})).findings
    (one,) = (one for one in found if one.grade is Grade.YELLOW)
    assert (one.sheet, one.cell) == ("票", "A1")
    assert one.what.startswith("書体に無い文字(U+1F9D1)があり、〓で印刷します。")


def test_一頁より高い行は_シートと行で言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    sheet.row_dimensions[3].height = 400
    sheet["A3"] = "高い"
    sheet.page_setup.orientation = "landscape"
    sheet.page_margins.top = 3
    found = inspect(saved(book), WORDS, packet({"氏名": "架空　太郎"})).findings
    (one,) = (one for one in found if "一頁より高く" in one.what)
    assert (one.place, one.what) == ("票　3行目", "一頁より高く、下が切れます。")
