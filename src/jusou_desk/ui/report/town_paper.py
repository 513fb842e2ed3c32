"""町の資料の一枚。刷るとおりに見て、刷る・保存する・媒体で渡す。"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.counting.town_papers import PaperKind, TownPaper, hand_out, make_paper
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import note_printing
from jusou_desk.errors import DeskError
from jusou_desk.policy import Purpose
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import Saying, button, column, row
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import FiscalYear


class TownPaperPanel(QWidget):
    """脇に開く資料。媒体で渡すときは ``handing`` に資料の種類を言う。"""

    handing = Signal(object)

    def __init__(self, desk: Desk, kind: PaperKind) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._made: TownPaper | None = None
        year = FiscalYear.of(desk.today())
        self._years = {one.label: one for one in (year, year.back(1))}
        self.year = Chips(tuple(self._years), exclusive=True, fallback=year.label)
        self.year.describe("どの年度の名簿から作るか", "")
        self.year.changed.connect(self._ask)
        self.paper = PaperView(self._note)
        self.write_button = button("このPCに保存する…", "plain", self._write)
        self.hand_button = button("媒体で渡す…", "plain", lambda: self.handing.emit(kind))
        self.write_button.setEnabled(False)
        self._problem = Saying()
        tools = QWidget()
        buttons = row(self.write_button, self.hand_button, None, self.year)
        buttons.setContentsMargins(unit(2), unit(), unit(2), 0)
        tools.setLayout(buttons)
        self.hand_button.setVisible(desk.may(Purpose.REFERRAL))  # 並べる前に見せると、窓になる
        whole = column(tools, self._problem, self.paper)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.paper)
        self._ask()

    def _ask(self) -> None:
        year = self._years[self.year.chosen()[0]]
        self._problem.hide()
        draw = partial(self._draw, self._kind.name, year)
        Ask(self, draw).or_else(self._problem.refuse).then(self._show)

    def _draw(self, name: str, year: FiscalYear) -> TownPaper:
        made = make_paper(self._desk, name, year)
        _ = made.files  # 紙を組むのは、画面を止めない所で
        return made

    def _show(self, made: TownPaper) -> None:
        self._made = made
        self.write_button.setEnabled(True)
        if told := (*made.notices, *made.problems):
            self._problem.refuse(
                DeskError("様式に入らず、紙に出ないものがあります。", "\n".join(told))
            )
        self.paper.show_pdf(made.files[1].data, made.heading)

    def _note(self, what: str) -> None:
        assert self._made is not None
        note_printing(
            self._desk, Purpose.STATISTICS, self._kind.name, what, files=self._made.files[1:]
        )

    def _write(self) -> None:
        folder = choose_folder(self, "保存するフォルダ")
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """``folder`` に Excel と PDF を保存する。持ち歩く媒体の中なら断る。"""
        made = self._made
        assert made is not None

        def told(paths: tuple[Path, ...]) -> None:
            names = "、".join(path.name for path in paths)
            NoticeBar.near(self).tell(f"「{folder.name}」に {names} を保存しました。")

        work = partial(hand_out, self._desk, made, folder)
        Do(self, work).saying("資料を保存しています").then(told)
