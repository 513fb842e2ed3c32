"""部屋・行き先・画面の登録。画面どうしは互いを知らず、行き先(Place)だけを言う。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Room(StrEnum):
    """左に並ぶ六つの部屋。鍵は上から Alt+1 〜 Alt+6。"""

    TODAY = "今日"
    CASES = "ケース"
    MEETINGS = "会議"
    REPORTS = "報告"
    AGENCIES = "機関と資源"
    SETTINGS = "設定"

    @property
    def key(self) -> str:
        return f"Alt+{list(Room).index(self) + 1}"


@dataclass(frozen=True)
class Place:
    """行き先。``kind`` は画面の登録名、``id`` は開く記録(一覧なら空)。

    panel・item: 着いたら脇に開く一枚の名と、その中の一件(無ければ空)。
    """

    kind: str
    id: str = ""
    panel: str = ""
    item: str = ""


class Screen(QWidget):
    """画面の土台。必要な用件だけを受け取り、窓のことは知らない。

    ``arrive`` を上書きして中身を出す。移るときは ``go``、横に開くときは ``beside``。
    """

    going = Signal(object)
    siding = Signal(str, QWidget)
    side_closing = Signal()

    def arrive(self, place: Place) -> None:
        """この画面に来た。``place.id`` の記録を出す。"""

    def go(self, kind: str, id: str = "", panel: str = "", item: str = "") -> None:
        """ほかの画面へ移る。"""
        self.going.emit(Place(kind, id, panel, item))

    def beside(self, title: str, panel: QWidget) -> None:
        """右の脇に ``panel`` を開く。いまの画面は見えたまま。"""
        self.siding.emit(title, panel)

    def close_side(self) -> None:
        """脇を閉じる。"""
        self.side_closing.emit()


ScreenFactory = Callable[[Any], Screen]


@dataclass(frozen=True)
class ScreenEntry:
    """画面の登録ひとつ。部屋の最初の登録が、その部屋の入口になる。

    ``title`` は窓の題に出る(人の名を入れない)。``key`` は近道の鍵(無ければ空)。
    ``load`` は画面のファイルを読み込み、用件の束(context)から画面を作るものを返す。
    """

    kind: str
    title: str
    room: Room
    load: Callable[[], ScreenFactory]
    key: str = ""
