"""地域課題シートと受払簿を、刷るとおりに見て、刷るか保存する一枚。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import Saying, button, column, row
from jusou_desk.ui.theme import unit

Files = tuple[OutgoingFile, ...]


class PaperPanel(QWidget):
    """make: 紙を作る。hand: フォルダへ出す。note: 刷る前後の監査。tools: 上に並べる釦。"""

    def __init__(
        self,
        make: Callable[[], Files],
        hand: Callable[[Files, Path], tuple[Path, ...]],
        note: Callable[[Files, str], None],
        *tools: QWidget,
        caution: str = "",
    ) -> None:
        super().__init__()
        self._make, self._hand = make, hand
        self.files: Files = ()
        self.paper = PaperView(lambda what: note(self.files, what))
        self.write_button = button("このPCに保存する…", "plain", self._write)
        self.write_button.setEnabled(False)
        self.caution = Saying()
        self._problem = Saying()
        if caution:
            self.caution.say(caution)
        head = QWidget()
        buttons = row(self.write_button, None, *tools)
        buttons.setContentsMargins(unit(2), unit(), unit(2), 0)
        head.setLayout(buttons)
        whole = column(head, self.caution, self._problem, self.paper)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.paper)
        self.draw()

    def draw(self) -> None:
        """紙を作り直して見せる。"""
        self._problem.hide()
        Ask(self, self._make).or_else(self._problem.refuse).then(self._show)

    def _show(self, files: Files) -> None:
        self.files = files
        self.write_button.setEnabled(True)
        self.paper.show_pdf(files[1].data, files[1].title, files[1].problems)

    def _write(self) -> None:
        folder = choose_folder(self, "保存するフォルダ")
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """``folder`` に Excel と PDF を保存する。"""

        def told(paths: tuple[Path, ...]) -> None:
            names = "、".join(path.name for path in paths)
            NoticeBar.near(self).tell(f"「{folder.name}」に {names} を保存しました。")

        Do(self, lambda: self._hand(self.files, folder)).saying("保存しています").then(told)
