"""検索の索引。二文字ずつに切った語を FTS5 に置く。秘匿の記録は索引に入れない。

trigram は二文字以下の語が引けず、日本語で探す語の多くは二文字なので使わない(tech.md §3)。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from jusou_desk.ngrams import index_text, query_phrase

_NUMBER: Final = text("SELECT id FROM search_doc WHERE kind = :kind AND ref_id = :ref")
_ADD: Final = text("INSERT INTO search_doc (kind, ref_id) VALUES (:kind, :ref) RETURNING id")
_ADD_GRAMS: Final = text("INSERT INTO search_gram (rowid, grams) VALUES (:id, :grams)")
_DROP: Final = text("DELETE FROM search_doc WHERE id = :id")
_DROP_GRAMS: Final = text("DELETE FROM search_gram WHERE rowid = :id")
_FIND: Final = text(
    "SELECT d.kind, d.ref_id FROM search_gram g JOIN search_doc d ON d.id = g.rowid "
    "WHERE search_gram MATCH :phrase ORDER BY g.rowid DESC LIMIT :newest"
)

_FIND_PEOPLE: Final = text(
    "SELECT d.ref_id FROM search_gram g JOIN search_doc d ON d.id = g.rowid "
    "WHERE search_gram MATCH :phrase AND d.kind = 'person'"
)


@dataclass(frozen=True)
class Found:
    """見つかった記録。``kind`` は person / case / note / plan / sheet / match / expense / issue。"""

    kind: str
    ref_id: str


class SearchIndex:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, kind: str, ref_id: str, words: str) -> None:
        """一件の索引を置き換える。"""
        self.remove(kind, ref_id)
        where = {"kind": kind, "ref": ref_id}
        row_id = self._connection.execute(_ADD, where).scalar_one()
        self._connection.execute(_ADD_GRAMS, {"id": row_id, "grams": index_text(words)})

    def remove(self, kind: str, ref_id: str) -> None:
        where = {"kind": kind, "ref": ref_id}
        row_id = self._connection.execute(_NUMBER, where).scalar()
        if row_id is not None:
            self._connection.execute(_DROP_GRAMS, {"id": row_id})
            self._connection.execute(_DROP, {"id": row_id})

    def find(self, words: str, *, newest: int = 50) -> tuple[Found, ...]:
        """空白で区切った語をすべて含むものを、新しく索引した順に返す。"""
        phrase = query_phrase(words)
        if not phrase:
            return ()
        rows = self._connection.execute(_FIND, {"phrase": phrase, "newest": newest})
        return tuple(Found(row.kind, row.ref_id) for row in rows)

    def people(self, words: str) -> frozenset[str]:
        """語をすべて含む人物の id。"""
        phrase = query_phrase(words)
        if not phrase:
            return frozenset()
        rows = self._connection.execute(_FIND_PEOPLE, {"phrase": phrase})
        return frozenset(str(row.ref_id) for row in rows)
