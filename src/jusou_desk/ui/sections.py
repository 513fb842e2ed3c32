"""様式の節と、それを積んで巻く地。"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from jusou_desk.forms import SectionDefinition
from jusou_desk.ui.fields import Field
from jusou_desk.ui.pieces import Card, Scroll
from jusou_desk.ui.theme import unit

ROUND_FIELD: Final = 1.5
"""鍵で着いた欄の上下に見せる余白(升目の数)。"""


class Section(Card):
    """節ひとつ。幅が足りれば二段、足りなければ一段(短い欄だけは半分ずつ並ぶ)。"""

    def __init__(self, definition: SectionDefinition, fields: list[Field]) -> None:
        super().__init__(definition.title)
        self.definition = definition
        self.fields = fields
        self._columns = 0
        self._room = 0
        self._beside: frozenset[str] = frozenset()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(unit(3))
        self._grid.setVerticalSpacing(unit(2.5))
        self.body.addLayout(self._grid)
        for field in fields:
            field.reshaped.connect(self._make_room)
        self.arrange(2)

    def leave_out_heading(self) -> None:
        """節が一つだけなら、様式の題の下に見出しは要らない。欄が一つでも多く見えるように詰める。"""
        self.heading.hide()
        self.body.setContentsMargins(unit(3), unit(2), unit(3), unit(3))

    def arrange(self, columns: int, room: int = 0) -> None:
        """``columns`` 段に並べ直す。広い欄は両方の段にまたがる。

        一段でも、``room`` px の半分に収まる短い欄は隣と並べる。
        """
        beside = frozenset(
            field.definition.id
            for field in self.fields
            if (columns > 1 and not field.wide)
            or (field.definition.half and 2 * field.minimumSizeHint().width() <= room)
        )
        self._room = room
        if (columns, beside) == (self._columns, self._beside):
            return
        self._columns, self._beside = columns, beside
        while self._grid.count():
            self._grid.takeAt(0)
        place = 0
        for field in self.fields:
            span = 1 if field.definition.id in beside else 2
            place += place % span
            self._grid.addWidget(field, place // 2, place % 2, 1, span)
            place += span
        for column in range(2):
            self._grid.setColumnStretch(column, 1)

    def _make_room(self) -> None:
        """指摘の行が増えた。升目は折り返しの丈を覚えたままなので、並べ直して測らせる。"""
        columns, self._columns = self._columns, 0
        self.arrange(columns, self._room)


class Ground(Scroll):
    """欄を積んで巻く地。Tab や Enter で着いた欄は、見出しから手引きまで見えるように巻く。"""

    def __init__(self) -> None:
        super().__init__()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._reached)

    def focusNextPrevChild(self, next: bool) -> bool:
        moved = super().focusNextPrevChild(next)
        reached = self.inside.focusWidget()
        if moved and reached is not None:
            self._show(reached)
        return moved

    def _reached(self, _left: QWidget | None, now: QWidget | None) -> None:
        """目次などの外から、見えていない欄に着いた。押せる所は見えているので、押した手の下は動かない。"""
        if now is not None and self.isAncestorOf(now) and now.visibleRegion().isEmpty():
            self._show(now)

    def _show(self, reached: QWidget) -> None:
        above: QWidget | None = reached
        while above is not None and not isinstance(above, Field):
            above = above.parentWidget()
        if above is not None:
            self.ensureWidgetVisible(above, 0, unit(ROUND_FIELD))
        # 欄が窓より高ければ、着いた所を先に
        self.ensureWidgetVisible(reached, 0, unit(ROUND_FIELD))
