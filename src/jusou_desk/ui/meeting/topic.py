"""議題の検討すること。ふだんは読むだけで、「直す」で目的と合わせて書き直せる。"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.agenda_changes import change_item
from jusou_desk.forms import FieldDefinition, FieldKind, code_set
from jusou_desk.models.records import AgendaItem, Meeting
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import LongTextField, SingleField
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.meeting.keeping import Keeper
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.wareki import fiscal_year_of

AIM: Final = FieldDefinition("aim", "目的", FieldKind.SINGLE, codes="agenda_aims")
TOPIC: Final = FieldDefinition(
    "summary",
    "検討すること",
    FieldKind.LONG_TEXT,
    help="会議の前に書きます。資料に載ります。会議で確かめたことは、結果に書きます。",
)


class Topic(QWidget):
    """議題一つの検討すること。"""

    def __init__(self, desk: Desk, meeting: Meeting, item: AgendaItem) -> None:
        super().__init__()
        self._desk = desk
        self._item = item
        year = fiscal_year_of(desk.today())
        self.aim = SingleField(AIM, code_set("agenda_aims", year))
        self.topic = LongTextField(TOPIC)
        self.save_button = button("議題を保存", "plain", self._save)
        self._fields = (self.aim, self.topic)
        self._shown = text(item.summary, "caption", wrap=True)
        self._writing = QWidget()
        self._writing.setLayout(
            column(
                *self._fields, row(self.save_button, button("やめる", "quiet", self._quit), None)
            )
        )
        whole = column(self._shown, self._writing)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        self._read()
        self._keeper = Keeper(self, desk, meeting, f"topic-{item.id}", self._typed, self._recall)
        for one in self._fields:
            one.without_gutter()
            one.changed.connect(self._keeper.touch)

    def write(self) -> None:
        """書き直せるようにする。"""
        self._show_fields()
        self.topic.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_fields(self) -> None:
        self._shown.hide()
        self._writing.show()

    def _read(self) -> None:
        """書いてあるとおりに見せる。"""
        self.aim.set_value(self._item.aim)
        self.topic.set_value(self._item.summary)
        self._writing.hide()
        self._shown.setVisible(bool(self._item.summary))

    def _typed(self) -> dict[str, Any]:
        return {one.definition.id: one.typed() for one in self._fields}

    def _recall(self, kept: dict[str, Any]) -> None:
        for one in self._fields:
            one.set_typed(kept.get(one.definition.id, ""))
        self._show_fields()

    def _quit(self) -> None:
        self._keeper.forget()
        Do(self, self._keeper.drop).then()
        self._read()

    def _save(self) -> None:
        desk, item = self._desk, self._item
        aim, topic = str(self.aim.value() or ""), str(self.topic.value())
        self._keeper.forget()

        def work() -> AgendaItem:
            changed = change_item(desk, item, aim, topic)
            self._keeper.drop()
            return changed

        Do(self, work, Changed.MEETING).then(
            lambda _i: NoticeBar.near(self).tell(f"議題{item.item_no}を直しました。")
        )
