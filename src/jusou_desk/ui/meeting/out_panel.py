"""脇に開いて、刷るかファイルに出す紙: 欠席者の分、依頼の台帳。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.packet_folder import own_folder
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.printing.later_copies import (
    LaterCopy,
    hand_out_for_absent,
    note_absent_printing,
)
from jusou_desk.casework.printing.request_register import (
    RequestRegister,
    hand_out_register,
    note_register_printed,
)
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import Audit, paper_panel
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.ui.theme import unit


class OutPanel(QWidget):
    """下見と「印刷」「ファイルに出す」。出ると、会議の頁が新しくなる。"""

    def __init__(
        self,
        paper: OutgoingFile,
        words: str,
        audit: Audit,
        write: Callable[[Path], tuple[Path, ...]],
    ) -> None:
        super().__init__()
        self._write = write
        self._title = paper.title
        self.view = paper_panel(
            paper.data, paper.title, audit, Changed.MEETING, problems=paper.problems
        )
        self.write_button = button("ファイルに出す", "plain", self._pick)
        head = column(text(words, "caption", wrap=True), row(self.write_button, None), spacing=0.5)
        head.setContentsMargins(unit(2), 0, unit(2), 0)  # 脇の題と頭をそろえる
        self.setLayout(column(head, self.view, spacing=0.5))
        self.setFocusProxy(self.view)

    def _pick(self) -> None:
        folder = choose_folder(self, "紙を出すフォルダ")
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """``folder`` に出す。"""

        def told(paths: tuple[Path, ...]) -> None:
            names, where = "、".join(path.name for path in paths), paths[0].parent
            NoticeBar.near(self).tell(
                f"{self._title}を「{where.name}」に出しました。", f"{names}。{where}"
            )

        Do(self, lambda: self._write(folder), Changed.MEETING).then(told)


def later_panel(desk: Desk, later: LaterCopy) -> OutPanel:
    """欠席者の一部。出すと、配付・回収管理表に載る。"""
    return OutPanel(
        later.paper,
        "渡したら管理表の「配った」を、役場で読んでもらうだけなら「閲覧のみ」を押してください。",
        partial(note_absent_printing, desk, later),
        lambda place: hand_out_for_absent(desk, later, own_folder(place, later.meeting)),
    )


def register_panel(desk: Desk, register: RequestRegister, paper: OutgoingFile) -> OutPanel:
    """情報提供依頼の台帳。"""
    return OutPanel(
        paper,
        f"{register.body_name}から{register.year.label}に出した依頼です。ファイルは Excel と PDF。",
        partial(note_register_printed, desk, register, paper),
        partial(hand_out_register, desk, register),
    )
