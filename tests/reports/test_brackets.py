"""中身の空いた括弧は紙に残さず、手で書き込む括弧は残す。"""

from __future__ import annotations

import pytest

from jusou_desk.reports.form.brackets import places
from jusou_desk.reports.form.tags import parse_tags


def written(text: str, *pieces: str) -> str:
    found = places(text, parse_tags(text), pieces)
    for (start, end), piece in zip(reversed(found), reversed(pieces), strict=True):
        text = text[:start] + piece + text[end:]
    return text


@pytest.mark.parametrize(
    ("text", "pieces", "wanted"),
    [
        ("議題1　事例票（{{目的}}）", ("",), "議題1　事例票"),
        ("議題1　事例票（{{目的}}）", ("再プラン",), "議題1　事例票（再プラン）"),
        ("{{同意}}({{同意日:略暦}})", ("未取得", ""), "未取得"),
        ("{{生年月日}}({{年齢}}歳)", ("昭和頃", ""), "昭和頃"),
        ("{{生年月日}}({{年齢}}歳)", ("昭和頃", "　　　"), "昭和頃(　　　歳)"),
        ("({{甲}}{{乙}})", ("", ""), ""),
        ("({{甲}}{{乙}})", ("", "乙"), "(乙)"),
        ("({{甲}})({{乙}})", ("", "乙"), "(乙)"),
        ("その他({{他}}　　　　)", ("",), "その他(　　　　)"),
        ("(電話 {{電話}})", ("",), "(電話 )"),
    ],
)
def test_空いた括弧だけを消す(text: str, pieces: tuple[str, ...], wanted: str) -> None:
    assert written(text, *pieces) == wanted
