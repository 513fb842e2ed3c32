"""標準台帳ブックの取込み: 入るもの、分かれる区分、全部か無か。"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_problems import LedgerRefused
from jusou_desk.errors import Refused
from jusou_desk.models.records import CaseStatus, PlanStatus
from jusou_desk.policy import Purpose, Role
from jusou_desk.reports.seal import encrypt_xlsx
from tests.casework.ledger_books import (
    PASSWORD,
    contents,
    new_desk,
    save,
    sign_in_as,
    sound_book,
    traces,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_desk(tmp_path / "office")


def test_通常の記録がそのまま入る(desk: Desk, tmp_path: Path) -> None:
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sound_book()), apply=True)
    assert result.applied
    assert result.problems == ()
    assert {c.sheet: c.new for c in result.counts}["相談受付"] == 3
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.one(person_no="P1")
        case = work.cases.one(case_no="C1")
        note = work.notes.one(note_no="K1")
        plan = work.plans.one(plan_no="N1")
        meeting = work.meetings.one(meeting_no="M1")
        assert person is not None
        assert case is not None
        assert note is not None
        assert plan is not None
        assert meeting is not None
        consents = work.consents.where(case_id=case.id)
        items = work.agenda.where(case_id=case.id)
    assert (person.name, person.birth_on) == ("髙﨑\u3000𠮷子", date(1955, 4, 1))
    assert person.address_concealed
    assert (case.person_id, case.received_on) == (person.id, date(2023, 5, 1))
    assert (case.issues, case.content) == (("病気", "介護"), "一行目\n二行目")
    assert case.status is CaseStatus.SUPPORTED
    assert [(c.status, c.decided_on) for c in consents] == [("書面", date(2023, 5, 1))]
    assert (note.at, note.due_on) == (datetime(2023, 5, 2, 14, 30), date(2030, 1, 1))
    assert (plan.status, plan.agencies) == (PlanStatus.DECIDED, ("社協", "長門市"))
    assert [(a.agency, a.name, a.post) for a in meeting.attendees] == [
        ("社協", "出席 花子", "主任")
    ]
    assert [(i.meeting_id, i.decision) for i in items] == [(meeting.id, "見守りを続ける")]


def test_支援会議の区分の記録は普段の目的では見えない(desk: Desk, tmp_path: Path) -> None:
    read_ledger(desk, save(tmp_path / "台帳.xlsx", sound_book()), apply=True)
    with desk.reading(Purpose.CASEWORK) as work:
        assert {p.person_no for p in work.people.where()} == {"P1"}
        assert {c.case_no for c in work.cases.where()} == {"C1", "C2"}
        assert {n.note_no for n in work.notes.where()} == {"K1"}
        assert {p.plan_no for p in work.plans.where()} == {"N1"}
        assert {m.meeting_no for m in work.meetings.where()} == {"M1"}
        assert len(work.agenda.where()) == 1
        assert work.search.find("秘匿") == ()
        audit = " ".join(f"{e.subject} {e.detail}" for e in work.audit.entries())
    assert "秘匿" not in audit
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        case = work.cases.one(case_no="C3")
        person = work.people.one(person_no="P2")
        meeting = work.meetings.one(meeting_no="M2")
        assert case is not None
        assert person is not None
        assert meeting is not None
        notes = {n.note_no: n for n in work.notes.where()}
        items = work.agenda.where(meeting_id=meeting.id)
        plan = work.plans.one(plan_no="N2")
        assert work.consents.where(case_id=case.id)[0].sealed
        open_case = work.cases.one(case_no="C1")
    assert case.sealed
    assert person.sealed
    assert (meeting.body_id, case.body_id) == ("support_meeting", "support_meeting")
    assert meeting.attendees[0].pledged_on == date(2023, 4, 1)
    assert notes["K2"].sealed
    assert notes["K3"].sealed
    assert plan is not None
    assert plan.sealed
    assert all(item.sealed for item in items)
    assert len(items) == 2
    # 通常の相談の、支援会議で聞いた経過は、相談につながったまま秘匿になる。
    assert open_case is not None
    assert notes["K2"].case_id == open_case.id
    assert not open_case.sealed
    # 終結のプランだけの相談は終結。
    assert (case.status, case.closed_on) == (CaseStatus.CLOSED, date(2023, 9, 1))
    assert case.closing_reason == "転出"


def test_通常の相談にも出てくる人物は秘匿にしない(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["相談受付"][2][3] = "P2"
    read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    with desk.reading(Purpose.CASEWORK) as work:
        assert {p.person_no for p in work.people.where()} == {"P1", "P2"}


def test_秘匿の相談の経過を通常だと言うブックは断る(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["支援経過"][3][5] = "通常"
    book = save(tmp_path / "台帳.xlsx", sheets)
    (problem,) = read_ledger(desk, book, apply=False).problems
    assert (problem.place, problem.read) == ("支援経過 4行 取扱区分", "通常")
    assert "移替え" in problem.expected
    with pytest.raises(LedgerRefused):
        read_ledger(desk, book, apply=True)
    sheets["支援経過"][3][5] = None
    read_ledger(desk, save(tmp_path / "直.xlsx", sheets), apply=True)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.notes.one(note_no="K3") is None


def test_事務所で支援会議の番号を通常だと言うブックは_行ごとに断る(
    desk: Desk, tmp_path: Path
) -> None:
    read_ledger(desk, save(tmp_path / "元.xlsx", sound_book()), apply=True)
    sheets = sound_book()
    sheets["相談受付"] = [sheets["相談受付"][0], ["C3", "R5.7.1", "書面", None, None, "x", "通常"]]
    sheets["支援経過"] = [
        sheets["支援経過"][0],
        ["K2", "C1", "R5.5.3", "支援会議で聞いたこと", None, "通常"],
        ["K9", "C3", "R5.5.3", "続き", None, "通常"],
        ["K10", "C3", "R5.5.3", "続き", None, None],
    ]
    sheets["会議"] = [sheets["会議"][0], ["M2", "長門市重層的支援会議", "重層的支援会議", "R5.8.1"]]
    for name in ("人物", "プラン", "議題", "出席者"):
        sheets[name] = sheets[name][:1]
    result = read_ledger(desk, save(tmp_path / "二.xlsx", sheets), apply=False)
    assert {p.place: p.expected.split("。")[0] for p in result.problems} == {
        "相談受付 2行 受付番号": "この番号は既に事務所にあります",
        "支援経過 2行 経過番号": "この番号は既に事務所にあります",
        "会議 2行 会議番号": "この番号は既に事務所にあります",
        "支援経過 3行 受付番号": "シート「相談受付」にある受付番号を入れてください",
    }


def test_支援会議の日にその席の機関から聞いた通常の経過は_尋ねる(
    desk: Desk, tmp_path: Path
) -> None:
    sheets = sound_book()
    sheets["支援経過"] = [
        ["経過番号", "受付番号", "日時", "内容", "取扱区分", "提供機関"],
        ["K1", "C1", "R5.8.1", "席の話か", "通常", "警察署"],
        ["K2", "C1", "R5.8.2", "次の日の話", "通常", "警察署"],
        ["K3", "C1", "R5.8.1", "ほかの機関", "通常", "社協"],
        ["K4", "C1", "R5.8.1", "席の話", "支援会議", "警察署"],
    ]
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    assert [n.place for n in result.notices] == ["支援経過 2行 提供機関"]
    assert "取扱区分を「支援会議」に" in result.notices[0].expected


def test_試し読みは同じことを言い何も残さない(desk: Desk, tmp_path: Path) -> None:
    book = save(tmp_path / "台帳.xlsx", sound_book())
    before = traces(desk)
    tried = read_ledger(desk, book, apply=False)
    assert not tried.applied
    assert traces(desk) == before
    done = read_ledger(desk, book, apply=True)
    assert (done.counts, done.notices) == (tried.counts, tried.notices)
    assert traces(desk)[0] > before[0]


def test_結果を人に見せる行にする(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["相談受付"][2][2] = "?\n?"
    sheets["メモ"] = [["何か"]]
    lines = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=False).lines()
    assert lines[0] == "何も取り込んでいません。"
    assert "相談受付: 3行(新しく入る3件、既にある0件)" in lines
    expected = "次のどれかを入れてください: 書面/口頭/未取得/拒否/撤回"
    assert f"問題 相談受付 3行 同意: 「?[U+000A]?」 {expected}" in lines
    assert "お知らせ メモ: 「メモ」 標準台帳ブックに無いシートなので読みませんでした。" in lines
    assert lines[-1] == "問題1件、お知らせ1件"


def test_取込みは区分ごとに一行ずつ監査に残り支援会議の件数は従事者だけに見える(
    desk: Desk, tmp_path: Path
) -> None:
    before = traces(desk)[1]
    read_ledger(desk, save(tmp_path / "台帳.xlsx", sound_book()), apply=True)
    with desk.reading(Purpose.CASEWORK) as work:
        newest = work.audit.entries(newest=1)[0]
    assert traces(desk)[1] == before + 1
    assert (newest.action, newest.actor) == ("台帳の取込み", "見本 一郎")
    assert "相談受付2" in newest.detail
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        sealed, opened = work.audit.entries(newest=2)
    assert opened == newest
    assert (sealed.action, sealed.actor) == ("台帳の取込み", "見本 一郎")
    assert "相談受付1" in sealed.detail


def test_途中でやめると何も残らない(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    for n in range(200):
        sheets["相談受付"].append([f"X{n}", "R5.5.1", "口頭", None, None, None, None])
    book = save(tmp_path / "台帳.xlsx", sheets)
    before = traces(desk)
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_ledger(desk, book, apply=True, progress=stop)
    assert 0 < seen[0][0] < seen[0][1]
    assert traces(desk) == before


def test_二度目は既にある番号として断り上書きしない(desk: Desk, tmp_path: Path) -> None:
    book = save(tmp_path / "台帳.xlsx", sound_book())
    read_ledger(desk, book, apply=True)
    held = contents(desk)
    again = read_ledger(desk, book, apply=False)
    assert {c.sheet: (c.new, c.known) for c in again.counts}["議題"] == (0, 3)
    known = [p for p in again.problems if "既に事務所に" in p.expected]
    assert len(known) == 2 + 3 + 3 + 2 + 2 + 3
    with pytest.raises(LedgerRefused):
        read_ledger(desk, book, apply=True)
    assert contents(desk) == held


def test_事務所にある番号を指して経過を足せる(desk: Desk, tmp_path: Path) -> None:
    read_ledger(desk, save(tmp_path / "一.xlsx", sound_book()), apply=True)
    more: dict[str, list[list[object]]] = {
        "人物": [["人物番号", "氏名"]],
        "相談受付": [["受付番号", "受付日", "同意", "人物番号"], ["C9", "R6.1.5", "口頭", "P1"]],
        "支援経過": [
            ["経過番号", "受付番号", "日時", "内容"],
            ["K8", "C1", "R6.1.6", "続き"],
            ["K9", "C3", "R6.1.6", "秘匿の続き"],
        ],
    }
    assert read_ledger(desk, save(tmp_path / "二.xlsx", more), apply=True).applied
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.notes.one(note_no="K8") is not None
        assert work.notes.one(note_no="K9") is None
    del more["支援経過"]
    more["相談受付"][1] = ["C10", "R6.1.5", "口頭", "P2"]
    result = read_ledger(desk, save(tmp_path / "三.xlsx", more), apply=False)
    assert [(p.column, p.read) for p in result.problems] == [("人物番号", "P2")]
    # エラーのブックは従事者でない人も読むので、無い番号と同じに断る
    assert result.problems[0].expected == "シート「人物」にある人物番号を入れてください。"


def test_日付の書き方(desk: Desk, tmp_path: Path) -> None:
    written = ["2019-05-01", "R元.5.1", "令和元年5月1日", "令和1年5月1日", datetime(2019, 5, 1)]
    sheets: dict[str, list[list[object]]] = {
        "人物": [["人物番号", "氏名", "生年月日"], ["P1", "見本", "S35/4/1"]],
        "相談受付": [["同意", "受付番号", "受付日"]],
    }
    sheets["相談受付"] += [["口頭", f"C{n}", day] for n, day in enumerate(written)]
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True).applied
    with desk.reading(Purpose.CASEWORK) as work:
        assert {c.received_on for c in work.cases.where()} == {date(2019, 5, 1)}
        assert work.people.where()[0].birth_on == date(1960, 4, 1)


def test_文字は一字も変わらない(desk: Desk, tmp_path: Path) -> None:
    names = [
        "=1+1",
        "+81",
        "-社協-",
        "@家族",
        "髙﨑\ufa19",
        "𠮷野",
        "葛\U000e0100飾",
        "\u3000前後に空白 ",
        "か\u3099",
        "_x0041_",
        "007",
    ]
    sheets: dict[str, list[list[object]]] = {
        "人物": [["人物番号", "氏名", "電話"]],
        "相談受付": [["受付番号", "受付日", "同意"]],
    }
    sheets["人物"] += [[f"P{n}", name, 8370000000 + n] for n, name in enumerate(names)]
    # openpyxl は _x 以下を読み手の約束どおりに書かないので、書き手の側で逃がしておく。
    sheets["人物"][names.index("_x0041_") + 1][1] = "_x005F_x0041_"
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True).applied
    with desk.reading(Purpose.CASEWORK) as work:
        people = {p.person_no: p for p in work.people.where()}
    assert [people[f"P{n}"].name for n in range(len(names))] == names
    assert people["P3"].phone == "8370000003"


def test_年齢と途中までの生年月日(desk: Desk, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "人物": [
            ["人物番号", "氏名", "生年月日", "年齢", "年齢の基準日"],
            ["P1", "見本一", None, 70, "R5.4.1"],
            ["P2", "見本二", None, "８０", None],
            ["P3", "見本三", "昭和30年頃", None, None],
        ],
        "相談受付": [["受付番号", "受付日", "同意"]],
    }
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    noticed = {(n.row, n.column) for n in result.notices if n.sheet == "人物"}
    assert noticed == {(3, "年齢"), (4, "生年月日")}
    with desk.reading(Purpose.CASEWORK) as work:
        people = {p.person_no: p for p in work.people.where()}
    assert (people["P1"].age, people["P1"].age_as_of) == (70, date(2023, 4, 1))
    assert people["P2"].age == 80
    about = people["P3"]
    assert (about.birth_on, about.birth_text) == (None, "昭和30年頃")
    assert (about.age, about.age_as_of) == (71, date(2026, 11, 22))


def test_課題の一覧に無い語は近い語を添えて知らせ書かれたまま入る(
    desk: Desk, tmp_path: Path
) -> None:
    sheets = sound_book()
    sheets["相談受付"][1][4] = "介後、病気"
    sheets["相談受付"][2][4] = "介後"
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    (notice,) = result.notices
    assert (notice.sheet, notice.row, notice.column, notice.read) == ("相談受付", 2, "課題", "介後")
    assert "「介護」" in notice.expected
    assert "ほか1行" in notice.expected
    assert "令和5年度" in notice.expected
    with desk.reading(Purpose.CASEWORK) as work:
        case = work.cases.one(case_no="C1")
    assert case is not None
    assert case.issues == ("介後", "病気")


def test_課題は受付日の年度の一覧で見る(desk: Desk, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "人物": [["人物番号", "氏名"]],
        "相談受付": [
            ["受付番号", "受付日", "同意", "課題"],
            ["C1", "R2.6.1", "口頭", "家族が不仲"],
            ["C2", "R5.6.1", "口頭", "家族が不仲"],
        ],
    }
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=False)
    assert [n.row for n in result.notices if n.sheet == "相談受付"] == [3]


def test_名前に惑わされず法的区分で分ける(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["会議"][1][1:3] = ["長門市包括的支援会議", "重層的支援会議"]
    sheets["会議"][2][1:3] = ["大仙市地域ケア会議", "支援会議"]
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    assert [(n.row, n.column) for n in result.notices] == [(2, "会議体"), (3, "会議体")]
    with desk.reading(Purpose.CASEWORK) as work:
        assert {m.body_name for m in work.meetings.where()} == {"長門市包括的支援会議"}


def test_知らないシートは知らせて読まない(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["メモ"] = [["何か"], ["=1"]]
    result = read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    assert [(n.sheet, n.read) for n in result.notices] == [("メモ", "メモ")]


def test_暗号化されたブックはパスワードで読める(desk: Desk, tmp_path: Path) -> None:
    plain = save(tmp_path / "台帳.xlsx", sound_book())
    locked = tmp_path / "暗号.xlsx"
    locked.write_bytes(encrypt_xlsx(plain.read_bytes(), "ひみつ1"))
    assert read_ledger(desk, locked, apply=True, book_password="ひみつ1").applied


def test_従事者でなければ支援会議の行は入れられない(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "office")
    desk.add_staff("別の 職員", Role.COORDINATOR, PASSWORD)
    other = sign_in_as(tmp_path / "office", "別の 職員")
    assert not other.serves_any
    result = read_ledger(other, save(tmp_path / "台帳.xlsx", sound_book()), apply=False)
    places = {(p.sheet, p.row) for p in result.problems}
    assert places == {
        ("相談受付", 4),
        ("支援経過", 3),
        ("支援経過", 4),
        ("プラン", 3),
        ("会議", 3),
        ("議題", 3),
        ("議題", 4),
    }
    assert all("従事者" in p.expected for p in result.problems)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.READER])
def test_取込みは管理者と推進員だけ(tmp_path: Path, role: Role) -> None:
    desk = new_desk(tmp_path / "office")
    desk.add_staff("別の 職員", role, PASSWORD)
    other = sign_in_as(tmp_path / "office", "別の 職員")
    with pytest.raises(Refused):
        read_ledger(other, save(tmp_path / "台帳.xlsx", sound_book()), apply=False)
