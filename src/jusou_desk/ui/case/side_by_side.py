"""二つの文を並べ、違う所に印(太字と下線)を付ける。"""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.ui.pieces import Paragraph, column, row, text

#: これより長い文は、一字ずつ比べず、初めと終わりの同じ所だけを除く(比べる手間は長さの二乗になる)。
_LONGEST: Final = 2_000
#: 間の同じ所がこれより短ければ、続けて一つの違いとみる。一字おきの印は読めない。
_SHORTEST: Final = 2
_EMPTY: Final = "（空）"

Part = tuple[str, bool]
"""文の一部と、違うかどうか。"""


def parts_of(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """``before`` と ``after`` を、同じ所と違う所に分ける。"""
    head = _same(before, after)
    tail = min(_same(before[::-1], after[::-1]), len(before) - head, len(after) - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(old), len(new)) > _LONGEST:
        middle: tuple[list[Part], list[Part]] = ([(old, True)], [(new, True)])
    else:
        middle = _compared(old, new)
    ends = [(before[:head], False)], [(before[len(before) - tail :], False)]
    left, right = ([*ends[0], *side, *ends[1]] for side in middle)
    return [one for one in left if one[0]], [one for one in right if one[0]]


def _same(one: str, other: str) -> int:
    """初めの何字が同じか。"""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _compared(old: str, new: str) -> tuple[list[Part], list[Part]]:
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        differs = kind != "equal" or b - a < _SHORTEST
        left.append((old[a:b], differs))
        right.append((new[c:d], differs))
    return left, right


class Marked(Paragraph):
    """違う所に印の付いた段落。"""

    def show_parts(self, parts: list[Part]) -> None:
        """``parts`` を続けて出す。何も無ければ「(空)」。"""
        words = "".join(part for part, _ in parts)
        self.setText(words or _EMPTY)
        if words:
            shown = "".join(
                f"<b><u>{_html(part)}</u></b>" if differs else _html(part)
                for part, differs in parts
            )
            self.show_html(shown)


def _html(words: str) -> str:
    return escape(words).replace("\n", "<br>")


class SideBySide(QWidget):
    """見出しの付いた二つの文。``heads`` は見出しの部品(無ければ語)。"""

    def __init__(self, before: str, after: str, heads: tuple[QWidget | str, QWidget | str]) -> None:
        super().__init__()
        self.left, self.right = Marked(), Marked()
        for part, words in zip((self.left, self.right), parts_of(before, after), strict=True):
            part.show_parts(words)
        sides = [
            _side(head, part) for head, part in zip(heads, (self.left, self.right), strict=True)
        ]
        line = row(*sides, spacing=2)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)


def _side(head: QWidget | str, part: Marked) -> QWidget:
    holder = QWidget()
    top = text(head, "caption") if isinstance(head, str) else head
    lay: QVBoxLayout = column(top, part, None, spacing=0.5)
    lay.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(lay)
    return holder
