"""相談受付の票の、情報源を秘匿する印。同意が無く本人でない人から聞いた相談には、初めから付けておく。

紙の「情報源の秘匿希望」も同じことなので、画面ではこの印一つにまとめ、紙にはこの印のとおりに載せる。
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jusou_desk.casework.case.intake_opening import OpenedIntake
from jusou_desk.casework.case.overlaying import usually_kept
from jusou_desk.models.records import Case
from jusou_desk.policy import Overlay
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.overlay_chips import OverlayChips

_ABOUT: Final = {
    Overlay.SOURCE: "来談者・相談経路・紹介元・情報提供者。",
    Overlay.FROM_PERSON: "相談内容。",
}
#: 初めの印を決めるのに見る欄。
_LOOK_AT: Final = ("consent", "route", "visitor_relation", "informant")
ASKED: Final = "informant_withheld"
"""様式の「情報源の秘匿希望」の欄。"""


class SourceChips(OverlayChips):
    """来談者の節の下の印。職員が自分で変えるまでは、打った中身に合わせて付け外しする。"""

    def __init__(self, view: FormView, opened: OpenedIntake) -> None:
        super().__init__(Case, opened.case.overlays if opened.case else (), _ABOUT)
        self._view = view
        self._own = opened.case is not None
        self.changed.connect(self._take_over)
        view.put_below("visitor", self)
        self.come_after(view.field("visitor_phone").control)

    def follow(self) -> None:
        """打った中身に合わせる。"""
        if not self._own:
            values = {name: self._view.field(name).value() for name in _LOOK_AT}
            self._set_source(on=usually_kept(values))

    def answers(self) -> dict[str, object]:
        """様式に書く答え。"""
        return {ASKED: str(Overlay.SOURCE) in self.chosen()}

    def set_typed(self, typed: Mapping[str, str | tuple[str, ...]]) -> None:
        super().set_typed(typed)
        self._own = True

    def _set_source(self, *, on: bool) -> None:
        rest = [one for one in self.chosen() if one != Overlay.SOURCE]
        self.choose((*rest, *((str(Overlay.SOURCE),) if on else ())))

    def _take_over(self) -> None:
        self._own = True
