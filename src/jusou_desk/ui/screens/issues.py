"""地域課題の一覧。行を開くと、脇に一枚が出る。"""

from __future__ import annotations

from functools import partial
from typing import Final

from jusou_desk.casework.community import issue_paper, issues, naming
from jusou_desk.casework.desk import Desk
from jusou_desk.models.community_records import CommunityIssue
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.community.issue_panel import IssuePanel
from jusou_desk.ui.community.paper_panel import Files, PaperPanel
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.pieces import Card, Page, button, column, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import FiscalYear, format_short

INSIDE: Final = "役所の中で使う"
OUTSIDE: Final = "外へ配る（少ない数を書かない）"
_HEADINGS: Final = (
    Heading("課題", 6, 9),
    Heading("地区", 2, 4),
    Heading("分野", 2, 3, yields=True),
    Heading("状態", 2, 3),
    Heading("次にすること", 4, 6, yields=True),
    Heading("次に動く日", 2, 5),
)


class IssuesScreen(Screen):
    """地域課題の表。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.listed: tuple[CommunityIssue, ...] = ()
        self._wanted = ""
        self.add_button = button("課題を足す", "primary", self._add)
        self.table = Table("地域課題", _HEADINGS, opens=True)
        self.table.opened.connect(lambda at: self.open_issue(self.listed[at]))
        self._empty = text("まだ、地域課題がありません。", "caption", wrap=True)
        card = Card()
        card.add(self._empty, self.table)
        lead = "相談から見えた、地域に足りないもの。だれのことかは書かず、数を根拠にします。"
        self.page = Page("地域課題", self.add_button, lead=lead)
        self.add_button.setVisible(issues.may_write(desk))  # 頁に入れる前に見せると、窓になる
        self.page.add(card)
        self.setLayout(column(self.page))
        keep_fresh(self, self._load, Changed.ISSUE)

    def arrive(self, place: Place) -> None:
        self._wanted = place.id
        self._load()

    def _load(self) -> None:
        Ask(self, partial(issues.issues, self._desk)).then(self._show)

    def _show(self, found: tuple[CommunityIssue, ...]) -> None:
        self.listed = found
        self.table.show_rows([_row(one) for one in found])
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)
        wanted, self._wanted = self._wanted, ""
        for one in found:
            if one.id == wanted:
                self.open_issue(one)

    def _add(self) -> None:
        self.open_issue(issues.new_issue(self._desk))

    def open_issue(self, issue: CommunityIssue) -> None:
        """脇に一枚を開く。"""
        panel = IssuePanel(self._desk, issue)
        panel.saved.connect(self.open_issue)
        panel.printing.connect(self.print_issue)
        self.beside(issue.title or "課題を足す", panel)

    def print_issue(self, issue: CommunityIssue) -> None:
        """脇に紙を出す。名が入っていれば、刷る前に言う。"""

        def looked(names: tuple[str, ...]) -> None:
            self.beside("地域課題シート", self._paper(issue, naming.warning(names)))

        Ask(self, partial(issues.named_people, self._desk, issue)).then(looked)

    def _paper(self, issue: CommunityIssue, caution: str) -> PaperPanel:
        year = FiscalYear.of(self._desk.today())
        readers = Chips((INSIDE, OUTSIDE), exclusive=True, fallback=INSIDE)
        readers.describe("だれに渡すか", "")

        def make() -> Files:
            public = year if readers.chosen() == (OUTSIDE,) else None
            return issue_paper.issue_paper(self._desk, issue.id, public=public)

        panel = PaperPanel(
            make,
            partial(issue_paper.hand_out_issue, self._desk),
            partial(issue_paper.note_issue_printed, self._desk),
            readers,
            caution=caution,
        )
        readers.changed.connect(panel.draw)
        return panel


def _row(one: CommunityIssue) -> tuple[str, ...]:
    due = format_short(one.review_on) if one.review_on and one.state not in issues.ENDED else "－"
    return (
        one.title,
        one.area or "－",
        one.field or "－",
        str(one.state),
        one.next_step or "－",
        due,
    )
