"""標準台帳ブックの取込みで見つかったことと、取込みの結果。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jusou_desk.errors import BadInput


@dataclass(frozen=True, slots=True)
class Problem:
    """見つかったこと一つ。``row`` は Excel の行番号(1 が列名の行、0 はブック全体)。

    ``read`` は読んだ値で、利用者に見せるだけにし、記録(ログ・監査)には残さない。
    """

    sheet: str
    row: int
    column: str
    read: str
    expected: str

    @property
    def place(self) -> str:
        """``相談受付 12行 受付日``。"""
        row = f"{self.row}行" if self.row else ""
        return " ".join(part for part in (self.sheet, row, self.column) if part)

    @property
    def sentence(self) -> str:
        """場所・読んだ値・期待を一行で。"""
        return f"{self.place}: 「{self.read}」 {self.expected}"


def not_there(sheet: str, column: str) -> str:
    """指した番号の行が無いときの文。事務所では秘匿の記録を通常の行が指したときも、同じ文で断る。

    エラーのブックは従事者でない人も読むので、ブックに書いてない区分は言わない。
    """
    return f"シート「{sheet}」にある{column}を入れてください。"


@dataclass(frozen=True)
class SheetCount:
    """シートごとの件数。``rows`` は読んだ行、``new`` は新しく入る行、``known`` は既にある番号。"""

    sheet: str
    rows: int
    new: int
    known: int


@dataclass(frozen=True)
class ImportResult:
    """取込み(または試し読み)の結果。``problems`` があれば何も入らない。"""

    counts: tuple[SheetCount, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    applied: bool
    error_book: Path | None = None

    def lines(self) -> tuple[str, ...]:
        """人に見せる行: 何をしたか、シートごとの件数、問題の全部、お知らせの全部。"""
        return (
            "取り込みました。" if self.applied else "何も取り込んでいません。",
            *(
                f"{c.sheet}: {c.rows}行(新しく入る{c.new}件、既にある{c.known}件)"
                for c in self.counts
            ),
            *(f"問題 {problem.sentence}" for problem in self.problems),
            *(f"お知らせ {notice.sentence}" for notice in self.notices),
            f"問題{len(self.problems)}件、お知らせ{len(self.notices)}件",
        )


class LedgerRefused(BadInput):
    """問題があるので取り込まなかった。``result`` に全部の問題がある。"""

    def __init__(self, title: str, advice: str, result: ImportResult) -> None:
        super().__init__(title, advice)
        self.result = result
