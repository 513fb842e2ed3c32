"""命令の試験の土台: 公表表と同じ件数の台帳を取り込んだ、本物の長門市の事務所。"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from jusou_desk import commands
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.office.recovery import write_recovery_sheets
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office

SPECIMEN: Final = Path(__file__).parent.parent / "specimens" / "nagato-r2-r4.xlsx"
ADMIN: Final = "大田　文江"


@dataclass(frozen=True)
class Outcome:
    """命令ひとつの終わり方。"""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*words: str | Path) -> Outcome:
    """この場で命令を実行する。"""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = commands.run([str(word) for word in words])
    return Outcome(status, out.getvalue(), err.getvalue())


def spawn(*words: str | Path, **environment: str) -> Outcome:
    """別のプログラムとして ``python -m jusou_desk`` を実行する。"""
    done = subprocess.run(
        [sys.executable, "-m", "jusou_desk", *(str(word) for word in words)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def secret(folder: Path, words: str) -> Path:
    """一行目にパスワードを書いたファイル。"""
    folder.mkdir(exist_ok=True)
    path = folder / f"{words}.txt"
    path.write_text(f"{words}\nこの行は読まない\n", encoding="utf-8")
    return path


@dataclass(frozen=True)
class Town:
    """命令だけで作った事務所ひとつ。"""

    place: Path
    office: Path

    @property
    def password(self) -> Path:
        """管理者のパスワードのファイル(名前もパスワード)。"""
        return secret(self.place, "みなと三月さくら")

    def run(self, command: str, *words: str | Path) -> Outcome:
        """管理者として命令を実行する。"""
        return self.run_as(ADMIN, self.password, command, *words)

    def run_as(self, name: str, password: Path, command: str, *words: str | Path) -> Outcome:
        return run(command, self.office, *words, "--staff", name, "--password-file", password)

    def copy(self, place: Path) -> Town:
        """この事務所の写し。書き換える試験はこちらを使う。"""
        shutil.copytree(self.office, place / "office")
        return Town(place, place / "office")


def found(place: Path, town: str = "nagato") -> Town:
    """新しい事務所と復旧シート。``new`` と違うのは、パスワードの重さが軽いことだけ。"""
    made = Town(place, place / "office")
    password = made.password.stem
    _, code = create_office(
        made.office,
        town_id=town,
        staff_name=ADMIN,
        password=password,
        device=NoSecrets(),
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    with contextlib.closing(sign_in(Office(made.office), ADMIN, password)) as desk:
        write_recovery_sheets(desk, code, place / "recovery")
    return made


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Town:
    made = found(tmp_path_factory.mktemp("town"))
    done = made.run("import", SPECIMEN, "--apply")
    assert (done.status, done.err) == (0, ""), done
    return made


@pytest.fixture
def town(pristine: Town, tmp_path: Path) -> Town:
    """試験ごとの写し。"""
    return pristine.copy(tmp_path)
