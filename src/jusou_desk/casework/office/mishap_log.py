"""不具合の控え。画面に出した番号を、事務所のフォルダの小さなファイルで後から引けるようにする。

残すのは番号・時・版・例外の型・コードの所だけ。例外の文や値には氏名などが入りうるので、渡さない。
"""

from __future__ import annotations

import logging
from dataclasses import astuple, dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from jusou_desk import __version__

FILE: Final = "mishaps.log"
_BYTES: Final = 64 * 1024
_OLDER: Final = 1
_TAB: Final = "\t"
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mishap:
    """一度の不具合。at は「年-月-日 時:分:秒」、kind は例外の型、place はコードの所(内から外へ)。"""

    at: str
    version: str
    number: str
    kind: str
    place: str


class MishapFile(RotatingFileHandler):
    """一つの事務所の控え。``_BYTES`` を超えると、前の分を一つだけ残して始め直す。"""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder / FILE, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8", delay=True
        )
        line = _TAB.join(("%(asctime)s", __version__, "%(message)s"))
        self.setFormatter(logging.Formatter(line, "%Y-%m-%d %H:%M:%S"))

    def handleError(self, record: logging.LogRecord) -> None:
        """控えを書けないことで、利用者の仕事を止めない。"""


def keep_mishaps(folder: Path) -> MishapFile:
    """``folder`` の事務所の控えを書き始める。終わりに ``stop_keeping`` へ渡す。"""
    made = MishapFile(folder)
    _log.addHandler(made)
    return made


def stop_keeping(kept: MishapFile) -> None:
    """書くのをやめ、ファイルを放す。"""
    _log.removeHandler(kept)
    kept.close()


def note_mishap(number: str, kind: str, place: str) -> None:
    """不具合を一つ控える。開いている事務所が無ければ、標準エラーに出るだけ。"""
    _log.error("%s", _TAB.join((number, kind, place)))


def known_mishaps() -> tuple[Mishap, ...]:
    """開いている事務所の控えを、新しい順に。"""
    files = [Path(one.baseFilename) for one in _log.handlers if isinstance(one, MishapFile)]
    found: list[Mishap] = []
    for newest in files[-1:]:
        for path in (newest, newest.with_name(f"{newest.name}.{_OLDER}")):
            found += reversed(_read(path))
    return tuple(found)


def as_text(mishaps: tuple[Mishap, ...]) -> str:
    """人に渡せる文。一つを一段に。"""
    return "\n\n".join("\n".join(astuple(one)) for one in mishaps)


def _read(path: Path) -> list[Mishap]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    rows = (line.split(_TAB) for line in lines)
    return [Mishap(*row) for row in rows if len(row) == len(Mishap.__match_args__)]
