"""様式の外に刷るもの: 控番・取扱いの印・提供先・根拠・出力日時・出力者・頁。"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from jusou_desk.reports.ink import draw_words
from jusou_desk.reports.page_setup import MM, PageSetup
from jusou_desk.reports.styles import Font
from jusou_desk.reports.tags import as_text, clean
from jusou_desk.reports.typeset import Span, width_of

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

    @property
    def needs_top(self) -> bool:
        return bool(self.marks or self.copy_label or self.receiver)


def draw_stamp(canvas: Canvas, setup: PageSetup, stamp: Stamp, number: int, total: int) -> None:
    """頁の外周に刷る。座標は紙の左下が原点。"""
    left, right = max(_EDGE, 10 * MM), setup.width - max(_EDGE, 10 * MM)
    if stamp.receiver:
        _watermark(canvas, setup, clean(stamp.receiver))
    marks_left = _marks(canvas, stamp.marks, right, setup.height - _EDGE - _MARK_HEIGHT)
    label = "　".join(t for t in (stamp.copy_label, stamp.receiver) if t)
    if label:
        font = _fitted(Font(size=10.0, bold=True), label, marks_left - left - 8)
        draw_words(canvas, clean(label), font, left, setup.height - _EDGE - _MARK_HEIGHT + 3.5)
    draw_words(canvas, f"{number}/{total}", _SMALL, setup.width / 2, _EDGE, align="center")
    half = _half(setup)
    made = f"{as_text(stamp.produced_at)} 出力　{clean(stamp.actor)}"
    draw_words(canvas, made, _fitted(_SMALL, made, half), right, _EDGE, align="right")
    if stamp.footnote:
        note = _note(stamp)
        lift = _NOTE_LIFT if _is_long(setup, stamp) else 0.0
        room = right - left if lift else half
        draw_words(canvas, note, _fitted(_SMALL, note, room), left, _EDGE + lift)


def bottom_band(setup: PageSetup, stamp: Stamp) -> float:
    """紙の下端から、様式の中身を置かない高さ。"""
    return _EDGE + 11.0 + (_NOTE_LIFT if _is_long(setup, stamp) else 0.0)


def _is_long(setup: PageSetup, stamp: Stamp) -> bool:
    """根拠の文が、頁番号の左に読める大きさで収まらないか(収まらなければ一段上に書く)。"""
    return bool(stamp.footnote) and _fitted(_SMALL, _note(stamp), _half(setup)).size < _LEAST_NOTE


def _note(stamp: Stamp) -> str:
    return clean(stamp.footnote).replace("\n", " ")


def _half(setup: PageSetup) -> float:
    """頁番号の左右それぞれに書ける幅。"""
    return setup.width / 2 - 10 * MM - 24


def _fitted(font: Font, text: str, width: float) -> Font:
    need = width_of([Span(text, font)])
    return font if need <= width else replace(font, size=font.size * max(width, 20.0) / need)


def _marks(canvas: Canvas, marks: tuple[str, ...], right: float, bottom: float) -> float:
    """枠囲みの印を右から並べる。出: いちばん左の印の左端。"""
    for mark in reversed(marks):
        width = width_of([Span(mark, _MARK)]) + 10
        canvas.setLineWidth(1)
        canvas.setStrokeColorRGB(0, 0, 0)
        canvas.rect(right - width, bottom, width, _MARK_HEIGHT, stroke=1, fill=0)
        draw_words(canvas, clean(mark), _MARK, right - width / 2, bottom + 3.4, align="center")
        right -= width + 4
    return right


def _watermark(canvas: Canvas, setup: PageSetup, text: str) -> None:
    """提供先の名を薄く斜めに。字に重なっても読めるよう、透かして描く。"""
    diagonal = math.hypot(setup.width, setup.height) * 0.62
    one = width_of([Span(text, Font(size=1.0, bold=True))])
    size = min(diagonal / one, 72.0) if one else 10.0
    canvas.saveState()
    canvas.setFillAlpha(0.07)
    # 太字の無い書体の字(𠮷など)は、縁を引いて太らせる。縁も透かす。
    canvas.setStrokeAlpha(0.07)
    canvas.translate(setup.width / 2, setup.height / 2)
    canvas.rotate(math.degrees(math.atan2(setup.height, setup.width)))
    font = Font(size=size, bold=True)
    draw_words(canvas, text, font, 0, -size * 0.35, align="center")
    canvas.restoreState()
