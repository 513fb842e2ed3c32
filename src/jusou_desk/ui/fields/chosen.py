"""選ぶ欄: 一つ(六つまでは札、それより多ければ一覧)、いくつでも(札、多ければ絞り込み)、印。

値は符号表の語。「その他」に書き添えたものは ``その他(…)`` の形になる。
様式が ``free`` とした欄(続柄など)では、一覧に無い語も打たれたまま値になる。
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.forms import CodeSet, FieldDefinition
from jusou_desk.ui.fields.base import Field
from jusou_desk.ui.fields.chips import CheckChip, Chips
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.fields.picker import Picker, folded
from jusou_desk.ui.theme import unit

OTHER: Final = "その他"
CHIPS_UP_TO: Final = 6
FILTER_FROM: Final = 16
_NARROW_TEXT: Final = 16


def with_detail(detail: str) -> str:
    """「その他」と書き添えを一つの語にする。"""
    return f"{OTHER}({detail.strip()})" if detail.strip() else OTHER


def split_detail(term: str) -> tuple[str, str]:
    """``その他(…)`` を(その他, 書き添え)に分ける。ほかの語はそのまま。"""
    if term.startswith(f"{OTHER}(") and term.endswith(")"):
        return OTHER, term[len(OTHER) + 1 : -1]
    return term, ""


class _Choosing(Field):
    """選ぶ欄の共通: 語の一覧と「その他」の書き添え。"""

    verb = "選んで"

    def __init__(self, definition: FieldDefinition, codes: CodeSet) -> None:
        super().__init__(definition)
        self.terms: tuple[str, ...] = codes.terms
        if definition.other and OTHER not in self.terms:
            self.terms += (OTHER,)
        self.detail = Line()
        self.detail.setPlaceholderText("その他の内容")
        self.detail.setAccessibleName(f"{definition.label}、その他の内容")
        self.detail.textChanged.connect(self.touched)
        self.detail.hide()
        self._stack = QWidget()
        self._parts = QVBoxLayout(self._stack)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(unit())

    def picked(self) -> tuple[str, ...]:
        """選ばれた語(書き添えを除く)。"""
        raise NotImplementedError

    def pick(self, terms: Sequence[str]) -> None:
        """選び直す。"""
        raise NotImplementedError

    def answers(self) -> tuple[str, ...]:
        """選ばれた語。「その他」には書き添えを付ける。"""
        return tuple(
            with_detail(self.detail.text()) if term == OTHER and self.definition.other else term
            for term in self.picked()
        )

    def reportable(self) -> bool:
        """一覧にある語が選ばれているか。取り込んだままの一覧に無い語は、国報告に使えない。"""
        listed = self.definition.free or any(term in self.terms for term in self.picked())
        return super().reportable() and listed

    def _restore(self, answers: Sequence[str]) -> None:
        pairs = [split_detail(term) if self.definition.other else (term, "") for term in answers]
        with QSignalBlocker(self):
            self.pick([term for term, _ in pairs])
            self.detail.setText(next((detail for _, detail in pairs if detail), ""))
        self._show_detail()

    def _picked(self) -> None:
        self._show_detail()
        self.touched()

    def _show_detail(self) -> None:
        self.detail.setVisible(self.definition.other and OTHER in self.picked())


class SingleField(_Choosing):
    """一つ選ぶ。値は語、未選択は空文字。"""

    def __init__(self, definition: FieldDefinition, codes: CodeSet) -> None:
        super().__init__(definition, codes)
        self.chips: Chips | None = None
        self.picker: Picker | None = None
        if len(self.terms) <= CHIPS_UP_TO:
            self.chips = Chips(self.terms, exclusive=True)
            self.chips.changed.connect(self._picked)
            self.chips.left.connect(self.check)
            self._parts.addWidget(self.chips)
        else:
            known = tuple(code.code for code in codes.codes)
            self.picker = Picker(self.terms, known, free=definition.free)
            if definition.free:
                self.verb = "選ぶか入力して"
            self.picker.picked.connect(self._picked)
            self.picker.left.connect(self.check)
            self._parts.addWidget(self.picker)
        self._parts.addWidget(self.detail)
        self.put(self._stack, self.chips or self.picker)

    def name_control(self, control: QWidget) -> None:
        super().name_control(control)
        if self.chips is not None:
            self.chips.describe(self.definition.label, self.definition.help)

    @property
    def wide(self) -> bool:
        return self.chips is not None and sum(len(term) + 3 for term in self.terms) > 28

    def picked(self) -> tuple[str, ...]:
        if self.chips is not None:
            return self.chips.chosen()
        assert self.picker is not None
        return (self.picker.term(),) if self.picker.term() else ()

    def pick(self, terms: Sequence[str]) -> None:
        if self.chips is not None:
            self.chips.choose(terms)
        elif self.picker is not None:
            self.picker.pick(terms[0] if terms else "")

    def value(self) -> str:
        return "".join(self.answers())

    def set_value(self, value: object) -> None:
        self._restore((str(value),) if value else ())

    def typed(self) -> str:
        if self.picker is not None and not self.picker.term():
            return self.picker.currentText()
        return self.value()

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        self.set_value(typed)

    def set_read_only(self, read_only: bool) -> None:
        self._stack.setEnabled(not read_only)

    def complaint(self) -> str:
        if self.picker is not None and self.picker.astray():
            return f"{self.definition.label}は一覧から選んでください。"
        return ""


class MultipleField(_Choosing):
    """いくつでも選ぶ。値は語の組(一覧の順)。"""

    def __init__(self, definition: FieldDefinition, codes: CodeSet) -> None:
        super().__init__(definition, codes)
        self.chips = Chips(self.terms, exclusive=False)
        self.chips.changed.connect(self._picked)
        self.chips.left.connect(self.check)
        self.filter: Line | None = None
        if len(self.terms) >= FILTER_FROM:
            self.filter = Line()
            self.filter.setPlaceholderText("語の一部で絞り込み")
            self.filter.setAccessibleName(f"{definition.label}の絞り込み")
            self.filter.setMaximumWidth(unit(32))
            self.filter.setClearButtonEnabled(True)
            self.filter.textChanged.connect(self._narrow)
            self._parts.addWidget(self.filter)
        self._parts.addWidget(self.chips)
        self._parts.addWidget(self.detail)
        self.put(self._stack, self.chips)

    def name_control(self, control: QWidget) -> None:
        super().name_control(control)
        self.chips.describe(self.definition.label, self.definition.help)

    @property
    def wide(self) -> bool:
        return True

    def picked(self) -> tuple[str, ...]:
        return self.chips.chosen()

    def pick(self, terms: Sequence[str]) -> None:
        self.chips.choose(terms)

    def value(self) -> tuple[str, ...]:
        return self.answers()

    def set_value(self, value: object) -> None:
        self._restore(tuple(map(str, value)) if isinstance(value, tuple | list) else ())

    def typed(self) -> tuple[str, ...]:
        return self.value()

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        self.set_value((typed,) if isinstance(typed, str) and typed else typed)

    def set_read_only(self, read_only: bool) -> None:
        self._stack.setEnabled(not read_only)

    def _narrow(self, typed: str) -> None:
        wanted = folded(typed)
        self.chips.show_only(term for term in self.chips.terms() if wanted in folded(term))


class CheckField(Field):
    """印ひとつ。見出しは札の中に書く。"""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.chip = CheckChip(definition.label)
        self.chip.toggled.connect(lambda _on: self.touched())
        self._label.hide()
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.put(holder, self.chip)

    def value(self) -> bool:
        return self.chip.isChecked()

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.chip):
            self.chip.setChecked(bool(value))
        self.chip.update()

    def typed(self) -> str:
        return "する" if self.chip.isChecked() else ""

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        self.set_value(bool(typed))

    def set_read_only(self, read_only: bool) -> None:
        self.chip.setEnabled(not read_only)
