"""台帳の「議題の結果」: 約束した列に無い、確認した事実・推測・次回まで。区分も情報源も議題に従う。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_beside import beside
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_holdings import gather, numbers_of
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_schema import RESULTS
from jusou_desk.models.records import AgendaItem
from jusou_desk.policy import Lane, Overlay, Purpose
from tests.casework.ledger_books import contents, new_desk, save, sound_book
from tests.casework.test_ledger_export import BOOK_PASSWORD, cells

FACTS = {"見守りを続ける": "床が抜けている", "秘密の決定": "秘密の事実"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """通常と支援会議の議題に、結果の書いてある事務所。"""
    desk = new_desk(tmp_path / "office")
    read_ledger(desk, save(tmp_path / "元.xlsx", sound_book()), apply=True)
    for lane, purpose in (
        (Lane.OPEN, Purpose.CASEWORK),
        (Lane.SEALED, Purpose.SUPPORT_MEETING),
    ):
        with desk.writing(purpose) as work:
            for item in work.agenda.where():
                if item.lane is lane and item.decision:
                    work.agenda.put(
                        replace(
                            item,
                            summary="検討すること",
                            findings=FACTS[item.decision],
                            guesses=f"{item.decision}の推測",
                            next_step=f"{item.decision}の次回",
                        )
                    )
    return desk


def items(desk: Desk) -> set[tuple[Lane, str, str, str, str]]:
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        found: tuple[AgendaItem, ...] = work.agenda.where()
    return {(i.lane, i.summary, i.findings, i.guesses, i.next_step) for i in found}


def test_秘匿の分も添えて書き出せば_新しい事務所で同じ議題になり_秘匿は秘匿のまま(
    desk: Desk, tmp_path: Path
) -> None:
    result = write_ledger(
        desk, tmp_path / "出.xlsx", password=BOOK_PASSWORD, sealed=True, reason="引越し"
    )
    other = new_desk(tmp_path / "other")
    assert read_ledger(other, result.path, apply=True, book_password=BOOK_PASSWORD).applied
    assert contents(other)["議題"] == contents(desk)["議題"]
    assert items(other) == items(desk)
    with other.reading(Purpose.CASEWORK) as work:
        assert [i.findings for i in work.agenda.where()] == ["床が抜けている"]


def test_普段の書出しには_通常の議題の結果だけが出る(desk: Desk, tmp_path: Path) -> None:
    book = cells(write_ledger(desk, tmp_path / "出.xlsx", password=None).path)
    assert book["議題の結果"] == [
        RESULTS.labels,
        ("M1", "1", "C1", "床が抜けている", "見守りを続けるの推測", "見守りを続けるの次回"),
    ]
    assert "秘密" not in str(book)


def test_暗号化しない書出しでは_結果の文からも情報源の名が消える(
    desk: Desk, tmp_path: Path
) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        case = work.cases.one(case_no="C1")
        (item,) = work.agenda.where()
        assert case is not None
        work.cases.put(replace(case, visitor="蓬田　むつき", overlays=(Overlay.SOURCE,)))
        work.agenda.put(replace(item, findings="蓬田むつき が見た", guesses="蓬田さんの話"))
    bare = str(cells(write_ledger(desk, tmp_path / "出.xlsx", password=None).path)["議題の結果"])
    assert "蓬田" not in bare
    kept = write_ledger(desk, tmp_path / "鍵.xlsx", password=BOOK_PASSWORD).path
    assert "蓬田むつき が見た" in str(cells(kept, BOOK_PASSWORD)["議題の結果"])


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("M1", "9", "C1"), "議題番号"),
        (("M9", "1", "C1"), "議題番号"),
        (("M1", "1", "C3"), "受付番号"),
        (("M2", "1", "C1"), "受付番号"),
    ],
)
def test_ブックの議題と合わない結果は断る(tmp_path: Path, row: tuple[str, ...], place: str) -> None:
    other = new_desk(tmp_path / "other")
    book = sound_book() | {"議題の結果": [list(RESULTS.labels), [*row, "事実", None, None]]}
    found = read_ledger(other, save(tmp_path / "台帳.xlsx", book), apply=False).problems
    assert {one.place for one in found} == {f"議題の結果 2行 {place}"}


def test_同じ議題の結果が二行あれば断る(tmp_path: Path) -> None:
    other = new_desk(tmp_path / "other")
    rows: list[list[object]] = [
        ["M1", "1", "C1", words, None, None] for words in ("事実", "別の事実")
    ]
    book = sound_book() | {"議題の結果": [[*RESULTS.labels], *rows]}
    found = read_ledger(other, save(tmp_path / "台帳.xlsx", book), apply=False).problems
    assert {one.place for one in found} == {"議題の結果 3行 議題番号"}


def test_結果の行の区分は議題の区分(desk: Desk) -> None:
    with desk.reading(Purpose.SEALED_EXPORT) as work:
        holdings = gather(work)
    rows = beside(desk.town, holdings, numbers_of(holdings))["議題の結果"]
    lanes = {(row.facts["確認した事実"].value, row.lane) for row in rows}
    assert lanes == {("床が抜けている", Lane.OPEN), ("秘密の事実", Lane.SEALED)}
