"""検索の索引。二文字ずつに切った語を FTS5 に置く。秘匿の記録は索引に入れない。

trigram は二文字以下の語が引けず、日本語で探す語の多くは二文字なので使わない(tech.md §3)。
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from jusou_desk.ngrams import index_text, query_phrase


@dataclass(frozen=True)
class Found:
    """見つかった記録。``kind`` は person / case / note。"""

    kind: str
    ref_id: str


class SearchIndex:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, kind: str, ref_id: str, words: str) -> None:
        """一件の索引を置き換える。"""
        self.remove(kind, ref_id)
        row_id = self._connection.execute(
            text("INSERT INTO search_doc (kind, ref_id) VALUES (:kind, :ref) RETURNING id"),
            {"kind": kind, "ref": ref_id},
        ).scalar_one()
        self._connection.execute(
            text("INSERT INTO search_gram (rowid, grams) VALUES (:id, :grams)"),
            {"id": row_id, "grams": index_text(words)},
        )

    def remove(self, kind: str, ref_id: str) -> None:
        where = {"kind": kind, "ref": ref_id}
        row_id = self._connection.execute(
            text("SELECT id FROM search_doc WHERE kind = :kind AND ref_id = :ref"), where
        ).scalar()
        if row_id is None:
            return
        self._connection.execute(text("DELETE FROM search_gram WHERE rowid = :id"), {"id": row_id})
        self._connection.execute(text("DELETE FROM search_doc WHERE id = :id"), {"id": row_id})

    def find(self, words: str, *, newest: int = 50) -> tuple[Found, ...]:
        """空白で区切った語をすべて含むものを、新しく索引した順に返す。"""
        phrase = query_phrase(words)
        if not phrase:
            return ()
        rows = self._connection.execute(
            text(
                "SELECT d.kind, d.ref_id FROM search_gram g JOIN search_doc d ON d.id = g.rowid "
                "WHERE search_gram MATCH :phrase ORDER BY g.rowid DESC LIMIT :newest"
            ),
            {"phrase": phrase, "newest": newest},
        )
        return tuple(Found(row.kind, row.ref_id) for row in rows)
