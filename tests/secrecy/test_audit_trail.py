"""開いた・断ったの監査: 従事者だけのことは従事者にだけ見え、ほかの人には何も知れない。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework import audit_chain
from jusou_desk.casework.case import cases, meeting_doors, progress
from jusou_desk.casework.desk import MISSING, REFUSED, Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.secrecy import restricting
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.audit import AuditEntry
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, Meeting, Note
from jusou_desk.policy import Lane, Purpose, Role
from tests.casework.conftest import (
    COORDINATOR,
    OUTSIDER,
    PASSWORD,
    MovableClock,
    clock,
    desk,
    office,
    outsider,
)
from tests.casework.test_one_case import phone_call, support_meeting

__all__ = ["clock", "desk", "office", "outsider"]
BODY = "support_meeting"
SECRET = "ともしび荘の話"


@pytest.fixture
def case(desk: Desk) -> Case:
    return phone_call(desk)


@pytest.fixture
def boss(desk: Desk, office: Office) -> Iterator[Desk]:
    """支援会議に従事していない管理者(課長)。"""
    staffing.add_staff(desk, "課長　一郎", Role.ADMIN, PASSWORD)
    signed_in = sign_in(office, "課長　一郎", PASSWORD)
    yield signed_in
    signed_in.close()


def seal(desk: Desk, case: Case) -> None:
    """通常の相談に、支援会議の経過を一つ書く。"""
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.notes.put(
            Note(
                lane=Lane.SEALED,
                body_id=BODY,
                note_no="SK-1",
                case_id=case.id,
                at=desk.now(),
                content=SECRET,
            )
        )


def open_case(desk: Desk, case: Case, purpose: Purpose = Purpose.CASEWORK) -> None:
    page = cases.case_page(desk, case.id, purpose=purpose)
    sightings.note_case_opened(desk, page, purpose)


def rows(desk: Desk, purpose: Purpose, *actions: str) -> list[AuditEntry]:
    with desk.reading(purpose) as work:
        return [one for one in work.audit.entries() if one.action in actions]


def shown(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> list[tuple[str, str, str]]:
    found = rows(desk, purpose, audit_chain.OPENED, audit_chain.PREVIEWED)
    return [(one.actor, one.subject, one.detail) for one in found]


# --- 開いたこと -------------------------------------------------------------


def test_普段の相談は_人と相談と日ごとに一行(
    desk: Desk, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    for one in (desk, outsider, desk, desk):
        open_case(one, case)
        clock.now += timedelta(minutes=20)
    assert shown(desk) == [(OUTSIDER, case.case_no, ""), (COORDINATOR, case.case_no, "")]
    clock.pass_days(1)
    open_case(desk, case)
    assert len(shown(desk)) == 3


def test_支援会議の頁は_続けて見ている間だけ一行で_従事者にだけ見える(
    desk: Desk, boss: Desk, case: Case, clock: MovableClock
) -> None:
    seal(desk, case)
    for minutes in (0, 3, 6, 11):
        clock.now += timedelta(minutes=minutes)
        open_case(desk, case, Purpose.SUPPORT_MEETING)
    sealed = [one for one in shown(desk, Purpose.SUPPORT_MEETING) if one[2]]
    assert sealed == [(COORDINATOR, case.case_no, "支援会議の記録")] * 2
    assert shown(boss) == [(COORDINATOR, case.case_no, "")]


def test_支援会議の記録の無い相談は_支援会議の頁で開いても普段の行だけ(
    desk: Desk, case: Case
) -> None:
    open_case(desk, case, Purpose.SUPPORT_MEETING)
    assert shown(desk, Purpose.SUPPORT_MEETING) == [(COORDINATOR, case.case_no, "")]


def test_秘匿の相談を開いても_普段の監査には何も残らない(desk: Desk, boss: Desk) -> None:
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        kept = work.cases.put(
            Case(case_no="S-1", received_on=desk.today(), lane=Lane.SEALED, body_id=BODY)
        )
    open_case(desk, kept, Purpose.SUPPORT_MEETING)
    assert shown(desk, Purpose.SUPPORT_MEETING) == [(COORDINATOR, "S-1", "支援会議の記録")]
    assert shown(boss) == []


def test_支援会議の頁と資料の下見は従事者にだけ見える(desk: Desk, boss: Desk) -> None:
    held = support_meeting(desk)
    sightings.note_meeting_opened(desk, held)
    sightings.note_previewed(desk, held, "控番1")
    sightings.note_previewed(desk, held, "控番1")
    assert shown(desk, Purpose.SUPPORT_MEETING) == [
        (COORDINATOR, held.meeting_no, "控番1"),
        (COORDINATOR, held.meeting_no, "支援会議の記録"),
    ]
    assert shown(boss) == []
    open_one = meetings.convene(desk, "plan_meeting", desk.today())
    sightings.note_meeting_opened(desk, open_one)
    assert shown(boss) == [(COORDINATOR, open_one.meeting_no, "")]


def test_時計を戻しても_開いたことは隠せない(
    desk: Desk, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    open_case(desk, case)
    clock.pass_days(-400)
    open_case(outsider, case)
    assert [one[0] for one in shown(desk)] == [OUTSIDER, COORDINATOR]


def test_閲覧の役割の人が開いたことも残る(desk: Desk, office: Office, case: Case) -> None:
    staffing.add_staff(desk, "読む　人", Role.READER, PASSWORD)
    reader = sign_in(office, "読む　人", PASSWORD)
    open_case(reader, case)
    assert shown(reader) == [("読む　人", case.case_no, "")]
    reader.close()


def test_開いた人は誰にでも見え_支援会議の分は従事者の頁にだけ出る(
    desk: Desk, outsider: Desk, case: Case, tmp_path: Path
) -> None:
    seal(desk, case)
    open_case(outsider, case)
    papers.hand_out_sheet(desk, "intake", case.case_no, tmp_path)
    open_case(desk, case, Purpose.SUPPORT_MEETING)
    page = cases.case_page(outsider, case.id)
    seen = sightings.seen_by(outsider, page, Purpose.CASEWORK)
    assert [(one.name, one.what) for one in seen] == [
        (COORDINATOR, "開いた"),
        (COORDINATOR, "書き出した　相談受付・申込票"),
        (OUTSIDER, "開いた"),
    ]
    sealed = cases.case_page(desk, case.id, purpose=Purpose.SUPPORT_MEETING)
    whole = sightings.seen_by(desk, sealed, Purpose.SUPPORT_MEETING)
    assert "開いた　支援会議の記録" in [one.what for one in whole]
    assert len(sightings.seen_by(desk, sealed, Purpose.SUPPORT_MEETING, newest=1)) == 1


# --- 断ったこと -------------------------------------------------------------

Try = Callable[[Desk, Case, Path], object]
REFUSALS: dict[str, tuple[Try, Purpose]] = {
    "従事者でない人が支援会議の目的で開く": (
        lambda d, c, _p: cases.case_page(d, c.id, purpose=Purpose.SUPPORT_MEETING),
        Purpose.SUPPORT_MEETING,
    ),
    "従事者でない人が支援会議を設ける": (
        lambda d, _c, _p: meetings.convene(d, "support_meeting", d.today()),
        Purpose.SUPPORT_MEETING,
    ),
    "従事者でない人が支援会議の分を書き出す": (
        lambda d, _c, p: write_ledger(
            d, p / "b.xlsx", password="ながい-あいことば", sealed=True, reason="試し"
        ),
        Purpose.SEALED_EXPORT,
    ),
    "同意の無い人の紙を外へ出す": (
        lambda d, c, p: papers.hand_out_sheet(d, "referral", c.case_no, p),
        Purpose.REFERRAL,
    ),
    "管理者でない人が職員を足す": (
        lambda d, _c, _p: d.add_staff("だれか", Role.ADMIN, PASSWORD),
        Purpose.ADMINISTRATION,
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_断ったことは_誰が何の目的でかだけが残る(
    desk: Desk, outsider: Desk, case: Case, tmp_path: Path, name: str
) -> None:
    attempt, purpose = REFUSALS[name]
    seal(desk, case)
    with pytest.raises(Refused):
        attempt(outsider, case, tmp_path)
    (row,) = rows(desk, Purpose.CASEWORK, REFUSED)
    assert (row.actor, row.subject, row.detail) == (OUTSIDER, "", purpose)


def test_従事者が支援会議の目的で断られたことは_従事者にだけ見える(desk: Desk, boss: Desk) -> None:
    held = support_meeting(desk)
    with pytest.raises(Refused), desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.meetings.put(replace(held, lane=Lane.OPEN, body_id=""))
    assert rows(boss, Purpose.CASEWORK, REFUSED) == []
    (row,) = rows(desk, Purpose.SUPPORT_MEETING, REFUSED)
    assert (row.actor, row.detail) == (COORDINATOR, Purpose.SUPPORT_MEETING)


GUESSES: dict[str, Callable[[Desk, str], object]] = {
    "相談の頁": cases.case_page,
    "相談": cases.find_case,
    "会議": meeting_doors.find_meeting,
    "帳票": lambda d, n: papers.draw_sheet(d, "intake", n),
}


@pytest.mark.parametrize("what", GUESSES)
def test_番号を当てても_あってもなくても同じ文と同じ行になる(
    desk: Desk, outsider: Desk, what: str
) -> None:
    held: Meeting = support_meeting(desk)
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.cases.put(
            Case(case_no="S-1", received_on=desk.today(), lane=Lane.SEALED, body_id=BODY)
        )
    there = held.meeting_no if what == "会議" else "S-1"
    said = []
    for number in (there, f"{there}9"):
        with pytest.raises(BadInput) as found:
            GUESSES[what](outsider, number)
        said.append((found.value.title, found.value.advice))
    first, second = rows(desk, Purpose.CASEWORK, MISSING)
    assert said[0] == said[1]
    assert (first.actor, first.subject, first.detail) == (OUTSIDER, "", "")
    assert (second.actor, second.subject, second.detail) == (OUTSIDER, "", "")
    desk_finds = meeting_doors.find_meeting if what == "会議" else cases.find_case
    desk_finds(desk, there)


def test_画面の持つidが消えていても_番号を当てたことにはしない(desk: Desk) -> None:
    with pytest.raises(BadInput):
        cases.case_page(desk, "0123456789abcdef")
    assert rows(desk, Purpose.CASEWORK, MISSING) == []


def test_書きかけの仕事の途中で断っても_書きかけは残らず断りだけが残る(
    outsider: Desk, case: Case
) -> None:
    def work_halfway() -> None:
        with outsider.writing(Purpose.CASEWORK) as work:
            work.cases.put(replace(case, content="書きかけ"))
            cases.case_page(outsider, case.id, purpose=Purpose.SUPPORT_MEETING)

    with pytest.raises(Refused):
        work_halfway()
    assert cases.find_case(outsider, case.id).content == case.content
    assert [one.detail for one in rows(outsider, Purpose.CASEWORK, REFUSED)]


def test_サインインの失敗は次に開けた人が監査に移す(
    desk: Desk, office: Office, outsider: Desk
) -> None:
    for name in (OUTSIDER, OUTSIDER, "通りすがり"):
        with pytest.raises(Refused):
            sign_in(office, name, "まちがい-まちがい")
    assert rows(desk, Purpose.CASEWORK, audit_chain.FAILED_SIGN_IN) == []
    sign_in(office, COORDINATOR, PASSWORD).close()
    found = rows(desk, Purpose.CASEWORK, audit_chain.FAILED_SIGN_IN)
    by_subject = {one.subject: one.detail for one in found}
    assert by_subject[outsider.staff_id].startswith("2回")
    assert by_subject[""].startswith("登録の無い氏名 1回")
    assert "通りすがり" not in repr(found)
    assert {one.actor for one in found} == {audit_chain.BEFORE_SIGN_IN}
    sign_in(office, OUTSIDER, PASSWORD).close()
    assert len(rows(desk, Purpose.CASEWORK, audit_chain.FAILED_SIGN_IN)) == 2


def test_席に着くと鎖を確かめて控え_切れれば文になる(desk: Desk, case: Case) -> None:
    assert audit_chain.check_chain(desk) == ""
    assert audit_chain.chain_problem(desk) == ""
    connection = desk._store.raw_connection()
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET actor = 'だれか' WHERE id = (SELECT max(id) FROM audit)")
    connection.close()
    assert "合いません" in audit_chain.chain_problem(desk)
    assert "合いません" in audit_chain.check_chain(desk)
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "あとの記入"})
    for _ in range(2):
        assert "合いません" in audit_chain.check_chain(desk)


# --- 「制限情報あり」 -------------------------------------------------------


def test_初めは黙っていて_控えも無い(desk: Desk, outsider: Desk, case: Case) -> None:
    seal(desk, case)
    assert not restricting.tells_restricted(outsider)
    assert not restricting.restricted(outsider, case.id)


def test_示すことにすると_従事者でない人のその相談にだけ語が出て_黙ると消える(
    desk: Desk, outsider: Desk, case: Case
) -> None:
    other = phone_call(desk, person_name="別の　人")
    seal(desk, case)
    restricting.tell_restricted(desk, told=True)
    assert restricting.restricted(outsider, case.id)
    assert not restricting.restricted(outsider, other.id)
    assert not restricting.restricted(desk, case.id)
    restricting.tell_restricted(desk, told=False)
    assert not restricting.restricted(outsider, case.id)
    with desk.reading(Purpose.CASEWORK) as work:
        assert case.id not in repr(work.settings.get("restricted_cases"))


def test_後から書いた分と消した分にも_印が付いて外れる(
    desk: Desk, outsider: Desk, case: Case
) -> None:
    restricting.tell_restricted(desk, told=True)
    assert not restricting.restricted(outsider, case.id)
    seal(desk, case)
    assert restricting.restricted(outsider, case.id)
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        (note,) = (one for one in work.notes.where(case_id=case.id) if one.sealed)
        work.notes.remove(note)
    assert not restricting.restricted(outsider, case.id)


def test_秘匿の相談そのものは_控えにも載らない(desk: Desk) -> None:
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        kept = work.cases.put(
            Case(case_no="S-1", received_on=desk.today(), lane=Lane.SEALED, body_id=BODY)
        )
    seal(desk, kept)
    restricting.tell_restricted(desk, told=True)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.settings.get("restricted_cases") == "[]"


def test_示すと決められるのは_全ての支援会議に従事する管理者だけ(desk: Desk, boss: Desk) -> None:
    with pytest.raises(Refused, match="全ての支援会議に従事する管理者だけ"):
        restricting.tell_restricted(boss, told=True)
    restricting.tell_restricted(desk, told=True)
    restricting.tell_restricted(boss, told=False)
    assert not restricting.tells_restricted(desk)
