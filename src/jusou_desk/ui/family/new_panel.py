"""家族を足す一枚。足しても開いたままで、すぐ次の人を打てる。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives
from jusou_desk.casework.kin.family_page import FamilyPage
from jusou_desk.errors import BadInput
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.family.person_fields import PersonFields
from jusou_desk.ui.family.telling import Steps, collected, tell_written
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, stand_at, text

_UNTIED: Final = BadInput(
    "続柄が空で、同居でもないので、図に入れられません。",
    "続柄を入れるか、「本人と同居している」に印を付けてください。分からなければ「親族」や「知人」でもかまいません。",
    "relationship",
)


class NewRelativePanel(QWidget):
    """脇に開く一枚。"""

    def __init__(self, desk: Desk, page: FamilyPage, *, sealed: bool) -> None:
        super().__init__()
        self._desk, self._page, self._sealed = desk, page, sealed
        self.fields = PersonFields(desk, together=True)
        self._problem = Saying()
        self._told = Saying("caption")
        self.add_button = button("足して、次の人へ", "primary", self._add)
        area = Scroll(margin=2, spacing=1.5)
        area.add(
            self._told,
            self._problem,
            self.fields,
            row(self.add_button, None),
            text("終わったら「閉じる」を押します。", "caption", wrap=True),
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.fields)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _add(self) -> None:
        self._problem.hide()
        try:
            typed = self.fields.relative()
        except BadInput as error:
            self._problem.refuse(error)
            stand_at(self.fields.fields[error.field])
            return
        if typed.name.strip() and not typed.relationship and not typed.together:
            # 間がらは後から書けないので、どこにもつながらない人は、図にも表にも出ない
            self._problem.refuse(_UNTIED)
            stand_at(self.fields.fields["relationship"])
            return
        add = partial(
            relatives.add_relative,
            self._desk,
            self._page.case.id,
            typed,
            sealed=self._sealed,
        )
        who = typed.name.strip() or "名の分からない人"
        job = Do(self, collected(self._desk, add), Changed.PERSON).or_else(self._problem.refuse)
        job.then(partial(self._added, f"{who}を足しました。"))

    def _added(self, words: str, steps: Steps) -> None:
        self._told.say(words)
        bar = NoticeBar.near(self)
        tell_written(bar, self._desk, self._page.case, words, steps)
        self.fields.start_over()
        stand_at(self.fields.fields["relationship"])
        self.fields.fields["relationship"].setFocus(Qt.FocusReason.OtherFocusReason)
