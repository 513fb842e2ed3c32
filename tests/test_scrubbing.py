"""文の中の名を、書き方が違っても消す。"""

from __future__ import annotations

import pytest

from jusou_desk.scrubbing import scrub


@pytest.mark.parametrize(
    ("word", "text", "left"),
    [
        ("田中花子", "Ｔ田中　花\n子が", "Ｔ■が"),
        ("田中 花子", "田中花子が", "■が"),
        ("𠮷田花子", "吉田花子と𠮷田\U000e0100花子", "■と■"),
        ("髙木渚", "高木渚さん", "■さん"),
        ("﨑山", "崎山と嵜山", "■と■"),
        ("ﾀﾅｶ ﾊﾅｺﾞ", "タナカハナゴとﾀﾅｶﾊﾅｺﾞ", "■と■"),
        ("０９０-1234-5678", "09012345678か090(1234)5678か０９０ー１２３４－５６７８", "■か■か■"),
        ("神谷", "\ufa19谷", "■"),
        ("架空町1-2", "架空町１－２と架空町12", "■と架空町12"),
        ("a^]-b", "Ａ^]-B", "■"),
        ("森", "林", "林"),
    ],
)
def test_書き方の違いを越えて消す(word: str, text: str, left: str) -> None:
    assert scrub(text, (word,), "■") == left


def test_長い語から消し_語が無ければそのまま() -> None:
    assert scrub("田中花子と田中", ("田中", "田中花子"), "■") == "■と■"
    assert scrub("田中", ("", "　"), "■") == scrub("田中", (), "■") == "田中"


def test_番地にない長さの数は_字のまま探す() -> None:
    number = "9" * 5_000
    assert scrub(f"東深川{number}番地", (f"{number}番地",), "秘匿") == "東深川秘匿"
