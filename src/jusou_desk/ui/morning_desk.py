"""朝の一枚を、今日の脇に開く。印刷の部品を引き連れて重いので、頼まれてから読み込む。"""

from __future__ import annotations

from functools import partial

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.morning_paper import hand_out_morning, morning_paper
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.casework.paper.morning_sheet import NAME, TITLE
from jusou_desk.policy import Purpose
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.navigation import Screen
from jusou_desk.ui.paper_desk import PaperDesk


def open_morning(screen: Screen, desk: Desk) -> None:
    """紙を作り、``screen`` の脇に見せる。刷るのも書き出すのも、そこから。"""

    def show(files: tuple[OutgoingFile, ...]) -> None:
        pdf = tuple(file for file in files if file.name.endswith(".pdf"))
        note = partial(note_printing, desk, Purpose.CASEWORK, NAME, files=pdf)
        screen.beside(TITLE, PaperDesk(files, TITLE, note, partial(hand_out_morning, desk)))

    Ask(screen, partial(morning_paper, desk)).then(show)
