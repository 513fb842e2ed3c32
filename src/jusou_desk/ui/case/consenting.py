"""同意の記録の欄のつながり。書面・口頭の同意なら範囲と提供先が、口頭なら立会人が要る。

保存してから断るのではなく、返事を選んだときに「必須」の札を出す(決まりは ``casework.consent``)。
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from jusou_desk.casework.consent import MAY_NEED, needed_for
from jusou_desk.ui.form_view import FormView


class Consenting(QObject):
    """``view`` の同意の返事に合わせて、要る欄に「必須」を付け外しする。"""

    def __init__(self, view: FormView) -> None:
        super().__init__(view)
        self._view = view
        view.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """いまの返事に合わせる。"""
        needed = needed_for(str(self._view.field("status").value() or ""))
        for name in MAY_NEED:
            self._view.field(name).require(name in needed)
