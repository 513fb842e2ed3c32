"""担当替えの覚え。誰から誰へ、いつ、誰が替えたかを、相談受付の票に印として残す。

印は、様式の欄ではない答えとして置く(``cancelling`` と同じ)。紙にも台帳にも出ず、歩みにだけ並ぶ。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.answers import Answer
from jusou_desk.models.records import Sheet

_MARK: Final = "worker_changes"
#: 氏名は一行なので、改行は中に現れない。
_BETWEEN: Final = "\n"


@dataclass(frozen=True)
class WorkerChange:
    """担当替えの一回。before・after: 前の担当と新しい担当(空は、担当なし)。by: 替えた人。"""

    on: date
    before: str
    after: str
    by: str

    @property
    def words(self) -> str:
        """「大田　文江 から 山本　直 へ」。"""
        return f"{self.before or '担当なし'} から {self.after or '担当なし'} へ"


def worker_changes(sheet: Sheet | None) -> tuple[WorkerChange, ...]:
    """相談受付の票に付いている印を、古い順に。"""
    written = sheet.answers.get(_MARK, ()) if sheet else ()
    lines = (written,) if isinstance(written, str) else written
    parts = (line.split(_BETWEEN) for line in lines)
    return tuple(
        WorkerChange(date.fromisoformat(on), before, after, by) for on, before, after, by in parts
    )


def marks_with(sheet: Sheet | None, change: WorkerChange | None = None) -> dict[str, Answer]:
    """票 ``sheet`` の印に ``change`` を足した、答えに混ぜる印。どちらも無ければ空。"""
    changes = (*worker_changes(sheet), *((change,) if change else ()))
    return {_MARK: tuple(map(_line, changes))} if changes else {}


def without_last(sheet: Sheet) -> Sheet:
    """最後の印を外した票(替えたばかりの担当を戻すとき)。外してよいかは、呼ぶ方が確かめる。"""
    kept = tuple(map(_line, worker_changes(sheet)[:-1]))
    others = {name: answer for name, answer in sheet.answers.items() if name != _MARK}
    return replace(sheet, answers=others | ({_MARK: kept} if kept else {}))


def _line(one: WorkerChange) -> str:
    return _BETWEEN.join((one.on.isoformat(), one.before, one.after, one.by))
