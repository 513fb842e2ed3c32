"""家族図の紙を、家族と世帯の脇に開く。印刷の部品を引き連れて重いので、頼まれてから読み込む。"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import note_printing
from jusou_desk.casework.paper.family_paper import NAME, TITLE, draw_family, hand_out_family
from jusou_desk.casework.paper.papers import DrawnSheet
from jusou_desk.policy import Purpose
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.navigation import Screen
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.wareki import format_short


def open_family_paper(screen: Screen, desk: Desk, case_no: str, day: date) -> None:
    """``day`` の姿の紙を作り、``screen`` の脇に見せる。刷るのも書き出すのも、そこから。"""

    def show(drawn: DrawnSheet) -> None:
        pdf = tuple(one for one in drawn.files if one.name.endswith(".pdf"))
        note = partial(note_printing, desk, Purpose.CASEWORK, f"{NAME} {case_no}", files=pdf)

        def hand_out(folder: Path) -> tuple[Path, ...]:
            return hand_out_family(desk, case_no, folder, drawn)

        title = f"{TITLE}　{format_short(day)}の姿"
        screen.beside(title, PaperDesk(drawn.files, TITLE, note, hand_out, drawn.problems))

    Ask(screen, partial(draw_family, desk, case_no, day)).then(show)
