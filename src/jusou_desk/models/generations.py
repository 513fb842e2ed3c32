"""データファイル(``office-N.db``)の世代。鍵を替えるたびに N が進み、前の世代は片付ける。"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Final

from jusou_desk.models.cipher import discard

_NAME: Final = re.compile(r"office-([0-9]+)\.db(\.part)?(-wal|-shm|-journal)?")


def number_of(name: str) -> int:
    """データファイル(とその連れ)の世代。写しなど、この製品の付けた名でないものは 0。"""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0


def next_name(folder: Path) -> str:
    """次の世代のデータファイルの名。切り替わらずに残ったものとも重ならない。"""
    return f"office-{max(number_of(path.name) for path in folder.glob('office-*.db')) + 1}.db"


def clear_leftovers(folder: Path, data_file: str) -> None:
    """鍵の交換で残った前の世代と、書きかけを消す。``data_file`` は現行のもの。

    前の世代は、締め出した人の知る鍵で開くことがある。後の世代は消さない。``keys.json`` だけが
    前の姿に戻されたときは、それが本物のデータだからである。現行が見当たらないときも同じ。
    """
    if not (folder / data_file).is_file():
        return
    for path in folder.glob("office-*.db*"):
        number = number_of(path.name)
        if number and (".part" in path.name or number < number_of(data_file)):
            with contextlib.suppress(OSError):
                path.unlink()


def clear_old_copies(folder: Path) -> None:
    """移行の前の控えを消す。替える前の鍵のもので、もう締め出した人にしか開けない。"""
    for path in folder.glob("before-migration/office-*.db"):
        discard(path)
