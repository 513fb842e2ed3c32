"""台帳の同意履歴の「期限なし」: 書き出して読み戻せ、空いた期間は限りの無いものと黙ってみない。"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from jusou_desk.casework.case.consent import terms_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_schema import CONSENTS
from jusou_desk.casework.meeting.packet_matrix import matrix
from jusou_desk.casework.meeting.packet_notices import packet_notices
from jusou_desk.models.records import Case
from jusou_desk.packet import Terms
from jusou_desk.policy import Purpose
from jusou_desk.reports.table import read_book
from tests.casework.ledger_books import new_desk, save
from tests.casework.test_packet_press import SCOPES, agreed, meeting_of

Book = dict[str, list[list[object]]]
WRITTEN = {"同意": "書面", "同意日": "R6.1.6", "記入者": "大田", "説明者": "大田"}


def book(told: Mapping[str, object], *, without: tuple[str, ...] = ()) -> Book:
    """書面の同意のある相談一件。told: 同意履歴の列の値。without: 無い列。"""
    labels = [label for label in CONSENTS.labels if label not in without]
    row: dict[str, object] = {"受付番号": "C9", **WRITTEN, **told}
    return {
        "人物": [["人物番号", "氏名"], ["P1", "砂原　澪"]],
        "相談受付": [
            ["受付番号", "受付日", "同意", "人物番号", "相談内容"],
            ["C9", "R6.1.5", "書面", "P1", "床が抜けた"],
        ],
        "同意履歴": [list(labels), [row.get(label) for label in labels]],
    }


def read(desk: Desk, folder: Path, sheets: Book) -> Case:
    assert read_ledger(desk, save(folder / "台帳.xlsx", sheets), apply=True).applied
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.cases.one(case_no="C9")
    assert found is not None
    return found


def agreement(desk: Desk, case: Case) -> Terms:
    with desk.reading(Purpose.CASEWORK) as work:
        return terms_of(work, case)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({}, "同意の範囲・提供先・期間が"),
        ({"情報の範囲": "、".join(SCOPES), "提供先機関": "社会福祉協議会"}, "同意の期間が"),
        ({"情報の範囲": "、".join(SCOPES), "期限なし": "○"}, "同意の提供先が"),
    ],
)
def test_取り込んだ同意の空けた限りは_渡す前に言う(
    desk: Desk, tmp_path: Path, told: dict[str, object], missing: str
) -> None:
    case = read(desk, tmp_path, book(told))
    meeting = meeting_of(desk, "重層的支援会議", case.id)
    said = [one for one in packet_notices(matrix(desk, meeting.id)) if "記録に無い" in one]
    assert [one.partition("は、")[2].partition("記録に")[0] for one in said] == [missing]


@pytest.mark.parametrize(("column", "value"), [("期限なし", "○"), ("期間終了", "R30.3.31")])
def test_限りを書いた同意では_何も言わない(
    desk: Desk, tmp_path: Path, column: str, value: str
) -> None:
    limits = {"情報の範囲": "、".join(SCOPES), "提供先機関": "社会福祉協議会", column: value}
    case = read(desk, tmp_path, book(limits))
    meeting = meeting_of(desk, "重層的支援会議", case.id)
    assert "記録に無い" not in "".join(packet_notices(matrix(desk, meeting.id)))


def test_期限なしの列の無い_前の版の台帳も取り込める(desk: Desk, tmp_path: Path) -> None:
    case = read(desk, tmp_path, book({"期間終了": "R30.3.31"}, without=("期限なし",)))
    assert agreement(desk, case).until is not None


def test_ほかの列は_一つ欠けても断る(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "台帳.xlsx", book({}, without=("期間終了",)))
    found = read_ledger(desk, path, apply=False).problems
    assert ["期間終了" in one.place for one in found] == [True]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"期限なし": "あり"}, "次のどれかを入れてください: ○"),
        ({"期限なし": "○", "期間終了": "R30.3.31"}, "どちらかを空にしてください"),
    ],
)
def test_読めない期限なしは断る(
    desk: Desk, tmp_path: Path, told: dict[str, object], said: str
) -> None:
    found = read_ledger(desk, save(tmp_path / "台帳.xlsx", book(told)), apply=False).problems
    assert [(one.column, said in one.expected) for one in found] == [("期限なし", True)]


def test_期限なしは_書き出して取り込んでも残る(desk: Desk, tmp_path: Path) -> None:
    endless = agreed(desk, 0)
    limited = agreed(desk, 1, valid_until=desk.today())
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    header, *rows = (list(row) for row in read_book(result.path.read_bytes())["同意履歴"])
    written = [dict(zip(header, row, strict=False)) for row in rows]
    last = {row["受付番号"]: row.get("期限なし") for row in written}
    other = new_desk(tmp_path / "other")
    assert read_ledger(other, result.path, apply=True).applied
    for case_id, mark in ((endless, "○"), (limited, None)):
        with desk.reading(Purpose.CASEWORK) as work:
            case = work.cases.get(case_id)
        assert case is not None
        assert last[case.case_no] == mark
        with other.reading(Purpose.CASEWORK) as work:
            copy = work.cases.one(case_no=case.case_no)
        assert copy is not None
        assert agreement(other, copy) == agreement(desk, case)
        assert agreement(other, copy).no_end is (mark is not None)
