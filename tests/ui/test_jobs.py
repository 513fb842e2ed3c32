"""一本の糸の約束。"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jusou_desk.errors import DeskError, Refused
from jusou_desk.ui import jobs
from jusou_desk.ui.changes import Change, Changed, Freshness, broadcast, keep_fresh
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar


@pytest.fixture
def asker(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(NoticeBar())
    inner = QWidget()
    layout.addWidget(inner)
    yield inner
    window.close()


@pytest.fixture
def heard() -> Iterator[list[Change]]:
    changes: list[Change] = []
    broadcast().happened.connect(changes.append)
    yield changes
    broadcast().happened.disconnect(changes.append)


def test_仕事はどれも同じ一本の別の糸で_結果は画面の糸に届く(asker: QWidget) -> None:
    worked: list[int] = []
    shown: list[int] = []

    def work() -> None:
        worked.append(threading.get_ident())

    def show(_none: None) -> None:
        shown.append(threading.get_ident())

    jobs_asked: list[jobs.Job[None]] = [Ask(asker, work), Do(asker, work), Ask(asker, work)]
    for job in jobs_asked:
        job.then(show)
    jobs.wait_idle()
    assert len(worked) == 3
    assert len(set(worked)) == 1
    assert worked[0] != threading.get_ident()
    assert set(shown) == {threading.get_ident()}


def test_頼んだ順に済み_結果が渡る(asker: QWidget) -> None:
    got: list[int] = []
    for number in range(20):
        Ask(asker, partial(int, number)).then(got.append)
    assert got == []
    jobs.wait_idle()
    assert got == list(range(20))


def test_断りは帯に文と次の一手が出る(asker: QWidget) -> None:
    def work() -> None:
        raise Refused("同意がありません。", "同意を記録してください。")

    reached: list[object] = []
    Ask(asker, work).then(reached.append)
    jobs.wait_idle()
    bar = NoticeBar.near(asker)
    assert bar.sentence() == "同意がありません。"
    assert bar.advice() == "同意を記録してください。"
    assert not bar.isHidden()
    assert reached == []


def test_断りを自分で受ければ帯には出ない(asker: QWidget) -> None:
    def work() -> None:
        raise Refused("だめ。", "次。")

    got: list[DeskError] = []
    Ask(asker, work).or_else(got.append).then()
    jobs.wait_idle()
    assert [error.title for error in got] == ["だめ。"]
    assert NoticeBar.near(asker).sentence() == ""


def test_思いがけない例外は番号だけで_個人の情報を出さない(
    asker: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> None:
        raise ValueError("山田花子 0820-12-3456")

    with caplog.at_level(logging.DEBUG):
        Ask(asker, work).then()
        jobs.wait_idle()
    bar = NoticeBar.near(asker)
    number = bar.sentence().partition("番号 ")[2].partition(")")[0]
    assert number.startswith("E-")
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert "山田" not in caplog.text + bar.sentence() + bar.advice()
    caplog.clear()


def test_頼み主が消えたら結果は捨て_変更の知らせは流す(heard: list[Change]) -> None:
    gate = threading.Event()
    parent = QWidget()
    got: list[object] = []

    def work() -> str:
        gate.wait(5)
        return "済"

    Do(parent, work, Changed.CASE, ids=("c1",)).then(got.append)
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(parent, QEvent.Type.DeferredDelete.value)
    gate.set()
    jobs.wait_idle()
    assert got == []
    assert heard == [Change(frozenset({Changed.CASE}), frozenset({"c1"}))]


def test_生成器は進み具合になり_返した値が結果になる(asker: QWidget) -> None:
    told: list[tuple[int, int]] = []
    got: list[str] = []

    def work() -> Generator[tuple[int, int], None, str]:
        for done in range(1, 4):
            yield done, 3
        return "できた"

    Ask(asker, work).with_progress(lambda done, total: told.append((done, total))).then(got.append)
    jobs.wait_idle()
    assert got == ["できた"]
    assert told[-1] == (3, 3)


def test_中止すると区切りで閉じられ_結果は届かない(asker: QWidget, qtbot: QtBot) -> None:
    closed = threading.Event()
    got: list[object] = []
    ended: list[bool] = []

    def work() -> Generator[tuple[int, int], None, str]:
        try:
            for done in range(10_000_000):
                yield done, 10_000_000
        finally:
            closed.set()
        return "済"

    job = Do(asker, work, Changed.PLAN).at_end(lambda: ended.append(True)).then(got.append)
    qtbot.wait(30)
    job.cancel()
    jobs.wait_idle()
    assert closed.is_set()
    assert got == []
    assert ended == [True]


def test_始まる前に中止すれば動かない(asker: QWidget) -> None:
    gate = threading.Event()
    ran: list[str] = []
    Ask(asker, lambda: gate.wait(5)).then()
    waiting = Ask(asker, lambda: ran.append("二つ目")).then()
    waiting.cancel()
    gate.set()
    jobs.wait_idle()
    assert ran == []


def test_中止した変更は知らせを流さない(asker: QWidget, heard: list[Change]) -> None:
    gate = threading.Event()
    Ask(asker, lambda: gate.wait(5)).then()
    Do(asker, lambda: None, Changed.CASE).then().cancel()
    gate.set()
    jobs.wait_idle()
    assert heard == []


def test_帯の進み具合と中止の釦(asker: QWidget) -> None:
    asker.window().show()
    gate = threading.Event()

    def work() -> Generator[tuple[int, int], None, None]:
        yield 1, 8
        gate.wait(5)
        yield 2, 8

    Ask(asker, work).saying("資料を作っています。").then()
    bar = NoticeBar.near(asker)
    assert bar.sentence() == "資料を作っています。"
    assert not bar.isHidden()
    gate.set()
    jobs.wait_idle()
    assert bar.isHidden()


def test_変更は知らせになり_workの返したChangeも合わさる(
    asker: QWidget, heard: list[Change]
) -> None:
    made = Change(frozenset({Changed.TASK}), frozenset({"t9"}))
    Do(asker, lambda: made, Changed.CASE, ids=("c1",)).then()
    jobs.wait_idle()
    assert heard == [Change(frozenset({Changed.CASE, Changed.TASK}), frozenset({"c1", "t9"}))]


def test_見えている画面は直ちに_隠れた画面は次に見えたとき読み直す(qtbot: QtBot) -> None:
    refreshed: list[str] = []
    seen, hidden = QWidget(), QWidget()
    for view in (seen, hidden):
        qtbot.addWidget(view)
    keep_fresh(seen, lambda: refreshed.append("見"), Changed.CASE)
    keep_fresh(hidden, lambda: refreshed.append("隠"), Changed.CASE)
    seen.show()
    broadcast().tell(Change(frozenset({Changed.CASE})))
    broadcast().tell(Change(frozenset({Changed.STAFF})))
    assert refreshed == ["見"]
    hidden.show()
    assert refreshed == ["見", "隠"]
    hidden.hide()
    hidden.show()
    assert refreshed == ["見", "隠"]


def test_関わりのない番号の変化は聞き流す(qtbot: QtBot) -> None:
    refreshed: list[int] = []
    view = QWidget()
    qtbot.addWidget(view)
    view.show()
    Freshness(view, lambda c: c.touches(Changed.CASE, id="c1"), lambda: refreshed.append(1))
    broadcast().tell(Change(frozenset({Changed.CASE}), frozenset({"c2"})))
    assert refreshed == []
    broadcast().tell(Change(frozenset({Changed.CASE}), frozenset({"c1"})))
    broadcast().tell(Change(frozenset({Changed.CASE})))
    assert refreshed == [1, 1]


def _told_with_undo(asker: QWidget, undo: Callable[[], object]) -> NoticeBar:
    """「元に戻す」の付いた知らせを出し、それを押した帯。"""
    asker.window().show()
    bar = NoticeBar.near(asker)
    bar.tell("済みにしました。", undo=undo, about="R8-0001")
    next(one for one in bar.findChildren(QPushButton) if one.text() == "元に戻す").click()
    return bar


def test_元に戻す仕事が済めば_そう言う(asker: QWidget) -> None:
    gone = QWidget()

    def undo() -> None:  # 戻している間に、頼んだ脇は閉じられる
        Do(gone, lambda: None, Changed.TASK).then()
        shiboken6.delete(gone)

    bar = _told_with_undo(asker, undo)
    jobs.wait_idle()
    assert bar.sentence() == "元に戻しました。"


def test_元に戻す仕事が自分で言った文は_そのまま残す(asker: QWidget) -> None:
    def undo() -> None:
        Do(asker, lambda: None, Changed.TASK).then(lambda _none: bar.tell("つなぎ直しました。"))

    bar = _told_with_undo(asker, undo)
    jobs.wait_idle()
    assert bar.sentence() == "つなぎ直しました。"


@pytest.mark.parametrize("gone", [False, True])
def test_元に戻せなければ_戻したとは言わない(asker: QWidget, *, gone: bool) -> None:
    def refuse() -> None:
        raise Refused("もう戻せません。", "ごみ箱を見てください。")

    def undo() -> None:
        parent = QWidget(asker)
        Do(parent, refuse, Changed.TASK).then()
        if gone:
            shiboken6.delete(parent)

    bar = _told_with_undo(asker, undo)
    jobs.wait_idle()
    assert bar.sentence() == ("" if gone else "もう戻せません。")


def test_元に戻すでない仕事は_黙って済む(asker: QWidget) -> None:
    bar = _told_with_undo(asker, lambda: None)
    Do(asker, lambda: None, Changed.TASK).then()
    jobs.wait_idle()
    assert bar.isHidden()
