"""思いがけない不具合。利用者には番号だけの二文を見せ、記録にも個人の情報を残さない。"""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final

from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.errors import DeskError
from jusou_desk.ui.notice import NoticeBar

_log: Final = logging.getLogger(__name__)


def mishap(trouble: BaseException) -> DeskError:
    """思いがけない例外を、利用者に見せる二文にする。記録には番号・型・行番号だけを残す。"""
    number = f"E-{secrets.token_hex(3).upper()}"
    # 例外の文には氏名などが入りうる。
    places = " < ".join(
        f"{frame.name}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(trouble.__traceback__))
    )
    _log.error("%s %s %s", number, type(trouble).__name__, places)
    return DeskError(
        f"思いがけない不具合で、できませんでした(番号 {number})。",
        "もう一度試し、続くようならこの番号を管理者に伝えてください。",
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
