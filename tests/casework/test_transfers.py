"""移替え: 一つずつ、二人で、根拠と同意が整ったときだけ。元の記録は残る。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jusou_desk.casework.case import cases, consent, intake, progress, search, timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfer_rules import Ground
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee, Case, Decision, Note
from jusou_desk.models.secrecy_records import TransferState
from jusou_desk.policy import Purpose, Role
from tests.casework.conftest import PASSWORD, MovableClock

COLLEAGUE = "岡村　静"
WORDS = "水道が三か月止まっていた"
同意, 再取得, 了解, 公知 = code_set("transfer_grounds", 2026).terms


@pytest.fixture
def colleague(office: Office, desk: Desk) -> Iterator[Desk]:
    """同じ支援会議に従事する、もう一人の推進員。"""
    staffing.add_staff(desk, COLLEAGUE, Role.COORDINATOR, PASSWORD)
    staffing.make_member(desk, COLLEAGUE, desk.town.support_bodies[0].id)
    signed_in = sign_in(office, COLLEAGUE, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    """同意のある相談。"""
    made = received(desk)
    consented(desk, made)
    return made


def received(desk: Desk, **more: object) -> Case:
    values = {
        "received_on": desk.today(),
        "person_name": "髙橋　𠮷子",
        "phone": "050-0000-4411",
        "consent": "未取得",
    }
    return intake.receive(desk, values | more).case


def consented(desk: Desk, case: Case, **more: object) -> None:
    values: dict[str, object] = {
        "status": "書面",
        "decided_on": desk.today(),
        "scope": code_set("information_scopes", 2026).terms,
        "agencies": "社会福祉協議会",
    }
    endless = {"no_end": "valid_until" not in more}
    consent.record_consent(desk, case.id, values | endless | more)


def heard(desk: Desk, case: Case, **more: object) -> Note:
    """支援会議で書いた経過。"""
    values: dict[str, object] = {
        "noted_on": desk.today() - timedelta(days=10),
        "content": "夜中に屋根裏で椅子が鳴る。水道は三か月止まっている。",
        "lane": "支援会議",
    }
    return progress.add_note(desk, case.id, values | more)


def wish(ground: str = 同意, **more: object) -> Wish:
    return replace(Wish(WORDS, ground, "同意書の写し R8.11.20"), **more)  # type: ignore[arg-type]


def agreed(desk: Desk, agency: str) -> Wish:
    return wish(了解, agency=agency, agreed_by="生活安全係 係長", agreed_on=desk.today())


def open_notes(desk: Desk, case: Case) -> tuple[Note, ...]:
    return cases.case_page(desk, case.id).notes


def open_rows(desk: Desk) -> int:
    with desk.reading(Purpose.CASEWORK) as work:
        return len(work.transfers.where())


# --- 二人で -----------------------------------------------------------------


def test_二人目が承認すると_移す文だけが通常の経過になる(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    original = heard(desk, case)
    asked = transfers.propose(desk, Source.NOTE, original.id, wish())
    clock.pass_days(2)
    note = transfers.approve(colleague, asked.id)
    (shown,) = open_notes(outsider, case)
    assert shown == note
    assert (note.content, note.at, note.recorder) == (WORDS, clock.now, desk.me.name)
    assert not any((note.method, note.counterpart, note.next_step, note.meeting_id))
    with outsider.reading(Purpose.CASEWORK) as work:
        (row,) = work.transfers.where()
    assert (row.id, row.target_id, row.source_id, row.source_kind) == (note.id, note.id, "", "")
    assert (row.ground, row.evidence) == (同意, "同意書の写し R8.11.20")
    assert (row.proposed_by, row.decided_by) == (desk.me.id, colleague.me.id)
    # 元の記録は、書いたときのまま残る
    with colleague.reading(Purpose.SUPPORT_MEETING) as work:
        assert work.notes.get(original.id) == original


def test_写した経過は普段の頁で出所を名乗り_検索にも出る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    transfers.approve(colleague, asked.id)
    happenings = timeline.timeline(cases.case_page(outsider, case.id))
    (one,) = (h for h in happenings if h.body == WORDS)
    for word in ("移替え 本人同意", "同意書の写し R8.11.20", desk.me.name, COLLEAGUE):
        assert word in one.aside
    assert search.search(outsider, "水道が三か月")
    assert not search.search(outsider, "屋根裏")


def test_申し出た本人は承認できない(desk: Desk, colleague: Desk, case: Case) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    with pytest.raises(Refused, match="自分では承認できません") as refused:
        transfers.approve(desk, asked.id)
    assert "その人のサインインで" in refused.value.advice
    assert open_notes(desk, case) == ()
    assert open_rows(desk) == 0
    transfers.approve(colleague, asked.id)


def test_相談員は申し出られるが_承認も却下もできない(
    desk: Desk, office: Office, colleague: Desk, case: Case
) -> None:
    staffing.add_staff(desk, "川尻　歩", Role.COUNSELLOR, PASSWORD)
    staffing.make_member(desk, "川尻　歩", desk.town.support_bodies[0].id)
    counsellor = sign_in(office, "川尻　歩", PASSWORD)
    first = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    for attempt in (transfers.approve, lambda d, t: transfers.decline(d, t, "まだ早い")):
        with pytest.raises(Refused, match="「相談員」の役割では「移替え」を行えません"):
            attempt(counsellor, first.id)
    asked = transfers.propose(counsellor, Source.NOTE, heard(counsellor, case).id, wish())
    assert transfers.approve(colleague, asked.id).recorder == "川尻　歩"
    counsellor.close()


def test_従事していない人は申し出も承認もできない(
    desk: Desk, office: Office, case: Case, outsider: Desk
) -> None:
    original = heard(desk, case)
    asked = transfers.propose(desk, Source.NOTE, original.id, wish())
    staffing.add_staff(desk, "管理だけの人", Role.ADMIN, PASSWORD)
    administrator = sign_in(office, "管理だけの人", PASSWORD)
    for one in (outsider, administrator):
        for attempt in (
            lambda d=one: transfers.approve(d, asked.id),
            lambda d=one: transfers.decline(d, asked.id, "わけ"),
            lambda d=one: transfers.withdraw(d, asked.id),
            lambda d=one: transfers.propose(d, Source.NOTE, original.id, wish()),
            lambda d=one: transfers.overview(d, case.id),
        ):
            with pytest.raises(Refused):
                attempt()
    administrator.close()


def test_却下と取下げは支援会議の中に残り_何も移らない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    original = heard(desk, case)
    first = transfers.propose(desk, Source.NOTE, original.id, wish())
    with pytest.raises(BadInput, match="わけ"):
        transfers.decline(colleague, first.id, "　")
    with pytest.raises(Refused, match="取り下げて"):
        transfers.decline(desk, first.id, "やめる")
    with pytest.raises(Refused, match="取り下げられません"):
        transfers.withdraw(colleague, first.id)
    transfers.decline(colleague, first.id, "本人に聞き直してから")
    second = transfers.propose(desk, Source.NOTE, original.id, wish())
    transfers.withdraw(desk, second.id)
    for ended in (first, second):
        with pytest.raises(Refused, match=r"既に「(却下|取下げ)」"):
            transfers.approve(colleague, ended.id)
    seen = transfers.overview(desk, case.id)
    assert {(p.transfer.state, p.transfer.reason) for p in seen.proposals} == {
        (TransferState.DECLINED, "本人に聞き直してから"),
        (TransferState.WITHDRAWN, ""),
    }
    assert open_notes(desk, case) == ()
    assert open_rows(desk) == 0


def test_二度承認しても一度しか移らない(desk: Desk, colleague: Desk, case: Case) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    transfers.approve(colleague, asked.id)
    with pytest.raises(Refused, match="既に「承認」"):
        transfers.approve(colleague, asked.id)
    assert len(open_notes(desk, case)) == 1


def test_同じ記載の申し出は_待っている間は一つ(desk: Desk, case: Case) -> None:
    original = heard(desk, case)
    transfers.propose(desk, Source.NOTE, original.id, wish())
    with pytest.raises(Refused, match="既に承認を待って"):
        transfers.propose(desk, Source.NOTE, original.id, wish())


# --- 根拠 -------------------------------------------------------------------


def test_根拠の表の符号は四つの意味とちょうど合う() -> None:
    assert [code.code for code in code_set("transfer_grounds", 2026).codes] == list(Ground)


def test_ほかの機関が出した情報は_本人の同意だけでは移せない(desk: Desk, case: Case) -> None:
    original = heard(desk, case, source_agency="長門警察署")
    with pytest.raises(Refused, match="本人の同意だけでは移せません") as refused:
        transfers.propose(desk, Source.NOTE, original.id, wish())
    assert "了解を得るか、本人から改めて" in refused.value.advice
    assert transfers.overview(desk, case.id).proposals == ()


def test_提供機関の了解か本人からの再取得なら移せる(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    first = heard(desk, case, source_agency="長門警察署")
    second = heard(desk, case, source_agency="長門警察署、架空小学校")
    asked = transfers.propose(desk, Source.NOTE, first.id, agreed(desk, "長門 警察署"))
    transfers.approve(colleague, asked.id)
    with desk.reading(Purpose.CASEWORK) as work:
        (row,) = work.transfers.where()
    assert (row.agency, row.agreed_by, row.agreed_on) == (
        "長門 警察署",
        "生活安全係 係長",
        desk.today(),
    )
    with pytest.raises(Refused, match="出した機関と合いません"):
        transfers.propose(desk, Source.NOTE, second.id, agreed(desk, "長門警察署"))
    transfers.propose(desk, Source.NOTE, second.id, wish(再取得))


def test_了解のほかの根拠では_機関の名は通常の記録に出ない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    original = heard(desk, case, source_agency="長門警察署")
    written = wish(再取得, agency="長門警察署", agreed_by="係長", agreed_on=desk.today())
    transfers.approve(colleague, transfers.propose(desk, Source.NOTE, original.id, written).id)
    with desk.reading(Purpose.CASEWORK) as work:
        assert "警察" not in repr(work.transfers.where()) + repr(work.notes.where())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": " 　\n"}, "content"),
        ({"evidence": "　"}, "evidence"),
        ({"ground": ""}, "ground"),
        ({"ground": "本人の同意"}, "ground"),
        ({"ground": "提供機関の了解"}, "agency"),
        ({"ground": "提供機関の了解", "agency": "警察"}, "agreed_by"),
        ({"ground": "提供機関の了解", "agency": "警察", "agreed_by": "係長"}, "agreed_on"),
        (
            {
                "ground": "提供機関の了解",
                "agency": "警察",
                "agreed_by": "係長",
                "agreed_on": date(2026, 11, 21),
            },
            "agreed_on",
        ),
    ],
)
def test_足りない申し出は欄を指して断る(
    desk: Desk, case: Case, change: dict[str, object], field: str
) -> None:
    original = heard(desk, case)
    with pytest.raises(BadInput) as refused:
        transfers.propose(desk, Source.NOTE, original.id, wish(**change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert transfers.overview(desk, case.id).proposals == ()


# --- 同意 -------------------------------------------------------------------


def test_同意が無ければ公知の事実だけが移せる(desk: Desk, colleague: Desk) -> None:
    case = received(desk)
    original = heard(desk, case, source_agency="長門警察署")
    for ground in (同意, 再取得):
        with pytest.raises(Refused, match="本人の同意がありません"):
            transfers.propose(desk, Source.NOTE, original.id, wish(ground))
    with pytest.raises(Refused, match="本人の同意がありません"):
        transfers.propose(desk, Source.NOTE, original.id, agreed(desk, "長門警察署"))
    asked = transfers.propose(desk, Source.NOTE, original.id, wish(公知))
    assert transfers.approve(colleague, asked.id).content == WORDS


def test_承認までの間に同意が撤回されれば移せない(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    clock.pass_days(1)
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    with pytest.raises(Refused, match="本人の同意がありません"):
        transfers.approve(colleague, asked.id)
    assert open_notes(desk, case) == ()


def test_承認の日に同意の期間が過ぎていれば移せない(
    desk: Desk, colleague: Desk, clock: MovableClock
) -> None:
    case = received(desk)
    consented(desk, case, valid_until=desk.today() + timedelta(days=3))
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    clock.pass_days(4)
    with pytest.raises(Refused, match="いま効いている本人の同意"):
        transfers.approve(colleague, asked.id)


def test_申し出の後に提供機関が書き足されれば_同意だけでは承認できない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    original = heard(desk, case)
    asked = transfers.propose(desk, Source.NOTE, original.id, wish())
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.notes.put(replace(original, source_agency="架空小学校"))
    with pytest.raises(Refused, match="本人の同意だけでは"):
        transfers.approve(colleague, asked.id)


def test_元の記載が消えていれば承認できない(desk: Desk, colleague: Desk, case: Case) -> None:
    original = heard(desk, case)
    asked = transfers.propose(desk, Source.NOTE, original.id, wish())
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.notes.remove(original)
    with pytest.raises(BadInput, match="元の記載が見つかりません"):
        transfers.approve(colleague, asked.id)
    (kept,) = transfers.overview(colleague, case.id).proposals
    assert kept.heard is None
    transfers.decline(colleague, asked.id, "元の記載が取り消された")


# --- 会議の議題 --------------------------------------------------------------


def support_meeting(desk: Desk, case: Case, *agencies: str) -> str:
    """支援会議を一回開き、結果を書く。議題の id。"""
    body = desk.town.support_bodies[0]
    meeting = meetings.convene(desk, body.id, desk.today())
    meetings.invite(desk, meeting.id, [Attendee(agency=one, name="某") for one in agencies])
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    meetings.write_decisions(
        desk,
        item.id,
        meeting.id,
        findings="父は雨の翌朝に帰る",
        decision="水曜に訪ねる",
        lead_agency="",
        decisions=(Decision(what="郵便受けを見る"),),
    )
    return item.id


def test_議題は確認した事実と決定事項を別々に移せる(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    item_id = support_meeting(desk, case)
    facts = {one.source: one.words for one in transfers.overview(desk, case.id).facts}
    assert facts == {
        Source.FINDINGS: "父は雨の翌朝に帰る",
        Source.DECISION: "水曜に訪ねる\n郵便受けを見る",
    }
    asked = transfers.propose(desk, Source.DECISION, item_id, wish(content="水曜に訪問する"))
    assert transfers.approve(colleague, asked.id).content == "水曜に訪問する"
    assert open_rows(desk) == 1


def test_外の機関のいた席の話は_同意だけでは移せない(desk: Desk, case: Case) -> None:
    """誰が話したかは議事に残らないので、外の機関が一つでもいれば、その話と考える。"""
    item_id = support_meeting(desk, case, "架空交番", "架空小学校")
    with pytest.raises(Refused, match="本人の同意だけでは"):
        transfers.propose(desk, Source.FINDINGS, item_id, wish())
    with pytest.raises(Refused, match="合いません"):
        transfers.propose(desk, Source.FINDINGS, item_id, agreed(desk, "いなかった機関"))
    transfers.propose(desk, Source.FINDINGS, item_id, agreed(desk, "架空交番"))


# --- もう移した記載 ----------------------------------------------------------


def test_移した記載は_いつ何を根拠に移したかが分かり_同じ文は二度移せない(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    original, other = heard(desk, case), heard(desk, case, content="夜に庭を歩く")
    asked = transfers.propose(desk, Source.NOTE, original.id, wish())
    fact, left = (
        next(f for f in transfers.overview(desk, case.id).facts if f.id == one.id)
        for one in (original, other)
    )
    assert transfers.overview(desk, case.id).waiting(fact)
    assert transfers.overview(desk, case.id).moved(fact) == ()
    clock.pass_days(1)
    transfers.approve(colleague, asked.id)
    found = transfers.overview(desk, case.id)
    (moved,) = found.moved(fact)
    assert (moved.ground, moved.decided_at) == (同意, clock.now)
    assert not found.waiting(fact)
    assert found.moved(left) == ()
    with pytest.raises(BadInput, match="令和8年11月21日に「本人同意」で移してあります") as refused:
        transfers.propose(desk, Source.NOTE, original.id, wish(content=f" {WORDS}\n"))
    assert refused.value.field == "content"
    # 同じ記載の、まだ移していない文は移せる。却下された文も、言い直せば移せる
    again = transfers.propose(desk, Source.NOTE, original.id, wish(content="椅子が鳴る"))
    transfers.decline(colleague, again.id, "根拠が足りない")
    transfers.propose(desk, Source.NOTE, original.id, wish(content="椅子が鳴る"))


# --- 移す先 -----------------------------------------------------------------


def test_秘匿の相談の事実は_同じ人の通常の相談へだけ移せる(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    hidden = received(desk, lane="支援会議")
    other = received(desk, person_name="別の人")
    consented(desk, other)
    original = heard(desk, hidden)
    with pytest.raises(BadInput, match="秘匿の相談の中へは"):
        transfers.propose(desk, Source.NOTE, original.id, wish())
    with pytest.raises(BadInput, match="本人と合いません"):
        transfers.propose(desk, Source.NOTE, original.id, wish(case=other.case_no))
    with pytest.raises(BadInput, match="見つかりません"):
        transfers.propose(desk, Source.NOTE, original.id, wish(case="R8-9999"))
    asked = transfers.propose(desk, Source.NOTE, original.id, wish(case=case.case_no))
    assert [p.transfer.id for p in transfers.overview(desk, hidden.id).proposals] == [asked.id]
    assert [p.transfer.id for p in transfers.overview(desk, case.id).proposals] == [asked.id]
    transfers.approve(colleague, asked.id)
    assert [note.content for note in open_notes(desk, case)] == [WORDS]


@pytest.mark.parametrize(
    "more",
    [
        {"person_name": ""},
        {"phone": ""},
        {"phone": "050-0000-9999", "address": "架空町二番地"},
    ],
)
def test_匿名の相談にも_氏名だけが同じ人の相談にも移せない(
    desk: Desk, more: dict[str, object]
) -> None:
    other = received(desk, **more)
    consented(desk, other)
    original = heard(desk, received(desk, lane="支援会議"))
    with pytest.raises(BadInput, match="本人と合いません"):
        transfers.propose(desk, Source.NOTE, original.id, wish(case=other.case_no))


def test_氏名も生年月日も同じ人の相談へは移せる(desk: Desk) -> None:
    born = {"person_name": "高橋𠮷子", "birth_date": "S40.1.2", "phone": ""}
    other = received(desk, **born)
    consented(desk, other)
    hidden = received(desk, birth_date="S40.1.2", lane="支援会議")
    original = heard(desk, hidden)
    asked = transfers.propose(desk, Source.NOTE, original.id, wish(case=other.case_no))
    assert asked.case_id == other.id


def test_伏せた住所と電話では_同じ人とみない(desk: Desk) -> None:
    other = received(desk, phone="050-0000-9999", address_concealed=True)
    consented(desk, other)
    hidden = received(desk, address="架空町二番地", address_concealed=True, lane="支援会議")
    with pytest.raises(BadInput, match="本人と合いません"):
        transfers.propose(desk, Source.NOTE, heard(desk, hidden).id, wish(case=other.case_no))


def test_相手が外の機関の経過は_提供機関の欄が空でも本人同意だけでは移せない(
    desk: Desk, case: Case
) -> None:
    told = heard(desk, case, counterpart="警察署 生活安全課")
    with pytest.raises(Refused, match="本人の同意だけでは"):
        transfers.propose(desk, Source.NOTE, told.id, wish())
    transfers.propose(desk, Source.NOTE, told.id, agreed(desk, "警察署 生活安全課"))
    own = heard(desk, case, counterpart="本人")
    transfers.propose(desk, Source.NOTE, own.id, wish())


def test_退任して同じ名で登録し直しても_自分の申し出は承認できない(
    desk: Desk, office: Office, colleague: Desk, case: Case
) -> None:
    asked = transfers.propose(colleague, Source.NOTE, heard(desk, case).id, wish())
    staffing.leave(desk, COLLEAGUE)
    staffing.add_staff(desk, "岡村静", Role.COORDINATOR, PASSWORD)
    staffing.make_member(desk, "岡村静", desk.town.support_bodies[0].id)
    again = sign_in(office, "岡村静", PASSWORD)
    with pytest.raises(Refused, match="自分では承認できません"):
        transfers.approve(again, asked.id)
    again.close()
    transfers.approve(desk, asked.id)


def test_通常の相談の事実は別の相談へは移せない(desk: Desk, case: Case) -> None:
    same_person = received(desk, person_name="髙橋　𠮷子")
    consented(desk, same_person)
    with pytest.raises(BadInput, match="本人と合いません"):
        transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish(case=same_person.case_no))


# --- 偽の番号・時計・今日・監査 -----------------------------------------------


def test_偽の番号では何も起きない(desk: Desk, colleague: Desk, case: Case) -> None:
    usual = progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "訪問した"})
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    note = transfers.approve(colleague, asked.id)
    for forged in ("", "ffffffffffffffff", note.id, usual.id, case.id):
        for attempt in (
            lambda t: transfers.approve(colleague, t),
            lambda t: transfers.decline(colleague, t, "わけ"),
            lambda t: transfers.withdraw(desk, t),
            lambda t: transfers.propose(desk, Source.NOTE, t, wish()),
            lambda t: transfers.propose(desk, Source.FINDINGS, t, wish()),
        ):
            with pytest.raises(BadInput, match="見つかりません"):
                attempt(forged)
    assert len(open_notes(desk, case)) == 2


def test_時計が申し出より前なら承認しない(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    clock.now -= timedelta(minutes=1)
    with pytest.raises(Refused, match="時計が、申し出の時刻より前") as refused:
        transfers.approve(colleague, asked.id)
    assert "時計を合わせて" in refused.value.advice
    assert open_rows(desk) == 0


def test_承認待ちは_承認できるほかの従事者の今日にだけ出る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    def waiting(one: Desk) -> list[tuple[str, str]]:
        lines = today.due_lines(one)
        return [(line.place, line.ref) for line in lines if line.what == "移替えの承認待ち"]

    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    assert waiting(colleague) == [("sealed_case", case.id)]
    assert waiting(desk) == waiting(outsider) == []
    words = repr([line for line in today.due_lines(colleague) if line.ref == case.id])
    assert WORDS not in words
    transfers.approve(colleague, asked.id)
    assert waiting(colleague) == []


def test_移替えは接触に数えない(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    """写した日に本人と会ったわけではないので、接触の無い日数も、済んでいない対応も消さない。"""
    values = {"noted_on": desk.today(), "content": "電話した", "next_step": "訪ねる"}
    progress.add_note(desk, case.id, values | {"due_on": desk.today() + timedelta(days=5)})
    alone = received(desk, person_name="経過の無い人")
    consented(desk, alone)
    called, originals = desk.today(), [heard(desk, one) for one in (case, alone)]
    clock.pass_days(40)
    for original in originals:
        asked = transfers.propose(desk, Source.NOTE, original.id, wish())
        transfers.approve(colleague, asked.id)
    for one in (desk, colleague):
        lines = [line for line in today.due_lines(one) if line.ref in (case.id, alone.id)]
        said = "\n".join(f"{line.what} {line.why}" for line in lines if line.place == "case")
        assert said.count("40日接触がありません") == 1
        assert "訪ねる" in said
    last = {line.case.id: line.last_contact_on for line in cases.case_list(desk)}
    assert last == {case.id: called, alone.id: None}


def test_申し出と承認の監査は従事者にだけ_写した経過の監査はみなに見える(
    desk: Desk, colleague: Desk, office: Office, case: Case
) -> None:
    original = heard(desk, case)
    declined = transfers.propose(desk, Source.NOTE, original.id, wish())
    transfers.decline(colleague, declined.id, "わけ")
    asked = transfers.propose(desk, Source.NOTE, original.id, wish())
    transfers.approve(colleague, asked.id)
    inside = {e.action for e in sightings.audit_trail(desk)}
    assert {"移替えの申し出", "移替えの却下", "移替えの承認", "移替えによる記入"} <= inside
    staffing.add_staff(desk, "管理だけの人", Role.ADMIN, PASSWORD)
    administrator = sign_in(office, "管理だけの人", PASSWORD)
    seen = [e for e in sightings.audit_trail(administrator) if "移替え" in e.action]
    assert [(e.action, e.subject, e.actor) for e in seen] == [
        ("移替えによる記入", case.case_no, COLLEAGUE)
    ]
    assert [c.problem for c in administrator.verify() if c.problem] == []
    administrator.close()


def test_断りの文に人や機関の名は出ない(desk: Desk, case: Case) -> None:
    original = heard(desk, case, source_agency="長門警察署")
    for one in (wish(), agreed(desk, "別の機関")):
        with pytest.raises(DeskError) as refused:
            transfers.propose(desk, Source.NOTE, original.id, one)
        said = refused.value.title + refused.value.advice
        assert not [w for w in ("警察", "髙橋", "屋根裏", case.case_no) if w in said]
