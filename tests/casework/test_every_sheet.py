"""様式の一つずつ: 画面で開け、空なら断り、Excel と PDF に刷れ、台帳と行き来し、探せる。

表は、動かして確かめた結果から作る。様式を足せば ``_SHEETS`` に一行。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from jusou_desk.casework.case import closing, consent, intake, plans, progress, search, sheets
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.community import issue_paper, issues, spending, spending_paper
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.paper import papers
from jusou_desk.casework.paper.case_list_paper import case_list_paper
from jusou_desk.casework.paper.takeover_paper import takeover_list
from jusou_desk.casework.register import matching
from jusou_desk.errors import BadInput
from jusou_desk.forms import form_ids
from jusou_desk.models.community_records import CommunityIssue
from jusou_desk.models.records import Case, Plan
from jusou_desk.ui.screens import SCREENS
from jusou_desk.wareki import FiscalYear
from tests.casework import paper_case
from tests.casework.ledger_books import new_desk
from tests.casework.test_ledger_export import cells
from tests.casework.test_papers import pdf_text, xlsx_text

_PASSWORD: Final = "みなと"
_ON: Final = date(2026, 11, 3)


@dataclass(frozen=True)
class _Sheet:
    """様式一つ。word: その様式にだけ書いた言葉。written: 言葉の載る紙。screen: 開く画面。

    refused: 空のまま書くこと(``BadInput`` になる)。found: 探したときの種類(空なら探さない紙)。
    """

    name: str
    word: str
    paper: Callable[[Desk, Case], Sequence[OutgoingFile]]
    screen: str
    refused: Callable[[Desk, Case], object] | None
    found: str


def _drawn(name: str, desk: Desk, case: Case) -> Sequence[OutgoingFile]:
    return papers.draw_sheet(desk, name, case.case_no).files


def _form(name: str, form_id: str, word: str, found: str = "sheet") -> _Sheet:
    """ケースの頁で開く様式。"""
    writers: dict[str, Callable[[Desk, Case], object]] = {
        "evaluation": lambda desk, case: closing.evaluate(desk, case.id, {}),
        "progress": lambda desk, case: progress.add_note(desk, case.id, {}),
        "plan": lambda desk, case: plans.write_plan(desk, case.id, {}, ()),
        "consent": lambda desk, case: consent.record_consent(desk, case.id, {}),
    }
    plain = lambda desk, case: sheets.write_sheet(desk, case.id, form_id, {})  # noqa: E731
    return _Sheet(name, word, partial(_drawn, name), "case", writers.get(form_id, plain), found)


_SHEETS: Final = (
    _Sheet(
        "intake",
        "長男のことは近所に知られたくない",
        partial(_drawn, "intake"),
        "intake",
        lambda desk, _case: intake.receive(desk, {}),
        "sheet",
    ),
    _Sheet(
        "intake-unconsented",
        "玄関にごみ袋が二十ほど積まれ",
        partial(_drawn, "intake-unconsented"),
        "intake",
        None,
        "sheet",
    ),
    _form("assessment", "assessment", "猫と暮らしたい。息子のこと"),
    _form("progress", "progress", "灯台守と電話で話した", "note"),
    _form("plan", "plan", "長女へは月末に電話で知らせる"),
    _form("outreach-plan", "plan", "長男が大声を出したら下がり"),
    _form("participation-plan", "plan", "古い時計を直すことが好き"),
    _form("evaluation", "evaluation", "畑の手伝いに出られた"),
    _form("referral", "referral", "食料の支援も急ぎ頼みたい"),
    _form("urgent", "urgent", "最後に見かけたのは架空商店の前"),
    _form("consent", "consent", "灯台新聞店"),
    _Sheet(
        "community-issue",
        "夜の便が一本も無い",
        lambda desk, _case: issue_paper.issue_paper(desk, issues.issues(desk)[0].id),
        "issues",
        lambda desk, _case: issues.write_issue(desk, CommunityIssue(title="", found_on=_ON)),
        "issue",
    ),
    _Sheet(
        "expense-register",
        "昼食代四回分",
        lambda desk, _case: spending_paper.spending_paper(desk, FiscalYear.of(_ON)),
        "expenses",
        lambda desk, case: spending.pay(desk, _plan(desk, case), paid_on=_ON, amount=0, what=""),
        "expense",
    ),
    _Sheet(
        "takeover",
        "灯台守と電話で話した",
        partial(_drawn, "takeover"),
        "case",
        None,
        "note",
    ),
    _Sheet("takeover-list", "R8-0001", lambda d, _c: takeover_list(d, "大田　文江"), "cases", None, "case"),
    _Sheet("case-list", "R8-0001", lambda d, c: case_list_paper(d, (c.id,)), "cases", None, "case"),
)  # fmt: skip


def _plan(desk: Desk, case: Case) -> Plan:
    """参加支援のプラン。"""
    return next(one for one in case_page(desk, case.id).plans if one.kind == "参加支援")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """実費を持つ制度のある町の事務所。"""
    return new_desk(tmp_path / "office", town="komatsu")


@pytest.fixture
def case(desk: Desk) -> Case:
    """どの様式も書いた相談。"""
    made = paper_case.received(desk, informant_withheld=False)
    paper_case.agree(desk, made, excluded_agencies="灯台新聞店")
    sheets.write_sheet(desk, made.id, "assessment", paper_case.ASSESSMENT)
    for more in (paper_case.OUTREACH, paper_case.PARTICIPATION, {}):
        plans.write_plan(desk, made.id, paper_case.PLAN | more, paper_case.ACTIONS)
    sheets.write_sheet(desk, made.id, "referral", paper_case.REFERRAL)
    sheets.write_sheet(desk, made.id, "urgent", paper_case.URGENT)
    note: dict[str, Any] = {"noted_on": _ON, "method": "電話相談・連絡"}
    progress.add_note(desk, made.id, note | {"content": "灯台守と電話で話した。"})
    matching.ask(desk, _plan(desk, made), "架空農園")
    spending.pay(desk, _plan(desk, made), paid_on=_ON, amount=2000, what="昼食代四回分")
    issues.write_issue(
        desk, CommunityIssue(title="岬の足", found_on=_ON, problem="夜の便が一本も無い。")
    )
    review = paper_case.EVALUATION | {"result": "再プランして継続"}
    review |= {"attainment_detail": "畑の手伝いに出られた。"}
    review = {n: v for n, v in review.items() if n not in closing.MAY_BE_NEEDED}
    closing.evaluate(desk, made.id, review)
    return made


def test_どの様式も_画面_検査_Excel_PDF_書出し_取込み_検索がある(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    book = write_ledger(desk, tmp_path / "出.xlsx", password=_PASSWORD).path
    other = new_desk(tmp_path / "other", town="komatsu")
    read_ledger(other, book, apply=True, book_password=_PASSWORD)
    again = write_ledger(other, tmp_path / "再.xlsx", password=_PASSWORD).path
    kept, back = (str(cells(one, _PASSWORD)) for one in (book, again))
    screens = {entry.kind for entry in SCREENS}
    lacking = []
    for one in _SHEETS:
        xlsx, pdf = one.paper(desk, case)
        has = {
            "画面": one.screen in screens,
            "検査": one.refused is None or _refuses(partial(one.refused, desk, case)),
            "Excel": one.word in xlsx_text(xlsx.data),
            "PDF": one.word in "".join(pdf_text(pdf.data).split()),
            "書出し": one.word in kept,
            "取込み": one.word in back,
            "検索": one.found in {hit.kind for hit in search.search(desk, one.word)},
            "取り込んだ先の検索": one.found in {hit.kind for hit in search.search(other, one.word)},
        }
        lacking += [f"{one.name}: {what}" for what, there in has.items() if not there]
    assert lacking == []


def _refuses(write: Callable[[], object]) -> bool:
    try:
        write()
    except BadInput as refused:
        return bool(refused.title and refused.advice)
    return False


def test_様式の定義は_みな表にある() -> None:
    assert {*form_ids()} <= {one.name for one in _SHEETS}
