"""標準台帳ブックの試験のための事務所と、手で組んだブック。人物はすべて架空。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Entry
from jusou_desk.policy import Purpose

NOW = datetime(2026, 11, 22, 10, 0)
PASSWORD = "あいことば-2026"
Cells = Sequence[object]


@dataclass(frozen=True)
class Formula:
    """数式として書く升。"""

    text: str


def new_desk(folder: Path, *, town: str = "nagato") -> Desk:
    """新しい事務所の、管理者(全支援会議の従事者)の机。"""
    office, _ = create_office(
        folder,
        town_id=town,
        staff_name="見本 一郎",
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    return sign_in(office, "見本 一郎", PASSWORD)


def sign_in_as(folder: Path, name: str) -> Desk:
    """同じ事務所に、別の職員としてサインインする。"""
    return sign_in(Office(folder, NoSecrets(), lambda: NOW), name, PASSWORD)


def sound_book() -> dict[str, list[list[object]]]:
    """問題の無いブック。通常の相談二件(一件は匿名)と、支援会議の区分の相談一件。"""
    return {
        "人物": [
            ["人物番号", "氏名", "生年月日", "性別", "住所", "電話", "住所秘匿"],
            ["P1", "髙﨑\u3000𠮷子", "S30.4.1", "女", "長門市架空町1", "0837-00-0001", "する"],
            ["P2", "秘匿\u3000太郎", date(1990, 5, 1), "男", None, None, None],
        ],
        "相談受付": [
            ["受付番号", "受付日", "同意", "人物番号", "課題", "相談内容", "取扱区分"],
            ["C1", date(2023, 5, 1), "書面", "P1", "病気、介護", "一行目\n二行目", "通常"],
            ["C2", "令和5年6月1日", "未取得", None, None, None, None],
            ["C3", "R5.7.1", "拒否", "P2", "債務", "秘密の内容", "支援会議"],
        ],
        "支援経過": [
            ["経過番号", "受付番号", "日時", "内容", "期限", "取扱区分"],
            ["K1", "C1", datetime(2023, 5, 2, 14, 30), "訪問した", date(2030, 1, 1), "通常"],
            ["K2", "C1", "R5.5.3 9:05", "支援会議で聞いたこと", None, "支援会議"],
            ["K3", "C3", "2023-07-02", "秘匿の経過", None, None],
        ],
        "プラン": [
            ["プラン番号", "受付番号", "種別", "作成日", "担当機関", "状態", "終結日", "終結理由"],
            ["N1", "C1", "多機関協働", "R5.5.10", "社協、長門市", "決定", None, None],
            ["N2", "C3", "アウトリーチ", "R5.7.10", None, "終結", "R5.9.1", "転出"],
        ],
        "会議": [
            ["会議番号", "会議体", "法的区分", "開催日", "開始"],
            ["M1", "長門市重層的支援会議", "重層的支援会議", "R5.6.1", "13:30"],
            ["M2", "長門市包括的支援会議", "支援会議", "R5.8.1", None],
        ],
        "議題": [
            ["会議番号", "議題番号", "受付番号", "目的", "決定事項"],
            ["M1", "1", "C1", "プラン策定", "見守りを続ける"],
            ["M2", "1", "C3", "情報共有", "秘密の決定"],
            ["M2", "2", "C1", "情報共有", None],
        ],
        "出席者": [
            ["会議番号", "機関", "氏名", "職", "誓約日"],
            ["M1", "社協", "出席 花子", "主任", None],
            ["M2", "警察署", "秘密 次郎", None, "R5.4.1"],
        ],
    }


def save(path: Path, sheets: Mapping[str, Sequence[Cells]]) -> Path:
    """ブックを書く。文字は = で始まっても文字、``Formula`` だけが数式。"""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for r, row in enumerate(rows, start=1):
            for c, value in enumerate(row, start=1):
                cell = sheet.cell(r, c)
                if isinstance(value, Formula):
                    cell.value = f"={value.text}"
                elif value is not None:
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
    workbook.save(path)
    return path


def contents(desk: Desk) -> dict[str, set[tuple[object, ...]]]:
    """事務所の全記録を、id を番号に置き換えて比べられる形にする。"""
    with desk.reading(Purpose.SEALED_EXPORT) as work:
        people = {p.id: p.person_no for p in work.people.where()}
        cases = {c.id: c.case_no for c in work.cases.where()}
        meetings = {m.id: m.meeting_no for m in work.meetings.where()}
        names = {"person_id": people, "case_id": cases, "meeting_id": meetings}
        everything: dict[str, Sequence[Entry]] = {
            "人物": work.people.where(),
            "相談": work.cases.where(),
            "同意": work.consents.where(),
            "経過": work.notes.where(),
            "プラン": work.plans.where(),
            "会議": work.meetings.where(),
            "議題": work.agenda.where(),
        }
    return {
        kind: {
            tuple(
                (name, names.get(name, {}).get(str(value), value))
                for name, value in vars(record).items()
                if name != "id"
            )
            for record in records
        }
        for kind, records in everything.items()
    }


def traces(desk: Desk) -> tuple[int, int]:
    """(記録の数, 監査の行数)。何も変わっていないことを確かめる。"""
    records = sum(len(part) for part in contents(desk).values())
    with desk.reading(Purpose.CASEWORK) as work:
        return records, len(work.audit.entries())
