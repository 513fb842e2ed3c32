"""タグの読み方と、値の書き方。"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from jusou_desk.packet import Value
from jusou_desk.reports.form.tags import Scope, is_half_tagged, parse_tags
from jusou_desk.reports.xlsx.valuetext import as_text
from tests.reports.layouts import packet, record


@pytest.mark.parametrize(
    ("text", "name", "modifiers"),
    [
        ("{{氏名}}", "氏名", ()),
        ("｛｛ 氏名　｝｝", "氏名", ()),
        ("{{会議.開催日:和暦}}", "会議.開催日", ("和暦",)),
        ("{{ 会議.開催日 ： 略暦 }}様", "会議.開催日", ("略暦",)),
        ("{{内容:伸}}", "内容", ("伸",)),
        ("{{課題:☑病気}}", "課題", ("☑病気",)),
        ("{｛氏名}｝", "氏名", ()),
    ],
)
def test_括弧や空白が全角でも読む(text: str, name: str, modifiers: tuple[str, ...]) -> None:
    (tag,) = parse_tags(text)
    assert (tag.name, tag.modifiers) == (name, modifiers)


@pytest.mark.parametrize("text", ["氏名", "{氏名}", "{{氏名", "氏名}}", "{{}", "｛氏名｝"])
def test_括弧が揃わなければタグでない(text: str) -> None:
    assert parse_tags(text) == []


@pytest.mark.parametrize(
    ("value", "modifiers", "text"),
    [
        (date(2026, 11, 22), ("和暦",), "令和8年11月22日(日)"),
        (date(2026, 11, 22), ("略暦",), "R8.11.22"),
        (date(2019, 5, 1), (), "令和元年5月1日"),
        (date(1926, 12, 25), ("和暦",), "昭和元年12月25日(土)"),
        (date(1860, 1, 2), ("和暦",), "1860年1月2日"),
        (datetime(2026, 11, 22, 14, 30), ("時刻",), "午後2時30分"),
        (datetime(2026, 11, 22, 14, 30), (), "令和8年11月22日 午後2時30分"),
        (time(0, 5), (), "午前0時5分"),
        (1234567, ("数",), "1,234,567"),
        (1234567, (), "1234567"),
        (0.5, (), "0.5"),
        (True, (), "☑"),
        (False, ("☑",), "☐"),
        (None, ("☑",), "☐"),
        (None, (), ""),
        (("病気", "介護"), (), "病気、介護"),
        (("病気", "介護"), ("☑病気",), "☑"),
        (("病気", "介護"), ("☑病",), "☐"),
        ("病気", ("☑病気",), "☑"),
        ("一\r\n二\x00三", (), "一\n二三"),
        ("", ("☑",), "☐"),
    ],
)
def test_値は書き方に従って文字になる(value: Value, modifiers: tuple[str, ...], text: str) -> None:
    assert as_text(value, modifiers) == text


def test_入れ子の繰返しは道筋で引ける() -> None:
    agenda = [
        record({"番号": 1}, {"役割": [record({"機関": "社協"}), record({"機関": "病院"})]}),
        record({"番号": 2}, {"役割": [record({"機関": "学校"})]}),
    ]
    scope = Scope(packet({"題": "x"}, {"議題": agenda}))
    assert scope.group_path("議題.役割.機関") == "議題.役割"
    rows = scope.rows("議題.役割")
    assert rows is not None
    found = [
        (inner.find("議題.番号")[1], inner.find("議題.役割.機関")[1])
        for inner in (Scope(scope.whole, row) for row in rows)
    ]
    assert found == [(1, "社協"), (1, "病院"), (2, "学校")]


def test_行の中の短い名前は本人のもの() -> None:
    """世帯員の行の「氏名」が世帯員の氏名に化けると、別人の名が刷られる。"""
    scope = Scope(packet({"氏名": "本人"}, {"世帯員": [record({"氏名": "子"})]}))
    rows = scope.rows("世帯員")
    assert rows is not None
    inside = Scope(scope.whole, rows[0])
    assert inside.find("氏名") == (True, "本人")
    assert inside.find("世帯員.氏名") == (True, "子")


def test_近い言葉を薦める() -> None:
    scope = Scope(packet({"生年月日": None, "氏名": None}, {"世帯員": [record({"続柄": "子"})]}))
    assert scope.nearest("生年月") == "生年月日"
    assert scope.nearest("世帯員.続き柄") == "世帯員.続柄"
    assert scope.nearest("zzzz") == ""


@pytest.mark.parametrize(
    "text",
    [
        "{{世帯員.氏名}}",
        "｛｛世帯員.氏名｝｝",
        "{｛ 世帯員．氏名　｝}",
        "{{世帯員 . 氏名}}",
        "{{\u3000世帯員.氏名\n}}",
    ],
)
def test_全角の括弧や空白や点を許す(text: str) -> None:
    (tag,) = parse_tags(text)
    assert (tag.name, tag.modifiers) == ("世帯員.氏名", ())


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("{{氏名", True),
        ("氏名}}", True),
        ("｛｛氏名", True),
        ("{{氏名}} {{住所", True),
        ("{{氏名}}", False),
        ("{氏名}", False),
        ("ただの文", False),
    ],
)
def test_括弧の片方だけが残っているか(text: str, half: bool) -> None:
    assert is_half_tagged(text) is half


def test_選択肢を点で書いても_書き方で書いても同じ() -> None:
    scope = Scope(packet({"課題": ("病気", "介護"), "性別": "女"}))
    found = [
        scope.value(tag)
        for text in ("{{課題.病気:☑}}", "{{課題.障害：☑}}", "{{性別.女:☑}}", "{{課題.病気}}")
        for tag in parse_tags(text)
    ]
    assert found == [(True, True), (True, False), (True, True), (False, None)]
