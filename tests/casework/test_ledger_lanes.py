"""会議体がいくつもある町で、秘匿の行がどの会議体の記録になるか。決まらなければ行を指して断る。"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case import intake, plans, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_lanes
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_lookup import Known
from jusou_desk.casework.ledger.ledger_problems import LedgerRefused
from jusou_desk.casework.ledger.ledger_reading import read_sheets
from jusou_desk.casework.ledger.ledger_schema import OWN
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.secrecy import transfer_opening as anew
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import TransferState
from jusou_desk.policy import Overlay, Purpose, Role
from jusou_desk.reports.table import read_book
from tests.casework.conftest import PASSWORD, MovableClock
from tests.casework.ledger_books import contents, new_desk, save
from tests.casework.several_bodies import CHILD, ELDER, komae, several
from tests.casework.test_transfers import colleague, consented, 再取得
from tests.overlays import set_overlays

__all__ = ["colleague", "komae", "several"]

Book = dict[str, list[list[object]]]
BOOK_PASSWORD = "あいことば"
SECOND = "岡村　静"


def book(desk: Desk) -> Book:
    """二つの会議体の支援会議と、その議題の相談。"""
    elder, child = (body_name(desk, one) for one in (ELDER, CHILD))
    return {
        "人物": [["人物番号", "氏名"], ["P1", "見本　一"], ["P2", "見本　二"], ["P3", "見本　三"]],
        "相談受付": [
            ["受付番号", "受付日", "同意", "人物番号", "取扱区分"],
            ["C1", "R5.5.1", "未取得", "P1", "支援会議"],
            ["C2", "R5.5.1", "未取得", "P2", "支援会議"],
            ["C3", "R5.5.1", "書面", "P3", "通常"],
        ],
        "支援経過": [
            ["経過番号", "受付番号", "日時", "内容", "取扱区分"],
            ["K1", "C1", "R5.5.2", "高齢の話", None],
            ["K2", "C3", "R5.5.2", "子どもの席の話", "支援会議"],
        ],
        "プラン": [
            ["プラン番号", "受付番号", "種別", "作成日"],
            ["N1", "C2", "アウトリーチ", "R5.6.1"],
        ],
        "会議": [
            ["会議番号", "会議体", "法的区分", "開催日"],
            ["M1", elder, "支援会議", "R5.6.1"],
            ["M2", child, "支援会議", "R5.6.2"],
        ],
        "議題": [
            ["会議番号", "議題番号", "受付番号", "目的"],
            ["M1", "1", "C1", "情報共有"],
            ["M2", "1", "C2", "情報共有"],
            ["M2", "2", "C3", "情報共有"],
        ],
        "出席者": [["会議番号", "機関", "氏名"]],
    }


def body_name(desk: Desk, body_id: str) -> str:
    found = desk.town.body(body_id)
    assert found is not None
    return found.name


def bodies(desk: Desk) -> dict[str, str]:
    """番号 → 会議体。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        return (
            {one.person_no: one.body_id for one in work.people.where()}
            | {one.case_no: one.body_id for one in work.cases.where()}
            | {one.note_no: one.body_id for one in work.notes.where()}
            | {one.plan_no: one.body_id for one in work.plans.where()}
            | {one.meeting_no: one.body_id for one in work.meetings.where()}
        )


def problems(desk: Desk, path: Path, sheets: Book) -> dict[str, str]:
    """場所 → 期待。"""
    found = read_ledger(desk, save(path, sheets), apply=False).problems
    return {one.place: one.expected for one in found}


def test_会議は自分の会議体へ_相談と経過とプランは議題の会議体へ(
    several: Desk, tmp_path: Path
) -> None:
    assert read_ledger(several, save(tmp_path / "台帳.xlsx", book(several)), apply=True).applied
    assert bodies(several) == {
        "P1": ELDER,
        "C1": ELDER,
        "K1": ELDER,
        "M1": ELDER,
        "P2": CHILD,
        "C2": CHILD,
        "N1": CHILD,
        "M2": CHILD,
        "P3": "",
        "C3": "",
        "K2": CHILD,
    }


def test_事務所の議題でも会議体が決まる(several: Desk, tmp_path: Path) -> None:
    made = intake.receive(several, {"received_on": several.today(), "consent": "未取得"}).case
    meeting = meetings.convene(several, CHILD, several.today())
    meetings.put_on_agenda(several, meeting.id, made.id, "情報共有")
    sheets: Book = {
        "人物": [["人物番号", "氏名"]],
        "相談受付": [["受付番号", "受付日", "同意"]],
        "支援経過": [
            ["経過番号", "受付番号", "日時", "内容", "取扱区分"],
            ["X1", made.case_no, "R5.5.2", "席の話", "支援会議"],
        ],
    }
    read_ledger(several, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    assert bodies(several)["X1"] == CHILD


def test_会議体の決まらない行は_シートと行とすることを言って断る(
    several: Desk, tmp_path: Path
) -> None:
    sheets = book(several)
    sheets["議題"] = sheets["議題"][:1]
    found = problems(several, tmp_path / "台帳.xlsx", sheets)
    assert set(found) == {
        "相談受付 2行 取扱区分",
        "相談受付 3行 取扱区分",
        "支援経過 3行 取扱区分",
    }
    for expected in found.values():
        assert "どの会議体の記録か分かりません" in expected
        assert "シート「置き場」に" in expected


def test_二つの会議体の議題になっている相談は_置き場を尋ねる(several: Desk, tmp_path: Path) -> None:
    sheets = book(several)
    sheets["議題"].append(["M1", "2", "C3", "情報共有"])
    found = problems(several, tmp_path / "台帳.xlsx", sheets)
    assert set(found) == {"支援経過 3行 取扱区分"}
    (expected,) = found.values()
    assert body_name(several, ELDER) in expected
    assert body_name(several, CHILD) in expected
    sheets["置き場"] = [["シート", "番号", "会議体"], ["支援経過", "K2", body_name(several, ELDER)]]
    assert read_ledger(several, save(tmp_path / "直.xlsx", sheets), apply=True).applied
    assert bodies(several)["K2"] == ELDER


def test_町に無い会議体の名の支援会議は断る(several: Desk, tmp_path: Path) -> None:
    sheets = book(several)
    sheets["会議"][1][1] = "どこかの会議"
    found = problems(several, tmp_path / "台帳.xlsx", sheets)
    assert "この町の支援会議の会議体の名" in found["会議 2行 会議体"]


def test_従事する会議体が一つなら_議題に無い行もそこへ置く(
    elder_only: Desk, tmp_path: Path
) -> None:
    sheets = book(elder_only)
    sheets["議題"] = sheets["議題"][:2]
    sheets["会議"] = sheets["会議"][:2]
    read_ledger(elder_only, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    found = bodies(elder_only)
    assert {found[number] for number in ("C1", "C2", "K1", "K2", "N1", "M1")} == {ELDER}


def test_従事していない会議体の行は_議題でも置き場でも取り込めない(
    elder_only: Desk, tmp_path: Path
) -> None:
    sheets = book(elder_only)
    sheets["置き場"] = [
        ["シート", "番号", "会議体"],
        ["相談受付", "C1", body_name(elder_only, CHILD)],
    ]
    found = problems(elder_only, tmp_path / "台帳.xlsx", sheets)
    for place in ("会議 3行", "議題 3行", "相談受付 2行", "相談受付 3行", "支援経過 3行"):
        assert "その会議体の従事者" in found[place]


@pytest.fixture
def elder_only(komae: Office, several: Desk) -> Iterator[Desk]:
    """高齢の会議体だけに従事する推進員。"""
    staffing.add_staff(several, SECOND, Role.COORDINATOR, PASSWORD)
    staffing.make_member(several, SECOND, ELDER)
    signed_in = sign_in(komae, SECOND, PASSWORD)
    yield signed_in
    signed_in.close()


def test_置き場と取扱区分が食い違えば断る(several: Desk, tmp_path: Path) -> None:
    sheets = book(several)
    sheets["置き場"] = [
        ["シート", "番号", "会議体"],
        ["相談受付", "C3", body_name(several, ELDER)],
        ["支援経過", "K9", body_name(several, ELDER)],
    ]
    found = problems(several, tmp_path / "台帳.xlsx", sheets)
    assert "どちらかに揃えて" in found["相談受付 4行 取扱区分"]
    assert "シート「支援経過」にある番号" in found["置き場 3行 番号"]


def test_書出しが足すシートの列と名は_欠けても余っても打ち違えても断る(
    several: Desk, tmp_path: Path
) -> None:
    whole = {shape.name: [list[object](shape.labels)] for shape in OWN}
    assert problems(several, tmp_path / "空.xlsx", book(several) | whole) == {}
    for name, (header,) in whole.items():
        for changed in (header[:-1], [*header, "メモ"], [*header[:-1], f"{header[-1]} "], []):
            found = problems(several, tmp_path / "列.xlsx", book(several) | {name: [changed]})
            assert found, (name, changed)
            for place, expected in found.items():
                assert place.startswith(name)
                assert "シートの名前を変えてください" in expected
        found = problems(several, tmp_path / "名.xlsx", book(several) | {f"{name} ": [header]})
        assert f"シートの名前を「{name}」に" in found[f"{name} "]


def test_余る列のある置き場のせいで_秘匿のプランが通常にならない(
    several: Desk, tmp_path: Path
) -> None:
    sheets = book(several)
    sheets["プラン"].append(["N9", "C3", "アウトリーチ", "R5.6.1"])
    sheets["置き場"] = [
        ["シート", "番号", "会議体", "メモ"],
        ["プラン", "N9", body_name(several, ELDER), None],
    ]
    with pytest.raises(LedgerRefused):
        read_ledger(several, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    assert bodies(several) == {}


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("相談受付", "C3", None, "ほげ"), "重ね 2行 伏せ方"),
        (("相談受付", "C3", None, "本人に伏せる、居場所の秘匿"), "重ね 2行 伏せ方"),
        (("相談受付", "C3", None, "、"), "重ね 2行 伏せ方"),
        (("議題", "M1", "1", "情報源秘匿"), "重ね 2行 伏せ方"),
        (("議題", "M1", "9", "本人に伏せる"), "重ね 2行 議題番号"),
        (("議題", "M1", None, "本人に伏せる"), "重ね 2行 議題番号"),
        (("相談受付", "C3", "1", "本人に伏せる"), "重ね 2行 議題番号"),
        (("支援経過", "K99", None, "本人に伏せる"), "重ね 2行 番号"),
        (("相談受付", "C1", None, "情報源秘匿"), "重ね 3行 番号"),
    ],
)
def test_重ねる先の無い行と_重ねられない語は断る(
    several: Desk, tmp_path: Path, row: tuple[object, ...], place: str
) -> None:
    sheets = book(several)
    sheets["重ね"] = [["シート", "番号", "議題番号", "伏せ方"], list(row)]
    if place.startswith("重ね 3行"):
        sheets["重ね"].append(["相談受付", "C1", None, "本人に伏せる"])
    assert list(problems(several, tmp_path / "台帳.xlsx", sheets)) == [place]


def test_議題の会議体と食い違う置き場は断る(several: Desk, tmp_path: Path) -> None:
    sheets = book(several)
    elder, child = (body_name(several, one) for one in (ELDER, CHILD))
    sheets["置き場"] = [
        ["シート", "番号", "会議体"],
        ["相談受付", "C2", elder],
        ["支援経過", "K1", child],
    ]
    found = problems(several, tmp_path / "台帳.xlsx", sheets)
    assert f"「{child}」の議題です" in found["置き場 2行 会議体"]
    assert f"相談と同じ会議体「{elder}」" in found["置き場 3行 会議体"]
    # 通常の相談の経過は、議題とは別の会議体の席の話でもあり得るので、尋ねるだけ
    sheets["置き場"] = [["シート", "番号", "会議体"], ["支援経過", "K2", elder]]
    result = read_ledger(several, save(tmp_path / "直.xlsx", sheets), apply=True)
    assert [one.place for one in result.notices] == ["置き場 2行 会議体"]
    assert bodies(several)["K2"] == ELDER


def test_置き場を引くのに_行の数の二乗の手間がかからない(several: Desk, tmp_path: Path) -> None:
    sheets = book(several)
    body, count = body_name(several, ELDER), 8000
    sheets["支援経過"] += [[f"X{n}", "C3", "R5.5.2", "話", "支援会議"] for n in range(count)]
    places: list[list[object]] = [["支援経過", f"X{n}", body] for n in range(count)]
    sheets["置き場"] = [["シート", "番号", "会議体"], *places]
    data = save(tmp_path / "台帳.xlsx", sheets).read_bytes()
    reading = read_sheets(read_book(data), several.today())
    started = time.process_time()
    ledger_lanes.place(several, reading, Known({}, {}, {}, {}, {}, frozenset()))
    assert time.process_time() - started < 3


# --- 往復 ---------------------------------------------------------------------


def test_五つの会議体の記録も_新しい事務所で同じ会議体に戻る(several: Desk, tmp_path: Path) -> None:
    sheets = book(several)
    sheets["議題"].append(["M1", "2", "C3", "情報共有"])
    sheets["置き場"] = [["シート", "番号", "会議体"], ["支援経過", "K2", body_name(several, ELDER)]]
    read_ledger(several, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    made = write_ledger(
        several, tmp_path / "出.xlsx", password=BOOK_PASSWORD, sealed=True, reason="引越し"
    )
    assert made.notices == ()
    other = new_desk(tmp_path / "other", town="komae")
    read_ledger(other, made.path, apply=True, book_password=BOOK_PASSWORD)
    assert bodies(other) == bodies(several)
    assert contents(other) == contents(several)


@pytest.fixture
def full(desk: Desk, colleague: Desk, clock: MovableClock) -> Case:
    """同意の履歴・移替え・伏せ方・受け付け直しのある事務所。"""
    values = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "consent": "未取得"}
    case = intake.receive(desk, values).case
    clock.pass_days(1)
    terms = {"purposes": ("関係機関との会議",), "excluded_agencies": "架空病院"}
    limits = {"period_from": desk.today(), "valid_until": desk.today() + timedelta(days=90)}
    consented(desk, case, **terms, **limits, oral_record="玄関先で", witness="立会　人")
    told = {"noted_on": desk.today(), "content": "席の話", "lane": "支援会議"}
    first = progress.add_note(desk, case.id, told)
    second = progress.add_note(desk, case.id, told | {"content": "席の話二"})
    set_overlays(desk, second, (Overlay.FROM_PERSON,), Purpose.SUPPORT_MEETING)
    asked = transfers.propose(desk, Source.NOTE, first.id, Wish("移す文", 再取得, "訪問"))
    transfers.approve(colleague, asked.id)
    wish = Wish("伏せる文", 再取得, "訪問", overlays=(Overlay.FROM_PERSON,))
    transfers.approve(colleague, transfers.propose(desk, Source.NOTE, second.id, wish).id)
    another = replace(wish, content="伏せる文のほか")
    declined = transfers.propose(desk, Source.NOTE, second.id, another)
    transfers.decline(colleague, declined.id, "もう一度聞いてから")
    sealed = intake.receive(desk, values | {"lane": "支援会議", "content": "秘密の話"}).case
    consented(desk, sealed)
    plan = plans.write_plan(
        desk, sealed.id, {"made_on": desk.today(), "kind": "アウトリーチ", "goal": "戸を開ける"}, ()
    )
    told_again = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "content": "働きたい"}
    opening = anew.propose_opening(desk, sealed.id, told_again, ground=再取得, evidence="訪問")
    made = anew.approve_opening(colleague, opening.id)
    goal = Wish("戸を開けてもらう", 再取得, "訪問", case=made.case_no)
    asked = transfers.propose(desk, Source.PLAN, f"{plan.id}/goal", goal)
    transfers.approve(colleague, asked.id)
    return case


def moved(desk: Desk) -> set[tuple[object, ...]]:
    """移替えを、id を番号に置き換えて比べられる形にする。"""
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        numbers = {one.id: one.case_no for one in work.cases.where()}
        numbers |= {one.id: one.note_no for one in work.notes.where()}
        numbers |= {one.id: one.plan_no for one in work.plans.where()}
        staff = {one.id: one.name for one in work.staff.where()}
        return {
            (
                one.lane,
                one.body_id,
                numbers[one.case_id],
                one.source_kind,
                "/".join(numbers.get(part, part) for part in one.source_id.split("/")),
                one.content,
                one.ground,
                one.evidence,
                staff.get(one.proposed_by, one.proposed_by),
                one.proposed_at,
                one.overlays,
                one.state,
                staff.get(one.decided_by, one.decided_by),
                one.decided_at,
                one.reason,
                numbers.get(one.target_id, one.target_id),
            )
            for one in work.transfers.where()
            if one.state is not TransferState.PROPOSED
        }


def test_同意の履歴と移替えと伏せ方も_新しい事務所で同じになる(
    desk: Desk, full: Case, tmp_path: Path
) -> None:
    result = write_ledger(
        desk, tmp_path / "出.xlsx", password=BOOK_PASSWORD, sealed=True, reason="引越し"
    )
    other = new_desk(tmp_path / "other")
    assert read_ledger(other, result.path, apply=True, book_password=BOOK_PASSWORD).applied
    assert contents(other)["同意"] == contents(desk)["同意"]
    assert contents(other)["経過"] == contents(desk)["経過"]
    assert moved(other) == moved(desk)
    assert len(moved(other)) == 9
    with desk.reading(Purpose.CASEWORK) as work:
        answers = {sheet.form_id: sheet.answers for sheet in work.sheets.where(case_id=full.id)}
    with other.reading(Purpose.CASEWORK) as work:
        copy = work.cases.one(case_no=full.case_no)
        assert copy is not None
        (terms,) = work.sheets.where(case_id=copy.id, form_id="consent")
    assert terms.answers == answers["consent"]
    assert [check.problem for check in other.verify() if check.problem] == []
    # 普段の頁では、出所の氏名もそのまま読める
    overview = transfers.overview(other, copy.id)
    assert {one.decider for one in overview.proposals} == {SECOND}


def test_普段の書出しには_移替えの通常の行だけが出る(
    desk: Desk, full: Case, tmp_path: Path
) -> None:
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    book = {
        name: [list(row) for row in rows]
        for name, rows in read_book(result.path.read_bytes()).items()
    }
    text = str(book)
    for hidden in (
        "席の話",
        "秘密の話",
        "もう一度聞いてから",
        "包括的支援会議",
        "置き場",
        "秘R8",
        "秘K",
    ):
        assert hidden not in text
    assert len(book["移替え"]) == 5
    assert "髙橋" in text
    assert full.case_no in text
    other = new_desk(tmp_path / "other")
    assert read_ledger(other, result.path, apply=True).applied
    assert [check.problem for check in other.verify() if check.problem] == []


@pytest.mark.parametrize(
    ("sheet", "column", "value", "place", "said"),
    [
        ("移替え", "決めた人", None, "移替え 2行 決めた人", "二人で"),
        ("移替え", "状態", "却下", "移替え 2行 状態", "承認のほかの移替えは"),
        ("同意履歴", "同意", "拒否", "同意履歴 3行 同意", "相談受付の同意「書面」と違います"),
    ],
)
def test_つじつまの合わない移替えと同意の履歴は断る(
    desk: Desk,
    full: Case,
    tmp_path: Path,
    sheet: str,
    column: str,
    value: str | None,
    place: str,
    said: str,
) -> None:
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    book: Book = {
        name: [list(row) for row in rows]
        for name, rows in read_book(result.path.read_bytes()).items()
    }
    header = book[sheet][0]
    at = int(place.split("行", maxsplit=1)[0].rsplit(maxsplit=1)[-1]) - 1
    book[sheet][at][header.index(column)] = value or desk.me.name
    found = problems(new_desk(tmp_path / "other"), tmp_path / "直.xlsx", book)
    assert full.case_no
    assert said in found[place]
