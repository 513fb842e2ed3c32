"""鳴き鳥の試験(DV等支援措置): 居場所の欄の一つずつに言葉を仕込み、どの出力にも出ないことを確かめる。

仕込む先は、逃れた母、同じ世帯の子、元の世帯の父(相手方)の三件。出力は test_canary と同じ。
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jusou_desk.casework.case import (
    consent,
    intake,
    intake_opening,
    plans,
    prefill,
    progress,
    search,
    sheets,
)
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.counting import drilldown
from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import packets
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.errors import Damaged
from jusou_desk.forms import code_set, form, load_form
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.records import Attendee, Entry
from jusou_desk.models.shielding import Shield
from jusou_desk.packet import CONCEALED
from jusou_desk.paths import resource
from jusou_desk.policy import Overlay, Purpose, Role
from tests.secrecy.eyes import words_in
from tests.secrecy.test_canary import Planted, found, outputs_of, written

pytestmark = pytest.mark.usefixtures("pace")

PASSWORD = "みなと三月さくら"
NOW = datetime(2026, 11, 20, 10, 0)

#: 様式の居場所の欄に仕込む言葉(母の分)。欄が増えたら、ここに足すまで試験が通らない。
MOTHER = {
    ("intake", "address"): "長門市（架空）灯台通り九番地つばき荘",
    ("intake", "phone"): "050-0000-4411",
    ("intake", "phone_note"): "夕方六時に裏口の呼び鈴",
    ("intake", "visitor_phone"): "050-0000-8822",
    ("assessment", "school"): "みさき第三小学校 3年",
    ("assessment", "illness"): "不眠で渚なごみ病院に月一回",
    ("assessment", "work_history"): "十月から潮見水産の加工場",
    ("plan", "host"): "なぎさ町の子ども食堂かもめ亭",
    ("plan", "host_terms"): "土曜に浜通りの駅前で待ち合わせる",
}
CHILD = {
    "子の電話": "050-0000-6633",
    "子の学校": "こじか岬中学校",
}
#: 父(相手方)の様式に書かれてしまった、母子の行き先。
FATHER = {"父の欄の学校": "みさき第三小学校に移ったらしい", "父の欄の注意": "妻は灯台通りにいる"}
#: 文の中に紛れた言葉。画面の経過には残るが、紙・平文の台帳・検索には出ない。
IN_PROSE = ("灯台通り九番地つばき荘", "みさき第三小学校", "渚なごみ病院", "05000004411")
WORDS = {f"{name}": word for (_, name), word in MOTHER.items()} | CHILD | FATHER
STORY = "灯台通り九番地つばき荘で会い、みさき第三小学校と渚なごみ病院へ。電話は05000004411。"
ACCOUNT = Account(
    ground="配偶者からの暴力",
    since=NOW.date() - timedelta(days=300),
    until=NOW.date() + timedelta(days=20),
    other_party="砂原　剛志",
    other_relationship="夫",
    former_household_no="H-OLD",
)
Out = dict[str, str]


def _receive(desk: Desk, **values: Any) -> intake.Received:
    base: dict[str, Any] = {"received_on": NOW.date() - timedelta(days=20), "consent": "未取得"}
    return intake.receive(desk, base | values)


def _assess(desk: Desk, case_id: str, **values: str) -> None:
    sheets.write_sheet(desk, case_id, "assessment", {"assessed_on": NOW.date()} | values)


def _agree(desk: Desk, case_id: str) -> None:
    consent.record_consent(
        desk,
        case_id,
        {
            "status": "書面",
            "no_end": True,
            "decided_on": NOW.date(),
            "scope": code_set("information_scopes", 2026).terms,
            "agencies": "社会福祉協議会",
        },
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("protection") / "office"
    office, _ = create_office(
        folder,
        town_id="nagato",
        staff_name="岡　由美",
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    desk = sign_in(office, "岡　由美", PASSWORD)
    staffing.add_staff(desk, "西村　健", Role.COORDINATOR, PASSWORD)
    outsider = sign_in(office, "西村　健", PASSWORD)
    typed = {name: word for (form_id, name), word in MOTHER.items() if form_id == "intake"}
    mother = _receive(
        desk, person_name="砂原　澪", household_no="H-NEW", visitor="友人", content=STORY, **typed
    )
    seen = {name: word for (form_id, name), word in MOTHER.items() if form_id == "assessment"}
    _assess(desk, mother.case.id, **seen)
    planned = {name: word for (form_id, name), word in MOTHER.items() if form_id == "plan"}
    plans.write_plan(
        desk,
        mother.case.id,
        {"kind": "参加支援", "made_on": NOW.date(), "goal": "外に出る", **planned},
        (),
    )
    child = _receive(
        desk, person_name="砂原　灯", household_no="H-NEW", phone=CHILD["子の電話"], content=STORY
    )
    _assess(desk, child.case.id, school=CHILD["子の学校"])
    father = _receive(
        desk,
        person_name="砂原　剛志",
        household_no="H-OLD",
        phone_note=FATHER["父の欄の注意"],
        content=STORY,
    )
    _assess(desk, father.case.id, school=FATHER["父の欄の学校"])
    for case in (mother.case, child.case, father.case):
        _agree(desk, case.id)
        progress.add_note(desk, case.id, {"noted_on": NOW.date(), "content": STORY})
    meeting = _plan_meeting(desk, mother.case.id, child.case.id, father.case.id)
    # 記録がみな書かれた後に設けても、その時から全部が伏せられる。
    assert mother.person is not None
    protecting.set_protection(desk, mother.person.id, ACCOUNT)
    yield Planted(
        office,
        desk,
        outsider,
        desk,
        mother.case.id,
        child.case.id,
        father.case.id,
        meeting,
        "",
    )
    desk.close()
    outsider.close()


def _plan_meeting(desk: Desk, *case_ids: str) -> str:
    body = next(b for b in desk.town.bodies if "重層的支援会議" in b.kinds)
    kind = body.kinds[body.kinds.index("重層的支援会議")]
    meeting = meetings.convene(desk, body.id, NOW.date(), kind=kind)
    for case_id in case_ids:
        meetings.put_on_agenda(desk, meeting.id, case_id, "プラン策定", "役割を決める")
    meetings.invite(desk, meeting.id, [Attendee(agency="社会福祉協議会", name="上利　花子")])
    return meeting.id


def everything(desk: Desk, planted: Planted, folder: Path) -> Out:
    """test_canary の出力に、打つそばの読み(似た人・写し・開いた票・数の元)を足した全部。"""
    out = outputs_of(desk, planted, folder)
    cases = (planted.open_case, planted.quiet_case, planted.sealed_case)
    for case_id in cases:
        page = case_page(desk, case_id)
        out[f"票:{case_id}"] = repr(intake_opening.written_intake(desk, case_id))
        out[f"写し:{case_id}"] = repr(prefill.prefill(desk, page, "assessment"))
    out["数の元"] = repr(drilldown.behind(desk, Figure(3, case_ids=cases)))
    out["似た人"] = repr(intake_opening.familiar_people(desk, "砂原　澪", "", None))
    return out


@pytest.fixture(scope="module")
def outputs(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Out]:
    return {
        who: everything(desk, planted, tmp_path_factory.mktemp("out"))
        for who, desk in (("設けた職員", planted.member), ("ほかの職員", planted.outsider))
    }


def leaks(words: dict[str, str], out: Out) -> dict[str, list[str]]:
    return {name: hits for name, text in out.items() if (hits := found(words, text))}


def test_居場所の欄はみな試されている() -> None:
    marked = {
        (form_id, field.id)
        for form_id in ("intake", "assessment", "plan", "referral", "progress", "consent")
        for field in form(form_id).fields
        if field.overlay is Overlay.WHEREABOUTS
    }
    assert marked == set(MOTHER)


def test_字で書かない欄は居場所の欄にできない(tmp_path: Path) -> None:
    """選ぶ欄や日付の欄には「秘匿」の語を置けず、保存で元の値が失われるため。"""
    source = resource("forms", "assessment.toml").read_text(encoding="utf-8")
    marked = source.replace(
        '{ id = "housing", label', '{ id = "housing", overlay = "whereabouts", label'
    )
    assert marked != source
    path = tmp_path / "assessment.toml"
    path.write_text(marked, encoding="utf-8")
    with pytest.raises(Damaged, match="字で書く欄ではない"):
        load_form(path)


@pytest.mark.parametrize("who", ["設けた職員", "ほかの職員"])
def test_居場所の欄の言葉はどの出力にも出ない(outputs: dict[str, Out], who: str) -> None:
    out = outputs[who]
    assert len(out) > 40
    # 父の頁の経過など、画面の文は書いた人のもの。欄に仕込んだ言葉だけを探す。
    prose = "".join(IN_PROSE)
    words = {n: w for n, w in WORDS.items() if w not in prose and prose.find(w) < 0}
    assert leaks(words, out) == {}


def test_文に紛れた居場所も紙と平文の台帳には出ない(outputs: dict[str, Out]) -> None:
    leaving = {
        name: text
        for name, text in outputs["設けた職員"].items()
        if name.partition(":")[0] in ("資料", "様式", "報告", "台帳")
    }
    assert len(leaving) > 20
    assert leaks({word: word for word in IN_PROSE}, leaving) == {}


@pytest.mark.parametrize("word", [*IN_PROSE, "灯台通り", "4411", "渚なごみ"])
def test_居場所の言葉では探せない(planted: Planted, word: str) -> None:
    assert search.search(planted.member, word) == ()


def test_探せば見つかる言葉では見つかる(planted: Planted) -> None:
    """探せないことの試験が、索引の壊れで通っていないこと。"""
    assert len(search.search(planted.member, "砂原")) >= 3
    assert len(search.search(planted.member, "で会い")) == 6


def test_見つかった行の前後の文にも居場所は出ない(planted: Planted) -> None:
    hits = search.search(planted.member, "で会い")
    assert leaks({word: word for word in IN_PROSE}, {"行": repr(hits)}) == {}


def test_パスワードの台帳には居場所が残る(planted: Planted, tmp_path: Path) -> None:
    """取り込み直せるように。覆いが台帳の目的にまで掛かっていないこと。"""
    with planted.member.reading(Purpose.LEDGER_EXPORT) as work:
        (mother,) = work.people.where(name="砂原　澪")
    assert mother.address == MOTHER["intake", "address"]
    target = tmp_path / "plain.xlsx"
    ledger_export.write_ledger(planted.member, target, password=None)
    assert mother.address not in words_in(target.read_bytes())


def test_平文の台帳では世帯みなの住所と電話の升が空になる(planted: Planted, tmp_path: Path) -> None:
    target = tmp_path / "plain.xlsx"
    done = ledger_export.write_ledger(planted.member, target, password=None)
    (sheet,) = (s for s in openpyxl.load_workbook(target).worksheets if s.title == "人物")
    header, *rows = sheet.iter_rows(values_only=True)
    at = {str(label): number for number, label in enumerate(header)}
    cells = {str(row[at["氏名"]]): (row[at["住所"]], row[at["電話"]]) for row in rows}
    assert cells["砂原　澪"] == cells["砂原　灯"] == (None, None)
    assert any("2人の住所と電話を省きました" in notice for notice in done.notices)


def test_父の紙に母と子の名は載らない(planted: Planted, tmp_path: Path) -> None:
    papers.hand_out_sheet(planted.member, "intake", planted.sealed_case, tmp_path)
    text = written(tmp_path)
    assert "砂原　剛志" in text
    assert "砂原　澪" not in text
    assert "砂原　灯" not in text


def test_会議の資料では住所の欄が秘匿の語になる(planted: Planted, tmp_path: Path) -> None:
    packets.issue_packet(planted.member, planted.plan_meeting, tmp_path)
    assert CONCEALED in written(tmp_path)


# --- 試験の試験: 壁を一つ外すと、鳴き鳥が鳴く ------------------------------------


def _unveiled(_shield: Shield, record: Entry) -> Entry:
    return record


def test_棚の覆いを外すと鳴く(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shield, "_veiled", _unveiled)
    out = everything(planted.member, planted, tmp_path)
    assert {"票", "頁", "写し", "数の元", "似た人", "一覧"} <= {
        name.partition(":")[0] for name in leaks(WORDS, out)
    }


def test_文の言葉を消さないと鳴く(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shield, "words", lambda *_args: ())
    out = outputs_of(planted.member, planted, tmp_path)
    rung = {name.partition(":")[0] for name in leaks({w: w for w in IN_PROSE}, out)}
    assert {"資料", "様式", "台帳"} <= rung
