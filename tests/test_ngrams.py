"""二文字組の全文検索を、本物の FTS5 の表で確かめる。"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.names import search_key
from jusou_desk.ngrams import bigrams, index_text, query_phrase

NOTES = (
    "祖母と二人暮らし。家庭訪問を行った。",
    "髙﨑さんより電話。けんかで腕に傷。",
    "ﾅｲﾖｳを確認し、吉子さんへ伝えた",
    "𠮷子さんの祖父が来所。",
)
TEXTS = st.text(st.sampled_from("祖母父訪問髙高ァあアがゞ々ー。 aAｱ1"), max_size=10)


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE notes USING fts5"
            "(body, content='', tokenize='unicode61 remove_diacritics 0')"
        )
        for row, text in enumerate(NOTES):
            connection.execute(
                "INSERT INTO notes(rowid, body) VALUES (?, ?)", (row, index_text(text))
            )
        yield connection


def _found(connection: sqlite3.Connection, asked: str) -> list[int]:
    rows = connection.execute(
        "SELECT rowid FROM notes WHERE notes MATCH ? ORDER BY rowid", (query_phrase(asked),)
    )
    return [row for (row,) in rows]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("祖母", [0]),
        ("家庭訪問", [0]),
        ("けんか", [1]),
        ("傷", [1]),
        ("来所", [3]),
        ("所", [3]),
        ("高崎", [1]),
        ("吉子", [2, 3]),
        ("ナイヨウ", [2]),
        ("吉子 祖父", [3]),
        ("祖", [0, 3]),
        ("祖母 傷", []),
        ("見つからない語", []),
    ],
)
def test_二文字でも一文字でも探せる(index: sqlite3.Connection, asked: str, rows: list[int]) -> None:
    assert _found(index, asked) == rows


@pytest.mark.parametrize(
    "asked", ['"', "祖母*", "祖母 OR 傷", "NOT 祖母", "body:祖母", "-祖母", "(", "a\x00b"]
)
def test_式に見える語も文字として探す(index: sqlite3.Connection, asked: str) -> None:
    phrase = query_phrase(asked)
    if phrase:
        index.execute("SELECT count(*) FROM notes WHERE notes MATCH ?", (phrase,)).fetchone()
    else:
        assert search_key(asked) == ""


@given(st.lists(TEXTS, min_size=1, max_size=5), TEXTS)
def test_結果は畳んだ本文に畳んだ語がすべて含まれることと同じ(texts: list[str], asked: str) -> None:
    words = [key for word in asked.split() if (key := search_key(word))]
    if not words:
        assert query_phrase(asked) == ""
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE notes USING fts5"
            "(body, content='', tokenize='unicode61 remove_diacritics 0')"
        )
        connection.executemany(
            "INSERT INTO notes(rowid, body) VALUES (?, ?)",
            [(row, index_text(text)) for row, text in enumerate(texts)],
        )
        expected = [
            row for row, text in enumerate(texts) if all(w in search_key(text) for w in words)
        ]
        assert _found(connection, asked) == expected


def test_二文字組の作り方() -> None:
    assert bigrams("訪問した") == ["訪問", "問し", "した", "た"]
    assert index_text("傷") == "傷"
    assert index_text("") == ""
    assert query_phrase("訪問し") == '"訪問 問し"'
    assert query_phrase("傷") == '"傷" *'
