"""サインインした人の机: 左に六つの部屋、上に探し箱、中に画面、右に脇。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from jusou_desk.ui.badges import PracticeBand
from jusou_desk.ui.keys_panel import TITLE, KeysPanel
from jusou_desk.ui.navigation import Place, Room, Screen, ScreenEntry
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import button, row, text
from jusou_desk.ui.search_box import Search, SearchBox
from jusou_desk.ui.shortcuts import HELP_KEY, UNDO
from jusou_desk.ui.theme import scale, unit

_SIDE_SHARE: Final = 0.45
#: 残りの画面を読み込み始めるまでと、一つごとの間(ミリ秒)。
_SETTLED_MS: Final = 1_000
_BREATH_MS: Final = 100


class SidePanel(QWidget):
    """右の脇。一度に一枚。Esc か「閉じる」で閉じる。"""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = text("", "title", wrap=True)
        self._close = button("閉じる", "quiet", self.close_panel)
        self._panel: QWidget | None = None
        self._opener: QWidget | None = None
        head = row(self._title, self._close)
        head.setStretch(0, 1)
        head.setContentsMargins(unit(2), unit(1.5), unit(), unit())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_panel)
        self.setMinimumWidth(scale().body * 18)
        self.hide()

    def show_panel(self, title: str, panel: QWidget) -> None:
        """``panel`` を開く。前の一枚は捨てる。"""
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._opener = focus
        self._drop()
        self._panel = panel
        self._title.setText(title)
        self._column.addWidget(panel, 1)
        self.show()
        panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """脇を閉じ、そこで打っていたなら、開いた所へ手を戻す。"""
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        opener, self._opener = self._opener, None
        if inside and opener is not None and isValid(opener) and opener.isVisible():
            opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop()
        self.hide()

    def panel(self) -> QWidget | None:
        """いま開いている一枚。"""
        return self._panel

    def _drop(self) -> None:
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None


class _Stack(QStackedWidget):
    """見えている画面の幅だけを求める。ほかの画面の広さで、窓や脇が押し広げられないように。"""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize(0, 0)


class Workspace(QWidget):
    """部屋と画面を切り替える。画面は初めて開くときに作り、あとは使い回す。

    画面のファイルは、着いて一息ついてから一つずつ読み込む。初めて開くときに待たせないため。
    """

    lock_asked = Signal()
    switch_asked = Signal()
    arrived = Signal(str)

    def __init__(
        self,
        entries: Sequence[ScreenEntry],
        context: object,
        search: Search,
        staff: str,
        *,
        practising: bool = False,
        kept: bool = False,
    ) -> None:
        """``practising`` なら練習の帯を出す。``kept`` は、残してある練習の事務所か。"""
        super().__init__()
        self._entries = {entry.kind: entry for entry in entries}
        self._context = context
        self._screens: dict[str, Screen] = {}
        self._trail: list[Place] = []
        self._stack = _Stack()
        self.side = SidePanel()
        self._side_share = _SIDE_SHARE
        self._beside = QSplitter(Qt.Orientation.Horizontal)
        self.notice = NoticeBar()
        self.search = SearchBox(search, self)
        self.search.chosen.connect(self.open)
        self._back = button("← 戻る", "quiet", self.back, key="Alt+Left")
        self._rooms = QButtonGroup(self)
        self._lay_out(staff, PracticeBand(kept=kept) if practising else None)
        self._set_keys()
        for room in Room:
            if self._home(room) is not None:
                self.open_room(room)
                break
        self._unread = iter(entries)
        QTimer.singleShot(_SETTLED_MS, self, self._read_ahead)

    @property
    def place(self) -> Place | None:
        """いまいる所。"""
        return self._trail[-1] if self._trail else None

    @property
    def shown(self) -> Screen | None:
        """いま見えている画面。"""
        return self._screens.get(self.place.kind) if self.place else None

    def title(self) -> str:
        """いまの画面の題(人の名は入らない)。"""
        return self._entries[self.place.kind].title if self.place else ""

    def open(self, place: Place) -> None:
        """``place`` へ移る。登録に無い ``kind`` は ``KeyError``。"""
        entry = self._entries[place.kind]
        if place != self.place:
            self._trail.append(place)
            self.notice.leave_page()
        self._show(entry, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # 欄も脇も受け取らなかったキーだけがここに来る。字を打つ欄の Ctrl+Z は、その字を戻す
        if event.matches(QKeySequence.StandardKey.Undo):
            self.notice.offer_last()
        elif event.key() != Qt.Key.Key_Escape or not self.notice.dismiss():
            super().keyPressEvent(event)

    def open_room(self, room: Room) -> None:
        """部屋の入口へ移る。"""
        home = self._home(room)
        if home is not None:
            self.open(Place(home.kind))

    def back(self) -> None:
        """一つ前へ戻る。"""
        if len(self._trail) > 1:
            self._trail.pop()
            self.notice.leave_page()
            self._show(self._entries[self._trail[-1].kind], self._trail[-1])

    def _show(self, entry: ScreenEntry, place: Place) -> None:
        self.side.close_panel()
        screen = self._screens.get(entry.kind) or self._make(entry)
        screen.arrive(place)
        self._stack.setCurrentWidget(screen)
        self._back.setEnabled(len(self._trail) > 1)
        self._rooms.button(list(Room).index(entry.room)).setChecked(True)
        self.arrived.emit(entry.title)

    def _read_ahead(self) -> None:
        entry = next(self._unread, None)
        if entry is not None:
            entry.load()
            QTimer.singleShot(_BREATH_MS, self, self._read_ahead)

    def _make(self, entry: ScreenEntry) -> Screen:
        screen = entry.load()(self._context)
        screen.going.connect(self.open)
        screen.siding.connect(self._open_side)
        screen.side_closing.connect(self.side.close_panel)
        self._screens[entry.kind] = screen
        self._stack.addWidget(screen)
        return screen

    def _open_side(self, title: str, panel: QWidget) -> None:
        """脇を開く。初めは頁より少し狭く、動かしたあとはその割合で。"""
        opening = self.side.isHidden()
        self.side.show_panel(title, panel)
        if opening:
            width = self._beside.width()
            # 狭くなった頁が並べ直して、初めてさらに狭くなれることがある。一度では、脇の端が切れる
            for _ in range(2):
                least = self.side.minimumSizeHint().width()
                side = max(round(width * self._side_share), least)
                self._beside.setSizes([width - side, side])
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _side_moved(self) -> None:
        main, side = self._beside.sizes()
        self._side_share = side / max(main + side, 1)

    def _home(self, room: Room) -> ScreenEntry | None:
        return next((entry for entry in self._entries.values() if entry.room is room), None)

    def _set_keys(self) -> None:
        find = QShortcut(QKeySequence("Ctrl+K"), self)
        find.activated.connect(self._focus_search)
        keys = QShortcut(QKeySequence(HELP_KEY.keys[0]), self)
        keys.activated.connect(self._show_keys)
        for entry in self._entries.values():
            if entry.key:
                shortcut = QShortcut(QKeySequence(entry.key), self)
                shortcut.activated.connect(lambda kind=entry.kind: self.open(Place(kind)))

    def _show_keys(self) -> None:
        self._open_side(TITLE, KeysPanel())

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _lay_out(self, staff: str, band: PracticeBand | None) -> None:
        self._beside.setChildrenCollapsible(False)
        self._beside.addWidget(self._stack)
        self._beside.addWidget(self.side)
        self._beside.setStretchFactor(0, 1)
        self._beside.setStretchFactor(1, 1)
        self._beside.splitterMoved.connect(lambda _at, _which: self._side_moved())
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top_bar(staff))
        right.addWidget(self._beside, 1)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._room_list())
        below.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if band is not None:
            whole.addWidget(band)
        whole.addLayout(below, 1)
        self.notice.lie_over(self._stack, self, after=self._lock)
        self._stack.currentChanged.connect(lambda _at: self.notice.place())

    def _room_list(self) -> QWidget:
        rooms = QWidget()
        rooms.setObjectName("rooms")
        rooms.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(rooms)
        column.setContentsMargins(0, unit(2), 0, unit(2))
        column.setSpacing(unit(0.5))
        for place, room in enumerate(Room):
            door = button(room.value, "room", key=room.key, hint=f"{room.value}の部屋")
            door.setCheckable(True)
            door.setEnabled(self._home(room) is not None)
            door.clicked.connect(lambda _on=False, room=room: self.open_room(room))
            self._rooms.addButton(door, place)
            column.addWidget(door)
        column.addStretch(1)
        undo = button("直前を元に戻す", "quiet", self.notice.offer_last)
        undo.setToolTip(f"{UNDO.does}({UNDO.words})")
        undo.setEnabled(False)
        self.notice.steps_changed.connect(undo.setEnabled)
        column.addWidget(undo)
        hint = f"{TITLE}({HELP_KEY.words})"
        column.addWidget(button(hint, "quiet", self._show_keys))
        # 字の大きさを替えたその場でも、語が切れずに広がれるように、幅は決め切らない
        rooms.setMinimumWidth(scale().lead * 7 + unit(4))
        rooms.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return rooms

    def _top_bar(self, staff: str) -> QWidget:
        bar = QWidget()
        bar.setProperty("surface", "bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search.setMinimumWidth(scale().body * 14)
        self.search.setMaximumWidth(scale().body * 30)
        who = text(staff, "strong")
        who.setAccessibleName(f"サインイン中: {staff}")
        switch = button("交代", "quiet", self.switch_asked.emit, hint="別の職員に代わる")
        self._lock = button("鍵をかける", "plain", self.lock_asked.emit, key="Ctrl+L")
        line = row(self._back, self.search, None, who, switch, self._lock, spacing=1)
        line.setStretch(1, 4)
        line.setStretch(2, 1)
        line.setContentsMargins(unit(2), unit(), unit(2), unit())
        bar.setLayout(line)
        return bar
