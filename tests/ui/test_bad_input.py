"""打ち込む欄に来る困った字: 十万字、縦タブ、書字方向の印、半端な文字、IVS の付いた名、無い日付。"""

from __future__ import annotations

import time
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.fields import DateField, LongTextField, TextField
from jusou_desk.ui.fields.written import readable
from tests.ui.hands import Together

_LONG = "母の通院に付き添った。" * 9_100
_NAME = "\U00020bb7\U000e0100田"  # 一面の外の一字と、字形の指定
_TEXT = FieldDefinition("name", "氏名", FieldKind.TEXT)
_STORY = FieldDefinition("content", "内容", FieldKind.LONG_TEXT)
_DAY = FieldDefinition("on", "受付日", FieldKind.DATE)


def paste(target: TextField | LongTextField, words: str) -> float:
    """切り貼りの板から貼り、画面が応えるまでの秒。"""
    QApplication.clipboard().setText(words)
    started = time.process_time()
    (target.line if isinstance(target, TextField) else target.writing).paste()
    QApplication.processEvents()
    target.grab()
    return time.process_time() - started


@pytest.mark.parametrize("words", [_LONG, "十文字の行です。か\n" * 10_000])
def test_十万字を貼っても_一秒で応え_一字も失わない(words: str, together: Together) -> None:
    story, line = LongTextField(_STORY), TextField(_TEXT)
    together(story, line)
    assert paste(story, words) < 1.0
    assert paste(line, words) < 1.0
    assert story.value() == words
    assert str(line.value()).replace(" ", "\n") == words


def test_名は打たれたとおりに残り_絵文字と書字方向の印にも触れない(together: Together) -> None:
    name = TextField(_TEXT)
    together(name)
    for words in (_NAME, "👨‍👩‍👧😀", "a\u202eb\u200f", "髙橋　𠮷子"):
        name.line.clear()
        paste(name, words)
        assert name.value() == words


@pytest.mark.parametrize(
    ("pasted", "story", "line"),
    [
        ("一行目\x0b二行目", "一行目\n二行目", "一行目 二行目"),
        ("一行目\r\n二行目", "一行目\n二行目", "一行目 二行目"),
        ("前\x00後\x1b\x7f", "前後", "前後"),
        ("前\ud800後", "前後", "前後"),
        ("左\t右", "左\t右", "左\t右"),
    ],
)
def test_ワープロから貼った区切りは改行になり_見えない字は残らない(
    pasted: str, story: str, line: str, together: Together
) -> None:
    assert readable(pasted, lines=True) == story
    assert readable(pasted, lines=False) == line
    field = LongTextField(_STORY)
    together(field)
    field.set_typed(pasted.replace("\ud800", ""))
    assert field.value() == story


@pytest.mark.parametrize(
    "typed",
    ["令和8年2月30日", "昭和64年2月1日", "令和0年4月1日", "R8.13.1", "平成32年1月1日", "2/30"],
)
def test_無い日付は欄の脇の一文で断り_打たれたままは残る(typed: str, together: Together) -> None:
    field = DateField(_DAY, lambda: date(2026, 11, 20))
    together(field)
    field.set_typed(typed)
    field.show_problem()
    assert field.value() is None
    assert field.problem()
    assert field.typed() == typed
