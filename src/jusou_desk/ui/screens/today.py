"""今日。期日の来たものと、忘れられかけているものと、打ちかけが、理由を添えて一行ずつ並ぶ。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import tasks
from jusou_desk.casework.case.cases import any_case
from jusou_desk.casework.case.due import DueLine, Weight
from jusou_desk.casework.case.unfinished import Unfinished, unfinished
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.policy import Purpose
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.case.draft_line import when_words
from jusou_desk.ui.case.reply_panel import HINT as REPLY_HINT
from jusou_desk.ui.case.reply_panel import ReplyEntry
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.due_line import DueButton
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, EmptyRoom, Page, button, row
from jusou_desk.ui.shortcuts import RECEIVE, REPLY
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import format_long, format_short

#: 一つの札に初めから出す行の数。残りは釦で出す。
_AT_FIRST: Final = 8
_GROUPS: Final = (
    ("緊急・過ぎたもの", (Weight.EMERGENCY, Weight.OVERDUE)),
    ("今日", (Weight.TODAY,)),
    ("これから", (Weight.SOON,)),
    ("しばらく接触のないもの", (Weight.QUIET,)),
)
_PRESSING: Final = (Weight.EMERGENCY, Weight.OVERDUE)
_CONCERNS: Final = (
    Changed.CASE,
    Changed.CONSENT,
    Changed.NOTE,
    Changed.PLAN,
    Changed.MEETING,
    Changed.TASK,
    Changed.STAFF,
    Changed.SHEET,
    Changed.OFFICE,
)


@dataclass(frozen=True)
class _Morning:
    """今日の画面に出すもの一揃い。"""

    lines: tuple[DueLine, ...]
    drafts: tuple[Unfinished, ...]
    any_case: bool


def _look_around(desk: Desk) -> _Morning:
    lines = due_lines(desk)
    return _Morning(lines, unfinished(desk), bool(lines) or any_case(desk))


class TodayScreen(Screen):
    """部屋「今日」。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._parts: list[QWidget] = []
        self._expanded: set[str] = set()
        self.receive_button = button(
            "相談を受ける",
            "grand",
            partial(self.go, "intake"),
            hint=f"相談を受ける({RECEIVE.words})",
        )
        self.paper_button = button(
            "朝の一枚を刷る",
            "plain",
            self._look_at_paper,
            key="Ctrl+D",
            hint="今日の行を、印を付けながら使う紙にする",
        )
        self.page = Page("今日", self.paper_button, self.receive_button, lead="　")
        self.reply_button = button(
            REPLY.does, "quiet", self._enter_reply, key=REPLY.keys[0], hint=REPLY_HINT
        )
        # 脇を開いて狭くなっても、題の日付を折らないよう、題の列の外に置く
        beside_title = QWidget()
        beside_title.setLayout(row(None, self.reply_button))
        self.page.add(beside_title)
        # 「相談を受ける」から Tab で、すぐに一行目へ行けるように
        QWidget.setTabOrder(self.paper_button, self.reply_button)
        self.page.area.inside.setMaximumWidth(scale().body * 76)
        self.setLayout(row(self.page))
        for one in (self.receive_button, self.reply_button):
            one.setVisible(self._desk.may(Purpose.CASEWORK))
        keep_fresh(self, self._load, *_CONCERNS)

    def arrive(self, place: Place) -> None:
        self._load()
        # 窓に出てからでないと打てる所にならない
        QTimer.singleShot(0, self, self._stand_first)

    def lines(self) -> list[DueButton]:
        """いま出ている行。"""
        return [one for part in self._parts for one in part.findChildren(DueButton)]

    def _load(self) -> None:
        Ask(self, partial(_look_around, self._desk)).then(self._show)

    def _show(self, morning: _Morning) -> None:
        standing = self._standing()
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []
        self.page.title.setText(format_long(self._desk.today(), weekday=True))
        groups = [
            (title, [line for line in morning.lines if line.weight in weights])
            for title, weights in _GROUPS
        ]
        told = "　".join(f"{title} {len(lines)}件" for title, lines in groups if lines)
        self.page.lead.setText(told or "期日の来ているものはありません。")
        self.page.lead.show()
        # 危ないものより先に出すものは無い
        for title, lines in groups[:1]:
            if lines:
                self._put(self._group(title, lines))
        if morning.drafts:
            self._put(self._drafts(morning.drafts))
        for title, lines in groups[1:]:
            if lines:
                self._put(self._group(title, lines))
        if not self._parts:
            self._put(self._nothing(any_case=morning.any_case))
        self._stand_at(standing)

    def _put(self, part: QWidget) -> None:
        self._parts.append(part)
        self.page.add(part)

    # --- 打てる所を失わない ---------------------------------------------

    def _standing(self) -> int | None:
        """読み直す前にいた行。行の外なら None。"""
        focus = self.focusWidget()
        for place, line in enumerate(self.lines()):
            holder = line.parentWidget()
            if holder is not None and holder.isAncestorOf(focus):
                return place
        return self._next_to_more(focus)

    def _next_to_more(self, focus: QWidget | None) -> int | None:
        """「ほか○件を出す」を押していたら、これから出る初めの行。"""
        shown = 0
        for part in self._parts:
            shown += len(part.findChildren(DueButton))
            if focus is not None and part.isAncestorOf(focus):
                return shown
        return None

    def _stand_first(self) -> None:
        if self._desk.may(Purpose.CASEWORK):
            self.receive_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stand_at(self, place: int | None) -> None:
        lines = self.lines()
        if place is None:
            return
        if lines:
            lines[min(place, len(lines) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.receive_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- 札 -------------------------------------------------------------

    def _drafts(self, drafts: Sequence[Unfinished]) -> Card:
        card = Card("打ちかけ")
        card.body.setSpacing(unit(0.5))
        now = self._desk.now()
        for one in drafts:
            go_on = button(
                "続ける", "plain", partial(self.go, one.place, one.ref, one.panel, one.item)
            )
            go_on.setAccessibleName(f"{one.words}を続ける")
            said = f"{when_words(one.saved_at, now)}まで打ちました"
            line = DueButton(format_short(one.saved_at.date()), one.words, said)
            line.clicked.connect(go_on.click)
            card.add(_beside(line, go_on))
        return card

    def _group(self, title: str, lines: Sequence[DueLine]) -> Card:
        card = Card(title)
        card.body.setSpacing(unit(0.5))
        # 釦一つで一行を隠すより、その行を出す
        whole = title in self._expanded or len(lines) == _AT_FIRST + 1
        for line in lines if whole else lines[:_AT_FIRST]:
            card.add(self._line(line))
        hidden = len(lines) - _AT_FIRST
        if hidden > 0 and not whole:
            more = button(f"ほか {hidden}件を出す", "quiet", partial(self._expand, title))
            card.add(row(more, None))
        return card

    def _line(self, line: DueLine) -> QWidget:
        when = format_short(line.due_on) if line.due_on else ""
        due = DueButton(when, line.what, line.why, pressing=line.weight in _PRESSING)
        due.setEnabled(bool(line.ref))
        to = partial(self.go, line.place, line.ref, line.panel, line.item)
        due.clicked.connect(lambda _on=False: to())
        beside: list[QWidget] = []
        if line.place == "sealed_case":
            beside.append(LaneBadge(Mark.SEALED))
        if line.task_id and self._desk.may(Purpose.CASEWORK):
            beside.append(self._finish_chip(line))
        return _beside(due, *beside)

    def _finish_chip(self, line: DueLine) -> CheckChip:
        chip = CheckChip("済み")
        chip.setAccessibleName(f"「{line.what}」を済みにする")
        chip.clicked.connect(lambda _on=False: self._finish(line))
        return chip

    def _nothing(self, *, any_case: bool) -> EmptyRoom:
        if any_case:
            to_list = button("ケースの一覧を見る", "plain", partial(self.go, "cases"))
            return EmptyRoom(
                "今日、期日の来るものはありません。",
                "経過に「今後の対応」の期日を書いておくと、その日が近づいたときにここに出ます。",
                to_list,
            )
        return EmptyRoom(
            "まだ相談がありません。",
            "電話や窓口で相談を受けたら、右上の「相談を受ける」(Ctrl+N)から始めます。",
        )

    # --- する -----------------------------------------------------------

    def _look_at_paper(self) -> None:
        from jusou_desk.ui.morning_desk import open_morning

        open_morning(self, self._desk)

    def _enter_reply(self) -> None:
        self.beside(REPLY.does, ReplyEntry(self._desk, self.go))

    def _expand(self, title: str) -> None:
        self._expanded.add(title)
        self._load()

    def _finish(self, line: DueLine) -> None:
        finish: Callable[..., object] = partial(tasks.finish, self._desk, line.task_id)

        def take_back() -> None:
            Do(self, lambda: finish(undo=True), Changed.TASK).then()

        def tell(_done: object) -> None:
            # 支援会議の件は、番号も持ち歩かない
            about = "" if line.place == "sealed_case" else line.what
            told = f"「{line.what}」を済みにしました。"
            NoticeBar.near(self).tell(told, undo=take_back, about=about)

        Do(self, finish, Changed.TASK).then(tell)


def _beside(line: DueButton, *parts: QWidget) -> QWidget:
    holder = QWidget()
    together = row(line, *parts)
    together.setStretch(0, 1)
    holder.setLayout(together)
    return holder
