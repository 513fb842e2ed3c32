"""頁を作り直しても、打っていた所に留まる。"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.ui.pieces import Card

Mark = tuple[str, int]


def after(part: QWidget) -> Iterator[QWidget]:
    """``part`` の後に Tab の順で並ぶ部品を、一回りするまで。"""
    following = part.nextInFocusChain()
    while following is not None and following is not part:
        yield following
        following = following.nextInFocusChain()


def _stops(page: QWidget) -> dict[Mark, QWidget]:
    """Tab で止まる所を、読み上げの名前と、同じ名前の何番目かで引く。"""
    found: dict[Mark, QWidget] = {}
    for part in page.findChildren(QWidget):
        name = part.accessibleName()
        if name and not part.isHidden() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            place = next(n for n in range(len(found) + 1) if (name, n) not in found)
            found[(name, place)] = part
    return found


def marks_from_here(page: QWidget) -> tuple[Mark, ...]:
    """いま打っている所と、その先の Tab で止まる所。同じ札の中を先にする。

    ``page`` の外を打っていれば空。
    """
    here = QApplication.focusWidget()
    if here is None or not page.isAncestorOf(here):
        return ()
    names = {id(part): mark for mark, part in _stops(page).items()}
    stops = [part for part in (here, *after(here)) if id(part) in names]
    card: QWidget | None = here
    while card is not None and not isinstance(card, Card):
        card = card.parentWidget()
    stops.sort(key=lambda part: card is None or not card.isAncestorOf(part))
    return tuple(names[id(part)] for part in stops)


def stay(page: QWidget, marks: tuple[Mark, ...]) -> None:
    """作り直した ``page`` の同じ所を打てるようにする。無くなっていれば、その先で最初に有る所。"""
    stops = _stops(page)
    for mark in marks:
        part = stops.get(mark)
        if part is not None and part.isEnabled():
            part.setFocus()
            return
