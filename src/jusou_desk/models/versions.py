"""書き直す前の姿(版)。書き直すか消すたびに、前の記録をそのまま一行足す。

欄の変わり方、元に戻すこと、ごみ箱は、みなここから作る。行は書き換えられず、消せるのは廃棄した記録の
分だけ。支援会議の記録の版は会議体の鍵で包む。版を読めるのは、書ける人が、相談の記録か支援会議の目的で
開いたときだけ(紙を作る目的には、昔の住所も消した文も渡らない)。
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select

from jusou_desk.errors import Refused
from jusou_desk.models import older_shapes
from jusou_desk.models.lanes import LaneRing
from jusou_desk.models.office_records import Draft, Staff
from jusou_desk.models.records import Case, Consent, Entry, Person, entry_kinds
from jusou_desk.models.sealed_records import sealed_row_id
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.models.tables.versions import disposed, sealed_version, version
from jusou_desk.policy import Purpose

if TYPE_CHECKING:
    from jusou_desk.models.shelf import Shelf
    from jusou_desk.models.work import Work

#: 版を残さない記録: 打ちかけは残らないもの、発行控は書き換えられないもの、職員は鍵を持つもの。
_UNKEPT: Final = (Draft, Issued, Staff)
_READABLE: Final = frozenset({Purpose.CASEWORK, Purpose.SUPPORT_MEETING})
_CHUNK: Final = 500
_ADD: Final = insert(version)
_ADD_SEALED: Final = insert(sealed_version)


class Deed(StrEnum):
    """版を残したわけ。"""

    REWRITTEN = "書直し"
    REMOVED = "削除"


@dataclass(frozen=True, kw_only=True)
class Version:
    """書き直すか消す前の一件。

    number: 版の番号(大きいほど新しい。普段の記録と支援会議の記録では別の並び)。at・actor: いつ誰が
    書き直したか。root: ごみ箱へ入れた一件の id(ごみ箱へ入れたのでなければ空)。
    """

    number: int
    at: datetime
    actor: str
    deed: Deed
    root: str
    before: Entry


@dataclass(frozen=True)
class Step:
    """一つの書込み。元に戻すために、どの版へ戻り、いまどうなっているはずかを持つ(中身は持たない)。

    number: 前の姿の版の番号。新しく書いたものなら 0。after: 書いた後の要約値。消したなら空。
    """

    kind: str
    record_id: str
    sealed: bool
    number: int
    after: str


class _Envelope(msgspec.Struct):
    kind: str
    at: datetime
    actor: str
    deed: str
    root: str
    before: msgspec.Raw


class Versions:
    """一つの仕事の中での、版の置き場。

    steps: この仕事で書いたものを、書いた順に。root: いまごみ箱へ入れている一件の id(無ければ空)。
    """

    def __init__(
        self, work: Work, connection: Connection, ring: LaneRing, now: Callable[[], datetime]
    ) -> None:
        self._work = work
        self._connection = connection
        self._ring = ring
        self._now = now
        self.root = ""
        self._left: set[str] = set()
        self.steps: list[Step] = []

    # --- 残す -------------------------------------------------------------

    def note(self, before: Entry | None, after: Entry | None) -> None:
        """``before`` を ``after`` に書き直した(None は、無かった・消した)。変わらなければ残さない。"""
        record = after or before
        if record is None or before == after or isinstance(record, _UNKEPT):
            return
        if after is None and isinstance(record, Consent):
            self._left.add(record.case_id)
        deed = Deed.REWRITTEN if after else Deed.REMOVED
        number = self._add(before, deed) if before else 0
        self.steps.append(
            Step(type(record).__name__, record.id, record.sealed, number, digest(after))
        )

    def _add(self, before: Entry, deed: Deed) -> int:
        kind, now, actor = type(before).__name__, self._now(), self._work.permit.actor
        raw = msgspec.json.encode(before)
        if not before.sealed:
            values = {"record": before.id, "kind": kind, "case_id": _case_of(before), "at": now}
            values |= {"actor": actor, "deed": deed, "root": self.root, "before": raw.decode()}
            return self._insert(_ADD, values)
        known = self._connection.execute(select(func.max(sealed_version.c.id))).scalar()
        number = int(known or 0) + 1
        plain = msgspec.json.encode(_Envelope(kind, now, actor, deed, self.root, msgspec.Raw(raw)))
        generation, blob = self._ring.seal(before.body_id, plain, _context(number))
        sealed = {"id": number, "record": sealed_row_id(type(before), before.id)}
        sealed |= {"body_id": before.body_id, "generation": generation, "blob": blob}
        return self._insert(_ADD_SEALED, sealed)

    def _insert(self, statement: Any, values: dict[str, Any]) -> int:
        (number,) = self._connection.execute(statement, values).inserted_primary_key or (0,)
        return int(number)

    @contextmanager
    def into_basket(self, root: str) -> Iterator[None]:
        """この中で消したものを、``root`` の一件としてごみ箱へ入れる。"""
        self.root = root
        try:
            yield
        finally:
            self.root = ""

    def expect_settled(self) -> None:
        """同意を消した相談が、この仕事の中で一緒に消えたこと。残っていれば ``Refused``。"""
        if any(self._work.bare(Case).get(case_id) for case_id in self._left):
            raise Refused(
                "相談を残したまま、同意の記録だけを消すことはできません。",
                "いまの同意を、新しい一行として記録してください。",
            )

    def dispose(self, record: Entry) -> None:
        """保存年限を過ぎて廃棄した記録の版を消す。記録がまだあれば ``Refused``。管理の目的でだけ行える。"""
        self._work.expect_disposing()
        if _shelf(self._work, type(record)).stored(record) is not None:
            raise Refused("まだある記録の前の姿は消せません。", "先に記録を廃棄してください。")
        table = sealed_version if record.sealed else version
        key = sealed_row_id(type(record), record.id) if record.sealed else record.id
        values = {"record": key, "at": self._now(), "actor": self._work.permit.actor}
        self._connection.execute(insert(disposed), values)
        self._connection.execute(delete(table).where(table.c.record == key))

    # --- 読む -------------------------------------------------------------

    def of(self, records: Iterable[Entry]) -> tuple[Version, ...]:
        """``records`` の版を、新しい順に。居場所などの覆いは、記録と同じにかかる。"""
        self._expect_readable()
        wanted = tuple(records)
        opened = sorted({one.id for one in wanted if not one.sealed})
        sealed = sorted({sealed_row_id(type(one), one.id) for one in wanted if one.sealed})
        kinds = {(type(one).__name__, one.id) for one in wanted}
        found = [
            one
            for one in (*self._opened(opened), *self._sealed(sealed))
            if (type(one.before).__name__, one.before.id) in kinds
        ]
        return tuple(sorted(map(self._veiled, found), key=_newest_first))

    def removed_from(self, case_id: str) -> tuple[Version, ...]:
        """その相談から消した普段の記録の、最後の姿。新しい順。相談が見えなければ空。"""
        self._expect_readable()
        if self._work.cases.get(case_id) is None:
            return ()
        c = version.c
        query = select(version).where(c.case_id == case_id, c.deed == Deed.REMOVED)
        rows = map(self._read, self._connection.execute(query))
        return tuple(sorted(map(self._veiled, rows), key=_newest_first))

    def basket(self, since: datetime) -> tuple[Version, ...]:
        """``since`` からごみ箱へ入れたものの、最後の姿(戻したものも)。新しい順。"""
        self._expect_readable()
        query = select(version).where(version.c.root != "", version.c.at >= since)
        opened = map(self._read, self._connection.execute(query))
        sealed = (one for one in self._unsealed() if one.root and one.at >= since)
        return tuple(sorted(map(self._veiled, (*opened, *sealed)), key=_newest_first))

    def later(self, record: Entry, number: int) -> tuple[Version, ...]:
        """``record`` の、``number`` より後の版(覆いをかける前)。古い順。統合を戻すためだけに使う。"""
        key = sealed_row_id(type(record), record.id)
        found = self._sealed([key]) if record.sealed else self._opened([record.id])
        same = (one for one in found if one.number > number and type(one.before) is type(record))
        return tuple(sorted(same, key=lambda one: one.number))

    def befores(self, numbers: Collection[int], *, sealed: bool) -> tuple[Entry, ...]:
        """その番号の版の記録(覆いをかける前)。廃棄したものは無い。統合を戻すために使う。"""
        if sealed:
            return tuple(one.before for one in self._unsealed(sealed_version.c.id.in_(numbers)))
        query = select(version).where(version.c.id.in_(numbers))
        return tuple(self._read(row).before for row in self._connection.execute(query))

    def gone_people(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """普段の相談と一緒に消えた人の、最後の姿(覆いをかける前)。

        消した職員には見えない支援会議の相談が、その人の名を失わないため。会議体の鍵のある仕事にだけ渡す。
        """
        wanted = sorted(ids) if self._ring.bodies else []
        last: dict[str, Person] = {}
        for one in sorted(self._opened(wanted), key=lambda one: one.number):
            if isinstance(one.before, Person) and one.deed is Deed.REMOVED:
                last[one.before.id] = one.before
        return tuple(last.values())

    def _expect_readable(self) -> None:
        permit = self._work.permit
        if permit.purpose not in _READABLE or not permit.may_write:
            raise Refused(
                "書き直しの記録は、相談の記録を書ける人だけが見られます。",
                "担当の方に頼んでください。",
            )

    def _opened(self, ids: list[str]) -> Iterator[Version]:
        for start in range(0, len(ids), _CHUNK):
            query = select(version).where(version.c.record.in_(ids[start : start + _CHUNK]))
            yield from map(self._read, self._connection.execute(query))

    def _read(self, row: Row[Any]) -> Version:
        before = _decoded(row.kind, msgspec.Raw(row.before.encode()))
        return Version(
            number=row.id,
            at=row.at,
            actor=row.actor,
            deed=Deed(row.deed),
            root=row.root,
            before=before,
        )

    def _sealed(self, keys: list[str]) -> Iterator[Version]:
        for start in range(0, len(keys), _CHUNK):
            some = sealed_version.c.record.in_(keys[start : start + _CHUNK])
            yield from self._unsealed(some)

    def _unsealed(self, *conditions: Any) -> Iterator[Version]:
        if not self._ring.bodies:
            return
        mine = sealed_version.c.body_id.in_(self._ring.bodies)
        query = select(sealed_version).where(mine, *conditions)
        for row in self._connection.execute(query):
            plain = self._ring.open(row.body_id, row.generation, row.blob, _context(row.id))
            if plain is not None:
                one = msgspec.json.decode(plain, type=_Envelope)
                yield Version(
                    number=row.id,
                    at=one.at,
                    actor=one.actor,
                    deed=Deed(one.deed),
                    root=one.root,
                    before=_decoded(one.kind, one.before),
                )

    def _veiled(self, one: Version) -> Version:
        shelf = _shelf(self._work, type(one.before))
        (before,) = shelf.veiled((one.before,))
        return Version(
            number=one.number,
            at=one.at,
            actor=one.actor,
            deed=one.deed,
            root=one.root,
            before=before,
        )

    # --- 戻す -------------------------------------------------------------

    def take_back(self, steps: Iterable[Step], root: str = "") -> None:
        """``steps`` の書込みを、後のものから元に戻す。戻すことも一つの書込みで、版が足される。

        root: 新しく書いたものを、この一件としてごみ箱へ入れる(空なら入れない)。
        その後に誰かが書き直していれば ``Refused``。棚の関所(二人の手続きなど)は、いつもどおり効く。
        """
        for step in reversed(tuple(steps)):
            shelf = _shelf(self._work, _kind(step.kind))
            now = shelf.stored_as(step.record_id, sealed=step.sealed)
            if digest(now) != step.after:
                raise Refused(
                    "その後に書き直されているので、元に戻せません。",
                    "ケースの頁で開いて、いまの中身を確かめてください。",
                )
            if step.number:
                shelf.put(self.raw(step.number, sealed=step.sealed).before)
            elif now is not None:
                with self.into_basket(root):
                    shelf.remove(now)

    def raw(self, number: int, *, sealed: bool) -> Version:
        """その番号の版(覆いをかける前)。棚に戻すためだけに使う。"""
        if sealed:
            found = next(self._unsealed(sealed_version.c.id == number), None)
        else:
            query = select(version).where(version.c.id == number)
            row = self._connection.execute(query).first()
            found = self._read(row) if row else None
        if found is None:
            raise Refused("前の姿が見つかりません。", "いまの中身を確かめてください。")
        return found


def _shelf(work: Work, kind: type[Entry]) -> Shelf[Entry]:
    return cast("Shelf[Entry]", work.shelf_of(kind))


def _kind(name: str) -> type[Entry]:
    return next(kind for kind in entry_kinds() if kind.__name__ == name)


def _decoded(kind: str, raw: msgspec.Raw) -> Entry:
    return older_shapes.read(_kind(kind), raw)


def _case_of(record: Entry) -> str:
    return record.id if isinstance(record, Case) else str(getattr(record, "case_id", ""))


def digest(record: Entry | None) -> str:
    """記録の要約値。無ければ空。"""
    return hashlib.sha256(msgspec.json.encode(record)).hexdigest() if record else ""


def _context(number: int) -> str:
    return f"version|{number}"


def _newest_first(one: Version) -> tuple[float, int]:
    return -one.at.timestamp(), -one.number
