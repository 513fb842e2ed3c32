"""漢数字を算用数字に。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.numerals import in_figures

DIGITS = "〇一二三四五六七八九"


def without_places(number: int) -> str:
    """位を書かない漢数字: 二〇二六。"""
    return "".join(DIGITS[int(one)] for one in str(number))


def with_places(number: int) -> str:
    """位を書く漢数字: 二千二十六。"""
    words = ""
    for worth, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // worth % 10
        if digit:
            words += ("" if digit == 1 and place else DIGITS[digit]) + place
    return words


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("三十一", "31"),
        ("三一", "31"),
        ("十", "10"),
        ("二十", "20"),
        ("百一", "101"),
        ("一千九百五十五", "1955"),
        ("二〇二六年", "2026年"),
        ("二○二六年", "2026年"),
        ("昭和参拾年", "昭和30年"),
        ("令和元年", "令和元年"),
    ],
)
def test_漢数字は算用数字になる(text: str, figures: str) -> None:
    assert in_figures(text) == figures


@pytest.mark.parametrize("text", ["○月○日", "十十", "三〇十", "百千", "S30一4一1", "2026一1一1"])
def test_数になっていない並びや算用数字に続く漢字はそのまま残す(text: str) -> None:
    assert in_figures(text) == text


@given(st.integers(1, 9999))
def test_どの数も位を書いても書かなくても読める(number: int) -> None:
    assert in_figures(with_places(number)) == str(number)
    assert in_figures(without_places(number)) == str(number)
