"""升と項目を結ぶ: 紙の升を押すか番地を打ち、項目を探して選ぶ。鍵だけでもできる。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.town_forms.own_form_lists import tags_to_choose
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.models.own_forms import CellLink
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.fields.picker import folded
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.ui.settings.own_forms_repeat import RepeatPart
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit

_HOW: Final = "右の紙で升を押すか番地を打ち、下の一覧から項目を選びます。□のある升では ☑ の付いた項目を選ぶと、□が ☑ に替わります。"
_NO_CELL: Final = "升がまだ選ばれていません。"
_SHOWN: Final = 12
_WORDS = (Heading("項目", 4, 7), Heading("種類と節", 3, 6))
_LINKS = (Heading("番号", 0, 2, True), Heading("升", 2, 3), Heading("項目", 4, 5))


class LinkPart(QWidget):
    """結びの部。``linked`` は (シート, 升, タグ)、``unlinked`` は解く結びの並び。

    ``turned_back`` は、一つ前の結びに戻す頼み。
    """

    linked = Signal(str, str, str)
    unlinked = Signal(object)
    turned_back = Signal()
    cell_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sheet = ""
        self._last: tuple[str, str] | None = None
        self._sheets: tuple[str, ...] = ()
        self._choices: tuple[tuple[str, str, str], ...] = ()
        self._found: list[str] = []
        self._links: tuple[CellLink, ...] = ()
        self._checked: Checked | None = None
        self.cell_line = Line()
        self.cell_line.setAccessibleName("升の番地")
        self.cell_line.setPlaceholderText("例 G5")
        self.cell_line.setMaximumWidth(unit(14))
        self.cell_line.textChanged.connect(lambda _words: self._say_cell())
        self.clear_chip = CheckChip("前からの字を消して入れる")
        self.clear_chip.setAccessibleName("升に前から書いてある字を消して入れる")
        self._where = text(_NO_CELL, "caption", wrap=True)
        self.filter = Line()
        self.filter.setAccessibleName("項目を探す")
        self.filter.setPlaceholderText("項目の名の一部で絞り込み")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _words: self._narrow())
        self.words = Table("結べる項目", _WORDS, opens=True)
        self.words.opened.connect(self._choose_word)
        self._more = text("", "caption", wrap=True)
        self.table = Table("結んだ升", _LINKS)
        self.table.setSelectionMode(Table.SelectionMode.ExtendedSelection)
        self.table.itemSelectionChanged.connect(self._link_chosen)
        self.repeat = RepeatPart()
        self.back_button = button(
            "一つ前の結びに戻す", "quiet", self.turned_back.emit, key="Ctrl+Z"
        )
        self.undo_button = button("選んだ結びを解く", "plain", self._undo)
        self.undo_button.setEnabled(False)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setLayout(
            column(
                text("升と項目を結ぶ", "label"),
                text(_HOW, "caption", wrap=True),
                row(text("升", "label"), self.cell_line, None),
                self._where,
                row(self.clear_chip, None),
                self.filter,
                self.words,
                self._more,
                text("結んだ升", "label"),
                self.table,
                self._below(),
                self.repeat,
            )
        )

    def _below(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(unit())
        flow.addWidget(self.undo_button)
        flow.addWidget(self.back_button)
        holder.setLayout(flow)
        return holder

    # --- 外から ---------------------------------------------------------

    def show_links(self, checked: Checked, *, can_turn_back: bool) -> None:
        """選べる項目と、いまの結びを出す。"""
        words, links = checked.proof.vocabulary.words, checked.links
        self._choices = tuple((tag, word.kind, word.section) for tag, word in tags_to_choose(words))
        self._checked = checked
        self._links = links
        self.back_button.setVisible(can_turn_back)
        self.table.show_rows(
            [
                (str(number), f"{one.sheet}　{one.cell}", one.tag)
                for number, one in enumerate(links, start=1)
            ]
        )
        self.table.setVisible(bool(links))
        self._narrow()
        self._link_chosen()

    def start(self) -> None:
        """升を選ぶところから始める。"""
        self.cell_line.setFocus()

    def choose_cell(self, sheet: str, cell: str) -> None:
        """紙の上で押された升を選ぶ。"""
        self._sheet = sheet
        self.cell_line.setText(cell)
        self._say_cell()
        (self.repeat.times if self.repeat.waiting() else self.filter).setFocus()

    def enter_sheet(self, sheet: str) -> None:
        """打つ番地を、シート ``sheet`` のものにする。"""
        self._sheet = sheet
        self._say_cell()

    def cell(self) -> tuple[str, str] | None:
        """選ばれている (シート, 升)。"""
        typed = folded(self.cell_line.text()).upper()
        return (self._sheet, typed) if self._sheet and typed else None

    def clears(self) -> bool:
        """升に前から書いてある字を消して入れるか。"""
        return self.clear_chip.isChecked()

    def set_sheets(self, sheets: Sequence[str]) -> None:
        """打った番地がどのシートのものかを、初めのシートに決めておく。"""
        self._sheets = tuple(sheets)
        if self._sheet not in self._sheets:
            self._sheet = self._sheets[0] if self._sheets else ""

    # --- 中で -----------------------------------------------------------

    def _say_cell(self) -> None:
        chosen = self.cell()
        self._where.setText(f"シート「{chosen[0]}」の {chosen[1]}" if chosen else _NO_CELL)
        if chosen != self._last:
            # 消すかどうかは升ごとに決める。次の升の字を、知らないうちに消さない。
            self._last = chosen
            self.clear_chip.setChecked(False)
        if chosen and self.repeat.waiting():
            self.repeat.aim(*chosen)
        self.cell_chosen.emit()

    def _narrow(self) -> None:
        wanted = [folded(word) for word in self.filter.text().split()]
        found = [c for c in self._choices if all(w in folded(c[0] + c[2]) for w in wanted)]
        self._found = [tag for tag, *_ in found[:_SHOWN]]
        self.words.show_rows([(tag, f"{kind}　{part}") for tag, kind, part in found[:_SHOWN]])
        rest = len(found) - len(self._found)
        self._more.setText(f"ほかに{rest}件あります。絞り込んでください。" if rest else "")
        self._more.setVisible(bool(rest))

    def _choose_word(self, at: int) -> None:
        chosen = self.cell()
        if chosen is None:
            self._where.setText("先に、右の紙で升を押すか、番地を打ってください。")
            self.cell_line.setFocus()
            return
        self.linked.emit(*chosen, self._found[at])
        self.clear_chip.setChecked(False)
        self.filter.clear()

    def _link_chosen(self) -> None:
        chosen = self._chosen_links()
        self.undo_button.setEnabled(bool(chosen))
        if self._checked is not None:
            self.repeat.show_links(self._checked, chosen)

    def _chosen_links(self) -> tuple[CellLink, ...]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self._links[at] for at in rows if at < len(self._links))

    def _undo(self) -> None:
        chosen = self._chosen_links()
        if chosen:
            self.table.clearSelection()
            self.unlinked.emit(chosen)
