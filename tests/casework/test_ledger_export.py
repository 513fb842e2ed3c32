"""標準台帳ブックの書出し: 取り込むと同じ記録になり、見えない記録は出ない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_schema import SHEETS
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import (
    Case,
    Consent,
    Note,
    Person,
    Plan,
    Task,
)
from jusou_desk.models.secrecy_records import Member
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.reports.table import Formula, read_book
from jusou_desk.reports.xlsx.celltext import CUT_MARK, LIMIT
from tests.casework.ledger_books import (
    PASSWORD,
    contents,
    new_desk,
    save,
    sign_in_as,
    sound_book,
)

BOOK_PASSWORD = "ブック 1"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """手で組んだブックの入った事務所。"""
    desk = new_desk(tmp_path / "office")
    read_ledger(desk, save(tmp_path / "元.xlsx", sound_book()), apply=True)
    return desk


def cells(path: Path, password: str = "") -> dict[str, list[tuple[object, ...]]]:
    data = path.read_bytes()
    book = read_book(decrypt_xlsx(data, password) if password else data)
    return {name: [tuple(row) for row in rows] for name, rows in book.items()}


def test_全部のシートと列が約束の順に並ぶ(desk: Desk, tmp_path: Path) -> None:
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    found = cells(result.path)
    assert {name: rows[0] for name, rows in found.items()} == {
        shape.name: shape.labels for shape in SHEETS
    }
    assert "相談受付: 2件" in result.lines()
    assert dict(result.counts) == {name: len(rows) - 1 for name, rows in found.items()}


def test_普段の書出しに支援会議の区分は一字も出ない(desk: Desk, tmp_path: Path) -> None:
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    text = str(cells(result.path)) + str(result.notices) + str(result.counts)
    for hidden in ("P2", "C3", "K2", "K3", "N2", "M2", "秘密", "秘匿\u3000太郎", "警察署"):
        assert hidden not in text
    assert "C1" in text
    assert result.notices == ("暗号化しないので、住所秘匿の1人の住所と電話を省きました。",)


@pytest.mark.parametrize("sealed", [False, True])
def test_書き出して新しい事務所に取り込むと同じ記録になる(
    desk: Desk, tmp_path: Path, sealed: bool
) -> None:
    _add_the_hard_ones(desk)
    result = write_ledger(
        desk, tmp_path / "出.xlsx", password=BOOK_PASSWORD, sealed=sealed, reason="引越し"
    )
    assert result.notices == ()
    other = new_desk(tmp_path / "other")
    taken = read_ledger(other, result.path, apply=True, book_password=BOOK_PASSWORD)
    assert taken.applied
    assert taken.problems == ()
    before, after = contents(desk), contents(other)
    for kind, records in before.items():
        kept = {r for r in records if sealed or ("lane", Lane.OPEN) in r}
        assert after[kind] == kept
        assert kept
    again = write_ledger(
        other, tmp_path / "再.xlsx", password=BOOK_PASSWORD, sealed=sealed, reason="確かめ"
    )
    assert cells(again.path, BOOK_PASSWORD) == cells(result.path, BOOK_PASSWORD)


def _add_the_hard_ones(desk: Desk) -> None:
    """書き写しで変わりやすい文字と日付の記録。"""
    names = (
        "=1+1",
        "+81",
        "-",
        "@家族",
        "𠮷野\ufa19",
        "葛\U000e0100",
        "\u3000 両端 ",
        "_x0041_",
        "か\u3099",
    )
    with desk.writing(Purpose.CASEWORK) as work:
        for n, name in enumerate(names):
            work.people.put(Person(person_no=f"難{n}", name=name, kana=name, address=f"一\n{name}"))
        work.people.put(
            Person(
                person_no="007",
                name="途中 まで",
                birth_text="昭和30年頃",
                age=67,
                age_as_of=date(2023, 4, 1),
            )
        )
        work.people.put(Person(person_no="老", name="明治 生まれ", birth_on=date(1899, 12, 31)))
        case = work.cases.put(
            Case(
                case_no="=C",
                received_on=date(2024, 2, 29),
                consent="撤回",
                content="一行目\n\n三行目 <&> \"引用\" 'x'",
                issues=("その他", "独自の語"),
                method="メール・FAX",
                age_band="年齢不明",
            )
        )
        work.consents.put(
            Consent(
                case_id=case.id, status="撤回", decided_on=date(2024, 2, 29), note="台帳の取込み"
            )
        )
        work.notes.put(
            Note(
                note_no="秒",
                case_id=case.id,
                at=datetime(2024, 3, 1, 23, 59, 59),
                content="=HYPERLINK()",
                due_on=date(2030, 12, 31),
            )
        )


def test_先頭が記号の文字は数式にならない(desk: Desk, tmp_path: Path) -> None:
    _add_the_hard_ones(desk)
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    every_cell = [cell for rows in cells(result.path).values() for row in rows for cell in row]
    assert "=HYPERLINK()" in every_cell
    assert "@家族" in every_cell
    assert not any(isinstance(cell, Formula) for cell in every_cell)


def test_暗号化したブックはパスワードが無ければ読めない(desk: Desk, tmp_path: Path) -> None:
    result = write_ledger(desk, tmp_path / "出.xlsx", password=BOOK_PASSWORD)
    with pytest.raises(BadInput):
        read_book(result.path.read_bytes())
    with pytest.raises(BadInput):
        decrypt_xlsx(result.path.read_bytes(), "ちがう")
    people = cells(result.path, BOOK_PASSWORD)["人物"]
    assert people[1][people[0].index("住所")] == "長門市架空町1"
    assert people[1][people[0].index("住所秘匿")] == "する"


def test_暗号化しないブックに住所秘匿の人の住所と電話は無い(desk: Desk, tmp_path: Path) -> None:
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    people = cells(result.path)["人物"]
    assert "髙﨑\u3000𠮷子" in people[1]
    assert "架空町" not in str(people)
    assert "0837" not in str(people)


def test_支援会議分には理由が要り監査に残る(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="理由"):
        write_ledger(desk, tmp_path / "出.xlsx", password=None, sealed=True, reason=" ")
    assert not (tmp_path / "出.xlsx").exists()
    write_ledger(desk, tmp_path / "出.xlsx", password=None, sealed=True, reason="県の監査")
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        done, started = work.audit.entries(newest=2)
    assert started.action == "出力の開始(支援会議分を含む書出し)"
    assert "県の監査" in started.detail
    assert done.action == "出力の完了(支援会議分を含む書出し)"


def test_支援会議分は従事者だけ(desk: Desk, tmp_path: Path) -> None:
    desk.add_staff("別の 職員", Role.COORDINATOR, PASSWORD)
    other = sign_in_as(tmp_path / "office", "別の 職員")
    with pytest.raises(Refused):
        write_ledger(other, tmp_path / "出.xlsx", password=None, sealed=True, reason="理由")
    result = write_ledger(other, tmp_path / "出.xlsx", password=None)
    assert "C3" not in str(cells(result.path))


def test_閲覧の役割は書き出せない(desk: Desk, tmp_path: Path) -> None:
    desk.add_staff("別の 職員", Role.READER, PASSWORD)
    with pytest.raises(Refused):
        write_ledger(
            sign_in_as(tmp_path / "office", "別の 職員"), tmp_path / "出.xlsx", password=None
        )
    assert not (tmp_path / "出.xlsx").exists()


def test_空のパスワードで暗号化したつもりにしない(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="パスワードが空"):
        write_ledger(desk, tmp_path / "出.xlsx", password="")


def test_ブックに書かないものは件数を知らせる(desk: Desk, tmp_path: Path) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        case = work.cases.one(case_no="C1")
        assert case is not None
        work.tasks.put(Task(what="紙を返してもらう", due_on=None, origin="回収:x"))
        work.members.put(Member(body="x", agency="社協", name="花子", since=date(2024, 1, 1)))
        work.consents.put(
            Consent(case_id=case.id, status="書面", decided_on=date(2024, 1, 1), scope=("住所",))
        )
    notices = "\n".join(write_ledger(desk, tmp_path / "出.xlsx", password="あ").notices)
    assert "ほかの記録にかかる「期日のある仕事(書出し)」の行: 1件" in notices
    assert "会議体の構成員名簿: 1件" in notices
    assert "同意" not in notices


def test_取扱区分の列が無いシートの秘匿の記録も_置き場を添えて秘匿のまま往復する(
    desk: Desk, tmp_path: Path
) -> None:
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        case = work.cases.one(case_no="C1")
        assert case is not None
        body = desk.town.support_bodies[0].id
        work.people.put(
            Person(person_no="秘P9", name="どこにも 出ない", lane=Lane.SEALED, body_id=body)
        )
        work.plans.put(
            Plan(
                plan_no="秘N9",
                case_id=case.id,
                kind="多機関協働",
                made_on=date(2024, 1, 1),
                lane=Lane.SEALED,
                body_id=body,
            )
        )
    plain = write_ledger(desk, tmp_path / "通常.xlsx", password="あ")
    assert "秘P9" not in str(cells(plain.path, "あ"))
    assert "置き場" not in cells(plain.path, "あ")
    result = write_ledger(desk, tmp_path / "出.xlsx", password="あ", sealed=True, reason="引越し")
    assert ("人物", "秘P9", "長門市包括的支援会議") in cells(result.path, "あ")["置き場"]
    other = new_desk(tmp_path / "other")
    read_ledger(other, result.path, apply=True, book_password="あ")
    assert contents(other) == contents(desk)


def test_取り込めない値は書き出すときに所を知らせる(desk: Desk, tmp_path: Path) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        case = work.cases.one(case_no="C1")
        assert case is not None
        work.cases.put(replace(case, consent="撤回"))
    notices = write_ledger(desk, tmp_path / "出.xlsx", password="あ").notices
    assert any(n.startswith("議題 2行 受付番号: このままでは取り込めません") for n in notices)


def test_会議体をまたいで同じ番号は別の番号にする(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "office")
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        for at, content in enumerate(("一件目", "二件目")):
            work.cases.put(
                Case(
                    case_no="秘R8-0001",
                    received_on=date(2026, 5, 1 + at),
                    content=content,
                    lane=Lane.SEALED,
                    body_id=desk.town.support_bodies[0].id,
                )
            )
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None, sealed=True, reason="引越し")
    numbers = [row[0] for row in cells(result.path)["相談受付"][1:]]
    assert numbers == ["秘R8-0001", "秘R8-0001-2"]
    assert read_ledger(new_desk(tmp_path / "other"), result.path, apply=True).applied


def test_セルに入らない文は印を付けて切り_どの記録かを知らせる(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "office")
    with desk.writing(Purpose.CASEWORK) as work:
        case = Case(case_no="C1", received_on=date(2026, 4, 1), consent="書面")
        work.cases.put(case)
        at = datetime(2026, 4, 2, 9, 0)
        work.notes.put(Note(case_id=case.id, note_no="K1", at=at, content="𠮷" * 20_000))
        work.notes.put(Note(case_id=case.id, note_no="K2", at=at, content="甲" * LIMIT))
    result = write_ledger(desk, tmp_path / "出.xlsx", password=None)
    (notice,) = result.notices
    assert notice.startswith("支援経過 K1の内容: ")
    assert "32,767字で切りました" in notice
    _, cut, whole = cells(result.path)["支援経過"]
    assert str(cut[3]).endswith(CUT_MARK)
    assert whole[3] == "甲" * LIMIT


def test_タブと行区切りも一字のまま往復する(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "office")
    sheets = sound_book()
    sheets["相談受付"][1][sheets["相談受付"][0].index("相談内容")] = "甲\t乙\u2028丙\n丁"
    read_ledger(desk, save(tmp_path / "元.xlsx", sheets), apply=True)
    result = write_ledger(
        desk, tmp_path / "出.xlsx", password=BOOK_PASSWORD, sealed=True, reason="移行"
    )
    again = new_desk(tmp_path / "again")
    read_ledger(again, result.path, apply=True, book_password=BOOK_PASSWORD)
    assert contents(again) == contents(desk)
    with again.reading(Purpose.CASEWORK) as work:
        assert "甲\t乙\u2028丙\n丁" in {case.content for case in work.cases.where()}
