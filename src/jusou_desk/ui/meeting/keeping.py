"""札の打ちかけを控え、開き直したときに戻す。支援会議のものは秘匿の中に控える。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import drafts
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Entry
from jusou_desk.ui.drafting import Autosave
from jusou_desk.ui.jobs import Ask, Do

Values = dict[str, Any]


class Keeper:
    """``values`` は打ったままの値、``fill`` はそれを戻すもの。``name`` は札の名前。

    meeting: 札の載る会議(名簿の頁なら、会議体を id とする行)。区分と会議体もこれに従う。
    """

    def __init__(
        self,
        card: QWidget,
        desk: Desk,
        meeting: Entry,
        name: str,
        values: Callable[[], Values],
        fill: Callable[[Values], object],
    ) -> None:
        self._desk = desk
        self._sealed = meeting.sealed
        self._place = f"meeting:{meeting.id}:{name}"
        place, sealed, body_id = self._place, self._sealed, meeting.body_id

        def save(found: Values) -> None:
            Do(card, lambda: drafts.keep(desk, place, found, sealed=sealed, body_id=body_id)).then()

        self._autosave = Autosave(card, values, save)
        Ask(card, lambda: drafts.recall(desk, place, sealed=sealed)).then(
            lambda kept: fill(kept.values) if kept is not None else None
        )

    def touch(self) -> None:
        """値が動いた。"""
        self._autosave.touch()

    def forget(self) -> None:
        """これから保存するので、控えを待たせない。"""
        self._autosave.forget()

    def drop(self) -> None:
        """保存し終えた。控えを消す(``jobs`` の糸で呼ぶ)。"""
        drafts.drop(self._desk, self._place, sealed=self._sealed)
