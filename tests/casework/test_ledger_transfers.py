"""台帳の移替えの行: 経緯として読むだけで、一人の取込みが二人の確かめの代わりにはならない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case.moved import moved_words
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_problems import LedgerRefused
from jusou_desk.casework.ledger.ledger_schema import TRANSFERS
from jusou_desk.casework.secrecy import disclosing, protecting, transfers
from jusou_desk.casework.secrecy.transfer_rules import opened_from
from jusou_desk.forms import code_set
from jusou_desk.models.records import Note
from jusou_desk.policy import Overlay, Purpose, Role
from tests.casework.ledger_books import PASSWORD, new_desk, save, sound_book

OTHER = "岡村　静"
BODY = "長門市包括的支援会議"
Book = dict[str, list[list[object]]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """推進員がもう一人いる事務所の、取り込む人の机。"""
    desk = new_desk(tmp_path / "office")
    desk.add_staff(OTHER, Role.COORDINATOR, PASSWORD)
    return desk


def with_rows(book: Book, *rows: dict[str, object]) -> Book:
    return book | {
        "移替え": [list(TRANSFERS.labels), *([r.get(c) for c in TRANSFERS.labels] for r in rows)]
    }


def row(desk: Desk, **told: object) -> dict[str, object]:
    """K1(通常の経過)の出所を言う行。"""
    return {
        "状態": "承認",
        "受付番号": "C1",
        "経過番号": "K1",
        "移した文": "訪問した",
        "根拠": "本人同意",
        "根拠の資料": "同意書",
        "申し出た人": desk.me.name,
        "申し出た日時": "R5.5.2 10:00",
        "決めた人": OTHER,
        "決めた日時": "R5.5.2 11:00",
        "取扱区分": "通常",
    } | told


def sealed(desk: Desk, **told: object) -> dict[str, object]:
    source = {"取扱区分": "支援会議", "会議体": BODY, "元の種類": "経過", "元の番号": "K2"}
    return row(desk, **source) | told


def test_取り込んだ移替えは_職員の決めたことにならず_台帳の記載と分かる(
    desk: Desk, tmp_path: Path
) -> None:
    book = with_rows(sound_book(), row(desk), sealed(desk))
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", book), apply=True).applied
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        staff = {one.id for one in work.staff.where()}
        taken = work.transfers.where()
        assert len(taken) == 2
        assert not staff & {one for t in taken for one in (t.proposed_by, t.decided_by)}
        (words,) = moved_words(work, taken[0].case_id).values()
    assert words.startswith("移替え（台帳の記載）")
    assert OTHER in words


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"経過番号": "K2"}, "経過番号"),
        ({"受付番号": "C3", "経過番号": "K3"}, "受付番号"),
        ({"受付番号": "C3", "経過番号": None}, "受付番号"),
        ({"受付番号": "C2"}, "経過番号"),
        ({"受付番号": "C99"}, "受付番号"),
        ({"決めた日時": "R5.5.2 9:00"}, "決めた日時"),
        ({"根拠": "なぞの根拠"}, "根拠"),
        ({"申し出た人": "見本　一郎", "決めた人": "見本 一郎 "}, "決めた人"),
        ({"申し出た人": "ﾐﾎﾝ", "決めた人": "ミホン"}, "決めた人"),
        ({"元の種類": "経過"}, "元の種類"),
        ({"会議体": BODY}, "会議体"),
        ({"状態": "却下"}, "状態"),
    ],
)
def test_通常の行は_同じブックの通常の経過の出所だけを言える(
    desk: Desk, tmp_path: Path, told: dict[str, object], place: str
) -> None:
    book = save(tmp_path / "台帳.xlsx", with_rows(sound_book(), row(desk, **told)))
    found = {one.place for one in read_ledger(desk, book, apply=False).problems}
    assert found == {f"移替え 2行 {place}"}


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"元の種類": None}, "元の種類"),
        ({"元の種類": "ほげ"}, "元の種類"),
        ({"元の番号": "K1"}, "元の番号"),
        ({"元の番号": "K99"}, "元の番号"),
        ({"元の種類": "会議の決定事項", "元の番号": "M2", "元の欄": "9"}, "元の番号"),
        ({"元の種類": "様式の記入"}, "元の番号"),
        ({"受付番号": "C3", "経過番号": None, "状態": "却下"}, "受付番号"),
    ],
)
def test_支援会議の行は_ブックの支援会議の記録を元に言う(
    desk: Desk, tmp_path: Path, told: dict[str, object], place: str
) -> None:
    rows = (row(desk), sealed(desk, **told))
    book = save(tmp_path / "台帳.xlsx", with_rows(sound_book(), *rows))
    found = {one.place for one in read_ledger(desk, book, apply=False).problems}
    assert found == {f"移替え 3行 {place}"}


def test_同じ記録へ二度移せず_職員の番号は氏名にならない(desk: Desk, tmp_path: Path) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        other = work.staff.one(name=OTHER)
    assert other is not None
    rows = (row(desk), row(desk, 決めた人=other.id))
    book = save(tmp_path / "台帳.xlsx", with_rows(sound_book(), *rows))
    found = {one.place for one in read_ledger(desk, book, apply=False).problems}
    assert found == {"移替え 3行 経過番号", "移替え 3行 決めた人"}


def test_事務所の秘匿の記録を指しても_無い番号と同じに断る(desk: Desk, tmp_path: Path) -> None:
    read_ledger(desk, save(tmp_path / "一.xlsx", sound_book()), apply=True)
    empty: Book = {"人物": [["人物番号", "氏名"]], "相談受付": [["受付番号", "受付日", "同意"]]}
    said = []
    for number in ("C3", "C1", "無"):
        rows = with_rows(empty, row(desk, 受付番号=number, 経過番号=None))
        with pytest.raises(LedgerRefused) as refused:
            read_ledger(desk, save(tmp_path / "二.xlsx", rows), apply=True)
        said.append([(one.place, one.expected) for one in refused.value.result.problems])
    assert said[0] == said[1] == said[2]
    assert len(said[0]) == 1


def test_取り込んだ受け付け直しは_移す先を広げず_頁も開ける(desk: Desk, tmp_path: Path) -> None:
    told = {"経過番号": None, "移した文": "x"}
    link = sealed(desk, **told, 元の種類="支援会議の相談", 元の番号="C3")
    book = with_rows(sound_book(), row(desk, **told), link)
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", book), apply=True).applied
    with desk.writing(Purpose.LEDGER_IMPORT) as work:
        case = work.cases.one(case_no="C3")
        assert case is not None
        assert opened_from(work, case.id) is None
        (kept,) = (one for one in work.transfers.where() if one.sealed)
        assert kept.source_id == case.id
        # 前の版が取り込んだ、元の種類の読めない行
        work.transfers.put(replace(kept, id="old", source_kind="ほげ"))
        work.transfers.put(replace(kept, id="older", source_kind=""))
    overview = transfers.overview(desk, case.id)
    assert overview.opened == ""
    assert len(overview.proposals) == 3


def test_書き出さないものと_切った文は_お知らせに挙げる(desk: Desk, tmp_path: Path) -> None:
    long = row(desk, 移した文="移" * 32_000, 根拠の資料="資" * 32_000)
    book = with_rows(sound_book(), long)
    read_ledger(desk, save(tmp_path / "台帳.xlsx", book), apply=True)
    with desk.writing(Purpose.CASEWORK) as work:
        case = work.cases.one(case_no="C1")
        assert case is not None
        work.cases.put(replace(case, overlays=(Overlay.FROM_PERSON,)))
        at = datetime(2023, 6, 1)
        work.notes.put(Note(case_id=case.id, note_no="K9", at=at, content="甲" * 40_000))
        (moved,) = work.transfers.where(case_id=case.id)
    earlier = moved.proposed_at - timedelta(days=1)
    with desk.writing(Purpose.LEDGER_IMPORT) as work:
        longer = replace(moved, id="longer", proposed_at=earlier, evidence="資" * 40_000)
        work.transfers.put(longer)
    until = desk.today() + timedelta(days=90)
    account = protecting.Account("住民票の支援措置", date(2026, 1, 1), until)
    protecting.set_protection(desk, case.person_id, account)
    reason = code_set("disclosure_reasons", 2026).terms[1]
    disclosing.ask(desk, case.id, disclosing.Telling(reason, "警察署", "z"))
    notices = write_ledger(desk, tmp_path / "出.xlsx", password="あ").notices
    text = "\n".join(notices)
    assert "支援措置(取り込んだ先で設定し直してください): 1件" in text
    assert "通報・緊急の提供: 1件" in text
    cut = [one for one in notices if "取り込んでも同じ記録にはなりません" in one]
    assert [one.partition(":")[0] for one in cut] == ["支援経過 K9の内容", "移替え 2行 根拠の資料"]
    # 印はシート「重ね」で移るので、外れるとは言わない
    assert "印" not in text
