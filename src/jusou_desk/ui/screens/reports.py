"""報告の部屋: 報告の一覧、刷るとおりの表、台帳の出し入れ、媒体持出簿。"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.counting.report_plans import Columns
from jusou_desk.casework.counting.reporting import (
    ReportKind,
    ReportResult,
    ReportRow,
    hand_out_report,
    make_report,
    offered,
    report_kind,
)
from jusou_desk.casework.counting.town_papers import PaperKind, offered_papers
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.errors import DeskError
from jusou_desk.policy import Purpose
from jusou_desk.ui.changes import Changed, Freshness
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import paper_panel
from jusou_desk.ui.pieces import Card, EmptyRoom, Page, Scroll, button, column, row, rule, text
from jusou_desk.ui.report.footnotes import Footnotes
from jusou_desk.ui.report.grid import ReportGrid
from jusou_desk.ui.report.hand_over import HandOverPanel
from jusou_desk.ui.report.ledger_in import TakeIn
from jusou_desk.ui.report.ledger_out import WriteOut
from jusou_desk.ui.report.origins import Origins
from jusou_desk.ui.report.town_paper import TownPaperPanel
from jusou_desk.ui.settings.media import MediaBooks
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import FiscalYear

_CONCERNS: Final = (Changed.CASE, Changed.PERSON, Changed.MEETING, Changed.OFFICE)
_SPANS: Final = {
    Columns.YEARS: "年度ごとの件数を、並べて比べる表です。",
    Columns.MONTHS: "4月から3月までと、年度の計の表です。",
}


class ReportsScreen(Screen):
    """報告の一覧と、台帳の出し入れ。できないことの釦は出さない。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.page = Page("報告")
        self._kinds = offered(desk.town)
        self.doors = tuple(self._door(kind) for kind in self._kinds)
        self.papers = {
            kind.name: self._paper_door(kind) for kind in offered_papers(desk.town, desk.programmes)
        }
        self.page.add(self._reports(), *self._ledger(), *self._media(), self._town_papers())
        self.setLayout(column(self.page))

    def arrive(self, place: Place) -> None:
        self.doors[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _door(self, kind: ReportKind) -> QPushButton:
        return button(kind.title, "choice", partial(self.go, "report", kind.name))

    def _reports(self) -> Card:
        card = Card("件数の報告")
        card.add(
            text("表のどの数からも、その元になった相談と会議を開けます。", "caption", wrap=True)
        )
        for kind, door in zip(self._kinds, self.doors, strict=True):
            about = text(kind.plan.about or _SPANS[kind.plan.columns], "caption", wrap=True)
            card.add(column(door, about, spacing=0.5))
        return card

    def _paper_door(self, kind: PaperKind) -> QPushButton:
        return button(kind.title, "choice", partial(self._open_paper, kind))

    def _town_papers(self) -> Card:
        card = Card("町の資料")
        words = "町の設定にある窓口・会議・事業から作ります。誰の相談のことも載りません。"
        card.add(text(words, "caption", wrap=True))
        for kind in offered_papers(self._desk.town, self._desk.programmes):
            about = text(kind.plan.about, "caption", wrap=True)
            card.add(column(self.papers[kind.name], about, spacing=0.5))
        return card

    def _open_paper(self, kind: PaperKind) -> None:
        panel = TownPaperPanel(self._desk, kind)
        panel.handing.connect(self._hand_paper)
        self.beside(kind.title, panel)

    def _hand_paper(self, kind: PaperKind) -> None:
        year = FiscalYear.of(self._desk.today())
        self.beside("媒体で渡す", HandOverPanel(self._desk, kind, year))

    def _ledger(self) -> list[QWidget]:
        offers: list[QWidget | None] = []
        if self._desk.may(Purpose.LEDGER_IMPORT):
            offers.append(button("台帳を取り込む", "plain", self._take_in))
        if self._desk.may(Purpose.LEDGER_EXPORT):
            offers.append(button("台帳を書き出す", "plain", self._write_out))
        if not offers:
            return []
        card = Card("台帳の出し入れ")
        words = (
            "標準台帳ブック(Excel)で、相談・経過・プラン・会議をまとめて入れたり出したりします。"
        )
        card.add(text(words, "caption", wrap=True), row(*offers, None))
        return [card]

    def _media(self) -> list[QWidget]:
        if not self._desk.may(Purpose.REFERRAL):
            return []
        card = Card("媒体")
        words = "USBなどで渡した記録です。返ってきた日と、中身を消した日をここで記します。"
        opened = button("媒体持出簿を開く", "plain", self._open_media)
        card.add(text(words, "caption", wrap=True), row(opened, None))
        return [card]

    def _take_in(self) -> None:
        self.beside("台帳を取り込む", TakeIn(self._desk))

    def _write_out(self) -> None:
        self.beside("台帳を書き出す", WriteOut(self._desk))

    def _open_media(self) -> None:
        area = Scroll(margin=2)
        area.add(MediaBooks(self._desk), None)
        self.beside("媒体持出簿", area)


class ReportScreen(Screen):
    """報告ひとつ。年度を選び、表を見て、下見・保存・媒体での引渡しへ進む。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kind = offered(desk.town)[0]
        self._year = FiscalYear.of(desk.today())
        self._made: ReportResult | None = None
        self._panel: QWidget | None = None
        self.grid: ReportGrid | None = None
        self.notes: Footnotes | None = None
        self._body: QWidget | None = None
        self._freshness = Freshness(self, lambda c: c.touches(*_CONCERNS), self._refresh)
        self._set_buttons()
        self._lay_out()

    @property
    def result(self) -> ReportResult | None:
        """いま出ている報告。"""
        return self._made

    def arrive(self, place: Place) -> None:
        self._kind = report_kind(place.id)
        self._year = FiscalYear.of(self._desk.today())
        self.page.title.setText(self._kind.title)
        self._drop()
        self._load()

    # --- 組み立て -------------------------------------------------------

    def _set_buttons(self) -> None:
        self.earlier = button("← 前の年度", "quiet", lambda: self._step(1), key="Ctrl+Left")
        self.later = button("次の年度 →", "quiet", lambda: self._step(-1), key="Ctrl+Right")
        self.year_words = text("", "title")
        self.preview_button = button("下見", "plain", self._preview)
        self.write_button = button("このPCに保存する…", "plain", self._write)
        self.hand_button = button("媒体で渡す…", "primary", self._hand_over)
        if not self._desk.may(Purpose.REFERRAL):
            self.hand_button.hide()

    def _lay_out(self) -> None:
        self.page = Page("報告")
        self._tools = QWidget()
        # 狭ければ、年度の組と釦の組の間で折り返す
        flow = FlowLayout(unit(2))
        flow.addWidget(_together(self.earlier, self.year_words, self.later))
        flow.addWidget(_together(self.preview_button, self.write_button, self.hand_button))
        self._tools.setLayout(flow)
        self.page.add(self._tools)
        self.setLayout(column(self.page))

    def _drop(self) -> None:
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body, self.grid, self.notes, self._made = None, None, None, None

    # --- 読む -----------------------------------------------------------

    def _step(self, years: int) -> None:
        self._year = self._year.back(years)
        self.close_side()
        self._load()

    def _refresh(self) -> None:
        """書き直している脚注は捨てない。"""
        if self.notes is None or not any(one.editing for one in self.notes.notes):
            self._load()

    def _load(self) -> None:
        kind, year = self._kind, self._year
        self.year_words.setMinimumHeight(scale().control)
        self.year_words.setText(year.label)
        self.year_words.setAccessibleName(f"いまの年度 {year.label}")
        self.later.setEnabled(year.back(-1).first <= self._desk.today())

        def show(made: ReportResult) -> None:
            if (kind, year) == (self._kind, self._year):
                self._show(made)

        def make() -> ReportResult:
            made = make_report(self._desk, kind.name, year)
            _ = made.problems  # 様式に差し込むのは、画面を止めない所で
            return made

        Ask(self, make).or_else(self._refused).then(show)

    def _refused(self, error: DeskError) -> None:
        self._drop()
        self._body = EmptyRoom(error.title, error.advice)
        self.page.add(self._body)

    def _show(self, made: ReportResult) -> None:
        at = (-1, -1)
        focused = self.grid is not None and self.grid.hasFocus()
        if self.grid is not None:
            at = (self.grid.currentRow(), self.grid.currentColumn())
        self._drop()
        self._made = made
        card = Card()
        heading = text(made.table.heading, "title", wrap=True)
        self.grid = ReportGrid(made.table)
        self.grid.chosen_figure.connect(self._open_figure)
        self.notes = Footnotes(self._desk, self._kind.name, made.table.footnotes)
        card.add(heading, self.grid, self.notes)
        if notices := (*made.notices, *made.problems):
            card.add(rule(), text("紙には出ない知らせ", "label"))
            for notice in notices:
                card.add(text(notice, "caption", wrap=True))
        self._body = card
        self.page.add(card)
        if at[0] in range(self.grid.rowCount()) and at[1] in range(self.grid.columnCount()):
            self.grid.setCurrentCell(*at)
        if focused or at == (-1, -1):
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- 開く・出す -----------------------------------------------------

    def _open_figure(self, one: ReportRow, column: str, figure: Figure) -> None:
        where = "　".join(part for part in (one.section, one.label, column) if part)
        panel = Origins(self._desk, where, figure)
        panel.going.connect(lambda place: self.go(place.kind, place.id))
        self.beside("数の元", panel)

    def _preview(self) -> None:
        kind, year = self._kind, self._year

        def draw() -> OutgoingFile:
            return make_report(self._desk, kind.name, year).files[1]

        def show(file: OutgoingFile) -> None:
            def note(what: str) -> None:
                subject = f"{kind.name} {year.short}"
                note_printing(self._desk, Purpose.STATISTICS, subject, what, files=(file,))

            panel = paper_panel(file.data, file.title, note, problems=file.problems)
            self.beside("下見", panel)

        Ask(self, draw).then(show)

    def _write(self) -> None:
        folder = choose_folder(self, "保存するフォルダ")
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """``folder`` に Excel と PDF を保存する。持ち歩く媒体の中なら断る。"""
        work = partial(hand_out_report, self._desk, self._kind.name, self._year, folder)

        def told(paths: tuple[Path, ...]) -> None:
            names = "、".join(path.name for path in paths)
            NoticeBar.near(self).tell(f"「{folder.name}」に {names} を保存しました。")

        Do(self, work).saying("報告を保存しています").then(told)

    def _hand_over(self) -> None:
        self.beside("媒体で渡す", HandOverPanel(self._desk, self._kind, self._year))


def _together(*parts: QWidget) -> QWidget:
    """離さずに並べる一組。"""
    made = QWidget()
    made.setLayout(row(*parts))
    return made
