"""小さな部品: その場で言う一段、頁を巻く鍵、必ず一つは選ばれる札、場所を選ぶ窓。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from jusou_desk.errors import OutsideTrouble
from jusou_desk.ui.choosing import choose_book, choose_folder, choose_new_book
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.pieces import Saying, Scroll, column
from jusou_desk.ui.table import Heading, Table
from tests.ui.hands import Together, click, press, shown


def test_言うことのあるときだけ現れる(together: Together) -> None:
    saying = Saying()
    together(saying)
    assert not saying.isVisible()
    assert saying.said() == ""
    saying.refuse(OutsideTrouble("書けません。", "空きを確かめてください。"))
    assert saying.isVisible()
    assert saying.said() == "書けません。\n空きを確かめてください。"
    saying.hide()
    assert saying.said() == ""


def test_札の奥にある表でも_鍵で移った行まで頁を巻く(qapp: QApplication) -> None:
    table = Table("並び", [Heading("名", 1, 4)], opens=True)
    table.show_rows([[f"{number}行目"] for number in range(60)])
    card = QWidget()
    card.setLayout(column(table))
    area = Scroll()
    area.add(card, None)
    shown(area, 400, 300)
    table.setFocus()
    assert area.verticalScrollBar().value() == 0
    press(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qapp.processEvents()
    last = table.visualRect(table.currentIndex())
    seen = area.viewport().rect().contains(table.viewport().mapTo(area.viewport(), last.center()))
    assert table.currentRow() == 59
    assert seen


def test_外した札の代わりに決めた札が選ばれる(together: Together) -> None:
    chips = Chips(("すべて", "受付", "終結"), exclusive=True, fallback="すべて", lifts=True)
    together(chips)
    assert chips.chosen() == ("すべて",)
    heard: list[tuple[str, ...]] = []
    chips.changed.connect(lambda: heard.append(chips.chosen()))
    closed = next(one for one in chips.findChildren(QWidget) if one.accessibleName() == "終結")
    click(closed)
    click(closed)
    assert heard == [("終結",), ("すべて",)]


def test_選ばれた札をもう一度押しても_黙ってほかの語に移らない(together: Together) -> None:
    chips = Chips(("支援員", "管理者"), exclusive=True, fallback="支援員")
    together(chips)
    heard: list[tuple[str, ...]] = []
    chips.changed.connect(lambda: heard.append(chips.chosen()))
    last = next(one for one in chips.findChildren(QWidget) if one.accessibleName() == "管理者")
    click(last)
    click(last)
    assert chips.chosen() == ("管理者",)
    assert heard == [("管理者",)]


def test_場所を選ぶ窓はやめれば何も返さず_書くブックには拡張子を補う(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parent = QWidget()
    for name, answer in (
        ("getExistingDirectory", str(tmp_path)),
        ("getOpenFileName", (str(tmp_path / "台帳.xlsx"), "")),
        ("getSaveFileName", (str(tmp_path / "台帳"), "")),
    ):
        monkeypatch.setattr(QFileDialog, name, lambda *_asked, answer=answer: answer)
    assert choose_folder(parent, "置く所") == tmp_path
    assert choose_book(parent, "台帳") == tmp_path / "台帳.xlsx"
    assert choose_new_book(parent, "台帳", "台帳.xlsx") == tmp_path / "台帳.xlsx"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: ("", ""))
    assert choose_folder(parent, "置く所") is None
    assert choose_book(parent, "台帳") is None
    assert choose_new_book(parent, "台帳", "台帳.xlsx") is None
