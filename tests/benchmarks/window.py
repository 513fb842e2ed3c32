"""窓が使えるまで: 練習の事務所にサインインして「今日」が埋まるまでを、裸の QMainWindow と比べる。"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.practising.practice import build_practice_office
from tests.benchmarks.measuring import Measured

_LIMIT: Final = 7.5
#: 使えるようになったら READY と、読み込んだ Qt の部品の名を書く。
_OURS: Final = """
import sys
from pathlib import Path
from jusou_desk import app
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.ui import jobs
from jusou_desk.ui.due_line import DueButton

application = app.application()
session = app.Session(Office(Path(sys.argv[1]), NoSecrets()), practice_password=sys.argv[3])
session.practise_as(sys.argv[2])
session.shell.resize(1280, 700)
session.shell.show()
jobs.wait_idle()
application.processEvents()
assert session.shell.findChildren(DueButton)
print("READY", *sorted(name for name in sys.modules if name.startswith("PySide6.Qt")), flush=True)
session.close()
"""
_BARE: Final = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1280, 700)
window.show()
application.processEvents()
print("READY", flush=True)
"""


def _environment(place: Path) -> dict[str, str]:
    """普段どおり .pyc を使う環境(置き場は計る間だけの所)。"""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(place / "pyc"), "QT_QPA_PLATFORM": "offscreen"}


def _until_ready(environment: dict[str, str], script: str, *words: str) -> tuple[float, list[str]]:
    """始めてから READY までのミリ秒と、続けて書かれた名。"""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
    ) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        spent = (time.perf_counter() - began) * 1000
        _, trouble = child.communicate(timeout=60)
    ready, *names = line.split() or [""]
    if ready != "READY":
        raise RuntimeError(trouble)
    return spent, names


def window_usable(place: Path, *, times: int = 5) -> Measured:
    """別々のプログラムを交互に ``times`` 回ずつ動かした中央値。"""
    folder = place / "practice"
    _, name, password = build_practice_office("nagato", folder, today=date.today())
    environment, sign_in = _environment(place), (str(folder), name, password)
    # 一度目は .pyc を作るので数えない。裸の窓にも同じ Qt の部品を読ませる。
    _, modules = _until_ready(environment, _OURS, *sign_in)
    _until_ready(environment, _BARE, *modules)
    ours, bare = [], []
    for _ in range(times):
        ours.append(_until_ready(environment, _OURS, *sign_in)[0])
        bare.append(_until_ready(environment, _BARE, *modules)[0])
    return Measured(
        "窓が使えるまで(サインイン済みの「今日」)／同じ Qt の部品を読んだ裸の QMainWindow",
        statistics.median(ours),
        statistics.median(bare),
        _LIMIT,
    )
