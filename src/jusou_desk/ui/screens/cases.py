"""ケースの一覧。打つそばから絞られ、Enter で開く。"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from jusou_desk.casework.case.cases import CaseLine, case_list, case_list_in_use
from jusou_desk.casework.case.narrowing import (
    Findable,
    findable,
    narrowed,
    newest_first,
    plainly_narrowed,
    sealed_words,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.handing_on import PANEL as HAND_ON
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.casework.paper import case_list_paper
from jusou_desk.errors import DeskError
from jusou_desk.models.records import CaseStatus
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.case.basket_panel import TITLE as BASKET
from jusou_desk.ui.case.basket_panel import BasketPanel
from jusou_desk.ui.case.reply_panel import HINT as REPLY_HINT
from jusou_desk.ui.case.reply_panel import TITLE as REPLY
from jusou_desk.ui.case.reply_panel import ReplyEntry
from jusou_desk.ui.case.same_people_panel import TITLE as SAME
from jusou_desk.ui.case.same_people_panel import SamePeoplePanel
from jusou_desk.ui.case_table import CaseTable
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields.chips import CheckChip, Chips
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.handing_on import TITLE, HandingOn
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import EmptyRoom, button, column, row, text
from jusou_desk.ui.shortcuts import RECEIVE
from jusou_desk.ui.theme import scale, unit

ALL: Final = "すべて"
_MIXED: Final = "㊙ 支援会議の相談が並んでいます　　支援会議に加わらない人に見せないでください"
_HAND_ON_HINT: Final = "自分の担当を並べ、引継書を刷るか、後の人に替えます"
_NARROW: Final = "氏名・カナ・受付番号・課題・担当で絞る（Ctrl+F）"
_NARROW_SEALED: Final = "氏名・課題・担当と、支援会議の記録の言葉で絞る（Ctrl+F）"
_CONCERNS: Final = (Changed.CASE, Changed.PERSON, Changed.CONSENT, Changed.NOTE)


def _read(desk: Desk, purpose: Purpose) -> tuple[tuple[Findable, ...], int]:
    lines, older = case_list_in_use(desk, purpose=purpose)
    return findable(lines, _sealed_words(desk, purpose)), older


def _read_all(desk: Desk, purpose: Purpose) -> tuple[Findable, ...]:
    return findable(case_list(desk, purpose=purpose), _sealed_words(desk, purpose))


def _sealed_words(desk: Desk, purpose: Purpose) -> Mapping[str, str]:
    return sealed_words(desk) if purpose is Purpose.SUPPORT_MEETING else {}


class CasesScreen(Screen):
    """部屋「ケース」の入口。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: tuple[Findable, ...] = ()
        #: いま並んでいるうち、紙に刷ってよい普段の相談。
        self._printable: tuple[CaseLine, ...] = ()
        #: 一年より前に終わった相談。後から読み、変わるまで覚えておく。
        self._older: tuple[Findable, ...] = ()
        self._reading = False
        self.filter = Line(enter_moves_on=False)
        self.filter.setPlaceholderText(_NARROW)
        self.filter.setAccessibleName("一覧を絞る")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(scale().body * 10)
        self.chips = Chips((ALL, *CaseStatus), exclusive=True, fallback=ALL, lifts=True)
        self.chips.describe("状態", "")
        self.sealed = CheckChip("支援会議の相談も表示")
        self.sealed.setAccessibleName("支援会議の相談も表示")
        self.count = text("", "strong")
        self.nothing = text(
            "当てはまる相談がありません。字を減らすか、状態を「すべて」にしてください。", "caption"
        )
        self.table = CaseTable()
        self.receive_button = button(
            "相談を受ける",
            "primary",
            partial(self.go, "intake"),
            hint=f"相談を受ける({RECEIVE.words})",
        )
        self.list_button = button("一覧を刷る", "plain", self._look_at_list)
        self.hand_button = button(
            "担当を引き継ぐ", "quiet", partial(self._hand_on, desk.me.name), hint=_HAND_ON_HINT
        )
        self.reply_button = button(REPLY, "plain", self._enter_reply, hint=REPLY_HINT)
        self.basket_button = button(BASKET, "quiet", self._open_basket)
        self.same_button = button(SAME, "quiet", self._open_same)
        self.band = SealedBand(_MIXED)
        self._empty = EmptyRoom(
            "まだ相談がありません。",
            "「相談を受ける」(Ctrl+N)で一件目を書くか、設定の「台帳の取込み」でこれまでの台帳を入れます。",
        )
        self._lay_out()
        self._listen()
        keep_fresh(self, self._read_again, *_CONCERNS)

    def arrive(self, place: Place) -> None:
        self._load()
        if place.panel == HAND_ON:
            self._hand_on("")
            return
        # 窓に出てからでないと打てる所にならない
        QTimer.singleShot(0, self, self._to_filter)

    def shown_count(self) -> str:
        """出ている件数の文。"""
        return self.count.text()

    def _lay_out(self) -> None:
        head = row(text("ケース", "display"), None, self.sealed, self.receive_button, spacing=2)
        head.setContentsMargins(unit(3), unit(2), unit(3), unit())
        narrow = row(self.filter, self.count, self.same_button, spacing=2)
        narrow.setStretch(0, 1)
        narrow.setContentsMargins(unit(3), 0, unit(3), unit())
        self._tools = QWidget()
        tools = FlowLayout()  # 脇が開いて狭くなれば、釦が折り返す
        for tool in (self.basket_button, self.hand_button, self.list_button, self.reply_button):
            tools.addWidget(tool)
        self._tools.setLayout(tools)
        self._states = states = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        states.setSpacing(unit())
        states.addWidget(self.chips, 1)
        states.addWidget(self._tools, 0, Qt.AlignmentFlag.AlignLeft)
        states.setContentsMargins(unit(3), 0, unit(3), unit())
        self.body = QWidget()
        self.nothing.setContentsMargins(unit(3), 0, unit(3), unit())
        self.body.setLayout(column(narrow, states, self.nothing, self.table, spacing=0))
        whole = column(self.band, head, self.body, self._empty, spacing=0)
        whole.setStretch(2, 1)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        for one in (
            self.receive_button,
            self.same_button,
            self.basket_button,
            self.hand_button,
            self.reply_button,
        ):
            one.setVisible(self._desk.may(Purpose.CASEWORK))
        self.sealed.setVisible(self._desk.serves_any)
        for part in (self.band, self.nothing, self._empty):
            part.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """状態の札が一段に収まらないほど狭ければ、釦を札の下に下ろす。札を縦に積まない。"""
        super().resizeEvent(event)
        wanted = self.chips.sizeHint().width() + self._tools.sizeHint().width() + unit(7)
        wide = wanted <= self.width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._states.setDirection(across if wide else down)
        self._states.setStretch(0, 1 if wide else 0)

    def _listen(self) -> None:
        self.filter.textChanged.connect(lambda _typed: self._narrow())
        self.chips.changed.connect(self._narrow)
        self.sealed.toggled.connect(lambda _on: self._read_again())
        self.table.opened.connect(self._open)
        for keys, act in (
            (Qt.Key.Key_Down, self._to_table),
            (Qt.Key.Key_Return, self._open_first),
            (Qt.Key.Key_Enter, self._open_first),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.filter)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._to_filter)

    def _read_again(self) -> None:
        self._older = ()
        self._load()

    def _load(self) -> None:
        sealed = self.sealed.isChecked()
        purpose = Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK
        if not sealed:
            # 秘匿の行も、普段の行を絞る秘匿の語も、読み直しを待たずに消す
            lines = [one.line for one in self._found if not one.line.case.sealed]
            self._show(findable(lines))

        def show(read: tuple[tuple[Findable, ...], int]) -> None:
            if sealed != self.sealed.isChecked():
                return
            found, older = read
            self._reading = len(self._older) != older
            self._show(newest_first((*found, *self._older)) if not self._reading else found)
            self._say_empty()
            if self._reading:
                reading_all = Ask(self, partial(_read_all, self._desk, purpose))
                reading_all.or_else(self._refused).then(partial(show_all, found))

        def show_all(recent: tuple[Findable, ...], found: tuple[Findable, ...]) -> None:
            if sealed == self.sealed.isChecked():
                ids = {one.line.case.id for one in recent}
                self._older = tuple(one for one in found if one.line.case.id not in ids)
                self._reading = False
                self._show(found)

        Ask(self, partial(_read, self._desk, purpose)).or_else(self._refused).then(show)

    def _refused(self, error: DeskError) -> None:
        """読めなかった。従事者から外れた人の窓に、前に並べた秘匿の行と語を残さない。"""
        self.sealed.setChecked(False)
        self.sealed.setVisible(self._desk.serves_any)
        NoticeBar.near(self).warn(error)

    def _show(self, found: tuple[Findable, ...]) -> None:
        self._found = found
        sealed = self.sealed.isChecked()
        self.band.setVisible(sealed)
        self.filter.setPlaceholderText(_NARROW_SEALED if sealed else _NARROW)
        self._narrow()

    def _say_empty(self) -> None:
        typing = self.filter.hasFocus()
        self.body.setVisible(bool(self._found))
        self._empty.setVisible(not self._found)
        if typing and not self._found:
            self.receive_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self) -> None:
        (chosen,) = self.chips.chosen()
        status = None if chosen == ALL else CaseStatus(chosen)
        typed = self.filter.text()
        shown = narrowed(self._found, typed, status)
        self._printable = tuple(one.line for one in plainly_narrowed(shown, typed, status))
        self.table.show_lines(tuple(one.line for one in shown))
        everything = len(self._found)
        whole = len(shown) == everything
        counted = f"{everything}件" if whole else f"{everything}件中 {len(shown)}件"
        self.count.setText(
            f"{counted}（前に終わった相談を読んでいます）" if self._reading else counted
        )
        self.nothing.setVisible(bool(self._found) and not shown)
        self.list_button.setEnabled(bool(self._printable))

    def _hand_on(self, name: str) -> None:
        """``name`` の職員(空なら、退任した人みな)の手にあるものを、脇に並べる。"""
        panel = HandingOn(self._desk, name)
        panel.paper.connect(self.beside)
        self.beside(TITLE, panel)

    def _look_at_list(self) -> None:
        """いま並んでいる普段の相談を、A4 横の一覧にする。"""
        desk = self._desk
        wanted = frozenset(line.case.id for line in self._printable)
        narrowed = self._narrowed_words()

        def show(files: tuple[OutgoingFile, ...]) -> None:
            pdf = tuple(file for file in files if file.name.endswith(".pdf"))
            note = partial(note_printing, desk, Purpose.CASEWORK, case_list_paper.NAME, files=pdf)
            hand_out = partial(case_list_paper.hand_out_case_list, desk, wanted, narrowed)
            panel = PaperDesk(files, case_list_paper.TITLE, note, hand_out)
            self.beside(case_list_paper.TITLE, panel)

        Ask(self, partial(case_list_paper.case_list_paper, desk, wanted, narrowed)).then(show)

    def _narrowed_words(self) -> str:
        """どう絞ったか。絞っていなければ空。"""
        (chosen,) = self.chips.chosen()
        typed = self.filter.text().strip()
        parts = ("" if chosen == ALL else chosen, f"「{typed}」で絞ったもの" if typed else "")
        return "　".join(part for part in parts if part)

    def _enter_reply(self) -> None:
        self.beside(REPLY, ReplyEntry(self._desk, self.go))

    def _open_same(self) -> None:
        purpose = Purpose.SUPPORT_MEETING if self.sealed.isChecked() else Purpose.CASEWORK
        panel = SamePeoplePanel(self._desk, purpose)
        panel.told.connect(lambda words: NoticeBar.near(self).tell(words))
        self.beside(SAME, panel)

    def _open_basket(self) -> None:
        purpose = Purpose.SUPPORT_MEETING if self.sealed.isChecked() else Purpose.CASEWORK
        panel = BasketPanel(self._desk, purpose)
        panel.restored.connect(lambda words: NoticeBar.near(self).tell(words))
        self.beside(BASKET, panel)

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _open_first(self) -> None:
        if not self.filter.composing:
            self.table.open_current()

    def _open(self, line: CaseLine) -> None:
        self.go("sealed_case" if line.case.sealed else "case", line.case.id)
