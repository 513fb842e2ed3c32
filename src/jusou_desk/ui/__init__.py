"""画面。Qt を知っているのはこのパッケージだけ。保存先のことは casework の先に任せる。"""

from __future__ import annotations

import gc
import sys


def _steady_constants() -> None:
    """Python 3.11 でも None・True・False が壊されないようにする。

    PySide6 6.12 は、値を返さない呼出しのたびに None(信号では True)の参照を一つ多く手放す。
    3.12 からはこの三つが不滅なので何も起きないが、3.11 では数千回で
    「deallocating None」となって落ちる。3.12 と同じく、使い切れない数の参照を先に足しておく。
    """
    import ctypes

    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 60


# 循環した部品の自動の片付けは、別の糸でも、Qt が部品を壊している途中でも走る。前者では落ち、
# 後者では Qt の錠を二重に取って固まる。自動は止め、jobs.sweep が安全なときに片付ける。
gc.disable()

if sys.version_info < (3, 12):
    _steady_constants()
