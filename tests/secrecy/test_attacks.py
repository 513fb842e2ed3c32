"""攻めて見つかった穴。どれも一度は通った手で、二度と通らないように残す。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jusou_desk.casework.case import cases, consent, intake, meeting_doors, progress
from jusou_desk.casework.counting import reporting
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.ledger.ledger_cells import read_cell
from jusou_desk.casework.ledger.ledger_schema import CASES
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.office.recovery import make_office, read_code_file, restore_office
from jusou_desk.casework.printing import packets
from jusou_desk.commands import run
from jusou_desk.errors import BadInput, Damaged, OutsideTrouble, Refused
from jusou_desk.forms import code_set
from jusou_desk.models import keys
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee, Case, new_id
from jusou_desk.models.vault import OfficeFile
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import words_in

ADMIN, COLLEAGUE, LEAVER = "岡　由美", "西村　健", "去る　人"
PASSWORD = "みなと三月さくら"
CONTENT = "夕方になると玄関に座りこむ"
SCOPES = code_set("information_scopes", 2026).terms
NOW = datetime(2026, 11, 20, 10, 0)
TODAY = NOW.date()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made, _ = create_office(
        tmp_path / "office",
        town_id="nagato",
        staff_name=ADMIN,
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    return made


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    signed_in = sign_in(office, ADMIN, PASSWORD)
    staffing.add_staff(signed_in, COLLEAGUE, Role.COORDINATOR, PASSWORD)
    staffing.add_staff(signed_in, LEAVER, Role.COUNSELLOR, PASSWORD)
    yield signed_in
    signed_in.close()


def again(office: Office) -> Office:
    """別の窓で開いた同じ事務所。"""
    return Office(office.folder, NoSecrets(), lambda: NOW)


def received(desk: Desk, **values: Any) -> str:
    base = {
        "received_on": TODAY,
        "consent": "未取得",
        "person_name": "架空　太郎",
        "content": CONTENT,
    }
    return intake.receive(desk, base | values).case.id


def consented(desk: Desk, **values: Any) -> str:
    case_id = received(desk)
    given: dict[str, Any] = {"status": "書面", "decided_on": TODAY, "scope": SCOPES, "no_end": True}
    consent.record_consent(desk, case_id, given | {"agencies": "社会福祉協議会"} | values)
    return case_id


def meeting_of(desk: Desk, kind: str, case_id: str, *agencies: str) -> str:
    body = next(b for b in desk.town.bodies if kind in b.kinds)
    meeting = meetings.convene(desk, body.id, TODAY)
    meetings.put_on_agenda(desk, meeting.id, case_id, "情報共有")
    meetings.invite(desk, meeting.id, [Attendee(agency=a, name="架空　花子") for a in agencies])
    return meeting.id


def text_of(folder: Path) -> str:
    return "".join(words_in(path.read_bytes()) for path in sorted(folder.iterdir()))


def key_file(office: Office) -> OfficeFile:
    return msgspec.json.decode((office.folder / "keys.json").read_bytes(), type=OfficeFile)


def rewrite(office: Office, **changes: Any) -> None:
    """鍵の束を、鍵を知らない人が書き換える。"""
    found = key_file(office)
    changed = msgspec.structs.replace(found.keys, **changes)
    data = msgspec.json.encode(msgspec.structs.replace(found, keys=changed))
    (office.folder / "keys.json").write_bytes(data)


# --- 漏らさない ---------------------------------------------------------------


def test_支援会議の相談の書き添えは統計の行にならない(desk: Desk, tmp_path: Path) -> None:
    received(
        desk,
        lane="支援会議",
        issues=("その他(鴫の声)", "椅子の鳴る家"),
        main_issue="その他(鴫の声)",
        route="その他(青い自転車の人)",
        window="離れの窓口",
        method="その他(夜の橋)",
    )
    received(desk, issues=("その他(屋根の穴)",), window="町の外の窓口")
    for kind in reporting.REPORTS:
        folder = tmp_path / kind.name
        reporting.hand_out_report(desk, kind.name, FiscalYear.of(TODAY), folder)
        text = text_of(folder)
        for word in ("鴫の声", "椅子の鳴る家", "青い自転車", "離れの窓口", "夜の橋", "屋根の穴"):
            assert word not in text, (kind.name, word)
    table = reporting.make_report(desk, "soudan-kensu", FiscalYear.of(TODAY)).table
    counted = {row.label: row.figures[-1].value for row in table.rows if row.section == "課題"}
    assert counted["その他"] == 2
    # 通常の相談の、一覧に無い語は、書かれたまま数える(contract.md §2)。
    assert any(row.label == "町の外の窓口" for row in table.rows)


def test_伝えないでほしい機関の部には_その議題が一字も入らない(desk: Desk, tmp_path: Path) -> None:
    case_id = consented(desk, excluded_agencies="架空病院、架空学校")
    agencies = ("社会福祉協議会", "架空学校")
    meeting = meeting_of(desk, "重層的支援会議", case_id, *agencies)
    notice, absent = packets.issue_packet(desk, meeting, tmp_path / "p").notices
    assert "「架空学校」の部に入れていません" in notice
    assert "席を外して" in notice
    assert "「架空病院」に当たる出席者はいません" in absent
    welcome, barred = (
        words_in((tmp_path / "p" / f"packet-{number:02d}.pdf").read_bytes()) for number in (1, 2)
    )
    assert CONTENT in welcome
    assert CONTENT not in barred
    assert "事例票" in welcome
    assert "事例票" not in barred


def test_同意の提供先に無い機関の部には_その議題が入らない(desk: Desk, tmp_path: Path) -> None:
    case_id = consented(desk)
    meeting = meeting_of(desk, "重層的支援会議", case_id, "社会福祉協議会", "架空病院")
    (notice,) = packets.issue_packet(desk, meeting, tmp_path / "p").notices
    assert "「架空病院」の部に入れていません" in notice
    assert "社会福祉協議会" not in notice
    texts = [words_in(path.read_bytes()) for path in sorted((tmp_path / "p").glob("packet-*.pdf"))]
    assert [CONTENT in text for text in texts] == [True, False]


def test_その他の会議の資料にも同意の無い相談は載らない(desk: Desk, tmp_path: Path) -> None:
    meeting = meeting_of(desk, "その他", received(desk), "架空病院")
    with pytest.raises(Refused, match="本人の同意が無い"):
        packets.issue_packet(desk, meeting, tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_前の資料の残るフォルダへは混ぜて出さない(desk: Desk, tmp_path: Path) -> None:
    case_id = received(desk)
    quiet = meeting_of(desk, "支援会議", case_id, "架空交番", "架空病院")
    packets.issue_packet(desk, quiet, tmp_path / "p")
    plan = meeting_of(desk, "重層的支援会議", consented(desk), "社会福祉協議会")
    with pytest.raises(BadInput, match="この会議で出したのではない資料"):
        packets.issue_packet(desk, plan, tmp_path / "p")


def test_暗号化しない台帳は文の中の秘匿の住所も省く(desk: Desk, tmp_path: Path) -> None:
    case_id = received(
        desk,
        address="長門市北斗町九番地",
        phone="0000-77-3311",
        address_concealed=True,
        content="いまは北斗町九番地にいる",
    )
    progress.add_note(desk, case_id, {"noted_on": TODAY, "content": "0000-77-3311 に電話"})
    ledger_export.write_ledger(desk, tmp_path / "plain.xlsx", password=None)
    text = words_in((tmp_path / "plain.xlsx").read_bytes())
    assert "北斗町九番地" not in text
    assert "0000-77-3311" not in text


def test_閲覧の人は従事者になれない(desk: Desk) -> None:
    staffing.add_staff(desk, "見る　人", Role.READER, PASSWORD)
    body = desk.town.support_bodies[0]
    with pytest.raises(Refused, match="「閲覧」の役割では「支援会議」を"):
        staffing.make_member(desk, "見る　人", body.name)


# --- 失わない -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["keys.json", "office-1.db", "一覧.xlsx"])
def test_事務所のフォルダへは書き出さない(desk: Desk, office: Office, name: str) -> None:
    before = {p.name: p.read_bytes() for p in office.folder.glob("*.json")}
    with pytest.raises(OutsideTrouble, match="事務所のデータのフォルダ"):
        ledger_export.write_ledger(desk, office.folder / name, password=None)
    with pytest.raises(OutsideTrouble, match="事務所のデータのフォルダ"):
        ledger_export.write_ledger(desk, office.folder / "中" / name, password=None)
    assert {p.name: p.read_bytes() for p in office.folder.glob("*.json")} == before
    sign_in(again(office), ADMIN, PASSWORD).close()


def test_鍵が替わった後の古い窓は_保存できたと言わない(desk: Desk, office: Office) -> None:
    other = sign_in(again(office), COLLEAGUE, PASSWORD)
    staffing.leave(desk, LEAVER)
    with pytest.raises(Refused, match="鍵が替えられた"):
        received(other, person_name="消える　人")
    other.close()
    fresh = sign_in(again(office), COLLEAGUE, PASSWORD)
    received(fresh, person_name="残る　人")
    fresh.close()


def test_鍵の交換が途中で止まっても_続きを行える(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise OutsideTrouble("停電", "")

    with monkeypatch.context() as cut:
        cut.setattr("jusou_desk.models.vault.copy_database", power_cut)
        with pytest.raises(OutsideTrouble):
            staffing.leave(desk, LEAVER)
    later = sign_in(again(office), ADMIN, PASSWORD)
    staffing.leave(later, "去る 人")
    later.close()
    assert key_file(office).data_file == "office-2.db"
    assert len(key_file(office).keys.slots) == 2


def test_鍵の交換で残った古いデータは_次に錠を取るときに消える(desk: Desk, office: Office) -> None:
    old = (office.folder / "office-1.db").read_bytes()
    staffing.leave(desk, LEAVER)
    (office.folder / "office-1.db").write_bytes(old)
    with office.locked():
        assert [p.name for p in office.folder.glob("office-*.db")] == ["office-2.db"]
        sign_in(office, ADMIN, PASSWORD).close()


def test_復旧シートは事務所のフォルダに置かない(tmp_path: Path) -> None:
    """鍵と錠を同じ所に置くことになる。断ったときは、事務所も作らなかったことにする。"""
    words = {"town_id": "nagato", "staff_name": ADMIN, "password": PASSWORD}
    with pytest.raises(OutsideTrouble, match="事務所のデータのフォルダ"):
        make_office(tmp_path / "new", **words, recovery_folder=tmp_path / "new" / "復旧")
    assert not (tmp_path / "new").exists()


def test_従事者にできない職員は_登録もしない(office: Office, tmp_path: Path) -> None:
    password = tmp_path / "pw.txt"
    password.write_text(PASSWORD, encoding="utf-8")
    files = ("--password-file", str(password), "--new-password-file", str(password))
    words = ("staff", str(office.folder), "新しい　人", "--staff", ADMIN, *files)
    for wrong in (
        ("--role", "閲覧", "--member", "長門市包括的支援会議"),
        ("--role", "相談員", "--member", "長門市重層的支援会議"),
    ):
        assert run((*words, *wrong)) == 1
    assert len(key_file(office).keys.slots) == 1


# --- 鍵の束を疑う -------------------------------------------------------------


@pytest.mark.usefixtures("desk")
def test_束に書き足した復旧の鍵へは新しい鍵を封じない(office: Office) -> None:
    private, public = keys.new_identity()
    recovery = msgspec.structs.replace(key_file(office).keys.recovery, public=public)
    rewrite(office, recovery=recovery)
    later = sign_in(again(office), ADMIN, PASSWORD)  # 台帳の控えに合わせて直る
    rewrite(office, recovery=recovery)  # 開いている間に、もう一度書き換える
    staffing.leave(later, LEAVER)
    with pytest.raises(keys.WrongKey):
        keys.unseal(private, key_file(office).keys.recovery.sealed_data_key, keys.RECOVERY_CONTEXT)
    assert [check.problem for check in later.verify() if check.problem] == []
    later.close()


def test_去った人が包みを書き戻しても_次の鍵は渡らない(desk: Desk, office: Office) -> None:
    before = key_file(office).keys.slots
    staffing.leave(desk, LEAVER)
    (left,) = {s.staff_id: s for s in before}.keys() - {
        s.staff_id for s in key_file(office).keys.slots
    }
    slot = next(s for s in before if s.staff_id == left)
    rewrite(office, slots=(*key_file(office).keys.slots, slot))
    later = sign_in(again(office), ADMIN, PASSWORD)
    assert any("1件(書換えの疑い)" in check.problem for check in later.verify())
    staffing.leave(later, COLLEAGUE)
    later.close()
    assert left not in {s.staff_id for s in key_file(office).keys.slots}


@pytest.mark.usefixtures("desk")
def test_計算できない重さの束は壊れていると言う(office: Office) -> None:
    path = office.folder / "keys.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"memory_kib":1024', '"memory_kib":8', 1).replace(
            '"lanes":1', '"lanes":16', 1
        ),
        encoding="utf-8",
    )
    with pytest.raises(Damaged, match=r"keys\.json"):
        again(office)


# --- 分かる文で断る -----------------------------------------------------------


@pytest.mark.parametrize("name", ["", " \u3000", "山\n田", "山\u202e田", "\ud800田", "長" * 61])
def test_読めない氏名の職員は登録しない(desk: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="氏名"):
        staffing.add_staff(desk, name, Role.COUNSELLOR, PASSWORD)
    with pytest.raises(BadInput, match="氏名"):
        create_office(
            tmp_path / "new",
            town_id="nagato",
            staff_name=name,
            password=PASSWORD,
            device=NoSecrets(),
        )
    assert not (tmp_path / "new").exists()


def test_文字にならない字は一文で断る(desk: Desk, office: Office) -> None:
    with pytest.raises(BadInput, match="文字として読めない字"):
        received(desk, content="壊れた\ud800字")
    with pytest.raises(BadInput, match="文字として読めない字"):
        received(desk, content="壊れた\ud800字", lane="支援会議")
    with pytest.raises(BadInput, match="文字として読めない字"):
        meeting_doors.find_meeting(desk, "R8\udcff")
    with pytest.raises(Refused, match="氏名かパスワードが違います"):
        sign_in(again(office), "\udcff", PASSWORD)


def test_氏名の空白が違っても_締め出せる(desk: Desk) -> None:
    assert staffing.leave(desk, "去る 人").name == LEAVER


def test_支援会議と同じ番号の会議と相談は_取り違えずに断る(desk: Desk, office: Office) -> None:
    """従事者でない人が、知らずに同じ番号を付けることは防げない。"""
    case_id = received(desk, lane="支援会議")
    meeting_id = meeting_of(desk, "支援会議", case_id, "架空交番")
    quiet, meeting = cases.find_case(desk, case_id), meeting_doors.find_meeting(desk, meeting_id)
    other = sign_in(again(office), COLLEAGUE, PASSWORD)
    with other.writing(Purpose.CASEWORK) as work:
        work.cases.put(Case(case_no=quiet.case_no, received_on=TODAY))
        same = replace(meeting, id=new_id(), lane=Lane.OPEN, body_id="", kind="その他")
        work.meetings.put(same)
    assert not cases.find_case(other, quiet.case_no).sealed
    other.close()
    with pytest.raises(BadInput, match="2つあります"):
        cases.find_case(desk, quiet.case_no)
    with pytest.raises(BadInput, match="2つあります"):
        meeting_doors.find_meeting(desk, meeting.meeting_no)
    assert cases.find_case(desk, quiet.id) == quiet
    assert meeting_doors.find_meeting(desk, meeting.id) == meeting


def test_長すぎる番号は取り込まない() -> None:
    column = CASES.column("受付番号")
    assert column is not None
    with pytest.raises(BadInput, match="番号が長すぎます"):
        read_cell(column, "番" * 101, TODAY)


@pytest.mark.parametrize(
    "write",
    [
        lambda code: b"\xef\xbb\xbf" + code.encode(),
        lambda code: code.encode("utf-16"),
        lambda code: ("\r\n" + code + "\r\n").encode(),
        lambda code: code.replace("-", "\r\n").encode(),
        lambda code: code.replace("-", "\u2015").encode(),
        lambda code: code.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}).encode("cp932"),
    ],
    ids=["BOM", "UTF-16", "空行の後", "一行に一組", "全角ダッシュ", "シフトJISの全角"],
)
def test_復旧コードはメモ帳のどの書き方でも読む(
    desk: Desk, tmp_path: Path, write: Callable[[str], bytes]
) -> None:
    (tmp_path / "code.txt").write_bytes(write(desk.renew_recovery()))
    backup = make_backup(desk, tmp_path)
    code = read_code_file(tmp_path / "code.txt")
    restore_office(backup, tmp_path / "restored", code, device=NoSecrets())


def test_開いている間に動かされた事務所は_そう言って断る(desk: Desk, office: Office) -> None:
    moved = office.folder.rename(office.folder.with_name("移した先"))
    with pytest.raises(OutsideTrouble, match="「office」が無くなりました"):
        received(desk)
    moved.rename(office.folder)
    received(desk)


def test_戻った時計は知らせる(office: Office, desk: Desk) -> None:
    assert desk.clock_notice == ""
    late = sign_in(
        Office(office.folder, NoSecrets(), lambda: datetime(1970, 1, 1)), ADMIN, PASSWORD
    )
    assert "S45.1.1" in late.clock_notice
    assert "R8.11.20" in late.clock_notice
    late.close()
