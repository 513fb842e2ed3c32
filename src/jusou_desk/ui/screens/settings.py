"""設定の部屋。左の目次から一つずつ開く。その人がしてよいことだけが並ぶ。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.policy import Purpose
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.pieces import SCROLL_BAR, Page, Scroll, column, row
from jusou_desk.ui.section_rail import SectionRail
from jusou_desk.ui.settings.about import AboutPart
from jusou_desk.ui.settings.blank_forms import BlankFormsPart
from jusou_desk.ui.settings.choices import ChoicesPart
from jusou_desk.ui.settings.form_fields import FormFieldsPart
from jusou_desk.ui.settings.media import MediaBooks
from jusou_desk.ui.settings.own import PasswordPart, TextSizePart
from jusou_desk.ui.settings.own_forms import OwnFormsPart
from jusou_desk.ui.settings.printing import PrinterPart
from jusou_desk.ui.settings.reminders import RemindersPart
from jusou_desk.ui.settings.rights import RightsPart
from jusou_desk.ui.settings.safekeeping import SafekeepingPart
from jusou_desk.ui.settings.staff import StaffPart
from jusou_desk.ui.settings.trail import TrailPart
from jusou_desk.ui.settings.words import WordsPart
from jusou_desk.ui.theme import scale

_SAFEKEEPING: Final = "バックアップ"
_ROOM_FOR_RAIL: Final = 36
"""目次と頁が並ぶ幅(本文の文字数)。脇が開いてこれより狭い間は、頁が切れないように目次を引っ込める。"""

Part = tuple[str, Callable[[], QWidget]]


class SettingsScreen(Screen):
    """目次と、いま開いている一つ。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.parts = tuple(self._offered())
        self.rail = SectionRail([title for title, _ in self.parts])
        self.rail.chosen.connect(self.show_part)
        # 目次が画面より長い(特大の字の)とき、窓を伸ばさずに巻く
        self._rail_area = Scroll(margin=0)
        self._rail_area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._rail_area.add(self.rail)
        self._fit_rail()
        self._stack = QStackedWidget()
        self._opened: dict[int, Scroll] = {}
        body = QWidget()
        body.setLayout(row(self._rail_area, self._stack, spacing=0))
        self.setLayout(column(Page("設定", body=body)))
        self.show_part(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail_area.setVisible(self.width() >= scale().body * _ROOM_FOR_RAIL)

    def arrive(self, place: Place) -> None:
        """``place.id`` に目次の題があれば、そこを開く。"""
        titles = [title for title, _ in self.parts]
        if place.id in titles:
            self.show_part(titles.index(place.id))
        stops = self.rail.findChildren(QPushButton)
        stops[self.rail.current()].setFocus(Qt.FocusReason.OtherFocusReason)

    def part(self, title: str) -> QWidget:
        """題の一つを開いて返す。無ければ ``ValueError``。"""
        at = [words for words, _ in self.parts].index(title)
        self.show_part(at)
        item = self._opened[at].body.itemAt(0)
        assert item is not None
        widget = item.widget()
        assert widget is not None
        return widget

    def show_part(self, at: int) -> None:
        """``at`` 番目を開く。初めて開くときに作る。"""
        if at not in self._opened:
            self._opened[at] = self._make(at)
            self._stack.addWidget(self._opened[at])
        self.close_side()
        self._stack.setCurrentWidget(self._opened[at])
        self.rail.point_at(at)

    def _make(self, at: int) -> Scroll:
        area = Scroll()
        area.add(self.parts[at][1](), None)
        return area

    def _offered(self) -> Iterator[Part]:
        """この職員に見せるもの。"""
        desk = self._desk
        admin = desk.may(Purpose.ADMINISTRATION)
        if admin:
            yield "職員", self._staff
        yield "自分のパスワード", partial(PasswordPart, desk)
        yield "字の大きさ", self._text_size
        yield "プリンター", self._printer
        yield "白紙の様式", self._blanks
        yield _SAFEKEEPING, partial(SafekeepingPart, desk)
        yield "役割と権限", partial(RightsPart, desk)
        if admin:
            yield "媒体", partial(MediaBooks, desk)
            yield "様式の取り込み", self._own_forms
            yield "今日に出す日数", self._reminders
            yield "様式の欄", self._form_fields
            yield "選択肢", self._choices
            yield "文言", self._words
            yield "監査記録", self._trail
        yield "プログラム", self._about

    def _staff(self) -> QWidget:
        made = StaffPart(self._desk)
        made.reading.connect(self.beside)
        return made

    def _printer(self) -> QWidget:
        made = PrinterPart(self._desk)
        made.reading.connect(self.beside)
        return made

    def _blanks(self) -> QWidget:
        made = BlankFormsPart(self._desk)
        made.reading.connect(self.beside)
        return made

    def _own_forms(self) -> QWidget:
        made = OwnFormsPart(self._desk)
        made.reading.connect(self.beside)
        made.put_away.connect(self.close_side)
        return made

    def _trail(self) -> QWidget:
        made = TrailPart(self._desk)
        made.reading.connect(self.beside)
        made.checking.connect(partial(self.part, _SAFEKEEPING))
        return made

    def _text_size(self) -> QWidget:
        made = TextSizePart()
        made.worn.connect(self._fit_rail)
        return made

    def _fit_rail(self) -> None:
        """目次の幅は、字の大きさに付いていく。"""
        self.rail.setFixedWidth(SectionRail([]).minimumWidth())
        self._rail_area.setFixedWidth(self.rail.minimumWidth() + SCROLL_BAR)

    def _reminders(self) -> QWidget:
        made = RemindersPart(self._desk)
        made.editing.connect(self.beside)
        return made

    def _choices(self) -> QWidget:
        made = ChoicesPart(self._desk)
        made.editing.connect(self.beside)
        made.put_away.connect(self.close_side)
        return made

    def _form_fields(self) -> QWidget:
        made = FormFieldsPart(self._desk)
        made.editing.connect(self.beside)
        made.put_away.connect(self.close_side)
        return made

    def _words(self) -> QWidget:
        made = WordsPart(self._desk)
        made.editing.connect(self.beside)
        return made

    def _about(self) -> QWidget:
        made = AboutPart()
        made.reading.connect(self.beside)
        return made
