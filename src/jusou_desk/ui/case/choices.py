"""この頁でできることの一覧。誰が、どの区分で開いているかで決まる。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jusou_desk.casework.cases import CasePage
from jusou_desk.casework.closing import ENDED
from jusou_desk.ui.case.opening import plan_words


@dataclass(frozen=True)
class Standing:
    """開き方。``sealed`` は支援会議の頁か、``may_write`` は書けるか、``member`` は従事者か。"""

    sealed: bool
    may_write: bool
    member: bool

    def whole_case(self, page: CasePage) -> bool:
        """手順の全部を書けるか。普段の相談の支援会議の頁では、経過と見立てだけを書く。"""
        return self.may_write and (page.case.sealed or not self.sealed)


def choices(page: CasePage, standing: Standing) -> Iterator[tuple[str, str]]:
    """(釦の語, すること)。することは様式の id か、plan・intake・reopen・print・issued・画面の種類。"""
    whole = standing.whole_case(page)
    if whole:
        yield "同意を記録", "consent"
    if standing.may_write:
        yield "アセスメント", "assessment"
    if whole:
        yield plan_words(page), "plan"
        if not page.case.sealed:
            yield "つなぐシート", "referral"
        yield "評価・終結", "evaluation"
        yield "相談受付を直す", "intake"
    if page.person is not None and (whole or page.hidden):
        yield "支援措置・居場所", "protection"
    if whole and page.case.status in ENDED:
        yield "支援を再開する", "reopen"
    if not page.case.sealed and not standing.sealed:
        yield "印刷する", "print"
    yield "出した紙", "issued"
    if standing.member and not standing.sealed:
        yield "支援会議の記録を開く", "sealed_case"
    if standing.sealed and not page.case.sealed:
        yield "普段のページを開く", "case"
