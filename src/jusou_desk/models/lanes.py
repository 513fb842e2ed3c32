"""会議体ごとの鍵。支援会議(社会福祉法第106条の6)に従事する職員だけが開けられる。

鍵は従事者と復旧コードの公開鍵へ封じて ``lane_key`` に置く。従事者を外すと世代を進め、
以後の記録は外れた人の知らない鍵で書く。古い世代の鍵は残る従事者が読むために残す。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from jusou_desk.errors import Damaged, Refused
from jusou_desk.models import keys, tables

#: ``holder`` 欄で復旧コードを表す。
RECOVERY: Final = "recovery"
_table = tables.lane_key


@dataclass(frozen=True)
class LaneKey:
    body_id: str
    generation: int
    key: bytes


class LaneRing:
    """この仕事に載っている会議体の鍵。書くときは一番新しい世代を使う。"""

    def __init__(self, lane_keys: tuple[LaneKey, ...] = ()) -> None:
        self._keys = {(k.body_id, k.generation): k.key for k in lane_keys}
        self._newest = {k.body_id: k.generation for k in lane_keys}

    @property
    def bodies(self) -> frozenset[str]:
        """開ける会議体。"""
        return frozenset(self._newest)

    def seal(self, body_id: str, plain: bytes, context: str) -> tuple[int, bytes]:
        """``plain`` を会議体の鍵で包み、(世代, 包み) を返す。鍵が無ければ ``Refused``。"""
        generation = self._newest.get(body_id)
        if generation is None:
            raise Refused(
                "この会議体の従事者ではないため、支援会議の記録を書けません。",
                "従事者の登録を管理者に頼んでください。",
            )
        key = self._keys[body_id, generation]
        return generation, keys.encrypt(key, plain, f"{context}|{body_id}|{generation}".encode())

    def open(self, body_id: str, generation: int, blob: bytes, context: str) -> bytes | None:
        """包みの中身。鍵が無ければ None、鍵があるのに開かなければ ``Damaged``。"""
        key = self._keys.get((body_id, generation))
        if key is None:
            return None
        try:
            return keys.decrypt(key, blob, f"{context}|{body_id}|{generation}".encode())
        except keys.WrongKey as error:
            raise Damaged(
                "支援会議の記録の一部が壊れているか、書き換えられています。",
                "使うのをやめ、直近のバックアップから復元してください。",
            ) from error


def _context(body_id: str, generation: int) -> bytes:
    return f"lane|{body_id}|{generation}".encode()


def unwrap_all(connection: Connection, holder: str, private: bytes) -> tuple[LaneKey, ...]:
    """``holder`` が開けられる鍵のすべて(世代の古い順)。"""
    query = select(_table).where(_table.c.holder == holder).order_by(_table.c.generation)
    try:
        return tuple(
            LaneKey(
                row.body_id,
                row.generation,
                keys.unseal(private, row.sealed_key, _context(row.body_id, row.generation)),
            )
            for row in connection.execute(query)
        )
    except keys.WrongKey as error:
        raise Damaged(
            "支援会議の鍵が、この職員の鍵と合いません。",
            "復旧シートの復旧コードで開き、パスワードを付け直してください。",
        ) from error


def held_by(connection: Connection, holder: str) -> set[tuple[str, int]]:
    """``holder`` に配られている鍵(会議体と世代)。"""
    query = select(_table.c.body_id, _table.c.generation).where(_table.c.holder == holder)
    return {(row.body_id, row.generation) for row in connection.execute(query)}


def grant(connection: Connection, lane_key: LaneKey, holder: str, public: bytes) -> None:
    """鍵を一人に渡す。既に持っていれば公開鍵の変更に合わせて封じ直す。"""
    where = (
        (_table.c.body_id == lane_key.body_id)
        & (_table.c.generation == lane_key.generation)
        & (_table.c.holder == holder)
    )
    connection.execute(delete(_table).where(where))
    connection.execute(
        insert(_table).values(
            body_id=lane_key.body_id,
            generation=lane_key.generation,
            holder=holder,
            sealed_key=keys.seal_to(
                public, lane_key.key, _context(lane_key.body_id, lane_key.generation)
            ),
        )
    )


def share(connection: Connection, lane_key: LaneKey, publics: Mapping[str, bytes]) -> None:
    """鍵を何人かに渡す(``publics``: holder→公開鍵)。"""
    for holder, public in publics.items():
        grant(connection, lane_key, holder, public)


def reseal(connection: Connection, recovery: bytes, holder: str, public: bytes) -> None:
    """復旧コードの鍵 ``recovery`` で開け、``holder`` の従事する会議体の鍵を新しい公開鍵へ封じ直す。"""
    serving = bodies_of(connection, holder)
    for key in unwrap_all(connection, RECOVERY, recovery):
        if key.body_id in serving:
            grant(connection, key, holder, public)


def holders(connection: Connection, body_id: str) -> frozenset[str]:
    """その会議体の鍵(最新の世代)を持つ職員 id。復旧コードは含まない。"""
    rows = connection.execute(
        select(_table.c.generation, _table.c.holder).where(_table.c.body_id == body_id)
    ).all()
    if not rows:
        return frozenset()
    newest = max(row.generation for row in rows)
    return frozenset(r.holder for r in rows if r.generation == newest) - {RECOVERY}


def bodies_of(connection: Connection, holder: str) -> tuple[str, ...]:
    """``holder`` が鍵を持つ会議体。"""
    rows = connection.execute(select(_table.c.body_id).where(_table.c.holder == holder).distinct())
    return tuple(str(row.body_id) for row in rows)


def revoke(connection: Connection, body_id: str, holder: str, publics: Mapping[str, bytes]) -> None:
    """一人を外し、残る人(``publics``: holder→公開鍵、復旧コードを含む)に新しい世代を配る。"""
    remaining = (holders(connection, body_id) - {holder}) | {RECOVERY}
    connection.execute(
        delete(_table).where((_table.c.body_id == body_id) & (_table.c.holder == holder))
    )
    _advance(connection, body_id, remaining, publics)


def renew(connection: Connection, body_id: str, publics: Mapping[str, bytes]) -> None:
    """従事者はそのまま、新しい世代を配る。前の鍵を知る人は、これからの記録を開けない。"""
    _advance(connection, body_id, holders(connection, body_id) | {RECOVERY}, publics)


def _advance(
    connection: Connection, body_id: str, serving: frozenset[str], publics: Mapping[str, bytes]
) -> None:
    known = select(_table.c.generation).where(_table.c.body_id == body_id)
    newest = max(connection.execute(known).scalars(), default=0)
    fresh = LaneKey(body_id, newest + 1, keys.new_key())
    share(connection, fresh, {one: publics[one] for one in serving})
