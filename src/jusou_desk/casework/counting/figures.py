"""表の升と、数える期間。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """数える期間。両端の日を含む。"""

    label: str
    first: date
    last: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True)
class Figure:
    """表の一つの升。

    value: 書く数または文。case_ids・meeting_ids: その元になった相談と会議。
    sealed_ids: そのうち支援会議の区分のもの(通常の相談でも、支援会議の議題としては秘匿)。
    """

    value: int | str
    case_ids: tuple[str, ...] = ()
    meeting_ids: tuple[str, ...] = ()
    sealed_ids: frozenset[str] = frozenset()
