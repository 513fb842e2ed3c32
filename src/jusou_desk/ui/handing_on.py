"""担当替えの一枚。退く人・退いた人の手にあるものを並べ、後を継ぐ人へ、一件ずつか、まとめて替える。

替える前に、担当の相談を引継書にして刷れる。
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import handing_on
from jusou_desk.casework.office.handing_on import Handed, HeldCase, Holdings
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.casework.paper import takeover_paper
from jusou_desk.models.records import Case, Task
from jusou_desk.policy import Purpose
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, stand_at, text
from jusou_desk.wareki import format_short

TITLE: Final = handing_on.CHANGED
_NOTHING: Final = "あなたに見える範囲では、手にあるものはありません。"
_OUTSIDER: Final = "支援会議のものは、その従事者にだけ並びます。"
_PAPER: Final = "引継書を刷る"
_MEMBER: Final = "支援会議の相談は、その会議体の従事者に替えてください。"
_Held = tuple[Holdings, tuple[str, ...]]


def _ask(desk: Desk, name: str) -> tuple[_Held, ...]:
    """``name`` の人の、空なら退任した人みなの、手にあるものと、後を継げる人。"""
    found = (handing_on.holdings(desk, name),) if name else handing_on.left_behind(desk)
    return tuple((one, handing_on.successors(desk, one.name)) for one in found)


class HandingOn(QWidget):
    """``name`` の職員の分。空なら、替えなければならないもののある人みなの分。

    paper: 脇に開く紙の題と、その一枚。
    """

    paper = Signal(str, QWidget)

    def __init__(self, desk: Desk, name: str = "") -> None:
        super().__init__()
        self._desk, self._name = desk, name
        self.people: list[_Person] = []
        self._area = Scroll(margin=2, spacing=1.5)
        self._none = text(_NOTHING, wrap=True)
        self._none.hide()
        lane = _MEMBER if desk.serves_any else _OUTSIDER
        self._area.add(text(lane, "caption", wrap=True), self._none, None)
        self.setLayout(column(self._area))
        keep_fresh(self, self._load, Changed.CASE, Changed.TASK, Changed.STAFF)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(_ask, self._desk, self._name)).then(self._show)

    def _show(self, found: tuple[_Held, ...]) -> None:
        chosen = {one.name: one.successor() for one in self.people}
        held, place_held = self._held()
        for old in self.people:
            old.hide()
            old.deleteLater()
        self.people = [_Person(self._desk, held, names) for held, names in found]
        for place, one in enumerate(self.people):
            one.paper.connect(self.paper)
            one.choose(chosen.get(one.name, ""))
            self._area.body.insertWidget(2 + place, one)
        self._none.setVisible(not any(held.words for held, _ in found))
        if held:
            self._stand(held, place_held)

    def _held(self) -> tuple[str, int]:
        """いま打っている所の名と、「この件を替える」の何番目か。この一枚の外なら名は空。"""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return "", 0
        names = [one.accessibleName() for one in self._case_buttons()]
        name = focus.accessibleName()
        return name, names.index(name) if name in names else 0

    def _stand(self, name: str, place: int) -> None:
        """並べ直したあとも、同じ所に手を置く。替えた件なら次の件に、無くなれば一枚そのものに。"""
        parts = (part for one in self.people for part in one.findChildren(QAbstractButton))
        rest = self._case_buttons()
        near: QWidget = rest[min(place, len(rest) - 1)] if rest else self
        stand_at(next((one for one in parts if one.accessibleName() == name), near))

    def _case_buttons(self) -> list[QPushButton]:
        return [act for one in self.people for act in one.case_buttons()]


class _Person(Card):
    """一人の分。"""

    paper = Signal(str, QWidget)

    def __init__(self, desk: Desk, held: Holdings, names: Sequence[str]) -> None:
        super().__init__(f"{held.name}さんの手にあるもの")
        self.name, self._desk, self._held = held.name, desk, held
        self.heirs = Chips(list(names), exclusive=True)
        self.heirs.describe("後を継ぐ人", "")
        self._problem = Saying()
        if held.cases or held.tasks:
            self.add(text("後を継ぐ人", "label"), self.heirs, self._problem)
        self._list("担当の相談", [self._case(one) for one in held.cases])
        self._list("済んでいない仕事", [_said(_task_words(one)) for one in held.tasks])
        self.all_button = button("相談と仕事をみな替える", "primary", self._hand_on_all)
        self.paper_button = button(_PAPER, "plain", self._draw)
        if held.cases or held.tasks:
            both = FlowLayout()
            both.addWidget(self.all_button)
            both.addWidget(self.paper_button)
            self.add(both)
            # 並べる前に見せると、窓になる
            self.paper_button.setVisible(any(not one.case.sealed for one in held.cases))
        self._list("会議体の席", [_said(one) for one in held.seats])
        if held.seats:
            self.add(text("会議体の名簿で、任期の終わりの日を入れます。", "caption", wrap=True))
        self._list("手元の会議資料", [_said(one) for one in held.papers])
        if held.papers:
            self.add(text("退く前に返してもらい、会議の頁に書きます。", "caption", wrap=True))

    def successor(self) -> str:
        """選ばれている、後を継ぐ人。選んでいなければ空。"""
        return next(iter(self.heirs.chosen()), "")

    def choose(self, name: str) -> None:
        """後を継ぐ人を選んでおく。"""
        if name:
            self.heirs.choose([name])

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def case_buttons(self) -> list[QPushButton]:
        """一件ずつの釦。"""
        return [one for one in self.findChildren(QPushButton) if one.text() == "この件を替える"]

    def _list(self, title: str, lines: Sequence[QWidget]) -> None:
        if lines:
            self.add(text(f"{title}　{len(lines)}", "label"), *lines)

    def _case(self, one: HeldCase) -> QWidget:
        act = button("この件を替える", "plain", partial(self._hand_on, (one.case,), ()))
        act.setAccessibleName(f"{one.words}の担当を替える")
        badge = (LaneBadge(Mark.SEALED),) if one.case.sealed else ()
        line = QWidget()
        laid = row(text(one.words, wrap=True), *badge, act)
        laid.setStretch(0, 1)
        line.setLayout(laid)
        return line

    def _draw(self) -> None:
        """担当の普段の相談を引継書にして、脇に見せる。"""
        desk, name, to = self._desk, self.name, self.successor()

        def show(files: tuple[OutgoingFile, ...]) -> None:
            pdf = tuple(file for file in files if file.name.endswith(".pdf"))
            note = partial(note_printing, desk, Purpose.CASEWORK, takeover_paper.NAME, files=pdf)
            hand_out = partial(takeover_paper.hand_out_takeover, desk, name, to)
            title = takeover_paper.TITLE
            self.paper.emit(title, PaperDesk(files, title, note, hand_out))

        work = partial(takeover_paper.takeover_list, desk, name, to)
        Ask(self, work).or_else(self._problem.refuse).then(show)

    def _hand_on_all(self) -> None:
        self._hand_on([one.case for one in self._held.cases], self._held.tasks)

    def _hand_on(self, cases: Sequence[Case], tasks: Sequence[Task]) -> None:
        to = self.successor()
        if not to:
            self._problem.say("後を継ぐ人を選んでください。")
            self.heirs.setFocus()
            return
        self._problem.hide()
        window = self.window()  # この札が消えた後も残る

        def tell(handed: Handed) -> None:
            back = partial(handing_on.hand_back, self._desk, handed)

            def take_back() -> None:
                Do(window, back, Changed.CASE, Changed.TASK).then()

            # 支援会議のものが混ざれば、数も残さない。知らせの出ている間だけ戻せる
            sealed = any(one.sealed for one in (*handed.cases, *handed.tasks))
            about = "" if sealed else "担当替え"
            NoticeBar.near(self).tell(_handed_words(handed), undo=take_back, about=about)

        work = partial(handing_on.hand_on, self._desk, self.name, to, cases, tasks)
        Do(self, work, Changed.CASE, Changed.TASK).or_else(self._problem.refuse).then(tell)


def _said(words: str) -> QWidget:
    return text(words, wrap=True)


def _handed_words(handed: Handed) -> str:
    """「相談7件と仕事1件の担当を〇〇さんに替えました。」"""
    counted = (("相談", len(handed.cases)), ("仕事", len(handed.tasks)))
    what = "と".join(f"{kind}{number}件" for kind, number in counted if number)
    return f"{what}の担当を{handed.to}さんに替えました。"


def _task_words(task: Task) -> str:
    """仕事の一行。支援会議の仕事は、中身を書かない。"""
    due = f"（期日 {format_short(task.due_on)}）" if task.due_on else ""
    return f"{'支援会議の決定事項' if task.sealed else task.what}{due}"
