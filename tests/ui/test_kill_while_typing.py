"""票を打っている最中にいつ電源が切れても(kill -9)、失うのはせいぜい二秒分の字。

本物の窓を別のプロセスで開き、一字ごとに打った時刻を言わせて、でたらめな時に殺す。
回数は環境変数 JUSOU_KILLS で決める(何も言わなければ 3 回)。
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from jusou_desk.casework.case import drafts
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("JUSOU_KILLS", "3"))
#: 失ってよい打鍵は、せいぜいこの秒数の分。
TYPING_SECONDS = 2.0
NAME, PASSWORD = "大田　文江", "みなと三月さくら"

CLIENT = """
import sys, time
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.shell import Desk, Shell

folder, name, password = sys.argv[1:]
app = QApplication([])
theme.wear(app)
desk = sign_in(Office(Path(folder), NoSecrets()), name, password)
shell = Shell(SCREENS, lambda _n: Desk(desk, lambda _w: []), lambda: (name,), lambda n, _p: n)
shell.resize(1366, 768)
shell.show()
shell.activateWindow()
assert QTest.qWaitForWindowActive(shell)
shell.enter(name)

def settle():
    jobs.wait_idle()
    QTest.qWait(30)
    jobs.wait_idle()
    QTest.qWait(30)

settle()
QTest.keyClick(app.focusWidget(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
settle()
sheet = shell.workspace.shown.sheet
if sheet.draft.words():
    QTest.keyClick(app.focusWidget(), Qt.Key.Key_Space)
    settle()
content = sheet.view.field("content")
content.setFocus()
cursor = content.writing.textCursor()
cursor.movePosition(cursor.MoveOperation.End)
content.writing.setTextCursor(cursor)
sys.stdout.write(f"ready {len(content.value())}\\n")
sys.stdout.flush()
number = len(content.value())
while True:
    QTest.keyClick(app.focusWidget(), "0123456789"[number % 10])
    number += 1
    sys.stdout.write(f"{number} {time.time()!r}\\n")
    sys.stdout.flush()
    QTest.qWait(40)
"""


def run_and_kill(folder: Path, at: random.Random) -> tuple[int, dict[int, float], float]:
    """打っている窓を殺す。(始めにあった字数, 字数 → 打った時刻, 殺した時刻)。"""
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(folder), NAME, PASSWORD],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUTF8": "1",
            "QT_QPA_PLATFORM": "offscreen",
        },
        encoding="utf-8",
    )
    with client:
        assert client.stdout
        ready = client.stdout.readline()
        assert ready.startswith("ready "), "窓が開かなかった"
        time.sleep(at.uniform(0.2, 4.0))
        client.kill()
        killed_at = time.time()
        heard = client.stdout.read()
    # 最後の行は書きかけかもしれないので、改行のある行だけを聞く。
    lines = [line.split() for line in heard[: heard.rfind("\n") + 1].splitlines()]
    return int(ready.split()[1]), {int(n): float(when) for n, when in lines}, killed_at


def kept_text(office: Office) -> str:
    desk = sign_in(office, NAME, PASSWORD)
    try:
        kept = drafts.recall(desk, "intake:new")
        return str(kept.values["content"]) if kept else ""
    finally:
        desk.close()


def test_打っている最中に落ちても失うのは二秒まで(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    office, _ = create_office(
        folder,
        town_id="nagato",
        staff_name=NAME,
        password=PASSWORD,
        device=NoSecrets(),
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    at, before, worst, typed = random.Random(20260401), 0, 0.0, 0
    for turn in range(KILLS):
        began, times, killed_at = run_and_kill(folder, at)
        kept = kept_text(office)
        assert began == before, f"{turn} 回目: 開き直しても続きから打てる"
        assert kept == "".join("0123456789"[n % 10] for n in range(len(kept))), f"{turn} 回目"
        assert len(kept) >= before, f"{turn} 回目"
        lost = [when for number, when in times.items() if number > len(kept)]
        worst = max(worst, killed_at - min(lost)) if lost else worst
        typed += len(times)
        before = len(kept)
    assert typed > KILLS, "打たないうちに殺してばかりいた"
    assert worst <= TYPING_SECONDS
    print(f"{KILLS}回: {typed}字打ち、{before}字残り、失った打鍵はいちばん長くて {worst:.2f}秒")
