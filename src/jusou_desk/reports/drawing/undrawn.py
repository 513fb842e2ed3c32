"""様式にあって、PDF に(そのとおりには)描かれないもの。"""

from __future__ import annotations

from dataclasses import dataclass


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
    def sentence(self) -> str:
        """人に知らせる一文。"""
        where = f"{self.sheet}!{self.cell} " if self.cell else f"シート「{self.sheet}」"
        ending = f"PDFでは{self.instead}" if self.instead else "PDFには描かれません"
        return f"{where}の{self.what}は、{ending}。"
