"""別の表計算(LibreOffice)との突き合わせ: 開けて同じ中身を刷るか、字が同じ所に来るか。

LibreOffice は Excel ではない。違うと分かっている所(tests/compare の説明)を除いて比べる。
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from jusou_desk.paths import resource
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.table import write_book
from tests.compare.copies import with_first_rows, with_shared_faces, with_short_tags
from tests.compare.judgements import BELOW_OVERALL
from tests.compare.letters import read_letters
from tests.compare.match import FAIR_SHARE, PLAIN_SHARE
from tests.compare.nasty import NASTY
from tests.compare.office import convert
from tests.compare.run import Result, compare_all
from tests.libreoffice import needs_libreoffice
from tests.reports.layouts import intake
from tests.reports.test_fill import case_values, case_workbook

pytestmark = needs_libreoffice

SPECIMENS: Final = Path(__file__).parents[1] / "specimens"
LEDGER: Final = "nagato-r2-r4"
SAMPLES: Final = ("hougan-intake", "repeating-table", "rich-template", LEDGER)
#: 台帳は、どのシートも初めのこの行数だけを比べる(全部では 52 頁あり、何分もかかる)。
FIRST_ROWS: Final = 25
LAYOUTS: Final = (
    *("intake", "plan", "consent", "packet", "minutes", "nagato-jigyo-jokyo"),
    "printer-test",
)
FORMS: Final = (*SAMPLES, *LAYOUTS, *NASTY)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """どの様式も、LibreOffice の起動一度で比べた結果。"""
    books = {name: (SPECIMENS / f"{name}.xlsx").read_bytes() for name in SAMPLES}
    books[LEDGER] = with_first_rows(books[LEDGER], FIRST_ROWS)
    for name in LAYOUTS:
        books[name] = resource("layouts", f"{name}.xlsx").read_bytes()
    books |= {name: make() for name, make in NASTY.items()}
    copies = {name: with_shared_faces(with_short_tags(data)) for name, data in books.items()}
    return compare_all(copies, tmp_path_factory.mktemp("compare"))


@pytest.mark.parametrize("name", FORMS)
def test_字が同じ所に来て_頁の数も同じ(name: str, results: dict[str, Result]) -> None:
    found = results[name].comparison
    theirs, ours = found.pages
    assert theirs == ours
    assert len(found.pairs) > 50
    assert found.plain >= PLAIN_SHARE
    assert found.fair >= FAIR_SHARE
    assert name in {*NASTY, *BELOW_OVERALL} or found.overall >= FAIR_SHARE


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """わたしたちの書いたブックを LibreOffice が刷った、頁ごとの字。"""
    table = {"人物": (("番号", "氏名"), [("P1", "髙﨑"), ("=1+1", "@x")])}
    books = {
        "filled": fill(*intake(5)).to_xlsx(),
        "copied": fill(case_workbook(), case_values(3)).to_xlsx(),
        "table": write_book(table),
    }
    pdfs = convert(books, tmp_path_factory.mktemp("printed"))
    return {
        name: ["".join(letter.text for letter in page) for page in read_letters(data)]
        for name, data in pdfs.items()
    }


def test_差し込んだ様式を開いて刷れる(printed: dict[str, list[str]]) -> None:
    (page,) = printed["filled"]
    assert len(fill(*intake(5)).pages) == 1
    for text in ("令和8年11月22日", "昭和30年4月1日(金)", "☑", "=1+1とだけ", "250"):
        assert text in page


def test_シートを写したブックを開いて刷れる(printed: dict[str, list[str]]) -> None:
    pages = printed["copied"]
    assert len(pages) == len(fill(case_workbook(), case_values(3)).pages) == 5
    assert ["人2" in text for text in pages] == [False, False, True, False, False]


def test_表だけのブックを開いて刷れる(printed: dict[str, list[str]]) -> None:
    text = "".join(printed["table"])
    assert "=1+1" in text
    assert "髙﨑" in text
