"""一年の机: 日を進め、段ごとの画面と紙を、その段のフォルダに残す。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from jusou_desk.app import Session
from jusou_desk.casework.office.offices import names_here
from jusou_desk.casework.practising.practice import PracticeClock
from jusou_desk.ui.paper_view import PaperView
from tests.play.hand import Hand
from tests.play.paper_pictures import picture_document, picture_pages
from tests.ui.hands import click
from tests.ui.screens.test_stray_windows import Watch
from tests.ui.screens.walking import settle

#: 通らなかった段として、次の段へ進むもの。
_FAULTS: Final = (
    AssertionError,
    StopIteration,
    RuntimeError,
    AttributeError,
    ValueError,
    OSError,
)


@dataclass
class Year:
    """一年の机。``faults`` は通らなかった段と、そのわけ。"""

    session: Session
    clock: PracticeClock
    folder: Path
    out: Path = Path()
    faults: list[str] = field(default_factory=list)
    windows: Watch = field(default_factory=Watch)
    _hand: Hand | None = None

    @property
    def hand(self) -> Hand:
        """いま机に着いている人の手。"""
        workspace = self.session.shell.workspace
        assert workspace is not None
        if self._hand is None or self._hand.window is not workspace:
            self._hand = Hand(workspace)
            self._hand.begin("着く")
        return self._hand

    @property
    def staff(self) -> tuple[str, ...]:
        """職員。管理者、推進員、相談員…の順。"""
        return names_here(self.session.desk)

    def step(self, day: date, name: str, deed: Callable[[Year], None]) -> None:
        """``day`` の一段。終わりの画面を写す。"""
        self.clock.set(day, 3)
        number = f"{day:%y%m%d}-{name}"
        self.out = self.folder / number
        self.out.mkdir(parents=True, exist_ok=True)
        self.hand.begin(name)
        self.session.shell.activateWindow()
        assert QTest.qWaitForWindowActive(self.session.shell)
        try:
            self.hand.push("今日")  # 一日は、いつもここから
            deed(self)
        except _FAULTS as why:
            self.faults.append(f"{number}: {type(why).__name__} {str(why)[:120]}")
        settle(20)
        if self.session.desk.me.name != self.staff[0]:
            self.seat(self.staff[0])
        if self.windows.seen:
            self.faults.append(f"{number}: 余計な窓 {'、'.join(self.windows.seen)}")
            self.windows.seen.clear()
        self.look("画面")
        place = self.folder / number
        for pdf in sorted(place.rglob("*.pdf")):
            picture_pages(pdf, pdf.parent)

    def look(self, name: str) -> None:
        """いまの画面を写す。"""
        self.session.shell.grab().save(str(self.out / f"{name}.png"))

    def seat(self, name: str) -> Hand:
        """「交代」で、``name`` の人に代わる。"""
        self.hand.push("交代")
        settle(50)
        page = self.session.shell.sign_in_page
        click(next(one for one in page.name_buttons() if one.text() == name))
        click(page.enter)
        settle(100)
        self.session.shell.activateWindow()
        assert QTest.qWaitForWindowActive(self.session.shell)
        assert self.session.desk.me.name == name
        return self.hand


def choose_in(year: Year) -> None:
    """OS のフォルダを選ぶ窓の代わりに、いまの段のフォルダを選ぶ。"""

    def folder(*_asked: object, **_more: object) -> str:
        return str(year.out)

    def book(_parent: object, _title: str, name: str = "", *_more: object) -> tuple[str, str]:
        return str(year.out / Path(name).name), ""

    QFileDialog.getExistingDirectory = folder  # type: ignore[method-assign]
    QFileDialog.getSaveFileName = book  # type: ignore[method-assign,assignment]


def keep_paper(year: Year, name: str) -> None:
    """脇に出ている紙を絵にする(印刷だけで、ファイルには出さない紙)。"""
    view = next(v for v in year.hand.window.findChildren(PaperView) if v.isVisible())
    picture_document(view.document, year.out, name)
