"""この頁でできることの一覧。誰が、どの区分で開いているかで決まる。"""

from __future__ import annotations

from collections.abc import Iterator

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.closing import ENDED
from jusou_desk.forms import plain_forms
from jusou_desk.ui.case.opening import plan_words
from jusou_desk.ui.case.panels import PANELS
from jusou_desk.ui.case.standing import Standing


def choices(page: CasePage, standing: Standing) -> Iterator[tuple[str, str]]:
    """(釦の語, すること)。することは様式の id か、脇の一枚の名(``PANELS``)か、画面の種類。"""
    whole = standing.whole_case(page)
    if whole:
        yield "同意を記録", "consent"
    if standing.may_write:
        yield "アセスメント", "assessment"
    if whole:
        yield plan_words(page), "plan"
        if not page.case.sealed:
            yield "つなぐシート", "referral"
    yield from _plain(page, standing)
    if whole:
        yield "評価・終結", "evaluation"
        yield "相談受付を直す", "intake"
    if page.person is not None:
        yield "家族と世帯", "family"
    if whole and page.case.status in ENDED:
        yield "支援を再開する", "reopen"
    for panel in PANELS:
        if panel.offered(page, standing):
            yield panel.said(standing.money), panel.key
    if standing.member and not standing.sealed:
        yield "支援会議の記録を開く", "sealed_case"
    if standing.sealed and not page.case.sealed:
        yield "普段のページを開く", "case"


def _plain(page: CasePage, standing: Standing) -> Iterator[tuple[str, str]]:
    """定義だけの様式。外の機関へ渡すものは、普段の相談の普段の頁でだけ書く。"""
    outside = standing.whole_case(page) and not page.case.sealed
    for one in plain_forms() if standing.may_write else ():
        if outside or not one.outside:
            yield one.title, one.id
