"""参加支援の費用の受払簿。年度を選び、計と残りを見て、刷る。予算は管理者が決める。"""

from __future__ import annotations

from functools import partial
from typing import Final

from jusou_desk.casework.community import spending, spending_paper
from jusou_desk.casework.community.spending import Paid, Spending
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.community.paper_panel import PaperPanel
from jusou_desk.ui.fields import TextField, YenField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Page, Saying, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import FiscalYear, format_short

_HEADINGS: Final = (
    Heading("番号", 2, 4),
    Heading("払った日", 2, 4),
    Heading("受付番号", 2, 5),
    Heading("何に使ったか", 4, 6),
    Heading("払った先", 3, 5, yields=True),
    Heading("額", 2, 4, figures=True),
    Heading("残り", 2, 5, figures=True),
)


class ExpensesScreen(Screen):
    """受払簿の表と、予算の札。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.known: Spending | None = None
        year = FiscalYear.of(desk.today())
        self._years = {one.label: one for one in (year, year.back(1), year.back(2))}
        self.year = Chips(tuple(self._years), exclusive=True, fallback=year.label)
        self.year.describe("どの年度か", "")
        self.year.changed.connect(self._load)
        self.print_button = button("受払簿を印刷する…", "plain", self.print_register)
        self.summary = text("", "strong", wrap=True)
        self.told = Saying()
        self.table = Table("受払簿", _HEADINGS, opens=True)
        self.table.opened.connect(self._open)
        self._empty = text(
            "この年度の費用はまだありません。参加支援のプランのある相談の頁で書きます。",
            "caption",
            wrap=True,
        )
        card = Card("受払簿")
        card.add(row(self.year, None), self.summary, self.told, self._empty, self.table)
        name = desk.town.support_money
        self.page = Page(name, self.print_button, lead="参加支援の実費を町が持った分。")
        self.page.add(card)
        if spending.may_budget(desk):
            self.page.add(self._budget_card())
        self.setLayout(column(self.page))
        keep_fresh(self, self._load, Changed.EXPENSE)

    def arrive(self, place: Place) -> None:
        self._load()

    def _budget_card(self) -> Card:
        self.budget = YenField(FieldDefinition("budget", "予算", FieldKind.YEN, half=True))
        self.name = TextField(FieldDefinition("name", "呼び名", FieldKind.TEXT, half=True))
        self._problem = Saying()
        self.budget_button = button("予算を決める", "plain", self._set_budget)
        card = Card("予算と呼び名（管理者）")
        card.add(self.budget, self.name, self._problem, row(self.budget_button, None))
        return card

    def _chosen(self) -> FiscalYear:
        return self._years[self.year.chosen()[0]]

    def _load(self) -> None:
        Ask(self, partial(spending.spending, self._desk, self._chosen())).then(self._show)

    def _show(self, known: Spending) -> None:
        self.known = known
        self.page.title.setText(known.name)
        self.summary.setText(_summary(known))
        if known.left is not None and known.left < 0:
            self.told.say(f"予算を{-known.left:,}円超えています。")
        else:
            self.told.hide()
        self.table.show_rows([_row(one) for one in known.rows])
        self.table.setVisible(bool(known.rows))
        self._empty.setVisible(not known.rows)
        if spending.may_budget(self._desk):
            self.budget.set_value(known.budget)
            self.name.set_value(known.name)

    def _open(self, at: int) -> None:
        assert self.known is not None
        self.go("case", self.known.rows[at].expense.case_id, "expense")

    def _set_budget(self) -> None:
        self._problem.hide()
        if self.budget.complaint():
            self.budget.check()
            return
        amount, year = self.budget.number(), self._chosen()
        value = amount if isinstance(amount, int) else -1
        work = partial(spending.set_budget, self._desk, year, value, str(self.name.value() or ""))
        job = Do(self, work, Changed.EXPENSE).or_else(self._problem.refuse)
        job.then(lambda _none: NoticeBar.near(self).tell(f"{year.label}の予算を決めました。"))

    def print_register(self) -> None:
        """脇に受払簿の紙を出す。"""
        panel = PaperPanel(
            partial(spending_paper.spending_paper, self._desk, self._chosen()),
            partial(spending_paper.hand_out_spending, self._desk),
            partial(spending_paper.note_spending_printed, self._desk),
        )
        self.beside("受払簿", panel)


def _summary(known: Spending) -> str:
    if known.budget is None:
        return f"支出の計 {known.spent:,}円　（予算はまだ決まっていません）"
    return f"予算 {known.budget:,}円　支出の計 {known.spent:,}円　残り {known.left:,}円"


def _row(paid: Paid) -> tuple[str, ...]:
    one = paid.expense
    what = f"{one.what}（打ち消した行）" if paid.cancelled else one.what
    left = f"{paid.left:,}" if paid.left is not None else "－"
    return (
        one.number,
        format_short(one.paid_on),
        paid.case_no,
        what,
        one.receiver or "－",
        f"{one.amount:,}",
        left,
    )
