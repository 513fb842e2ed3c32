"""脇の一枚「通報・緊急」: これまでの一覧から、一件を読むか、新しく頼む。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import disclosing
from jusou_desk.casework.secrecy.disclosing import Told
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.disclosure_form import DisclosureForm
from jusou_desk.ui.case.disclosure_review import DisclosureReview
from jusou_desk.ui.case.timeline_list import SEALED_WORD
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Scroll, button, column, text
from jusou_desk.wareki import format_short

TITLE: Final = "通報・緊急"
_ABOUT: Final = "本人の同意によらず外へ知らせたことと、その承認です。消えることはありません。"
_PRINT: Final = "「紙を確かめる・刷る」から、渡す紙が出せます。"
_ASKER_PRINTS: Final = "頼んだ人が、紙を刷って渡します。"


class DisclosurePanel(QWidget):
    """一覧と、その中の一件。まだ一件も無ければ、頼む所から始める。済むと ``saved`` を鳴らす。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage, purpose: Purpose, item: str = "") -> None:
        """``item`` は初めに出す一件(id)。空なら一覧から。"""
        super().__init__()
        self._desk = desk
        self._page = page
        self._purpose = purpose
        self._shown: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._read(partial(self._begin, item))

    @property
    def shown(self) -> QWidget | None:
        """いま出ている一覧か一件。"""
        return self._shown

    def _read(self, then: Callable[[tuple[Told, ...]], object]) -> None:
        read = partial(disclosing.told_of, self._desk, self._page.case.id, self._purpose)
        Ask(self, read).then(then)

    def _begin(self, item: str, found: tuple[Told, ...]) -> None:
        wanted = next((one for one in found if one.disclosure.id == item), None)
        if wanted is not None:
            self._open(wanted)
        elif found or not self._desk.may(Purpose.EMERGENCY):
            self._list(found)
        else:
            self._ask()

    def _list(self, found: tuple[Told, ...]) -> None:
        area = Scroll(margin=2, spacing=1)
        area.add(text(_ABOUT if found else "まだ何も知らせていません。", "caption", wrap=True))
        first: QWidget | None = None
        if self._desk.may(Purpose.EMERGENCY):
            first = button("新しく知らせる", "plain", self._ask)
            area.add(first)
        for one in found:
            told = one.disclosure
            mark = f"{SEALED_WORD}　" if told.sealed else ""
            words = f"{mark}{told.disclosure_no}　{told.receiver}　{told.state}"
            gist = f"{format_short(told.asked_at.date())}　{told.reason}　{_then(one)}"
            opening = button(words, "choice", partial(self._open, one), hint=gist)
            area.add(column(opening, text(gist, "caption", wrap=True), spacing=0.5))
            first = opening if one is found[0] else first
        area.add(None)
        self._show(area, first)

    def _ask(self) -> None:
        sealed = self._purpose is Purpose.SUPPORT_MEETING
        made = DisclosureForm(self._desk, self._page, sealed=sealed)
        made.saved.connect(self.saved)
        made.going_back.connect(partial(self._read, self._list))
        self._show(made, None)

    def _open(self, one: Told) -> None:
        made = DisclosureReview(self._desk, one)
        made.saved.connect(self.saved)
        made.approved.connect(partial(self._approved, one.disclosure.id))
        made.going_back.connect(partial(self._read, self._list))
        self._show(made, made.first)

    def _approved(self, item: str) -> None:
        """承認したら、その一件のまま、紙を刷れるようにする。"""
        prints = self._desk.may(Purpose.EMERGENCY)
        NoticeBar.near(self).tell("承認しました。", _PRINT if prints else _ASKER_PRINTS)
        self._read(partial(self._begin, item))

    def _show(self, part: QWidget, focus: QWidget | None) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = part
        self._column.addWidget(part)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)


def _then(one: Told) -> str:
    """その後どうなったか。"""
    if one.disclosure.result_on is not None:
        return f"返事 {format_short(one.disclosure.result_on)}"
    return "先に知らせた" if one.waiting and one.disclosure.told_first else ""
