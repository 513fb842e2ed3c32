"""升と項目を結ぶ: 紙の升を押すか番地を打ち、項目を探して選ぶ。鍵だけでもできる。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.town_forms.own_form_cells import has_formula, is_cell, words_in
from jusou_desk.casework.town_forms.own_form_lists import tags_to_choose
from jusou_desk.casework.town_forms.own_form_suggestions import (
    also_called,
    only_to_fill,
    suggested,
)
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.models.own_forms import CellLink
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.fields.line import ENTER, Line
from jusou_desk.ui.fields.picker import folded
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import Saying, button, column, row, text
from jusou_desk.ui.settings.own_forms_repeat import RepeatPart
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit

_HOW: Final = "右の紙で升を押し、下の項目を押します。□のある升には、☑ の付いた項目を。"
_NO_CELL: Final = "升がまだ選ばれていません。"
_GUESSED: Final = (
    "見出しから見当を付けた項目です。Enterで一番上を結びます。ほかの項目は、名の一部を打ちます。"
)
_NOT_FOUND: Final = "「{}」のある項目はありません。短い語にするか、別の言い方で探してください。"
_SHOWN: Final = 12
_WORDS_SHOWN: Final = 20
_WORDS = (Heading("項目", 4, 7), Heading("種類と節", 3, 6))
_LINKS = (Heading("番号", 0, 2, True), Heading("升", 2, 3), Heading("項目", 4, 5))


class _Typed(Line):
    """Enter を ``entered`` で知らせる欄。変換中の Enter は確定だけに使う。"""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not self.composing:
            event.accept()
            self.entered.emit()
            return
        super().keyPressEvent(event)


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
        self.cell_line = _Typed()
        self.cell_line.setAccessibleName("升の番地")
        self.cell_line.setPlaceholderText("例 G5")
        self.cell_line.setMaximumWidth(unit(14))
        self.cell_line.textChanged.connect(lambda _words: self._say_cell())
        self.clear_chip = CheckChip("前からの字を消して入れる")
        self.clear_chip.setAccessibleName("升に前から書いてある字を消して入れる")
        self.problem = Saying()
        self._where = text(_NO_CELL, "caption", wrap=True)
        self.clear_chip.hide()
        self.filter = _Typed()
        self.filter.entered.connect(self._choose_first)
        self.cell_line.entered.connect(self.filter.setFocus)
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
                self.problem,
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
        self.problem.hide()
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

    def clear(self) -> None:
        """選んだ升も打った字も忘れ、次の様式に備える。"""
        self._sheet = ""
        self.cell_line.clear()
        self.filter.clear()
        self._say_cell()

    def start(self) -> None:
        """升を選ぶところから始める。"""
        self.cell_line.setFocus()

    def choose_cell(self, sheet: str, cell: str) -> None:
        """紙の上で押された升を選ぶ。前の升のために打った絞り込みは、残さない。"""
        if (sheet, cell) != self.cell():
            self.filter.clear()
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
        before = self._words_before()
        self._where.setText(_words_of(chosen, before) if chosen else _NO_CELL)
        if chosen != self._last:
            self.problem.hide()
            # 消すかどうかは升ごとに決める。次の升の字を、知らないうちに消さない。
            self._last = chosen
            linked = chosen in {(one.sheet, one.cell) for one in self._links}
            self.clear_chip.setVisible(bool(before) or self._is_formula())
            blank = bool(before) and not linked and self._only_to_fill()
            self.clear_chip.setChecked(blank)
            self._narrow()
        if chosen and self.repeat.waiting():
            self.repeat.aim(*chosen)
        self.cell_chosen.emit()

    def _words_before(self) -> str:
        """選ばれている升に、前から書いてある字。打ちかけの番地なら空。"""
        chosen = self.cell()
        if self._checked is None or chosen is None or not is_cell(chosen[1]):
            return ""
        return words_in(self._checked.data, *chosen)

    def _is_formula(self) -> bool:
        chosen = self.cell()
        if self._checked is None or chosen is None or not is_cell(chosen[1]):
            return False
        return has_formula(self._checked.data, *chosen)

    def _only_to_fill(self) -> bool:
        """前からの字が、手で書くためだけのものか。"""
        chosen = self.cell()
        return (
            self._checked is not None
            and chosen is not None
            and only_to_fill(self._checked, *chosen)
        )

    def _narrow(self) -> None:
        wanted = [folded(word) for word in self.filter.text().split()]
        likely = self._suggested()
        guessed = () if wanted else likely
        found = [c for c in self._choices if _answers(c, wanted)]
        if guessed:
            found = [c for c in found if c[0] in guessed]
        found = sorted(found, key=lambda c: _rank(c, likely))
        self._found = [tag for tag, *_ in found[:_SHOWN]]
        self.words.show_rows([(tag, f"{kind}　{part}") for tag, kind, part in found[:_SHOWN]])
        rest = len(found) - len(self._found)
        more = f"ほかに{rest}件あります。絞り込んでください。" if rest else ""
        none = _NOT_FOUND.format(self.filter.text().strip()) if wanted and not found else ""
        self._more.setText(_GUESSED if guessed else none or more)
        self._more.setVisible(bool(guessed or none or more))

    def _suggested(self) -> tuple[str, ...]:
        chosen = self.cell()
        if self._checked is None or chosen is None or not is_cell(chosen[1]):
            return ()
        return suggested(self._checked, *chosen)

    def _choose_first(self) -> None:
        """一番上を結ぶ。絞り込みも見当も無いときは、何も選ばれていないので結ばない。"""
        if self._found and (self.filter.text().strip() or self._suggested()):
            self._choose_word(0)

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


def _words_of(chosen: tuple[str, str], before: str) -> str:
    sheet, cell = chosen
    words = " ".join(before.split())
    if len(words) > _WORDS_SHOWN:
        words = f"{words[:_WORDS_SHOWN]}…"
    told = f"シート「{sheet}」の {cell}"
    return f"{told}　いまの字「{words}」" if words else told


def _rank(choice: tuple[str, str, str], likely: Sequence[str]) -> tuple[int, bool]:
    """並べる順: 見出しから見当を付けた項目、ほかの項目、表の見出しの字。"""
    tag, _, section = choice
    return (likely.index(tag) if tag in likely else len(likely), "見出し" in section)


def _answers(choice: tuple[str, str, str], wanted: Sequence[str]) -> bool:
    """打った語 ``wanted`` がどれも、項目の名・節・よくある呼び名のどこかにあるか。"""
    tag, _, section = choice
    known = folded(f"{tag} {section} {also_called(tag)}")
    return all(word in known for word in wanted)
