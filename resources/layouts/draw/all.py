"""すべての様式を描き直す: ``python resources/layouts/draw/all.py``。"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

NAMES = (
    "intake",
    "intake_unconsented",
    "assessment",
    "family",
    "plan",
    "outreach_plan",
    "participation_plan",
    "evaluation",
    "progress",
    "referral",
    "urgent",
    "consent",
    "privacy_rule",
    "community_issue",
    "expense_register",
    "oral_consent",
    "case_list",
    "takeover_list",
    "takeover",
    "changes_since",
    "morning",
    "recovery",
    "packet",
    "packet_copies",
    "withdrawal",
    "whereabouts",
    "audit_month",
    "leaving",
    "pledge",
    "notice",
    "info_request",
    "request_register",
    "printer_test",
    "ruler",
    "minutes",
    "disclosure",
    "shien_flow",
)
#: いくつもの様式を描く台本。``write`` が、それぞれを置き場に描く。
FAMILIES = ("reports", "town_papers")
#: 町の様式を描く台本。``LAYOUTS``(様式の名→描く関数)を持つ。
TOWNS = ("komae",)


def draw(name: str) -> bytes:
    """``name`` の様式の xlsx。"""
    data: bytes = importlib.import_module(name).draw()
    return data


def draw_town(town: str) -> None:
    """町の様式を ``resources/towns/<町>/layouts`` に描く。"""
    folder = HERE.parents[1] / "towns" / town / "layouts"
    folder.mkdir(exist_ok=True)
    for name, drawn in importlib.import_module(town).LAYOUTS.items():
        (folder / f"{name}.xlsx").write_bytes(drawn())


if __name__ == "__main__":
    for wanted in sys.argv[1:] or (*NAMES, *TOWNS, *FAMILIES):
        if wanted in FAMILIES:
            importlib.import_module(wanted).write()
            continue
        if wanted in TOWNS:
            draw_town(wanted)
            continue
        target = wanted.replace("_", "-")
        (HERE.parent / f"{target}.xlsx").write_bytes(draw(wanted))
