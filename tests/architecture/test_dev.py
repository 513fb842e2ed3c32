"""dev.py: しくじりは一文と次の一手で知らせ、どんな端末でも文字で止まらない。"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def start(*arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if k not in (*DISPLAYS, "PYTHONUTF8")}
    return subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), *arguments],
        env={**environment, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["cp932", "cp1252", "ascii"])
def test_使い方はどの文字コードでも出る(encoding: str) -> None:
    done = start(encoding=encoding)
    assert done.returncode == 2
    assert b"dev.py run" in done.stdout
    assert done.stderr == b""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="画面の有無を問うのは Linux だけ")
def test_画面がなければ支度の前に一文で断る() -> None:
    done = start("run")
    assert done.returncode == 1
    assert "xvfb-run" in done.stderr.decode("utf-8")
    assert done.stdout == b""


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_合わないPythonでは版を告げて止まる(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(dev.Stop, match=r"Python 3\.11～3\.13"):
        dev.require_python()


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("ERROR: Could not find a version that satisfies the requirement x==1", "回線"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "控えと違う"),
        ("OSError: [Errno 28] No space left on device", "空き"),
        ("error: metadata-generation-failed", "metadata-generation-failed"),
    ],
)
def test_pipのしくじりを分かる言葉にする(output: str, advice: str) -> None:
    assert advice in dev.explain(output)


def test_lockが変わると支度の印が変わる(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = dev.fingerprint()
    changed = tmp_path / "requirements.lock"
    changed.write_bytes(dev.LOCK.read_bytes() + b"# changed\n")
    monkeypatch.setattr(dev, "LOCK", changed)
    assert dev.fingerprint() != before
