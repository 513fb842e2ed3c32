"""DV等支援措置: 二人で付け、二人で外し、期限では外れず、見れば理由が残る(domain.md §5.4)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import (
    cases,
    intake,
    intake_opening,
    prefill,
    progress,
    search,
    sheets,
)
from jusou_desk.casework.case.consent import record_consent
from jusou_desk.casework.counting import drilldown
from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import packets
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose, Role
from tests.casework.conftest import PASSWORD, MovableClock

ADDRESS, PHONE = "長門市（架空）灯台通り九番地つばき荘3", "050-0000-4411"
ACCOUNT = Account(
    ground="配偶者からの暴力",
    since=date(2026, 11, 20),
    until=date(2027, 11, 19),
    other_party="砂原　剛志",
    other_kana="スナハラ　ツヨシ",
    other_relationship="夫",
    former_household_no="H-OLD",
)


def receive(desk: Desk, **values: Any) -> intake.Received:
    base: dict[str, Any] = {"received_on": desk.today(), "consent": "未取得"}
    return intake.receive(desk, base | values)


@pytest.fixture
def mother(desk: Desk) -> str:
    """居場所を伏せる人の id。"""
    received = receive(
        desk,
        person_name="砂原　澪",
        person_kana="スナハラ　ミオ",
        address=ADDRESS,
        phone=PHONE,
        phone_note="折返さない",
        household_no="H-NEW",
    )
    assert received.person is not None
    return received.person.id


def case_of(desk: Desk, person_id: str) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        return work.cases.where(person_id=person_id)[0].id


def address_of(desk: Desk, person_id: str) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(person_id)
    assert person is not None
    return person.address


# --- 付ける -----------------------------------------------------------------


def test_設けた時から伏せ_別の職員が確かめて正式になる(
    desk: Desk, outsider: Desk, mother: str
) -> None:
    assert address_of(desk, mother) == ADDRESS
    protecting.set_protection(desk, mother, ACCOUNT)
    assert address_of(desk, mother) == CONCEALED
    with pytest.raises(Refused, match="自分で確かめることができません"):
        protecting.confirm(desk, mother)
    done = protecting.confirm(outsider, mother)
    assert (done.set_by, done.confirmed_by) == (desk.staff_id, outsider.staff_id)
    with pytest.raises(BadInput, match="もう確かめて"):
        protecting.confirm(desk, mother)
    assert address_of(desk, mother) == CONCEALED


def test_退任して同じ名で登録し直しても_自分で確かめも外しもできない(
    desk: Desk, outsider: Desk, office: Office, mother: str
) -> None:
    """職員の id だけでなく、氏名でも見分ける。"""
    protecting.set_protection(outsider, mother, ACCOUNT)
    protecting.ask_lift(outsider, mother, "本人の希望")
    name, role = outsider.me.name, Role(outsider.me.role)
    staffing.leave(desk, name)
    staffing.add_staff(desk, "".join(name.split()), role, PASSWORD)
    again = sign_in(office, "".join(name.split()), PASSWORD)
    with pytest.raises(Refused, match="自分で確かめることができません"):
        protecting.confirm(again, mother)
    with pytest.raises(Refused, match="自分で外すことができません"):
        protecting.lift(again, mother)
    again.close()
    assert protecting.confirm(desk, mother).confirmed_by == desk.staff_id


@pytest.mark.parametrize(
    ("change", "field"), [({"ground": " "}, "ground"), ({"until": date(2026, 11, 1)}, "until")]
)
def test_根拠か期限のおかしい支援措置は設けられない(
    desk: Desk, mother: str, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as error:
        protecting.set_protection(desk, mother, Account(**{**vars(ACCOUNT), **change}))
    assert error.value.field == field
    assert address_of(desk, mother) == ADDRESS


def test_閲覧の役割は設けられず見られもしない(desk: Desk, office: Office, mother: str) -> None:
    staffing.add_staff(desk, "夕凪　渉", Role.READER, PASSWORD)
    reader = sign_in(office, "夕凪　渉", PASSWORD)
    with pytest.raises(Refused):
        protecting.set_protection(reader, mother, ACCOUNT)
    protecting.set_protection(desk, mother, ACCOUNT)
    with pytest.raises(Refused):
        protecting.reveal(reader, mother, "本人への連絡")
    reader.close()


# --- 外す -------------------------------------------------------------------


def test_外すのは一人が申し出て別の職員が行う(desk: Desk, outsider: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    with pytest.raises(BadInput, match="外す申し出がありません"):
        protecting.lift(outsider, mother)
    with pytest.raises(BadInput, match="外す理由が空"):
        protecting.ask_lift(desk, mother, "  ")
    protecting.ask_lift(desk, mother, "離婚が成立し、本人が望んだ")
    with pytest.raises(Refused, match="自分で外すことができません"):
        protecting.lift(desk, mother)
    assert address_of(desk, mother) == CONCEALED
    protecting.lift(outsider, mother)
    assert address_of(desk, mother) == ADDRESS
    (kept,) = protecting.protected(desk, mother).history
    assert kept.lift_reason == "離婚が成立し、本人が望んだ"
    assert (kept.lifted_by, kept.lifted_on) == (outsider.staff_id, desk.today())


def test_続けて設けると前の申し出では外れず_履歴は書き換わらない(
    desk: Desk, outsider: Desk, mother: str, clock: MovableClock
) -> None:
    first = protecting.set_protection(desk, mother, ACCOUNT)
    asked = protecting.ask_lift(desk, mother, "誤りだと思う")
    clock.pass_days(1)
    protecting.set_protection(outsider, mother, ACCOUNT)
    with pytest.raises(BadInput, match="外す申し出がありません"):
        protecting.lift(outsider, mother)
    newest, oldest = protecting.protected(desk, mother).history
    assert oldest == asked
    assert (oldest.id, oldest.set_at) == (first.id, first.set_at)
    assert newest.lift_asked_by == ""


def test_期限が過ぎても外れず_三十日前からずっと今日に出る(
    desk: Desk, outsider: Desk, mother: str, clock: MovableClock
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    assert [line.what for line in today.due_lines(desk) if "支援措置" in line.what] == [
        f"{_number(desk, mother)} 砂原　澪 支援措置の確認待ち"
    ]
    protecting.confirm(outsider, mother)
    lines = {}
    for days in (333, 1, 30, 400):
        clock.pass_days(days)
        lines[days] = [line for line in today.due_lines(desk) if "支援措置" in line.what]
        assert address_of(desk, mother) == CONCEALED
    assert lines[333] == []
    for days in (1, 30, 400):
        (line,) = lines[days]
        assert line.what.endswith("支援措置の期限")
        assert "自動では外れません" in line.why


def _number(desk: Desk, person_id: str) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        return work.cases.where(person_id=person_id)[0].case_no


def test_住所秘匿の印は相談受付では外せない(desk: Desk, outsider: Desk, mother: str) -> None:
    case_id = case_of(desk, mother)
    values = dict(intake_opening.written_intake(desk, case_id).values)
    intake.receive(desk, values | {"address_concealed": True}, case_id=case_id)
    assert address_of(desk, mother) == CONCEALED
    with pytest.raises(Refused, match="相談受付では外せません"):
        intake.receive(desk, values | {"address_concealed": False}, case_id=case_id)
    protecting.ask_lift(desk, mother, "印の付け誤り")
    with pytest.raises(Refused):
        protecting.lift(desk, mother)
    protecting.lift(outsider, mother)
    assert address_of(desk, mother) == ADDRESS


# --- 見る -------------------------------------------------------------------


def test_理由を述べると見え_監査に番号と理由が残る(desk: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    with pytest.raises(BadInput, match="理由が空"):
        protecting.reveal(desk, mother, " ")
    shown = dict(protecting.reveal(desk, mother, "本人への連絡").lines)
    assert shown == {"住所": ADDRESS, "電話": PHONE, "連絡の注意": "折返さない"}
    with desk.reading(Purpose.CASEWORK) as work:
        newest = work.audit.entries(newest=1)[0]
        person = work.people.get(mother)
    assert person is not None
    assert (newest.action, newest.subject, newest.detail) == (
        "居場所の確認",
        person.person_no,
        "本人への連絡",
    )


def test_確認の目的では何も書けない(desk: Desk, mother: str) -> None:
    with desk.writing(Purpose.REVEAL) as work:
        person = work.people.get(mother)
        assert person is not None
        with pytest.raises(Refused, match="書き換えられません"):
            work.people.put(person)


# --- 伏せたまま書く ----------------------------------------------------------


def test_伏せた欄をそのまま保存しても元の値は失われず_打ち直せば替わる(
    desk: Desk, mother: str
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    case_id = case_of(desk, mother)
    values = dict(intake_opening.written_intake(desk, case_id).values)
    assert {values[n] for n in ("address", "phone", "phone_note", "visitor_phone")} == {CONCEALED}
    intake.receive(desk, values | {"wish": "静かに暮らしたい"}, case_id=case_id)
    shown = dict(protecting.reveal(desk, mother, "記載の確認").lines)
    assert shown == {"住所": ADDRESS, "電話": PHONE, "連絡の注意": "折返さない"}
    moved = {"address": "長門市（架空）新しい通り1番地", "phone": ""}
    intake.receive(desk, values | moved, case_id=case_id)
    shown = dict(protecting.reveal(desk, mother, "記載の確認").lines)
    assert shown == {"住所": moved["address"], "連絡の注意": "折返さない"}


def test_写して書いたアセスメントにも_伏せたまま元の学校と通院先が残る(
    desk: Desk, mother: str
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    case_id = case_of(desk, mother)
    first = {"assessed_on": desk.today(), "school": "みさき小学校 3年", "illness": "渚病院に月一回"}
    sheets.write_sheet(desk, case_id, "assessment", first)
    known = prefill.prefill(desk, cases.case_page(desk, case_id), "assessment")
    assert (known["school"], known["illness"]) == (CONCEALED, CONCEALED)
    sheets.write_sheet(desk, case_id, "assessment", known | {"illness": "うしお医院"})
    shown = dict(protecting.reveal(desk, mother, "訪問・同行").lines)
    assert shown["学校・学年"] == "みさき小学校 3年"
    assert shown["病名・通院先・服薬"] == "うしお医院"


def test_伏せた人の語が別の人の欄に入っても_その人の住所にはならない(
    desk: Desk, mother: str
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    other = receive(desk, person_name="汐見　円", address=CONCEALED, phone="050-0000-1")
    assert other.person is not None
    assert (other.person.address, other.person.phone) == ("", "050-0000-1")


# --- 世帯・相手方の側 ---------------------------------------------------------


def test_今の世帯の人も伏せ_世帯を移れば伏せる人が替わる(desk: Desk, mother: str) -> None:
    child = receive(
        desk, person_name="砂原　灯", household_no="H-NEW", address=ADDRESS, phone=PHONE
    ).person
    assert child is not None
    protecting.set_protection(desk, mother, ACCOUNT)
    assert address_of(desk, child.id) == CONCEALED
    assert search.search(desk, "つばき荘") == ()
    assert search.search(desk, "4411") == ()
    late = receive(desk, person_name="砂原　光", household_no="H-NEW", address="見本町つばき荘")
    assert late.person is not None
    assert late.person.address == CONCEALED
    assert search.search(desk, "つばき荘") == ()
    assert [hit.title for hit in search.search(desk, "砂原　光")] == ["砂原　光"]


def test_設けると前に書いた経過も索引から居場所の語が消える(desk: Desk, mother: str) -> None:
    case_id = case_of(desk, mother)
    progress.add_note(
        desk,
        case_id,
        {"noted_on": desk.today(), "content": "灯台通り九番地つばき荘3を訪ね、鍵を替えた"},
    )
    assert len(search.search(desk, "灯台通り")) == 2
    protecting.set_protection(desk, mother, ACCOUNT)
    assert search.search(desk, "灯台通り") == ()
    assert len(search.search(desk, "鍵を替えた")) == 1


def test_外すと住所で探せるようになる(desk: Desk, outsider: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    protecting.ask_lift(desk, mother, "本人の希望")
    assert search.search(desk, "灯台通り") == ()
    protecting.lift(outsider, mother)
    assert [hit.title for hit in search.search(desk, "灯台通り")] == ["砂原　澪"]


def test_相手方の相談では自分の住所は見え_様式の行き先は伏せる(desk: Desk, mother: str) -> None:
    father = receive(
        desk, person_name="砂原　剛志", household_no="H-OLD", address="長門市（架空）元の家1番地"
    )
    sheets.write_sheet(
        desk, father.case.id, "assessment", {"assessed_on": desk.today(), "school": "みさき小学校"}
    )
    protecting.set_protection(desk, mother, ACCOUNT)
    page = cases.case_page(desk, father.case.id)
    assert page.person is not None
    assert page.person.address == "長門市（架空）元の家1番地"
    assert [s.answers["school"] for s in page.sheets if s.form_id == "assessment"] == [CONCEALED]
    assert not page.hidden


def test_世帯番号が元のままでも_相手方の頁と紙に逃れた人は載らない(desk: Desk, mother: str) -> None:
    father = receive(desk, person_name="砂原　剛志", household_no="H-NEW")
    assert [p.name for p in cases.case_page(desk, father.case.id).household] == ["砂原　澪"]
    protecting.set_protection(desk, mother, ACCOUNT)
    page = cases.case_page(desk, father.case.id)
    assert page.household == ()
    assert "世帯番号が、相手方のいる" in cases.case_page(desk, case_of(desk, mother)).warnings[0]


# --- 知らせ ------------------------------------------------------------------


@pytest.fixture
def father(desk: Desk, mother: str) -> intake.Received:
    """相手方の相談(支援措置の前から)。"""
    received = receive(desk, person_name="砂原　剛志", household_no="H-OLD")
    protecting.set_protection(desk, mother, ACCOUNT)
    return received


@pytest.mark.parametrize(
    "typed",
    [
        {"person_name": "砂原剛志"},
        {"person_kana": "すなはら つよし"},
        {"household_no": "H-OLD"},
        {"visitor": "砂原 剛志"},
    ],
)
def test_相手方が受付に現れると打っている間に言葉で知らせる(
    desk: Desk, mother: str, typed: dict[str, str]
) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    (words,) = protecting.warnings_while_typing(desk, typed)
    assert _number(desk, mother) in words
    assert "砂原　澪" not in words
    assert protecting.warnings_while_typing(desk, {"person_name": "汐見　円"}) == ()


def test_相手方の頁と紙に知らせが出て_ほかの頁には出ない(
    desk: Desk, father: intake.Received
) -> None:
    (words,) = cases.case_page(desk, father.case.id).warnings
    assert "相手方か、その元の世帯" in words
    assert words in papers.draw_sheet(desk, "intake", father.case.case_no).problems
    other = receive(desk, person_name="汐見　円", visitor="砂原　剛志")
    (visited,) = cases.case_page(desk, other.case.id).warnings
    assert "来談者は" in visited
    apart = receive(desk, person_name="汐見　環").case
    assert cases.case_page(desk, apart.id).warnings == ()


def test_守られる人と相手方の相談が同じ会議に並ぶと知らせる(
    desk: Desk, father: intake.Received, mother: str
) -> None:
    body = desk.town.support_bodies[0]
    meeting = meetings.convene(desk, body.id, desk.today() + timedelta(days=3))
    mine = case_of(desk, mother)
    assert protecting.warnings_on_agenda(desk, meeting.id, mine) == ()
    meetings.put_on_agenda(desk, meeting.id, father.case.id, "情報共有")
    (words,) = protecting.warnings_on_agenda(desk, meeting.id, mine)
    assert father.case.case_no in words
    assert "別の会議に分けて" in words
    meetings.invite(desk, meeting.id, [Attendee(agency="自治会", name="砂原　剛志")])
    assert len(protecting.warnings_on_agenda(desk, meeting.id, mine)) == 2


@pytest.mark.parametrize("attendee", ["砂原　剛志", "砂原　昭二", "砂原 昭二"])
def test_相手方かその世帯の人が出席者にいると知らせる(
    desk: Desk, father: intake.Received, mother: str, attendee: str, tmp_path: Path
) -> None:
    assert father.person is not None
    receive(desk, person_name="砂原　昭二", household_no=father.person.household_no)
    meeting = meetings.convene(
        desk, desk.town.support_bodies[0].id, desk.today() + timedelta(days=3)
    )
    mine = case_of(desk, mother)
    meetings.put_on_agenda(desk, meeting.id, mine, "情報共有")
    other = Attendee(agency="学校", name="汐見　環")
    meetings.invite(desk, meeting.id, [other])
    assert protecting.warnings_on_agenda(desk, meeting.id) == ()
    meetings.invite(desk, meeting.id, [other, Attendee(agency="自治会", name=attendee)])
    (words,) = protecting.warnings_on_agenda(desk, meeting.id)
    assert "相手方か、その世帯の人と同じ氏名" in words
    for secret in ("砂原", ADDRESS, "H-NEW", PHONE):
        assert secret not in words
    # 資料を出した後の知らせ(画面の帯と命令の行)にも入る。
    assert words in packets.issue_packet(desk, meeting.id, tmp_path).notices


def test_相手方のいまの世帯の人の相談が並んでも知らせる(desk: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    receive(desk, person_name="砂原　剛志", household_no="H-MOVED")
    sister = receive(desk, person_name="砂原　渚", household_no="H-MOVED")
    meeting = meetings.convene(
        desk, desk.town.support_bodies[0].id, desk.today() + timedelta(days=3)
    )
    for case_id in (case_of(desk, mother), sister.case.id):
        meetings.put_on_agenda(desk, meeting.id, case_id, "情報共有")
    (words,) = protecting.warnings_on_agenda(desk, meeting.id)
    assert sister.case.case_no in words
    assert "別の会議に分けて" in words


def test_守られる人の相談の来談者が相手方なら_会議でも知らせる(desk: Desk, mother: str) -> None:
    meeting = meetings.convene(
        desk, desk.town.support_bodies[0].id, desk.today() + timedelta(days=3)
    )
    with desk.writing(Purpose.CASEWORK) as work:
        case = work.cases.where(person_id=mother)[0]
        work.cases.put(replace(case, visitor="砂原　剛志"))
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    assert protecting.warnings_on_agenda(desk, meeting.id) == ()
    protecting.set_protection(desk, mother, ACCOUNT)
    (words,) = protecting.warnings_on_agenda(desk, meeting.id)
    assert words.startswith(f"{case.case_no}(支援措置)の来談者は、相手方と同じ氏名です")


# --- 渡す紙 ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["referral", "consent", "plan"])
def test_人に渡す紙には二人で確かめる一行が刷られる(desk: Desk, mother: str, name: str) -> None:
    case_id = case_of(desk, mother)
    record_consent(
        desk,
        case_id,
        {
            "status": "書面",
            "no_end": True,
            "decided_on": desk.today(),
            "scope": code_set("information_scopes", 2026).terms,
            "agencies": "社会福祉協議会",
        },
    )
    kind = papers.sheet_kind(name)
    before, _ = papers.sheet_packet(desk, kind, _number(desk, mother))
    assert before.values["渡す前の確認"] is None
    protecting.set_protection(desk, mother, ACCOUNT)
    after, _ = papers.sheet_packet(desk, kind, _number(desk, mother))
    assert after.values["渡す前の確認"] == "住所は秘匿。渡す前に二人で確かめる　□　□"
    assert (after.values["住所"], after.values["電話"]) == (CONCEALED, CONCEALED)


def test_数の元をたどっても住所は出ない(desk: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    case_id = case_of(desk, mother)
    behind = drilldown.behind(desk, Figure(1, case_ids=(case_id,)))
    assert ADDRESS not in repr(behind)
    assert PHONE not in repr(behind)
