"""監査記録の鎖。各行が前の行の要約を含むので、一字でも変わると後ろが合わなくなる。

支援会議の記録についての行は、何をしたかと番号を会議体の鍵で包む。従事者でない人には、
管理者であっても、支援会議が開かれたことや秘匿の記録があることが監査から知れないように
(社会福祉法第106条の6、domain.md §5)。鎖は包みのまま確かめられる。
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, desc, insert, or_, select

from jusou_desk.models import tables
from jusou_desk.models.lanes import LaneRing

START = "0" * 64
_HEAD: Final = "audit_head"
_CHECKED: Final = "audit_checked"
_SEALED = "秘"
_table = tables.audit
_settings = tables.office_setting


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """監査の一行。``subject`` は番号だけで、氏名や相談の中身を書かない。"""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    digest: str


def digest_of(
    number: int, at: datetime, actor: str, action: str, subject: str, detail: str, previous: str
) -> str:
    """行の要約(SHA-256、16 進 64 字)。"""
    content = msgspec.json.encode((number, at, actor, action, subject, detail, previous))
    return hashlib.sha256(content).hexdigest()


class AuditLog:
    """足すことと読むことだけができる。"""

    def __init__(
        self, connection: Connection, ring: LaneRing, *, members_only: bool = False
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._members_only = members_only

    def last(self) -> AuditEntry | None:
        row = self._connection.execute(select(_table).order_by(desc(_table.c.id)).limit(1)).first()
        return AuditEntry(**row._mapping) if row else None

    def add(
        self,
        at: datetime,
        actor: str,
        action: str,
        subject: str = "",
        detail: str = "",
        *,
        body_id: str = "",
    ) -> None:
        """一行足す。時計が戻っていても、記録の時刻は前の行より戻さない。

        body_id: 支援会議の記録についての行なら、その会議体。従事者だけの目的で開いた仕事が
        会議体を言わずに書こうとすれば、漏らすよりは止める(``ValueError``)。
        """
        if self._members_only and not body_id:
            raise ValueError("支援会議の監査には会議体が要る")
        last = self.last()
        number, previous = (last.id + 1, last.digest) if last else (1, START)
        at = max(at, last.at) if last else at
        if body_id:
            action, subject, detail = self._seal(number, body_id, (action, subject, detail))
        digest = digest_of(number, at, actor, action, subject, detail, previous)
        self._connection.execute(
            insert(_table).values(
                id=number,
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                detail=detail,
                previous=previous,
                digest=digest,
            )
        )
        self._remember(_HEAD, f"{number}:{digest}")

    def entries(self, *, newest: int | None = None) -> tuple[AuditEntry, ...]:
        """新しい順に。支援会議の行は、鍵があれば開いて見せ、無ければ無いものとする。"""
        return tuple(itertools.islice(self._readable(), newest))

    def within(self, span: timedelta | None, at: datetime) -> Iterator[AuditEntry]:
        """``at`` までの ``span`` の間(None ならその日)の行を、新しい順に。読める分だけ。

        時計が最後の行より戻っていれば、最後の行から数える(戻しても前の行が消えて見えない)。
        """
        last = self.last()
        at = max(at, last.at) if last else at
        since = at - span if span else datetime.combine(at.date(), datetime.min.time())
        return itertools.takewhile(lambda one: one.at >= since, self._readable())

    def between(self, since: datetime, until: datetime) -> tuple[AuditEntry, ...]:
        """``since`` 以上 ``until`` 未満の行を新しい順に。読める分だけ。"""
        spanned = (_table.c.at >= since) & (_table.c.at < until)
        return tuple(self._opened(select(_table).where(spanned).order_by(desc(_table.c.id))))

    def about(
        self, numbers: Collection[str], *, since: datetime | None = None
    ) -> Iterator[AuditEntry]:
        """``numbers`` のどれかについての行を新しい順に。「plan R8-001」のような添え語も許す。

        since: これより前の行は見ない。包まれた行は開かないと番号が分からないので、開く数が減る。
        """
        subject = _table.c.subject
        wanted: list[ColumnElement[bool]] = [subject.in_(numbers)]
        wanted += [subject.endswith(f" {one}", autoescape=True) for one in numbers]
        wanted += [
            (_table.c.action == _SEALED) & subject.startswith(f"{body}|", autoescape=True)
            for body in sorted(self._ring.bodies)
        ]
        query = select(_table).where(or_(*wanted)).order_by(desc(_table.c.id))
        if since is not None:
            query = query.where(_table.c.at >= since)
        return self._opened(query, frozenset(numbers))

    def _readable(self) -> Iterator[AuditEntry]:
        return self._opened(select(_table).order_by(desc(_table.c.id)))

    def _opened(
        self, query: Select[Any], numbers: frozenset[str] | None = None
    ) -> Iterator[AuditEntry]:
        """``query`` の行のうち、読めるもの。``numbers`` があれば、そのどれかについてのもの。"""
        rows = self._connection.execute(query)
        for number, at, actor, action, subject, detail, previous, digest in rows:
            words = (action, subject, detail)
            if action == _SEALED:
                opened = self._open(number, subject, detail)
                if opened is None:
                    continue
                words = opened
            if numbers is None or words[1].rpartition(" ")[2] in numbers:
                yield AuditEntry(
                    id=number,
                    at=at,
                    actor=actor,
                    action=words[0],
                    subject=words[1],
                    detail=words[2],
                    previous=previous,
                    digest=digest,
                )

    def _seal(self, number: int, body_id: str, words: tuple[str, str, str]) -> tuple[str, str, str]:
        plain = msgspec.json.encode(words)
        generation, blob = self._ring.seal(body_id, plain, f"audit|{number}")
        return _SEALED, f"{body_id}|{generation}", base64.b64encode(blob).decode()

    def _open(self, number: int, subject: str, detail: str) -> tuple[str, str, str] | None:
        """包まれた行の、何を・番号・添え書き。鍵が無ければ None。"""
        body_id, _, generation = subject.rpartition("|")
        blob = base64.b64decode(detail)
        plain = self._ring.open(body_id, int(generation), blob, f"audit|{number}")
        return None if plain is None else msgspec.json.decode(plain, type=tuple[str, str, str])

    # --- 鎖を確かめる ---------------------------------------------------

    def first_break(self) -> int | None:
        """鎖が合わない最初の行の番号。末尾が消されていれば、消えた最初の番号。無ければ None。"""
        return self._break_after(0, START)

    def fresh_break(self) -> int | None:
        """前に確かめた行から後だけを見た ``first_break``。毎日の始まりのために速い。"""
        number, _, digest = self._remembered(_CHECKED).partition(":")
        return self._break_after(int(number), digest) if number.isdecimal() else self.first_break()

    def keep_checked(self) -> None:
        """末尾まで合っていることを確かめた後に、そこまでを確かめたと控える。"""
        last = self.last()
        if last is not None:
            self._remember(_CHECKED, f"{last.id}:{last.digest}")

    def _break_after(self, number: int, digest: str) -> int | None:
        """``number`` 行目の要約が ``digest`` で、そこから末尾まで続いているか。"""
        previous, expected = START, max(number, 1)
        query = select(_table).order_by(_table.c.id)
        try:
            for row in self._connection.execute(
                query.where(_table.c.id >= number) if number else query
            ):
                entry = AuditEntry(**row._mapping)
                if entry.id == number:
                    previous = entry.previous  # 前の行とのつながりは、確かめてある
                again = digest_of(
                    *(entry.id, entry.at, entry.actor, entry.action, entry.subject, entry.detail),
                    previous,
                )
                broken = entry.id != expected or entry.previous != previous
                broken = broken or entry.digest != again
                if broken or (entry.id == number and entry.digest != digest):
                    return expected
                previous, expected = entry.digest, expected + 1
        except (ValueError, TypeError):  # 日時として読めない書換え
            return expected
        written = self._remembered(_HEAD) or f"0:{START}"
        if expected == number:  # 確かめた行そのものが消えている
            return number
        return None if written == f"{expected - 1}:{previous}" else expected

    def _remembered(self, name: str) -> str:
        query = select(_settings.c.value).where(_settings.c.name == name)
        return str(self._connection.execute(query).scalar() or "")

    def _remember(self, name: str, value: str) -> None:
        changed = self._connection.execute(
            _settings.update().where(_settings.c.name == name).values(value=value)
        )
        if not changed.rowcount:
            self._connection.execute(insert(_settings).values(name=name, value=value))
