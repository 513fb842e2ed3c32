"""一種類の記録の棚。普段の表と秘匿の記録を合わせて見せる。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import (
    Row,
    Select,
    Table,
    Text,
    cast,
    delete,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError

from jusou_desk.errors import BadInput, Refused
from jusou_desk.models import records
from jusou_desk.models.merged import pointing
from jusou_desk.models.shielding import Shield
from jusou_desk.models.statements import statements_of

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

R = TypeVar("R", bound=records.Entry)


class Shelf(Generic[R]):
    """一種類の記録の棚。"""

    def __init__(
        self,
        work: Work,
        kind: type[R],
        table: Table,
        shield: Shield | None = None,
        *,
        whole: bool = False,
    ) -> None:
        self._work = work
        self.kind = kind
        self._shield = shield
        self._whole = whole
        narrowed = work.consented_only and not whole
        self._sql = statements_of(kind, table, consented_only=narrowed)
        self._table = self._sql.table

    def _record(self, row: Row[Any]) -> R:
        values: dict[str, Any] = dict(zip(self._sql.columns, row, strict=True))
        for name, convert in self._sql.enums.items():
            values[name] = convert(values[name])
        return self.kind(**values)

    def _read(self, query: Select[Any], **values: Any) -> tuple[R, ...]:
        return tuple(map(self._record, self._work.connection.execute(query, values)))

    def _select(self, *conditions: Any) -> tuple[R, ...]:
        return self._read(self._sql.select.where(*conditions))

    def _by_id(self, record_id: str) -> R | None:
        found = self._read(self._sql.by_id, row_id=record_id)
        return found[0] if found else None

    def get(self, record_id: str) -> R | None:
        """その id の記録。無いか、この許可で見えなければ None。"""
        found = self._by_id(record_id)
        if found is None:
            found = next((r for r in self._work.sealed.of(self.kind) if r.id == record_id), None)
        if found is None and self.kind is records.Person:
            # 統合で無くなった人の id は、残した人を指す。
            now = self._work.merged.person(record_id)
            if now != record_id:
                return self.get(now)
            found = next(iter(self._gone({record_id})), None)
        return self.veiled((found,))[0] if found else None

    def veiled(self, records: tuple[R, ...]) -> tuple[R, ...]:
        """居場所の覆い(ある棚なら)と、読むだけの人への情報源の覆いをかけた記録。"""
        if self._shield:
            records = self._shield.veil(records)
        return records if self._whole else self._work.sources.veil(records)

    def where(self, **equals: Any) -> tuple[R, ...]:
        """欄がすべて等しい記録(条件なしなら全部)。秘匿の分は鍵があるときだけ混ざる。"""
        given = {name: value for name, value in equals.items() if value is not None}
        opened = self._read(self._sql.equal(equals), **given)
        sealed = tuple(
            record
            for record in self._work.sealed.of(self.kind)
            if all(getattr(record, name) == value for name, value in equals.items())
        )
        return self.veiled(opened + sealed)

    def sealed(self) -> tuple[R, ...]:
        """開けた会議体の、秘匿の記録だけ。"""
        return self.veiled(self._work.sealed.of(self.kind))

    def ids(self, *, of: tuple[str, set[str]] | None = None, **equals: str) -> tuple[str, ...]:
        """欄がすべて等しい記録の id。中身は読まないので、多くから一つを探すときに使う。

        of: 欄の名と、その値の組。値がどれかであるものに絞る(None なら絞らない)。
        """
        same = [self._table.c[name] == value for name, value in equals.items()]
        query = select(self._table.c.id).where(*self._sql.only, *same)
        column, values = of or ("", set())
        chosen = (
            [query.where(self._table.c[column].in_(chunk)) for chunk in _chunks(sorted(values))]
            if of
            else [query]
        )
        opened = (one for q in chosen for one in self._work.connection.execute(q).scalars())
        sealed = (
            record.id
            for record in self._work.sealed.of(self.kind)
            if (not of or getattr(record, column) in values)
            and all(getattr(record, name) == value for name, value in equals.items())
        )
        return (*opened, *sealed)

    def count(self) -> int:
        """この許可で見える記録の数。"""
        query = select(func.count()).select_from(self._table).where(*self._sql.only)
        opened: int = self._work.connection.execute(query).scalar_one()
        return opened + len(self._work.sealed.of(self.kind))

    def one(self, **equals: Any) -> R | None:
        found = self.where(**equals)
        return found[0] if found else None

    def among(
        self,
        column: str,
        values: frozenset[str] | set[str],
        *,
        marked: str = "",
        until: tuple[str, date] | None = None,
        **equals: str,
    ) -> tuple[R, ...]:
        """欄の値が ``values`` のどれかである記録。

        marked: 並びの欄の名。それが空でないものに絞る。until: 日付の欄の名と日。その日以前のもの
        (空の欄は除く)に絞る。equals: その欄が等しいものに絞る。
        """
        query = self._sql.among(column, marked)
        if until:
            query = query.where(self._table.c[until[0]] <= until[1])
        query = query.where(*(self._table.c[name] == value for name, value in equals.items()))
        opened = tuple(
            record
            for chunk in _chunks(sorted(values))
            for record in self._read(query, values=chunk)
        )
        sealed = tuple(
            record
            for record in self._work.sealed.of(self.kind)
            if getattr(record, column) in values
            and (not marked or getattr(record, marked))
            and (not until or _reaches(getattr(record, until[0]), until[1]))
            and all(getattr(record, name) == value for name, value in equals.items())
        )
        gone = self._gone(values - {one.id for one in opened + sealed}) if column == "id" else ()
        return self.veiled(opened + sealed + gone)

    def _gone(self, ids: frozenset[str] | set[str]) -> tuple[R, ...]:
        """支援会議の記録の指す人で、普段の相談と一緒に消されたか、書いてすぐ取り消された人。"""
        if self.kind is not records.Person or not ids:
            return ()
        asked = {
            getattr(one, name)
            for kind in records.entry_kinds()
            for name in pointing(kind)
            for one in self._work.sealed.of(kind)
        }
        people: Any = self._work.versions.gone_people(ids & asked)
        return tuple(people)

    def holding(self, column: str, value: str) -> tuple[R, ...]:
        """並びの欄が ``value`` を含む記録。"""
        # 並びは JSON で置くので、中の値は引用符に挟まれている。
        named = cast(self._table.c[column], Text).contains(f'"{value}"', autoescape=True)
        sealed = self._work.sealed.of(self.kind)
        named_too = tuple(r for r in sealed if value in getattr(r, column))
        return self.veiled(self._select(named) + named_too)

    def values(self, column: str, prefix: str) -> tuple[str, ...]:
        """欄の値のうち ``prefix`` で始まるもの(番号の連番を決めるためなので、絞らない)。"""
        chosen = self._table.c[column]
        query = select(chosen).where(chosen.startswith(prefix, autoescape=True))
        opened = tuple(str(value) for value in self._work.connection.execute(query).scalars())
        sealed = tuple(str(getattr(r, column)) for r in self._work.sealed.of(self.kind))
        return opened + tuple(value for value in sealed if value.startswith(prefix))

    def latest(
        self, group: str, column: str, *, of: frozenset[str] | set[str] | None = None
    ) -> dict[str, Any]:
        """``group`` の値ごとの、``column`` の一番大きい値。of: 求める ``group`` の値(None なら全部)。"""
        key, value = self._table.c[group], self._table.c[column]
        query = select(key, func.max(value)).where(*self._sql.only).group_by(key)
        asked = (
            [query]
            if of is None
            else [query.where(key.in_(chunk)) for chunk in _chunks(sorted(of))]
        )
        found: dict[str, Any] = {
            row[0]: row[1] for one in asked for row in self._work.connection.execute(one)
        }
        for record in self._work.sealed.of(self.kind):
            key, value = getattr(record, group), getattr(record, column)
            if of is None or key in of:
                found[key] = max(found.get(key, value), value)
        return found

    def until(self, column: str, last: date, *, since: date | None = None) -> tuple[R, ...]:
        """日付の欄が ``last`` 以前の記録(空の欄は除く)。since: それより前の日のものも除く。"""
        spanned = self._table.c[column] <= last
        if since:
            spanned &= self._table.c[column] >= since
        sealed = tuple(
            record
            for record in self._work.sealed.of(self.kind)
            if _reaches(getattr(record, column), last, since)
        )
        return self.veiled(self._select(spanned) + sealed)

    def put(self, record: R) -> R:
        """書く(同じ id があれば置き換える)。"""
        if not record.sealed:
            # 統合の前に開いた窓からも、いま残っている人のものとして書く。
            record = self._work.merged.owned(record)
        self._work.check_write(record)
        near = self._work.sources.near(record)
        self._check_seen(record)
        if self._shield:
            record = self._shield.unveil(record)
        before = self.stored(record)
        try:
            if record.sealed:
                self._put_sealed(record)
            else:
                self._put_open(record, before)
        except IntegrityError as error:
            raise BadInput(
                "同じ番号の記録が既にあるか、つながる相手の記録がありません。",
                "番号を確かめて、もう一度保存してください。",
            ) from error
        self._work.versions.note(before, record)
        self._work.settle(record, near)
        return self.veiled((record,))[0]

    def _check_seen(self, record: R) -> None:
        """町の絞りで見えない記録を、id で言い当てて書き換えたり消したりさせない。"""
        if not self._sql.only or self._by_id(record.id):
            return
        stored = select(self._table.c.id).where(self._table.c.id == record.id)
        if self._work.connection.execute(stored).first():
            raise Refused(
                "同意のある相談の記録でないため、書き換えられません。",
                "同意のない相談も見られる役割の人に頼んでください。",
            )

    def _put_sealed(self, record: R) -> None:
        # 同じ id のまま区分を上げると、通常の表と索引に元の記載が残ってしまう。
        if self._by_id(record.id):
            raise Refused(
                "通常の記録を、そのまま支援会議の記録に変えることはできません。",
                "支援会議の記録として新しく書いてください。",
            )
        self._work.sealed.put(record)

    def _put_open(self, record: R, before: R | None) -> None:
        values = {name: getattr(record, name) for name in self._sql.columns}
        if before is None:
            self._work.connection.execute(self._sql.insert, values)
        else:
            self._work.connection.execute(self._sql.update, {**values, "row_id": record.id})
        self._work.reindex(record)

    def stored(self, record: R) -> R | None:
        """``record`` と同じ id の、いま置いてある一件(覆いをかける前)。無ければ None。"""
        return self.stored_as(record.id, sealed=record.sealed)

    def stored_as(self, record_id: str, *, sealed: bool) -> R | None:
        """その id の、いま置いてある一件(覆いをかける前)。無ければ None。"""
        return self._work.sealed.get(self.kind, record_id) if sealed else self._by_id(record_id)

    def remove(self, record: R) -> None:
        """消す(取り消しのために使う)。"""
        self._work.check_remove(record)
        self._check_seen(record)
        self._work.versions.note(self.stored(record), None)
        if record.sealed:
            self._work.sealed.remove(record)
            return
        self._work.connection.execute(delete(self._table).where(self._table.c.id == record.id))
        self._work.unindex(record)


def _reaches(on: date | None, last: date, since: date | None = None) -> bool:
    """書かれた日が、``since`` から ``last`` までの間か。"""
    return on is not None and (since is None or since <= on) and on <= last


def _chunks(values: list[str]) -> list[list[str]]:
    return [values[i : i + 500] for i in range(0, len(values), 500)]
