"""計る道具そのものが動くこと。速さの値は、空いている機械で ``python -m tests.benchmarks`` が言う。"""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.__main__ import main
from tests.libreoffice import SOFFICE


def test_小さな件数で一通り計れる(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--small", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == (31 if SOFFICE else 30)
    assert all(row["ours"] > 0 and row["raw"] > 0 and row["ratio"] > 0 for row in rows)
