"""同じ人かもしれない二人、別人と決めた二人、統合した人。統合も、取り消しも、戻すのもここから。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.parting import (
    United,
    give_to_returned,
    part_again,
    united_into,
)
from jusou_desk.casework.kin.same_people import (
    ApartPair,
    LikelyPair,
    Shown,
    apart_pairs,
    likely_pairs,
    say_apart,
    take_back_apart,
)
from jusou_desk.casework.kin.uniting import better
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.uniting_panel import CHANGES, UnitingPanel
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, row, text
from jusou_desk.ui.theme import unit

TITLE: Final = "同じ人かもしれない"
PART_AGAIN: Final = "統合を戻す"
GIVE: Final = "付け替える"
_NOTHING: Final = "同じ人かもしれない二人はありません。"
_ASKED: Final = "統合の後に書かれたものです。戻ってくる人のものに印を付けてください。"
_LEFT: Final = (
    "戻した統合です。統合の間に支援会議で書かれたものが、残った人に付いています。"
    "戻ってきた人のものに印を付けてください。"
)
_GIVEN: Final = "印を付けたものを、戻ってきた人のものにしました。"
#: 一度に並べる組の数。確からしいものから片付ければ、後のものが出る。
_MOST: Final = 40


@dataclass(frozen=True)
class _Found:
    likely: tuple[LikelyPair, ...]
    apart: tuple[ApartPair, ...]
    united: tuple[United, ...]


def _read(desk: Desk, purpose: Purpose, person_id: str) -> _Found:
    likely, apart = likely_pairs(desk, purpose), apart_pairs(desk, purpose)
    if person_id:
        likely = tuple(one for one in likely if _about(one.one, one.other, person_id))
        apart = tuple(one for one in apart if _about(one.one, one.other, person_id))
    return _Found(likely, apart, united_into(desk, person_id, purpose))


def _about(one: Shown, other: Shown, person_id: str) -> bool:
    return person_id in (one.person_id, other.person_id)


class SamePeoplePanel(QWidget):
    """一覧。person_id: その人に関わるものだけ(空なら事務所の全部)。済んだことは ``told`` に文を渡す。"""

    told = Signal(str)

    def __init__(self, desk: Desk, purpose: Purpose, person_id: str = "") -> None:
        super().__init__()
        self._desk, self._purpose, self._person_id = desk, purpose, person_id
        self.said = Saying()
        self.look_buttons: list[QPushButton] = []
        self.back_buttons: list[QPushButton] = []
        self.uniting: UnitingPanel | None = None
        self._area: QWidget | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.said)
        self._refresh()

    def _refresh(self) -> None:
        read = partial(_read, self._desk, self._purpose, self._person_id)
        Ask(self, read).or_else(self.said.refuse).then(self._show)

    def _put(self, page: QWidget) -> None:
        if self._area is not None:
            self._area.hide()
            self._area.deleteLater()
        self._area = page
        self._whole.addWidget(page, 1)

    def _show(self, found: _Found) -> None:
        self.uniting = None
        self.look_buttons, self.back_buttons = [], []
        area = Scroll(margin=2, spacing=1)
        if not found.likely:
            area.add(text(_NOTHING, "caption", wrap=True))
        for pair in found.likely[:_MOST]:
            area.add(self._pair(pair))
        if len(found.likely) > _MOST:
            left = f"ほかに{len(found.likely) - _MOST}組あります。上から片付けると出ます。"
            area.add(text(left, "caption", wrap=True))
        if found.united:
            area.add(text("統合した人", "title"))
        for united in found.united:
            area.add(self._united(united))
        if found.apart:
            area.add(text("別人と決めた二人", "title"))
        for apart in found.apart:
            area.add(self._apart(apart))
        area.add(None)
        self._put(area)
        first = next(iter((*self.look_buttons, *self.back_buttons)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- 札 ---------------------------------------------------------------

    def _pair(self, pair: LikelyPair) -> Card:
        card = _card(pair.reason, pair.one, pair.other)
        about = f"{pair.one.words} と {pair.other.words}"
        ids = pair.one.person_id, pair.other.person_id
        look = button("並べて見る", "plain", partial(self._look, *ids))
        look.setAccessibleName(f"{about} を並べて見る")
        apart = button("別人", "quiet", partial(self._say_apart, pair.one, pair.other))
        apart.setAccessibleName(f"{about} は別人")
        self.look_buttons.append(look)
        card.add(row(None, apart, look))
        return card

    def _apart(self, pair: ApartPair) -> Card:
        card = _card("", pair.one, pair.other)
        back = button("取り消す", "quiet", partial(self._take_back, pair))
        back.setAccessibleName(f"{pair.one.words} と {pair.other.words} の「別人」を取り消す")
        said = f"{pair.said} が決めました" if pair.said else ""
        card.add(row(text(said, "caption"), None, back))
        return card

    def _united(self, one: United) -> Card:
        card = Card()
        card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
        card.body.setSpacing(unit(0.5))
        card.add(text(one.words, "strong", wrap=True))
        if one.first:
            card.add(text(one.first, "caption", wrap=True))
            return card
        marks = []
        if one.written:
            card.add(text(_LEFT if one.undone else _ASKED, "caption", wrap=True))
        for written in one.written:
            mark = CheckChip(f"{written.words} は {one.gone} のもの")
            marks.append((mark, written.id))
            card.add(mark)
        does = GIVE if one.undone else PART_AGAIN
        back = button(does, "plain")
        back.setAccessibleName(f"{one.words}。{does}")
        back.clicked.connect(lambda: self._part(one, [i for m, i in marks if m.isChecked()]))
        self.back_buttons.append(back)
        card.add(row(None, back))
        return card

    # --- すること -----------------------------------------------------------

    def _look(self, one_id: str, other_id: str) -> None:
        self.said.hide()

        def show(ids: tuple[str, str]) -> None:
            panel = UnitingPanel(self._desk, *ids, self._purpose)
            panel.left.connect(self._refresh)
            panel.united.connect(self._done)
            self._put(panel)
            self.uniting = panel

        order = partial(better, self._desk, one_id, other_id, self._purpose)
        Ask(self, order).or_else(self.said.refuse).then(show)

    def _say_apart(self, one: Shown, other: Shown) -> None:
        work = partial(say_apart, self._desk, one.person_id, [other.person_id], self._purpose)
        who = f"{one.called} と {other.called} を別人と覚えました。"
        words = f"{who}もう尋ねません(下の一覧で取り消せます)。"
        Do(self, work).or_else(self.said.refuse).then(lambda _none: self._done(words))

    def _take_back(self, pair: ApartPair) -> None:
        work = partial(take_back_apart, self._desk, pair.apart_id, self._purpose)
        words = f"{pair.one.called} と {pair.other.called} の「別人」を取り消しました。"
        Do(self, work).or_else(self.said.refuse).then(lambda _none: self._done(words))

    def _part(self, one: United, to_gone: list[str]) -> None:
        if one.undone:
            give = partial(give_to_returned, self._desk, one.merge_id, to_gone, self._purpose)
            Do(self, give, *CHANGES).or_else(self.said.refuse).then(
                lambda _none: self._done(_GIVEN)
            )
            return
        work = partial(part_again, self._desk, one.merge_id, to_gone, self._purpose)
        Do(self, work, *CHANGES).or_else(self.said.refuse).then(
            lambda parted: self._done(parted.told)
        )

    def _done(self, words: str) -> None:
        self.told.emit(words)
        self._refresh()


def _card(reason: str, one: Shown, other: Shown) -> Card:
    card = Card()
    card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
    card.body.setSpacing(unit(0.5))
    if reason:
        card.add(text(reason, "strong", wrap=True))
    for person in (one, other):
        card.add(text("　".join((person.words, *person.case_nos[:2])), wrap=True))
    return card
