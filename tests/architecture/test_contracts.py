"""部屋の約束（pyproject.toml の import-linter）が守られ、破れば必ず見つかる。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jusou_desk"

# 約束の id, 植える場所, 植える行。どれもソースの木にあってはならない形。
VIOLATIONS = [
    ("layers", "models/planted.py", "import jusou_desk.casework"),
    ("layers", "casework/planted.py", "import jusou_desk.ui"),
    ("layers", "reports/planted.py", "import jusou_desk.casework"),
    ("layers", "policy.py", "import jusou_desk.packet"),
    ("layers", "paths.py", "def later() -> None:\n    import jusou_desk.policy"),
    ("layers", "room_without_layer.py", "VALUE = 1"),
    ("qt", "casework/planted.py", "from PySide6 import QtCore"),
    ("qt", "reports/planted.py", "def later() -> None:\n    import PySide6.QtGui"),
    ("storage", "casework/planted.py", "import sqlalchemy"),
    ("storage", "ui/planted.py", "from sqlcipher3 import dbapi2"),
    ("storage", "reports/planted.py", "from alembic import command"),
    ("storage", "casework/planted.py", "import keyring"),
    ("vault", "models/planted.py", "from jusou_desk.models import vault"),
    ("vault", "casework/planted.py", "from jusou_desk.models.vault import Vault"),
    ("apart", "reports/planted.py", "import jusou_desk.models.store"),
    ("apart", "models/planted.py", "import jusou_desk.reports"),
]


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """``folder`` にある jusou_desk を、この木の設定で調べる。"""
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "lint-imports が環境にない"
    return subprocess.run(
        [program, "--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_約束はすべて守られている() -> None:
    done = lint(PACKAGE.parent)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "place", "line"), VIOLATIONS)
def test_破れば見つかる(tmp_path: Path, contract: str, place: str, line: str) -> None:
    copy = tmp_path / "jusou_desk"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    planted = copy / place
    before = planted.read_text(encoding="utf-8") if planted.exists() else ""
    planted.write_text(f"{before}\n{line}\n", encoding="utf-8")

    done = lint(tmp_path, "--contract", contract)

    assert done.returncode == 1
    assert "0 kept, 1 broken" in done.stdout, done.stdout + done.stderr
    assert Path(place).stem in done.stdout  # 名指しで教える
