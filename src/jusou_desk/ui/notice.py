"""知らせの帯。作業を止めずに、何が起きたかと次の一手を出す。「元に戻す」もここから。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final, Self

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from jusou_desk.errors import DeskError
from jusou_desk.ui.pieces import announce, button, restyle, text
from jusou_desk.ui.room_below import RoomBelow
from jusou_desk.ui.theme import unit

_GONE_AFTER_MS = 12_000
_UNDO: Final = "元に戻す"
_STEPS: Final = 10
"""さかのぼって元に戻せる数。"""


@dataclass(frozen=True, eq=False)
class _Step:
    """元に戻せること一つ。words: 何をしたか。"""

    words: str
    undo: Callable[[], object]


class NoticeBar(QFrame):
    """一つの窓に一本。``tell`` は知らせ、``warn`` は断りや失敗。

    知らせは 12 秒で消え、断りは閉じるまで残る。どちらも出した頁のもので、頁を移ると消える
    (``leave_page``)。「元に戻す」のある知らせだけは、何の話かを添えてついて行く。
    ``lie_over`` した帯は頁の上に浮き、出ても消えても頁を動かさない。
    頁を移っても戻せること(``about`` のある知らせ)は、消えた後も ``offer_last`` で新しい順に戻せる。
    """

    steps_changed = Signal(bool)
    """元に戻せることが残っているか。"""
    taking_back: ClassVar[NoticeBar | None] = None
    """「元に戻す」が押され、いま戻す仕事を頼んでいる帯。済めば ``say_taken_back`` を呼んでもらう。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self.setAccessibleName("お知らせ")
        self._sentence = text("", "strong", wrap=True)
        self._advice = text("", wrap=True)
        self._progress = QProgressBar()
        self._progress.setAccessibleName("進み具合")
        self._progress.setTextVisible(False)
        self._lead = button("次へ進む", "plain")
        self._action = button(_UNDO, "plain")
        self._close = button("閉じる", "quiet")
        self._act: Callable[[], object] = lambda: None
        self._about = ""
        self._stays = False
        self._steps: list[_Step] = []
        for one in (self._lead, self._action):
            one.clicked.connect(self._do_act)
        self._close.clicked.connect(self.clear)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(_GONE_AFTER_MS)
        self._gone.timeout.connect(self._time_is_up)
        self._page: QWidget | None = None
        self._ground: QAbstractScrollArea | None = None
        self._room = RoomBelow(self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(unit(0.5))
        for part in (self._sentence, self._advice, self._progress):
            words.addWidget(part)
        words.addWidget(self._lead, 0, Qt.AlignmentFlag.AlignLeft)  # 語が長くても、文を押し縮めない
        row = QHBoxLayout(self)
        row.setContentsMargins(unit(2), unit(1.25), unit(), unit(0.75))
        row.setSpacing(unit(2))
        row.addLayout(words, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def lie_over(self, page: QWidget, host: QWidget, *, after: QWidget) -> None:
        """``host`` の中の ``page`` の、巻く地の下の端に浮かぶ。Tab では ``after`` の次に来る。

        巻かない所(頁の題、横の目次、足の「保存する」)は隠さない。隠れた所は、終わりでも巻けば見える。
        """
        self.setParent(host)
        self.hide()
        self._page = page
        page.installEventFilter(self)
        QWidget.setTabOrder(after, self._lead)
        QWidget.setTabOrder(self._lead, self._action)
        QWidget.setTabOrder(self._action, self._close)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._hand_moved)

    def place(self) -> None:
        """浮かぶ所を決め直す。"""
        page, host = self._page, self.parentWidget()
        if page is None or host is None or self.isHidden():
            return
        self._stand_on(_lowest_ground(page))
        floor = self._ground or page
        bottom = floor.mapTo(host, QPoint(0, floor.height())).y() - unit()
        left = floor.mapTo(host, QPoint(0, 0)).x() + unit(2)
        width = floor.width() - unit(4)
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        self.setGeometry(left, bottom - height, width, height)
        self.raise_()
        if self._ground is not None:
            self._room.lend(self._ground, height + unit(2))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.place()
        return super().eventFilter(watched, event)

    def _stand_on(self, ground: QAbstractScrollArea | None) -> None:
        if self._ground is ground:
            return
        if self._ground is not None and isValid(self._ground):
            self._ground.removeEventFilter(self)
        self._room.give_back()
        self._ground = ground
        if ground is not None:
            ground.installEventFilter(self)

    def _hand_moved(self, _old: QWidget | None, _now: QWidget | None) -> None:
        # 押している最中に巻くと、押した所がずれる
        if self.isVisible() and not QGuiApplication.mouseButtons():
            QTimer.singleShot(0, self, self._uncover_hand)

    def _uncover_hand(self) -> None:
        """鍵盤で移った欄が帯の下なら、見えるところまで巻く。"""
        hand, ground, host = QApplication.focusWidget(), self._ground, self.parentWidget()
        if hand is None or ground is None or host is None or not isValid(ground):
            return
        if self.isHidden() or not ground.isAncestorOf(hand):
            return
        where = QRect(hand.mapTo(host, QPoint(0, 0)), hand.size())
        if where.intersects(self.geometry()):
            bar = ground.verticalScrollBar()
            bar.setValue(bar.value() + where.bottom() - self.y() + unit())

    def _time_is_up(self) -> None:
        # 手を伸ばした所で消えると、下の頁を押してしまう
        hand = QApplication.focusWidget()
        if self.underMouse() or (hand is not None and self.isAncestorOf(hand)):
            self._gone.start()
        else:
            self.clear()

    @classmethod
    def near(cls, widget: QWidget) -> Self:
        """``widget`` に一番近い帯。無い窓には上端に一本作る。"""
        above: QWidget | None = widget
        while above is not None:
            found = above.findChild(cls)
            if found is not None:
                return found
            if above.isWindow():
                break
            above = above.parentWidget()
        return cls._on_top_of(widget.window())

    @classmethod
    def _on_top_of(cls, window: QWidget) -> Self:
        bar = cls(window)
        bar.setGeometry(0, 0, window.width(), bar.sizeHint().height() + unit(4))
        return bar

    def tell(
        self,
        sentence: str,
        advice: str = "",
        undo: Callable[[], object] | None = None,
        *,
        about: str = "",
        caution: str = "",
        lead: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """済んだことの知らせ。``undo`` があれば「元に戻す」を添える。

        about: 何の話か(受付番号など)。ほかの頁でも、戻すものを取り違えないように、文に無ければ添える。
        空なら、頁を移れば消え、後から戻すこともできない。caution: 済んだことと一緒に、確かめてほしいこと。閉じるまで残る。
        lead: 次の一手の釦(語と、すること)。閉じるまで残る。
        """
        care = f"確かめてほしい所があります。{caution}" if caution else ""
        self._show(sentence, "\n".join(part for part in (advice, care) if part), tone="")
        if undo is not None:
            step = _Step(_about(about, sentence), undo)
            if about:
                self._steps = [*self._steps[1 - _STEPS :], step]
                self.steps_changed.emit(True)
            self._offer(_UNDO, partial(self._take_back, step))
            self._about = about
        elif lead is not None:
            words, self._act = lead
            self._lead.setText(words)
            self._lead.setAccessibleName(words)
            self._lead.show()
            self.place()
        if not caution and lead is None:
            self._gone.start()

    def offer_last(self) -> None:
        """直前にしたことを言い、元に戻すかを尋ねる。戻せば、次はその一つ前。

        戻せる知らせが出ていれば、それが直前のこと(頁を移れば消えるものも)なので、その釦に手を移す。
        """
        if not self.isHidden() and not self._action.isHidden() and self._action.text() == _UNDO:
            self._action.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if not self._steps:
            self.tell(
                "元に戻せることは、もうありません。",
                "消したものは「ケース」の「ごみ箱」、直した文は相談の頁の「書き直しの記録」にあります。",
            )
            return
        step = self._steps[-1]
        self._show(f"直前にしたこと: {step.words}", "", tone="")
        self._offer(_UNDO, partial(self._take_back, step))
        self._action.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._gone.start()

    def _take_back(self, step: _Step) -> None:
        self._steps = [one for one in self._steps if one is not step]
        self.steps_changed.emit(bool(self._steps))
        NoticeBar.taking_back = self
        try:
            step.undo()
        finally:
            NoticeBar.taking_back = None

    def say_taken_back(self) -> None:
        """元に戻し終えた。戻した仕事が自分で何かを言ったときは、その文を残す。"""
        if self.isHidden():
            self.tell("元に戻しました。")

    def warn(self, error: DeskError, *, everywhere: bool = False) -> None:
        """断り・失敗。閉じるまで残る。``everywhere`` なら、どの頁の話でもないので移っても残る。"""
        self._show(error.title, error.advice, tone="trouble")
        self._stays = everywhere

    def leave_page(self) -> None:
        """頁を移った。前の頁の話は引っ込め、戻せるものには何の話かを添える。"""
        if self._about:
            self._sentence.setText(_about(self._about, self._sentence.text()))
            self._about, self._stays = "", True
        elif not self._stays:
            self.clear()

    def work_begins(self, sentence: str, cancel: Callable[[], object]) -> None:
        """時間のかかる仕事を始めた。「中止」を添える。"""
        self._show(sentence, "", tone="")
        self._stays = True
        self._progress.setRange(0, 0)
        self._progress.show()
        self._close.hide()
        self._offer("中止", cancel)

    def work_goes_on(self, done: int, total: int) -> None:
        """進み具合。"""
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def work_ends(self) -> None:
        """時間のかかる仕事が終わった。"""
        if not self._progress.isHidden():
            self.clear()

    def clear(self) -> None:
        """帯を引っ込める。"""
        self._gone.stop()
        self.hide()
        self._stand_on(None)
        self._sentence.clear()
        self._advice.clear()
        self._act = lambda: None
        self._about, self._stays = "", False

    def dismiss(self) -> bool:
        """「閉じる」と同じ。出ていない、または閉じられない(仕事の途中)なら False。"""
        if self.isHidden() or self._close.isHidden():
            return False
        self.clear()
        return True

    def sentence(self) -> str:
        """いま出ている文。出ていなければ空。"""
        return self._sentence.text()

    def advice(self) -> str:
        """いま出ている次の一手。"""
        return self._advice.text()

    def _show(self, sentence: str, advice: str, tone: str) -> None:
        self._gone.stop()
        self._about, self._stays = "", False
        self._sentence.setText(sentence)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._progress.hide()
        self._lead.hide()
        self._action.hide()
        self._close.show()
        self.setProperty("tone", tone)
        restyle(self)
        self.show()
        self.raise_()
        self.place()
        # 鍵をかけている間に済んだ仕事の知らせを、声に出さない
        if self.isVisible():
            announce(self, f"{sentence}{advice}")

    def _offer(self, label: str, act: Callable[[], object]) -> None:
        self._act = act
        self._action.setText(label)
        self._action.show()

    def _do_act(self) -> None:
        act = self._act
        self.clear()
        act()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


def show_error(widget: QWidget, error: DeskError) -> None:
    """``widget`` のそばの帯に断りを出す。"""
    NoticeBar.near(widget).warn(error)


def _about(about: str, sentence: str) -> str:
    """何の話かを、文に無ければ添える。"""
    return sentence if about in sentence else f"{about}　{sentence}"


def _lowest_ground(page: QWidget) -> QAbstractScrollArea | None:
    """``page`` の中で一番下まで届く、見えている巻く地。無ければ ``None``。"""
    grounds = [
        one
        for one in page.findChildren(QAbstractScrollArea)
        if one.isVisible() and not _inside_ground(one, page)
    ]
    return max(
        grounds,
        key=lambda one: (one.mapTo(page, one.rect().bottomLeft()).y(), one.width()),
        default=None,
    )


def _inside_ground(one: QWidget, page: QWidget) -> bool:
    above = one.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False
