"""鳴き鳥(カナリア)の試験: 区分と人ごとに一つだけの言葉を仕込み、出てはならない所を全部探す。

出るものは全部ここを通る: 会議資料、様式、報告、台帳、画面の読み(一覧・頁・検索・今日・打ちかけ)、
フォルダに残るファイル。新しい出力を作ったら、``outputs_of`` に一つ足す。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import cases, consent, drafts, intake, meeting_doors, progress, search
from jusou_desk.casework.case.sealing import usual_body
from jusou_desk.casework.counting import reporting
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.outgoing.exporting import note_printing
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import packets
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import DeskError
from jusou_desk.forms import code_set
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee, Decision
from jusou_desk.policy import Overlay, Purpose, Role
from jusou_desk.towns import available_towns
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import words_in

#: でたらめな事務所の試験と同じ歩みで調べる(同じ様式・同じ中身は一度だけ組む)。
pytestmark = pytest.mark.usefixtures("pace")

PASSWORD = "みなと三月さくら"
NOW = datetime(2026, 11, 20, 10, 0)

#: 支援会議でだけ語られたこと。会議の席の外では、従事者の普段の仕事にも出てはならない。
SEALED = {
    "秘匿の相談の氏名": "鴫野沢みつる",
    "秘匿の相談の中身": "屋根裏で夜ごとに椅子が鳴る",
    "秘匿の経過": "駐在所から聞いた青い自転車",
    "秘匿の提供機関": "架空交番あさぎり",
    "議題の要旨": "父の帰宅は必ず雨の日の翌朝",
    "議題の確認した事実": "縁の下に四季の靴が並んでいた",
    "議題の決定": "水曜に白い封筒を届ける",
    "決定の仕事": "赤い郵便受けを毎朝たしかめる",
    "会議の場所": "かわせみ荘の離れ",
    "出席者の氏名": "霧積あかね",
    "打ちかけ": "まだ打っている途中の秘め事",
}
#: 同意のない相談の中身。重層的支援会議の資料や、外へ渡す様式に出てはならない。
UNCONSENTED = {"同意のない氏名": "楡原ひばり", "同意のない中身": "冬の畳に根が生える"}
#: 誰から聞いたか。どの紙にも、どの報告にも、検索にも出てはならない。
SOURCES = {
    "情報源の氏名": "蓬田むつき",
    "情報源の連絡先": "杣道かなえ",
    "経過の情報源": "架空水道検針ひばり社",
    "支援会議の経過の情報源": "柊木あゆむ",
}
#: 本人に伏せること。本人に渡すか、本人の署名する紙に出てはならない。
WITHHELD = {"伏せる中身": "戸棚の奥に督促の束がある", "伏せる経過": "長女は施設を望むと打ち明けた"}
#: 秘匿すべき住所。どこにも印刷されてはならない。
CONCEALED = {"秘匿の住所": "北斗町九番地の灯台", "秘匿の電話": "050-0000-7731"}


@dataclass
class Planted:
    """仕込みを終えた事務所。"""

    office: Office
    member: Desk
    outsider: Desk
    administrator: Desk
    open_case: str
    quiet_case: str
    sealed_case: str
    plan_meeting: str
    support_meeting: str


def _case(desk: Desk, overlays: tuple[Overlay, ...] = (), **values: Any) -> str:
    base: dict[str, Any] = {"received_on": NOW.date() - timedelta(days=20), "consent": "未取得"}
    body_id = usual_body(desk) if "lane" in values else ""
    return intake.receive(desk, base | values, body_id=body_id, overlays=overlays).case.id


@pytest.fixture(scope="module", params=available_towns())
def planted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("canary") / "office"
    office, _ = create_office(
        folder,
        town_id=request.param,
        staff_name="岡　由美",
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    desk = sign_in(office, "岡　由美", PASSWORD)
    staffing.add_staff(desk, "西村　健", Role.COORDINATOR, PASSWORD)
    outsider = sign_in(office, "西村　健", PASSWORD)
    staffing.add_staff(desk, "大庭　茂", Role.ADMIN, PASSWORD)
    administrator = sign_in(office, "大庭　茂", PASSWORD)
    opened = _case(
        desk,
        person_name="髙橋　𠮷子",
        household_no="H1",
        address=CONCEALED["秘匿の住所"],
        phone=CONCEALED["秘匿の電話"],
        address_concealed=True,
        content=f"買い物に行けない日が増えた。{WITHHELD['伏せる中身']}と蓬田さんが言う",
        visitor=SOURCES["情報源の氏名"],
        visitor_relation="近隣",
        informant_detail=SOURCES["情報源の連絡先"],
        overlays=(Overlay.SOURCE, Overlay.FROM_PERSON),
    )
    progress.add_note(
        desk,
        opened,
        {
            "noted_on": NOW.date(),
            "content": f"{WITHHELD['伏せる経過']}。蓬田むつき も同じ考え",
            "source_agency": SOURCES["経過の情報源"],
        },
        overlays=(Overlay.SOURCE, Overlay.FROM_PERSON),
    )
    consent.record_consent(
        desk,
        opened,
        {
            "status": "書面",
            "no_end": True,
            "decided_on": NOW.date(),
            "scope": code_set("information_scopes", 2026).terms,
            "agencies": "社会福祉協議会",
        },
    )
    quiet = _case(
        desk, person_name=UNCONSENTED["同意のない氏名"], content=UNCONSENTED["同意のない中身"]
    )
    hidden = _case(
        desk,
        lane="支援会議",
        person_name=SEALED["秘匿の相談の氏名"],
        content=SEALED["秘匿の相談の中身"],
    )
    progress.add_note(
        desk,
        opened,
        {
            "noted_on": NOW.date(),
            "content": SEALED["秘匿の経過"],
            "lane": "支援会議",
            "source_agency": SEALED["秘匿の提供機関"],
        },
        body_id=usual_body(desk),
    )
    progress.add_note(
        desk,
        opened,
        {
            "noted_on": NOW.date(),
            "content": "見守りを続ける",
            "lane": "支援会議",
            "counterpart": SOURCES["支援会議の経過の情報源"],
        },
        body_id=usual_body(desk),
        overlays=(Overlay.SOURCE,),
    )
    drafts.keep(desk, f"progress:{opened}", {"content": SEALED["打ちかけ"]}, sealed=True)
    planted = Planted(
        office,
        desk,
        outsider,
        administrator,
        opened,
        quiet,
        hidden,
        _plan(desk, opened),
        _support(desk, opened, hidden),
    )
    yield planted
    for one in (desk, outsider, administrator):
        one.close()


def _plan(desk: Desk, case_id: str) -> str:
    body = next(b for b in desk.town.bodies if "重層的支援会議" in b.kinds)
    meeting = meetings.convene(
        desk, body.id, NOW.date(), kind=body.kinds[body.kinds.index("重層的支援会議")]
    )
    meetings.put_on_agenda(desk, meeting.id, case_id, "プラン策定", "役割を決める")
    meetings.invite(desk, meeting.id, [Attendee(agency="社会福祉協議会", name="上利　花子")])
    return meeting.id


def _support(desk: Desk, opened: str, hidden: str) -> str:
    body = desk.town.support_bodies[0]
    meeting = meetings.convene(desk, body.id, NOW.date(), place=SEALED["会議の場所"])
    for case_id in (opened, hidden):
        item = meetings.put_on_agenda(desk, meeting.id, case_id, "情報共有", SEALED["議題の要旨"])
        meetings.write_decisions(
            desk,
            item.id,
            meeting.id,
            findings=SEALED["議題の確認した事実"],
            decision=SEALED["議題の決定"],
            lead_agency="",
            decisions=(Decision(what=SEALED["決定の仕事"], due_on=NOW.date()),),
        )
    meetings.invite(desk, meeting.id, [Attendee(agency="架空交番", name=SEALED["出席者の氏名"])])
    return meeting.id


def written(folder: Path) -> str:
    return "".join(
        p.name + words_in(p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()
    )


def outputs_of(desk: Desk, planted: Planted, folder: Path) -> dict[str, str]:
    """普段の仕事で出せるもの・見えるもののすべて(支援会議の席のものを除く)。出力名→文字。"""
    out: dict[str, str] = {}

    def attempt(name: str, make: Any) -> None:
        place = folder / name.replace(":", "_")
        try:
            result = make(place)
        except DeskError as error:
            # 断りの文そのものも、漏れる口になりうる。
            out[name] = f"{error.title}{error.advice}"
            return
        out[name] = repr(result) + (written(place) if place.is_dir() else "")

    attempt("資料:重層的支援会議", lambda p: packets.issue_packet(desk, planted.plan_meeting, p))
    for sheet in papers.SHEETS:
        for case_id in (planted.open_case, planted.quiet_case, planted.sealed_case):
            attempt(
                f"様式:{sheet.name}:{case_id}",
                lambda p, n=sheet.name, c=case_id: papers.hand_out_sheet(desk, n, c, p),
            )
    for kind in reporting.REPORTS:
        attempt(
            f"報告:{kind.name}",
            lambda p, n=kind.name: reporting.hand_out_report(desk, n, FiscalYear(2026), p),
        )
    attempt(
        "台帳",
        lambda p: (p.mkdir(), ledger_export.write_ledger(desk, p / "book.xlsx", password=None)),
    )
    attempt("一覧", lambda _p: cases.case_list(desk))
    for case_id in (planted.open_case, planted.quiet_case, planted.sealed_case):
        attempt(f"頁:{case_id}", lambda _p, c=case_id: cases.case_page(desk, c))
    attempt("今日", lambda _p: today.due_lines(desk))
    attempt("打ちかけ", lambda _p: drafts.lying_around(desk))
    for word in (*SEALED.values(), *UNCONSENTED.values(), "青い", "封筒"):
        attempt(f"検索:{word}", lambda _p, w=word: search.search(desk, w))
    attempt("監査", lambda _p: _audit(desk))
    return out


@pytest.fixture(scope="module")
def outputs(
    planted: Planted, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, str]]:
    """従事者と、従事者でない人が、普段の仕事で出せるもの。"""
    # 従事者が支援会議の紙を出し、刷り、台帳に書き出した後でも。
    member, folder = planted.member, tmp_path_factory.mktemp("sealed")
    packets.issue_packet(member, planted.support_meeting, folder / "packet")
    copy = packets.copies_of(member, planted.support_meeting)[0]
    packets.mark_copy(member, copy, handed_on=NOW.date())
    body_id = meeting_doors.find_meeting(member, planted.support_meeting).body_id
    numbers = " ".join(sealed_numbers(member).values())
    note_printing(member, Purpose.SUPPORT_MEETING, numbers, "印刷の開始", body_id=body_id)
    ledger_export.write_ledger(
        member, folder / "all.xlsx", password=None, sealed=True, reason=numbers
    )
    return {
        who: outputs_of(desk, planted, tmp_path_factory.mktemp("out"))
        for who, desk in (
            ("従事者", member),
            ("従事者でない推進員", planted.outsider),
            ("従事者でない管理者", planted.administrator),
        )
    }


def sealed_numbers(member: Desk) -> dict[str, str]:
    """支援会議の記録に付いた番号のすべて(名前→番号)。"""
    with member.reading(Purpose.SUPPORT_MEETING) as work:
        found = [
            *(("会議", one.meeting_no) for one in work.meetings.where() if one.sealed),
            *(("相談", one.case_no) for one in work.cases.where() if one.sealed),
            *(("人物", one.person_no) for one in work.people.where() if one.sealed),
            *(("経過", one.note_no) for one in work.notes.where() if one.sealed),
            *(("会議のid", one.id) for one in work.meetings.where() if one.sealed),
            *(("仕事のid", one.id) for one in work.tasks.where() if one.sealed),
        ]
    return {f"{name} {number}": number for name, number in found}


def _audit(desk: Desk) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        everyday = repr(work.audit.entries())
    may_look = desk.may(Purpose.ADMINISTRATION)
    return everyday + (repr(sightings.audit_trail(desk)) if may_look else "")


def found(words: dict[str, str], text: str) -> list[str]:
    return [name for name, word in words.items() if word in text]


OUTSIDERS = ["従事者でない推進員", "従事者でない管理者"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_支援会議の記録があることも従事者でない人には分からない(
    planted: Planted, outputs: dict[str, dict[str, str]], who: str
) -> None:
    """番号、件数、日付のどれからも。監査記録は管理者にも見せない。"""
    numbers = sealed_numbers(planted.member)
    assert len({name.split()[0] for name in numbers}) == 6
    leaks = {
        name: hits
        for name, text in outputs[who].items()
        if (hits := found(numbers, text.replace(name.partition(":")[2], "")))
    }
    assert leaks == {}
    # 支援会議は仕込みで開き、議題を二つ載せ、資料を発行した。その跡がどの行にも無い。
    trail = outputs[who]["監査"]
    assert "支援会議')" not in trail.replace("重層的支援会議", "")
    for action in ("配付・回収の記入", "会議の結果の記入", "支援会議分を含む書出し"):
        assert action not in trail, action


def test_従事者の管理者は支援会議の監査も読める(
    planted: Planted, outputs: dict[str, dict[str, str]]
) -> None:
    assert outputs
    trail = repr(sightings.audit_trail(planted.member, newest=10_000))
    missing = {
        name: number
        for name, number in sealed_numbers(planted.member).items()
        if name.split()[0] in ("会議", "相談") and number not in trail
    }
    assert missing == {}
    # 経過の番号は内側のもので、その相談の受付番号にして見せる。
    assert re.search(r"秘\S*K\d{5}", trail) is None


@pytest.mark.parametrize("who", ["従事者", *OUTSIDERS])
def test_支援会議の事実は普段の出力のどこにも出ない(
    outputs: dict[str, dict[str, str]], who: str
) -> None:
    leaks = {
        name: hits
        for name, text in outputs[who].items()
        if (hits := found(SEALED, text.replace(name.partition(":")[2], "")))
    }
    assert leaks == {}


def test_同意のない相談は重層的支援会議の資料と外へ渡す様式に出ない(
    planted: Planted, outputs: dict[str, dict[str, str]]
) -> None:
    leaving = [
        f"様式:{s.name}:{planted.quiet_case}"
        for s in papers.SHEETS
        if s.purpose is Purpose.REFERRAL
    ]
    assert leaving
    for name in ("資料:重層的支援会議", *leaving):
        assert found(UNCONSENTED, outputs["従事者"][name]) == [], name


def test_秘匿の住所と電話はどの紙にも報告にも検索にも出ない(
    planted: Planted, outputs: dict[str, dict[str, str]]
) -> None:
    kinds = ("資料", "様式", "報告", "台帳")
    papers_out = {n: t for n, t in outputs["従事者"].items() if n.partition(":")[0] in kinds}
    assert len(papers_out) > 10
    leaks = {n: hits for n, t in papers_out.items() if (hits := found(CONCEALED, t))}
    assert leaks == {}
    assert search.search(planted.member, "灯台") == ()
    assert search.search(planted.member, "7731") == ()


def test_情報源はどの紙にも報告にも検索にも_支援会議の資料にも出ない(
    planted: Planted, outputs: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    issued = packets.issue_packet(planted.member, planted.support_meeting, tmp_path / "packet")
    assert issued.papers
    files = {
        n: t for n, t in outputs["従事者"].items() if n.partition(":")[0] not in ("頁", "一覧")
    }
    files["支援会議の資料"] = written(tmp_path / "packet")
    assert len(files) > 20
    leaks = {
        name: hits
        for name, text in files.items()
        if (hits := found(SOURCES, text.replace(name.partition(":")[2], "")))
    }
    assert leaks == {}
    assert "情報源秘匿" in files["支援会議の資料"]
    for word in ("蓬田むつき", "蓬田さん", "ひばり社"):
        assert search.search(planted.member, word) == ()


def test_本人に伏せることは_本人に渡す紙に出ず_会議の資料には印を添えて出る(
    planted: Planted, outputs: dict[str, dict[str, str]]
) -> None:
    mine = outputs["従事者"]
    theirs = [sheet.name for sheet in papers.SHEETS if sheet.for_person]
    assert {"intake", "plan", "evaluation", "referral", "consent"} < set(theirs)
    for name in theirs:
        assert found(WITHHELD, mine[f"様式:{name}:{planted.open_case}"]) == [], name
    packet = mine["資料:重層的支援会議"]
    assert found(WITHHELD, packet) == list(WITHHELD)
    assert "【本人に伏せる】" in packet


def test_鳴き鳥は鳴く_支援会議の資料には従事者だけが中身を見る(
    planted: Planted, tmp_path: Path
) -> None:
    """試験の試験: 探し方が働いていれば、出てよい所では見つかる。"""
    issued = packets.issue_packet(planted.member, planted.support_meeting, tmp_path / "packet")
    text = written(tmp_path / "packet")
    expected = set(SEALED) - {"打ちかけ", "秘匿の提供機関"}
    assert expected <= set(found(SEALED, text))
    assert issued.problems == ()
    with pytest.raises(DeskError):
        packets.issue_packet(planted.outsider, planted.support_meeting, tmp_path / "no")
    assert not (tmp_path / "no").exists()


def test_事務所のフォルダには何の言葉も残らない(planted: Planted, tmp_path: Path) -> None:
    make_backup(planted.member, tmp_path)
    everything = b"".join(
        p.read_bytes()
        for root in (planted.office.folder, tmp_path)
        for p in sorted(root.rglob("*"))
        if p.is_file()
    )
    for word in (*SEALED.values(), *UNCONSENTED.values(), *CONCEALED.values(), "髙橋", "岡　由美"):
        for coding in ("utf-8", "utf-16-le", "cp932"):
            assert word.encode(coding, "replace") not in everything, (word, coding)


def test_秘匿を含む台帳は従事者が理由を添えたときだけ(planted: Planted, tmp_path: Path) -> None:
    with pytest.raises(DeskError):
        ledger_export.write_ledger(planted.member, tmp_path / "a.xlsx", password=None, sealed=True)
    with pytest.raises(DeskError):
        ledger_export.write_ledger(
            planted.outsider, tmp_path / "b.xlsx", password=None, sealed=True, reason="監査"
        )
    ledger_export.write_ledger(
        planted.member, tmp_path / "c.xlsx", password=None, sealed=True, reason="監査のため"
    )
    assert {p.name for p in tmp_path.glob("*.xlsx")} == {"c.xlsx"}
    text = words_in((tmp_path / "c.xlsx").read_bytes())
    assert {"秘匿の相談の氏名", "秘匿の経過", "議題の要旨", "議題の確認した事実"} <= set(
        found(SEALED, text)
    )


def test_今日の日付は仕込みの日(planted: Planted) -> None:
    assert planted.member.today() == date(2026, 11, 20)
