"""支援措置を設けたとき、居場所の載ったまま出た紙が、誰の手元にあるかを並べる。"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import consent, intake, sheets, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.outgoing.exporting import PRINTED
from jusou_desk.casework.paper.papers import hand_out_sheet
from jusou_desk.casework.printing import packets
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.casework.recall.whereabouts_list import (
    TITLE,
    draw_list,
    hand_out_list,
    note_list_printed,
)
from jusou_desk.casework.recall.whereabouts_out import (
    UNREAD,
    PaperWith,
    ask_back,
    papers_with_whereabouts,
    undo_asking,
)
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, CopyException, PacketCopy
from jusou_desk.models.secrecy_records import Way
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import AGENCIES, SCOPES, meeting_of, text_of

ADDRESS, PHONE = "長門市（架空）灯台通り九番地", "050-0000-4411"
DOCTOR = "みなと架空中央病院"
ACCOUNT = Account(
    ground="配偶者からの暴力",
    since=date(2026, 11, 20),
    until=date(2027, 11, 19),
    other_party="砂原　剛志",
    former_household_no="H-OLD",
)


def received(desk: Desk, name: str = "砂原　澪", **more: Any) -> Case:
    values: dict[str, Any] = {
        "received_on": desk.today() - timedelta(days=9),
        "consent": "未取得",
        "person_name": name,
        "address": ADDRESS,
        "phone": PHONE,
        "household_no": "H-NEW",
        "content": "遠くへ移った。",
    }
    case = intake.receive(desk, values | more).case
    given = {"status": "書面", "decided_on": desk.today(), "scope": SCOPES, "no_end": True}
    consent.record_consent(desk, case.id, given | {"agencies": "、".join(AGENCIES)})
    return case


@pytest.fixture
def case(desk: Desk) -> Case:
    return received(desk)


def protect(desk: Desk, case: Case, clock: MovableClock) -> None:
    clock.now += timedelta(minutes=5)
    protecting.set_protection(desk, case.person_id, ACCOUNT)


def found(
    desk: Desk, case: Case, purpose: Purpose = Purpose.CASEWORK
) -> dict[str, tuple[PaperWith, ...]]:
    papers = papers_with_whereabouts(desk, case.person_id, purpose)
    titles = dict.fromkeys(one.paper.first.title for one in papers)
    return {t: tuple(one for one in papers if one.paper.first.title == t) for t in titles}


def test_伏せる前は何も並ばず_設けると住所の載った紙だけが並ぶ(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    hand_out_sheet(desk, "intake", case.case_no, tmp_path / "intake")
    hand_out_sheet(desk, "progress", case.case_no, tmp_path / "progress")
    assert found(desk, case) == {}
    protect(desk, case, clock)
    ((title, (paper,)),) = found(desk, case).items()
    assert "相談" in title
    assert paper.kinds == ("住所", "電話")
    assert paper.shown == "載っているもの　住所、電話"
    assert (paper.state, paper.outstanding) == ("渡した先を確かめる", True)


def test_設けた後に出した紙には載らないので並ばない(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    protect(desk, case, clock)
    hand_out_sheet(desk, "intake", case.case_no, tmp_path / "after")
    clock.now += timedelta(minutes=5)
    write_ledger(desk, tmp_path / "book", password=None)
    assert found(desk, case) == {}


def test_会議資料は受け手ごとに並び_戻った部と事務局の控えは頼まない(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case.id)
    packets.issue_packet(desk, meeting.id, tmp_path / "packet")
    first, second, third = packets.copies_of(desk, meeting.id)
    marked = packets.mark_copy(desk, first, handed_on=desk.today())
    packets.mark_copy(desk, marked, returned_on=desk.today())
    packets.mark_copy(desk, second, handed_on=desk.today())
    protect(desk, case, clock)
    papers = papers_with_whereabouts(desk, case.person_id)
    states = {one.paper.first.receiver: (one.state, one.outstanding) for one in papers}
    assert states == {
        AGENCIES[0]: ("回収 R8.11.20", False),
        AGENCIES[1]: ("未回収", True),
        AGENCIES[2]: (
            (
                "ファイルに出した・未配付。"
                "渡さずにファイルを消し、刷ってあれば裁断し、資料を出し直してください"
            ),
            False,
        ),
        "": ("庁内の紙", False),
    }
    assert all(one.kinds == ("住所", "電話") for one in papers)
    assert papers[0].outstanding
    packets.except_copy(desk, third, CopyException.NOT_HANDED)


@pytest.mark.parametrize("kind", ["重層的支援会議", "支援会議"])
def test_伏せる前に刷った部は_伏せた後は配れず見せられず_出し直せば配れる(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path, kind: str
) -> None:
    meeting = meeting_of(desk, kind, case.id)
    before = packets.issue_packet(desk, meeting.id, tmp_path / "前").copies
    protect(desk, case, clock)
    shown = [copy for copy in before if refused(desk, copy)]
    assert shown
    with pytest.raises(Refused, match="伏せることになった居場所"):
        packets.except_copy(desk, shown[0], CopyException.READ_ONLY)
    for copy in packets.issue_packet(desk, meeting.id, tmp_path / "後").copies:
        assert packets.mark_copy(desk, copy, handed_on=desk.today()).handed_on


def refused(desk: Desk, copy: PacketCopy) -> bool:
    """居場所が載っているので、配れないと断られるか。"""
    try:
        packets.mark_copy(desk, copy, handed_on=desk.today())
    except Refused as said:
        return "居場所" in said.title
    return False


def test_通院先も_世帯の人と元の世帯の紙に紛れた分も読む(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    assessed = {"assessed_on": desk.today(), "illness": f"高血圧で{DOCTOR}に月一回"}
    sheets.write_sheet(desk, case.id, "assessment", assessed)
    child = received(desk, "砂原　海", content=f"母は{DOCTOR}に通う。")
    old = received(
        desk, "砂原　剛志", household_no="H-OLD", address="架空市一番地", phone="",
        content=f"妻は{PHONE}にいるらしい。",
    )  # fmt: skip
    other = received(desk, "架空　よそ", household_no="H-X", address="架空市二番地", phone="")
    for one in (child, old, other):
        hand_out_sheet(desk, "intake", one.case_no, tmp_path / one.case_no)
        clock.now += timedelta(minutes=1)
    protect(desk, case, clock)
    papers = papers_with_whereabouts(desk, case.person_id)
    kinds = {one.paper.first.case_ids[0]: set(one.kinds) for one in papers}
    assert kinds == {child.id: {"住所", "電話", "病名・通院先・服薬"}, old.id: {"電話"}}


def test_台帳のブックは中身が無くても並ぶ(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    write_ledger(desk, tmp_path / "book", password=None)
    protect(desk, case, clock)
    ((_, (book,)),) = found(desk, case).items()
    assert (book.kinds, book.shown, book.outstanding) == ((), UNREAD, True)


def test_支援会議の紙は_支援会議の目的で見たときだけ並ぶ(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "支援会議", case.id)
    packets.issue_packet(desk, meeting.id, tmp_path / "packet")
    for copy in packets.copies_of(desk, meeting.id):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    protect(desk, case, clock)
    assert papers_with_whereabouts(desk, case.person_id) == ()
    sealed = papers_with_whereabouts(desk, case.person_id, Purpose.SUPPORT_MEETING)
    assert [one.outstanding for one in sealed] == [True] * 3 + [False]
    assert ask_back(desk, case.id, case.person_id) == ()
    made = ask_back(desk, case.id, case.person_id, Purpose.SUPPORT_MEETING)
    assert len(made) == 3
    assert all(one.sealed and one.body_id == meeting.body_id for one in made)
    undo_asking(desk, made)


def test_頼む仕事は渡した先ごとに一つで_二度は作らず_取り消せる(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case.id)
    packets.issue_packet(desk, meeting.id, tmp_path / "packet")
    for copy in packets.copies_of(desk, meeting.id):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    protect(desk, case, clock)
    made = ask_back(desk, case.id, case.person_id)
    assert [one.what.partition("に")[0] for one in made] == sorted(AGENCIES)
    assert all(one.due_on == desk.today() and not one.sealed for one in made)
    assert not any(ADDRESS in one.what or PHONE in one.what for one in made)
    assert ask_back(desk, case.id, case.person_id) == ()
    tasks.finish(desk, made[0].id)
    assert len(ask_back(desk, case.id, case.person_id)) == 1
    undo_asking(desk, made[1:])
    assert len(ask_back(desk, case.id, case.person_id)) == 2


# --- 一覧の紙 ---------------------------------------------------------------


def test_一覧を刷れて_居場所は載らず_控に残る(
    desk: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    hand_out_sheet(desk, "intake", case.case_no, tmp_path)
    protect(desk, case, clock)
    drawn = draw_list(desk, case.id)
    words = text_of(drawn.pages.data).replace(" ", "").replace("　", "")
    for shown in (TITLE, case.case_no, "砂原澪", "住所、電話", "渡した先を確かめる", "取扱注意"):
        assert shown in words
    assert "手元にあるもの1件" in words
    assert "渡し方・出した人" in words
    assert words.count("取扱注意") == 1
    for hidden in (ADDRESS, "灯台通り", PHONE, ACCOUNT.other_party.replace("　", "")):
        assert hidden not in words
    note_list_printed(desk, drawn, PRINTED)
    (kept,) = (one for one in issued_for_case(desk, case.id) if one.first.title == TITLE)
    assert (kept.first.way, kept.first.receiver) == (Way.PRINT, "")
    # 一覧そのものは、居場所の載った紙ではない。
    assert TITLE not in found(desk, case)


def test_支援会議の紙の並ぶ一覧は_その会議体の紙になる(
    desk: Desk, outsider: Desk, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "支援会議", case.id)
    packets.issue_packet(desk, meeting.id, tmp_path / "packet")
    hand_out_sheet(desk, "intake", case.case_no, tmp_path)
    protect(desk, case, clock)
    assert meeting.meeting_no not in text_of(draw_list(desk, case.id).pages.data)
    sealed = draw_list(desk, case.id, Purpose.SUPPORT_MEETING)
    words = text_of(sealed.pages.data)
    assert meeting.meeting_no in words
    assert "㊙" in words
    hand_out_list(desk, case.id, tmp_path / "一覧", Purpose.SUPPORT_MEETING)
    assert (tmp_path / "一覧" / "whereabouts.pdf").exists()
    titles = [one.first.title for one in issued_for_case(outsider, case.id)]
    assert TITLE not in titles
    with pytest.raises(Refused):
        draw_list(outsider, case.id, Purpose.SUPPORT_MEETING)
