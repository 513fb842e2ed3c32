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
        return secret(self.place, "みなと三月さくら")

    def run(self, command: str, *words: str | Path) -> Outcome:
        """管理者として命令を実行する。"""
        return self.run_as(ADMIN, self.password, command, *words)

    def run_as(self, name: str, password: Path, command: str, *words: str | Path) -> Outcome:
        sign_in = ("--staff", name, "--password-file", password)
        return run(command, self.office, *words, *sign_in)

    def copy(self, place: Path) -> Town:
        """この事務所の写し。書き換える試験はこちらを使う。"""
        shutil.copytree(self.office, place / "office")
        return Town(place, place / "office")


def found(place: Path, town: str = "nagato") -> Town:
    """``new`` で作ったばかりの事務所。"""
    place.mkdir(exist_ok=True)
    made = Town(place, place / "office")
    done = made.run("new", "--town", town, "--recovery-out", place / "recovery")
    assert (done.status, done.err) == (0, ""), done
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
