"""書いてすぐ、元に戻す。戻すことも一つの書込みで、前の姿は一つも消えない。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jusou_desk.casework.case.basket import main_of
from jusou_desk.casework.desk import Desk
from jusou_desk.models.versions import Step
from jusou_desk.policy import Purpose

#: 監査に残す、元に戻したことの語。
TAKEN_BACK: Final = "元に戻した"


def take_back(
    desk: Desk,
    steps: Sequence[Step],
    purpose: Purpose,
    subject: str,
    *,
    body_id: str = "",
    keeps: bool = False,
) -> None:
    """``steps``(``Desk.collecting`` で集めたもの)を元に戻す。

    subject: 監査に残す番号。body_id: 支援会議の記録なら、その会議体。
    keeps: 新しく書いた一件を、ごみ箱に残すか(書いた文が失われないように)。
    その後に書き直されていれば ``Refused``。二人の手続きの要るもの(同意、支援措置、移替え、提供)の
    関所もいつもどおり断る。
    """
    with desk.writing(purpose) as work:
        work.versions.take_back(steps, main_of(work, steps) if keeps else "")
        desk.audit(work, TAKEN_BACK, subject, body_id=body_id)
