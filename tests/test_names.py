"""氏名の検索キー・電話・個人番号らしさ。"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.names import (
    digits,
    kana_key,
    looks_like_my_number,
    search_key,
    without_directions,
)
from jusou_desk.paths import resource

LETTERS = st.text(
    st.characters(min_codepoint=0x3041, max_codepoint=0x30FF)
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.characters(min_codepoint=0xF900, max_codepoint=0xFAD9)
    | st.characters(min_codepoint=0xFF61, max_codepoint=0xFF9F)
    | st.sampled_from("髙﨑𠮷濵邉々ゞヽー・ 　aZéĐ１"),
    max_size=12,
)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("\U00020bb7田 \ufa11子", "吉田"),
        ("\U00020bb7田 \ufa11子", "崎"),
        ("\u9ad9橋 \ufa19一", "高橋"),
        ("\u9ad9橋 \ufa19一", "神一"),
        ("渡邉\U000e0102 花子", "渡辺"),
        ("渡邊\U000e0100 花子", "渡邉"),
        ("葛\U000e0100城", "葛城"),
        ("齋藤", "斉藤"),
        ("齊藤", "斎藤"),
        ("濵田", "濱田"),
        ("澤嵜 櫻", "沢崎桜"),
        ("廣嶋", "広島"),
        ("\ufa10本", "塚本"),
        ("佐々木", "佐佐木"),
        ("ﾀｶﾊｼ", "たかはし"),
        ("ﾜﾀﾅﾍﾞ", "わたなべ"),
        ("ショウジ", "シヨウジ"),
        ("ヴァイオレット", "バイオレット"),
        ("ヴ", "ブ"),
        ("ミヅホ", "みずほ"),
        ("チヂミ", "ちじみ"),
        ("キヱ", "きえ"),
        ("カヲル", "かおる"),
        ("みすゞ", "みすず"),
        ("つゞき", "つづき"),
        ("モーリー", "もり"),
        ("シㇼ", "シリ"),
        ("ＮＧＵＹỄＮ Văn Đức", "nguyen van duc"),
        ("ジョン・スミス", "ジョン スミス"),
        ("\u2ed1谷川", "長谷川"),
    ],
)
def test_書き方が違っても探せる(stored: str, asked: str) -> None:
    assert search_key(asked)
    assert search_key(asked) in search_key(stored)


def test_違う名は違うまま() -> None:
    for one, other in [("島", "鳥"), ("大田", "太田"), ("阿部", "安部"), ("ヤマザキ", "ヤマサキ")]:
        assert search_key(one) != search_key(other)


def test_フリガナのキーは濁点も畳む() -> None:
    assert kana_key("ヤマザキ") == kana_key("やまさき") == "やまさき"
    assert kana_key("ﾊﾟﾊﾞﾊ") == "ははは"
    assert kana_key("ミヅホ") == kana_key("みずほ")
    assert kana_key("たかはし") == kana_key("ﾀｶﾊｼ")
    assert kana_key("ナカシマ") != kana_key("ナカヤマ")


def test_書字の向きの印だけを除き_字形の指定と絵文字のつなぎは残す() -> None:
    kept = "\U00020bb7\U000e0100田　👨\u200d👩"
    assert without_directions(f"\u202e{kept}\u200f\u2067") == kept


def test_記号だけなら空になる() -> None:
    assert search_key(" ・ー、。()") == ""
    assert search_key("") == ""


@given(LETTERS)
def test_畳んだものをもう一度畳んでも変わらない(text: str) -> None:
    once = search_key(text)
    assert search_key(once) == once
    assert kana_key(kana_key(text)) == kana_key(text)


@given(LETTERS, LETTERS)
def test_姓と名の間の空白は探すのに関わらない(family: str, given_name: str) -> None:
    assert search_key(f"{family} {given_name}") == search_key(f"{family}\u3000{given_name}")


def _groups() -> dict[str, dict[str, str]]:
    with resource("itaiji.toml").open("rb") as stream:
        return tomllib.load(stream)


def test_異体字の表に食い違いがない() -> None:
    groups = _groups()
    variants = [v for group in groups.values() for text in group.values() for v in text]
    standards = {s for group in groups.values() for s in group}
    assert len(variants) >= 150
    assert [v for v, count in Counter(variants).items() if count > 1] == []
    assert standards.isdisjoint(variants)
    assert {s for s in standards if len(s) != 1} == set()
    # NFKC で変わる字は表に届かない(保存のとき化けた字もここで分かる)。
    assert [c for c in [*standards, *variants] if unicodedata.normalize("NFKC", c) != c] == []


def test_表の異体字はどれも代表の字で探せる() -> None:
    for group in _groups().values():
        for standard, variants in group.items():
            assert {search_key(v) for v in variants} == {search_key(standard)} == {standard}


def test_電話の数字だけを取り出す() -> None:
    assert digits("01558-6-2200") == "0155862200"
    assert digits("０１５５８(6)2200 内線③") == "01558622003"
    assert digits("なし") == ""


@pytest.mark.parametrize(
    "text",
    [
        "123456789018",
        "１２３４５６７８９０１８",
        "番号は1234-5678-9018です",
        "1234 5678 9018",
        "1234−5678−9018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "電話01558-6-2200、番号123456789018。",
    ],
)
def test_個人番号らしい並びに気づく(text: str) -> None:
    assert looks_like_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789012",
        "1234567890180",
        "0123456789018",
        "12345678901",
        "2026-11-22 14:30 来所",
        "電話01558-6-2200",
    ],
)
def test_個人番号でない並びには気づかない(text: str) -> None:
    assert not looks_like_my_number(text)


def _official_check_digit(eleven: str) -> int:
    """省令の式を一項ずつ書き下したもの(製品の書き方とは別の道)。"""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    remainder = sum(int(d) * w for d, w in zip(eleven, weights, strict=True)) % 11
    return 0 if remainder <= 1 else 11 - remainder


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 9))
def test_検査用数字が合うときだけ気づく(eleven: str, last: int) -> None:
    fits = _official_check_digit(eleven) == last
    assert looks_like_my_number(f"控え{eleven}{last}を聞いた") is fits
