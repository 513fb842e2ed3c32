"""プランの種別と節のつながり。アウトリーチと参加支援の節は、その種別のプランでだけ書く。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from jusou_desk.ui.form_view import FormView

#: 節 → その節で書く種別。
_SECTIONS: Final = {"outreach": "アウトリーチ", "participation": "参加支援"}


class PlanKind(QObject):
    """``view`` の種別に合わせて節を出し入れする。書いてある節は、種別を変えても隠さない。"""

    def __init__(self, view: FormView) -> None:
        super().__init__(view)
        self._view = view
        view.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """いまの種別に合わせる。"""
        kind = str(self._view.field("kind").value() or "")
        for section, wanted in _SECTIONS.items():
            shown = kind == wanted or self._view.section_filled(section)
            self._view.show_section(section, shown=shown)
