"""点検の結果: 赤・黄・緑の表、升と項目の結び、試し刷り、「この様式を使う」。"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_repeats import add_links, sheets_of
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.own_forms import CellLink, OwnForm
from jusou_desk.reports.inspection.cell_boxes import CellBox
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.fields.base import GUTTER
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.paper_view import PaperMark, PaperView
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.settings.own_forms_grade import GradePainter
from jusou_desk.ui.settings.own_forms_links import LinkPart
from jusou_desk.ui.settings.own_forms_where import PaperLine, SheetLine
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import FiscalYear

_HEADINGS = (Heading("色", 0, 1), Heading("場所", 1, 3), Heading("分かったこと", 5, 7))
_PAPER: Final = "試し刷り"
_RED: Final = "赤が{}件あります。直すまで、この様式は使えません。"
_UNTOUCHED: Final = "答えの入る升が、まだ決まっていません。「升と項目を結ぶ」を押して決めます。"
_YELLOW: Final = "使えます。黄の{}件は、困らないかを確かめてください。"
_GREEN: Final = "問題はありません。このまま使えます。"
_LINKING, _BACK = "升と項目を結ぶ", "点検の結果に戻る"
_BORROW: Final = (
    "前に開いた「{}」と名は同じですが、別のファイルです。前のファイルの結び{}件を、"
    "見出しを頼りに写せます。"
)
_CARRY: Final = (
    "この紙には、いま「{}」を使っています。その結び{}件を、見出しを頼りにこのファイルへ写せます。"
)
_AFTER_REPAIR: Final = "Excelで直して保存したら、「もう一度読み込む」を押します。"


class CheckCard(Card):
    """点検した様式一つ。``used`` は取り込んだ様式、``again`` は読み直しの頼み、``given_up`` は取りやめ。

    ``other_paper`` は、別の紙として点検し直す頼み。
    """

    reading = Signal(str, QWidget)
    used = Signal(object)
    again = Signal()
    other_paper = Signal(object)
    given_up = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("点検の結果")
        self._desk = desk
        self._checked: Checked | None = None
        self._past: list[tuple[CellLink, ...]] = []
        self._sheets: list[str] = []
        self._suggested = ""
        self._before: Checked | OwnForm | None = None
        self.path: Path | None = None
        self.paper: PaperView | None = None
        self.papers = PaperLine(desk)
        self.papers.chosen.connect(self.other_paper)
        self.sheets = SheetLine()
        self.sheets.turned.connect(self._enter_sheet)
        self._told = Saying("strong")
        self.table = Table("点検の結果", _HEADINGS)
        self.table.setItemDelegateForColumn(0, GradePainter(self.table))
        self.table.itemSelectionChanged.connect(self._mark)
        self.again_button = button("もう一度読み込む", "plain", self.again.emit)
        self.link_button = button(_LINKING, "plain", self._toggle_links)
        self._stop_button = button("取り込まずに戻る", "quiet", self._give_up)
        self.links = LinkPart()
        self.links.linked.connect(self._link)
        self.links.unlinked.connect(self._unlink)
        self.links.cell_chosen.connect(self._mark)
        self.links.turned_back.connect(self._turn_back)
        self.links.repeat.planned.connect(self._mark)
        self.links.repeat.accepted.connect(self._add_links)
        self.links.hide()
        self._repair = text(_AFTER_REPAIR, "caption", wrap=True)
        self._problem = Saying()
        self.use_button = button("この様式を使う", "primary", self._use)
        self._borrowing = text("", "caption", wrap=True)
        self.borrow_button = button("その結びを写す", "plain", self._borrow)
        self._offer = QWidget()
        self._offer.setLayout(column(self._borrowing, row(self.borrow_button, None)))
        self._offer.hide()
        self.add(
            self.papers,
            self._told,
            self._offer,
            self.sheets,
            self.table,
            self._tools(),
            self._repair,
            self.links,
            self._naming(),
            self._problem,
            row(self.use_button, None),
        )

    def _tools(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(unit())
        for one in (self.link_button, self.again_button, self._stop_button):
            flow.addWidget(one)
        holder.setLayout(flow)
        return holder

    def _naming(self) -> QWidget:
        self.name = TextField(
            FieldDefinition(
                "title",
                "様式の名前",
                FieldKind.TEXT,
                required=True,
                help="職員に分かる名前。例: みなと町相談票(第3号様式)。",
            )
        )
        self._years = {}
        this = FiscalYear.of(self._desk.today())
        for year in (this, this.back(-1)):
            when = "今日から" if year == this else "4月1日から"
            self._years[f"{year.label}({when})"] = year
        self.years = Chips([*self._years], exclusive=True, fallback=next(iter(self._years)))
        self.years.describe("いつから使いますか", "")
        beside = column(text("いつから使いますか", "label"), self.years)
        beside.setContentsMargins(unit(GUTTER), 0, 0, 0)
        holder = QWidget()
        holder.setLayout(column(self.name, beside))
        return holder

    # --- 見せる ---------------------------------------------------------

    def show_result(self, checked: Checked) -> None:
        """点検の結果を出し、試し刷りを脇に開く。"""
        self._checked = checked
        self.papers.show_paper(checked.paper)
        self._problem.hide()
        self._told.say(_summary(checked))
        self._told.setVisible(self.links.isHidden())
        self.table.show_rows([_row(one) for one in checked.findings])
        self._suggest_name(checked.file_name.rpartition(".")[0])
        self.use_button.setEnabled(checked.inspection.usable)
        self.link_button.setVisible(bool(checked.boxes))
        self._sheets = sheets = sheets_of(checked)
        self.links.set_sheets(sheets)
        self.links.show_links(checked, can_turn_back=bool(self._past))
        self.sheets.show_sheets(sheets)
        self.show()
        if checked.pdf:
            self._open_paper(checked)

    def _suggest_name(self, words: str) -> None:
        """ファイルの名を様式の名前に。職員が打った名前は替えない。"""
        if self.name.value() in ("", self._suggested):
            self.name.set_value(words)
        self._suggested = words

    def choose_year(self, year: FiscalYear) -> None:
        """いつから使うかを、その年度にしておく。もう過ぎた年度なら、今日からのまま。"""
        if year in self._years.values():
            self.years.choose([label for label, one in self._years.items() if one == year])

    def last_read(self, path: Path, data: bytes) -> Checked | None:
        """``path`` を読むときに、結びを引き継ぐ点検。

        同じ場所のファイルを読み直すときと、中身の同じファイルのときだけ。名だけが同じファイルの結びは、
        ``offer_links`` で尋ねる。
        """
        checked = self._checked
        same = checked is not None and (path == self.path or data == checked.data)
        return checked if same else None

    def begin(self, path: Path) -> Checked | None:
        """``path`` の点検を始める。出: 名だけが同じ、別のファイルの点検(結びのあるとき)。"""
        before, same = self._checked, path == self.path
        self.path = path
        if same:
            return None
        self._past.clear()
        self.sheets.show_sheets(())
        self.links.clear()
        doubtful = before is not None and before.links and before.file_name == path.name
        return before if doubtful else None

    def offer_links(self, before: Checked | OwnForm | None) -> None:
        """名の同じ別のファイルか、いま使っている様式の結びを、使うかどうか尋ねる。"""
        self._before = before
        self._offer.setVisible(before is not None)
        if isinstance(before, OwnForm):
            self._borrowing.setText(_CARRY.format(before.title, len(before.links)))
        elif before is not None:
            self._borrowing.setText(_BORROW.format(before.file_name, len(before.links)))

    def first(self) -> QWidget:
        """出たときに手を置く所。升が決まっていなければ、決める釦。"""
        checked = self._checked
        untouched = checked is not None and bool(checked.boxes) and checked.untouched
        return self.link_button if untouched and self.links.isHidden() else self.table

    def summary(self) -> str:
        """いま出ている結論。"""
        return self._told.said()

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _open_paper(self, checked: Checked) -> None:
        if not self._paper_is_open():
            self.paper = PaperView()
            self.paper.pointed.connect(self._pointed)
            self.reading.emit(_PAPER, self.paper)
        assert self.paper is not None
        self.paper.show_pdf(checked.pdf, _PAPER)
        self._mark()

    def _paper_is_open(self) -> bool:
        """脇が閉じられると、紙の部品も無くなる。"""
        return self.paper is not None and isValid(self.paper) and self.paper.isVisible()

    # --- 紙の上の升 -----------------------------------------------------

    def _pointed(self, page: int, x: float, y: float) -> None:
        checked = self._checked
        if checked is None or self.links.isHidden():
            return
        box = next((b for b in checked.boxes if b.page == page and b.holds(x, y)), None)
        if box is not None and box.sheet in self._sheets:
            self.sheets.point_at(box.sheet)
            self.links.choose_cell(box.sheet, box.cell)

    def _mark(self) -> None:
        """結んだ升に番号を、選んだ行か升に太い枠を付ける。"""
        checked, paper = self._checked, self.paper
        if checked is None or paper is None or not self._paper_is_open():
            return
        marks = []
        for number, link in enumerate(checked.links, start=1):
            box = self._box(link.sheet, link.cell)
            marks += [_mark_of(box, str(number))] if box else []
        at = self.table.chosen()
        finding = checked.findings[at] if 0 <= at < len(checked.findings) else None
        chosen = self.links.cell() if not self.links.isHidden() else None
        where = chosen or ((finding.sheet, finding.cell) if finding else None)
        box = self._box(*where) if where else None
        marks += [_mark_of(box, "", strong=True)] if box else []
        for link in self.links.repeat.plan if not self.links.isHidden() else ():
            box = self._box(link.sheet, link.cell)
            marks += [_mark_of(box, "", planned=True)] if box else []
        paper.mark(marks)

    def _enter_sheet(self, sheet: str) -> None:
        """シートの初めの頁を見せ、打つ番地もそのシートのものにする。"""
        checked, paper = self._checked, self.paper
        self.links.enter_sheet(sheet)
        if checked is None or paper is None or not self._paper_is_open():
            return
        paper.show_page(next(box.page for box in checked.boxes if box.sheet == sheet))

    def _box(self, sheet: str, cell: str) -> CellBox | None:
        boxes = self._checked.boxes if self._checked else ()
        first = cell.partition(":")[0]
        return next((b for b in boxes if (b.sheet, b.cell) == (sheet, first)), None)

    # --- 結ぶ -----------------------------------------------------------

    def _toggle_links(self) -> None:
        """結んでいる間は、表を引っ込めて、紙の横に項目の一覧を置く。"""
        linking = self.links.isHidden()
        self.links.setVisible(linking)
        beside = (self.papers, self._told, self.table, self._stop_button)
        for one in (*beside, self._repair):
            one.setVisible(not linking)
        self.link_button.setText(_BACK if linking else _LINKING)
        self.link_button.setAccessibleName(self.link_button.text())
        self._mark()
        if linking:
            self.links.start()

    def _give_up(self) -> None:
        self._close()
        self.given_up.emit()

    def _close(self) -> None:
        self._checked = self._before = self.path = None
        self._past.clear()
        self.offer_links(None)
        self.name.set_value("")
        self.years.choose([next(iter(self._years))])
        self._suggested = ""
        self.links.clear()
        if not self.links.isHidden():
            self._toggle_links()

    def _link(self, sheet: str, cell: str, tag: str) -> None:
        clears = self.links.clears()
        self._change(partial(own_forms.link, sheet=sheet, cell=cell, tag=tag, clears=clears))

    def _unlink(self, gone: tuple[CellLink, ...]) -> None:
        kept = [one for one in self._links() if one not in gone]
        self._change(partial(own_forms.relink, links=kept))

    def _add_links(self, more: tuple[CellLink, ...]) -> None:
        self._change(partial(add_links, more=more))

    def _turn_back(self) -> None:
        if self._past:
            links = self._past.pop()
            self._change(partial(own_forms.relink, links=links), keep=False)

    def _borrow(self) -> None:
        before = self._before
        self.offer_links(None)
        if before is not None:
            self._change(partial(own_forms.borrow_links, before=before))

    def _links(self) -> tuple[CellLink, ...]:
        return self._checked.links if self._checked else ()

    def _change(self, change: partial[Checked], *, keep: bool = True) -> None:
        """結びを替えて点検し直す。keep: 替える前の結びを、戻せるように残すか。"""
        checked = self._checked
        if checked is None:
            return

        def show(made: Checked) -> None:
            if keep and made.links != checked.links:
                self._past.append(checked.links)
            self.show_result(made)

        job = Ask(self, lambda: change(self._desk, checked)).or_else(self.links.problem.refuse)
        job.then(show)

    # --- 使う -----------------------------------------------------------

    def _use(self) -> None:
        checked = self._checked
        if checked is None:
            return
        if self.name.problem():
            self.name.show_problem()
            self.name.setFocus()
            return
        year = self._years[self.years.chosen()[0]]
        name = str(self.name.value())
        work = partial(own_forms.bring_in, self._desk, checked, name, year)
        job = Do(self, work, Changed.OFFICE).or_else(self._problem.refuse)
        job.at_end(rest(self.use_button)).then(self._done)

    def _done(self, form: OwnForm) -> None:
        self._close()
        self.used.emit(form)


def _summary(checked: Checked) -> str:
    found = checked.findings
    reds = sum(one.grade is Grade.RED for one in found)
    yellows = sum(one.grade is Grade.YELLOW for one in found)
    if reds == 1 and checked.untouched:
        return f"「{checked.file_name}」　{_UNTOUCHED}"
    if not checked.inspection.usable:
        return f"「{checked.file_name}」　{_RED.format(reds)}"
    words = _YELLOW.format(yellows) if yellows else _GREEN
    return f"「{checked.file_name}」　{words}"


def _row(finding: Finding) -> tuple[str, ...]:
    words = "\n".join(part for part in (finding.what, finding.advice) if part)
    return finding.grade, finding.place or "全体", words


def _mark_of(box: CellBox, words: str, *, strong: bool = False, planned: bool = False) -> PaperMark:
    area = QRectF(box.x, box.y, box.width, box.height)
    return PaperMark(box.page, area, words, strong, planned)
