"""同意の記録の欄のつながり。書面・口頭の同意なら範囲と提供先と期間が、口頭なら立会人が要る。

保存してから断るのではなく、返事を選んだときに「必須」の札を出す(決まりは ``casework.consent``)。
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from jusou_desk.casework.case.consent import MAY_NEED, NO_END, needed_for
from jusou_desk.ui.form_view import FormView


class Consenting(QObject):
    """``view`` の同意の返事に合わせて、要る欄に「必須」を付け外しする。"""

    def __init__(self, view: FormView) -> None:
        super().__init__(view)
        self._view = view
        if view.has_field(NO_END):
            view.field("valid_until").verb = "入力するか、下の「期限なし」に印を付けて"
        view.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """いまの返事に合わせる。"""
        status = str(self._view.field("status").value() or "")
        needed = needed_for(status, no_end=self._endless())
        for name in MAY_NEED:
            self._view.field(name).require(name in needed)

    def _endless(self) -> bool:
        """「期限なし」の印があるか。この欄の無い、前の版の同意では偽。"""
        return self._view.has_field(NO_END) and bool(self._view.field(NO_END).value())
