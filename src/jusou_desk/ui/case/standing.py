"""頁の開き方: 支援会議の頁か、書けるか、従事者か。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class Standing:
    """開き方。``sealed`` は支援会議の頁か、``may_write`` は書けるか、``member`` は従事者か。

    money: 参加支援の実費を持つ町の制度の、事務所での呼び名(無い町では空)。
    """

    sealed: bool
    may_write: bool
    member: bool
    money: str = ""

    def whole_case(self, page: CasePage) -> bool:
        """手順の全部を書けるか。普段の相談の支援会議の頁では、経過と見立てだけを書く。"""
        return self.may_write and (page.case.sealed or not self.sealed)


def standing_of(desk: Desk, purpose: Purpose, money: str = "") -> Standing:
    """この職員が ``purpose`` で開いた頁での立場。"""
    sealed = purpose is Purpose.SUPPORT_MEETING
    return Standing(sealed, desk.may(purpose), desk.serves_any, money)
