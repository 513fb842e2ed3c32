"""支援会議の記録を、どの会議体のものとして残すか。従事する会議体がいくつもあるときだけ尋ねる。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.sealing import sealing_bodies, usual_body
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import Code, CodeSet, FieldDefinition, FieldKind
from jusou_desk.ui.fields import SingleField
from jusou_desk.ui.jobs import Ask

_BODY: Final = FieldDefinition(
    "body_id",
    "どの会議体の記録ですか",
    FieldKind.SINGLE,
    required=True,
    help="選んだ会議体に従事する職員だけが読めます。",
)


class BodyChoice(SingleField):
    """初めは、その相談について(無ければ自分が)最後に書いた会議体を選んでおく。

    尋ねるのは ``wanted`` のときだけ。従事する会議体が一つなら、尋ねずにそれに決まる。
    """

    def __init__(self, asker: QWidget, desk: Desk, case_id: str = "") -> None:
        self._names = {body.id: body.name for body in sealing_bodies(desk)}
        codes = tuple(Code(body_id, name) for body_id, name in self._names.items())
        super().__init__(_BODY, CodeSet(_BODY.id, _BODY.label, 0, codes))
        self.setParent(asker)  # 並べる前に見せると、窓になる
        self.hide()
        if len(self._names) > 1:
            Ask(asker, partial(usual_body, desk, case_id)).then(self._begin)

    def want(self, wanted: bool) -> None:
        """尋ねるかどうか。"""
        self.setVisible(wanted and len(self._names) > 1)

    def body_id(self) -> str:
        """選ばれた会議体。尋ねていなければ空。"""
        chosen = self.value()
        return next((body_id for body_id, name in self._names.items() if name == chosen), "")

    def choose(self, body_id: str) -> None:
        """選び直す。従事していない会議体なら、いまのまま。"""
        if body_id in self._names:
            self.set_value(self._names[body_id])

    def _begin(self, body_id: str) -> None:
        if not self.body_id():
            self.choose(body_id)
