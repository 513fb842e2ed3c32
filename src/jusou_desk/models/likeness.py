"""同じ人を見つけるための、畳んだ語の表。二人ずつ比べずに、同じ語を持つ人だけを引く。

語は検索の索引と同じく、人物が書かれるたびに置き直す。居場所を伏せる人の電話は入れない。電話を打って
同じと言われれば、その電話がその人のものだと知れてしまうため。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, delete, insert, literal_column, select, text

from jusou_desk.models.records import Person
from jusou_desk.models.tables.merges import person_key
from jusou_desk.names import digits, kana_key, search_key

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

_SHORTEST_PHONE: Final = 9
"""これより短い数字は、電話番号の全体ではない。"""


class Key(StrEnum):
    """語の種類。"""

    NAME = "name"
    KANA = "kana"
    NAME_BIRTH = "name_birth"
    KANA_BIRTH = "kana_birth"
    GIVEN_BIRTH = "given_birth"
    """名(姓を除いたところ)と生年月日。姓が変わった人。"""
    HEAD_BIRTH = "head_birth"
    """読みの初めの二字と生年月日。名の読みを打ち終わる前に気づくため。"""
    PHONE = "phone"
    PHONE_GIVEN = "phone_given"
    """電話と名。電話だけでは、同じ家の人がみな並ぶ。"""
    VAGUE_KANA = "vague_kana"
    """生年月日の分からない人の読み。"""


PAIRING: Final = (Key.NAME_BIRTH, Key.KANA_BIRTH, Key.GIVEN_BIRTH, Key.PHONE_GIVEN)
"""事務所の全員を比べるときの種類。これだけで、一人あたりの相手はごく少ない。"""
_LISTED: Final = frozenset(kind.value for kind in (*PAIRING, Key.VAGUE_KANA))
_COUNT: Final = text(
    "UPDATE person_key SET shared = 1 < (SELECT count(*) FROM person_key AS other"
    " WHERE other.kind = :among AND other.key = :word) WHERE kind = :kind AND key = :word"
)


def given(name: str) -> str:
    """姓と名の間の空白より後。空白が無ければ空。"""
    parts = name.split()
    return parts[-1] if len(parts) > 1 else ""


def keys_of(
    names: Iterable[tuple[str, str]], born: date | None, phone: str
) -> Iterator[tuple[Key, str]]:
    """(氏名, 読み)の組と生年月日・電話から、(種類, 語)。``names`` はほかの名も含む。"""
    day = born.isoformat() if born else ""
    called = digits(phone)
    called = called if len(called) >= _SHORTEST_PHONE else ""
    if called:
        yield Key.PHONE, called
    for name, kana in names:
        folded, sound = search_key(name), kana_key(kana)
        own = {search_key(given(name)), kana_key(given(kana))} - {""}
        for kind, with_birth, word in (
            (Key.NAME, Key.NAME_BIRTH, folded),
            (Key.KANA, Key.KANA_BIRTH, sound),
        ):
            if word:
                yield kind, word
            if word and day:
                yield with_birth, f"{word}|{day}"
        for word in own:
            if day:
                yield Key.GIVEN_BIRTH, f"{word}|{day}"
            if called:
                yield Key.PHONE_GIVEN, f"{called}|{word}"
        if sound and day:
            yield Key.HEAD_BIRTH, f"{sound[:2]}|{day}"
        if sound and not day:
            yield Key.VAGUE_KANA, sound


def names_of(person: Person) -> tuple[tuple[str, str], ...]:
    """氏名とほかの名の、(名, 読み)。"""
    others = ((one.name, one.kana) for one in person.other_names)
    return ((person.name, person.kana), *others)


class PersonKeys:
    """一つの仕事の中での、語の表。"""

    def __init__(self, work: Work, connection: Connection) -> None:
        self._work = work
        self._connection = connection

    def put(self, person: Person) -> None:
        """一人の語を置き換える。person: 覆いをかける前の人物。"""
        phone = "" if self._work.shield.hides(person) else person.phone
        wanted = {(k.value, word) for k, word in keys_of(names_of(person), person.birth_on, phone)}
        c = person_key.c
        query = select(c.kind, c.key).where(c.person_id == person.id)
        if {(row.kind, row.key) for row in self._connection.execute(query)} == wanted:
            return
        gone = self._drop(person.id)
        rows = [
            {"person_id": person.id, "kind": k, "key": word, "shared": 0}
            for k, word in sorted(wanted)
        ]
        if rows:
            self._connection.execute(insert(person_key), rows)
        self._count(gone | wanted)

    def remove(self, person_id: str) -> None:
        """一人の語を除く。"""
        self._count(self._drop(person_id))

    def _drop(self, person_id: str) -> set[tuple[str, str]]:
        c = person_key.c
        query = select(c.kind, c.key).where(c.person_id == person_id)
        gone = {(row.kind, row.key) for row in self._connection.execute(query)}
        if gone:
            self._connection.execute(delete(person_key).where(c.person_id == person_id))
        return gone

    def _count(self, words: set[tuple[str, str]]) -> None:
        """その語の人が二人より多いかを数え直す。"""
        counted = [(kind, kind, word) for kind, word in words]
        counted += [
            (Key.VAGUE_KANA.value, Key.KANA.value, word) for kind, word in words if kind == Key.KANA
        ]
        rows = [
            {"kind": kind, "among": among, "word": word}
            for kind, among, word in sorted(counted)
            if kind in _LISTED and (kind, among) != (Key.VAGUE_KANA, Key.VAGUE_KANA)
        ]
        if rows:
            self._connection.execute(_COUNT, rows)

    def sharing(self, wanted: Iterable[tuple[Key, str]]) -> frozenset[str]:
        """その語のどれかを持つ人(id)。"""
        by_kind: dict[Key, list[str]] = {}
        for kind, word in wanted:
            by_kind.setdefault(kind, []).append(word)
        c, found = person_key.c, set[str]()
        for kind, words in by_kind.items():
            query = select(c.person_id).where(c.kind == kind.value, c.key.in_(words))
            found |= set(self._connection.execute(query).scalars())
        return frozenset(found)

    def beginning(self, words: str, *, most: int) -> tuple[str, ...]:
        """氏名か読みが ``words`` で始まる人(id)。探すときに、文の中の名に押し出されないように。"""
        c, found = person_key.c, dict[str, None]()
        for kind, word in ((Key.NAME, search_key(words)), (Key.KANA, kana_key(words))):
            if word:
                same = (c.kind == kind.value, c.key >= word, c.key < f"{word}\U0010ffff")
                query = select(c.person_id).where(*same).limit(most)
                found |= dict.fromkeys(self._connection.execute(query).scalars())
        return tuple(found)[:most]

    def pairs(self) -> frozenset[tuple[str, str]]:
        """同じ語を持つ二人(id の小さい方が先)。"""
        one, other = person_key.alias(), person_key.alias()
        same = (one.c.key == other.c.key) & (one.c.person_id != other.c.person_id)
        joined = select(one.c.person_id, other.c.person_id).select_from(one.join(other, same))
        # 索引の条件と同じ字でないと、SQLite はその索引を使わない。
        shared = one.c.shared == literal_column("1")
        kinds = [(kind.value, kind.value) for kind in PAIRING]
        kinds.append((Key.VAGUE_KANA.value, Key.KANA.value))
        return frozenset(
            (min(one_id, other_id), max(one_id, other_id))
            for kind, with_kind in kinds
            for one_id, other_id in self._connection.execute(
                joined.where(one.c.kind == kind, other.c.kind == with_kind, shared)
            )
        )
