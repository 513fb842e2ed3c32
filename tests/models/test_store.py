"""保管庫: 記録の往復、取り消し、職員の出入り。"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jusou_desk import scrubbing
from jusou_desk.errors import BadInput, Damaged, Refused
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models import (
    community_records,
    family_records,
    merge_records,
    office_records,
    records,
    register_records,
    secrecy_records,
)
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.lanes import holders
from jusou_desk.models.office import Office
from jusou_desk.models.shelf import Shelf
from jusou_desk.models.store import Store
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane, Purpose, Role
from tests.models.office import (
    ADMIN,
    BODY,
    OTHER_BODY,
    PASSWORD,
    START,
    case,
    case_numbers,
    joined,
    note,
    opened,
    permit,
    person,
    save_case,
    save_sealed,
    sealed_case,
)

DAY = date(2026, 4, 1)
FIRST = case()
MEETING = records.Meeting(
    meeting_no="M-1",
    body_name="会議",
    kind="重層的支援会議",
    held_on=DAY,
    attendees=(records.Attendee(agency="社協", name="試見 いぶき", pledged_on=DAY),),
)
MEDIUM = office_records.Medium(
    medium_no="U-1", name="青い媒体", serial="0A1B", registered_on=DAY, registered_by=ADMIN
)
PERSON = replace(person(name="髙﨑 𠮷葛\U000e0100"), birth_on=DAY)
OTHER = replace(person(name="髙﨑 はる"), person_no="P-002")
PLAN = records.Plan(
    plan_no="PL-1",
    case_id=FIRST.id,
    kind="多機関協働",
    made_on=DAY,
    status=records.PlanStatus.DECIDED,
    actions=(records.PlanAction(issue="家計", due_on=DAY), records.PlanAction()),
)
RESOURCE = register_records.Resource(
    resource_no="S-1",
    kind=register_records.ResourceKind.HOST,
    name="くじらの居場所",
    operators=("社協", "自治会"),
    more=(("送迎", "あり"),),
    written_at=START,
)
#: 棚の名と、その棚に置ける記録。つながる相手が先に来る。
#: 足すことと読むことだけができる棚。
KEPT = "issued"
#: 消すことのできない棚。
UNREMOVED = (KEPT, "protections", "transfers", "consents", "expenses")
#: 決まった目的でだけ書ける棚。
GUARDED = {"disclosures": Purpose.EMERGENCY, "transfers": Purpose.LEDGER_IMPORT}
SPECIMENS: dict[str, records.Entry] = {
    "people": PERSON,
    "cases": replace(FIRST, issues=("経済的困窮", "ひきこもり"), status=records.CaseStatus.CLOSED),
    "consents": records.Consent(
        case_id=FIRST.id, status="書面", decided_on=DAY, scope=("氏名",), agencies=("社協", "病院")
    ),
    "notes": replace(note(FIRST), due_on=DAY, at=datetime(2026, 4, 1, 23, 59, 58)),
    "sheets": records.Sheet(
        case_id=FIRST.id,
        form_id="intake",
        form_version="1",
        written_on=DAY,
        answers={"a": "文", "b": ("一", "二"), "c": ()},
    ),
    "plans": PLAN,
    "meetings": MEETING,
    "agenda": records.AgendaItem(
        meeting_id=MEETING.id,
        item_no="1",
        case_id=FIRST.id,
        decisions=(records.Decision(what="訪問", due_on=DAY),),
    ),
    "tasks": records.Task(what="電話する", due_on=None, case_id=FIRST.id),
    "copies": records.PacketCopy(
        meeting_id=MEETING.id,
        copy_no=1,
        copies=8,
        agency="社協",
        name="試見 いぶき",
        issued_at=START,
        issued_by=ADMIN,
        digest="0" * 64,
    ),
    "media": MEDIUM,
    "medium_entries": office_records.MediumEntry(
        medium_no="U-1",
        at=START,
        actor=ADMIN,
        report="r",
        purpose="報告",
        receiver="県",
        files=("a.xlsx", "a.pdf"),
        digests=("1", "2"),
    ),
    "issued": secrecy_records.Issued(
        issued_at=START,
        issued_by=ADMIN,
        purpose="重層的支援会議",
        way=secrecy_records.Way.FILE,
        title="会議資料",
        receiver="社会福祉協議会",
        case_ids=("a", "b"),
        digest="0" * 64,
    ),
    "transfers": secrecy_records.Transfer(
        case_id=FIRST.id,
        source_kind="経過",
        source_id="n",
        content="写す文",
        ground="本人同意",
        evidence="同意書",
        proposed_by=ADMIN,
        proposed_at=START,
        state=secrecy_records.TransferState.DECLINED,
        decided_at=START,
    ),
    "protections": secrecy_records.Protection(
        person_id=PERSON.id,
        since=START.date(),
        until=START.date(),
        ground="住民基本台帳事務の支援措置",
        set_by=ADMIN,
        # 続いている支援措置なら、その人の住所は棚から「秘匿」で出る(test_protection)。
        lifted_on=START.date(),
    ),
    "members": secrecy_records.Member(
        body="plan", agency="学校", name="校外 ひと", since=START.date(), pledged_on=START.date()
    ),
    "info_requests": secrecy_records.InfoRequest(
        request_no="R8-依頼-01",
        meeting_id="m",
        case_id=FIRST.id,
        agency="学校",
        asked_on=START.date(),
        items="出席の様子",
    ),
    "disclosures": secrecy_records.Disclosure(
        disclosure_no="R8-通-01",
        case_id=FIRST.id,
        reason="その他の法令",
        receiver="町の窓口",
        told_at=START,
        content="見本の文",
        asked_by="a",
        asked_at=START,
        result_on=START.date(),
    ),
    "residences": family_records.Residence(
        person_id=PERSON.id, kind=HouseholdKind.FACILITY, place="見本苑", since=DAY
    ),
    "family_ties": family_records.FamilyTie(
        person_id=PERSON.id, other_id=OTHER.id, kind=family_records.TieKind.SIBLING, since=DAY
    ),
    "eco_ties": family_records.EcoTie(person_id=PERSON.id, agency="社協", strength="強い"),
    "picture_layouts": family_records.PictureLayout(
        person_id=PERSON.id,
        picture=family_records.PictureKind.GENOGRAM,
        nudges={PERSON.id: (3.5, None), OTHER.id: (0.0, 1)},
    ),
    "aparts": merge_records.Apart(
        person_id=PERSON.id, other_id=OTHER.id, said_by="a", said_at=START
    ),
    "resources": RESOURCE,
    "matches": register_records.Match(
        case_id=FIRST.id,
        plan_id=PLAN.id,
        resource_no=RESOURCE.resource_no,
        host=RESOURCE.name,
        asked_on=DAY,
        wanted=("居場所",),
        state=register_records.MatchState.FAILED,
        failed_for=register_records.FailedFor.NOBODY,
    ),
    "issues": community_records.CommunityIssue(
        title="買い物の足",
        found_on=DAY,
        talks=(community_records.Talk(on=DAY, place="協議会", who="社協", what="乗合の相談"),),
        review_on=DAY,
    ),
    "expenses": community_records.Expense(
        case_id=FIRST.id,
        plan_id=PLAN.id,
        number="R8-001",
        paid_on=DAY,
        amount=4800,
        what="作業着",
        receiver="架空商店",
    ),
    "drafts": office_records.Draft(
        staff_id="s", place="case", saved_at=START, payload='{"a": "打ち"}'
    ),
}


def shelf(work: Work, name: str) -> Shelf[Any]:
    found = getattr(work, name)
    assert isinstance(found, Shelf)
    return found


def specimen(store: Store, name: str) -> records.Entry:
    """その棚の見本。通報・緊急の提供と支援措置は、サインインした人の名でしか書けない。"""
    record = SPECIMENS[name]
    if isinstance(record, secrecy_records.Disclosure):
        return replace(record, asked_by=store.me.id)
    if isinstance(record, secrecy_records.Protection):
        return replace(record, set_by=store.me.id)
    return record


def put_all(store: Store) -> None:
    with store.writing(permit(store)) as work:
        work.people.put(OTHER)
    for name in SPECIMENS:
        with store.writing(permit(store, GUARDED.get(name, Purpose.CASEWORK))) as work:
            shelf(work, name).put(specimen(store, name))


def test_どの棚にも見本がある(store: Store) -> None:
    with store.reading(permit(store)) as work:
        shelves = {name for name, value in vars(work).items() if isinstance(value, Shelf)}
    assert shelves == {*SPECIMENS, "staff", "merges"}  # 統合の行は work.merging だけが書く


@pytest.mark.parametrize("purpose", [Purpose.CASEWORK, Purpose.SUPPORT_MEETING])
def test_発行控の中身は出たときのままで_支援会議の分は従事者だけに開く(
    store: Store, purpose: Purpose
) -> None:
    data = "%PDF 髙﨑𠮷".encode() * 1000
    sealed = purpose is Purpose.SUPPORT_MEETING
    issued = replace(
        secrecy_records.Issued(
            issued_at=START,
            issued_by=ADMIN,
            purpose=purpose,
            way=secrecy_records.Way.FILE,
            title="資料",
        ),
        lane=Lane.SEALED if sealed else Lane.OPEN,
        body_id=BODY if sealed else "",
    )
    with store.writing(permit(store, purpose)) as work:
        work.issued.put(issued)
        work.issued_files.put(issued, data)
    with store.reading(permit(store, purpose)) as work:
        assert work.issued_files.get(issued) == data
        assert work.issued_files.get(replace(issued, id="nowhere")) is None
    other = joined(store, "夕凪 ひびき", Role.COORDINATOR, OTHER_BODY)
    with other.reading(permit(other, purpose)) as work:
        assert work.issued_files.get(issued) == (None if sealed else data)
    with store.reading(permit(store)) as work:
        assert (work.issued.get(issued.id) is None) is sealed
    connection = store.raw_connection()
    kept = connection.execute("SELECT data FROM issued_file").fetchall()
    hidden = connection.execute("SELECT blob FROM sealed_file").fetchall()
    connection.close()
    assert (len(kept), len(hidden)) == ((0, 1) if sealed else (1, 0))
    assert all(b"%PDF" not in row[0] for row in hidden)
    other.close()


def test_どの記録も書いたとおりに読める(store: Store, folder: Path) -> None:
    put_all(store)
    store.close()
    again = opened(folder)
    with again.reading(permit(again)) as work:
        for name in SPECIMENS:
            record = specimen(again, name)
            assert shelf(work, name).get(record.id) == record, name
    again.close()


@pytest.mark.parametrize("name", SPECIMENS)
def test_支援会議の記録も同じように読み書きし消せる(store: Store, name: str) -> None:
    record = replace(specimen(store, name), id=records.new_id(), lane=Lane.SEALED, body_id=BODY)
    purpose = permit(store, GUARDED.get(name, Purpose.SUPPORT_MEETING))
    with store.writing(purpose) as work:
        shelf(work, name).put(record)
        assert shelf(work, name).get(record.id) == record
    with store.reading(purpose) as work:
        first = fields(record)[3].name
        equal = {first: getattr(record, first)}
        assert shelf(work, name).get(record.id) == record
        assert shelf(work, name).where(**equal) == (record,)
        assert shelf(work, name).where(**{first: "ほか"}) == ()
    with store.reading(permit(store)) as work:
        assert shelf(work, name).get(record.id) is None
    if name in UNREMOVED:
        return
    with store.writing(purpose) as work:
        shelf(work, name).remove(record)
        assert shelf(work, name).get(record.id) is None
    with store.reading(purpose) as work:
        assert shelf(work, name).get(record.id) is None


@pytest.mark.parametrize("purpose", [Purpose.CASEWORK, Purpose.SUPPORT_MEETING])
def test_発行控は誰にも消せず書き換えられない(store: Store, purpose: Purpose) -> None:
    sealed = purpose is Purpose.SUPPORT_MEETING
    record = replace(
        SPECIMENS[KEPT],
        id=records.new_id(),
        lane=Lane.SEALED if sealed else Lane.OPEN,
        body_id=BODY if sealed else "",
    )
    assert isinstance(record, secrecy_records.Issued)
    with store.writing(permit(store, purpose)) as work:
        work.issued.put(record)
        work.issued_files.put(record, b"%PDF")
        with pytest.raises(Refused, match="発行控は消せません"):
            work.issued.remove(record)
        with pytest.raises(Refused, match="発行控は書き換えられません"):
            work.issued.put(replace(record, receiver="ほかの機関"))
    connection = store.raw_connection()
    for table in ("sealed_file",) if sealed else ("issued", "issued_file"):
        for words in (f"DELETE FROM {table}", f"UPDATE {table} SET id = 'x'"):
            with pytest.raises(sqlcipher.IntegrityError, match="append-only"):
                connection.execute(words)
    connection.close()
    with store.reading(permit(store, purpose)) as work:
        assert work.issued.get(record.id) == record
        assert work.issued_files.get(record) == b"%PDF"


# サロゲートの半分だけは Unicode の文ではないので、画面からも台帳からも来ない。
texts = st.text(st.characters(codec="utf-8"))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=texts, content=texts)
def test_打たれた字は一字も変わらない(store: Store, name: str, content: str) -> None:
    one = person(records.new_id(), name)
    open_case, sealed = case(records.new_id(), content), sealed_case(records.new_id(), content)
    with store.writing(permit(store)) as work:
        work.people.put(one)
        work.cases.put(open_case)
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.cases.put(sealed)
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        assert work.people.get(one.id) == one
        assert work.cases.get(open_case.id) == open_case
        assert work.cases.get(sealed.id) == sealed


def test_番号の重なりとつながらない記録は一文で断り何も残さない(store: Store) -> None:
    save_case(store)

    def save(*kept: records.Case | records.Note) -> None:
        with store.writing(permit(store)) as work:
            for record in kept:
                if isinstance(record, records.Case):
                    work.cases.put(record)
                else:
                    work.notes.put(record)

    with pytest.raises(BadInput, match="同じ番号"):
        save(case("R8-002"), case("R8-001"))
    with pytest.raises(BadInput, match="つながる相手"):
        save(case("R8-003"), note(case()))
    assert case_numbers(store) == {"R8-001"}


def test_途中で失敗すれば一つも残らない(store: Store) -> None:
    def fail() -> None:
        with store.writing(permit(store)) as work:
            work.cases.put(case("R8-002"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert case_numbers(store) == set()
    with store.reading(permit(store)) as work:
        assert work.search.find("家計") == ()


def test_直した記録は新しい言葉で見つかり_前の言葉では見つからない(store: Store) -> None:
    first = save_case(store)
    with store.writing(permit(store)) as work:
        work.cases.put(replace(first, content="近所の心配ごと"))
        assert work.search.find("家計") == ()
        assert [found.ref_id for found in work.search.find("近所 心配")] == [first.id]
        work.cases.remove(first)
        assert work.search.find("近所") == ()


def test_住所を秘匿した人は住所でも電話でも見つからない(store: Store) -> None:
    hidden = replace(person(), address="見本町九丁目", address_concealed=True)
    with store.writing(permit(store)) as work:
        work.people.put(hidden)
        assert work.search.find("九丁目") == ()
        assert work.search.find("2222") == ()
        assert [found.ref_id for found in work.search.find("さざなみ")] == [hidden.id]


def test_among_は何百件でも引ける(store: Store) -> None:
    with store.writing(permit(store)) as work:
        ids = {work.cases.put(case(f"R8-{number:04}")).id for number in range(1100)}
        assert {one.id for one in work.cases.among("id", ids)} == ids
        assert work.cases.among("id", set()) == ()


# --- 書いてよいか -----------------------------------------------------------


def test_閲覧の役割は記録も設定も書けない(store: Store) -> None:
    save_case(store)
    reader = joined(store, "夕凪 ひびき", Role.READER)
    with reader.writing(permit(reader)) as work:
        for name, record in SPECIMENS.items():
            if name == KEPT:  # 監査と同じく、読むだけの人が出した紙の控も残る
                shelf(work, name).put(record)
            else:
                with pytest.raises(Refused, match="書き換えられません"):
                    shelf(work, name).put(record)
            with pytest.raises(Refused):
                shelf(work, name).remove(record)
        with pytest.raises(Refused, match="書き換えられません"):
            work.settings.put("town", "nagato")
    assert case_numbers(reader) == {"R8-001"}
    reader.close()


def test_読むための口からは誰も書けない(store: Store) -> None:
    with store.reading(permit(store)) as work:
        with pytest.raises(Refused, match="書き換えられません"):
            work.cases.put(case())
        with pytest.raises(Refused, match="書き換えられません"):
            work.settings.put("town", "nagato")
        assert work.settings.get("town") == "standard"


def test_支援会議で書いたものは通常の区分に入れられない(store: Store) -> None:
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        for name, record in SPECIMENS.items():
            with pytest.raises(Refused, match="通常の区分には入れられません"):
                shelf(work, name).put(record)


@pytest.mark.parametrize("purpose", [Purpose.CASEWORK, Purpose.PLAN_MEETING, Purpose.REFERRAL])
def test_支援会議の記録はほかの目的では書けない(store: Store, purpose: Purpose) -> None:
    with store.writing(permit(store, purpose)) as work:
        with pytest.raises(Refused, match="記録を書けません"):
            work.cases.put(sealed_case())
        with pytest.raises(Refused, match="記録を書けません"):
            work.cases.remove(sealed_case())


def test_従事していない会議体へは書けない(store: Store) -> None:
    member = joined(store, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    with member.writing(permit(member, Purpose.SUPPORT_MEETING)) as work:
        work.cases.put(sealed_case())
        with pytest.raises(Refused, match="従事者ではない"):
            work.cases.put(replace(sealed_case("S-2"), body_id=OTHER_BODY))
    member.close()


def test_同じidで通常の記録を秘匿に変えることはできない(store: Store) -> None:
    """通常の表と検索の索引に、元の記載が残ってしまうため。"""
    first = save_case(store)
    with (
        store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work,
        pytest.raises(Refused, match="そのまま支援会議の記録に"),
    ):
        work.cases.put(replace(first, lane=Lane.SEALED, body_id=BODY))


def test_よその会議体の記録は番号を知っていても書換えも削除もできない(store: Store) -> None:
    secret = replace(sealed_case(), body_id=OTHER_BODY)
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.cases.put(secret)
    member = joined(store, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    sealed = permit(member, Purpose.SUPPORT_MEETING)
    with member.writing(sealed) as work:
        work.cases.remove(replace(secret, body_id=BODY))
    with member.writing(sealed) as work, pytest.raises(BadInput):
        work.cases.put(replace(secret, body_id=BODY, content="上書き"))
    member.close()
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        assert work.cases.get(secret.id) == secret


# --- 職員の出入り -----------------------------------------------------------


def test_同じ氏名の職員は足せない(store: Store) -> None:
    for name in (ADMIN, ADMIN.replace(" ", ""), ADMIN.replace(" ", "\u3000")):
        with pytest.raises(Refused, match="同じ氏名"):
            store.add_staff(name, Role.READER, PASSWORD)
    store.close()
    opened(store.folder).close()


def test_職員を足せるのは管理者だけ(store: Store) -> None:
    for number, role in enumerate((Role.COORDINATOR, Role.COUNSELLOR, Role.READER)):
        other = joined(store, f"夕凪 {number}", role, BODY)
        with pytest.raises(Refused):
            other.add_staff("新しい 人", Role.ADMIN, PASSWORD)
        with pytest.raises(Refused):
            other.shut_out(store.me)
        with pytest.raises(Refused):
            other.grant_body(BODY, store.me)
        with pytest.raises(Refused):
            other.holders_of(BODY)
        other.close()


def test_自分が従事していない会議体へは管理者でも足せない(store: Store) -> None:
    other = joined(store, "夕凪 ひびき", Role.ADMIN)
    with pytest.raises(Refused, match="自分が従事していない"):
        other.grant_body(BODY, other.me)
    assert other.member_of == frozenset()
    other.close()


def test_従事者を足すと_前の世代の記録も読める(store: Store) -> None:
    save_sealed(store)
    member = joined(store, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    assert case_numbers(member, Purpose.SUPPORT_MEETING) == {"S-001"}
    assert store.holders_of(BODY) == {store.me.id, member.me.id}
    assert store.holders_of(OTHER_BODY) == {store.me.id}
    member.close()


def test_退任するとパスワードも鍵も役に立たなくなる(store: Store, folder: Path) -> None:
    member = joined(store, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    save_sealed(store)
    save_case(store)
    old_key, old_lane_keys = member.data_key, member._lane_keys
    member.close()
    before = (folder / "office-1.db").read_bytes()
    assert before

    store.shut_out(member.me)

    assert sorted(p.name for p in folder.glob("*.db*") if p.suffix == ".db") == ["office-2.db"]
    with pytest.raises(Refused, match="氏名かパスワード"):
        opened(folder, name="夕凪 ひびき")
    with pytest.raises(Damaged):  # 覚えていたデータの鍵でも開かない
        Office(folder, NoSecrets()).vault.connect(old_key)
    # 会議体の鍵は世代が進み、以後の記録は前の鍵では読めない。
    save_sealed(store, "S-002")
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        assert {one.case_no for one in work.cases.where()} == {"S-001", "S-002", "R8-001"}
        generations = {generation for _, generation in work.sealed._ring._keys}
        rows = work.connection.exec_driver_sql("SELECT generation FROM sealed_record").all()
        held = {(key.body_id, key.generation) for key in old_lane_keys}
        assert holders(work.connection, BODY) == {store.me.id}
    assert held == {(BODY, 1)}
    assert generations == {1, 2}
    assert sorted(row[0] for row in rows) == [1, 2]
    # 残った職員と復旧コードは、そのまま開ける。
    store.close()
    again = opened(folder)
    assert case_numbers(again, Purpose.SUPPORT_MEETING) == {"S-001", "S-002", "R8-001"}
    again.close()


def test_退任のあとも復旧コードで新しい世代まで読める(
    store: Store, folder: Path, code: str
) -> None:
    member = joined(store, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    member.close()
    store.shut_out(member.me)
    save_sealed(store, "S-002")
    store.close()
    again = Office(folder, NoSecrets()).reissue(code, ADMIN, "あたらしい-パスワード")
    assert case_numbers(again, Purpose.SUPPORT_MEETING) == {"S-002"}
    again.close()
    with pytest.raises(BadInput, match="その氏名の職員は"):
        Office(folder, NoSecrets()).reissue(code, "夕凪 ひびき", "あたらしい-パスワード")


def test_退任した人と同じ氏名の職員をまた足せる(store: Store) -> None:
    member = joined(store, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    member.close()
    store.shut_out(member.me)
    again = joined(store, "夕凪 ひびき", Role.READER)
    assert again.me.id != member.me.id
    assert again.member_of == frozenset()
    again.close()


def test_自分は締め出せない(store: Store) -> None:
    with pytest.raises(Refused, match="自分自身"):
        store.shut_out(store.me)


def test_再発行は従事していた会議体の鍵だけを渡す(store: Store, folder: Path, code: str) -> None:
    joined(store, "夕凪 ひびき", Role.COUNSELLOR, OTHER_BODY).close()
    again = Office(folder, NoSecrets()).reissue(code, "夕凪 ひびき", "あたらしい-パスワード")
    assert again.member_of == {OTHER_BODY}
    again.close()


def test_閉じると伏せる語も手放す(store: Store) -> None:
    assert scrubbing.scrub("東深川1339-2です", ("東深川1339-2",), "秘匿") == "秘匿です"
    store.close()
    assert scrubbing._pattern.cache_info().currsize == 0
