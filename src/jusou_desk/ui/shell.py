"""主窓。サインインの頁と、サインインした人の机を切り替える。"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from jusou_desk.ui import jobs
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.idle import IDLE_MINUTES, IdleWatch
from jusou_desk.ui.navigation import Place, ScreenEntry
from jusou_desk.ui.search_box import Search
from jusou_desk.ui.sign_in import Reissue, SignInPage
from jusou_desk.ui.workspace import Workspace

PRODUCT: Final = "重層デスク"


@dataclass(frozen=True)
class Desk:
    """サインインした一人分。``context`` は画面の工場に渡す用件の束、``search`` は探し箱の引き先。

    practising: 練習の事務所か。印は事務所のデータにあり、写しや戻した先でも変わらない。
    """

    context: object
    search: Search
    practising: bool = False


class Shell(QMainWindow):
    """窓。``begin`` はサインインした職員名から ``Desk`` を作る(画面の糸で呼ばれる)。

    鍵をかけると書きかけを控え、作業を丸ごと隠して ``locked`` を鳴らす。同じ人が戻れば続きから、
    別の人なら前の机を捨てて新しく作る。``practising`` は、閉じると消える練習の窓か。
    """

    locked = Signal()
    unlocked = Signal(str)

    def __init__(
        self,
        entries: Sequence[ScreenEntry],
        begin: Callable[[str], Desk],
        names: Callable[[], tuple[str, ...]],
        sign_in: Callable[[str, str], str],
        *,
        practising: bool = False,
        idle_ms: int = IDLE_MINUTES * 60_000,
        reissue: Reissue | None = None,
    ) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._begin = begin
        self._fleeting = practising
        self._practising = practising
        self._staff = ""
        self.workspace: Workspace | None = None
        self.sign_in_page = SignInPage(names, sign_in, reissue)
        self.sign_in_page.signed_in.connect(self.enter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.sign_in_page)
        self.setCentralWidget(self._pages)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._watch = IdleWatch(self, app, idle_ms)
        self._watch.idle.connect(lambda: self.lock("しばらく操作が無かったので、鍵をかけました。"))
        self._name_window()
        self.sign_in_page.open_for("")

    @property
    def is_locked(self) -> bool:
        """作業が隠れているか。"""
        return self._pages.currentWidget() is self.sign_in_page

    def open(self, place: Place) -> None:
        """``place`` へ移る。鍵がかかっていれば何もしない。"""
        if self.workspace is not None and not self.is_locked:
            self.workspace.open(place)

    def enter(self, name: str) -> None:
        """``name`` として机に着く。"""
        if self.workspace is None or name != self._staff:
            self._clear_desk()
            desk = self._begin(name)
            self._staff = name
            self._set_desk(desk)
        assert self.workspace is not None
        self._pages.addWidget(self.workspace)
        self._pages.setCurrentWidget(self.workspace)
        self._watch.restart()
        self._name_window()
        self.unlocked.emit(name)

    def lock(self, reason: str = "鍵をかけました。続きから始められます。") -> None:
        """書きかけを控え、作業を隠す。"""
        self._leave(reason, self._staff)

    def switch_staff(self) -> None:
        """別の職員に代わる。前の人の書きかけは控えに残る。"""
        self._leave("次に使う人を選んでください。", "")

    def closeEvent(self, event: QCloseEvent) -> None:
        flush_all()
        jobs.wait_idle(math.inf)
        super().closeEvent(event)

    def _leave(self, reason: str, next_name: str) -> None:
        if self.is_locked or self.workspace is None:
            return
        flush_all()
        self._put_away()
        self.workspace.search.close_results()
        self.workspace.search.clear()
        self._pages.setCurrentWidget(self.sign_in_page)
        # 積んだままでは、読み上げの部品(UI オートメーション)から中身を読める
        self._pages.removeWidget(self.workspace)
        self._name_window()
        self.sign_in_page.open_for(reason, next_name)
        # 途中の仕事が済んで鍵を手放すまで、次の人は入れない。入れば、その人の鍵を手放してしまう。
        self.sign_in_page.hold(on=True)
        self.locked.emit()
        self.sign_in_page.hold(on=False)

    def _set_desk(self, desk: Desk) -> None:
        self._practising = self._fleeting or desk.practising
        self.workspace = Workspace(
            self._entries,
            desk.context,
            desk.search,
            self._staff,
            practising=self._practising,
            kept=not self._fleeting,
        )
        self.workspace.lock_asked.connect(self.lock)
        self.workspace.switch_asked.connect(self.switch_staff)
        self.workspace.arrived.connect(lambda _title: self._name_window())

    def _put_away(self) -> None:
        """この窓のほかに出ているもの(候補・場所や印刷の窓)をみな閉じ、ここで写した字を消す。"""
        for beside in QApplication.topLevelWidgets():
            if beside is not self and beside.isVisible():
                beside.close()
        clipboard = QApplication.clipboard()
        if clipboard.ownsClipboard():
            clipboard.clear()

    def _clear_desk(self) -> None:
        if self.workspace is not None:
            self.workspace.deleteLater()
            self.workspace = None

    def _name_window(self) -> None:
        hidden = self.workspace is None or self.is_locked
        parts = ["" if hidden or self.workspace is None else self.workspace.title(), PRODUCT]
        title = " — ".join(part for part in parts if part)
        self.setWindowTitle(f"{title}［練習］" if self._practising else title)
