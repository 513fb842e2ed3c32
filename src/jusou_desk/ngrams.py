"""二文字ずつの全文検索。日本語で探す言葉の多くは二文字なので、三文字組では見つからない。

FTS5 の表は ``content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'`` で作り、
``index_text`` を入れて ``query_phrase`` で MATCH する。どちらも ``names.search_key`` で畳むので、
結果は「畳んだ本文に、畳んだ言葉が続けて現れる」ことと同じになる(測定は tech.md §3)。
"""

from __future__ import annotations

from jusou_desk.names import search_key


def bigrams(text: str) -> list[str]:
    """畳んだ文字列の二文字組。最後の一文字も、一文字で探せるように一つだけで加える。"""
    key = search_key(text)
    return [key[i : i + 2] for i in range(len(key))]


def index_text(text: str) -> str:
    """索引に入れる文字列。空白で区切った二文字組。"""
    return " ".join(bigrams(text))


def query_phrase(text: str) -> str:
    """利用者の言葉を FTS5 の式にする。空白で分けた言葉はすべて含むものを探す。

    探せる字が一つも無ければ空文字(そのまま MATCH に渡さないこと)。
    """
    return " AND ".join(_phrase(pairs) for word in text.split() if (pairs := bigrams(word)))


def _phrase(pairs: list[str]) -> str:
    if len(pairs) == 1:
        return f'"{pairs[0]}" *'
    return f'"{" ".join(pairs[:-1])}"'
