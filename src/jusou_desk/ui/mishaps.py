"""思いがけない不具合。利用者には番号だけの二文を見せ、記録にも個人の情報を残さない。"""

from __future__ import annotations

import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.casework.office.mishap_log import note_mishap
from jusou_desk.errors import DeskError
from jusou_desk.ui.notice import NoticeBar

#: 控えに残すコードの所の数。内側から。
_INNERMOST: Final = 12


def mishap(trouble: BaseException) -> DeskError:
    """思いがけない例外を、利用者に見せる二文にする。控えには番号・型・コードの所だけを残す。"""
    number = f"E-{secrets.token_hex(3).upper()}"
    # 例外の文には氏名などが入りうる。
    frames = reversed(traceback.extract_tb(trouble.__traceback__, limit=-_INNERMOST))
    places = (f"{Path(one.filename).stem}.{one.name}:{one.lineno}" for one in frames)
    note_mishap(number, type(trouble).__name__, " < ".join(places))
    return DeskError(
        f"思いがけない不具合で、できませんでした(番号 {number})。",
        "もう一度試し、続くようならこの番号を管理者に伝えてください。"
        "番号は、設定の「プログラム」に残ります。",
    )


def _window() -> QWidget | None:
    """知らせを出す窓: 使っている窓、無ければ見えている窓。"""
    shown = (one for one in QApplication.topLevelWidgets() if one.isVisible())
    return QApplication.activeWindow() or next(shown, None)


@contextmanager
def told_in_words() -> Iterator[None]:
    """この間に画面の部品の中で起きた思いがけない例外を、追跡情報でなく文で知らせる。"""
    before = sys.excepthook

    def tell(
        kind: type[BaseException], trouble: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(trouble, Exception):  # Ctrl+C など
            before(kind, trouble, trace)
            return
        error = trouble if isinstance(trouble, DeskError) else mishap(trouble)
        window = _window()
        if window is not None:
            NoticeBar.near(window).warn(error)

    sys.excepthook = tell
    try:
        yield
    finally:
        sys.excepthook = before
