"""様式の欄を本人に伏せる印。打っている欄に、釦か Ctrl+H で付け外しする。

プランの支援内容の行のように、欄でない所には印が付かない。そこでは釦の代わりにそう言い、ほかの欄にも付けない。
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.policy import Overlay
from jusou_desk.ui.drafting import Typed
from jusou_desk.ui.fields import Field
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.pieces import announce, button, column, row, text
from jusou_desk.ui.theme import unit

#: 下書きに添える名。様式の欄ではない。
DRAFT_KEY: Final = "本人に伏せる欄"
_LONGEST: Final = 10
_HINT: Final = "打っている欄を、本人や家族の手に渡る紙に載せません。もう一度で外します。"
_NO_MARK: Final = "支援内容の行には、伏せる印が付きません。伏せることは「備考」に書いてください。"


class Withholding(QWidget):
    """付け外しの釦。伏せる欄の見出しには「本人に伏せる」の札が付く。

    unmarked: 様式の中にあって、印の付かない部品(支援内容の行)。
    """

    changed = Signal()

    def __init__(
        self, view: FormView, withheld: Collection[str], unmarked: QWidget | None = None
    ) -> None:
        super().__init__()
        self._fields = {f.id: view.field(f.id) for f in view.form.fields}
        self._withheld: frozenset[str] = frozenset()
        self._unmarked = unmarked
        self._here: Field | None = None
        self.button = button("この欄を本人に伏せる", "quiet", self.toggle, key="Ctrl+H", hint=_HINT)
        # 押しても打つ所が動かないように
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._key = text("Ctrl+H", "caption")
        self.no_mark = text(_NO_MARK, "caption", wrap=True)
        self.no_mark.setContentsMargins(unit(1), 0, 0, 0)
        self.no_mark.hide()
        whole = column(row(self.button, self._key, None), self.no_mark, spacing=0)
        whole.setContentsMargins(unit(1), unit(0.5), unit(2), 0)
        self.setLayout(whole)
        self.choose(withheld)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)

    def withheld(self) -> tuple[str, ...]:
        """本人に伏せる欄の id(様式の順)。"""
        return tuple(name for name in self._fields if name in self._withheld)

    def toggle(self) -> None:
        """打っている(最後に打っていた)欄の印を付け外しする。"""
        if self._here is None:
            return
        name = self._here.definition.id
        self.choose(self._withheld ^ {name})
        kept = name in self._withheld
        words = "伏せます" if kept else "伏せません"
        announce(self, f"「{self._here.definition.label}」を本人に{words}")
        self.changed.emit()

    def typed(self) -> Typed:
        """下書きにする値。"""
        return {DRAFT_KEY: self.withheld()}

    def set_typed(self, typed: Mapping[str, str | tuple[str, ...]]) -> None:
        """下書きを戻す。前の版の下書きに無ければ、いまの印のまま。"""
        if DRAFT_KEY in typed:
            self.choose(tuple(typed[DRAFT_KEY]))

    def set_read_only(self, _read_only: bool) -> None:
        """読むだけにする。札は残る。"""
        self.hide()

    def choose(self, withheld: Collection[str]) -> None:
        """伏せる欄を選び直す。``changed`` は鳴らさない。"""
        self._withheld = frozenset(withheld)
        for name, field in self._fields.items():
            field.mark(str(Overlay.FROM_PERSON) if name in self._withheld else "")
        self._say()

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        found = next((f for f in self._fields.values() if now and f.isAncestorOf(now)), None)
        unmarked = self._unmarked is not None and now and self._unmarked.isAncestorOf(now)
        if found is not None or unmarked:
            self._here = found
            self._say()
            self._say_no_mark(shown=bool(unmarked))

    def _say_no_mark(self, *, shown: bool) -> None:
        if shown and self.no_mark.isHidden():
            announce(self, self.no_mark.text())
        self.no_mark.setVisible(shown)
        self.button.setVisible(not shown)
        self._key.setVisible(not shown)

    def _say(self) -> None:
        field = self._here
        self.button.setEnabled(field is not None)
        label = field.definition.label if field is not None else "この欄"
        named = label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…"
        kept = field is not None and field.definition.id in self._withheld
        words = f"「{named}」を伏せるのをやめる" if kept else f"「{named}」を本人に伏せる"
        self.button.setText(words)
        self.button.setAccessibleName(words)
