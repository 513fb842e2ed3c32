"""記録に重ねる伏せ方の印(情報源秘匿、本人に伏せる)。どの様式にも無い、記録の側の印。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.overlaying import OFFERED
from jusou_desk.policy import Overlay
from jusou_desk.ui.drafting import Typed
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.pieces import column, row, text
from jusou_desk.ui.theme import unit

#: 下書きに添える名。様式の欄ではない。
DRAFT_KEY: Final = "重ねる印"
_WORDS: Final = {
    Overlay.SOURCE: ("情報源を秘匿する", "誰から聞いたかを、どの紙にも出しません。"),
    Overlay.FROM_PERSON: ("本人に伏せる", "本人や家族の手に渡る紙に載せません。"),
}


class OverlayChips(QWidget):
    """印の並び。``kind`` の記録に重ねられるものだけを出す。``about`` は何を伏せるか(省けば無し)。"""

    changed = Signal()

    def __init__(
        self, kind: type, overlays: Collection[str] = (), about: Mapping[Overlay, str] | None = None
    ) -> None:
        super().__init__()
        self._chips: dict[Overlay, CheckChip] = {}
        lines = []
        for one in OFFERED[kind]:
            words, hint = _WORDS[one]
            said = f"{(about or {}).get(one, '')}{hint}"
            chip = CheckChip(words)
            chip.setAccessibleName(words)
            chip.setAccessibleDescription(said)
            chip.toggled.connect(lambda _on: self.changed.emit())
            self._chips[one] = chip
            lines.append(column(row(chip, None), text(said, "caption", wrap=True), spacing=0.5))
        whole = column(*lines, spacing=1)
        whole.setContentsMargins(unit(1.5), unit(), unit(), 0)
        self.setLayout(whole)
        self.choose(overlays)

    def chosen(self) -> tuple[str, ...]:
        """印の付いた重ね。"""
        return tuple(str(one) for one, chip in self._chips.items() if chip.isChecked())

    def choose(self, overlays: Collection[str]) -> None:
        """印を付け直す。``changed`` は鳴らさない。"""
        for one, chip in self._chips.items():
            chip.blockSignals(True)
            chip.setChecked(one in overlays)
            chip.blockSignals(False)
            chip.update()

    def typed(self) -> Typed:
        """下書きにする値。"""
        return {DRAFT_KEY: self.chosen()}

    def set_typed(self, typed: Mapping[str, str | tuple[str, ...]]) -> None:
        """下書きを戻す。前の版の下書きに無ければ、いまの印のまま。"""
        if DRAFT_KEY in typed:
            self.choose(tuple(typed[DRAFT_KEY]))

    def without_gutter(self) -> None:
        """左の余白を外す(札の中で、欄と頭をそろえる)。"""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)

    def come_after(self, widget: QWidget) -> None:
        """Tab で、``widget`` の次に着くようにする。"""
        for chip in self._chips.values():
            QWidget.setTabOrder(widget, chip)
            widget = chip

    def set_read_only(self, read_only: bool) -> None:
        """読むだけにする。"""
        for chip in self._chips.values():
            chip.setEnabled(not read_only)
