"""会議の頁の札「移替え」。議題の相談ごとに、承認を待つ・移した・却下した申し出を並べる。従事者だけが見る。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.secrecy.transfers import Proposal, proposals_at
from jusou_desk.ui.case.transfer_review import TITLE, ReviewPanel
from jusou_desk.ui.case.transfer_words import gist_words
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, column, row, text
from jusou_desk.wareki import format_short


class TransfersCard(Card):
    """議題ごとの移替え。

    opening: 申し出一件を読む一枚(題と部品)。case_wanted: 申し出る・読むために開く相談の id。
    done: 一枚で済んだことの知らせを出し、脇を閉じてよい。
    """

    opening = Signal(str, object)
    case_wanted = Signal(str)
    done = Signal()

    def __init__(self, desk: Desk, page: MeetingPage) -> None:
        super().__init__("移替え（通常の記録へ）")
        self._desk = desk
        self._page = page
        self._shown: QWidget | None = None
        keep_fresh(self, self._load, Changed.NOTE)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(proposals_at, self._desk, self._page.meeting)).then(self._show)

    def _show(self, found: Mapping[str, Sequence[Proposal]]) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        parts: list[QWidget | QLayout] = []
        for item, case in self._page.items:
            parts.append(text(f"議題{item.item_no}　{self._page.names[case.id]}", "label"))
            made = found.get(case.id, ())
            for one in made:
                gist = gist_words(one.transfer.content)
                about = text(f"「{gist}」\n{_about(one)}", "caption", wrap=True)
                parts.append(column(self._line(one), about, spacing=0.5))
            if not made:
                parts.append(text("移替えの申し出はありません。", "caption"))
            go = button("支援会議の記録を開く", "quiet", partial(self.case_wanted.emit, case.id))
            go.setAccessibleName(f"議題{item.item_no} の支援会議の記録を開く")
            parts.append(row(go, None))
        self._shown = QWidget()
        self._shown.setLayout(column(*parts))
        self.add(self._shown)

    def _line(self, one: Proposal) -> QPushButton:
        asked = one.transfer
        # 文は釦に入れない。折り返さないので、脇を開くと頁が窓からはみ出す。
        words = f"{asked.state}　{asked.ground}"
        made = button(words, "choice", partial(self._review, one))
        made.setAccessibleName(f"{words}　{gist_words(asked.content)}")
        made.setAccessibleDescription(_about(one))
        return made

    def _review(self, one: Proposal) -> None:
        panel = ReviewPanel(self._desk, one)
        panel.saved.connect(self._saved)
        self.opening.emit(TITLE, panel)

    def _saved(self, done: Saved) -> None:
        self.done.emit()
        NoticeBar.near(self).tell(done.sentence)


def _about(one: Proposal) -> str:
    asked = one.transfer
    parts = [f"{format_short(asked.proposed_at.date())} {one.proposer}の申し出"]
    if one.decider and asked.decided_at is not None:
        parts.append(f"{format_short(asked.decided_at.date())} {one.decider}が{asked.state}")
    if asked.reason:
        parts.append(asked.reason)
    return "　".join(parts)
