"""図形を描くだけの形: 輪郭・画像・字。座標は右と上が正(ポイント)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jusou_desk.reports.drawing.guides import Step
from jusou_desk.reports.drawing.shapes import Pen
from jusou_desk.reports.paging.placing import Glyphs
from jusou_desk.reports.xlsx.paint import Paint

#: PDF の行列の並び。
Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Path:
    """輪郭一つ。座標は図形の左上が原点、右と上が正。"""

    matrix: Matrix
    steps: tuple[Step, ...]
    paint: Paint | None
    alpha: float
    pen: Pen | None


@dataclass(frozen=True, slots=True)
class Image:
    """画像一つ。左下が原点の、``width``×``height`` の枠に描く。"""

    matrix: Matrix
    content: bytes
    crop: tuple[float, float, float, float]
    width: float
    height: float
    alpha: float


@dataclass(frozen=True, slots=True)
class Words:
    """図形の中の字。"""

    matrix: Matrix
    glyphs: tuple[Glyphs, ...]


Item = Path | Image | Words


def upward(steps: Sequence[Step]) -> tuple[Step, ...]:
    """下が正の座標を、上が正に。"""
    return tuple(
        (mark, tuple(-v if at % 2 else v for at, v in enumerate(points))) for mark, points in steps
    )


def joined(first: Matrix, then: Matrix) -> Matrix:
    """``first`` を施してから ``then`` を施す。"""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s,
        c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip
