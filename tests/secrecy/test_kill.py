"""いつ電源が切れても(kill -9)、保存したと言われた記録は失われない。

回数は環境変数 JUSOU_KILLS で決める(何も言わなければ 8 回、全部なら 200 回)。
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from jusou_desk.models.backup import file_problems
from jusou_desk.policy import Purpose
from tests.models.office import ADMIN, PASSWORD, opened, permit

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("JUSOU_KILLS", "8"))
#: 打った字を失ってよいのは、せいぜいこの秒数。
TYPING_SECONDS = 2.0

CLIENT = """
import sys, time
from dataclasses import replace
from datetime import datetime, date
from pathlib import Path
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office_records import Draft
from jusou_desk.models.records import Case, Note
from jusou_desk.models.office import Office
from jusou_desk.policy import Lane, Permit, Purpose

folder, name, password = sys.argv[1:]
store = Office(Path(folder), NoSecrets()).sign_in(name, password)
casework = Permit(name, store.role, Purpose.CASEWORK)
meeting = Permit(name, store.role, Purpose.SUPPORT_MEETING)

def say(*words):
    sys.stdout.write(" ".join(words) + "\\n")
    sys.stdout.flush()

say("ready")
with store.reading(casework) as work:
    drafts = work.drafts.where(staff_id=store.me.id)
draft = drafts[0] if drafts else Draft(
    staff_id=store.me.id, place="case", saved_at=datetime.now(), payload="")
drafted = 0.0
while True:
    if time.time() - drafted > 0.1:
        drafted = time.time()
        with store.writing(casework) as work:
            work.drafts.put(replace(draft, payload=repr(drafted)))
        say("draft", repr(drafted))
    case = Case(case_no=f"R-{time.time_ns()}", received_on=date(2026, 4, 1), content="家計" * 300)
    with store.writing(casework) as work:
        work.cases.put(case)
        for number in range(3):
            work.notes.put(Note(note_no=f"{case.case_no}-{number}", case_id=case.id,
                                at=datetime(2026, 4, 1), content="訪問" * 100))
        work.audit.add(store.now(), name, "保存", case.case_no)
    say("case", case.id)
    sealed = replace(case, case_no="S" + case.case_no, id=case.id[::-1], lane=Lane.SEALED,
                     body_id="shien")
    with store.writing(meeting) as work:
        work.cases.put(sealed)
    say("sealed", sealed.id)
"""


@dataclass
class Said:
    """保存できたと言われたもの。"""

    cases: set[str] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)
    draft: float = 0.0

    def hear(self, output: str) -> None:
        # 最後の行は書きかけかもしれないので、改行のある行だけを聞く。
        for line in output[: output.rfind("\n") + 1].splitlines():
            word, _, value = line.partition(" ")
            if word == "case":
                self.cases.add(value)
            elif word == "sealed":
                self.sealed.add(value)
            elif word == "draft":
                self.draft = float(value)


def run_and_kill(folder: Path, at: random.Random) -> tuple[str, float]:
    """使っている最中の client を殺す。(言ったこと, 殺した時刻)。"""
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(folder), ADMIN, PASSWORD],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        encoding="utf-8",
    )
    with client:
        assert client.stdout
        heard = ""
        if at.random() < 0.9:
            heard = client.stdout.readline()
            assert heard == "ready\n"
            time.sleep(at.uniform(0.0, 0.5))
        else:  # 開いている途中で
            time.sleep(at.uniform(0.0, 1.0))
        client.kill()
        killed_at = time.time()
        heard += client.stdout.read()
    return heard, killed_at


def test_いつ落ちても保存した記録は失われない(folder: Path) -> None:
    at, said = random.Random(20260401), Said()
    lost_typing = 0.0
    for turn in range(KILLS):
        drafted_before = said.draft
        heard, killed_at = run_and_kill(folder, at)
        said.hear(heard)
        store = opened(folder)
        assert file_problems(store.vault, store.data_key) == [], f"{turn} 回目"
        with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
            ids = {one.id for one in work.cases.where()}
            notes = {one.case_id for one in work.notes.where()}
            drafts = work.drafts.where(staff_id=store.me.id)
            assert work.audit.first_break() is None, f"{turn} 回目"
            assert len(work.audit.entries()) >= len(said.cases) + 1
        store.close()
        assert said.cases <= ids, f"{turn} 回目"
        assert said.sealed <= ids, f"{turn} 回目"
        assert said.cases <= notes, f"{turn} 回目"
        if said.draft > drafted_before:
            kept = float(drafts[0].payload)
            assert kept >= said.draft
            lost_typing = max(lost_typing, killed_at - kept)
    assert lost_typing <= TYPING_SECONDS
    assert len(said.cases) >= KILLS, "保存する前に殺してばかりいた"
    print(f"{KILLS}回: 記録 {len(said.cases)}+{len(said.sealed)}件, 打鍵 {lost_typing:.2f}秒")
