"""図形の輪郭の計算。DrawingML の式(ECMA-376 20.1.9.11)と筆運び(20.1.9.15)を読む。"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: 図形の寸法の単位。1 ポイントが 12700。
EMU: Final = 12_700
#: 角度の一度。
_DEGREE: Final = 60_000
_ARITY: Final = {"M": 2, "L": 2, "A": 4, "Q": 4, "C": 6, "Z": 0}

#: 筆運び一つ。``M``・``L`` は点一つ、``C`` は点三つ、``Z`` は閉じる。
Step = tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Stroke:
    """一筆。座標は左上が原点、右と下が正(ポイント)。"""

    steps: tuple[Step, ...]
    filled: bool = True
    stroked: bool = True
    #: 塗りに混ぜる明暗。負は暗く、正は明るく。
    shade: float = 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """輪郭と、文を置く枠(左, 上, 右, 下)。"""

    strokes: tuple[Stroke, ...]
    text: tuple[float, float, float, float]


def _if(x: float, y: float, z: float) -> float:
    return y if x > 0 else z


_FUNCTIONS: Final[dict[str, Callable[..., float]]] = {
    "val": lambda x: x,
    "*/": lambda x, y, z: x * y / z if z else 0.0,
    "+-": lambda x, y, z: x + y - z,
    "+/": lambda x, y, z: (x + y) / z if z else 0.0,
    "?:": _if,
    "abs": abs,
    "at2": lambda x, y: math.degrees(math.atan2(y, x)) * _DEGREE,
    "cat2": lambda x, y, z: x * math.cos(math.atan2(z, y)),
    "sat2": lambda x, y, z: x * math.sin(math.atan2(z, y)),
    "cos": lambda x, y: x * math.cos(math.radians(y / _DEGREE)),
    "sin": lambda x, y: x * math.sin(math.radians(y / _DEGREE)),
    "tan": lambda x, y: x * math.tan(math.radians(y / _DEGREE)),
    "max": max,
    "min": min,
    "mod": lambda x, y, z: math.sqrt(x * x + y * y + z * z),
    "pin": lambda x, y, z: min(max(y, x), z),
    "sqrt": lambda x: math.sqrt(max(x, 0.0)),
}


class Guides:
    """幅 ``width``・高さ ``height`` の図形の、名前の付いた値。"""

    def __init__(self, width: float, height: float, given: Mapping[str, float]) -> None:
        short = min(width, height)
        self._values: dict[str, float] = {
            "l": 0.0, "t": 0.0, "r": width, "b": height, "w": width, "h": height,
            "hc": width / 2, "vc": height / 2, "ss": short, "ls": max(width, height),
            "cd2": 180.0 * _DEGREE, "cd4": 90.0 * _DEGREE, "cd8": 45.0 * _DEGREE,
            "3cd4": 270.0 * _DEGREE, "3cd8": 135.0 * _DEGREE, "5cd8": 225.0 * _DEGREE,
            "7cd8": 315.0 * _DEGREE,
        }  # fmt: skip
        for name, size in (("wd", width), ("hd", height), ("ssd", short)):
            for part in (2, 3, 4, 5, 6, 8, 10, 12, 16, 32):
                self._values[f"{name}{part}"] = size / part
        self._values.update(given)

    def __getitem__(self, name: str) -> float:
        """名前か数の値。知らない名前は ``ValueError``。"""
        found = self._values.get(name)
        return float(name) if found is None else found

    def add(self, name: str, formula: str) -> None:
        """``*/ w 1 2`` のような式に名前を付ける。"""
        function, *arguments = formula.split()
        if function not in _FUNCTIONS:
            raise ValueError(formula)
        self._values[name] = float(_FUNCTIONS[function](*(self[a] for a in arguments)))


def run(
    marks: Iterable[Sequence[str]], guides: Guides, scale: tuple[float, float] = (1.0, 1.0)
) -> tuple[Step, ...]:
    """``("A", "x1", "x1", "cd2", "cd4")`` のような筆運びを、直線と三次曲線にする。"""
    pen = _Pen()
    across, down = scale
    for mark, *names in marks:
        if len(names) != _ARITY.get(mark, -1):
            raise ValueError(mark)
        values = [guides[name] for name in names]
        if mark == "A":
            wide, tall, start, sweep = values
            pen.arc(wide * across, tall * down, start / _DEGREE, sweep / _DEGREE)
            continue
        points = [v * (down if at % 2 else across) for at, v in enumerate(values)]
        pen.go(mark, points)
    return tuple(pen.steps)


@dataclass(frozen=True)
class Custom:
    """頂点を手で決めた図形。guides: 式。paths:(幅, 高さ, 塗るか, 線を引くか, 筆運び)。

    幅・高さは筆運びの座標の大きさで、0 なら図形の大きさ(EMU)のまま。
    """

    guides: tuple[tuple[str, str], ...]
    paths: tuple[tuple[float, float, bool, bool, tuple[tuple[str, ...], ...]], ...]

    def outline(self, width: float, height: float) -> Outline:
        """ポイントの大きさに描いた輪郭。"""
        guides = Guides(width * EMU, height * EMU, {})
        for name, formula in self.guides:
            guides.add(name, formula)
        strokes = tuple(
            Stroke(
                run(
                    marks, guides, (width / (wide or width * EMU), height / (tall or height * EMU))
                ),
                filled=filled,
                stroked=stroked,
            )
            for wide, tall, filled, stroked, marks in self.paths
            if width and height
        )
        return Outline(strokes, (0.0, 0.0, width, height))


class _Pen:
    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._x = self._y = 0.0

    def go(self, mark: str, points: list[float]) -> None:
        if mark == "Q":
            cx, cy, x, y = points
            points = [
                self._x + (cx - self._x) * 2 / 3,
                self._y + (cy - self._y) * 2 / 3,
                x + (cx - x) * 2 / 3,
                y + (cy - y) * 2 / 3,
                x,
                y,
            ]
            mark = "C"
        self.steps.append((mark, tuple(points)))
        if points:
            self._x, self._y = points[-2:]

    def arc(self, wide: float, tall: float, start: float, sweep: float) -> None:
        """今の点から、半径 ``wide``・``tall`` の楕円の弧を、四半分以下ずつの三次曲線で引く。"""
        first = _on_ellipse(wide, tall, start)
        total = math.radians(sweep)
        if abs(sweep) < 360 and (start % 90 or sweep % 90):
            last = _on_ellipse(wide, tall, start + sweep)
            total = (last - first) % (2 * math.pi) - (2 * math.pi if sweep < 0 else 0.0)
        center_x, center_y = self._x - wide * math.cos(first), self._y - tall * math.sin(first)
        pieces = max(math.ceil(abs(total) / (math.pi / 2) - 1e-9), 1)
        part = total / pieces
        reach = 4 / 3 * math.tan(part / 4)
        for number in range(pieces):
            a, b = first + part * number, first + part * (number + 1)
            ends = [
                math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a),
                math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b),
                math.cos(b), math.sin(b),
            ]  # fmt: skip
            moved = [
                center_y + tall * v if at % 2 else center_x + wide * v for at, v in enumerate(ends)
            ]
            self.go("C", moved)


def _on_ellipse(wide: float, tall: float, angle: float) -> float:
    """見た目の角度(度)→ 楕円を円とみたときの角度(ラジアン)。"""
    turn = math.radians(angle)
    if angle % 90 == 0 or not wide or not tall:
        return turn
    return math.atan2(wide * math.sin(turn), tall * math.cos(turn))
