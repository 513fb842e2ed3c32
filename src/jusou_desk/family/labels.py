"""記号の中と下に書く字。氏名は打たれたまま、切らずに折り返す。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.ages import age_on
from jusou_desk.births import Precision
from jusou_desk.family.people import Member
from jusou_desk.family.shapes import text_width
from jusou_desk.family.symbols import SymbolSet

#: 行の頭に置かない字。
_NOT_FIRST: Final = frozenset(
    "、。，．・ー〜～)）」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々ゝゞ!！?？"
)
LEADING: Final = 1.2
"""字の高さに対する行の高さ。"""
_LONGEST: Final = 200
"""これより長い文は図に置けないので、頭だけを置く(誤って貼り付けられた文で、図が止まらないように)。"""


@dataclass(frozen=True)
class Label:
    """``inside`` は記号の中の字(歳)、``lines`` は記号の下の行。"""

    inside: str
    lines: tuple[str, ...]


def label_of(member: Member, day: date, symbols: SymbolSet) -> Label:
    """``day`` の字。亡くなった人の歳は ×と重なるので下に書く。"""
    age = age_text(member, day, symbols)
    below = wrap(member.name, symbols.text, symbols.label)
    if member.dead and age:
        below += wrap(symbols.dead_age.format(age=age), symbols.text, symbols.label)
    below += wrap(member.note, symbols.text, symbols.label)
    return Label("" if member.dead else age, below)


def age_text(member: Member, day: date, symbols: SymbolSet) -> str:
    """``day``(亡くなっていればその日)の満年齢。日まで分からなければ「頃」が付く。分からなければ空。"""
    end = member.died or day
    if member.birth.day is None or (member.dead and member.died is None):
        return ""
    if member.birth.day > end:
        return ""
    age = str(age_on(member.birth.day, end))
    sure = member.birth.precision is Precision.DAY or (
        member.birth.precision is Precision.MONTH and member.birth.day.month != end.month
    )
    return age if sure else symbols.about.format(age=age)


def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """``width`` ミリまでで折り返した行。空なら空。行の長さは、行数の増えない範囲でそろえる。"""
    text = shortened(text)
    lines = _wrapped(text, size, width)
    whole = [text_width(piece.rstrip(), size) for piece in _pieces(text)]
    least = max((piece for piece in whole if piece <= width), default=size)
    while len(lines) > 1 and width - size / 2 >= least:
        width -= size / 2
        closer = _wrapped(text, size, width)
        if len(closer) > len(lines) or any(text_width(line, size) > width for line in closer):
            break
        lines = closer
    return lines


def shortened(text: str) -> str:
    """図に置ける長さの文。長すぎれば頭だけ。"""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """なるべく空白で、なければ字の間で折った行。"""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph.strip(), size, width):
            if line and text_width(line + word.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += word
        if line.strip():
            lines.append(line.rstrip())
    return tuple(lines)


def _words(text: str, size: float, width: float) -> list[str]:
    """折ってよい切れ目で分けたもの。幅に入らない語は字で分ける。"""
    words: list[str] = []
    for word in _pieces(text):
        if text_width(word.rstrip(), size) <= width:
            words.append(word)
        else:
            words += _letters(word)
    return words


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for character in text:
        pieces[-1] += character
        if character.isspace() or character == "・":
            pieces.append("")
    return [piece for piece in pieces if piece]


def _letters(word: str) -> list[str]:
    """一字ずつ。字に添う符号と、行の頭に置かない字は、前の字から離さない。"""
    letters: list[str] = []
    for character in word:
        if letters and (text_width(character, 1.0) == 0 or character in _NOT_FIRST):
            letters[-1] += character
        else:
            letters.append(character)
    return letters
