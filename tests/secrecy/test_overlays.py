"""情報源秘匿と本人に伏せる: 出るものを全部出して、伏せた言葉を探す(domain.md §1.2、§3.6)。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import (
    basket,
    cases,
    consent,
    intake,
    meeting_doors,
    overlaying,
    plans,
    progress,
    search,
    sheets,
)
from jusou_desk.casework.case.covering import MARK
from jusou_desk.casework.counting import reporting
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.packet_changes import CHANGED, changes_of, previous_of
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import meeting_papers, packets
from jusou_desk.casework.trail import sightings
from jusou_desk.forms import code_set
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.records import Attendee, Case, Note
from jusou_desk.models.sources import names_in
from jusou_desk.packet import NO_SOURCE, Audience, Record, disclose
from jusou_desk.policy import Lane, Overlay, Purpose, Role
from jusou_desk.wareki import FiscalYear, format_short
from tests.overlays import set_overlays
from tests.secrecy.eyes import words_in
from tests.secrecy.test_canary import NOW, PASSWORD, found, written

pytestmark = pytest.mark.usefixtures("pace")

SOURCES = {
    "来談者": "蓬田　むつき",
    "来談者の名字と敬称": "蓬田さん",
    "来談者の電話": "050-0000-4417",
    "情報提供者の連絡先": "杣道かなえ",
    "紹介元の書き添え": "架空灯油配達組合",
    "経過の相手": "柊木あゆむ",
    "経過の提供機関": "架空水道検針ひばり社",
}
WITHHELD = {
    "伏せる相談内容": "戸棚の奥に督促の束がある",
    "伏せる経過": "長女は施設を望むと打ち明けた",
    "伏せる要旨": "医師は余命の話を家族だけにした",
    "伏せる事実": "主治医と甥が先に会っていた",
    "伏せる推測": "通帳は甥が預かっているのではないか",
    "伏せる目標": "金銭の管理を後見人に移す",
    "伏せる主訴": "本人は覚えていないが声を荒らげた",
}
PERSON, HOSPITAL, DAUGHTER = "髙橋　𠮷子", "架空中央病院", "髙橋　恵"
SEATS = (
    Attendee(agency="社会福祉協議会", name="上利　花子"),
    Attendee(agency=HOSPITAL, name="末永　健"),
    Attendee(agency="本人", name="髙橋　𠮷子"),
    Attendee(agency="家族(長女)", name="髙橋　恵"),
)
FOR_PERSON = {"intake", "plan", "evaluation", "referral", "urgent", "consent", "progress-copy"}
FOR_PERSON |= {"participation-plan"}


@dataclass
class Office:
    desk: Desk
    reader: Desk
    case: Case
    meeting: str
    support: str
    notes: dict[str, Note]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made, _ = create_office(
        tmp_path_factory.mktemp("overlays") / "office",
        town_id="nagato",
        staff_name="岡　由美",
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    desk = sign_in(made, "岡　由美", PASSWORD)
    staffing.add_staff(desk, "西村　健", Role.READER, PASSWORD)
    reader = sign_in(made, "西村　健", PASSWORD)
    yield _plant(desk, reader)
    reader.close()
    desk.close()


def _plant(desk: Desk, reader: Desk) -> Office:
    case = intake.receive(
        desk,
        {
            "received_on": NOW.date() - timedelta(days=20),
            "consent": "未取得",
            "person_name": PERSON,
            "household_no": "H1",
            "visitor": SOURCES["来談者"],
            "visitor_relation": "近隣",
            "visitor_phone": SOURCES["来談者の電話"],
            "route": "家族・知人から(電話・メール)",
            "referrer": f"その他({SOURCES['紹介元の書き添え']})",
            "informant": "近隣",
            "informant_detail": SOURCES["情報提供者の連絡先"],
            "content": f"{WITHHELD['伏せる相談内容']}。蓬田さんから聞いた",
        },
        overlays=(Overlay.SOURCE, Overlay.FROM_PERSON),
    ).case
    intake.receive(
        desk,
        {
            "received_on": NOW.date(),
            "consent": "未取得",
            "person_name": DAUGHTER,
            "household_no": "H1",
            "content": "母のことで",
        },
    )
    consent.record_consent(
        desk,
        case.id,
        {
            "status": "書面",
            "no_end": True,
            "decided_on": NOW.date(),
            "scope": code_set("information_scopes", 2026).terms,
            "agencies": f"重層的支援会議の出席機関、{HOSPITAL}、社会福祉協議会、本人、家族(長女)",
        },
    )
    notes = {"隠": _note(desk, case), "開": _open_note(desk, case)}
    values = {"kind": "多機関協働", "made_on": NOW.date(), "goal": WITHHELD["伏せる目標"]}
    plans.write_plan(desk, case.id, values, (), withheld=("goal",))
    values = {"assessed_on": NOW.date(), "complaint": WITHHELD["伏せる主訴"]}
    sheets.write_sheet(desk, case.id, "assessment", values, withheld=("complaint",))
    values = {
        "evaluated_on": NOW.date(),
        "result": "プラン継続",
        "opinion": "近所の柊木さんも見守る",
    }
    sheets.write_sheet(desk, case.id, "evaluation", values)
    values = {
        "made_on": NOW.date(),
        "from_agency": "福祉の窓口",
        "to_agency": HOSPITAL,
        "reason": f"{SOURCES['経過の提供機関']}が心配している",
        "content": WITHHELD["伏せる主訴"],
        "consent": "書面",
    }
    sheets.write_sheet(desk, case.id, "referral", values, withheld=("content",))
    plan_body = next(b for b in desk.town.bodies if "重層的支援会議" in b.kinds)
    kind = plan_body.kinds[plan_body.kinds.index("重層的支援会議")]
    meeting = meetings.convene(desk, plan_body.id, NOW.date(), kind=kind)
    support = meetings.convene(desk, desk.town.support_bodies[0].id, NOW.date())
    for one in (meeting, support):
        _hold(desk, one.id, case)
    return Office(desk, reader, case, meeting.id, support.id, notes)


def _note(desk: Desk, case: Case) -> Note:
    return progress.add_note(
        desk,
        case.id,
        {
            "noted_on": NOW.date() - timedelta(days=3),
            "method": "電話",
            "counterpart": SOURCES["経過の相手"],
            "source_agency": SOURCES["経過の提供機関"],
            "content": f"{WITHHELD['伏せる経過']}。柊木さんによる",
        },
        overlays=(Overlay.SOURCE, Overlay.FROM_PERSON),
    )


def _open_note(desk: Desk, case: Case) -> Note:
    """重ねの無い経過。その文の中にも、情報源の名が紛れる。"""
    return progress.add_note(
        desk,
        case.id,
        {
            "noted_on": NOW.date() - timedelta(days=1),
            "method": "訪問",
            "counterpart": SOURCES["来談者"],
            "content": "玄関で、柊木あゆむ と 蓬田むつき に会い、青い鉢植えの話をした",
        },
    )


def _hold(desk: Desk, meeting_id: str, case: Case) -> None:
    topic = WITHHELD["伏せる要旨"]
    item = meetings.put_on_agenda(desk, meeting_id, case.id, "情報共有", topic)
    item = meetings.write_decisions(
        desk,
        item.id,
        meeting_id,
        findings=WITHHELD["伏せる事実"],
        guesses=WITHHELD["伏せる推測"],
        decision="杣道かなえ に礼を言う",
        lead_agency="社会福祉協議会",
        decisions=(),
    )
    purpose = meeting_doors.purpose_of_kind(meeting_doors.find_meeting(desk, meeting_id).kind)
    set_overlays(desk, item, (Overlay.FROM_PERSON,), purpose)
    meetings.invite(desk, meeting_id, SEATS)


def everything(office: Office, folder: Path) -> dict[str, str]:
    """紙とファイルに出るもののすべて。出力の名 → 文字。"""
    desk, out = office.desk, dict[str, str]()

    def put(name: str, make: Any) -> None:
        place = folder / name
        place.mkdir(parents=True)
        make(place)
        out[name] = written(place)

    for one in papers.sheets_open_to(desk):
        put(one.name, lambda p, n=one.name: papers.hand_out_sheet(desk, n, office.case.id, p))
    for name, meeting in (("重層", office.meeting), ("支援", office.support)):
        put(f"{name}資料", lambda p, m=meeting: packets.issue_packet(desk, m, p))
        for file in sorted((folder / f"{name}資料").iterdir()):
            out[f"{name}資料:{file.stem}{file.suffix}"] = words_in(file.read_bytes())
        for kind in meeting_papers.PAPERS:
            if kind.name == "info-request":
                continue
            drawn = meeting_papers.draw_paper(desk, kind.name, meeting)
            put(f"{name}{kind.name}", lambda p, d=drawn: meeting_papers.hand_out_paper(desk, d, p))
            for number, letter in enumerate(drawn.letters, 1):
                out[f"{name}{kind.name}:{letter.receiver}{number}"] = words_in(letter.data)
    for report in reporting.REPORTS:
        put(
            f"報告{report.name}",
            lambda p, n=report.name: reporting.hand_out_report(desk, n, FiscalYear(2026), p),
        )
    put("台帳", lambda p: ledger_export.write_ledger(desk, p / "b.xlsx", password=None))
    put(
        "台帳全部",
        lambda p: ledger_export.write_ledger(
            desk, p / "b.xlsx", password=None, sealed=True, reason="監査"
        ),
    )
    return out


@pytest.fixture(scope="module")
def out(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return everything(office, tmp_path_factory.mktemp("out"))


def squeezed(text: str) -> str:
    return "".join(text.split())


def hits(words: dict[str, str], text: str) -> list[str]:
    return found({name: squeezed(word) for name, word in words.items()}, squeezed(text))


# --- 情報源秘匿 -----------------------------------------------------------


def test_情報源はどの紙にもどのファイルにも出ない(out: dict[str, str]) -> None:
    assert len(out) > 40
    assert {name: lost for name, text in out.items() if (lost := hits(SOURCES, text))} == {}


def test_情報源の欄には_空でもその語が出る(office: Office) -> None:
    kind = papers.sheet_kind("intake")
    packet, _ = papers.sheet_packet(office.desk, kind, office.case.id)
    for tag in ("来談者", "本人との関係", "相談経路", "紹介元", "情報提供者", "情報提供者の連絡先"):
        assert packet.values[tag] == NO_SOURCE, tag
    values = {"received_on": NOW.date(), "consent": "未取得", "content": "匿名の電話"}
    empty = intake.receive(office.desk, values, overlays=(Overlay.SOURCE,)).case
    packet, _ = papers.sheet_packet(office.desk, kind, empty.id)
    assert packet.values["来談者"] == packet.values["情報提供者の連絡先"] == NO_SOURCE


def test_会議資料の経過では_相手と提供機関の代わりにその語が出る(out: dict[str, str]) -> None:
    assert NO_SOURCE in out["重層資料:packet-01.pdf"]
    assert NO_SOURCE in out["支援資料:packet-01.pdf"]
    assert "電話" in out["progress"]
    assert NO_SOURCE in out["progress"]
    assert "青い鉢植え" in out["progress"]


def test_担当機関として名の載る欄からは消えない(office: Office) -> None:
    """そこだけ「情報源秘匿」と刷ると、誰が情報源かを教えてしまう。"""
    desk = office.desk
    values = {"received_on": NOW.date(), "consent": "未取得", "content": "電話"}
    case = intake.receive(desk, values).case
    note = {"noted_on": NOW.date(), "content": "架空灯台診療所から電話"}
    note |= {"source_agency": "架空灯台診療所"}
    progress.add_note(desk, case.id, note, overlays=(Overlay.SOURCE,))
    sheet = {"made_on": NOW.date(), "consent": "書面", "reason": "架空灯台診療所へ"}
    sheet |= {"from_agency": "窓口", "to_agency": "架空灯台診療所"}
    consent.record_consent(
        desk,
        case.id,
        {
            "status": "書面",
            "no_end": True,
            "decided_on": NOW.date(),
            "scope": code_set("information_scopes", 2026).terms,
            "agencies": "架空灯台診療所",
        },
    )
    sheets.write_sheet(desk, case.id, "referral", sheet)
    packet, _ = papers.sheet_packet(desk, papers.sheet_kind("referral"), case.id)
    assert packet.values["つなぎ先"] == "架空灯台診療所"
    assert packet.values["つなぐ理由"] == f"{NO_SOURCE}へ"


def test_暗号化した台帳は情報源を運び_しない台帳は運ばない(office: Office, tmp_path: Path) -> None:
    with office.desk.reading(Purpose.LEDGER_EXPORT) as work:
        case = work.cases.get(office.case.id)
        assert case is not None
        assert case.visitor == SOURCES["来談者"]
    plain = tmp_path / "plain.xlsx"
    ledger_export.write_ledger(office.desk, plain, password=None)
    text = words_in(plain.read_bytes())
    assert NO_SOURCE in text
    assert hits(SOURCES, text) == []


def test_書ける職員の画面には出る(office: Office) -> None:
    page = cases.case_page(office.desk, office.case.id)
    assert page.case.visitor == SOURCES["来談者"]
    assert {note.source_agency for note in page.notes} >= {SOURCES["経過の提供機関"]}


def test_読むだけの職員の画面には_欄にも文の中にも様式にも出ない(office: Office) -> None:
    page = cases.case_page(office.reader, office.case.id)
    assert page.case.visitor == page.case.route == NO_SOURCE
    hidden = next(note for note in page.notes if note.id == office.notes["隠"].id)
    assert (hidden.counterpart, hidden.source_agency) == (NO_SOURCE, NO_SOURCE)
    assert hits(SOURCES, repr(page)) == []
    listed = repr(cases.case_list(office.reader))
    assert hits(SOURCES, listed) == []


def test_情報源の名では_探しても出てこない(office: Office) -> None:
    for desk in (office.desk, office.reader):
        for word in SOURCES.values():
            assert search.search(desk, word) == (), word
    assert search.search(office.desk, "青い鉢植え")
    assert hits(SOURCES, repr(search.search(office.reader, "青い鉢植え"))) == []


def test_来談者と相手の欄は_名でない言葉でも探せない(office: Office) -> None:
    desk = office.desk
    values = {"received_on": NOW.date(), "consent": "未取得", "visitor": "次男", "content": "電話"}
    case = intake.receive(desk, values, overlays=(Overlay.SOURCE,)).case
    note = {"noted_on": NOW.date(), "content": "折り返した", "counterpart": "次男"}
    progress.add_note(desk, case.id, note, overlays=(Overlay.SOURCE,))
    assert search.search(desk, "次男") == ()


def test_重ねを外すと_探せるようになり_付けると探せなくなる(office: Office) -> None:
    desk = office.desk
    values = {"received_on": NOW.date(), "consent": "未取得", "visitor": "槙ノ井そら"}
    values |= {"content": "槙ノ井そら から相談"}
    case = intake.receive(desk, values).case
    note = progress.add_note(
        desk, case.id, {"noted_on": NOW.date(), "content": "槙ノ井そら に礼状"}
    )
    assert len(search.search(desk, "槙ノ井そら")) == 2
    kept = set_overlays(desk, case, (Overlay.SOURCE,), Purpose.CASEWORK)
    assert search.search(desk, "槙ノ井そら") == ()
    set_overlays(desk, kept, (), Purpose.CASEWORK)
    assert len(search.search(desk, "槙ノ井そら")) == 2
    basket.discard(desk, note.id, Purpose.CASEWORK)


@pytest.mark.parametrize(
    ("written_as", "kept", "left"),
    [
        ("田中　花子", {"田中　花子", "田中", "花子", "田中花子", "田中さん"}, set()),
        ("隣の田中さん", {"田中", "田中さん"}, {"隣"}),
        ("長男", set(), {"長男", "長男さん"}),
        ("母", set(), {"母", "母さん"}),
        ("林", {"林さん"}, {"林"}),
        ("民生委員 山本", {"民生委員", "山本", "山本さん"}, set()),
        ("本人", set(), {"本人"}),
        ("０９０-1234-5678", {"０９０-1234-5678"}, set()),
        ("3", set(), {"3"}),
    ],
)
def test_文の中から消す名の見つけ方(written_as: str, kept: set[str], left: set[str]) -> None:
    names = set(names_in(written_as))
    assert kept <= names
    assert not left & names


def test_本人が来談者のとき_本人の名は消えない(office: Office) -> None:
    values = {"received_on": NOW.date(), "consent": "未取得", "person_name": "槇　みのり"}
    values |= {"visitor": "槇　みのり", "content": "槇　みのり が来た"}
    case = intake.receive(office.desk, values, overlays=(Overlay.SOURCE,)).case
    packet, _ = papers.sheet_packet(office.desk, papers.sheet_kind("intake"), case.id)
    assert packet.values["相談内容"] == "槇　みのり が来た"
    assert packet.values["氏名"] == "槇　みのり"


def test_名字だけで呼んでいても消え_同じ名字の人がほかにいれば消えない(office: Office) -> None:
    def content(name: str, written: str) -> object:
        values = {"received_on": NOW.date(), "consent": "未取得", "person_name": name}
        values |= {"visitor": "梶原花子", "content": written}
        case = intake.receive(office.desk, values, overlays=(Overlay.SOURCE,)).case
        packet, _ = papers.sheet_packet(office.desk, papers.sheet_kind("intake"), case.id)
        return packet.values["相談内容"]

    assert "梶原" not in str(content("見本　次郎", "民生委員の梶原が話した。梶\n原 花子"))
    assert content("見本　三郎", "梶原山に登る") == "梶原山に登る"
    assert content("梶原　次郎", "長男の梶原が話した") == "長男の梶原が話した"
    assert content("見本　四郎", "西村が話した") == "西村が話した"


# --- 本人に伏せる ---------------------------------------------------------


def test_本人に渡る紙には一つも出ない(office: Office, out: dict[str, str]) -> None:
    theirs = {name: text for name, text in out.items() if name in FOR_PERSON}
    theirs |= {
        name: text
        for name, text in out.items()
        if name.endswith(("packet-03.pdf", "packet-04.pdf", "様3", "様4"))
        or ("minutes-copy:" in name and ("本人" in name or "家族" in name))
    }
    assert len(theirs) >= len(FOR_PERSON) + 8
    lost = {n: h for n, t in theirs.items() if (h := hits(WITHHELD | {"印": MARK}, t))}
    assert lost == {}
    # 伏せた経過は、日付だけの行も残らない。
    day = format_short(office.notes["隠"].at.date())
    assert day in out["重層資料:packet-01.pdf"]
    assert [name for name, text in theirs.items() if day in text] == []


def test_役所の中と機関の紙には_印を添えて出る(out: dict[str, str]) -> None:
    for name in ("progress", "重層資料:packet-01.pdf", "支援資料:packet-02.pdf"):
        assert squeezed(f"{MARK}{WITHHELD['伏せる経過']}") in squeezed(out[name]), name
    assert squeezed(f"{MARK}{WITHHELD['伏せる主訴']}") in squeezed(out["assessment"])
    for name in ("重層minutes", "支援minutes"):
        assert set(hits(WITHHELD, out[name])) == {"伏せる要旨", "伏せる事実", "伏せる推測"}
        assert squeezed(f"{MARK}{WITHHELD['伏せる推測']}") in squeezed(out[name])
    assert "伏せる目標" in hits(WITHHELD, out["重層資料:packet-01.pdf"])
    assert "伏せる相談内容" in hits(WITHHELD, out["重層資料:packet-01.pdf"])


def test_本人控えでは行ごと消え_番号の抜けからも分からない(office: Office) -> None:
    packet, _ = papers.sheet_packet(office.desk, papers.sheet_kind("progress-copy"), office.case.id)
    assert [row.values["対応日"] for row in packet.groups["経過"]] == [office.notes["開"].at.date()]
    assert {row.values["経過番号"] for row in packet.groups["経過"]} == {None}
    assert str(packet.values["取扱"]).startswith("本人控え")
    assert packet.purpose is Purpose.TO_PERSON


def test_前回からの変化の件数も_伏せる経過があれば本人の部に載らない(office: Office) -> None:
    desk, body = office.desk, office.desk.town.support_bodies[0]
    values = {
        "received_on": NOW.date() - timedelta(days=40),
        "consent": "未取得",
        "content": "電話",
    }
    case = intake.receive(desk, values).case
    before, now = (
        meetings.convene(desk, body.id, NOW.date() - timedelta(days=days)) for days in (30, 0)
    )
    for one in (before, now):
        meetings.put_on_agenda(desk, one.id, case.id, "情報共有")
    note = {"noted_on": NOW.date() - timedelta(days=2), "content": "伏せる話"}
    progress.add_note(desk, case.id, note, overlays=(Overlay.FROM_PERSON,))
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        previous = previous_of(work, now, case, desk.today())
        _, changes = changes_of(work, case, Lane.UNCONSENTED, previous, NOW.date())
    permit = desk.permit(Purpose.SUPPORT_MEETING)
    record = Record({}, changes)
    person = Audience("本人", NOW.date(), person=True)
    told = [row.values["種類"] for row in disclose(record, permit).groups[CHANGED]]
    mine = [row.values["種類"] for row in disclose(record, permit, person).groups[CHANGED]]
    assert "経過" in told
    assert "経過" not in mine


def test_伏せた欄は_別の様式に写らない(office: Office) -> None:
    from jusou_desk.casework.case.prefill import prefill

    page = cases.case_page(office.desk, office.case.id)
    for form_id in ("plan", "evaluation", "referral"):
        known = repr(prefill(office.desk, page, form_id))
        # 再プランの目標は、伏せたまま引き継ぐ(write_plan の withheld)。
        expected = ["伏せる目標"] if form_id == "plan" else []
        assert hits(WITHHELD, known) == expected, form_id


def test_書き直しても再プランでも伏せたまま(office: Office) -> None:
    desk = office.desk
    values = {"received_on": NOW.date(), "consent": "未取得", "content": "あ"}
    case = intake.receive(desk, values, overlays=(Overlay.FROM_PERSON,)).case
    again = intake.receive(desk, values | {"content": "い"}, case_id=case.id).case
    assert again.overlays == (Overlay.FROM_PERSON,)
    note = progress.add_note(
        desk, case.id, {"noted_on": NOW.date(), "content": "う"}, overlays=(Overlay.FROM_PERSON,)
    )
    note = progress.add_note(
        desk, case.id, {"noted_on": NOW.date(), "content": "え"}, note_id=note.id
    )
    assert note.overlays == (Overlay.FROM_PERSON,)
    written_plan = {"kind": "多機関協働", "made_on": NOW.date(), "goal": "お"}
    plans.write_plan(desk, case.id, written_plan, (), withheld=("goal",))
    second = plans.write_plan(desk, case.id, written_plan | {"goal": "か"}, ())
    with desk.reading(Purpose.CASEWORK) as work:
        kept = work.sheets.get(second.id)
        assert kept is not None
        assert kept.withheld == ("goal",)


def test_名簿の書き方からも氏名からも_本人と家族の席が分かる(office: Office) -> None:
    from jusou_desk.casework.meeting.packet_matrix import matrix

    meetings.invite(
        office.desk,
        office.meeting,
        (
            Attendee(agency="家族支援課", name="上利　花子"),
            Attendee(agency="家族の会", name="末永　健"),
            Attendee(agency="ご本人", name="匿名"),
            Attendee(agency="東深川", name=DAUGHTER),
            Attendee(agency="町内会", name="別人", role="本人の長女"),
            Attendee(agency="社協", name="川口", role="本人の支援担当"),
        ),
    )
    try:
        assert matrix(office.desk, office.meeting).persons == {2, 3, 4}
    finally:
        meetings.invite(office.desk, office.meeting, SEATS)


# --- 付け外し -------------------------------------------------------------


def test_付け外しは監査に残る(office: Office) -> None:
    desk = office.desk
    trail = repr(sightings.audit_trail(desk))
    for one in (Overlay.SOURCE, Overlay.FROM_PERSON):
        assert f"「{one}」を付ける" in trail
    note = set_overlays(desk, office.notes["開"], (Overlay.SOURCE,), Purpose.CASEWORK)
    assert note.overlays == (Overlay.SOURCE,)
    back = set_overlays(desk, note, (), Purpose.CASEWORK)
    assert back == replace(note, overlays=())
    with desk.reading(Purpose.CASEWORK) as work:
        about = [e for e in work.audit.entries() if e.subject == note.note_no]
    marked = [e.action for e in about if e.action.startswith("「")]
    assert marked[:2] == ["「情報源秘匿」を外す", "「情報源秘匿」を付ける"]


def test_支援会議の議題に付けたことは_従事者の監査にだけ残る(office: Office) -> None:
    with office.reader.reading(Purpose.CASEWORK) as work:
        everyday = repr(work.audit.entries())
    number = meeting_doors.find_meeting(office.desk, office.support).meeting_no
    assert number not in everyday
    assert f"{number}-1" in repr(sightings.audit_trail(office.desk))


def test_読むだけの職員は付け外しできない(office: Office) -> None:
    from jusou_desk.errors import Refused

    with pytest.raises(Refused):
        set_overlays(office.reader, office.case, (), Purpose.CASEWORK)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"consent": "未取得", "visitor_relation": "近隣"}, True),
        ({"consent": "拒否", "visitor_relation": "民生委員・児童委員"}, True),
        ({"consent": "未取得", "informant": "医療機関"}, True),
        ({"consent": "未取得", "route": "関係機関からの紹介"}, True),
        ({"consent": "未取得", "visitor_relation": "本人"}, False),
        ({"consent": "未取得", "route": "本人から(来所)"}, False),
        ({"consent": "未取得"}, False),
        ({"consent": "書面", "visitor_relation": "近隣"}, False),
    ],
)
def test_同意が無く本人でない人から聞いた相談には_初めから付けておく(
    values: dict[str, str], kept: bool
) -> None:
    assert overlaying.usually_kept(values) is kept


def test_様式の秘匿希望に印があれば_情報源を伏せる(office: Office) -> None:
    values = {"received_on": NOW.date(), "consent": "未取得", "informant_withheld": True}
    case = intake.receive(office.desk, values | {"content": "電話"}).case
    assert case.overlays == (Overlay.SOURCE,)
