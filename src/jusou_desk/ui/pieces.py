"""画面を組む小さな部品: 文字、釦、並べ方、札(カード)、巻く地、頁、空の部屋。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jusou_desk.errors import DeskError
from jusou_desk.names import without_directions
from jusou_desk.ui.theme import scale, unit

SCROLL_BAR: Final = 14
"""巻き棒の幅(px)。stylesheet と同じ値。"""

TextRole = Literal[
    "display", "title", "lead", "body", "strong", "label", "caption", "problem", "figures"
]
Look = Literal["primary", "grand", "plain", "quiet", "choice", "room", "rail"]


def text(words: str, role: TextRole = "body", *, wrap: bool = False) -> QLabel:
    """一まとまりの文字。``role`` が段。HTML としては読まない。``wrap`` なら折り返す段落。"""
    label = Paragraph() if wrap else QLabel()
    if not wrap:
        label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words if wrap else without_directions(words))
    label.setProperty("role", role)
    return label


class Paragraph(QLabel):
    """折り返す段落。BIZ UD は行間の余白を持たないので、行送りを広げて読みやすくする。"""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)

    def text(self) -> str:
        return self._words

    def setText(self, words: str) -> None:
        self._words = words
        shown = escape(without_directions(words))
        self.show_html(shown.replace("\n", "<br>") if words else "")

    def show_html(self, lines: str) -> None:
        """見せる姿だけを ``lines`` (印を付けた HTML)に替える。"""
        super().setText(f'<p style="line-height:130%; margin:0">{lines}</p>' if lines else "")

    def clear(self) -> None:
        self.setText("")


class Saying(Paragraph):
    """その場で言う一段。言うことのあるときだけ現れ、読み上げられる。断りや結果に使う。"""

    def __init__(self, role: TextRole = "problem") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.hide()

    def say(self, words: str) -> None:
        """``words`` を出す。"""
        self.setText(words)
        self.show()
        announce(self, words)

    def refuse(self, error: DeskError) -> None:
        """断りの文と次の一手を出す。"""
        self.say(f"{error.title}\n{error.advice}")

    def said(self) -> str:
        """いま出ている文。出ていなければ空。"""
        return "" if self.isHidden() else self.text()


def announce(part: QWidget, words: str) -> None:
    """``words`` を読み上げさせる。焦点は動かさない。"""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(part, words))


def tag(words: str, *, must: bool = False) -> QLabel:
    """見出しに添える小さな札(「必須」「国」)。"""
    label = QLabel(words)
    label.setProperty("role", "tag")
    label.setProperty("tone", "must" if must else "plain")
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


class Press(QPushButton):
    """釦。選ばれているとき、空白だけでなく Enter でも押せる。"""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)


def button(
    words: str,
    look: Look = "plain",
    act: Callable[[], object] | None = None,
    *,
    key: str = "",
    hint: str = "",
) -> QPushButton:
    """釦。``look`` は重さ、``key`` は近道の鍵、``hint`` は読み上げと浮き出しの説明。"""
    made = Press(words)
    made.setProperty("look", look)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(words)
    if key:
        # QPushButton の近道は押す動きを見せる間だけ遅れるので、すぐ効く QShortcut にする
        QShortcut(QKeySequence(key), made).activated.connect(made.click)
    if hint or key:
        made.setToolTip(f"{hint or words}({key})" if key else hint)
        made.setAccessibleDescription(hint or key)
    if act is not None:
        made.clicked.connect(lambda _checked=False: act())
    return made


def restyle(widget: QWidget) -> None:
    """動的プロパティを変えたあと、形を当て直す。"""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def row(*parts: QWidget | None, spacing: float = 1) -> QHBoxLayout:
    """横に並べる。``None`` は伸びる余白。"""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(unit(spacing))
    for part in parts:
        if part is None:
            made.addStretch(1)
        else:
            made.addWidget(part)
    return made


def column(*parts: QWidget | QLayout | None, spacing: float = 1) -> QVBoxLayout:
    """縦に積む。``None`` は伸びる余白。"""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(unit(spacing))
    _pile(made, parts)
    return made


def _pile(box: QVBoxLayout, parts: Iterable[QWidget | QLayout | None]) -> None:
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)


def rule() -> QFrame:
    """一本の罫。"""
    line = QFrame()
    line.setProperty("surface", "rule")
    line.setFixedHeight(1)
    return line


class Card(QFrame):
    """白い札。見出し(任意)と中身を縦に積む。"""

    def __init__(self, title: str = "", *actions: QWidget) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(unit(3), unit(), unit(3), unit(3))
        self.body.setSpacing(unit(1.5))
        self.heading = text(title, "title")
        self.heading.setWordWrap(True)
        self.heading.setMinimumHeight(scale().control)
        if title or actions:
            head = row(self.heading, *actions)
            head.setStretch(0, 1)
            self.body.addLayout(head)
        else:
            self.body.setContentsMargins(unit(3), unit(3), unit(3), unit(3))

    def add(self, *parts: QWidget | QLayout) -> None:
        """中身を下に足す。"""
        _pile(self.body, parts)


class Scroll(QScrollArea):
    """縦だけに巻く地。``body`` に積む。"""

    def __init__(self, *, margin: float = 3, spacing: float = 2) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # 巻き棒の幅をいつも空けておく。中身が増えても札の右端が動かない
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setProperty("surface", "clear")
        self.body = QVBoxLayout(self.inside)
        edge = unit(margin)
        self.body.setContentsMargins(edge, edge, max(edge - SCROLL_BAR, 0), edge)
        self.body.setSpacing(unit(spacing))
        self.setWidget(self.inside)

    def add(self, *parts: QWidget | QLayout | None) -> None:
        """中身を下に足す。``None`` は伸びる余白。"""
        _pile(self.body, parts)


def reveal(part: QWidget, where: QRect) -> None:
    """``part`` の中の ``where`` が見えるところまで、外の巻く地を巻く。"""
    area = part.parentWidget()
    while area is not None and not isinstance(area, Scroll):
        area = area.parentWidget()
    if area is None:
        return
    top = part.mapTo(area.inside, where.topLeft()).y()
    reach = min(where.height(), area.height() - unit(4)) // 2
    QTimer.singleShot(0, area, lambda: area.ensureVisible(0, top + reach, 0, reach + unit()))


def stand_at(part: QWidget, shown: QWidget | None = None) -> None:
    """``part`` に手を置き、``shown``(無ければ ``part``)が見えるところまで巻く。

    手を置くだけでは、画面の外の欄に出た断りに気づけない。並べ直しを済ませてから巻く。
    """
    part.setFocus(Qt.FocusReason.OtherFocusReason)
    seen = shown or part

    def look() -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        reveal(seen, seen.rect())

    QTimer.singleShot(0, seen, look)


class Page(QWidget):
    """一枚の頁: 上に題と釦(動かない)、下に巻く中身。

    自分で巻く中身(``FormView`` や表)は ``body`` に渡す。そのときは ``add`` で足せない。
    """

    def __init__(
        self, title: str, *actions: QWidget, lead: str = "", body: QWidget | None = None
    ) -> None:
        super().__init__()
        self.title = text(title, "display", wrap=True)
        self.title.setMinimumWidth(scale().display * 4)
        self.lead = text(lead, "caption", wrap=True)
        if not lead:
            self.lead.hide()
        words = QVBoxLayout()
        words.setSpacing(unit(0.5))
        words.addWidget(self.title)
        words.addWidget(self.lead)
        beside = row(None, *actions)
        for action in actions:
            beside.setAlignment(action, Qt.AlignmentFlag.AlignBottom)
        self._actions = beside
        self._head = head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setContentsMargins(unit(3), unit(2), unit(3), unit())
        head.setSpacing(unit())
        head.addLayout(words, 1)
        head.addLayout(beside)
        self.area = Scroll()
        self.area.body.setContentsMargins(unit(3), unit(), unit(3) - SCROLL_BAR, unit(3))
        self.area.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(body or self.area, 1)

    def event(self, event: QEvent) -> bool:
        # 題の字が替わっても、窓の幅が変わっても
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_head()
        return super().event(event)

    def _fit_head(self) -> None:
        """題が一行に収まらないほど狭ければ、釦を題の下に下ろす。"""
        metrics = self.title.fontMetrics()
        title = max(map(metrics.horizontalAdvance, self.title.text().split("\n")))
        room = self.width() - unit(7) - self._actions.sizeHint().width()
        self._head.setDirection(
            QBoxLayout.Direction.LeftToRight if title <= room else QBoxLayout.Direction.TopToBottom
        )

    def add(self, *parts: QWidget) -> None:
        """中身を下に足す。"""
        for part in parts:
            self.area.body.insertWidget(self.area.body.count() - 1, part)


class EmptyRoom(QWidget):
    """まだ何も無い部屋。まず何をすればよいかを言い、その釦を置く。"""

    def __init__(self, sentence: str, what_first: str, action: QPushButton | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(unit(3), unit(6), unit(3), unit(6))
        column.setSpacing(unit(2))
        column.addStretch(1)
        for label in (text(sentence, "lead", wrap=True), text(what_first, "caption", wrap=True)):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        if action is not None:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
