"""禁則と、枠への収め方。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.reports.setting.typeset import (
    FLOOR,
    NOT_AT_END,
    NOT_AT_START,
    Line,
    Span,
    fit_block,
    fit_single,
    set_lines,
)
from jusou_desk.reports.xlsx.styles import Font

FONT = Font(name="BIZ UDゴシック", size=10.0)
TEXT = (
    "母が「昨年末」に自宅で転倒し、右大腿骨を骨折した（令和7年12月）。現在は退院して自宅で療養中だが、"
    "歩行が不安定で……夜間のトイレ介助が必要である！長女はParttime-workで、月額65,000円程度の収入。"
    "『見守り』が要る？ｱﾊﾟｰﾄの2階。"
)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(atom.glyph.text for atom in line.atoms) for line in lines]


@pytest.mark.parametrize("width", range(40, 200, 7))
def test_行頭と行末の禁則を破らず枠もはみ出さない(width: int) -> None:
    lines = set_lines([Span(TEXT, FONT)], float(width))
    shown = texts(lines)
    assert "".join(shown) == TEXT
    assert [line for line in shown if line[0] in NOT_AT_START] == []
    assert [line for line in shown[:-1] if line[-1] in NOT_AT_END] == []
    assert max(line.width for line in lines) <= width * 1.001 + 1e-6


# JIS X 4051 の行頭禁則・行末禁則の字を、どれも文の中ほどに置いた段落。
_STARTS = "、。，．・：；？！‼⁇ヽヾゝゞ々〻ー’”）〕］｝〉》」』】ぁァゃャっッ％"
_ENDS = "‘“（〔［｛〈《「『【￥"
PARAGRAPHS = (
    *("".join(f"町の相談{char}支援" for char in _STARTS[n : n + 4]) for n in range(0, 36, 4)),
    *("".join(f"町の相談{char}支援" for char in _ENDS[n : n + 4]) for n in range(0, 12, 4)),
)


@pytest.mark.parametrize("width", [20, 27, 33, 41, 54, 63, 72, 81, 96, 120, 157, 203])
def test_十二の段落を十二の幅に組んでも禁則を破らない(width: int) -> None:
    assert len(PARAGRAPHS) == 12
    for paragraph in PARAGRAPHS:
        lines = set_lines([Span(paragraph, FONT)], float(width))
        shown = texts(lines)
        assert "".join(shown) == paragraph
        assert [line for line in shown if line[0] in _STARTS] == []
        assert [line for line in shown[:-1] if line[-1] in _ENDS] == []
        assert max(line.width for line in lines) <= width * 1.001 + 1e-6


def test_英単語と数字は割らない() -> None:
    shown = texts(set_lines([Span("収入は65,000円とAbcdefgで", FONT)], 52.0))
    assert shown == ["収入は", "65,000円と", "Abcdefgで"]


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("電話は０３－４５－６７８９", 110.0, ["電話は", "０３－４５－６７８９"]),
        ("電話（０３）１２３４－５６", 110.0, ["電話", "（０３）１２３４－５６"]),
        ("収入は６５，０００円と", 80.0, ["収入は", "６５，０００円と"]),
        # 数でない字とは分ける。
        ("令和８年１１月（２３日）の会議", 60.0, ["令和８年１１", "月（２３日）", "の会議"]),
        ("第１（その２）", 40.0, ["第１（そ", "の２）"]),
        # 枠より長い数は割る。
        ("０３－４５－６７８９", 50.0, ["０３－４５", "－６７８９"]),
    ],
)
def test_全角の番号は割らず_文はつなげない(text: str, width: float, wanted: list[str]) -> None:
    assert texts(set_lines([Span(text, FONT)], width)) == wanted


def test_幅に入らない英単語は割る() -> None:
    lines = set_lines([Span("https://example.invalid/abcdef。", FONT)], 40.0)
    assert max(line.width for line in lines) <= 40.3
    assert texts(lines)[-1][-2:] == "f。"


def test_幅がちょうどなら折り返さない() -> None:
    assert len(set_lines([Span("あ" * 12, FONT)], 120.0)) == 1
    assert len(set_lines([Span("あ" * 13, FONT)], 120.0)) == 2


def test_改行は残る() -> None:
    assert texts(set_lines([Span("一\n\n二", FONT)], 100.0)) == ["一", "", "二"]


@given(st.text(alphabet="漢字かなカナ、。（）「」abc 019…", max_size=60), st.integers(30, 120))
def test_どんな文でも一字も失わない(text: str, width: int) -> None:
    joined = "".join(texts(set_lines([Span(text, FONT)], float(width))))
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_枠に収まらなければ縮め_下限で止めて知らせる() -> None:
    fitting = fit_block([Span("あ" * 40, FONT)], 100.0, 40.0)
    assert fitting.fits
    assert FLOOR / 10 <= fitting.factor < 1
    assert fitting.pitch * len(fitting.lines) <= 41.0
    overflowing = fit_block([Span("あ" * 400, FONT)], 100.0, 40.0)
    assert not overflowing.fits
    assert overflowing.factor == FLOOR / 10


def test_一行を縮める() -> None:
    assert fit_single([Span("あ" * 10, FONT)], 100.0).factor == 1.0
    assert fit_single([Span("あ" * 10, FONT)], 80.0).factor == pytest.approx(0.8, abs=0.01)
    assert not fit_single([Span("あ" * 20, FONT)], 80.0).fits
    assert fit_single([Span("あ" * 20, FONT)], 80.0, exact=True).fits
