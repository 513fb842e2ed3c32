"""すべての試験に共通の約束: 窓は画面に出さず、この端末の鍵束にも触れない。"""

from __future__ import annotations

import os
import sys
from collections.abc import Hashable, Iterator
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from jusou_desk.models import connections

# 遅い機械でも落ちず、CI では毎回おなじ例を試す。
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """画面を読み込むと循環の自動の片付けは止まる。試験の切れ目で、溜まった分を片付ける。

    届く前の結果は、土台が机を閉じる前に受け取る。本物の窓も、鍵をかける前に必ずそうする。
    """
    if "jusou_desk.ui.jobs" in sys.modules:
        jobs = sys.modules["jusou_desk.ui.jobs"]
        jobs.wait_idle()
        jobs.sweep()


class Spelled:
    """SQL の文の綴りの覚え。どの接続の束も同じ SQLite なので、束の別(鍵の初めの一つ)は問わない。"""

    def __init__(self) -> None:
        self._kept: LRUCache[Hashable, Any] = LRUCache(5_000)

    def get(self, key: tuple[Hashable, ...]) -> Any:
        return self._kept.get(key[1:])

    def __setitem__(self, key: tuple[Hashable, ...], spelled: Any) -> None:
        self._kept[key[1:]] = spelled


@pytest.fixture(scope="session", autouse=True)
def spell_once() -> Iterator[None]:
    """試験は職員が何千回も入り直す。同じ SQL の文を、束のたびに綴り直さない。

    プログラムは束ごとに覚え、鍵をかけると手放す(文に添えた値が覚えに残るため)。
    """
    spelled = Spelled()

    def create(*given: Any, **named: Any) -> Engine:
        engine = create_engine(*given, **named)
        engine.update_execution_options(compiled_cache=spelled)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "create_engine", create)
        yield
