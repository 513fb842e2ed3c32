"""アウトリーチの入り口の分野を選んだら、町で担う機関を主担当機関の候補に出す。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from jusou_desk.towns import Town
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.form_view import FormView

_APPROACH: Final = "approach_from"
_SHOWN: Final = 2
"""候補がいくつもあるとき、名を挙げる数。"""


class OutreachLead(QObject):
    """担う所が一つなら、空いている主担当機関に入れる。いくつもあれば、薄い字で挙げて人が選ぶ。"""

    def __init__(self, view: FormView, town: Town) -> None:
        super().__init__(view)
        self._view, self._town = view, town
        self._before = self._chosen()
        view.changed.connect(self.follow)

    def follow(self) -> None:
        """いまの入り口に合わせる。選び直したときだけ動き、書いた機関は替えない。"""
        chosen = self._chosen()
        if chosen == self._before:
            return
        self._before = chosen
        leads = self._town.approach.get(chosen, ())
        lead = self._view.field("lead_agency")
        assert isinstance(lead, TextField)
        if len(leads) == 1 and not lead.filled():
            lead.set_value(leads[0])
        elif leads:
            rest = f" ほか{len(leads) - _SHOWN}" if len(leads) > _SHOWN else ""
            lead.line.setPlaceholderText(f"{'、'.join(leads[:_SHOWN])}{rest}")

    def _chosen(self) -> str:
        if not self._view.has_field(_APPROACH):
            return ""
        return str(self._view.field(_APPROACH).value() or "")
