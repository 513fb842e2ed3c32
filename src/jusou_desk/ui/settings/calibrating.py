"""設定の「プリンター」の一枚: Excel が刷る大きさに、このプログラムの大きさを合わせる。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.calibrating import (
    TITLE,
    calibrate,
    draw_ruler,
    hand_out_ruler,
    note_ruler_printed,
    office_calibration,
    read_measured,
)
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.errors import DeskError
from jusou_desk.policy import Purpose
from jusou_desk.reports.setting.ruler import Calibration
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import Card, button, row, text
from jusou_desk.ui.theme import unit

_ROWS = ("Excel", "このプログラム")
_COLUMNS = ("横(mm)", "縦(mm)")


class CalibrationCard(Card):
    """物差しの紙を開き、測った長さを入れる札。紙は ``reading`` で脇に開く。"""

    reading = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__("Excel に合わせる")
        self._desk = desk
        self.look_button = button("物差しの紙を開く", "plain", self._look)
        self.lines = tuple(_line(who, side) for who in _ROWS for side in _COLUMNS)
        self.save_button = button("保存", "plain", self._save)
        self.reset_button = button("計算どおりに戻す", "quiet", self._reset)
        self.state = text("", "caption", wrap=True)
        self.add(
            text(
                "取り込んだ様式を PDF にしたとき、Excel から刷ったものと大きさや頁の区切りが違うときに"
                "使います。物差しの紙を両方から刷り、大きな枠を測って入れます。",
                wrap=True,
            ),
            row(self.look_button, None),
        )
        if desk.may(Purpose.ADMINISTRATION):
            self.add(self._grid(), row(self.save_button, self.reset_button, None))
        self.add(self.state)
        Ask(self, partial(office_calibration, desk)).then(self._show)

    def _grid(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(unit())
        for column, side in enumerate(_COLUMNS, start=1):
            grid.addWidget(text(side, "caption"), 0, column)
        for number, who in enumerate(_ROWS):
            grid.addWidget(text(who), number + 1, 0)
            for column in (0, 1):
                grid.addWidget(self.lines[number * 2 + column], number + 1, column + 1)
        grid.setColumnStretch(3, 1)
        held = QWidget()
        held.setLayout(grid)
        return held

    def _look(self) -> None:
        desk = self._desk

        def show(files: tuple[OutgoingFile, ...]) -> None:
            hand_out = partial(hand_out_ruler, desk, files)
            panel = PaperDesk(files, TITLE, partial(note_ruler_printed, desk), hand_out)
            self.reading.emit(TITLE, panel)

        Ask(self, partial(draw_ruler, desk)).then(show)

    def _save(self) -> None:
        try:
            measured = read_measured([line.text() for line in self.lines])
        except DeskError as error:
            show_error(self, error)
            return
        Do(self, partial(calibrate, self._desk, measured), Changed.OFFICE).then(self._told)

    def _reset(self) -> None:
        Do(self, partial(calibrate, self._desk, None), Changed.OFFICE).then(self._told)

    def _told(self, found: Calibration) -> None:
        for line in self.lines:
            line.clear()
        self._show(found)
        NoticeBar.near(self).tell("刷る大きさを変えました。")

    def _show(self, found: Calibration) -> None:
        self.reset_button.setEnabled(not found.is_exact)
        self.state.setText(
            "いまは、計算どおりの大きさで描きます。"
            if found.is_exact
            else f"いまは、横 {found.across:.1%}、縦 {found.down:.1%} の大きさで描きます。"
        )


def _line(who: str, side: str) -> Line:
    made = Line()
    made.setAccessibleName(f"{who}の枠　{side}")
    made.setMinimumWidth(unit(8))
    made.setMaximumWidth(unit(14))
    return made
