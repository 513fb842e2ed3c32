"""手引き: 張ってある絵とページはみなあり、どこにも張られていない絵は残っていない。"""

from __future__ import annotations

import re
from pathlib import Path

from jusou_desk.paths import resource

ROOT = Path(__file__).resolve().parents[1]
MANUAL = resource("manual")
_LINK = re.compile(r"\]\(([^)#:]+)\)")


def linked(page: Path) -> set[Path]:
    return {(page.parent / one).resolve() for one in _LINK.findall(page.read_text("utf-8"))}


def test_手引きの絵とページはみなあり_張られていない絵は無い() -> None:
    pages = [ROOT / "README.md", *sorted(MANUAL.glob("*.md"))]
    found = {one for page in pages for one in linked(page)}
    assert [one for one in found if not one.exists()] == []
    assert sorted(one.name for one in {*map(Path.resolve, MANUAL.glob("*.png"))} - found) == []
