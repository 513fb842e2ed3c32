"""相談の受け付け直し: 支援会議の相談は秘匿に残り、本人の話だけが二人の確かめで通常の相談になる。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from jusou_desk.casework.case import cases, consent, intake, progress, search, timeline
from jusou_desk.casework.case.consent import terms_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.paper import papers
from jusou_desk.casework.secrecy import protecting, transfer_opening, transfers
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.moving import opened_case, opened_row
from jusou_desk.models.records import Case, Consent, Entry, Person, Sheet, new_id
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_transfers import colleague, consented, 公知, 再取得, 同意

__all__ = ["colleague"]

SECRET = "父が夜ごとに屋根裏で叫ぶと民生委員が話した"
WORDS = "家賃が払えず、仕事を探したい"
NAME = "髙橋　𠮷子"
EVIDENCE = "R8.11.20 自宅訪問、本人から"


@pytest.fixture
def hidden(desk: Desk) -> Case:
    """支援会議で受けた、同意のまだ無い相談。"""
    return received(desk)


@pytest.fixture
def case(desk: Desk, hidden: Case) -> Case:
    """本人がうなずいた、支援会議の相談。"""
    consented(desk, hidden)
    return hidden


def received(desk: Desk, **more: object) -> Case:
    values: dict[str, object] = {
        "received_on": desk.today() - timedelta(days=60),
        "person_name": NAME,
        "content": SECRET,
        "consent": "未取得",
        "lane": "支援会議",
    }
    return intake.receive(desk, values | more).case


def retold(desk: Desk, **more: object) -> dict[str, object]:
    values: dict[str, object] = {
        "received_on": desk.today(),
        "person_name": NAME,
        "content": WORDS,
        "issues": ("住まい不安定",),
    }
    return values | more


def asked(desk: Desk, case: Case, ground: str = 再取得, **more: object) -> Transfer:
    return transfer_opening.propose_opening(
        desk, case.id, retold(desk, **more), ground=ground, evidence=EVIDENCE
    )


def open_side(desk: Desk) -> str:
    """従事者でない人の目的で見える記録の全部。"""
    with desk.reading(Purpose.CASEWORK) as work:
        shelves = (
            work.cases,
            work.people,
            work.notes,
            work.sheets,
            work.consents,
            work.transfers,
            work.plans,
            work.meetings,
            work.drafts,
        )
        return repr([shelf.where() for shelf in shelves])


# --- 受け付け直す ---------------------------------------------------------------


def test_二人目が承認すると_本人の話だけの通常の相談ができ_元の相談は秘匿に残る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    proposal = asked(desk, case)
    assert WORDS not in open_side(outsider)
    made = transfer_opening.approve_opening(colleague, proposal.id)
    page = cases.case_page(outsider, made.id)
    assert page.person is not None
    assert (page.person.name, page.case.content, page.case.worker) == (NAME, WORDS, desk.me.name)
    assert (page.case.received_on, page.case.consent) == (desk.today(), "書面")
    assert page.case.case_no.startswith("R8-")
    assert page.person.person_no.startswith("P")
    seen = open_side(outsider)
    for kept in (SECRET, case.id, case.case_no, "support_meeting"):
        assert kept not in seen
    assert search.search(outsider, "家賃が払えず")
    assert not search.search(outsider, "屋根裏")
    # 元の相談は、書いたときのまま残る
    with colleague.reading(Purpose.SUPPORT_MEETING) as work:
        left = work.cases.get(case.id)
    assert left is not None
    assert (left.content, left.sealed) == (SECRET, True)
    assert [c.problem for c in desk.verify() if c.problem] == []
    assert [c.problem for c in outsider.verify() if c.problem] == []


def test_同意の範囲と目的と除く機関も_そのまま写る(
    desk: Desk, colleague: Desk, hidden: Case
) -> None:
    (first, *_) = code_set("information_scopes", 2026).terms
    consented(
        desk,
        hidden,
        scope=(first,),
        purposes=code_set("consent_purposes", 2026).terms[:1],
        excluded_agencies="架空病院",
        oral_record="会議で聞いた話をした",
        note="会議の覚え",
    )
    made = transfer_opening.approve_opening(colleague, asked(desk, hidden).id)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        narrow = terms_of(work, replace(hidden, consent="書面", lane=made.lane, body_id=""))
    with colleague.reading(Purpose.CASEWORK) as work:
        assert terms_of(work, made) == narrow
        assert narrow.excluded == ("架空病院",)
        (row,) = work.consents.where(case_id=made.id)
        assert "会議" not in repr(work.sheets.where(case_id=made.id)) + repr(row)


def test_つながりは支援会議の側だけが持つ(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    made = transfer_opening.approve_opening(colleague, asked(desk, case).id)
    assert transfers.overview(desk, case.id).opened == made.case_no
    (from_new,) = transfers.overview(desk, made.id).proposals
    assert from_new.transfer.source_id == case.id
    with outsider.reading(Purpose.CASEWORK) as work:
        (row,) = work.transfers.where()
    assert (row.source_id, row.source_kind, row.target_id, row.opening) == ("", "", made.id, None)
    (reception,) = (
        one for one in timeline.timeline(cases.case_page(outsider, made.id)) if one.ref == made.id
    )
    assert f"移替え {再取得}" in reception.aside
    with pytest.raises(Refused):
        transfers.overview(outsider, case.id)


def test_できた相談へ_ほかの事実を一つずつ移せる(desk: Desk, colleague: Desk, case: Case) -> None:
    values = {"noted_on": desk.today(), "content": SECRET, "lane": "支援会議"}
    note = progress.add_note(desk, case.id, values)
    made = transfer_opening.approve_opening(colleague, asked(desk, case, person_name="通称").id)
    wish = Wish("水道が止まっていた", 再取得, EVIDENCE, case=made.case_no)
    moved = transfers.approve(colleague, transfers.propose(desk, Source.NOTE, note.id, wish).id)
    assert moved.case_id == made.id


def test_既に通常の区分にいる人の相談なら_その人のまま受け付け直す(
    desk: Desk, colleague: Desk
) -> None:
    known = intake.receive(
        desk, {"received_on": desk.today(), "person_name": NAME, "consent": "未取得"}
    ).person
    assert known is not None
    values = {"received_on": desk.today(), "person_name": NAME, "consent": "未取得"}
    sealed = intake.receive(desk, values | {"lane": "支援会議"}, person_id=known.id).case
    consented(desk, sealed)
    assert transfer_opening.usual_person(desk, sealed.id) == known
    made = transfer_opening.approve_opening(colleague, asked(desk, sealed, person_name="別").id)
    assert made.person_id == known.id
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.people.where() == (known,)


def test_居場所を伏せている人は_受け付け直しても伏せたまま(desk: Desk, colleague: Desk) -> None:
    sealed = received(desk, address="架空町1-2-3", address_concealed=True)
    consented(desk, sealed)
    assert "address" not in transfer_opening.known_values(desk, sealed.id)
    made = transfer_opening.approve_opening(
        colleague, asked(desk, sealed, address="架空町1-2-3").id
    )
    person = cases.case_page(desk, made.id).person
    assert person is not None
    assert person.address_concealed
    assert "1-2-3" not in repr(person)


def test_監査には番号だけが残り_支援会議の番号は従事者だけが読める(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    proposal = asked(desk, case)
    made = transfer_opening.approve_opening(colleague, proposal.id)
    with outsider.reading(Purpose.CASEWORK) as work:
        seen = repr(work.audit.entries())
    assert "移替えによる相談受付" in seen
    assert made.case_no in seen
    for kept in (proposal.id, case.case_no, SECRET):
        assert kept not in seen


def test_相談の件数は_できた相談の分だけ増える(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    before = len(cases.case_list(outsider))
    transfer_opening.approve_opening(colleague, asked(desk, case).id)
    assert len(cases.case_list(outsider)) == before + 1


# --- 断る ----------------------------------------------------------------------


def test_同意が無ければ受け付け直せない(desk: Desk, hidden: Case) -> None:
    with pytest.raises(Refused, match="いま効いている本人の同意がありません"):
        asked(desk, hidden)
    consented(desk, hidden, valid_until=desk.today())
    asked(desk, hidden)


def test_承認までに同意が撤回されるか狭められれば_受け付け直せない(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    first = asked(desk, case)
    clock.pass_days(1)
    consented(desk, case, agencies="架空病院")
    with pytest.raises(Refused, match="書き直されています"):
        transfer_opening.approve_opening(colleague, first.id)
    transfers.withdraw(desk, first.id)
    second = asked(desk, case)
    clock.pass_days(1)
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    with pytest.raises(Refused, match="同意がありません"):
        transfer_opening.approve_opening(colleague, second.id)
    assert WORDS not in open_side(desk)


def test_本人のほかから受けた相談は_本人の同意だけでは受け付け直せない(desk: Desk) -> None:
    told = received(desk, informant="近隣住民", informant_withheld=True)
    consented(desk, told)
    with pytest.raises(Refused, match="本人のほかから受けた"):
        asked(desk, told, 同意)
    assert asked(desk, told, 再取得).ground == 再取得


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": "　"}, "content"),
        ({"received_on": None}, "received_on"),
        ({"received_on": date(2030, 1, 1)}, "received_on"),
    ],
)
def test_足りない申し出は欄を指して断る(
    desk: Desk, case: Case, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        asked(desk, case, **change)
    assert refused.value.field == field


def test_公知は受け付け直しの根拠にならず_資料も要る(desk: Desk, case: Case) -> None:
    with pytest.raises(BadInput) as refused:
        asked(desk, case, 公知)
    assert refused.value.field == "ground"
    with pytest.raises(BadInput) as refused:
        transfer_opening.propose_opening(desk, case.id, retold(desk), ground=再取得, evidence=" ")
    assert refused.value.field == "evidence"


def test_自分では承認できず_二度も受け付け直せず_別の口からも承認できない(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    proposal = asked(desk, case)
    with pytest.raises(Refused, match="自分では承認できません"):
        transfer_opening.approve_opening(desk, proposal.id)
    with pytest.raises(Refused, match="受け付け直しの申し出です"):
        transfers.approve(colleague, proposal.id)
    with pytest.raises(Refused):
        transfer_opening.approve_opening(outsider, proposal.id)
    with pytest.raises(Refused, match="既に承認を待って"):
        asked(desk, case)
    transfer_opening.approve_opening(colleague, proposal.id)
    with pytest.raises(Refused, match="既に「承認」"):
        transfer_opening.approve_opening(colleague, proposal.id)
    with pytest.raises(Refused, match=r"既に R8-\d+ として受け付け直しています"):
        asked(desk, case)


def test_通常の相談は受け付け直せない(desk: Desk) -> None:
    usual = received(desk, lane="通常")
    with pytest.raises(BadInput, match="支援会議の相談が見つかりません"):
        asked(desk, usual)


def test_却下されれば何も残らず_申し出だけが支援会議に残る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    before = open_side(outsider)
    proposal = asked(desk, case)
    transfers.decline(colleague, proposal.id, "本人ともう一度話す")
    assert open_side(outsider) == before
    (one,) = transfers.overview(desk, case.id).proposals
    assert (one.transfer.state, one.case_no) == (TransferState.DECLINED, "")
    assert transfers.overview(desk, case.id).opened == ""


# --- 保存の所の壁と、途中で止まる --------------------------------------------------


def put(work: Work, record: Entry) -> None:
    match record:
        case Person():
            work.people.put(record)
        case Case():
            work.cases.put(record)
        case Consent():
            work.consents.put(record)
        case Sheet():
            work.sheets.put(record)
        case Transfer():
            work.transfers.put(record)


def approval(one: Desk, proposal: Transfer) -> Transfer:
    assert proposal.opening is not None
    return replace(
        proposal,
        state=TransferState.APPROVED,
        decided_by=one.me.id,
        decided_at=one.now(),
        target_id=proposal.opening.case.id,
    )


FORGED: dict[str, Callable[[Entry], Entry | None]] = {
    "相談内容を替えて": lambda r: replace(r, content=SECRET) if isinstance(r, Case) else None,
    "別の人に": lambda r: replace(r, person_id="") if isinstance(r, Case) else None,
    "別の相談として": lambda r: replace(r, id=new_id()) if isinstance(r, Case) else None,
    "名を替えて": lambda r: replace(r, name="別人") if isinstance(r, Person) else None,
    "同意を広げて": lambda r: (
        replace(r, agencies=("どこでも",)) if isinstance(r, Consent) else None
    ),
    "様式に足して": lambda r: (
        replace(r, answers={"wish": SECRET}) if isinstance(r, Sheet) else None
    ),
    "文を足した出所": lambda r: replace(r, content=SECRET) if isinstance(r, Transfer) else None,
}


@pytest.mark.parametrize("how", FORGED)
def test_承認された相談のほかは_保存の所で断る(
    desk: Desk, colleague: Desk, case: Case, how: str
) -> None:
    approved = approval(colleague, asked(desk, case))
    contents = (*opened_case(approved, "R8-0001", "P0001"), opened_row(approved))
    forged = [one for record in contents if (one := FORGED[how](record)) is not None]
    assert forged
    with colleague.writing(Purpose.TRANSFER) as work:
        work.transfers.put(approved)
        for one in forged:
            with pytest.raises(Refused, match="承認された移替えの文のほかは"):
                put(work, one)
        for record in contents:
            put(work, record)


def test_いまある相談に重ねる申し出は_保存の所で断る(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    """受け付け直しを、よその相談を書き換える道にしない。"""
    usual = received(desk, lane="通常")
    proposal = asked(desk, case)
    opening = proposal.opening
    assert opening is not None
    twisted = (
        replace(opening, case=replace(opening.case, id=usual.id)),
        replace(opening, consent=replace(opening.consent, case_id=usual.id)),
        replace(opening, sheets=tuple(replace(s, case_id=usual.id) for s in opening.sheets)),
        replace(opening, person=replace(opening.person, id=usual.person_id))
        if opening.person
        else opening,
    )
    for one in twisted:
        forged = replace(proposal, id=new_id(), opening=one, case_id=one.case.id)
        with desk.writing(Purpose.SUPPORT_MEETING) as work:
            work.transfers.put(forged)
        with (
            colleague.writing(Purpose.TRANSFER) as work,
            pytest.raises(Refused, match="承認が、申し出の中身か"),
        ):
            work.transfers.put(approval(colleague, forged))


@pytest.mark.parametrize("steps", range(7))
def test_途中の失敗では何も残らない(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, steps: int
) -> None:
    proposal = asked(desk, case)
    before = open_side(outsider)
    approved = approval(colleague, proposal)
    writes = (approved, *opened_case(approved, "R8-0001", "P0001"), opened_row(approved))
    assert len(writes) == 7

    def stop_after() -> None:
        with colleague.writing(Purpose.TRANSFER) as work:
            for record in writes[: steps + 1]:
                put(work, record)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_after()
    assert open_side(outsider) == before
    (one,) = transfers.overview(desk, case.id).proposals
    assert one.waiting
    assert transfer_opening.approve_opening(colleague, proposal.id).content == WORDS


def test_ディスクが一杯なら何も残らず_空ければ承認できる(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    proposal = asked(desk, case, content=WORDS + "。" + "長い話" * 4000)
    before = open_side(outsider)

    def limit(pages: int) -> None:
        with colleague.reading(Purpose.SUPPORT_MEETING) as work:
            found = work.connection.exec_driver_sql("PRAGMA page_count").scalar()
            work.connection.exec_driver_sql(f"PRAGMA max_page_count={pages or found}")

    limit(0)
    with pytest.raises((DeskError, OperationalError), match=r"空き|full"):
        transfer_opening.approve_opening(colleague, proposal.id)
    assert open_side(outsider) == before
    (one,) = transfers.overview(desk, case.id).proposals
    assert one.waiting
    limit(1_000_000)
    assert transfer_opening.approve_opening(colleague, proposal.id).content.startswith(WORDS)


def test_普段の書出しには_できた相談だけが出る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, tmp_path: Path
) -> None:
    made = transfer_opening.approve_opening(colleague, asked(desk, case).id)
    result = write_ledger(outsider, tmp_path / "出.xlsx", password=None)
    assert dict(result.counts)["相談受付"] == 1
    assert made.case_no


# --- 支援措置 ---------------------------------------------------------------

AWAY, HUSBAND = "架空町灯台通り九番地つばき荘", "見本　剛志"


def fled(desk: Desk, **more: object) -> Case:
    """支援会議で支援措置を設けた、本人の同意のある相談。"""
    case = received(desk, address=AWAY, phone="050-0000-4411", household_no="S-1", **more)
    consented(desk, case)
    protecting.set_protection(desk, case.person_id, ACCOUNT)
    return case


ACCOUNT = protecting.Account(
    "住民基本台帳事務の支援措置",
    date(2026, 11, 20),
    date(2027, 11, 20),
    other_party=HUSBAND,
    other_kana="ミホン　ツヨシ",
    other_relationship="夫",
    former_household_no="H-OLD",
)


def test_支援会議で設けた支援措置は_通常の区分でも相手方と期間のまま続く(
    desk: Desk, colleague: Desk, outsider: Desk
) -> None:
    own = fled(desk)
    set_by = protecting.confirm(colleague, own.person_id).set_by
    him = intake.receive(
        desk,
        {
            "received_on": desk.today(),
            "person_name": HUSBAND,
            "consent": "未取得",
            "content": f"妻は{AWAY}にいるらしい",
        },
    ).case
    proposal = asked(desk, own, address=AWAY)
    assert proposal.opening is not None
    read = dict(transfer_opening.opening_lines(proposal.opening))
    assert read["支援措置の相手方"] == f"{HUSBAND}　ミホン　ツヨシ　夫"
    assert read["支援措置の元の世帯番号"] == "H-OLD"
    assert read["支援措置"].startswith(ACCOUNT.ground)
    made = transfer_opening.approve_opening(colleague, proposal.id)
    with outsider.reading(Purpose.CASEWORK) as work:
        (one,) = work.protections.where()
        person = work.people.get(made.person_id)
    assert (one.person_id, one.lane, one.body_id) == (made.person_id, made.lane, "")
    assert protecting.Account(**{name: getattr(one, name) for name in vars(ACCOUNT)}) == ACCOUNT
    assert (one.set_by, one.confirmed_by) == (set_by, colleague.staff_id)
    assert person is not None
    assert person.address == "秘匿"
    assert cases.case_page(outsider, him.id).warnings
    for number in (him.case_no, made.case_no):
        packet, _ = papers.sheet_packet(outsider, papers.sheet_kind("intake"), number)
        assert AWAY not in repr(packet.values)
    assert search.search(outsider, "つばき荘") == ()


def test_世帯によって伏せている人の相談でも_その支援措置が続く(
    desk: Desk, colleague: Desk, outsider: Desk
) -> None:
    fled(desk, person_name="見本　母")
    child = received(desk, person_name="見本　子", address=AWAY, household_no="S-1")
    consented(desk, child)
    made = transfer_opening.approve_opening(
        colleague, asked(desk, child, person_name="見本　子", address=AWAY).id
    )
    with outsider.reading(Purpose.CASEWORK) as work:
        (one,) = work.protections.where()
    assert (one.person_id, one.other_party) == (made.person_id, HUSBAND)


def test_申し出の後に支援措置が変わっていれば承認できない(desk: Desk, colleague: Desk) -> None:
    own = fled(desk)
    proposal = asked(desk, own)
    protecting.confirm(colleague, own.person_id)
    with pytest.raises(Refused, match="支援措置が変わっています"):
        transfer_opening.approve_opening(colleague, proposal.id)


def test_申し出の後に設けた支援措置も_落ちない(desk: Desk, colleague: Desk, case: Case) -> None:
    proposal = asked(desk, case)
    protecting.set_protection(desk, case.person_id, ACCOUNT)
    with pytest.raises(Refused, match="支援措置が変わっています"):
        transfer_opening.approve_opening(colleague, proposal.id)


def test_居場所を伏せる人の相談は匿名では受け付け直せない(desk: Desk) -> None:
    with pytest.raises(BadInput, match="匿名では受け付け直せません"):
        asked(desk, fled(desk), person_name="")
