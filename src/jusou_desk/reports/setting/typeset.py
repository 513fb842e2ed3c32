"""禁則処理つきの行分けと、枠に収めるための縮小。追い出しだけを使い、枠の外へぶら下げない。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from jusou_desk.reports.setting.advances import advances
from jusou_desk.reports.setting.fonts import Dress, Glyph, clusters, dress, family_of, glyph
from jusou_desk.reports.xlsx.styles import Font

# JIS X 4051 の行頭禁則(終わり括弧・ハイフン・区切り約物・中点・句読点・繰返し・長音・小書きの仮名)と
# 行末禁則(始め括弧)に、数から離さない単位の記号と、様式でよく使う半角を足したもの。
NOT_AT_START: Final = frozenset(
    "、。，．・：；？！‼⁇⁈⁉゛゜ヽヾゝゞ々〻ー〜～’”）〕］｝〉》」』】〙〗〟｠⦆»‐–゠％‰℃°′″"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "｡､･ｰﾞﾟ｣ｧｨｩｪｫｬｭｮｯ,.:;?!)]}%"
)
NOT_AT_END: Final = frozenset("‘“（〔［｛〈《「『【〘〖〝｟⦅«￥＄￡€№｢([{")
_SAME_WIDTH: Final = 0.002
_NARROWEST, _WIDEST = 0.7, 1.7
#: 書式一つで覚えておく字形の数。
_MOST_ATOMS: Final = 4_000
_NOT_APART: Final = frozenset("…‥—―〳〴〵")
#: 全角で書いた電話番号や桁区切りの数。半角のものと同じく、途中で行を分けない。
_FIGURE: Final = re.compile("[０-９]+(?:[－−‐–ー（）／．，：]{1,2}[０-９]+)*")

Pitch = Callable[[Font], float]
# 字の大きさに対する行送り。枠が足りないときは詰めてよい下限まで詰める。
PITCH: Final = 1.2
TIGHT_PITCH: Final = 1.05
FLOOR: Final = 7.0
# 幅がちょうど等しいときの丸め誤差で折り返さないためのゆとり。
_SLACK: Final = 1.001


@dataclass(frozen=True, slots=True)
class Span:
    """同じ書式の文字の並び。"""

    text: str
    font: Font


@dataclass(frozen=True, slots=True)
class Atom:
    """字形ひとつと、その書式。``width`` は縮小前の送り(ポイント)。

    stretch・shift: 様式の名指す書体の送りに収めるための、字の横の倍率と、送りの中での位置。
    """

    glyph: Glyph
    font: Font
    width: float
    stretch: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """一行分。``last`` は段落の最後の行(両端揃えにしない)。"""

    atoms: tuple[Atom, ...]
    width: float
    last: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """枠に組んだ結果。``factor`` は縮小率、``pitch`` は行送り(ポイント、縮小後)。

    pad: 枠の左右の端と字の間。indent: それに足す字下げ。
    shift: 中央に揃えた文の真ん中の、枠の真ん中からのずれ(左右の広がりが違うとき)。
    """

    lines: tuple[Line, ...]
    factor: float
    pitch: float
    fits: bool
    pad: float = 1.5
    indent: float = 0.0
    shift: float = 0.0

    @property
    def lacks(self) -> tuple[tuple[str, str], ...]:
        """(欠けの種類, 文字)。書体に無い文字、無い異体字、右から書く字。"""
        return tuple(
            (atom.glyph.lack, atom.glyph.text)
            for line in self.lines
            for atom in line.atoms
            if atom.glyph.lack
        )


def paragraphs(spans: Iterable[Span]) -> list[list[Atom]]:
    """改行で分けた段落ごとの字形の並び。"""
    found: list[list[Atom]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                found.append([])
            found[-1].extend(_atoms(text, span.font))
    return found


def width_of(spans: Iterable[Span]) -> float:
    """折り返さないときの幅(ポイント)。"""
    return max(sum(a.width for a in paragraph) for paragraph in paragraphs(spans))


def set_lines(spans: Sequence[Span], width: float) -> tuple[Line, ...]:
    """幅 ``width`` に折り返した行。"""
    return _set(paragraphs(spans), width)


def set_stacked(spans: Sequence[Span], height: float) -> tuple[Line, ...]:
    """高さ ``height`` に折り返した縦書きの行。字はどれも、字の大きさだけ進む。"""
    upright = [[replace(a, width=a.font.size) for a in p] for p in paragraphs(spans)]
    return _set(upright, height)


def _set(atoms: Iterable[Sequence[Atom]], width: float) -> tuple[Line, ...]:
    return tuple(line for paragraph in atoms for line in _break(paragraph, width * _SLACK))


def set_single(spans: Sequence[Span]) -> tuple[Line, ...]:
    """折り返さない一行。"""
    atoms = tuple(a for paragraph in paragraphs(spans) for a in paragraph)
    return (Line(atoms, sum(a.width for a in atoms), True),)


def fit_single(spans: Sequence[Span], width: float, *, exact: bool = False) -> Setting:
    """一行を幅に収める。``exact`` は Excel の「縮小して全体を表示」で、下限が無い。"""
    lines = set_single(spans)
    size = _largest(spans)
    factor = min(1.0, width * _SLACK / lines[0].width) if lines[0].width else 1.0
    least = 0.1 if exact else min(1.0, FLOOR / size)
    return Setting(lines, max(factor, least), size * max(factor, least) * PITCH, factor >= least)


def usual_pitch(font: Font) -> float:
    """行送り。書体ごとの決まりを知らないとき。"""
    return font.size * PITCH


def fit_block(
    spans: Sequence[Span], width: float, height: float, pitch_of: Pitch = usual_pitch
) -> Setting:
    """折り返した文を枠に収める。まず行送りを詰め、次に 0.5pt ずつ 7pt まで字を縮める。"""
    font = _largest_font(spans)
    size = current = font.size
    atoms = paragraphs(spans)
    while True:
        factor = current / size
        lines = _set(atoms, width / factor)
        gaps = len(lines) - 1
        # 一行目の上と最終行の下の行間は枠からはみ出してよい。
        free = height * _SLACK - current
        pitch = pitch_of(replace(font, size=current))
        least = min(pitch, current * TIGHT_PITCH)
        if free >= gaps * least:
            return Setting(lines, factor, min(pitch, free / gaps) if gaps else pitch, True)
        if current - 0.5 < FLOOR:
            return Setting(lines, factor, least, False)
        current -= 0.5


def block_height(spans: Sequence[Span], width: float, pitch_of: Pitch = usual_pitch) -> float:
    """縮小しないときに要る高さ(ポイント)。"""
    return len(set_lines(spans, width)) * pitch_of(_largest_font(spans))


def _largest_font(spans: Sequence[Span]) -> Font:
    return max((span.font for span in spans), key=lambda font: font.size, default=Font())


def _largest(spans: Sequence[Span]) -> float:
    return max((span.font.size for span in spans), default=11.0)


def _atoms(text: str, font: Font) -> list[Atom]:
    case = _case(font, dress(font.name, font.bold))
    known = case.atoms
    return [known.get(cluster) or case.cast(cluster) for cluster in clusters(text)]


class _Case:
    """一つの書式の活字箱。同じ字を何度も組むので、作った字形を覚えておく。"""

    def __init__(self, font: Font, worn: Dress) -> None:
        self._font = font
        self._worn = worn
        self._size = font.size * (0.65 if font.raised else 1.0)
        self._advances = advances(font.name, font.bold)
        self.atoms: dict[str, Atom] = {}

    def cast(self, cluster: str) -> Atom:
        """初めて使う字形。"""
        shape = glyph(cluster, family_of(self._font.name), self._font.bold, self._worn)
        atom = _as_named(shape, self._font, self._size, self._advances.get(cluster))
        if len(self.atoms) < _MOST_ATOMS:
            self.atoms[cluster] = atom
        return atom


_case: Final = lru_cache(maxsize=64)(_Case)


def _as_named(shape: Glyph, font: Font, size: float, width: float | None) -> Atom:
    """名指された書体の送り ``width`` に置いた字。形の崩れない範囲で伸び縮みさせ、残りは空きにする。"""
    if width is None or abs(width - shape.width) < _SAME_WIDTH:
        return Atom(shape, font, shape.width * size)
    stretch = min(max(width / shape.width, _NARROWEST), _WIDEST)
    return Atom(shape, font, width * size, stretch, (width - shape.width * stretch) / 2)


def _break(atoms: Sequence[Atom], width: float) -> list[Line]:
    whole = sum(a.width for a in atoms)
    if whole <= width:
        return [Line(tuple(atoms), whole, True)]
    lines: list[Line] = []
    current: list[Atom] = []
    used = 0.0
    for word in _words(atoms, width):
        length = sum(a.width for a in word)
        # 行末に来る空白は幅に数えない。
        visible = 0.0 if all(a.glyph.text == " " for a in word) else length
        if current and used + visible > width:
            lines.append(_line(current, last=False))
            current, used = [], 0.0
        current.extend(word)
        used += length
    lines.append(_line(current, last=True))
    return lines


def _line(atoms: Sequence[Atom], *, last: bool) -> Line:
    end = len(atoms)
    while not last and end and atoms[end - 1].glyph.text == " ":
        end -= 1
    kept = tuple(atoms[:end])
    return Line(kept, sum(a.width for a in kept), last)


def _words(atoms: Sequence[Atom], width: float) -> list[list[Atom]]:
    """分けてはならない並び。幅を超える英単語は禁則だけ守って割る。"""
    words: list[list[Atom]] = []
    for word in _glue(atoms, latin=True):
        if sum(a.width for a in word) <= width:
            words.append(word)
            continue
        for part in _glue(word, latin=False):
            fits = sum(a.width for a in part) <= width
            words.extend([part] if fits else [[a] for a in part])
    return words


def _glue(atoms: Sequence[Atom], *, latin: bool) -> list[list[Atom]]:
    words: list[list[Atom]] = []
    figures = _figures(atoms) if latin else frozenset()
    for at, atom in enumerate(atoms):
        if words and (at in figures or _together(words[-1][-1].glyph.text, atom.glyph.text, latin)):
            words[-1].append(atom)
        else:
            words.append([atom])
    return words


def _figures(atoms: Sequence[Atom]) -> frozenset[int]:
    """すぐ前の字と分けない、全角の数の二字目からの位置。"""
    text = "".join(atom.glyph.text[0] for atom in atoms)
    return frozenset(
        at for one in _FIGURE.finditer(text) for at in range(one.start() + 1, one.end())
    )


def _together(before: str, after: str, latin: bool) -> bool:
    if after[0] in NOT_AT_START or before[0] in NOT_AT_END:
        return before != " " or after[0] in NOT_AT_START
    if before == after and before[0] in _NOT_APART:
        return True
    return latin and _is_latin(before) and _is_latin(after)


def _is_latin(text: str) -> bool:
    return "!" <= text[0] <= "~" or "À" <= text[0] <= "ɏ"
