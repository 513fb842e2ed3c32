"""パスワードの間違いを数え、続いたら待ってもらう。

数はフォルダの ``attempts.json`` に置く。消されれば数え直しになるので、守りの要は
Argon2id の重さであり、これは席を外した間の当てずっぽうを遅らせるためのもの。
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Final

import msgspec

from jusou_desk.errors import DeskError, Refused
from jusou_desk.files import write_whole

_FREE_TRIES: Final = 5
_FIRST_WAIT: Final = 5
_LONGEST_WAIT: Final = 300
_DOUBLINGS: Final = 6


class Failures(msgspec.Struct, frozen=True):
    """まだ監査に書いていない間違い。times: 回数。last_at: 最後の時刻(秒)。"""

    times: int
    last_at: float


class _Counts(msgspec.Struct):
    wrong: dict[str, int]
    last: dict[str, float]
    untold: dict[str, Failures] = msgspec.field(default_factory=dict)


class Attempts:
    """事務所フォルダ一つ分の数。``who`` は職員 id(氏名は書かない)。"""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "attempts.json"

    def _load(self) -> _Counts:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Counts)
        except (OSError, ValueError, msgspec.MsgspecError):
            return _Counts({}, {})

    def _save(self, counts: _Counts) -> None:
        write_whole(self._path, msgspec.json.encode(counts))

    def refuse_if_waiting(self, who: str) -> None:
        """待ち時間の間なら ``Refused``。"""
        counts = self._load()
        over = counts.wrong.get(who, 0) - _FREE_TRIES
        if over < 0:
            return
        wait = min(_FIRST_WAIT * 2 ** min(over, _DOUBLINGS), _LONGEST_WAIT)
        now = time.time()
        last = counts.last.get(who, 0.0)
        if now < last:
            # 時計が戻された。待ちは縮めず、しかし時計が追い付くまで何日も待たせもしない。
            counts.last[who] = last = now
            self._save(counts)
        if now - last < wait:
            raise Refused(
                f"パスワードの間違いが続いたため、あと{int(wait - (now - last)) + 1}秒は開けません。",
                "少し待ってから、パスワードを確かめて入れてください。",
            )

    def count_wrong(self, who: str) -> None:
        counts = self._load()
        counts.wrong[who] = counts.wrong.get(who, 0) + 1
        counts.last[who] = time.time()
        before = counts.untold.get(who)
        counts.untold[who] = Failures((before.times if before else 0) + 1, counts.last[who])
        self._save(counts)

    def untold(self) -> dict[str, Failures]:
        """まだ監査に書いていない間違い。鍵が無い間は監査に書けないので、ここで待つ。"""
        return self._load().untold

    def told(self) -> None:
        """監査に書いたので、待たせていた分を消す。"""
        counts = self._load()
        counts.untold.clear()
        self._save(counts)

    def forget(self, who: str) -> None:
        """正しく開けたので数を消す。書けないフォルダでも、開けたことは取り消さない。"""
        counts = self._load()
        if counts.wrong.pop(who, None) is not None:
            counts.last.pop(who, None)
            with contextlib.suppress(DeskError):
                self._save(counts)
