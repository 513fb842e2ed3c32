"""保存先に触れる、ただ一本の糸。読むのは ``Ask``、変えるのは ``Do``。

    Ask(self, lambda: cases.find(text)).then(self._show)
    Do(self, lambda: intake.save(sheet), Changed.CASE).then(self._saved)

``work`` は別の糸で、頼まれた順に一つずつ動き、結果は画面の糸に届く。
``work`` が (済んだ数, 全体) を yield する生成器を返せば、それが進み具合になり、途中で止められる。
頼んだ画面が消えていれば結果は捨てる(変更の知らせは流す)。
"""

from __future__ import annotations

import atexit
import gc
import time
from collections.abc import Callable, Generator
from itertools import count
from queue import SimpleQueue
from threading import Event
from types import GeneratorType
from typing import Any, Final, Generic, Self, TypeVar, overload

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from jusou_desk.errors import DeskError
from jusou_desk.ui.changes import Change, Changed, broadcast
from jusou_desk.ui.mishaps import mishap
from jusou_desk.ui.notice import NoticeBar, show_error

T = TypeVar("T")
Step = tuple[int, int]
Work = Callable[[], T | Generator[Step, None, T]]

_SWEEP_MS: Final = 2_000


class _Stopped(Exception):
    """頼んだ側が取りやめた。"""


class _Task:
    """別の糸に渡る分だけ。画面の部品は持たない。"""

    def __init__(self, serial: int, work: Work[Any]) -> None:
        self.serial = serial
        self.work = work
        self.stop = Event()
        self.result: Any = None
        self.trouble: BaseException | None = None

    def run(self, tell: Callable[[int, int, int], None]) -> None:
        try:
            if self.stop.is_set():
                raise _Stopped
            made = self.work()
            self.result = self._drain(made, tell) if isinstance(made, GeneratorType) else made
        except BaseException as trouble:  # noqa: BLE001 - 糸を止めず、画面の糸で選り分ける
            self.trouble = trouble

    def _drain(
        self, steps: Generator[Step, None, Any], tell: Callable[[int, int, int], None]
    ) -> Any:
        last = 0.0
        while True:
            try:
                done, total = next(steps)
            except StopIteration as end:
                return end.value
            if self.stop.is_set():
                steps.close()
                raise _Stopped
            if done >= total or time.monotonic() - last > 0.05:
                last = time.monotonic()
                tell(self.serial, done, total)


class _Worker(QThread):
    """「Desk worker」。待ち行列から一つずつ取り出して動かす。"""

    progressed = Signal(int, int, int)
    ended = Signal(int)

    def __init__(self, parent: QObject) -> None:
        # 断りの例外は、この糸の frame を通してここを指す。親に持たせないと、
        # 例外が捨てられたときに糸が壊され、Qt の錠の中で待ち続けることがある。
        super().__init__(parent)
        self.setObjectName("Desk worker")
        self.queue: SimpleQueue[_Task | None] = SimpleQueue()

    def run(self) -> None:
        while (task := self.queue.get()) is not None:
            task.run(self.progressed.emit)
            serial = task.serial
            # 画面の部品を指す参照をこの糸で最後に手放すと、部品がここで壊される。先に手放す。
            del task
            self.ended.emit(serial)


def sweep() -> None:
    """溜まっていれば、循環した部品を片付ける。Qt の中でない、安全なときに呼ぶ。"""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(3) if counts[generation] > limits[generation]]
    if due:
        gc.collect(max(due))


class _Desk(QObject):
    """画面の糸の側。頼まれた仕事を覚え、終わったものを頼み主に渡す。"""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[int, tuple[_Task, Job[Any]]] = {}
        self._serials = count(1)
        self._worker = _Worker(self)
        self._worker.progressed.connect(self._progressed)
        self._worker.ended.connect(self._ended)
        sweeping = QTimer(self)
        sweeping.timeout.connect(sweep)
        sweeping.start(_SWEEP_MS)
        self._worker.start()

    def submit(self, job: Job[Any], work: Work[Any]) -> _Task:
        task = _Task(next(self._serials), work)
        self.waiting[task.serial] = (task, job)
        self._worker.queue.put(task)
        return task

    def stop(self) -> None:
        self._worker.queue.put(None)
        self._worker.wait()

    def _progressed(self, serial: int, done: int, total: int) -> None:
        if serial in self.waiting:
            self.waiting[serial][1].report(done, total)

    def _ended(self, serial: int) -> None:
        task, job = self.waiting.pop(serial)
        job.settle(task.result, task.trouble)


class _TheDesk:
    """プロセスに一つ。最初の仕事で始まり、終わるときに止める。"""

    desk: _Desk | None = None

    @classmethod
    def get(cls) -> _Desk:
        if cls.desk is None:
            cls.desk = _Desk()
            atexit.register(shut_down)
        return cls.desk


class Job(Generic[T]):
    """一つの仕事。``then`` で始まる。結果は必ず次の回に届くので、飾りは後から付けてもよい。"""

    @overload
    def __init__(self, parent: QWidget, work: Callable[[], Generator[Step, None, T]]) -> None: ...

    @overload
    def __init__(self, parent: QWidget, work: Callable[[], T]) -> None: ...

    def __init__(self, parent: QWidget, work: Work[T]) -> None:
        self.parent = parent
        self._work = work
        self._task: _Task | None = None
        self._show: Callable[[T], object] = lambda _result: None
        self._refused: Callable[[DeskError], object] = lambda error: show_error(parent, error)
        self._told: Callable[[int, int], object] = lambda _done, _total: None
        self._finally: Callable[[], object] = lambda: None

    def then(self, show: Callable[[T], object] | None = None) -> Self:
        """始める。済んだら画面の糸で ``show(結果)``。"""
        if show is not None:
            self._show = show
        self._task = _TheDesk.get().submit(self, self._work)
        return self

    def or_else(self, refused: Callable[[DeskError], object]) -> Self:
        """断られたときの扱い。付けなければ知らせの帯に文と次の一手を出す。"""
        self._refused = refused
        return self

    def with_progress(self, told: Callable[[int, int], object]) -> Self:
        """進み具合 (済んだ数, 全体) を受け取る。"""
        self._told = told
        return self

    def at_end(self, act: Callable[[], object]) -> Self:
        """成否や取りやめにかかわらず最後に呼ぶ(釦を戻すなど)。"""
        self._finally = act
        return self

    def saying(self, sentence: str) -> Self:
        """知らせの帯に ``sentence`` と進み具合と「中止」を出す。"""
        bar = NoticeBar.near(self.parent)
        bar.work_begins(sentence, self.cancel)
        return self.with_progress(bar.work_goes_on).at_end(bar.work_ends)

    def cancel(self) -> None:
        """取りやめる。始まっていなければ動かさず、生成器なら次の区切りで閉じて元に戻す。"""
        if self._task is not None:
            self._task.stop.set()

    def report(self, done: int, total: int) -> None:
        if isValid(self.parent):
            self._told(done, total)

    def settle(self, result: T, trouble: BaseException | None) -> None:
        """画面の糸で結果を渡す。頼み主が消えていれば何も渡さない。"""
        if trouble is None:
            self._succeeded(result)
        error = _as_desk_error(trouble)
        if not isValid(self.parent):
            return
        self._finally()
        if error is not None:
            self._refused(error)
        elif trouble is None and not self._stopped():
            self._show(result)

    def _succeeded(self, result: T) -> None:
        """頼み主がいてもいなくても、済んだら行うこと。"""

    def _stopped(self) -> bool:
        return self._task is not None and self._task.stop.is_set()


class Ask(Job[T]):
    """読むだけの仕事。"""


class Do(Job[T]):
    """変える仕事。済んだら、変わった種類を全員に流してから ``then`` に渡す。

    ``kinds`` は変わるもの、``ids`` はその番号。``work`` が ``Change`` を返せばそれも合わせる。
    """

    @overload
    def __init__(
        self,
        parent: QWidget,
        work: Callable[[], Generator[Step, None, T]],
        *kinds: Changed,
        ids: tuple[str, ...] = (),
    ) -> None: ...

    @overload
    def __init__(
        self,
        parent: QWidget,
        work: Callable[[], T],
        *kinds: Changed,
        ids: tuple[str, ...] = (),
    ) -> None: ...

    def __init__(
        self, parent: QWidget, work: Any, *kinds: Changed, ids: tuple[str, ...] = ()
    ) -> None:
        super().__init__(parent, work)
        self._change = Change(frozenset(kinds), frozenset(ids))
        self._taken_back_on = NoticeBar.taking_back

    def settle(self, result: T, trouble: BaseException | None) -> None:
        """「元に戻す」で頼まれた仕事なら、済んだときに、押された帯がそう言う。"""
        super().settle(result, trouble)
        bar = self._taken_back_on
        if trouble is None and bar is not None and isValid(bar):
            bar.say_taken_back()

    def _succeeded(self, result: T) -> None:
        change = self._change
        if isinstance(result, Change):
            change = Change(change.kinds | result.kinds, change.ids | result.ids)
        broadcast().tell(change)

    def _stopped(self) -> bool:
        return False  # 書き終えたあとの取りやめは遅い。済んだことを隠さない


def _as_desk_error(trouble: BaseException | None) -> DeskError | None:
    """利用者に見せる二文。取りやめなら None。"""
    if trouble is None or isinstance(trouble, _Stopped):
        return None
    if isinstance(trouble, DeskError):
        return trouble
    return mishap(trouble)


def wait_idle(milliseconds: float = 60_000) -> None:
    """頼んだ仕事がすべて済み、結果が届くまで待つ。過ぎたら ``TimeoutError``。

    窓を閉じ、鍵をかけるときは ``math.inf``: 長い印刷の途中でも、済む前に鍵を手放さない。
    """
    deadline = time.monotonic() + milliseconds / 1000
    while (desk := _TheDesk.desk) is not None and desk.waiting:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if time.monotonic() > deadline:
            raise TimeoutError(f"仕事が {len(desk.waiting)} 件残っています。")
        time.sleep(0.001)


def shut_down() -> None:
    """残りの仕事を済ませてから糸を止める。次に仕事を頼めばまた始まる。"""
    desk, _TheDesk.desk = _TheDesk.desk, None
    if desk is not None:
        atexit.unregister(shut_down)
        desk.stop()
