"""見た目の決まりが守られているか。"""

from __future__ import annotations

import re
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from jusou_desk.ui import theme
from jusou_desk.ui.badges import PATTERNS, LaneBadge, Mark
from jusou_desk.ui.stylesheet import stylesheet
from jusou_desk.ui.theme import Colour, TextSize
from tests.ui.hands import Picture


@pytest.mark.parametrize("pair", theme.READABLE_PAIRS)
def test_文字と地の色は四点五対一以上(pair: tuple[Colour, Colour]) -> None:
    assert theme.contrast(*pair) >= 4.5


def test_コントラスト比の計算は白黒で二十一() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("edge", [Colour.EDGE, Colour.ACCENT])
@pytest.mark.parametrize("ground", [Colour.CARD, Colour.GROUND, Colour.SUNKEN])
def test_入力の縁と焦点の縁は地から三対一以上(edge: Colour, ground: Colour) -> None:
    assert theme.contrast(edge, ground) >= 3.0


def test_スタイルシートの色は決められた色だけ() -> None:
    used = set(re.findall(r"#[0-9a-fA-F]{6}", stylesheet(theme.scale())))
    assert used <= {colour.value for colour in Colour}


@pytest.mark.parametrize("size", list(TextSize))
def test_三つの大きさで同梱の書体が当たる(qapp: QApplication, size: TextSize) -> None:
    theme.wear(qapp, size)
    assert theme.size() is size
    assert QFontInfo(qapp.font()).family() == theme.BODY_FAMILY
    assert qapp.font().pixelSize() == theme.SCALES[size].body


def test_大きさは標準から特大へ大きくなる() -> None:
    bodies = [theme.SCALES[size].body for size in TextSize]
    assert bodies == sorted(bodies)
    assert bodies[-1] / bodies[0] > 1.3


def test_数字の書体は桁がそろう() -> None:
    metrics = QFontMetrics(theme.font(16, figures=True))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_区分の札は色を除いても互いに違う() -> None:
    looks = {(p.line, p.hatch, p.filled) for p in PATTERNS.values()}
    assert len(looks) == len(Mark)


@pytest.mark.parametrize("mark", list(Mark))
def test_区分の札は語を切らずに描く(mark: Mark, picture: Picture) -> None:
    badge = LaneBadge(mark)
    badge.resize(badge.sizeHint())
    words = QFontMetrics(theme.font(theme.scale().caption, bold=True))
    assert badge.width() >= words.horizontalAdvance(mark.value) + theme.unit(2)
    assert badge.accessibleName() == mark.value
    assert picture(badge, mark.name).stat().st_size > 0


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="3.12 から None は不滅")
def test_値を返さない呼出しを重ねても定数が減らない() -> None:
    timer = QTimer()
    for _ in range(100_000):
        timer.setInterval(5)
    assert sys.getrefcount(None) > 1 << 50
