"""家族図を、選んだ日の姿で刷る。「印刷する」からの家族図と同じ紙で、いつの姿かだけが違う。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import hand_over
from jusou_desk.casework.paper.papers import DrawnSheet, draw_kind, sheet_kind

NAME: Final = "family"
TITLE: Final = "家族図"


def draw_family(desk: Desk, case_no: str, day: date) -> DrawnSheet:
    """``day`` の姿の家族図(まだ外へは出さない)。支援会議の区分の相談は ``Refused``。"""
    return draw_kind(desk, replace(sheet_kind(NAME), as_of=day), case_no)


def hand_out_family(desk: Desk, case_no: str, folder: Path, drawn: DrawnSheet) -> tuple[Path, ...]:
    """刷った紙を ``folder`` へ出す。書いたパスを返す。"""
    subject = f"{NAME} {case_no}"
    return hand_over(desk, sheet_kind(NAME).purpose, subject, drawn.files, folder)
