"""一つの許可のもとでの仕事。記録を読み書きする棚(Shelf)を持つ。

棚は普段の表と秘匿の記録を合わせて見せる。秘匿の鍵は、許可の目的がその区分を
許すときだけここに載るので、重層的支援会議の資料を作る仕事には鍵そのものが無い。
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from jusou_desk.errors import BadInput, Refused
from jusou_desk.models import records, secrecy_records, tables
from jusou_desk.models.audit import AuditLog
from jusou_desk.models.disclosing import Disclosing
from jusou_desk.models.issued import IssuedFiles
from jusou_desk.models.keeping import Keeping
from jusou_desk.models.lanes import LaneKey, LaneRing
from jusou_desk.models.moving import Moving
from jusou_desk.models.own_forms import OwnForms
from jusou_desk.models.protecting import Protecting
from jusou_desk.models.sealed_records import SealedRecords
from jusou_desk.models.search import SearchIndex
from jusou_desk.models.searching import around, beside, searchable
from jusou_desk.models.shielding import Shield
from jusou_desk.models.sources import Sources
from jusou_desk.models.statements import statements_of
from jusou_desk.policy import SEALED_AUDIT, Lane, Permit, Purpose

R = TypeVar("R", bound=records.Entry)
_AS_ISSUED: Final = "外へ出た紙とファイルの控えは、出たときのまま残ります。"


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
        self._kind = kind
        self._shield = shield
        self._whole = whole
        narrowed = work.consented_only and not whole
        self._sql = statements_of(kind, table, consented_only=narrowed)
        self._table = self._sql.table

    def _record(self, row: Row[Any]) -> R:
        values: dict[str, Any] = dict(zip(self._sql.columns, row, strict=True))
        for name, convert in self._sql.enums.items():
            values[name] = convert(values[name])
        return self._kind(**values)

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
            found = next((r for r in self._work.sealed.of(self._kind) if r.id == record_id), None)
        return self._veiled((found,))[0] if found else None

    def _veiled(self, records: tuple[R, ...]) -> tuple[R, ...]:
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
            for record in self._work.sealed.of(self._kind)
            if all(getattr(record, name) == value for name, value in equals.items())
        )
        return self._veiled(opened + sealed)

    def one(self, **equals: Any) -> R | None:
        found = self.where(**equals)
        return found[0] if found else None

    def among(
        self, column: str, values: frozenset[str] | set[str], *, marked: str = ""
    ) -> tuple[R, ...]:
        """欄の値が ``values`` のどれかである記録。marked の並びの欄があれば、それが空でないもの。"""
        query = self._sql.among(column, marked)
        opened = tuple(
            record
            for chunk in _chunks(sorted(values))
            for record in self._read(query, values=chunk)
        )
        sealed = tuple(
            record
            for record in self._work.sealed.of(self._kind)
            if getattr(record, column) in values and (not marked or getattr(record, marked))
        )
        return self._veiled(opened + sealed)

    def holding(self, column: str, value: str) -> tuple[R, ...]:
        """並びの欄が ``value`` を含む記録。"""
        # 並びは JSON で置くので、中の値は引用符に挟まれている。
        named = cast(self._table.c[column], Text).contains(f'"{value}"', autoescape=True)
        sealed = self._work.sealed.of(self._kind)
        named_too = tuple(r for r in sealed if value in getattr(r, column))
        return self._veiled(self._select(named) + named_too)

    def values(self, column: str, prefix: str) -> tuple[str, ...]:
        """欄の値のうち ``prefix`` で始まるもの(番号の連番を決めるためなので、絞らない)。"""
        chosen = self._table.c[column]
        query = select(chosen).where(chosen.startswith(prefix, autoescape=True))
        opened = tuple(str(value) for value in self._work.connection.execute(query).scalars())
        sealed = tuple(str(getattr(r, column)) for r in self._work.sealed.of(self._kind))
        return opened + tuple(value for value in sealed if value.startswith(prefix))

    def latest(self, group: str, column: str) -> dict[str, Any]:
        """``group`` の値ごとの、``column`` の一番大きい値。"""
        key, value = self._table.c[group], self._table.c[column]
        query = select(key, func.max(value)).where(*self._sql.only).group_by(key)
        found: dict[str, Any] = {row[0]: row[1] for row in self._work.connection.execute(query)}
        for record in self._work.sealed.of(self._kind):
            key, value = getattr(record, group), getattr(record, column)
            found[key] = max(found.get(key, value), value)
        return found

    def until(self, column: str, last: date) -> tuple[R, ...]:
        """日付の欄が ``last`` 以前の記録(空の欄は除く)。"""
        opened = self._select(self._table.c[column] <= last)
        sealed = self._work.sealed.of(self._kind)
        ended = tuple(r for r in sealed if (on := getattr(r, column)) and on <= last)
        return self._veiled(opened + ended)

    def put(self, record: R) -> R:
        """書く(同じ id があれば置き換える)。"""
        self._work.check_write(record)
        near = self._work.sources.near(record)
        self._check_seen(record)
        if self._shield:
            record = self._shield.unveil(record)
        try:
            if record.sealed:
                self._put_sealed(record)
            else:
                self._put_open(record)
        except IntegrityError as error:
            raise BadInput(
                "同じ番号の記録が既にあるか、つながる相手の記録がありません。",
                "番号を確かめて、もう一度保存してください。",
            ) from error
        self._work.settle(record, near)
        return self._veiled((record,))[0]

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

    def _put_open(self, record: R) -> None:
        values = {name: getattr(record, name) for name in self._sql.columns}
        connection = self._work.connection
        done = connection.execute(self._sql.update, {**values, "row_id": record.id})
        if not done.rowcount:
            connection.execute(self._sql.insert, values)
        self._work.reindex(record)

    def remove(self, record: R) -> None:
        """消す(取り消しのために使う)。"""
        self._work.check_remove(record)
        self._check_seen(record)
        if record.sealed:
            self._work.sealed.remove(record)
            return
        self._work.connection.execute(delete(self._table).where(self._table.c.id == record.id))
        self._work.unindex(record)


def _chunks(values: list[str]) -> list[list[str]]:
    return [values[i : i + 500] for i in range(0, len(values), 500)]


class Settings:
    """事務所の設定の読み書き。"""

    def __init__(self, connection: Connection, check_write: Callable[[str], None]) -> None:
        self._connection = connection
        self._check_write = check_write
        self._table = tables.office_setting

    def get(self, name: str, default: str = "") -> str:
        found = self._connection.execute(
            select(self._table.c.value).where(self._table.c.name == name)
        ).scalar()
        return default if found is None else str(found)

    def put(self, name: str, value: str) -> None:
        name = str.__str__(name)  # 確かめの間だけ別の名に化ける文字列を、ただの文字列にする
        self._check_write(name)
        done = self._connection.execute(
            self._table.update().where(self._table.c.name == name).values(value=value)
        )
        if not done.rowcount:
            self._connection.execute(insert(self._table).values(name=name, value=value))


_BARE: Final[dict[type[records.Entry], Table]] = {
    records.Person: tables.person,
    records.Case: tables.consultation,
    records.Note: tables.progress_note,
    records.Sheet: tables.sheet,
    secrecy_records.Protection: tables.protection,
}


class Work:
    """一つの許可のもとの読み書き。``Store.reading`` / ``Store.writing`` だけが作る。"""

    def __init__(
        self,
        connection: Connection,
        permit: Permit,
        lane_keys: tuple[LaneKey, ...],
        *,
        writing: bool,
    ) -> None:
        self.connection = connection
        self.permit = permit
        self.consented_only = permit.consented_only
        self._writing = writing
        ring = LaneRing(lane_keys)
        self.sealed = SealedRecords(connection, ring)
        self.audit = AuditLog(connection, ring, members_only=permit.purpose in SEALED_AUDIT)
        self.search = SearchIndex(connection)
        self.settings = Settings(connection, self._check_setting)
        self.own_forms = OwnForms(connection, self._check_administering)
        self.shield = Shield(self, permit.purpose)
        self.sources = Sources(self, permit)
        self.people = Shelf(self, records.Person, tables.person, self.shield)
        self.cases = Shelf(self, records.Case, tables.consultation)
        self.consents = Shelf(self, records.Consent, tables.consent)
        self.notes = Shelf(self, records.Note, tables.progress_note)
        self.sheets = Shelf(self, records.Sheet, tables.sheet, self.shield)
        self.plans = Shelf(self, records.Plan, tables.support_plan)
        self.meetings = Shelf(self, records.Meeting, tables.meeting)
        self.agenda = Shelf(self, records.AgendaItem, tables.agenda_item)
        self.tasks = Shelf(self, records.Task, tables.task)
        self.copies = Shelf(self, records.PacketCopy, tables.packet_copy)
        self.issued = Shelf(self, secrecy_records.Issued, tables.issued)
        self.issued_files = IssuedFiles(connection, ring)
        self.transfers = Shelf(self, secrecy_records.Transfer, tables.transfer)
        self.protections = Shelf(self, secrecy_records.Protection, tables.protection)
        self.members = Shelf(self, secrecy_records.Member, tables.member)
        self.info_requests = Shelf(self, secrecy_records.InfoRequest, tables.info_request)
        self.disclosures = Shelf(self, secrecy_records.Disclosure, tables.disclosure)
        self.media = Shelf(self, records.Medium, tables.medium)
        self.medium_entries = Shelf(self, records.MediumEntry, tables.medium_entry)
        self.drafts = Shelf(self, records.Draft, tables.draft)
        self.staff = Shelf(self, records.Staff, tables.staff)
        self._moving = Moving(self)
        self.disclosing = Disclosing(self)
        self._protecting = Protecting(self)
        self._keeping = Keeping(self)

    def bare(self, kind: type[R]) -> Shelf[R]:
        """覆いも、町の絞りも無い棚。覆い(``Shield``、``Sources``)が、伏せる語を残らず集めるために使う。"""
        return Shelf(self, kind, _BARE[kind], whole=True)

    def _check_writing(self) -> None:
        if not self._writing or not self.permit.may_write:
            raise Refused(
                "この操作では記録を書き換えられません。",
                "書込みのできる役割で行うか、担当の方に頼んでください。",
            )

    def _check_setting(self, name: str) -> None:
        self._check_writing()
        self._keeping.check_setting(name)

    def _check_administering(self) -> None:
        self._check_writing()
        self._keeping.expect_administering()

    def check_write(self, record: records.Entry) -> None:
        """書いてよいかを、許可の表と記録の区分で確かめる。"""
        if isinstance(record, secrecy_records.Issued):
            self._check_new(record)
        else:
            self._check_writing()
        if record.lane > self.permit.ceiling:
            raise Refused(
                f"「{self.permit.purpose}」では「{record.lane.label}」の記録を書けません。",
                "支援会議の画面から記録してください。",
            )
        if self.permit.purpose is Purpose.SUPPORT_MEETING and record.lane is not Lane.SEALED:
            raise Refused(
                "支援会議で書いた記録は、通常の区分には入れられません。",
                "支援会議の記録として保存してください。",
            )
        if self.permit.purpose is Purpose.TRANSFER:
            self._moving.check(record)
        self._moving.check_signature(record)
        self.disclosing.check(record)
        self._protecting.check(record)
        self._keeping.check(record)

    def _check_new(self, issued: secrecy_records.Issued) -> None:
        """発行控は足すだけ。監査と同じく、読むだけの許可で出した紙の分も残す。"""
        if not self._writing:
            self._check_writing()
        if self.issued.get(issued.id):
            raise Refused("発行控は書き換えられません。", _AS_ISSUED)

    def check_remove(self, record: records.Entry) -> None:
        """消してよいか。発行控は、出した人にも管理者にも消せない。"""
        if isinstance(record, secrecy_records.Issued):
            raise Refused("発行控は消せません。", _AS_ISSUED)
        self._moving.check_remove(record)
        self.disclosing.check_remove(record)
        self._protecting.check_remove(record)
        self._keeping.check_remove(record)
        self.check_write(record)

    def reindex(self, record: records.Entry) -> None:
        found = searchable(record, self)
        if found:
            self.search.put(found[0], record.id, found[1])

    def settle(self, record: records.Entry, near: str = "") -> None:
        """書いた記録で伏せる人や語や名が変わったら、覚えを捨て、関わる索引を作り直す。

        near: 情報源の名が変わりうる相談(id)。
        """
        if near:
            self.sources.forget()
            for one in beside(self, near):
                self.reindex(one)
        before = self.shield.affected(record)
        if before:
            self.shield.forget()
            for one in around(self, before | self.shield.affected(record)):
                self.reindex(one)

    def unindex(self, record: records.Entry) -> None:
        found = searchable(record, self)
        if found:
            self.search.remove(found[0], record.id)
