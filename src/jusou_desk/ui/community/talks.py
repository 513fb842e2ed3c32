"""検討の経緯: いままでの行と、一行を足す欄。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal

from jusou_desk.casework.community import issues
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.community_records import CommunityIssue, Talk
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import DateField, Field, field_for
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Card, Saying, button, row, text
from jusou_desk.wareki import Toward, format_short

_T: Final = FieldKind.TEXT
_FIELDS: Final = (
    FieldDefinition("on", "話し合った日", FieldKind.DATE, toward=Toward.PAST, half=True),
    FieldDefinition("place", "会議・集まり", _T, half=True, help="例: 福祉のまちづくり委員会"),
    FieldDefinition("who", "参加した人・団体", _T),
    FieldDefinition("what", "話し合ったこと", FieldKind.LONG_TEXT),
)


class Talks(Card):
    """足すと ``added`` に、足した後の一件。"""

    added = Signal(object)

    def __init__(self, desk: Desk, issue: CommunityIssue) -> None:
        super().__init__("検討の経緯")
        self._desk, self._issue = desk, issue
        self.fields: dict[str, Field] = {
            one.id: field_for(one, desk.today().year, desk.today) for one in _FIELDS
        }
        day = self.fields["on"]
        assert isinstance(day, DateField)
        self._day = day
        self._day.set_value(desk.today())
        self._problem = Saying()
        self.add_button = button("検討を足す", "plain", self._add)
        listed = "\n\n".join(map(_line, issue.talks)) or "まだ話し合っていません。"
        self.add(text(listed, "body", wrap=True))
        if issue.title and issues.may_write(desk):
            self.add(*self.fields.values(), self._problem, row(self.add_button, None))

    def _add(self) -> None:
        self._problem.hide()
        if self._day.complaint() or self._day.value() is None:
            self._day.blame(self._day.complaint() or "日付を入力してください。")
            return
        words = {name: str(one.value() or "") for name, one in self.fields.items() if name != "on"}
        day = self._day.value()
        assert day is not None
        work = partial(issues.add_talk, self._desk, self._issue.id, Talk(on=day, **words))
        Do(self, work, Changed.ISSUE).or_else(self._problem.refuse).then(self.added.emit)


def _line(talk: Talk) -> str:
    head = "　".join(part for part in (format_short(talk.on), talk.place, talk.who) if part)
    return f"{head}\n{talk.what}"
