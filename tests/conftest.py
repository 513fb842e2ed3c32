"""すべての試験に共通の約束: 窓は画面に出さず、この端末の鍵束にも触れない。"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from hypothesis import settings

# 遅い機械でも落ちず、CI では毎回おなじ例を試す。
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_runtest_teardown() -> None:
    """画面を読み込むと循環の自動の片付けは止まる。試験の切れ目で、溜まった分を片付ける。"""
    if "jusou_desk.ui.jobs" in sys.modules:
        sys.modules["jusou_desk.ui.jobs"].sweep()
