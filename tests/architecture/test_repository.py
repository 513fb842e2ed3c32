"""置いてあるファイルの約束: どの機械の名残もなく、部品はすべてハッシュで留めてある。"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    *(".ci", ".gitignore", "LICENSE", "NOTICE", "README.md", "dev.py", "installer", "migrations"),
    *("pyproject.toml", "requirements.lock", "resources", "src", "tests"),
}
# 部品の配布元の名と、作った機械の道。正規表現の形なので、この試験自身には当たらない。
MACHINE_TRACES = re.compile(
    rb"py[p]i\.org|python[h]osted\.org|registry\.[n]pmjs|/[s]imple/"
    rb"|(?<![\w.*~-])/(?:root|work|tmp|home/\w+)/[\w.]"
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def kept_files() -> list[Path]:
    """git が持つ、またはこれから持つファイル。"""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("git の写しではない")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    paths = [ROOT / name for name in listed.decode("utf-8").split("\0") if name]
    return [path for path in paths if path.is_file()]


def locked() -> dict[str, str]:
    """requirements.lock の部品名 -> そのひとまとまりの文。"""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return {block.partition("==")[0]: block for block in blocks if block.strip()}


def test_作った機械の名残がない() -> None:
    traces = [
        f"{path.relative_to(ROOT)}: {found.group().decode('utf-8', 'replace')}"
        for path in kept_files()
        if path.suffix != ".ttf"
        for found in MACHINE_TRACES.finditer(path.read_bytes())
    ]
    assert traces == []


def test_一番上の階は決めたものだけ() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in kept_files()}
    assert tops - TOP_LEVEL == set()


def test_部品はすべて版とハッシュで留めてある() -> None:
    blocks = locked()
    assert len(blocks) > 30
    assert [name for name, block in blocks.items() if not HASH.search(block)] == []
    assert [name for name, block in blocks.items() if "://" in block or " @ " in block] == []


def test_宣言した部品はlockにある() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[<>=!~ \[;]", line, maxsplit=1)[0].lower() for line in declared}
    assert names - locked().keys() == set()


def test_Windowsで要る部品もlockにある() -> None:
    assert "sys_platform == 'win32'" in locked()["pywin32-ctypes"]
