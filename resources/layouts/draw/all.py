"""すべての様式を描き直す: ``python resources/layouts/draw/all.py``。"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

NAMES = (
    "intake",
    "assessment",
    "plan",
    "evaluation",
    "progress",
    "referral",
    "consent",
    "recovery",
    "packet",
    "packet_copies",
    "withdrawal",
    "audit_month",
    "leaving",
    "pledge",
    "notice",
    "info_request",
    "request_register",
    "printer_test",
    "minutes",
    "disclosure",
)


def draw(name: str) -> bytes:
    """``name`` の様式の xlsx。"""
    data: bytes = importlib.import_module(name).draw()
    return data


if __name__ == "__main__":
    for wanted in sys.argv[1:] or NAMES:
        target = wanted.replace("_", "-")
        (HERE.parent / f"{target}.xlsx").write_bytes(draw(wanted))
