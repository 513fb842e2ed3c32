"""様式にあって、PDF に(そのとおりには)描かれないもの。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.reports.problems import Problem, Trouble, Where


@dataclass(frozen=True, slots=True, order=True)
class Undrawn:
    """描かれないもの一つ。

    sheet: シート名。cell: 左上のセル(``B3``)か範囲。シート全体のことなら空。
    what: 何か(「グラフ」など)。instead: 代わりにどう描かれるか。何も描かれないなら空。
    """

    sheet: str
    cell: str
    what: str
    instead: str = ""

    @property
    def problem(self) -> Problem:
        """人に知らせること。"""
        trouble = Trouble.DRAWN_OTHERWISE if self.instead else Trouble.UNDRAWN
        words = (self.what, self.instead) if self.instead else (self.what,)
        return Problem(trouble, Where(self.sheet, self.cell), words)
