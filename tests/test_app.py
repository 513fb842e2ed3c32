"""窓が開くまで: 要らない重い部品を読み込まず、自動の片付けは読み込む前に止まっている。"""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

#: 印刷・台帳・移行・復旧で初めて要るもの。
_LATER: Final = (
    *("alembic", "fontTools", "lxml", "openpyxl", "pikepdf", "PIL", "reportlab"),
    *("sqlalchemy.orm", "PySide6.QtPdf", "PySide6.QtPrintSupport"),
    *("jusou_desk.casework.practising.practice", "jusou_desk.casework.office.recovery"),
    "jusou_desk.reports",
    *("jusou_desk.ui.screens.case", "jusou_desk.ui.screens.reports"),
)
#: 入口の部屋まで読み込み、読み込んだ順に部品の名を書く。
_SCRIPT: Final = """
import sys
import jusou_desk.app
import jusou_desk.ui.screens.today
print(*sys.modules, sep="\\n")
"""


@pytest.fixture(scope="module")
def loaded() -> list[str]:
    """窓を開くときに読み込まれる部品の名を、読み込まれた順に。"""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize("part", _LATER)
def test_重い部品は使うときまで読み込まない(loaded: list[str], part: str) -> None:
    assert part not in loaded


def test_自動の片付けは_部品を読み込む前に止める(loaded: list[str]) -> None:
    assert loaded.index("jusou_desk.ui") < loaded.index("sqlalchemy")
    assert loaded.index("jusou_desk.ui") < loaded.index("PySide6")
