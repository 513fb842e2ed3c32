"""前の姿のまま出すこと・書くこと: 下見の後で狭まった同意、撤回の前の打ちかけ、二重のシート。"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from jusou_desk.casework import consent, intake, plans
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.exporting import PRINTED, hand_over, note_printing
from jusou_desk.casework.intake import intake_values
from jusou_desk.casework.ledger_import import read_ledger
from jusou_desk.casework.papers import draw_sheet, sheet_kind
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock, clock, desk, office
from tests.casework.ledger_books import new_desk, save, sound_book
from tests.casework.test_transfers import case, consented

__all__ = ["case", "clock", "desk", "office"]

PLAN = "plan"


@pytest.mark.parametrize("narrower", [True, False])
def test_下見の後で情報の範囲が狭まれば_その紙は出ない(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path, narrower: bool
) -> None:
    assert sheet_kind(PLAN).purpose is Purpose.REFERRAL
    values = {"made_on": desk.today(), "kind": "多機関協働", "goal": "戸を開けてもらう"}
    plans.write_plan(desk, case.id, values, ())
    drawn = draw_sheet(desk, PLAN, case.case_no)
    clock.pass_days(1)
    scopes = code_set("information_scopes", 2026).terms
    consented(desk, case, scope=scopes[:1] if narrower else scopes)
    if not narrower:
        hand_over(desk, Purpose.REFERRAL, case.case_no, drawn.files, tmp_path / "出")
        return
    with pytest.raises(Refused, match="範囲が狭まった"):
        hand_over(desk, Purpose.REFERRAL, case.case_no, drawn.files, tmp_path / "出")
    with pytest.raises(Refused, match="範囲が狭まった"):
        note_printing(desk, Purpose.REFERRAL, case.case_no, "印刷の開始", files=drawn.files)
    assert not (tmp_path / "出").exists()
    # 刷り終えたことと、刷れなかったことは、いつでも書ける
    for what in ("印刷の失敗", PRINTED):
        note_printing(desk, Purpose.REFERRAL, case.case_no, what, files=drawn.files)


def test_撤回の前の打ちかけを保存しても_同意は戻らない(desk: Desk, case: Case) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        known = work.cases.get(case.id)
        assert known is not None
        typed = intake_values(work, known)
    assert typed["consent"] == "書面"
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    with pytest.raises(BadInput, match="いまの同意は「撤回」"):
        intake.receive(desk, typed, case_id=case.id)
    with desk.reading(Purpose.CASEWORK) as work:
        kept = work.cases.get(case.id)
        assert kept is not None
        assert kept.consent == "撤回"
    for word in ("撤回", "拒否"):
        assert intake.receive(desk, typed | {"consent": word}, case_id=case.id).case.consent == word


def test_同じ名のシートが二つあるブックは_一つだけ読まずに断る(tmp_path: Path) -> None:
    book = save(tmp_path / "台帳.xlsx", sound_book())
    made = io.BytesIO()
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(made, "w") as doubled:
        for name in whole.namelist():
            part = whole.read(name)
            if name == "xl/workbook.xml":
                part = part.replace('name="出席者"'.encode(), 'name="議題"'.encode())
            doubled.writestr(name, part)
    book.write_bytes(made.getvalue())
    with pytest.raises(BadInput, match="壊れて"):
        read_ledger(new_desk(tmp_path / "office"), book, apply=False)
