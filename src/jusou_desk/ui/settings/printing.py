"""プリンター: 会議資料と同じ道で一枚試し刷りし、Excel と刷る大きさを合わせ、書体を選ぶ。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.printer_test import TITLE, note_test_printed, printer_test
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.paper_view import paper_panel
from jusou_desk.ui.pieces import Card, button, column, row, text
from jusou_desk.ui.settings.calibrating import CalibrationCard
from jusou_desk.ui.settings.form_faces import FormFacesCard


class PrinterPart(QWidget):
    """試し刷りの札。紙は ``reading`` で脇に開く。"""

    reading = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        card = Card(TITLE)
        self.look_button = button("試し刷りの紙を開く", "plain", self._look)
        card.add(
            text(
                "綴じ代 25 mm、大きさ、灰色の濃さ、㊙の印、受け手の名の透かし、名前の字を一枚で"
                "確かめます。新しいプリンターや、初めて会議資料を刷る前に使ってください。",
                wrap=True,
            ),
            text("個人の情報は載りません。", "caption"),
            row(self.look_button, None),
        )
        self.calibration = CalibrationCard(desk)
        self.calibration.reading.connect(self.reading)
        self.faces = FormFacesCard(desk)
        self.setLayout(column(card, self.calibration, self.faces))

    def _look(self) -> None:
        desk = self._desk

        def show(data: bytes) -> None:
            panel = paper_panel(data, TITLE, partial(note_test_printed, desk))
            self.reading.emit(TITLE, panel)

        Ask(self, partial(printer_test, desk)).then(show)
