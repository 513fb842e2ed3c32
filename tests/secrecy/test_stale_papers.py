"""前の姿のまま出すこと・書くこと: 狭まった同意、撤回の前の打ちかけ、二重のシート、前の管理表。"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from jusou_desk.casework.case import consent, intake, plans, progress
from jusou_desk.casework.case.intake import intake_values
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.meeting.copy_corrections import take_back
from jusou_desk.casework.outgoing.exporting import PRINTED, hand_over, note_printing
from jusou_desk.casework.paper.papers import draw_sheet, sheet_kind
from jusou_desk.casework.printing import packets
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.records import Case, CopyException
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock, clock, desk, office
from tests.casework.ledger_books import new_desk, save, sound_book
from tests.casework.test_packet_press import agreed, meeting_of
from tests.casework.test_transfers import case, consented

__all__ = ["case", "clock", "desk", "office"]

PLAN = "plan"
CHANGED = "この表を開いた後に書き換わって"


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


# --- 開いたままの管理表 -------------------------------------------------------------


def test_出し直した後に_開いたままの表の前の部は配れない(desk: Desk) -> None:
    case_id = agreed(desk, 0)
    met = meeting_of(desk, "重層的支援会議", case_id)
    old = packets.print_packet(desk, met.id)[0].copies[0]
    progress.add_note(desk, case_id, {"noted_on": desk.today(), "content": "その後の話"})
    packets.print_packet(desk, met.id)
    with pytest.raises(BadInput, match=CHANGED):
        packets.mark_copy(desk, old, handed_on=desk.today())
    with pytest.raises(BadInput, match=CHANGED):
        packets.except_copy(desk, old, CopyException.NOT_HANDED)
    found = packets.copies_of(desk, met.id)
    assert [copy.replaced for copy in found if copy.id == old.id] == [True]


def test_開いたままの表から取り消しても_持ち帰りの許可は消えない(desk: Desk) -> None:
    met = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    first = packets.print_packet(desk, met.id)[0].copies[0]
    handed = packets.mark_copy(desk, first, handed_on=desk.today())
    home = packets.except_copy(desk, handed, CopyException.TAKEN_HOME, permitted_by="会長")
    with pytest.raises(BadInput, match=CHANGED):
        take_back(desk, handed)
    with pytest.raises(BadInput, match=CHANGED):
        packets.mark_copy(desk, handed, returned_on=desk.today())
    assert packets.copies_of(desk, met.id)[0] == home
