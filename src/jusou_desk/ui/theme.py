"""見た目の決まり: 書体ひとつ、文字の大きさ三つ、8px の升目、太さ二つ、差し色ひとつ。

部品はここの値だけを使う。色はすべて地に対して 4.5:1 以上で、試験が計算して確かめる。
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from jusou_desk.errors import Damaged
from jusou_desk.paths import resource

GRID: Final = 8
BODY_FAMILY: Final = "BIZ UDPGothic"
FIGURE_FAMILY: Final = "BIZ UDGothic"
_FALLBACK_FAMILIES: Final = ("Noto Sans JP", "DejaVu Sans")
_FONT_FILES: Final = (
    "BIZUDPGothic-Regular.ttf",
    "BIZUDPGothic-Bold.ttf",
    "BIZUDGothic-Regular.ttf",
    "BIZUDGothic-Bold.ttf",
    "NotoSansJP-Regular.ttf",
    "DejaVuSans.ttf",
)


class TextSize(StrEnum):
    """文字の大きさ。値は画面に出す語。"""

    STANDARD = "標準"
    LARGE = "大"
    LARGEST = "特大"


@dataclass(frozen=True)
class Scale:
    """一つの大きさでの寸法(px)。文字は caption から display まで五段。"""

    caption: int
    body: int
    lead: int
    title: int
    display: int
    control: int


SCALES: Final = {
    TextSize.STANDARD: Scale(caption=14, body=16, lead=18, title=20, display=26, control=40),
    TextSize.LARGE: Scale(caption=16, body=19, lead=21, title=24, display=30, control=46),
    TextSize.LARGEST: Scale(caption=19, body=22, lead=24, title=27, display=34, control=52),
}


class Colour(StrEnum):
    """色の役目。差し色は ACCENT だけで、ほかは墨・地・知らせ・区分。"""

    INK = "#1d262b"
    INK_SOFT = "#4d5960"
    GROUND = "#f3f4f0"
    CARD = "#ffffff"
    SUNKEN = "#eaede9"
    LINE = "#d5dad7"
    EDGE = "#76828a"
    ACCENT = "#0d5c63"
    ACCENT_DARK = "#08444a"
    ACCENT_SOFT = "#e2eff0"
    ON_ACCENT = "#ffffff"
    ALARM = "#a1242c"
    ALARM_SOFT = "#fbecec"
    CARE = "#7a4a00"
    CARE_SOFT = "#fdf3dc"
    CALM = "#2c6237"
    SEALED = "#73163b"
    CONCEALED = "#3b3a80"


READABLE_PAIRS: Final = (
    (Colour.INK, Colour.CARD),
    (Colour.INK, Colour.GROUND),
    (Colour.INK, Colour.SUNKEN),
    (Colour.INK, Colour.ACCENT_SOFT),
    (Colour.INK, Colour.CARE_SOFT),
    (Colour.INK, Colour.ALARM_SOFT),
    (Colour.INK_SOFT, Colour.CARD),
    (Colour.INK_SOFT, Colour.GROUND),
    (Colour.INK_SOFT, Colour.SUNKEN),
    (Colour.INK_SOFT, Colour.ACCENT_SOFT),
    (Colour.ACCENT, Colour.CARD),
    (Colour.ACCENT, Colour.GROUND),
    (Colour.ACCENT, Colour.SUNKEN),
    (Colour.ON_ACCENT, Colour.ACCENT),
    (Colour.ON_ACCENT, Colour.ACCENT_DARK),
    (Colour.ALARM, Colour.CARD),
    (Colour.ALARM, Colour.GROUND),
    (Colour.ALARM, Colour.ALARM_SOFT),
    (Colour.CARE, Colour.CARD),
    (Colour.CARE, Colour.CARE_SOFT),
    (Colour.CALM, Colour.CARD),
    (Colour.CALM, Colour.GROUND),
    (Colour.SEALED, Colour.CARD),
    (Colour.CARD, Colour.SEALED),
    (Colour.CONCEALED, Colour.CARD),
)
"""文字の色と地の色として実際に使う組。どれも 4.5:1 以上でなければならない。"""


def luminance(colour: str) -> float:
    """相対輝度(WCAG 2.1)。"""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    tone = QColor(colour)
    return (
        0.2126 * linear(tone.red()) + 0.7152 * linear(tone.green()) + 0.0722 * linear(tone.blue())
    )


def contrast(one: str, other: str) -> float:
    """二色のコントラスト比(1〜21)。"""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class _Current:
    """いまの文字の大きさ。``wear`` だけが変える。"""

    size = TextSize.STANDARD


def size() -> TextSize:
    """いまの文字の大きさ。"""
    return _Current.size


def scale() -> Scale:
    """いまの大きさでの寸法。"""
    return SCALES[_Current.size]


def unit(count: float = 1) -> int:
    """升目の幅の ``count`` 倍(px)。"""
    return round(GRID * count)


def font(pixels: int, *, bold: bool = False, figures: bool = False) -> QFont:
    """本文の書体。``figures`` は桁をそろえる等幅(表・番号)。"""
    made = QFont([FIGURE_FAMILY if figures else BODY_FAMILY, *_FALLBACK_FAMILIES])
    made.setPixelSize(pixels)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def wear(app: QApplication, text_size: TextSize = TextSize.STANDARD) -> None:
    """書体・配色・部品の形を ``app`` 全体に着せる。大きさを変えるときも同じ呼び方。

    同梱の書体が読めなければ ``Damaged``。
    """
    from jusou_desk.ui.stylesheet import stylesheet

    _load_fonts()
    _Current.size = text_size
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette())
    app.setFont(font(scale().body))
    app.setStyleSheet(stylesheet(scale()))


def _load_fonts() -> None:
    if BODY_FAMILY in _loaded:
        return
    for name in _FONT_FILES:
        if QFontDatabase.addApplicationFont(str(resource("fonts", name))) < 0:
            raise Damaged(
                f"画面の書体 {name} を読み込めません。", "プログラムを入れ直してください。"
            )
    _loaded.add(BODY_FAMILY)


_loaded: Final[set[str]] = set()


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for part, colour in (
        (role.Window, Colour.GROUND),
        (role.WindowText, Colour.INK),
        (role.Base, Colour.CARD),
        (role.AlternateBase, Colour.SUNKEN),
        (role.Text, Colour.INK),
        (role.PlaceholderText, Colour.INK_SOFT),
        (role.Button, Colour.CARD),
        (role.ButtonText, Colour.INK),
        (role.Highlight, Colour.ACCENT),
        (role.HighlightedText, Colour.ON_ACCENT),
        (role.ToolTipBase, Colour.CARD),
        (role.ToolTipText, Colour.INK),
        (role.Link, Colour.ACCENT),
    ):
        palette.setColor(part, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, part, QColor(Colour.INK_SOFT))
    return palette
