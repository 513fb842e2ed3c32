"""様式の外に刷るもの: 控番・取扱いの印・提供先・根拠・出力日時・出力者・頁。"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from jusou_desk.reports.paging.placing import Glyphs
from jusou_desk.reports.paper.ink import draw_glyphs, draw_words, set_words
from jusou_desk.reports.setting.typeset import Span, width_of
from jusou_desk.reports.xlsx.page_setup import MM, PageSetup
from jusou_desk.reports.xlsx.styles import Font
from jusou_desk.reports.xlsx.valuetext import as_text, clean

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SMALL: Final = Font(size=7.5)
_MARK: Final = Font(size=9.0, bold=True)
# プリンターが刷れる端から内側。ここから外には何も置かない。
_EDGE: Final = 5 * MM
_MARK_HEIGHT: Final = 13.0
TOP_BAND: Final = _EDGE + _MARK_HEIGHT + 2
_LEAST_NOTE: Final = 6.5
_NOTE_LIFT: Final = 10.0
_GAP: Final = 4


@dataclass(frozen=True)
class Stamp:
    """様式の外、毎頁に刷るもの。

    produced_at: 出力日時。actor: 出力者。marks: 右上に枠で囲む印(「㊙」「会議終了後回収」)。
    copy_label: 左上の控番(「控番 3/8」)。receiver: 提供先の機関(左上と、薄い斜めの透かし)。
    footnote: 左下に刷る文(根拠条文など。呼ぶ側が決める)。
    """

    produced_at: datetime
    actor: str
    marks: tuple[str, ...] = ()
    copy_label: str = ""
    receiver: str = ""
    footnote: str = ""


def stamp_words(stamp: Stamp) -> str:
    """余白に刷るものを一行の文に。頁の外に余白の見えない Excel の画面で、シートの頭に書く。"""
    parts = (stamp.copy_label, stamp.receiver, *stamp.marks, _made(stamp))
    return "　".join(part for part in parts if part)


@dataclass(frozen=True)
class _Around:
    """一つの大きさの紙の外周に刷る、組み終えたもの。頁番号と控番のほかは、どの頁も同じ。

    boxes: 枠囲みの印の(左端, 幅, 字)。room: 控番を書ける幅。floor: 様式の中身を置かない高さ。
    """

    watermark: tuple[Glyphs, ...]
    boxes: tuple[tuple[float, float, tuple[Glyphs, ...]], ...]
    room: float
    made: tuple[Glyphs, ...]
    note: tuple[Glyphs, ...]
    floor: float


class Surround:
    """一つの PDF の、頁の外周に刷るもの。字は、紙の大きさと控番ごとに一度だけ組む。"""

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = stamp
        self._around: dict[tuple[float, float], _Around] = {}
        self._labels: dict[tuple[float, float, str], tuple[Glyphs, ...]] = {}

    def floor(self, setup: PageSetup) -> float:
        """紙の下端から、様式の中身を置かない高さ。"""
        return self._on(setup).floor

    def ceiling(self, setup: PageSetup, label: str) -> float:
        """様式の中身を、ここより上に置かない高さ(紙の下端から)。"""
        stamp = self._stamp
        return setup.height - (TOP_BAND if stamp.marks or stamp.receiver or label else 0)

    def draw(self, canvas: Canvas, setup: PageSetup, label: str, number: int, total: int) -> None:
        """頁の外周に刷る。座標は紙の左下が原点。label: 控番。"""
        around, stamp = self._on(setup), self._stamp
        if stamp.receiver:
            _draw_watermark(canvas, setup, around.watermark)
        for left, width, words in around.boxes:
            canvas.setLineWidth(1)
            canvas.setStrokeColorRGB(0, 0, 0)
            canvas.rect(left, _top(setup), width, _MARK_HEIGHT, stroke=1, fill=0)
            draw_glyphs(canvas, words)
        if label or stamp.receiver:
            draw_glyphs(canvas, self._label(setup, label))
        page = f"{number}/{total}"
        draw_words(canvas, page, _SMALL, setup.width / 2, _EDGE, align="center")
        draw_glyphs(canvas, around.made)
        if stamp.footnote:
            draw_glyphs(canvas, around.note)

    def _on(self, setup: PageSetup) -> _Around:
        size = (setup.width, setup.height)
        if size not in self._around:
            self._around[size] = _around(setup, self._stamp)
        return self._around[size]

    def _label(self, setup: PageSetup, label: str) -> tuple[Glyphs, ...]:
        key = (setup.width, setup.height, label)
        if key not in self._labels:
            text = "　".join(t for t in (label, self._stamp.receiver) if t)
            font = _fitted(Font(size=10.0, bold=True), text, self._on(setup).room)
            self._labels[key] = set_words(clean(text), font, _left(), _top(setup) + 3.5)
        return self._labels[key]


def _around(setup: PageSetup, stamp: Stamp) -> _Around:
    left, right, half = _left(), setup.width - _left(), _half(setup)
    boxes = tuple(_boxes(stamp.marks, right, _top(setup)))
    made = _made(stamp)
    note, lift = _note(stamp), _NOTE_LIFT if _is_long(setup, stamp) else 0.0
    room = right - left if lift else half
    return _Around(
        watermark=_watermark(setup, clean(stamp.receiver)),
        boxes=boxes,
        room=(boxes[-1][0] - _GAP if boxes else right) - left - 8,
        made=set_words(made, _fitted(_SMALL, made, half), right, _EDGE, align="right"),
        note=set_words(note, _fitted(_SMALL, note, room), left, _EDGE + lift),
        floor=bottom_band(setup, stamp),
    )


def _left() -> float:
    return max(_EDGE, 10 * MM)


def _top(setup: PageSetup) -> float:
    """上の段の下端。"""
    return setup.height - _EDGE - _MARK_HEIGHT


def bottom_band(setup: PageSetup, stamp: Stamp) -> float:
    """紙の下端から、様式の中身を置かない高さ。"""
    return _EDGE + 11.0 + (_NOTE_LIFT if _is_long(setup, stamp) else 0.0)


def _is_long(setup: PageSetup, stamp: Stamp) -> bool:
    """根拠の文が、頁番号の左に読める大きさで収まらないか(収まらなければ一段上に書く)。"""
    return bool(stamp.footnote) and _fitted(_SMALL, _note(stamp), _half(setup)).size < _LEAST_NOTE


def _made(stamp: Stamp) -> str:
    return f"{as_text(stamp.produced_at)} 出力　{clean(stamp.actor)}"


def _note(stamp: Stamp) -> str:
    return clean(stamp.footnote).replace("\n", " ")


def _half(setup: PageSetup) -> float:
    """頁番号の左右それぞれに書ける幅。"""
    return setup.width / 2 - 10 * MM - 24


def _fitted(font: Font, text: str, width: float) -> Font:
    need = width_of([Span(text, font)])
    return font if need <= width else replace(font, size=font.size * max(width, 20.0) / need)


def _boxes(
    marks: tuple[str, ...], right: float, bottom: float
) -> Iterator[tuple[float, float, tuple[Glyphs, ...]]]:
    """枠囲みの印を右から並べる。"""
    for mark in reversed(marks):
        width = width_of([Span(mark, _MARK)]) + 10
        words = set_words(clean(mark), _MARK, right - width / 2, bottom + 3.4, align="center")
        yield right - width, width, words
        right -= width + _GAP


def _watermark(setup: PageSetup, text: str) -> tuple[Glyphs, ...]:
    """紙の真ん中を原点に、提供先の名を対角線に沿って。"""
    diagonal = math.hypot(setup.width, setup.height) * 0.62
    one = width_of([Span(text, Font(size=1.0, bold=True))])
    size = min(diagonal / one, 72.0) if one else 10.0
    return set_words(text, Font(size=size, bold=True), 0, -size * 0.35, align="center")


def _draw_watermark(canvas: Canvas, setup: PageSetup, words: tuple[Glyphs, ...]) -> None:
    """薄く斜めに。字に重なっても読めるよう、透かして描く。"""
    canvas.saveState()
    canvas.setFillAlpha(0.07)
    canvas.translate(setup.width / 2, setup.height / 2)
    canvas.rotate(math.degrees(math.atan2(setup.height, setup.width)))
    draw_glyphs(canvas, words)
    canvas.restoreState()
