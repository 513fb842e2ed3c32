"""票の頭: 題と、支援会議の相談であることの帯。選び直しても、下の欄が動かないように置く。"""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from jusou_desk.casework.case.intake_opening import OpenedIntake
from jusou_desk.packet import CONCEALED
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.pieces import row, text
from jusou_desk.ui.theme import unit

_HIDDEN = "「秘匿」の欄は、打ち直さなければ元のまま残ります。"
_SEALED = "㊙ 支援会議の相談を受ける　　ここで書くものは、すべて支援会議の中だけに残ります"


class IntakeHead(QWidget):
    """新しい票では、題の場所がそのまま帯に替わる。書き直す票では、帯が題の上に付く。"""

    def __init__(self, opened: OpenedIntake) -> None:
        super().__init__()
        case = opened.case
        title = text(f"{case.case_no} 相談受付を直す" if case else "相談を受ける", "title")
        hidden = opened.values.get("address") == CONCEALED
        self._title = QWidget()
        line = row(title, text(_HIDDEN if hidden else "", "caption"), None, spacing=2)
        line.setContentsMargins(unit(2), unit(1.5), unit(2), unit(0.5))
        self._title.setLayout(line)
        self.band = SealedBand() if case else SealedBand(_SEALED)
        self._swap: QStackedLayout | None = None
        if case:
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(self.band)
            column.addWidget(self._title)
        else:
            self._swap = QStackedLayout(self)
            self._swap.addWidget(self._title)
            self._swap.addWidget(self.band)
            self.setFixedHeight(self._swap.sizeHint().height())

    def show_sealed(self, sealed: bool) -> None:
        """帯を出す・引っ込める。"""
        if self._swap is None:
            self.band.setVisible(sealed)
        else:
            self._swap.setCurrentWidget(self.band if sealed else self._title)
