"""一覧の裏の紙: 一覧を刷るか、その相談のフォルダに書き出す。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.outgoing.exporting import OutgoingFile, folder_for
from jusou_desk.models.records import Case
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import Audit, PaperView
from jusou_desk.ui.pieces import button, row
from jusou_desk.ui.theme import unit

Write = Callable[[Path], tuple[Path, ...]]


class ListPaper(QWidget):
    """紙の下見と「ファイルに書き出す」。``left`` は「← 一覧へ」が押されたこと。"""

    left = Signal()

    def __init__(self, case: Case, audit: Audit, write: Write) -> None:
        """audit: 刷る前後に監査へ一行書くもの。write: フォルダに Excel と PDF を出すもの。"""
        super().__init__()
        self._case = case
        self._write = write
        self.view = PaperView(audit)
        self.back_button = button("← 一覧へ", "quiet", self.left.emit)
        self.write_button = button("ファイルに書き出す", "plain", self._pick_folder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        head = row(self.back_button, None, self.write_button)
        head.setContentsMargins(unit(1), 0, unit(2), 0)
        whole.addLayout(head)
        whole.addWidget(self.view, 1)

    def show_paper(self, pages: OutgoingFile) -> None:
        """PDF を見せ、刷る釦に移る。"""
        self.view.show_pdf(pages.data, pages.title, pages.problems)
        self.view.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick_folder(self) -> None:
        number = self._case.case_no
        place = choose_folder(self, f"書き出す場所(その中に「{number}」のフォルダを作ります)")
        if place:
            self.write_to(folder_for(place, number, self._case.id))

    def write_to(self, folder: Path) -> None:
        """``folder`` に一覧の Excel と PDF を書き出す。"""

        def told(paths: tuple[Path, ...]) -> None:
            names, where = "、".join(path.name for path in paths), paths[0].parent
            NoticeBar.near(self).tell(f"{names} を「{where.name}」に書き出しました。", str(where))

        Do(self, lambda: self._write(folder)).then(told)
