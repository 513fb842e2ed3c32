"""書きかけの控え。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from jusou_desk.ui.drafting import DELAY_MS, Autosave, Typed, flush_all


@pytest.fixture
def saved() -> list[Typed]:
    return []


@pytest.fixture
def owner() -> QObject:
    return QObject()


def test_一秒以内に一度だけ控える(qtbot: QtBot, owner: QObject, saved: list[Typed]) -> None:
    typed: Typed = {"a": ""}
    autosave = Autosave(owner, lambda: dict(typed), saved.append, delay_ms=60)
    for letter in "相談":
        typed["a"] = f"{typed['a']}{letter}"
        autosave.touch()
    assert saved == []
    qtbot.waitUntil(lambda: bool(saved), timeout=1000)
    assert saved == [{"a": "相談"}]
    assert not autosave.waiting()


def test_打ち続けても先へ延びない(qtbot: QtBot, owner: QObject, saved: list[Typed]) -> None:
    autosave = Autosave(owner, lambda: {"a": "x"}, saved.append, delay_ms=80)
    for _ in range(10):
        autosave.touch()
        qtbot.wait(20)
    assert len(saved) >= 2


def test_一秒より長くは待てない(owner: QObject, saved: list[Typed]) -> None:
    autosave = Autosave(owner, dict, saved.append, delay_ms=60_000)
    assert autosave._timer.interval() <= DELAY_MS == 1000


def test_いま控えるのは変化があるときだけ(owner: QObject, saved: list[Typed]) -> None:
    autosave = Autosave(owner, lambda: {"a": "1"}, saved.append)
    autosave.flush()
    assert saved == []
    autosave.touch()
    flush_all()
    flush_all()
    assert saved == [{"a": "1"}]


def test_やめた書きかけは控えない(qtbot: QtBot, owner: QObject, saved: list[Typed]) -> None:
    autosave = Autosave(owner, lambda: {"a": "1"}, saved.append, delay_ms=20)
    autosave.touch()
    autosave.forget()
    qtbot.wait(60)
    flush_all()
    assert saved == []


def test_保存を頼んだら断られるまで控えない(
    qtbot: QtBot, owner: QObject, saved: list[Typed]
) -> None:
    autosave = Autosave(owner, lambda: {"a": "1"}, saved.append, delay_ms=20)
    autosave.touch()
    autosave.hold()
    autosave.touch()
    qtbot.wait(60)
    flush_all()
    assert saved == []
    autosave.release()
    flush_all()
    assert saved == [{"a": "1"}]


def test_消えた画面があっても残りを控える(saved: list[Typed]) -> None:
    gone, here = QObject(), QObject()
    dead = Autosave(gone, lambda: {"a": "消"}, saved.append)
    alive = Autosave(here, lambda: {"a": "残"}, saved.append)
    dead.touch()
    alive.touch()
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete.value)
    flush_all()
    assert saved == [{"a": "残"}]
