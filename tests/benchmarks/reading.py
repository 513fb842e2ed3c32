"""相談を開く速さと、打つたびに探す速さ。裸の SQL と比べる。"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from jusou_desk.casework.case.cases import case_list_in_use, case_page
from jusou_desk.casework.case.search import search
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.family_page import family_page
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.models.store import Store
from jusou_desk.ngrams import query_phrase
from jusou_desk.policy import Purpose
from tests.benchmarks.loading import TODAY, end_old_cases
from tests.benchmarks.measuring import Measured, paired, per_call

_OPEN_LIMIT: Final = 10.0
#: issue の約束: 相談が十倍になっても、かかる時間は 1.3 倍まで。
_FLAT: Final = 1.3
_SEARCH_LIMIT: Final = 12.0
_LIKE_LIMIT: Final = 1.0
_TABLES: Final = (
    *("consent", "progress_note", "sheet", "support_plan", "agenda_item", "task"),
    *("disclosure", "matching", "transfer"),
)
#: 打ち進める言葉。
_TYPED: Final = (
    "見守り",
    "家計の見通し",
    "髙橋　さくら",
    "ひきこもり",
    "ケアマネジャーから",
    "N00012",
)


@contextlib.contextmanager
def raw_connection(desk: Desk) -> Iterator[Any]:
    """同じ鍵で開いた、裸の SQLCipher の接続。"""
    store: Store = desk._store
    connection = store.raw_connection()
    try:
        yield connection
    finally:
        connection.close()


def _ids(desk: Desk, count: int) -> list[str]:
    with desk.reading(Purpose.CASEWORK) as work:
        cases = [case.id for case in work.cases.where()]
    return random.Random(1).sample(cases, min(count, len(cases)))


def _raw_page(connection: Any, case_id: str) -> None:
    """一件のページと同じ行を、そのまま読む。"""
    connection.execute("BEGIN")
    case = connection.execute("SELECT * FROM consultation WHERE id = ?", (case_id,)).fetchone()
    person = connection.execute("SELECT * FROM person WHERE id = ?", (case[3],)).fetchone()
    connection.execute("SELECT * FROM consultation WHERE person_id = ?", (case[3],)).fetchall()
    household = "SELECT * FROM person WHERE household_no = ?"
    connection.execute(household, (person[11],)).fetchall()
    for table in _TABLES:
        connection.execute(f"SELECT * FROM {table} WHERE case_id = ?", (case_id,)).fetchall()
    connection.execute("COMMIT")


def _opening(desk: Desk, count: int) -> list[Callable[[], object]]:
    return [lambda i=i: case_page(desk, i) for i in _ids(desk, count)]  # type: ignore[misc]


def opening_a_case(many: Desk, *, count: int = 300) -> Measured:
    """相談を開く時間を、裸の SQL と比べる。"""
    per_call(_opening(many, 20))
    ours = per_call(_opening(many, count))
    with raw_connection(many) as connection:
        chosen = _ids(many, count)
        per_call([lambda i=i: _raw_page(connection, i) for i in chosen[:20]])  # type: ignore[misc]
        raw = per_call([lambda i=i: _raw_page(connection, i) for i in chosen])  # type: ignore[misc]
    return Measured("相談を開く／同じ行を読む裸の SQL", ours, raw, _OPEN_LIMIT)


def staying_flat(many: Desk, few: Desk, live: int, *, times: int = 20) -> Iterator[Measured]:
    """読む時間を、十分の一の件数の事務所と比べる。終わっていない相談は、どちらも ``live`` 件にする。"""
    for desk in (many, few):
        end_old_cases(desk, live)
    held = min(len(_ids(desk, 10 * times)) for desk in (many, few))
    readings: dict[str, Callable[[Desk], list[Callable[[], object]]]] = {
        "今日": lambda desk: [lambda: due_lines(desk)] * times,
        "相談を開く": lambda desk: _opening(desk, held),
        "一覧": lambda desk: [lambda: case_list_in_use(desk)] * times,
        "打つたびに探す": lambda desk: [lambda w=w: search(desk, w) for w in _typing()],  # type: ignore[misc]
        "家族図": lambda desk: [
            lambda i=i: family_page(desk, i, TODAY.date())  # type: ignore[misc]
            for i in _ids(desk, min(held, times))
        ],
    }
    for what, read in readings.items():
        ours, raw = read(many), read(few)
        for action in (*ours[:3], *raw[:3]):
            action()
        pair = paired(ours, raw, rounds=3)
        yield Measured(f"{what}／十分の一の件数の事務所で", *pair, _FLAT)
        if what == "今日":
            yield Measured("今日／一秒", pair[0], 1000.0, 1.0)


def _typing() -> list[str]:
    """一字ずつ打ち進めたときの、そのたびの言葉。"""
    return [word[:end] for word in _TYPED for end in range(1, len(word) + 1)]


def _raw_search(connection: Any, words: str) -> Sequence[Any]:
    rows: Sequence[Any] = connection.execute(
        "SELECT d.kind, d.ref_id FROM search_gram g JOIN search_doc d ON d.id = g.rowid "
        "WHERE search_gram MATCH ? ORDER BY g.rowid DESC LIMIT 30",
        (query_phrase(words),),
    ).fetchall()
    return rows


def _scan(connection: Any, words: str) -> Sequence[Any]:
    rows: Sequence[Any] = connection.execute(
        "SELECT id FROM progress_note WHERE content LIKE ? ORDER BY rowid DESC LIMIT 30",
        (f"%{words}%",),
    ).fetchall()
    return rows


def searching(desk: Desk) -> tuple[Measured, Measured]:
    """打つたびに探して結果を見せるまでを、索引を引くだけの SQL・LIKE の全走査と比べる。"""
    typed = _typing() * 3
    for words in _typing():
        search(desk, words)
    ours = per_call([lambda w=w: search(desk, w) for w in typed])  # type: ignore[misc]
    with raw_connection(desk) as connection:
        for words in _typing():
            _raw_search(connection, words)
        raw = per_call([lambda w=w: _raw_search(connection, w) for w in typed])  # type: ignore[misc]
        rare = [f"{words}無い" for words in _typing()]
        like = per_call([lambda w=w: _scan(connection, w) for w in rare])  # type: ignore[misc]
    return (
        Measured("打つたびに探して見せる／索引を引くだけの裸の SQL", ours, raw, _SEARCH_LIMIT),
        Measured("打つたびに探して見せる／LIKE の全走査", ours, like, _LIKE_LIMIT),
    )
