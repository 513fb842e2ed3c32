"""実演の手。本物の鍵と釦の出来事だけを窓に送り、打った字・鍵・押した数を段ごとに数える。

欄へは、すぐ先なら Tab で、離れていれば押して移る。見えていなければ巻く(巻くのは数えない)。
かな漢字変換の鍵は数えず、確定して欄に入った字を数える(手書きの一字と比べられるように)。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QScrollArea,
    QTableWidgetItem,
    QWidget,
)

from jusou_desk.ui.fields import Field, SingleField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.table import Table
from jusou_desk.ui.workspace import Workspace
from tests.ui import hands
from tests.ui.hands import compose, keys, press
from tests.ui.screens.walking import CTRL, Key, here, settle

NONE = Qt.KeyboardModifier.NoModifier
#: Tab で移る遠さ。これより先なら押して移る。
_NEAR = 4
#: 一覧から選ぶのに打つ、語の初めの字数。
_START = 2


@dataclass(frozen=True)
class Typed:
    """打った一欄。``shown`` は欄の見出し。"""

    step: str
    shown: str
    words: str


@dataclass
class Tally:
    """一段の数。letters: 確定した字、strokes: Tab・Enter・近道の鍵、clicks: 押した数。"""

    step: str
    letters: int = 0
    strokes: int = 0
    clicks: int = 0
    typed: list[Typed] = field(default_factory=list)

    @property
    def keys(self) -> int:
        return self.letters + self.strokes


class Hand:
    """一人の手。``begin`` から次の ``begin`` までが一段。"""

    def __init__(self, window: Workspace) -> None:
        self.window = window
        self.tallies: list[Tally] = []

    def begin(self, step: str) -> None:
        self.tallies.append(Tally(step))

    @property
    def now(self) -> Tally:
        return self.tallies[-1]

    @property
    def typed(self) -> tuple[Typed, ...]:
        return tuple(one for tally in self.tallies for one in tally.typed)

    # --- 鍵 --------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """鍵を一つ。打っていた釦が消えたあとなら、窓が受ける。"""
        press(QApplication.focusWidget() or self.window, key, modifier)
        self.now.strokes += 1
        settle(5)

    def write(self, name: str, words: str, reading: str = "") -> None:
        """欄に打つ。``reading`` があれば、そのかなから変換して打つ。"""
        target = self._go(name)
        shown = self._shown(name)
        if reading:
            steps = [reading[: n + 1] for n in range(len(reading))]
            compose(target, *steps, words, commit=words)
        else:
            keys(target, words)
        self.now.letters += len(words)
        self.now.typed.append(Typed(self.now.step, shown, words))

    def write_here(self, words: str) -> None:
        """いま打てる所に打つ(同じ名の欄が二つ見えているとき)。"""
        keys(here(), words)
        self.now.letters += len(words)

    def choose(self, name: str, *terms: str) -> None:
        """一覧から選ぶ。札なら押し、箱なら語の初めを打って、残った一つを選ぶ。"""
        field_ = self.field(name)
        chips = field_.findChildren(Chips)
        if chips:
            for term in terms:
                self.click(next(b for b in _buttons(field_) if b.text() == term))
            return
        assert isinstance(field_, SingleField)
        assert field_.picker is not None
        (term,) = terms
        start = term[:_START]
        keys(self._go(name), start)
        self.now.letters += len(start)
        if field_.value() == term:
            self.press(Key.Key_Tab)
        else:
            self._take(field_.picker.line, term)
        assert field_.value() == term, (name, field_.value(), term)

    def suggest(self, name: str, part: str, whole: str) -> None:
        """語の一部を打ち、出た候補から ``whole`` を ↓ と Enter で選ぶ。"""
        line = self._go(name)
        keys(line, part)
        self.now.letters += len(part)
        assert isinstance(line, Line)
        self._take(line, whole)

    def _take(self, line: Line, whole: str) -> None:
        listed = line.completer().completionModel()
        words = [str(listed.index(row, 0).data()) for row in range(listed.rowCount())]
        popup = line.completer().popup()
        assert popup is not None
        assert popup.isVisible(), (whole, words)
        for _ in range(words.index(whole) + 1):
            press(popup, Key.Key_Down)
            self.now.strokes += 1
        press(popup, Key.Key_Return)
        self.now.strokes += 1
        settle()
        self._come_back()

    def _come_back(self) -> None:
        """offscreen では、候補が閉じても窓に手が戻らない(本物の机では戻る)。"""
        self.window.window().activateWindow()
        assert QTest.qWaitForWindowActive(self.window.window())

    # --- 押す ------------------------------------------------------------

    def push(self, words: str) -> None:
        """その字の釦を押す。"""
        self.click(self.button(words))
        settle(10)

    def push_with(self, part: str) -> None:
        """字(か読み上げの名)に ``part`` のある、最初の釦を押す。"""
        for one in self.buttons():
            if part in one.text() or part in one.accessibleName():
                self.click(one)
                settle(10)
                return
        seen = [one.text() for one in reversed(self.buttons())]
        raise AssertionError(f"押せる「{part}」の釦がありません: {seen}")

    def row(self, table: str, words: str) -> None:
        """``table`` の名の表の、``words`` のある最初の行を押す。"""
        shown = next(
            one
            for one in self.window.findChildren(Table)
            if one.accessibleName() == table and one.isVisible()
        )
        found = next(item for item in _items(shown) if words in item.text())
        area = _scroll_over(shown)
        where = shown.visualItemRect(found).center()
        inside = area.widget() if area is not None else None
        if area is not None and inside is not None:
            at = shown.viewport().mapTo(inside, where)
            area.ensureVisible(at.x(), at.y())
        QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, NONE, where)
        self.now.clicks += 1
        settle(20)

    def buttons(self) -> list[QAbstractButton]:
        """いま見えて、押せる釦。"""
        return [one for one in _buttons(self.window) if one.isEnabled()]

    def find(self, name: str, words: str) -> None:
        """探す箱(Ctrl+K)に ``words`` を打ち、最初に見つかったものを開く。"""
        self.press(Key.Key_K, CTRL)
        keys(here(), words)
        self.now.letters += len(words)
        self.now.typed.append(Typed(self.now.step, name, words))
        settle(600)
        self.press(Key.Key_Down)
        self.press(Key.Key_Return)
        settle(100)

    def mark(self, name: str) -> None:
        """印の欄を押す。"""
        self.click(next(iter(_buttons(self.field(name)))))

    def button(self, words: str) -> QAbstractButton:
        """見えている、その字(か読み上げの名)の釦。"""
        for one in self.buttons():
            if words in (one.text(), one.accessibleName()):
                return one
        seen = [one.text() for one in reversed(self.buttons())]
        raise AssertionError(f"押せる「{words}」の釦がありません: {seen}")

    # --- 欄 --------------------------------------------------------------

    def field(self, name: str) -> Field:
        """見えている、その id の欄。"""
        found = [
            one
            for one in self.window.findChildren(Field)
            if one.objectName() == name and one.isVisible()
        ]
        assert found, f"{name} の欄が見えません"
        return found[-1]

    def _target(self, name: str) -> QWidget:
        """欄の id か、読み上げの名(「1行目の機関」)の、打つ所。"""
        for one in self.window.findChildren(Line):
            if one.accessibleName() == name and one.isVisible():
                return one
        field_ = self.field(name)
        if isinstance(field_, SingleField) and field_.picker is not None:
            return field_.picker.line
        return field_.control.focusProxy() or field_.control

    def _shown(self, name: str) -> str:
        found = [f for f in self.window.findChildren(Field) if f.objectName() == name]
        return found[-1].definition.label if found else name

    def _go(self, name: str) -> QWidget:
        target = self._target(name)
        if _lands(here(), target):
            return here()
        for far, stop in enumerate(islice(_stops(here()), _NEAR), start=1):
            if _lands(stop, target):
                for _ in range(far):
                    press(here(), Key.Key_Tab)
                    self.now.strokes += 1
                break
        if not _lands(here(), target):
            self.click(target)
        assert _lands(here(), target), (name, here().accessibleName())
        return here()

    def click(self, widget: QWidget) -> None:
        """その部品を押す。見えていなければ巻いてから。"""
        area = _scroll_over(widget)
        if area is not None and not _in_sight(widget):
            area.ensureWidgetVisible(widget)
            settle()
        hands.click(widget)
        self.now.clicks += 1
        settle()


def _items(table: Table) -> Iterator[QTableWidgetItem]:
    for row in range(table.rowCount()):
        for column in range(table.columnCount()):
            item = table.item(row, column)
            if item is not None:
                yield item


def _buttons(over: QWidget) -> Iterator[QAbstractButton]:
    yield from (one for one in over.findChildren(QAbstractButton) if one.isVisible())


def _lands(stop: QWidget, target: QWidget) -> bool:
    """``stop`` で打てば ``target`` に入るか。箱の中の行は、箱が代わりに打てる所になる。"""
    return stop is target or (isinstance(stop, QComboBox) and stop.lineEdit() is target)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Tab で次に止まる所を順に。"""
    stop = widget.nextInFocusChain()
    while stop is not None and stop is not widget:
        if (
            stop.isVisible()
            and stop.isEnabled()
            and stop.focusPolicy() & Qt.FocusPolicy.TabFocus
            and stop.focusProxy() is None
        ):
            yield stop
        stop = stop.nextInFocusChain()


def _scroll_over(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _in_sight(widget: QWidget) -> bool:
    return (
        widget.visibleRegion()
        .boundingRect()
        .contains(QRect(widget.rect().center(), widget.rect().center()))
    )


def twice(typed: Sequence[Typed]) -> tuple[tuple[Typed, Typed], ...]:
    """二度打った事実: 打った二字以上の欄の中身が、別の欄にもまるごと入っている組(先, 後)。"""
    found = []
    for n, one in enumerate(typed):
        fact = bare(one.words)
        if len(fact) < 2:
            continue
        found += [(one, other) for m, other in enumerate(typed) if m != n and _holds(other, fact)]
    return tuple(found)


def _holds(other: Typed, fact: str) -> bool:
    return fact in bare(other.words)


def bare(words: str) -> str:
    """空白を除いた字。"""
    return "".join(words.split())
