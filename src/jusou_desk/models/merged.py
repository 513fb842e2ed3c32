"""統合で無くなった人を指すものを、残した人へ読み替える。

普段の表の行は統合のときに書き換えるが、支援会議の記録は、統合した職員には見えないことがある。そこで
包みはそのままに、棚から出るときに指す人を替え、棚へ戻るときに元に戻す。統合を戻せば、読み替えが
やむだけで、支援会議の記録は一つも変わらない。
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import select

from jusou_desk.models.family_records import PictureLayout
from jusou_desk.models.merge_records import Merge
from jusou_desk.models.records import Case, Entry
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.models.tables.merges import merge

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

R = TypeVar("R", bound=Entry)
_POINTING: Final = ("person_id", "other_id")
_KNOWN: Final[dict[type[Entry], tuple[str, ...]]] = {}


def pointing(kind: type[Entry]) -> tuple[str, ...]:
    """その種類の記録の、人物の id を持つ欄。"""
    if kind not in _KNOWN:
        _KNOWN[kind] = tuple(one.name for one in fields(kind) if one.name in _POINTING)
    return _KNOWN[kind]


def pointed(record: R, old: str, new: str) -> R:
    """``old`` の人を指す所を、``new`` の人に替えた記録。指していなければ同じもの。"""
    changes: dict[str, Any] = {
        name: new for name in pointing(type(record)) if getattr(record, name) == old
    }
    if isinstance(record, PictureLayout) and old in record.nudges:
        moved = {new if key == old else key: spot for key, spot in record.nudges.items()}
        changes["nudges"] = moved
    if isinstance(record, Transfer) and record.opening and record.opening.person is None:
        case: Case = pointed(record.opening.case, old, new)
        if case != record.opening.case:
            changes["opening"] = replace(record.opening, case=case)
    return replace(record, **changes) if changes else record


def about_itself(record: Entry) -> bool:
    """統合した二人の間の記録で、一人になれば自分自身を指すものか。"""
    ends = [getattr(record, name) for name in pointing(type(record))]
    return len(ends) > 1 and ends[0] == ends[1]


class Merged:
    """一つの仕事の中での、戻されていない統合。"""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._kept: dict[str, str] | None = None
        self._numbers: dict[str, str] = {}

    def forget(self) -> None:
        """統合が増えるか戻ったので、引き直す。"""
        self._kept = None

    def _now(self) -> dict[str, str]:
        """無くなった人 → いま残っている人。"""
        if self._kept is None:
            c = merge.c
            query = select(c.gone_id, c.kept_id, c.gone_no).where(c.undone_at.is_(None))
            rows = self._work.connection.execute(query).all()
            self._numbers = {row.gone_id: row.gone_no for row in rows}
            step = {row.gone_id: row.kept_id for row in rows}
            sealed = self._work.sealed.of(Merge)
            step |= {one.gone_id: one.kept_id for one in sealed if one.undone_at is None}
            self._kept = {gone: _last(step, gone) for gone in step}
        return self._kept

    def person(self, person_id: str) -> str:
        """その人の、いまの id。統合されていなければ同じもの。"""
        return self._now().get(person_id, person_id)

    def numbers(self, person_id: str) -> tuple[str, ...]:
        """その人に統合されて無くなった、普段の人物番号。"""
        now = self._now()
        return tuple(no for gone, no in self._numbers.items() if now[gone] == person_id)

    def follow(self, record: R) -> R:
        """棚から出る支援会議の記録。"""
        if not pointing(type(record)) and not isinstance(record, Transfer):
            return record
        for gone, kept in self._now().items():
            record = pointed(record, gone, kept)
        return record

    def owned(self, record: R) -> R:
        """棚へ入る普段の記録。指す人だけを、いま残っている人にする。"""
        changes: dict[str, Any] = {
            name: now
            for name in pointing(type(record))
            if (now := self.person(getattr(record, name))) != getattr(record, name)
        }
        return replace(record, **changes) if changes else record

    def unfollow(self, record: R, stored: R | None) -> R:
        """棚へ戻る支援会議の記録。読み替えたままの欄を、包みにある元の人に戻す。"""
        if stored is None:
            return record
        seen = self.follow(stored)
        same = [
            name
            for name in ("nudges", "opening", *pointing(type(record)))
            if hasattr(record, name) and getattr(record, name) == getattr(seen, name)
        ]
        return replace(record, **{name: getattr(stored, name) for name in same})


def _last(step: dict[str, str], gone: str) -> str:
    while gone in step:
        gone = step[gone]
    return gone
