"""同梱の書体: 埋め込んでよく、氏名と帳票の字がそろい、条件書が添えてある。"""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from jusou_desk.paths import resource

LICENCES = {
    "BIZUDGothic-Bold.ttf": "OFL-BIZUDGothic.txt",
    "BIZUDGothic-Regular.ttf": "OFL-BIZUDGothic.txt",
    "BIZUDMincho-Regular.ttf": "OFL-BIZUDMincho.txt",
    "BIZUDPGothic-Bold.ttf": "OFL-BIZUDGothic.txt",
    "BIZUDPGothic-Regular.ttf": "OFL-BIZUDGothic.txt",
    "DejaVuSans.ttf": "LICENSE-DejaVu.txt",
    "NotoSansJP-Regular.ttf": "OFL-NotoSansJP.txt",
}
BODIES = [name for name in LICENCES if name.startswith("BIZ")]
FALLBACKS = ["NotoSansJP-Regular.ttf", "DejaVuSans.ttf"]
# 氏名に出る異体字と BMP の外の字、帳票の記号、元号の合字。
NAMES_AND_MARKS = "髙﨑𠮷濵邉①㊙㋿☐☑"


def characters(name: str) -> set[int]:
    with TTFont(resource("fonts", name), lazy=True) as font:
        return set(font.getBestCmap())


def test_置いてある書体は表のとおり() -> None:
    folder = resource("fonts")
    assert {path.name for path in folder.glob("*.ttf")} == LICENCES.keys()
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in LICENCES if name not in listed] == []


@pytest.mark.parametrize("name", LICENCES)
def test_埋め込みに制限がない(name: str) -> None:
    with TTFont(resource("fonts", name), lazy=True) as font:
        assert font["OS/2"].fsType == 0
        assert "glyf" in font  # reportlab は TrueType の字形だけを埋め込める


@pytest.mark.parametrize("name", LICENCES)
def test_条件書が添えてある(name: str) -> None:
    text = Path(resource("fonts", LICENCES[name])).read_text(encoding="utf-8")
    assert "Copyright" in text
    assert "SIL OPEN FONT LICENSE" in text or "Bitstream Vera" in text


@pytest.mark.parametrize("body", BODIES)
def test_本体と控えの書体で字がそろう(body: str) -> None:
    covered = set().union(*(characters(name) for name in [body, *FALLBACKS]))
    assert [letter for letter in NAMES_AND_MARKS if ord(letter) not in covered] == []


def test_控えの書体はどちらも要る() -> None:
    body = characters("BIZUDPGothic-Regular.ttf")
    lacking = [letter for letter in NAMES_AND_MARKS if ord(letter) not in body]
    assert lacking == ["𠮷", "☐", "☑"]
    assert ord("𠮷") in characters("NotoSansJP-Regular.ttf")
    assert {ord("☐"), ord("☑")} <= characters("DejaVuSans.ttf")
