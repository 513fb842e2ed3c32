"""別の表計算(LibreOffice)を動かす。書体は同梱のものだけにし、機械に入っている書体で結果が変わらないようにする。"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from jusou_desk.paths import resource

SOFFICE: Final = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice が無い")
#: 和文の書体の無い機械では、どの字も同じ豆腐になり、PDF から読み戻せない。
_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def convert(books: Iterable[Path], folder: Path, kind: str = "pdf") -> None:
    """``books`` を ``kind`` に変え、同じ名で ``folder`` に置く。起動は一度だけ。"""
    if SOFFICE is None:
        raise FileNotFoundError("soffice")
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").resolve()
    rules = folder / "fonts.conf"
    rules.write_text(_FONTS.format(fonts=resource("fonts"), cache=profile / "書体"), "utf-8")
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder), *map(str, books)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(rules.resolve())}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=600)
