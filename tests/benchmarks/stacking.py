"""差し込んだ相談受付票の束を、一つの PDF に描く。速さ・記憶・LibreOffice との比。"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.reports.pdf import draw
from tests.benchmarks.measuring import Measured, promised
from tests.compare.office import convert
from tests.libreoffice import SOFFICE
from tests.reports.layouts import packet
from tests.reports.specimens import intake_packet, tagged_intake

#: issue の約束: LibreOffice で一枚ずつ変えるより五倍速い。
_OFFICE_LIMIT: Final = 0.2
#: issue の約束(MB)。
_MEMORY: Final = 250
_STAMP: Final = Stamp(produced_at=datetime(2026, 11, 22, 9, 0), actor="計る　係")
_ROOT: Final = Path(__file__).parents[2]


def stack(place: Path, count: int, *, converted: int) -> Iterator[Measured]:
    """``count`` 枚の束。converted: LibreOffice で変えてみる枚数(かかる時間は ``count`` 枚に伸ばす)。"""
    # 記憶の山は、ほかの計りの混じらない別のプログラムで見る。
    command = [sys.executable, "-m", "tests.benchmarks.stacking", str(count)]
    ran = subprocess.run(command, check=True, capture_output=True, cwd=_ROOT, timeout=600)
    found: Mapping[str, float] = json.loads(ran.stdout)
    name = f"相談受付票{count}枚を差し込んで描く"
    yield promised(name, found["spent"], count)
    yield Measured(f"{name}／使ってよい記憶", found["memory"], _MEMORY, 1.0, "MB")
    if SOFFICE is not None:
        one, more = _converting(place / "one", 1), _converting(place / "more", 1 + converted)
        each = (more - one) / converted
        raw = one + each * (count - 1)
        yield Measured(
            f"{name}／LibreOffice で一枚ずつ PDF にする", found["spent"], raw, _OFFICE_LIMIT
        )


def _numbered(number: int) -> Packet:
    """受付番号だけが違う、架空の相談。"""
    return packet({**intake_packet().values, "受付番号": f"R8-{number:06d}"})


def _converting(folder: Path, count: int) -> float:
    """LibreOffice が ``count`` 枚に使った CPU の時間(ミリ秒)。起動は一度だけ。"""
    layout = tagged_intake()
    books = {f"{n:03d}": fill(layout, _numbered(n)).to_xlsx() for n in range(count)}
    before = _of_children()
    convert(books, folder)
    return (_of_children() - before) * 1000


def _of_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def _most_memory() -> float:
    """このプログラムが使った記憶の山(MB)。量り方の無い Windows では 0。"""
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _draw_stack(count: int) -> None:
    layout, packets = tagged_intake(), [_numbered(n) for n in range(count)]
    # 窓と同じ(``jusou_desk.ui``)。掃除は、切りのよいときにだけする。
    gc.disable()
    began = time.process_time()
    books: list[FilledBook] = []
    for given in packets:
        books.append(fill(layout, given))
        # 失われたものが無いかを、一枚ごとに確かめる(様式に初めからあるものは、どれも同じ)。
        assert books[-1].problems == books[0].problems
    draw(books, _STAMP, title="相談受付票")
    spent = (time.process_time() - began) * 1000
    sys.stdout.write(json.dumps({"spent": spent, "memory": _most_memory()}))


if __name__ == "__main__":
    _draw_stack(int(sys.argv[1]))
