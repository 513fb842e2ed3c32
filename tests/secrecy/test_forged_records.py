"""棚に直に書く偽り: 職員・鍵の設定・同意・移替え・世帯を、画面を通らずに書き換えても通らない。"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from jusou_desk.casework.case import consent, intake, plans, progress
from jusou_desk.casework.case.consent import terms_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.outgoing import exporting
from jusou_desk.casework.printing.later_copies import hand_out_for_absent
from jusou_desk.casework.secrecy import disclosing, protecting, transfers
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.errors import BadInput, OutsideTrouble, Refused
from jusou_desk.files import write_together
from jusou_desk.models.office_records import Staff
from jusou_desk.models.records import Case, Consent, Meeting, Person, new_id
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.scrubbing import scrub
from tests.casework.conftest import PASSWORD, clock, desk, office, outsider
from tests.casework.several_bodies import CHILD, ELDER, elder_only, komae, several
from tests.casework.test_disclosing import telling
from tests.casework.test_later_copies import drawn, numbers, plan
from tests.casework.test_protecting import ACCOUNT, ADDRESS, address_of, case_of, mother, receive
from tests.casework.test_transfers import case, colleague, consented, heard, received, wish

__all__ = [
    "case",
    "clock",
    "colleague",
    "desk",
    "elder_only",
    "komae",
    "mother",
    "office",
    "outsider",
    "plan",
    "several",
]

ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 9, 0)
Forge = Callable[[Work, Desk, Desk], object]

# --- 職員と鍵の設定 ---------------------------------------------------------

#: 従事者でない相談員(二人目の机)が、相談支援の仕事で書こうとするもの。
OFFICE: dict[str, Forge] = {
    "自分を管理者にする": lambda w, _, me: w.staff.put(replace(me.me, role=Role.ADMIN)),
    "従事者の公開鍵を自分のものにする": lambda w, other, me: w.staff.put(
        replace(other.me, public_key=me.me.public_key)
    ),
    "氏名を替える": lambda w, _, me: w.staff.put(replace(me.me, name="別　人")),
    "職員を足す": lambda w, *_: w.staff.put(
        Staff(name="別　人", role=Role.ADMIN, public_key=b"x" * 32, joined_on=ON)
    ),
    "職員を消す": lambda w, other, _: w.staff.remove(other.me),
    "復旧コードの鍵を自分のものにする": lambda w, _, me: w.settings.put(
        "recovery_public", me.me.public_key.hex()
    ),
    "町を替えて、狭めた権限を戻す": lambda w, *_: w.settings.put("town", "standard"),
}


@pytest.mark.parametrize("name", OFFICE)
def test_職員の表と鍵の設定は_管理の仕事でしか書けない(
    desk: Desk, outsider: Desk, name: str
) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        before = work.staff.where(), work.settings.get("recovery_public"), work.settings.get("town")
    with pytest.raises(Refused), outsider.writing(Purpose.CASEWORK) as work:
        OFFICE[name](work, desk, outsider)
    with desk.reading(Purpose.CASEWORK) as work:
        after = work.staff.where(), work.settings.get("recovery_public"), work.settings.get("town")
    assert after == before


@pytest.mark.parametrize(
    "change", [{"name": "別　人"}, {"public_key": b"x" * 32}, {"role": "閲覧"}]
)
def test_管理者も_登録した職員の氏名と役割と鍵は替えられない(
    desk: Desk, outsider: Desk, change: dict[str, object]
) -> None:
    with pytest.raises(Refused), desk.writing(Purpose.ADMINISTRATION) as work:
        work.staff.put(replace(outsider.me, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["⼤田文江", "大田\u3164文江", "大田文江\ufe00", "大 田文江", "大\u1160田文江"]
)
def test_字形や見えない字だけを替えた氏名では_二人目になれない(desk: Desk, name: str) -> None:
    with pytest.raises((Refused, BadInput)):
        staffing.add_staff(desk, name, Role.COORDINATOR, PASSWORD)


# --- 同意 -------------------------------------------------------------------


def test_書いた同意も_その目的や除く機関も_書き換えられず消せない(desk: Desk, case: Case) -> None:
    consented(desk, case, purposes=("関係機関との会議",), excluded_agencies="架空病院")
    with desk.reading(Purpose.CASEWORK) as work:
        written = work.consents.where(case_id=case.id)[-1]
        terms = work.sheets.get(written.id)
    assert terms is not None
    tries: tuple[Callable[[Work], object], ...] = (
        lambda work: work.consents.put(replace(written, scope=(), valid_until=None)),
        lambda work: work.consents.put(replace(written, status="書面", agencies=("どこでも",))),
        lambda work: work.consents.remove(written),
        lambda work: work.sheets.put(replace(terms, answers={})),
        lambda work: work.sheets.put(replace(terms, form_id="progress")),
        lambda work: work.sheets.remove(terms),
    )
    for forge in tries:
        with pytest.raises(Refused, match="書いた同意"), desk.writing(Purpose.CASEWORK) as work:
            forge(work)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.consents.get(written.id) == written
        assert work.sheets.get(written.id) == terms


def test_相談の欄だけを書面にしても_同意があることにならない(desk: Desk) -> None:
    made = received(desk)
    with desk.writing(Purpose.CASEWORK) as work:
        forged = work.cases.put(replace(made, consent="書面"))
        assert not terms_of(work, forged).given
    consented(desk, made)
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.cases.get(made.id)
        assert found is not None
        assert terms_of(work, found).given
    consent.record_consent(desk, made.id, {"status": "撤回", "decided_on": desk.today()})
    with desk.writing(Purpose.CASEWORK) as work:
        assert not terms_of(work, work.cases.put(replace(found, consent="書面"))).given


def test_同意の行は_足すことはできる(desk: Desk, case: Case) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        added = Consent(case_id=case.id, status="撤回", decided_on=ON)
        assert work.consents.put(added) == added


# --- 移替え -----------------------------------------------------------------


def forged_row(desk: Desk, other: Desk, case: Case, **more: object) -> Transfer:
    made = Transfer(
        case_id=case.id,
        source_kind="",
        source_id="",
        content="偽の移替え",
        ground="本人同意",
        evidence="同意書",
        proposed_by=other.staff_id,
        proposed_at=AT,
        state=TransferState.APPROVED,
        decided_by=desk.staff_id,
        decided_at=AT,
        target_id=case.id,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("purpose", [Purpose.CASEWORK, Purpose.LEDGER_IMPORT])
def test_移替えの出所は_承認なしには書けない(
    desk: Desk, colleague: Desk, case: Case, purpose: Purpose
) -> None:
    with pytest.raises(Refused), desk.writing(purpose) as work:
        work.transfers.put(forged_row(desk, colleague, case))


@pytest.mark.parametrize("purpose", [Purpose.SUPPORT_MEETING, Purpose.LEDGER_IMPORT])
@pytest.mark.parametrize("state", [TransferState.APPROVED, TransferState.DECLINED])
def test_決まった移替えを_職員の名で書き足せない(
    desk: Desk, colleague: Desk, case: Case, purpose: Purpose, state: TransferState
) -> None:
    body = desk.town.support_bodies[0].id
    row = forged_row(desk, colleague, case, lane=Lane.SEALED, body_id=body, state=state)
    with pytest.raises(Refused), desk.writing(purpose) as work:
        work.transfers.put(row)


@pytest.mark.parametrize("state", [TransferState.DECLINED, TransferState.WITHDRAWN])
def test_人の名で却下も取下げもできない(
    desk: Desk, colleague: Desk, case: Case, state: TransferState
) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    mine, theirs = (desk, colleague) if state is TransferState.DECLINED else (colleague, desk)
    for name in (mine.staff_id, theirs.staff_id):
        ended = replace(asked, state=state, decided_by=name, decided_at=AT)
        with pytest.raises(Refused), mine.writing(Purpose.SUPPORT_MEETING) as work:
            work.transfers.put(ended)


def test_移替えの記録は消せない(desk: Desk, colleague: Desk, case: Case) -> None:
    asked = transfers.propose(desk, Source.NOTE, heard(desk, case).id, wish())
    transfers.approve(colleague, asked.id)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        rows = work.transfers.where()
    assert len(rows) == 2
    for row in rows:
        purpose = Purpose.SUPPORT_MEETING if row.sealed else Purpose.CASEWORK
        with pytest.raises(Refused, match="消せません"), desk.writing(purpose) as work:
            work.transfers.remove(row)


# --- 居場所 -----------------------------------------------------------------


@pytest.fixture
def child(desk: Desk, mother: str) -> str:
    """一緒に伏せている世帯の人の id。"""
    person = receive(desk, person_name="砂原　凪", address=ADDRESS, household_no="H-NEW").person
    assert person is not None
    protecting.set_protection(desk, mother, ACCOUNT)
    assert address_of(desk, person.id) == CONCEALED
    return person.id


def test_棚に直に書いても_世帯番号や氏名では伏せを外せない(
    desk: Desk, mother: str, child: str
) -> None:
    tries: tuple[tuple[str, dict[str, str]], ...] = (
        (child, {"household_no": ""}),
        (child, {"household_no": "H-OLD"}),
        (child, {"name": ACCOUNT.other_party}),
        (mother, {"household_no": "H-FAR"}),
    )
    for who, change in tries:
        with desk.reading(Purpose.CASEWORK) as work:
            known = work.people.get(who)
        assert known is not None
        forged = replace(known, **change)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="伏せなくなる"), desk.writing(Purpose.CASEWORK) as work:
            work.people.put(forged)
    assert address_of(desk, child) == address_of(desk, mother) == CONCEALED
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(child)
        assert person is not None
        work.people.put(replace(person, kana="スナハラ　ナギ"))


def test_様式を別の相談に移して_居場所の欄を読むことはできない(desk: Desk, mother: str) -> None:
    protecting.set_protection(desk, mother, ACCOUNT)
    other = receive(desk, person_name="無関係　人").case
    with desk.reading(Purpose.CASEWORK) as work:
        sheet = work.sheets.get(case_of(desk, mother))
    assert sheet is not None
    assert sheet.answers["phone_note"] == CONCEALED
    with pytest.raises(Refused, match="移せません"), desk.writing(Purpose.CASEWORK) as work:
        work.sheets.put(replace(sheet, case_id=other.id))


@pytest.mark.parametrize(
    "written",
    [
        "東深川1339-2",
        "東深川１３３９番地の２",
        "東深川一三三九番地二",
        "東深川千三百三十九の二",
        "東深川\u206013\u200b39-2",
        "ツバキ荘3号",
        "(0837)22-1234",
        "22-1234",
        "２２の１２３４",
    ],
)
def test_伏せる人の住所と電話は_書き方を変えても文に残らない(desk: Desk, written: str) -> None:
    address, phone = "長門市東深川1339-2　つばき荘3", "0837-22-1234"
    hidden = receive(desk, person_name="砂原　澪", address=address, phone=phone).person
    assert hidden is not None
    protecting.set_protection(desk, hidden.id, ACCOUNT)
    with desk.reading(Purpose.CASEWORK) as work:
        words = work.shield.words((hidden,), (desk.town.name,))
    left = scrub(f"{written}に居る", words, "■")
    assert not any(part in left for part in ("深川", "荘", "12", "１２")), left


# --- 支援会議の話 -----------------------------------------------------------

TOLD = "夫が毎晩ひどく怒鳴って茶碗を投げる"


def test_支援会議の通報の文も_依頼で尋ねたことも_普段の通報に写せない(desk: Desk) -> None:
    case = intake.receive(desk, {"received_on": desk.today(), "consent": "未取得"}).case
    disclosing.ask(desk, case.id, telling(content=TOLD), sealed=True)
    meeting = meetings.convene(desk, desk.town.support_bodies[0].id, desk.today())
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    asked = "屋根裏で叫んでいた頃の通院の様子"
    info_requests.ask(desk, meeting.id, case.id, "架空病院", asked)
    for words in (TOLD, asked):
        with pytest.raises(Refused, match="支援会議で聞いた話"):
            disclosing.ask(desk, case.id, telling(content=words))
        assert disclosing.ask(desk, case.id, telling(content=words), sealed=True).sealed


# --- 番号 -------------------------------------------------------------------


def test_支援会議の記録の番号は_会議体が違えば重ならない(several: Desk, elder_only: Desk) -> None:
    case = received(several)
    found = []
    for one, body in ((several, CHILD), (elder_only, ELDER)):
        meeting = meetings.convene(one, body, one.today())
        meetings.put_on_agenda(one, meeting.id, case.id, "情報共有")
        note = progress.add_note(
            one,
            case.id,
            {"noted_on": one.today(), "content": "見守り"},
            meeting_id=meeting.id,
        )
        told = disclosing.ask(one, case.id, telling(), sealed=True, body_id=body)
        hidden = intake.receive(
            one,
            {
                "received_on": one.today(),
                "consent": "未取得",
                "lane": Lane.SEALED.label,
                "person_name": "架空　花",
            },
            body_id=body,
        )
        assert hidden.person is not None
        plan = plans.write_plan(
            one, hidden.case.id, {"made_on": one.today(), "kind": "多機関協働", "goal": "通う"}, ()
        )
        found.append(
            (
                meeting.meeting_no,
                info_requests.ask(one, meeting.id, case.id, "架空病院", "様子").request_no,
                note.note_no,
                told.disclosure_no,
                hidden.case.case_no,
                hidden.person.person_no,
                plan.plan_no,
            )
        )
    assert found == [
        (
            f"R8-支援-{short}-01",
            f"R8-依頼-{short}-01",
            f"秘{short}K00001",
            f"秘{short}R8-通-01",
            f"秘{short}R8-0001",
            f"秘{short}P0001",
            f"秘{short}R8-プラン-001",
        )
        for short in ("子ども", "高齢")
    ]


class PowerCut(BaseException):
    """電源が切れた。"""


def test_ファイルを書いてから落ちても_控番は使い回さない(
    desk: Desk, plan: Meeting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = drawn(desk, plan, plan.attendees[2])
    written: list[AbstractContextManager[None]] = []

    def cut(*given: object) -> None:
        written.append(write_together(*given))  # type: ignore[arg-type]
        written[-1].__enter__()
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "write_together", cut)
        with pytest.raises(PowerCut):
            hand_out_for_absent(desk, later, tmp_path / "later")
    assert list((tmp_path / "later").iterdir())
    assert numbers(desk, plan) == [1, 2, 3, later.copy.copy_no]
    # 紙が出たかもしれない部を片付けるまで、次は刷れない
    with pytest.raises(BadInput, match=f"控番{later.copy.copy_no}"):
        drawn(desk, plan, plan.attendees[2])


def test_出せなかった控番は_管理表に残らない(desk: Desk, plan: Meeting, tmp_path: Path) -> None:
    later = drawn(desk, plan, plan.attendees[2])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutsideTrouble):
        hand_out_for_absent(desk, later, tmp_path / "file" / "later")
    assert numbers(desk, plan) == [1, 2, 3]


def test_新しい人の印は_これまでどおり付けられる(desk: Desk) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        made = Person(id=new_id(), person_no="P9", name="架空　新", address_concealed=True)
        assert work.people.put(made).address_concealed
