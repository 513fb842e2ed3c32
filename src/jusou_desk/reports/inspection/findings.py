"""様式の点検で見つかったこと。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """三段。色は画面が付け、白黒でも字で分かる。"""

    RED = "赤"
    """直すまで使えない。"""
    YELLOW = "黄"
    """使えるが、気をつける。"""
    GREEN = "緑"
    """確かめて、よかったこと。"""


@dataclass(frozen=True)
class Finding:
    """見つかったこと一つ。``sheet``・``cell`` はその場所(ブック全体のことなら空)。

    what: 一文。advice: 次の一手(緑なら空)。about_tag: タグそのもののことか。
    """

    grade: Grade
    sheet: str
    cell: str
    what: str
    advice: str = ""
    about_tag: bool = False

    @property
    def place(self) -> str:
        """人が読む場所。"""
        return "　".join(part for part in (self.sheet, self.cell) if part)
