"""□の刷られていない答えは、紙から消えるので、点検と差込みのどちらでも知らせる。"""

from __future__ import annotations

import pytest

from jusou_desk.packet import CONCEALED, Value
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.inspecting import inspect
from jusou_desk.reports.inspection.vocabulary import MANY, ONE, Vocabulary, Word
from jusou_desk.reports.problems import Trouble
from tests.reports.layouts import new_book, packet, put, record, saved

METHOD = "{{相談方法:☑来所}}来所　{{相談方法:☑電話}}電話"
TERMS = ("来所", "電話", "出張相談", "その他")
WORDS = Vocabulary(
    (
        Word("氏名"),
        Word("同意", ONE, terms=("書面", "口頭", "未取得")),
        Word("相談方法", ONE, terms=TERMS, beside=("その他",)),
        Word("相談方法の他"),
        Word("課題", MANY, terms=("病気", "ヤングケアラー")),
        Word("経過.方法", ONE, terms=("来所", "電話"), group="経過"),
    )
)


def form(*texts: str) -> bytes:
    book, sheet = new_book("票")
    for row, words in enumerate(("{{氏名}}", *texts), start=1):
        put(sheet, f"A{row}:H{row}", words)
    return saved(book)


def lost(data: bytes, **values: Value) -> list[tuple[str, ...]]:
    """差込みが知らせた、□の無い(項目, 答え)。"""
    beside: dict[str, Value] = {"氏名": "山田", "相談方法の他": None}
    found = fill(data, packet({**beside, **values})).noted
    return [one.words for one in found if one.trouble is Trouble.NO_BOX]


def yellow(data: bytes) -> list[tuple[str, str]]:
    """点検の言う、□の無い答えの(升, 文)。"""
    given = packet(
        {"氏名": "山田", "相談方法": "来所", "相談方法の他": None, "課題": (), "同意": "書面"},
        {"経過": [record({"方法": "来所"})]},
    )
    seen = inspect(data, WORDS, given).findings
    return [(one.cell, one.what) for one in seen if "□がない" in one.what]


def test_紙を出すとき_印の無い答えを項目と一緒に知らせる() -> None:
    data = form(METHOD, "{{課題.病気:☑}}病気")
    told = fill(
        data,
        packet({"氏名": "山田", "相談方法": "出張相談", "課題": ("病気", "ヤングケアラー")}),
    )
    assert told.problems == (
        "票!A2 の「相談方法」には、答え「出張相談」の□がないため、紙に出ません。手で書き足してください。",
        "票!A3 の「課題」には、答え「ヤングケアラー」の□がないため、紙に出ません。手で書き足してください。",
    )


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ((METHOD,), {"相談方法": "電話"}),
        ((METHOD,), {"相談方法": None}),
        ((METHOD,), {"相談方法": CONCEALED}),
        ((METHOD, "方法 {{相談方法}}"), {"相談方法": "出張相談"}),
        ((METHOD, "{{相談方法の他}}"), {"相談方法": "その他(手紙)", "相談方法の他": "手紙"}),
        (
            (METHOD, "{{相談方法の他}}"),
            {"相談方法": "町の足した語", "相談方法の他": "町の足した語"},
        ),
        ((METHOD, "{{相談方法の他:☑}}その他"), {"相談方法": "その他", "相談方法の他": "　"}),
        (("{{同意:☑書面}}書面 {{同意:☑口頭}}口頭",), {"同意": "未取得"}),
        (("{{同意:☑口頭}}口頭で同意した",), {"同意": "書面"}),
        (("{{課題:☑病気}}病気",), {"課題": ("病気",)}),
    ],
)
def test_紙に出た答えのことは言わない(texts: tuple[str, ...], values: dict[str, Value]) -> None:
    assert lost(form(*texts), **values) == []


def test_その他の升があっても_そこに出ない答えは知らせ_書き添えそのものは言わない() -> None:
    beside = form(METHOD, "{{相談方法の他:☑}}その他({{相談方法の他}})")
    assert lost(beside, 相談方法="出張相談") == [("相談方法", "出張相談")]
    bare = form(METHOD, "{{相談方法:☑その他}}その他")
    assert lost(bare, 相談方法="その他(隣の家の人に)") == [("相談方法", "その他(書き添え)")]


def test_繰返しの行でも_同じ答えは一度だけ知らせる() -> None:
    data = form("{{経過.方法:☑来所}}来所", "{{経過.方法:☑来所}}来所")
    rows = [record({"方法": one}) for one in ("来所", "訪問", "訪問")]
    told = fill(data, packet({"氏名": "山田"}, {"経過": rows})).noted
    assert [one.words for one in told if one.trouble is Trouble.NO_BOX] == [("経過.方法", "訪問")]


def test_取り込むとき_印の無い答えを_初めの印の升の黄にする() -> None:
    said = yellow(form("{{課題.病気:☑}}病気", METHOD, "{{経過.方法:☑来所}}"))
    assert [cell for cell, _ in said] == ["A2", "A3", "A4"]
    assert "「課題」の答えのうち「ヤングケアラー」には" in said[0][1]
    assert "「相談方法」の答えのうち「出張相談」「その他」には" in said[1][1]


@pytest.mark.parametrize(
    "texts",
    [
        (METHOD, "{{相談方法}}"),
        (METHOD + "{{相談方法:☑出張相談}}", "{{相談方法の他}}"),
        (METHOD + "{{相談方法:☑出張相談}}", "{{相談方法の他:☑}}"),
        (METHOD + "{{相談方法:☑出張相談}}{{相談方法:☑その他}}",),
        ("{{同意:☑書面}}",),
        ("{{課題:☑病気}}{{課題:☑ヤングケアラー}}",),
    ],
)
def test_答えのそろった欄は_黄にしない(texts: tuple[str, ...]) -> None:
    assert yellow(form(*texts)) == []
