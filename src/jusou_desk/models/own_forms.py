"""町の様式の棚。取り込んだ xlsx を版ごとに置き、書き換えない。

中身・名前・升と項目の結びは、置いたときのまま残る。使い終わる日だけを、後から書け、
早められる。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    insert,
    select,
)

from jusou_desk.errors import Damaged, Refused
from jusou_desk.models.columns import Lines, may, must, row_id, sought
from jusou_desk.models.records import new_id
from jusou_desk.models.tables import metadata


@dataclass(frozen=True)
class CellLink:
    """升と項目の結び。``tag`` は括弧の中に書く言葉(「氏名」「課題:☑病気」)。

    label: 結んだときにその升の左か上に書いてあった字。次の年度の様式で、同じ升を探すために残す。
    clears: 升に前から書いてある字(見本の値など)を消して入れるか。
    """

    sheet: str
    cell: str
    tag: str
    label: str = ""
    clears: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnForm:
    """町の様式の一つの版。

    used_for: 何の紙に使うか(帳票の名)。fiscal_year: 何年度の様式か(西暦)。
    digest: 中身と結びの要約値(``form_digest``)。used_from・used_until: 使う期間。終わりの日からは使わない。
    """

    used_for: str
    title: str
    fiscal_year: int
    file_name: str
    digest: str
    brought_by: str
    brought_at: datetime
    used_from: date
    used_until: date | None = None
    links: tuple[CellLink, ...] = ()
    id: str = field(default_factory=new_id)

    def used_on(self, day: date) -> bool:
        """その日に使う版か。"""
        return self.used_from <= day and (self.used_until is None or day < self.used_until)


def form_digest(data: bytes, links: Sequence[CellLink]) -> str:
    """様式の中身と結びの SHA-256(16 進)。結びが無ければ、ファイルそのものの値と同じ。"""
    digest = hashlib.sha256(data)
    for link in links:
        digest.update(json.dumps(astuple(link)).encode())
    return digest.hexdigest()


_FORM: Final = Table(
    "office_form",
    metadata,
    row_id(),
    sought("used_for"),
    *must(Text, "title"),
    *must(Integer, "fiscal_year"),
    *must(Text, "file_name", "digest"),
    *must(Lines(CellLink), "links"),
    *must(Text, "brought_by"),
    *must(DateTime, "brought_at"),
    *must(Date, "used_from"),
    *may(Date, "used_until"),
)
_FILE: Final = Table(
    "office_form_file",
    metadata,
    Column("id", ForeignKey("office_form.id"), primary_key=True),
    *must(LargeBinary, "data"),
)


class OwnForms:
    """町の様式の読み書き。読むのは誰でも、足すのと終えるのは管理の仕事だけ。"""

    def __init__(self, connection: Connection, check: Callable[[], None]) -> None:
        self._connection = connection
        self._check = check

    def all(self) -> tuple[OwnForm, ...]:
        """どの版も、新しく取り込んだものから。"""
        newest = select(_FORM).order_by(_FORM.c.brought_at.desc(), _FORM.c.used_from.desc())
        return tuple(map(_form, self._connection.execute(newest)))

    def get(self, form_id: str) -> OwnForm | None:
        row = self._connection.execute(select(_FORM).where(_FORM.c.id == form_id)).first()
        return None if row is None else _form(row)

    def data(self, form: OwnForm) -> bytes:
        """様式の中身。置いたときの要約値と合わなければ ``Damaged``。"""
        if not self.is_whole(form):
            raise Damaged(
                f"取り込んだ様式「{form.title}」の中身が、取り込んだときと違っています。",
                "この様式では紙を出せません。管理者に、元のファイルを取り込み直すよう頼んでください。",
            )
        return self._data(form)

    def is_whole(self, form: OwnForm) -> bool:
        """中身と結びが、取り込んだときのままか。"""
        return form_digest(self._data(form), form.links) == form.digest

    def _data(self, form: OwnForm) -> bytes:
        chosen = select(_FILE.c.data).where(_FILE.c.id == form.id)
        return bytes(self._connection.execute(chosen).scalar_one())

    def in_use(self, used_for: str, day: date) -> OwnForm | None:
        """その紙に、その日に使う版。無ければ None(同梱の様式を使う)。"""
        chosen = (one for one in self.all() if one.used_for == used_for and one.used_on(day))
        return max(chosen, key=lambda one: (one.used_from, one.brought_at), default=None)

    def add(self, form: OwnForm, data: bytes) -> None:
        """新しい版を置く。管理の仕事でなければ ``Refused``。"""
        self._check()
        values = {column.name: getattr(form, column.name) for column in _FORM.c}
        self._connection.execute(insert(_FORM).values(values))
        self._connection.execute(insert(_FILE).values(id=form.id, data=data))

    def end(self, form: OwnForm, day: date) -> OwnForm:
        """``day`` から使わないことにする。終わりの日は早められるだけで、遅らせるのは ``Refused``。"""
        self._check()
        known = self.get(form.id)
        if known is None or (known.used_until is not None and known.used_until <= day):
            raise Refused(
                "使うのをやめた様式の日付は、書き換えられません。",
                "もう一度使うときは、同じファイルを新しい版として取り込んでください。",
            )
        self._connection.execute(_FORM.update().where(_FORM.c.id == form.id).values(used_until=day))
        return replace(known, used_until=day)


def _form(row: Row[tuple[object, ...]]) -> OwnForm:
    return OwnForm(**row._mapping)
