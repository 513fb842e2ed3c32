"""白紙の様式を刷る。停電やパソコンの故障のときと、窓口で手で書いてもらうとき。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.paper.blank_forms import (
    TITLE,
    blank_forms,
    draw_all_blanks,
    draw_blank,
    hand_out_blank,
    note_blank_printed,
)
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import Card, button, column, row, text


class BlankFormsPart(QWidget):
    """様式の札。紙は ``reading`` で脇に開く。"""

    reading = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        card = Card(TITLE)
        self.all_button = button(
            "全部を続けて開く", "plain", partial(self._look, TITLE, partial(draw_all_blanks, desk))
        )
        self.choices = [
            button(
                form.title,
                "choice",
                partial(self._look, form.title, partial(draw_blank, desk, form.name)),
            )
            for form in blank_forms(desk)
        ]
        card.add(
            text(
                "パソコンの使えないときや、窓口で手で書いてもらうときの用紙です。"
                "一そろい刷って、綴じておいてください。",
                wrap=True,
            ),
            text("個人の情報は載りません。", "caption"),
            row(self.all_button, None),
        )
        # 題の長い様式も、字を大きくして切れないよう、札の外に幅いっぱいで並べる
        self.setLayout(column(card, *self.choices))

    def _look(self, title: str, work: Callable[[], tuple[OutgoingFile, ...]]) -> None:
        desk = self._desk

        def show(files: tuple[OutgoingFile, ...]) -> None:
            hand_out = partial(hand_out_blank, desk, files)
            panel = PaperDesk(files, title, partial(note_blank_printed, desk), hand_out)
            self.reading.emit(title, panel)

        Ask(self, work).then(show)
