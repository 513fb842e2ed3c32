"""脇に開く一枚の紙: 下見して、刷るか、ファイルに書き出す。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import Audit, PaperView
from jusou_desk.ui.pieces import button, column, row
from jusou_desk.ui.theme import unit

HandOut = Callable[[Path], tuple[Path, ...]]


class PaperDesk(QWidget):
    """``files`` のうちの PDF を見せる。``audit`` は刷る前後、``hand_out`` は書き出すときに呼ぶ。

    problems: 紙の上に添える知らせ(省けば、紙から失われたものだけ)。
    """

    def __init__(
        self,
        files: tuple[OutgoingFile, ...],
        title: str,
        audit: Audit,
        hand_out: HandOut,
        problems: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self._hand_out = hand_out
        self.paper = PaperView(audit)
        self.write_button = button("ファイルに書き出す", "plain", self._pick_folder)
        head = row(None, self.write_button)
        head.setContentsMargins(unit(2), 0, unit(2), 0)
        whole = column(head, self.paper, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        pdf = next(file for file in files if file.name.endswith(".pdf"))
        self.paper.show_pdf(pdf.data, title, problems or pdf.problems)
        self.setFocusProxy(self.paper.print_button)

    def _pick_folder(self) -> None:
        folder = choose_folder(self, "書き出すフォルダ")
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """``folder`` に書き出す。"""

        def told(paths: tuple[Path, ...]) -> None:
            names = "、".join(path.name for path in paths)
            NoticeBar.near(self).tell(f"{names} を書き出しました。")

        Do(self, partial(self._hand_out, folder)).then(told)
