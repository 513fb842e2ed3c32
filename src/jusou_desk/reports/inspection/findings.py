"""様式の点検で見つかったこと。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

#: まとめた一行に書く場所の数。残りは「ほか○か所」にする。
_SHOWN: Final = 3


class Grade(StrEnum):
    """三段。色は画面が付け、白黒でも字で分かる。"""

    RED = "赤"
    """直すまで使えない。"""
    YELLOW = "黄"
    """使えるが、気をつける。"""
    GREEN = "緑"
    """確かめて、よかったこと。"""


class Kind(StrEnum):
    """何のことか。"""

    TAG = "タグそのもの"
    OVERFLOW = "収まらない文"
    LEAK = "ファイルに付いて出るもの"
    UNSEEN = "刷ると見えない字"
    PAGES = "頁の分かれ方"
    OTHER = "そのほか"


@dataclass(frozen=True)
class Finding:
    """見つかったこと一つ。``sheet``・``cell`` はその場所(ブック全体のことなら空)。

    what: 一文。advice: 次の一手(緑なら空)。
    others: 同じことのある、ほかの場所(シート, 升)の初めの幾つか。times: 同じことが何か所にあるか。
    """

    grade: Grade
    sheet: str
    cell: str
    what: str
    advice: str = ""
    kind: Kind = Kind.OTHER
    others: tuple[tuple[str, str], ...] = ()
    times: int = 1

    @property
    def about_tag(self) -> bool:
        """タグそのもののことか。"""
        return self.kind is Kind.TAG

    @property
    def place(self) -> str:
        """人が読む場所。"""
        words: list[str] = []
        before = None
        for sheet, cell in ((self.sheet, self.cell), *self.others):
            words.append(
                "　".join(part for part in (sheet if sheet != before else "", cell) if part)
            )
            before = sheet
        more = self.times - len(words)
        return "、".join(words) + (f" ほか{more}か所" if more else "")


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """同じ文の並びを、場所を並べた一つにしたもの。初めに見つかった順。

    見えない字は、シートごとに何があるかを確かめるので、ほかのシートの分とはまとめない。
    """
    found: dict[tuple[str, ...], Finding] = {}
    seen: set[tuple[str, ...]] = set()
    for one in findings:
        apart = one.sheet if one.kind is Kind.UNSEEN else ""
        key = (one.grade, one.kind, apart, one.what, one.advice)
        place = (*key, one.sheet, one.cell)
        if place in seen:
            continue
        seen.add(place)
        found[key] = _joined(found[key], one) if key in found else one
    return list(found.values())


def _joined(first: Finding, other: Finding) -> Finding:
    others = (*first.others, (other.sheet, other.cell), *other.others)
    return replace(first, others=others[: _SHOWN - 1], times=first.times + other.times)
