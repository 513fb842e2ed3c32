"""でたらめな事務所の試験の歩み。見るものは減らさずに、同じ手間を二度かけない。

1. 差し込み(``fill``)は、様式と Packet だけから決まると約束している。同じ組は作り置きを使い、
   ``AGAIN`` 回に一回は作り直して、一字一句同じかを確かめる(隠れた状態があれば、ここで赤くなる)。
   描くこと(``draw``)も、同じブックと印からは同じ PDF になると約束しているので、同じにする。
2. 台帳の暗号の鍵を導く回数は、試験の事務所の ``Cost`` と同じく、軽くする。読み書きは本物のまま。
3. 循環の片付けは、まとめて行う。
4. セルの番地を読む、PDF の字を読むなど、引数だけで決まる関数は、答えを覚えておく。

事務所は ``PART`` 個ずつの組に分け、組ごとに決まった種から作る。どの組も、いつどこで走らせても同じ事務所に
なるので、何台もの機械で分けて走らせ、途中からも続けられる(``JUSOU_OFFICES``・``JUSOU_OFFICES_FROM``)。
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from jusou_desk.packet import Packet
from jusou_desk.reports import pdf
from jusou_desk.reports import printed_words as printed
from jusou_desk.reports.form import fill as filling
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.reports.setting.ruler import EXACT, Calibration
from jusou_desk.reports.xlsx import refs
from tests.secrecy.random_office import OfficePlan, office_plans

#: 調べる事務所の数と、何番目の事務所からか。
OFFICES: Final = int(os.environ.get("JUSOU_OFFICES", "20"))
FIRST: Final = int(os.environ.get("JUSOU_OFFICES_FROM", "0"))
#: 夜の回では、遅い出力も全部の組を調べる。
THOROUGH: Final = OFFICES > 50 or FIRST > 0
#: 一組の事務所の数。
PART: Final = 10

#: 作り置きを使うたびに、何回に一回は作り直して比べるか。
AGAIN: Final = 16
_KEPT: Final = 400
_SPINS: Final = 1_000
_GARBAGE: Final = (50_000, 20, 50)
_fill = filling.fill
_draw = pdf.draw
_split_cell = refs.split_cell
_printed_words = printed.printed_words


def parts(offices: int, first: int, size: int = PART) -> list[tuple[int, int]]:
    """(組の種, その組で作る事務所の数)。種は、その組の最初の事務所の番号。"""
    last = first + offices
    return [(begin, min(size, last - begin)) for begin in range(first, last, size)]


def for_each_office(part: tuple[int, int], look: Callable[[OfficePlan], None]) -> None:
    """その組の事務所の設計図を、一つずつ ``look`` に渡す。"""
    begin, number = part

    @seed(begin)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        # 事務所は一つ一つが小さく、設計図がそのまま読める。縮める間に出る同じ失敗は待たない。
        phases=[Phase.generate],
    )
    @given(plan=office_plans())
    def every(plan: OfficePlan) -> None:
        look(plan)

    every()


class Once:
    """同じ様式に同じ Packet を差し込むのは、一度だけ。"""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[bytes, str, tuple[str, ...]], FilledBook] = OrderedDict()
        self.reused = 0
        self._drawn: OrderedDict[Hashable, tuple[Sequence[FilledBook], bytes]] = OrderedDict()
        self.redrawn = 0
        self.layouts: set[bytes] = set()
        """差し込んだ様式の要約値。"""

    def fill(
        self,
        layout: bytes,
        packet: Packet,
        *,
        only: Collection[str] = (),
        calibration: Calibration = EXACT,
        moment: datetime | None = None,
        ending_well: bool = False,
    ) -> FilledBook:
        digest = hashlib.sha256(layout).digest()
        self.layouts.add(digest)
        make = partial(
            _fill,
            layout,
            packet,
            only=only,
            calibration=calibration,
            moment=moment,
            ending_well=ending_well,
        )
        key = (digest, repr((packet, calibration, moment, ending_well)), tuple(only))
        known = self._made.get(key)
        if known is None:
            known = self._made[key] = make()
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return known
        self.reused += 1
        if self.reused % AGAIN == 0:
            anew = make()
            assert anew.to_xlsx() == known.to_xlsx(), "同じ様式と中身から、違うブックができた"
            assert anew.problems == known.problems
            return anew
        return known

    def draw(
        self,
        books: Sequence[FilledBook],
        stamp: Stamp,
        *,
        title: str,
        labels: Sequence[str] = (),
    ) -> bytes:
        key = (tuple(map(id, books)), repr(stamp), title, tuple(labels))
        known = self._drawn.get(key)
        if known is None:
            data = _draw(books, stamp, title=title, labels=labels)
            # ブックを手放すと、その番地が別のブックのものになる。
            self._drawn[key] = tuple(books), data
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
            return data
        self.redrawn += 1
        if self.redrawn % AGAIN == 0:
            anew = _draw(books, stamp, title=title, labels=labels)
            assert anew == known[1], "同じブックと印から、違う PDF ができた"
        return known[1]


@contextmanager
def brisk() -> Iterator[Once]:
    """その間だけ、歩みを速める。"""
    once, before = Once(), gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch:
        for module in _users_of("fill", _fill):
            patch.setattr(module, "fill", once.fill)
        for module in _users_of("draw", _draw):
            patch.setattr(module, "draw", once.draw)
        for module in _users_of("split_cell", _split_cell):
            patch.setattr(module, "split_cell", lru_cache(maxsize=1 << 16)(_split_cell))
        for module in _users_of("printed_words", _printed_words):
            patch.setattr(module, "printed_words", lru_cache(maxsize=256)(_printed_words))
        lighter = partial(ECMA376Agile.encrypt, spin_count=_SPINS)
        patch.setattr(ECMA376Agile, "encrypt", staticmethod(lighter))
        gc.set_threshold(*_GARBAGE)
        try:
            yield once
        finally:
            gc.set_threshold(*before)


def _users_of(name: str, function: Any) -> list[Any]:
    """その関数を名指しで取り込んだ、読み込み済みの部屋。"""
    modules = [one for room, one in sys.modules.items() if room.startswith("jusou_desk.")]
    return [one for one in modules if getattr(one, name, None) is function]
