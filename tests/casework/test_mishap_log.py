"""不具合の控え: 番号・時・版・型・コードの所だけが残り、小さいまま回る。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jusou_desk import __version__
from jusou_desk.casework.office import mishap_log
from jusou_desk.casework.office.mishap_log import (
    FILE,
    as_text,
    keep_mishaps,
    known_mishaps,
    note_mishap,
    stop_keeping,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    kept = keep_mishaps(tmp_path)
    yield tmp_path
    stop_keeping(kept)


def test_不具合が無ければファイルも無い(folder: Path) -> None:
    assert known_mishaps() == ()
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("folder")
def test_新しい順に読め_版と時が付く() -> None:
    note_mishap("E-000001", "KeyError", "a.b:1")
    note_mishap("E-000002", "ValueError", "c.d:2 < a.b:1")
    newest, oldest = known_mishaps()
    assert (newest.number, newest.kind, newest.place, newest.version) == (
        "E-000002",
        "ValueError",
        "c.d:2 < a.b:1",
        __version__,
    )
    assert oldest.number == "E-000001"
    assert len(newest.at) == len("2026-11-22 14:30:05")
    assert all(words in as_text((newest,)) for words in ("E-000002", "ValueError", newest.at))


def test_大きくならない(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mishap_log, "_BYTES", 1_000)
    kept = keep_mishaps(tmp_path)
    for number in range(200):
        note_mishap(f"E-{number:06}", "KeyError", "a.b:1")
    stop_keeping(kept)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {FILE, f"{FILE}.1"}
    assert all(size <= 1_000 for size in sizes.values())


def test_書けない所でも仕事は止まらない(tmp_path: Path) -> None:
    kept = keep_mishaps(tmp_path / "抜けた媒体")
    note_mishap("E-000003", "KeyError", "a.b:1")
    assert known_mishaps() == ()
    stop_keeping(kept)


def test_壊れた行は読み飛ばす(folder: Path) -> None:
    note_mishap("E-000004", "KeyError", "a.b:1")
    with (folder / FILE).open("ab") as stream:
        stream.write(b"\xff\xfe broken\n")
    assert [one.number for one in known_mishaps()] == ["E-000004"]
