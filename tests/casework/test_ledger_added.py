"""記録の種類ごとのシート(ledger_added): どの種類もブックと行き来し、見えないものは出ず、悪い行は取り込まない。"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_added import (
    ADDED,
)
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_holdings import LEFT_OUT, UNTOLD
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_kinds import (
    DETAILS,
    KEPT,
    PARTS,
)
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    CASES,
    CONSENTS,
    MEETINGS,
    NOTES,
    OVERLAYS,
    PEOPLE,
    PLANS,
    RESULTS,
    TRANSFERS,
)
from jusou_desk.casework.ledger.ledger_shapes import SheetShape
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Consent,
    Entry,
    Meeting,
    Note,
    Person,
    Plan,
    Sheet,
    Task,
    entry_kinds,
)
from jusou_desk.models.register_records import Resource
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.policy import Purpose
from tests.casework.ledger_books import contents, new_desk, save, sound_book, traces
from tests.casework.ledger_whole import fill
from tests.casework.test_ledger_export import BOOK_PASSWORD, cells

Cells = dict[str, list[list[Any]]]
_KINDS: Final = tuple(kept.kind for kept in KEPT)
#: 約束したシートと、その記録。
_PROMISED: Final[dict[type[Entry], tuple[SheetShape, ...]]] = {
    Person: (PEOPLE,),
    Case: (CASES, OVERLAYS),
    Note: (NOTES, OVERLAYS),
    Plan: (PLANS,),
    Meeting: (MEETINGS,),
    AgendaItem: (AGENDA, RESULTS, OVERLAYS),
    Consent: (CONSENTS,),
    Transfer: (TRANSFERS,),
}
#: 列の名とは別の形で書く欄。区分と会議体は、取扱区分と置き場のシート。
_OTHERWISE: Final = {
    Entry: "id lane body_id",
    Person: "birth_on",
    Case: "person_id overlays",
    Consent: "case_id",
    Note: "case_id overlays",
    Plan: "case_id",
    AgendaItem: "meeting_id case_id overlays",
    Meeting: "attendees",
    Transfer: "case_id source_id target_id opening",
    Sheet: "answers",
    Task: "origin",
    Resource: "more",
}
#: ブックに書かない欄と、そのわけ。
_NOT_WRITTEN: Final[dict[type[Entry], dict[str, str]]] = {
    Meeting: {"choices": "資料の表で変えた升(件数を知らせる)"}
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """どの種類の記録もある事務所。どの試験も、読むか書き出すだけ。"""
    room = tmp_path_factory.mktemp("whole")
    desk = new_desk(room / "office")
    read_ledger(desk, save(room / "元.xlsx", sound_book()), apply=True)
    fill(desk)
    return desk


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """試し読みだけをする、まっさらな事務所。"""
    return new_desk(tmp_path_factory.mktemp("empty") / "office")


@pytest.fixture(scope="module")
def written(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Cells:
    """書き出したブック(支援会議分は無い)。"""
    return _export(desk, tmp_path_factory.mktemp("book") / "出.xlsx")


@pytest.fixture
def book(written: Cells) -> Cells:
    return deepcopy(written)


def _export(desk: Desk, path: Path, *, sealed: bool = False) -> Cells:
    result = write_ledger(desk, path, password=BOOK_PASSWORD, sealed=sealed, reason="引越し")
    return {
        name: [list(row) for row in rows]
        for name, rows in cells(result.path, BOOK_PASSWORD).items()
    }


# --- 漏れの無いこと ---------------------------------------------------------


def test_どの種類の記録も_シートがあるか_書かないわけがある() -> None:
    written = {*_PROMISED, *_KINDS}
    assert written | set(LEFT_OUT) | set(UNTOLD) == set(entry_kinds())
    assert not written & (set(LEFT_OUT) | set(UNTOLD))


@pytest.mark.parametrize("kind", [*_PROMISED, *_KINDS], ids=lambda kind: str(kind.__name__))
def test_どの欄も_列があるか_書かないわけがある(kind: type[Entry]) -> None:
    shapes = [*_PROMISED.get(kind, ())]
    shapes += [
        one.shape
        for one in (*KEPT, *DETAILS)
        if kind in (getattr(one, "kind", None), getattr(one, "of", None))
    ]
    known = {column.field for shape in shapes for column in shape.columns}
    known |= {part.field for part in PARTS if part.of is kind}
    known |= set(_OTHERWISE[Entry].split()) | set(_OTHERWISE.get(kind, "").split())
    assert {one.name for one in fields(kind)} - known == set(_NOT_WRITTEN.get(kind, {}))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: str(part.shape.name))
def test_中の行のどの欄にも列がある(part: Any) -> None:
    assert {one.name for one in fields(part.kind)} == {
        column.field for column in part.shape.columns if column.field
    }


def test_仕込みは_どの欄も空でない(desk: Desk) -> None:
    """往復の試験が、書かれていない欄を「同じ」と言わないように。"""
    empty = set()
    with desk.reading(Purpose.CASEWORK) as work:
        for kind in _KINDS:
            records = work.shelf_of(kind).where()
            for one in fields(kind):
                default = None if one.default is MISSING else one.default
                values = {repr(getattr(record, one.name)) for record in records}
                if values <= {repr(default), "()", "{}", "''"}:
                    empty.add(f"{kind.__name__}.{one.name}")
    lanes = {f"{kind.__name__}.{name}" for kind in _KINDS for name in ("lane", "body_id")}
    assert empty - lanes <= {"Resource.inside"}  # 町の組織の印は、管理者だけが付ける


# --- 往復 -------------------------------------------------------------------


def _plain(desk: Desk) -> dict[str, set[str]]:
    """全部の記録を、id を番号に替えて、比べられる形に。"""
    names: dict[str, str] = {}
    with desk.reading(Purpose.SEALED_EXPORT) as work:
        for shelf, number in (
            (work.people, "person_no"),
            (work.cases, "case_no"),
            (work.notes, "note_no"),
            (work.plans, "plan_no"),
            (work.meetings, "meeting_no"),
            (work.expenses, "number"),
        ):
            for one in shelf.where():
                names.setdefault(one.id, getattr(one, number))
        names |= {i.id: f"{names[i.meeting_id]}/{i.item_no}" for i in work.agenda.where()}
        every = {kind.__name__: work.shelf_of(kind).where() for kind in _KINDS}
    return {
        kind: {
            str({name: names.get(str(value), value) for name, value in vars(one).items()
                 if name != "id" or value in names})
            for one in records
        }
        for kind, records in every.items()
    }  # fmt: skip


@pytest.mark.parametrize("sealed", [False, True])
def test_書き出して新しい事務所に取り込むと_どの種類も同じ記録になる(
    desk: Desk, tmp_path: Path, sealed: bool
) -> None:
    book = _export(desk, tmp_path / "出.xlsx", sealed=sealed)
    assert [name for name in book if name.endswith("(書出し)")] == [one.name for one in ADDED]
    other = new_desk(tmp_path / "other")
    taken = read_ledger(other, tmp_path / "出.xlsx", apply=True, book_password=BOOK_PASSWORD)
    assert taken.applied
    before, after = _plain(desk), _plain(other)
    for kind, records in before.items():
        kept = {one for one in records if sealed or "Lane.OPEN" in one}
        assert after[kind] == kept, kind
        assert kept
    for kind, entries in contents(desk).items():
        same = {one for one in entries if sealed or ("lane", 0) in one}
        assert contents(other)[kind] == same, kind
    assert _export(other, tmp_path / "再.xlsx", sealed=sealed) == book


def test_普段の書出しに_支援会議の区分の行は一つも出ない(desk: Desk, tmp_path: Path) -> None:
    book = _export(desk, tmp_path / "出.xlsx")
    assert "秘の" not in str(book)
    assert "P2" not in str(book)
    assert all(str(book[shape.name]) for shape in ADDED)
    assert "秘の作業所" in str(_export(desk, tmp_path / "秘.xlsx", sealed=True))


def test_暗号化しないと_居場所を伏せる人の行き先は省く(desk: Desk, tmp_path: Path) -> None:
    # P1 は住所秘匿。受入先・費用・居た施設・住民票の住所・行き先の欄は、どのシートにも残らない。
    path = write_ledger(desk, tmp_path / "出.xlsx", password=None).path
    text = str({name: rows for name, rows in cells(path).items() if not name.startswith("名簿")})
    for hidden in ("常の作業所", "常の家荘", "架空町9", "作業着", "常の機関", "袋詰め"):
        assert hidden not in text, hidden
    assert "常の姉" in text
    assert "岬の作業所" in str(cells(path)["名簿(書出し)"])


def test_事務所の自分の表は_名が似ていても読み飛ばす(empty: Desk, tmp_path: Path) -> None:
    own: dict[str, list[list[object]]] = {
        "地域課題": [["課題", "担当"], ["足が無い", "花子"]],
        "支援内容": [["a"], ["b"]],
    }
    taken = read_ledger(empty, save(tmp_path / "元.xlsx", sound_book() | own), apply=False)
    assert taken.problems == ()
    assert {one.sheet for one in taken.notices} >= set(own)


# --- 悪い行 -----------------------------------------------------------------

Break = Callable[[Cells], None]


def _set(sheet: str, column: str, value: Any, row: int = 1) -> Break:
    def change(book: Cells) -> None:
        rows = book[f"{sheet}(書出し)"]
        rows[row] += [None] * (len(rows[0]) - len(rows[row]))
        rows[row][rows[0].index(column)] = value

    return change


def _drop(sheet: str, row: int = 1) -> Break:
    def change(book: Cells) -> None:
        del book[sheet][row]

    return change


def _double(sheet: str, row: int = 1) -> Break:
    def change(book: Cells) -> None:
        rows = book[f"{sheet}(書出し)"]
        rows.append(list(rows[row]))

    return change


_BAD: Final = {
    "無い人の間がら": (_set("間がら", "相手の人物番号", "P99"), "間がら", "相手の人物番号"),
    "自分との間がら": (_set("間がら", "相手の人物番号", "P1"), "間がら", "相手の人物番号"),
    "無い間がら": (_set("間がら", "別", "友だち"), "間がら", "別"),
    "あり得ない日": (_set("世帯の移り", "始まり", "令和5年2月30日"), "世帯の移り", "始まり"),
    "先の支払い": (_set("参加支援の費用", "支払日", "2030-01-01"), "参加支援の費用", "支払日"),
    "額でない額": (_set("参加支援の費用", "金額", "三千円"), "参加支援の費用", "金額"),
    "無い費用の打消し": (
        _set("参加支援の費用", "打ち消した番号", "R9-9", 2), "参加支援の費用", "打ち消した番号"
    ),
    "二度ある費用": (_double("参加支援の費用"), "参加支援の費用", "番号"),
    "無い様式": (_set("様式の記入", "様式", "nothing"), "様式の記入", "様式"),
    "無い版": (_set("様式の記入", "版", "99"), "様式の記入", "版"),
    "版でない版": (_set("様式の記入", "版", "1-x"), "様式の記入", "版"),
    "同意の様式": (_set("様式の記入", "様式", "consent"), "様式の記入", "様式"),
    "無い欄": (_set("様式の答え", "欄", "無い欄"), "様式の答え", "欄"),
    "読めない日の答え": (_set("様式の答え", "答え", "いつか"), "様式の答え", "答え"),
    "二度ある答え": (_double("様式の答え"), "様式の答え", "欄"),
    "無い記入番号": (_set("様式の答え", "記入番号", "99"), "様式の答え", "記入番号"),
    "無い伏せる欄": (_set("様式の記入", "本人に伏せる欄", "無い"), "様式の記入", "本人に伏せる欄"),
    "よその相談の支援内容": (_set("支援内容", "受付番号", "C2"), "支援内容", "受付番号"),
    "無い議題の決定": (_set("決定の割当て", "議題番号", "9"), "決定の割当て", "議題番号"),
    "無い課題の経緯": (_set("検討の経緯", "課題番号", "9"), "検討の経緯", "課題番号"),
    "相手のいない支援関係": (_set("支援関係", "機関", None, 2), "支援関係", "機関"),
    "無い元の仕事": (_set("期日のある仕事", "元の番号", "K99", 2), "期日のある仕事", "元の番号"),
    "通常なのに会議体": (_set("受入先探し", "会議体", "長門市包括的支援会議"), "受入先探し", "会議体"),
}  # fmt: skip


@pytest.mark.parametrize("name", _BAD)
def test_悪い行は_行と列を言って_何も取り込まない(
    empty: Desk, book: Cells, tmp_path: Path, name: str
) -> None:
    change, sheet, column = _BAD[name]
    change(book)
    before = traces(empty)
    taken = read_ledger(empty, save(tmp_path / "悪.xlsx", book), apply=False)
    assert [(one.sheet, one.column) for one in taken.problems] == [(f"{sheet}(書出し)", column)]
    assert taken.problems[0].row > 1
    assert taken.problems[0].expected
    assert traces(empty) == before


def test_支援会議の区分の行を通常に書き換えても取り込めない(
    desk: Desk, empty: Desk, tmp_path: Path
) -> None:
    book = _export(desk, tmp_path / "出.xlsx", sealed=True)
    changed = set()
    for shape in (one.shape for one in KEPT if one.lanes):
        rows = book[shape.name]
        lane, body = rows[0].index("取扱区分"), rows[0].index("会議体")
        for at, row in enumerate(rows, start=1):
            if row[lane] == "支援会議":
                row[lane], row[body] = "通常", None
                changed.add((shape.name, at))
    taken = read_ledger(empty, save(tmp_path / "変.xlsx", book), apply=False)
    assert changed == {(one.sheet, one.row) for one in taken.problems}
    # 期日のある仕事は、通常の分だけを仕込んである。
    assert {sheet for sheet, _ in changed} == {
        one.shape.name for one in KEPT if one.lanes and one.kind is not Task
    }


def test_費用の番号も名簿も_事務所にあるものを上書きしない(
    desk: Desk, book: Cells, tmp_path: Path
) -> None:
    taken = read_ledger(desk, save(tmp_path / "再.xlsx", book), apply=False)
    told = {(one.sheet, one.column) for one in taken.problems}
    assert ("参加支援の費用(書出し)", "番号") in told
    assert ("名簿(書出し)", "番号") in told


def test_町の組織の印は取り込まず_知らせる(book: Cells, tmp_path: Path) -> None:
    rows = book["名簿(書出し)"]
    rows[1][rows[0].index("町の組織")] = "○"
    other = new_desk(tmp_path / "other")
    taken = read_ledger(other, save(tmp_path / "印.xlsx", book), apply=True)
    assert [one.column for one in taken.notices if one.sheet == "名簿(書出し)"] == ["町の組織"]
    with other.reading(Purpose.CASEWORK) as work:
        assert not work.resources.where(inside=True)
        (issue,) = work.issues.where()
    assert [talk.place for talk in issue.talks] == ["協議会", ""]
