"""描き方のきまり: 標準と、町で違うところだけの上書き。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jusou_desk.errors import Damaged
from jusou_desk.family import symbols
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.people import ParentageKind, UnionKind
from jusou_desk.family.shapes import Text, text_width
from jusou_desk.paths import resource
from tests.family import geometry, reading


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """標準だけを写した、書き換えてよい置き場所。"""
    shutil.copy(resource("genogram", "standard.toml"), tmp_path)
    monkeypatch.setattr(symbols, "resource", lambda *parts: tmp_path.joinpath(*parts[1:]))
    symbols.symbol_set.cache_clear()
    yield tmp_path
    symbols.symbol_set.cache_clear()


def test_町のファイルは書いた所だけを差し替える(folder: Path) -> None:
    (folder / "taiki.toml").write_text(
        '[parentages]\n"養子" = { bracket = false }\n[members]\nsingle_parent = "line"\n',
        encoding="utf-8",
    )
    town, standard = symbols.symbol_set("taiki"), symbols.symbol_set()
    assert not town.parentages[ParentageKind.ADOPTED].bracket
    assert standard.parentages[ParentageKind.ADOPTED].bracket
    assert town.parentages[ParentageKind.ADOPTED].stroke.dash
    assert town.unions == standard.unions
    assert (town.lone_parent_symbol, standard.lone_parent_symbol) == (False, True)


@pytest.mark.usefixtures("folder")
def test_町のファイルが無ければ標準() -> None:
    assert symbols.symbol_set("nagato") == symbols.symbol_set()


@pytest.mark.parametrize(
    "text",
    [
        '[unions]\n"婚姻" = { dash = [-1.0] }\n',
        '[members]\nsingle_parent = "both"\n',
        '[members]\ndead_age = "{years}"\n',
        '[ties]\n"強い" = { way = "curly" }\n',
        "[sizes]\nsymbol = 0\n",
        "unions = 1\n",
        "[unions\n",
    ],
)
def test_書き違いは断る(folder: Path, text: str) -> None:
    (folder / "komae.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Damaged):
        symbols.symbol_set("komae")


def test_一人親を線で描く町(folder: Path) -> None:
    (folder / "komae.toml").write_text('[members]\nsingle_parent = "line"\n', encoding="utf-8")
    picture = draw_genogram(
        reading.family("unknown_father"), reading.DAY, symbols.symbol_set("komae")
    )
    assert "?" not in [s.text for s in picture.shapes if isinstance(s, Text)]
    assert geometry.overlaps(picture) + geometry.cuts(picture) + geometry.loose_ends(picture) == []


def test_どの別にも描き方がある() -> None:
    chosen = symbols.symbol_set()
    assert set(chosen.unions) == set(UnionKind)
    assert len({(look.stroke, look.mark) for look in chosen.unions.values()}) >= 5


def test_字の幅は半角と全角と添う符号を分ける() -> None:
    assert text_width("山田ab", 2.0) == 6.0
    assert text_width("ｶﾞ", 2.0) == 2.0
    assert text_width("邉\U000e0100", 2.0) == 2.0
