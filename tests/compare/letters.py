"""PDF に置かれた字の位置を、中身の命令から読む。

字の枠を書体の輪郭から取ると、書体ごとに上下の余りが違って比べられない。そこで、置いた点と
送りだけから、字の真ん中を求める。枠で切られて真ん中の見えない字は、無いものとする。
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_EVERYWHERE: Final[Box] = (-math.inf, -math.inf, math.inf, math.inf)
_UNIT: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# 基線から、字の背の真ん中まで(字の大きさを 1 とする)。
_MIDDLE: Final = 0.38
_CHARS: Final = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES: Final = re.compile(r"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR: Final = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE: Final = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True)
class Letter:
    """字ひとつ。``x, y`` は真ん中の、紙の左上からの位置(ポイント、下が正)。"""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class _Font:
    widths: dict[int, float]
    texts: dict[int, str]
    default: float
    wide: bool

    def codes(self, data: bytes) -> Iterator[int]:
        if not self.wide:
            yield from data
            return
        for start in range(0, len(data) - 1, 2):
            yield data[start] << 8 | data[start + 1]


@dataclass
class _Pen:
    """字を置く状態。"""

    font: _Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word: float = 0.0
    stretch: float = 100.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> _Pen:
        return replace(self)


_GRAPHICS: Final = ("q", "Q", "cm")
_STEPS: Final = ("re", "m", "l", "c", "v", "y")
_ENDS: Final = ("n", "f", "f*", "F", "S", "s", "B", "B*", "b", "b*")
_PLACING: Final = ("BT", "Tm", "T*", "Td", "TD")
_SETTINGS: Final = {
    "Tc": "spacing", "Tw": "word", "Tz": "stretch", "TL": "leading", "Ts": "rise",
}  # fmt: skip


def read_letters(data: bytes) -> list[list[Letter]]:
    """頁ごとの字(空白を除く)。同じ所に重ねて置いた同じ字は一つに数える。"""
    pages = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            box = [float(v) for v in page.mediabox]
            start = (1.0, 0.0, 0.0, 1.0, -box[0], -box[1])
            found = dict.fromkeys(_Reader(box[3] - box[1]).read(page.obj, start))
            pages.append(list(found))
    return pages


class _Reader:
    """一頁の中身を読む。字を置く命令だけを解く。"""

    def __init__(self, height: float) -> None:
        self._height = height
        self._fonts: dict[Any, _Font] = {}
        self._ctm = _UNIT
        self._text = _UNIT
        self._line = _UNIT
        self._pen = _Pen()
        self._clip = _EVERYWHERE
        self._path: list[tuple[float, float]] = []
        self._clipping = False
        self._stack: list[tuple[Matrix, _Pen, Box]] = []

    def read(self, holder: Any, start: Matrix) -> Iterator[Letter]:
        self._ctm = start
        resources = holder.get("/Resources", pikepdf.Dictionary())
        for instruction in pikepdf.parse_content_stream(holder):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                continue
            mark, operands = str(instruction.operator), list(instruction.operands)
            if mark == "Tf":
                self._pen.font = self._font(resources["/Font"][operands[0]])
                self._pen.size = float(operands[1])
            elif mark in ("Tj", "'", "TJ"):
                if mark == "'":
                    self._move(0.0, -self._pen.leading)
                yield from self._show(list(operands[0]) if mark == "TJ" else [operands[0]])
            elif mark == "Do":
                yield from self._form(resources, str(operands[0]))
            elif mark in _GRAPHICS:
                self._graphics(mark, operands)
            elif mark in _STEPS or mark in ("W", "W*") or mark in _ENDS:
                self._outline(mark, operands)
            elif mark in _PLACING:
                self._place(mark, operands)
            elif mark in _SETTINGS:
                setattr(self._pen, _SETTINGS[mark], float(operands[0]))

    def _form(self, resources: Any, name: str) -> Iterator[Letter]:
        form = resources.get("/XObject", {}).get(name)
        if form is None or form.get("/Subtype") != "/Form":
            return
        saved = self._ctm, self._pen.copy(), self._clip
        inner = form.get("/Matrix")
        start = _times(_matrix(inner), self._ctm) if inner is not None else self._ctm
        yield from self.read(form, start)
        self._ctm, self._pen, self._clip = saved

    def _graphics(self, mark: str, operands: list[Any]) -> None:
        if mark == "q":
            self._stack.append((self._ctm, self._pen.copy(), self._clip))
        elif mark == "Q" and self._stack:
            self._ctm, self._pen, self._clip = self._stack.pop()
        elif mark == "cm":
            self._ctm = _times(_matrix(operands), self._ctm)

    def _outline(self, mark: str, operands: list[Any]) -> None:
        """切り抜きの枠。輪郭を囲む四角で足りる。"""
        if mark in ("W", "W*"):
            self._clipping = True
        elif mark in _ENDS:
            if self._clipping and self._path:
                xs, ys = zip(*self._path, strict=True)
                left, bottom, right, top = self._clip
                self._clip = (
                    max(left, min(xs)),
                    max(bottom, min(ys)),
                    min(right, max(xs)),
                    min(top, max(ys)),
                )
            self._path, self._clipping = [], False
        else:
            values = [float(v) for v in operands]
            if mark == "re":
                x, y, width, height = values
                values = [x, y, x + width, y, x, y + height, x + width, y + height]
            pairs = zip(values[::2], values[1::2], strict=True)
            self._path += [_at(self._ctm, x, y) for x, y in pairs]

    def _place(self, mark: str, operands: list[Any]) -> None:
        if mark in ("BT", "Tm"):
            self._text = self._line = _UNIT if mark == "BT" else _matrix(operands)
        elif mark == "T*":
            self._move(0.0, -self._pen.leading)
        else:
            if mark == "TD":
                self._pen.leading = -float(operands[1])
            self._move(float(operands[0]), float(operands[1]))

    def _move(self, x: float, y: float) -> None:
        self._text = self._line = _times(_shift(x, y), self._line)

    def _show(self, items: list[Any]) -> Iterator[Letter]:
        pen, font = self._pen, self._pen.font
        stretch = pen.stretch / 100
        if font is None:
            return
        for item in items:
            if isinstance(item, (int, float, Decimal)):
                self._text = _times(_shift(-float(item) / 1000 * pen.size * stretch, 0), self._text)
                continue
            for code in font.codes(bytes(item)):
                advance = font.widths.get(code, font.default) / 1000 * pen.size
                shown = font.texts.get(code, "")
                if shown.strip() and (letter := self._letter(shown, advance * stretch)):
                    yield letter
                step = advance + pen.spacing + (pen.word if shown == " " else 0.0)
                self._text = _times(_shift(step * stretch, 0), self._text)

    def _letter(self, text: str, advance: float) -> Letter | None:
        whole = _times(self._text, self._ctm)
        x, y = _at(whole, advance / 2, _MIDDLE * self._pen.size + self._pen.rise)
        left, bottom, right, top = self._clip
        if not (left <= x <= right and bottom <= y <= top):
            return None
        up = (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        size = round(self._pen.size * up, 3)
        return Letter(text, round(x, 3), round(self._height - y, 3), size)

    def _font(self, font: Any) -> _Font:
        key = font.objgen
        if key not in self._fonts:
            self._fonts[key] = _read_font(font)
        return self._fonts[key]


def _read_font(font: Any) -> _Font:
    texts = _to_unicode(bytes(font.ToUnicode.read_bytes())) if "/ToUnicode" in font else {}
    if font.Subtype != "/Type0":
        first = int(font.get("/FirstChar", 0))
        widths = {first + i: float(w) for i, w in enumerate(font.get("/Widths", []))}
        return _Font(widths, texts, 0.0, False)
    inside = font.DescendantFonts[0]
    widths, listed = {}, list(inside.get("/W", []))
    while listed:
        first = int(listed.pop(0))
        following = listed.pop(0)
        if isinstance(following, pikepdf.Array):
            widths |= {first + i: float(w) for i, w in enumerate(following)}
        else:
            width = float(listed.pop(0))
            widths |= dict.fromkeys(range(first, int(following) + 1), width)
    return _Font(widths, texts, float(inside.get("/DW", 1000)), True)


def _to_unicode(data: bytes) -> dict[int, str]:
    source = data.decode("latin-1")
    found: dict[int, str] = {}
    for block in _CHARS.findall(source):
        for code, value in _PAIR.findall(block):
            found[int(code, 16)] = _utf16(value)
    for block in _RANGES.findall(source):
        for first, last, value in _RANGE.findall(block):
            base = int(value, 16)
            for number in range(int(first, 16), int(last, 16) + 1):
                found[number] = chr(base + number - int(first, 16))
    return found


def _utf16(value: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", value)).decode("utf-16-be", "replace")


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(v) for v in values)
    return a, b, c, d, e, f


def _shift(x: float, y: float) -> Matrix:
    return 1.0, 0.0, 0.0, 1.0, x, y


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _at(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
