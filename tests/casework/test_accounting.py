"""月報・退任の通知・権限の表: 数は監査の行から数え、支援会議の分は従事者が選んだときだけ。"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument

from jusou_desk.casework.case import cases
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.office.rights import as_markdown, rights_table
from jusou_desk.casework.paper import papers
from jusou_desk.casework.trail import accounting, sightings
from jusou_desk.casework.trail.accounting import Tally, month_of, office_hours
from jusou_desk.casework.wording import change_word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.paths import resource
from jusou_desk.policy import CEILINGS, Purpose, Role
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD, MovableClock
from tests.casework.several_bodies import elder_only, komae, several
from tests.casework.test_one_case import phone_call, support_meeting

__all__ = ["elder_only", "komae", "several"]

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def case(desk: Desk) -> Case:
    return phone_call(desk)


def look(desk: Desk, case: Case) -> None:
    sightings.note_case_opened(desk, cases.case_page(desk, case.id), Purpose.CASEWORK)


def tally(desk: Desk, name: str, *, sealed: bool = False) -> Tally:
    month = month_of(desk, NOVEMBER, sealed=sealed)
    return next(one for one in month.tallies if one.name == name)


def words_of(data: bytes) -> str:
    """PDF の文字。"""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    found = "".join(document.getAllText(n).text() for n in range(document.pageCount()))
    document.close()
    return "".join(found.split())


def test_開いた数は_同じ日の同じ記録を一つに数える(
    desk: Desk, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    other = phone_call(desk, person_name="別の　人")
    for _ in range(3):
        look(outsider, case)
        look(outsider, other)
    clock.pass_days(1)
    look(outsider, case)
    assert tally(desk, OUTSIDER).opened == 3
    assert tally(desk, COORDINATOR).opened == 0


def test_刷った_出した_断られた_失敗した数(
    desk: Desk, office: Office, outsider: Desk, case: Case, tmp_path: Path
) -> None:
    papers.hand_out_sheet(outsider, "intake", case.case_no, tmp_path)
    with pytest.raises(Refused):
        papers.hand_out_sheet(outsider, "referral", case.case_no, tmp_path)
    with pytest.raises(BadInput):
        cases.find_case(outsider, "R8-999")
    for _ in range(2):
        with pytest.raises(Refused):
            sign_in(office, OUTSIDER, "まちがい-まちがい")
    sign_in(office, OUTSIDER, PASSWORD).close()
    accounting.note_month_printed(desk, month_of(desk, NOVEMBER), "印刷の開始")
    found = tally(desk, OUTSIDER)
    assert (found.printed, found.written, found.refused) == (0, 1, 4)
    assert tally(desk, COORDINATOR).printed == 1


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2026, 11, 24, 8, 29), 1),
        (datetime(2026, 11, 24, 8, 30), 0),
        (datetime(2026, 11, 24, 17, 14), 0),
        (datetime(2026, 11, 24, 17, 15), 1),
        (datetime(2026, 11, 21, 10, 0), 1),  # 土曜
        (datetime(2026, 11, 23, 10, 0), 1),  # 勤労感謝の日
    ],
)
def test_執務時間の外(
    desk: Desk, outsider: Desk, case: Case, clock: MovableClock, at: datetime, late: int
) -> None:
    clock.now = at
    look(outsider, case)
    assert tally(desk, OUTSIDER).late == late


def test_執務時間は文言で替えられ_読めなければ初めの値(desk: Desk) -> None:
    change_word(desk, "office_hours", "月火水木金土 9:00～18:00")
    assert month_of(desk, NOVEMBER).hours == "月火水木金土 9:00～18:00"
    change_word(desk, "office_hours", "だいたい昼間")
    assert month_of(desk, NOVEMBER).hours == "月火水木金 8:30-17:15"


@pytest.mark.parametrize("text", ["", "月 8:30", "月 25:00-26:00", "x 8:30-17:00", "月8:30-17:00"])
def test_読めない執務時間(text: str) -> None:
    assert office_hours(text) is None


def test_月の外の行は数えない(desk: Desk, case: Case, clock: MovableClock) -> None:
    look(desk, case)
    clock.now = datetime(2026, 12, 1)
    look(desk, case)
    assert tally(desk, COORDINATOR).opened == 1
    december = month_of(desk, date(2026, 12, 31))
    assert [one.opened for one in december.tallies] == [1]
    assert december.first == date(2026, 12, 1)


def test_支援会議の分は_従事者が選んだときだけ数え_紙は秘密になる(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    held = support_meeting(desk)
    for _ in range(2):
        sightings.note_meeting_opened(desk, held)
        clock.now += timedelta(minutes=20)
    assert tally(desk, COORDINATOR).opened == 0
    assert tally(desk, COORDINATOR, sealed=True).opened == 1
    plain = accounting.draw_month(desk, month_of(desk, NOVEMBER))[1].data
    assert "サインインする前の行は数えません" in words_of(plain)
    secret = accounting.draw_month(desk, month_of(desk, NOVEMBER, sealed=True))[1].data
    assert "支援会議の記録についての行は含みません" in words_of(plain)
    assert "㊙" not in words_of(plain)
    assert "㊙" in words_of(secret)
    accounting.hand_out_month(desk, month_of(desk, NOVEMBER, sealed=True), tmp_path)
    with desk.reading(Purpose.CASEWORK) as work:
        assert "月報" not in repr(work.audit.entries())
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert "月報 2026-11" in repr(work.audit.entries())


def test_いくつもの会議体の月報の控は_一つの会議体の従事者には読めない(
    several: Desk, elder_only: Desk, tmp_path: Path
) -> None:
    accounting.hand_out_month(several, month_of(several, NOVEMBER, sealed=True), tmp_path / "m")
    with elder_only.reading(Purpose.SUPPORT_MEETING) as work:
        rows = [one for one in work.issued.where() if one.sealed]
        assert [work.issued_files.get(one) for one in rows] == [None, None]


def test_支援会議があってもなくても_従事者でない人の月報は同じ(
    desk: Desk, office: Office, case: Case
) -> None:
    staffing.add_staff(desk, "課長　一郎", Role.ADMIN, PASSWORD)
    boss = sign_in(office, "課長　一郎", PASSWORD)
    before = month_of(boss, NOVEMBER)
    held = support_meeting(desk)
    meetings.put_on_agenda(desk, held.id, case.id, "情報共有")
    sightings.note_meeting_opened(desk, held)
    assert month_of(boss, NOVEMBER) == before
    with pytest.raises(Refused):
        month_of(boss, NOVEMBER, sealed=True)
    boss.close()


def test_月報は管理者だけが作れる(outsider: Desk) -> None:
    with pytest.raises(Refused):
        month_of(outsider, NOVEMBER)


def test_職員と従事者の変更が_番号でなく氏名で並ぶ(desk: Desk) -> None:
    desk.change_password(PASSWORD, f"{PASSWORD}-新しい")
    staffing.add_staff(desk, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    staffing.make_member(desk, OUTSIDER, "support_meeting")
    staffing.take_off(desk, OUTSIDER, "support_meeting")
    staffing.leave(desk, OUTSIDER)
    changes = month_of(desk, NOVEMBER).changes
    assert [(one.action, one.subject) for one in changes[-5:]] == [
        ("パスワードの変更", desk.me.name),
        ("職員の登録", OUTSIDER),
        ("従事者の登録", OUTSIDER),
        ("従事者から外す", OUTSIDER),
        ("職員の締め出しと鍵の交換", OUTSIDER),
    ]


def test_月報のExcelとPDFが出て_Excelの数も同じ(
    desk: Desk, outsider: Desk, case: Case, tmp_path: Path
) -> None:
    look(outsider, case)
    book, pdf = accounting.hand_out_month(desk, month_of(desk, NOVEMBER), tmp_path)
    assert (book.name, pdf.name) == ("audit-month-2026-11.xlsx", "audit-month-2026-11.pdf")
    sheet = load_workbook(io.BytesIO(book.read_bytes())).worksheets[0]
    values = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert [OUTSIDER, "相談員", 1, 0, 0, 0, 0, 0] in values
    assert "令和8年11月分" in words_of(pdf.read_bytes())


def test_鎖が切れていれば月報に出る(desk: Desk) -> None:
    assert month_of(desk, NOVEMBER).broken == ""
    connection = desk._store.raw_connection()
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET actor = 'だれか' WHERE id = 1")
    connection.close()
    month = month_of(desk, NOVEMBER)
    assert month.broken.startswith("監査記録が1行目から合いません")
    assert "1行目から合いません" in words_of(accounting.draw_month(desk, month)[1].data)


# --- 退任の通知 -------------------------------------------------------------


def test_退任の通知は_退任した人にだけ出せ_従事した会議は書かない(
    desk: Desk, outsider: Desk, tmp_path: Path
) -> None:
    staff = outsider.me
    with pytest.raises(BadInput):
        staffing.draw_leaving_notice(desk, staff)
    staffing.make_member(desk, OUTSIDER, "support_meeting")
    left = staffing.leave(desk, OUTSIDER)
    (path,) = staffing.hand_out_leaving_notice(desk, left, tmp_path)
    words = words_of(path.read_bytes())
    for said in ("西村健様", "長門市長", "第106条の6第5項", "地方公務員法第34条", "第159条"):
        assert said in words
    body = desk.town.support_bodies[0].name
    assert body not in words.replace("支援会議の事務", "")
    change_word(desk, "leaving_service", "契約の第九条により、秘密を守ってください。")
    assert "契約の第九条" in words_of(staffing.draw_leaving_notice(desk, left).data)


def test_退任の通知の罰則は法律ごとに言い_公務員でない人には地方公務員法を言わない(
    desk: Desk, outsider: Desk
) -> None:
    left = staffing.leave(desk, OUTSIDER)
    servant = words_of(staffing.draw_leaving_notice(desk, left).data)
    other = words_of(staffing.draw_leaving_notice(desk, left, servant=False).data)
    assert outsider.me.name.split()[0] in servant
    for law, said in (("地方公務員法第34条", False), ("地方公務員法第60条", False)):
        assert (law in servant, law in other) == (True, said)
    for words in (servant, other):
        assert "社会福祉法第106条の6第5項" in words
        assert "社会福祉法第159条" in words
    assert "契約により従事した人" in other


# --- 役割と権限 -------------------------------------------------------------


def test_手引きの権限の表はいまの決まりと同じ() -> None:
    assert resource("manual", "rights.md").read_text(encoding="utf-8") == as_markdown()


def test_権限の表には_表にある組の全部がある() -> None:
    filled = [
        (role, row.purpose)
        for row in rights_table()
        for role, words in zip(Role, row.cells, strict=True)
        if words != "－"
    ]
    assert set(filled) == set(CEILINGS)
