"""受け取れないブック: 所と値の分かる文で断り、事務所には何も残さない(contract §3)。"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_cells import read_cell, shown
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_problems import LedgerRefused, Problem
from jusou_desk.casework.ledger.ledger_schema import SHEETS
from jusou_desk.errors import BadInput, DeskError, OutsideTrouble
from jusou_desk.policy import Purpose
from jusou_desk.reports.seal import decrypt_xlsx, encrypt_xlsx
from jusou_desk.reports.table import Formula as ReadFormula
from jusou_desk.reports.table import read_book
from tests.casework.ledger_books import Formula, new_desk, save, sound_book, traces

Sheets = dict[str, list[list[object]]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("bad") / "office")


def problems_of(desk: Desk, folder: Path, sheets: Sheets) -> tuple[Problem, ...]:
    """試し読みと取込みが同じ問題を言い、どちらも記録を残さないことを確かめて返す。"""
    book = save(folder / "台帳.xlsx", sheets)
    before = traces(desk)
    tried = read_ledger(desk, book, apply=False)
    assert traces(desk) == before
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(desk, book, apply=True)
    assert refused.value.result.problems == tried.problems
    assert not refused.value.result.applied
    # 監査に残るのはエラーのブックを書き出したこと(始まりと終わり)だけ。
    assert traces(desk) == (before[0], before[1] + 2)
    return tried.problems


def put(sheet: str, row: int, column: str, value: object) -> Callable[[Sheets], None]:
    """``sheet`` の Excel の ``row`` 行の値を替える。"""

    def change(sheets: Sheets) -> None:
        header = sheets[sheet][0]
        if column not in header:
            for line in sheets[sheet]:
                line.append(None)
            header[-1] = column
        sheets[sheet][row - 1][header.index(column)] = value

    return change


CASES = [
    ("相談受付", 3, "受付日", "令和5年2月30日", "令和5年2月30日という日はありません"),
    ("相談受付", 3, "受付日", "平成32年", "日付として読めません"),
    ("相談受付", 3, "受付日", "平成32年4月1日", "平成は"),
    ("相談受付", 3, "受付日", datetime(2026, 11, 23), "未来の日付"),
    ("相談受付", 3, "受付日", 45000, "日付として読めません"),
    ("相談受付", 3, "受付日", datetime(2023, 6, 1, 9, 0), "時刻まで"),
    ("相談受付", 3, "受付日", None, "値が要ります"),
    ("相談受付", 3, "受付日", Formula("TODAY()"), "数式ではなく"),
    ("相談受付", 3, "同意", "もらった", "書面/口頭/未取得/拒否/撤回"),
    ("相談受付", 3, "相談方法", "手紙", "来所/電話/訪問"),
    ("相談受付", 3, "年齢区分", "65歳", "0～18歳/19～64歳"),
    ("相談受付", 3, "緊急性", "高", "緊急/早急/通常/見守り"),
    ("相談受付", 3, "取扱区分", "秘密", "通常/支援会議"),
    ("相談受付", 3, "人物番号", "P9", "シート「人物」にある人物番号"),
    ("相談受付", 3, "受付番号", "C1", "2行と同じ番号"),
    ("相談受付", 3, "相談内容", "鐘\x07", "制御文字"),
    ("相談受付", 3, "相談内容", Formula('HYPERLINK("http://example.invalid")'), "数式ではなく"),
    ("人物", 3, "人物番号", "P1", "2行と同じ番号"),
    ("人物", 3, "氏名", "\u3000", "値が要ります"),
    ("人物", 3, "氏名", True, "TRUE/FALSE"),
    ("人物", 3, "氏名", datetime(2023, 4, 1), "日付が入っています"),
    ("人物", 3, "氏名", "名\x85前", "制御文字"),
    ("人物", 3, "人物番号", "P\n2", "制御文字"),
    ("人物", 3, "性別", "男性", "男/女/その他"),
    ("人物", 3, "生年月日", "平成32年", "平成は"),
    ("人物", 3, "生年月日", "R9.1.1", "未来の日付"),
    ("人物", 3, "年齢", "二十", "整数"),
    ("人物", 3, "年齢", -1, "整数"),
    ("人物", 3, "年齢の基準日", "R9.1.1", "未来の日付"),
    ("人物", 3, "住所秘匿", "はい", "する/しない"),
    ("支援経過", 2, "受付番号", "C9", "シート「相談受付」にある受付番号"),
    ("支援経過", 2, "日時", "R5.5.2 25:00", "その時刻はありません"),
    ("支援経過", 2, "日時", datetime(2026, 11, 23, 9, 0), "未来の日付"),
    ("支援経過", 2, "内容", None, "値が要ります"),
    ("プラン", 2, "受付番号", "C9", "シート「相談受付」にある受付番号"),
    ("プラン", 2, "種別", "就労", "多機関協働/アウトリーチ/参加支援"),
    ("プラン", 2, "作成日", "R9.1.1", "未来の日付"),
    ("プラン", 2, "状態", "完了", "案/決定/終結/中断"),
    ("会議", 2, "法的区分", "調整会議", "支援会議/重層的支援会議/その他"),
    ("会議", 2, "会議番号", "M2", "2行と同じ番号"),
    ("議題", 2, "会議番号", "M9", "シート「会議」にある会議番号"),
    ("議題", 2, "受付番号", "C9", "シート「相談受付」にある受付番号"),
    ("議題", 2, "目的", "雑談", "プラン策定/再プラン"),
    ("出席者", 2, "会議番号", "M9", "シート「会議」にある会議番号"),
    ("出席者", 2, "氏名", None, "値が要ります"),
    ("出席者", 2, "誓約日", "R9.1.1", "未来の日付"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "expected"), CASES)
def test_問題のある値は所と値と期待を言う(
    desk: Desk,
    tmp_path: Path,
    sheet: str,
    row: int,
    column: str,
    value: object,
    expected: str,
) -> None:
    sheets = sound_book()
    raw = isinstance(value, str) and "\x07" in value
    put(sheet, row, column, str(value).replace("\x07", "_x0007_") if raw else value)(sheets)
    found = problems_of(desk, tmp_path, sheets)
    at_place = [p for p in found if (p.sheet, p.column) == (sheet, column)]
    assert len(at_place) == 1, found
    # 番号の重なりは後の行を指す。
    assert at_place[0].row in (row, row + 1)
    assert expected in at_place[0].expected
    assert at_place[0].read
    for part in (sheet, f"{at_place[0].row}行", column, at_place[0].read):
        assert part in at_place[0].sentence


def test_数式の式と制御文字の符号を見せる(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    put("相談受付", 3, "相談内容", Formula("1+1"))(sheets)
    put("人物", 3, "氏名", "名\x85前")(sheets)
    found = {p.sheet: p.read for p in problems_of(desk, tmp_path, sheets)}
    assert found == {"相談受付": "=1+1", "人物": "名[U+0085]前"}


@pytest.mark.parametrize("sheet", ["人物", "相談受付"])
def test_要るシートが無い(desk: Desk, tmp_path: Path, sheet: str) -> None:
    sheets = sound_book()
    del sheets[sheet]
    found = problems_of(desk, tmp_path, sheets)
    assert [(p.sheet, p.row, p.expected) for p in found] == [
        (sheet, 0, f"シート「{sheet}」が要ります。")
    ]


def test_会議のシートが無ければ議題と出席者の参照が切れる(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    del sheets["会議"]
    found = problems_of(desk, tmp_path, sheets)
    assert {(p.sheet, p.column) for p in found} == {("議題", "会議番号"), ("出席者", "会議番号")}


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("人物", "氏名"), ("相談受付", "同意"), ("支援経過", "内容"), ("議題", "目的")],
)
def test_要る列が無い(desk: Desk, tmp_path: Path, sheet: str, column: str) -> None:
    sheets = sound_book()
    at = sheets[sheet][0].index(column)
    for line in sheets[sheet]:
        del line[at]
    (found,) = problems_of(desk, tmp_path, sheets)
    assert (found.sheet, found.row, found.column) == (sheet, 1, column)
    assert f"列「{column}」が要ります" in found.expected


def test_番号の列が無くても切れた参照までは言わない(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    for line in sheets["人物"]:
        del line[0]
    (found,) = problems_of(desk, tmp_path, sheets)
    assert (found.sheet, found.row, found.column) == ("人物", 1, "人物番号")


def test_知らない列と二度ある列と列名の無い値(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["人物"][0] += ["メモ", "氏名"]
    sheets["人物"][1] += [None, None, None, "はみ出し"]
    found = problems_of(desk, tmp_path, sheets)
    assert [(p.row, p.column, p.read) for p in found] == [
        (1, "メモ", "メモ"),
        (1, "氏名", "氏名"),
        (2, "", "はみ出し"),
    ]


def test_列名の行が無い(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["プラン"].insert(0, [])
    (found,) = problems_of(desk, tmp_path, sheets)
    assert (found.sheet, found.row) == ("プラン", 1)
    assert "1行目に列名" in found.expected


@pytest.mark.parametrize("consent", ["未取得", "拒否", "撤回"])
def test_同意の無い相談は重層的支援会議の議題にできず支援会議を示す(
    desk: Desk, tmp_path: Path, consent: str
) -> None:
    sheets = sound_book()
    put("相談受付", 2, "同意", consent)(sheets)
    (found,) = problems_of(desk, tmp_path, sheets)
    assert (found.sheet, found.row, found.column, found.read) == ("議題", 2, "受付番号", "C1")
    assert "「C1」" in found.expected
    assert f"「{consent}」" in found.expected
    assert "支援会議(法的区分「支援会議」の会議)" in found.expected


@pytest.mark.parametrize("kind", ["重層的支援会議", "その他"])
def test_秘匿の相談は支援会議でしか議題にできない(desk: Desk, tmp_path: Path, kind: str) -> None:
    sheets = sound_book()
    put("会議", 2, "法的区分", kind)(sheets)
    put("議題", 2, "受付番号", "C3")(sheets)
    (found,) = problems_of(desk, tmp_path, sheets)
    assert "支援会議の区分です" in found.expected


def test_その他の会議には同意の無い相談もかけられる(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    put("会議", 2, "法的区分", "その他")(sheets)
    put("相談受付", 2, "同意", "未取得")(sheets)
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=False).problems == ()


def test_先の予定の日付は問題ではない(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    put("会議", 2, "開催日", date(2027, 1, 10))(sheets)
    put("プラン", 2, "次回モニタリング日", date(2027, 2, 1))(sheets)
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=False).problems == ()


def refusal(desk: Desk, book: Path, error: type[DeskError] = BadInput) -> DeskError:
    before = traces(desk)
    with pytest.raises(error):
        read_ledger(desk, book, apply=False)
    with pytest.raises(error) as refused:
        read_ledger(desk, book, apply=True)
    assert traces(desk) == before
    assert list(book.parent.glob("*エラー*")) == []
    assert refused.value.title
    assert refused.value.advice
    return refused.value


def test_ブックでないもの(desk: Desk, tmp_path: Path) -> None:
    book = tmp_path / "台帳.xlsx"
    book.write_bytes("人物番号,氏名\n".encode())
    assert "Excelブック" in refusal(desk, book).title
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("メモ.txt", "ブックではない")
    assert "Excelブック" in refusal(desk, book).title
    book.write_bytes(save(tmp_path / "全部.xlsx", sound_book()).read_bytes()[:2000])
    refusal(desk, book)


def test_台帳でないブック(desk: Desk, tmp_path: Path) -> None:
    book = save(tmp_path / "台帳.xlsx", {"Sheet1": [["売上"], [100]]})
    assert "標準台帳ブックのシートが一つもありません" in refusal(desk, book).title


def test_暗号化されたブック(desk: Desk, tmp_path: Path) -> None:
    plain = save(tmp_path / "元.xlsx", sound_book()).read_bytes()
    book = tmp_path / "台帳.xlsx"
    book.write_bytes(encrypt_xlsx(plain, "ひみつ1"))
    assert "パスワード" in refusal(desk, book).title
    with pytest.raises(BadInput, match="パスワードが違います"):
        read_ledger(desk, book, apply=True, book_password="ちがう")


def test_無いファイル(desk: Desk, tmp_path: Path) -> None:
    refusal(desk, tmp_path / "無い.xlsx", OutsideTrouble)


def test_文字の半分は受け取らない() -> None:
    column = SHEETS[0].column("氏名")
    assert column is not None
    with pytest.raises(BadInput, match="制御文字"):
        read_cell(column, "\ud842", date(2026, 11, 22))
    assert shown("\ud842野") == "[U+D842]野"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="パイプをファイルの所に置けない")
def test_装置やパイプは読みに行かずに断る(desk: Desk, tmp_path: Path) -> None:
    pipe = tmp_path / "台帳.xlsx"
    os.mkfifo(pipe)
    refusal(desk, pipe, BadInput)
    refusal(desk, Path(os.devnull), BadInput)


def test_値として貼られた誤りの印は受け取らない(desk: Desk, tmp_path: Path) -> None:
    book = save(tmp_path / "元.xlsx", sound_book())
    whole = load_workbook(book)
    whole["人物"]["E3"].value = "#N/A"
    assert whole["人物"]["E3"].data_type == "e"
    whole.save(book)
    (problem,) = read_ledger(desk, book, apply=False).problems
    assert (problem.place, problem.read) == ("人物 3行 住所", "#N/A")
    assert "計算の誤り" in problem.expected


def test_日付の欄に数で打たれた日付は所と値を言う(desk: Desk, tmp_path: Path) -> None:
    """日付の書式のセルに 20230401 と打つと、Excel では ######## になる。"""
    sheets = sound_book()
    put("相談受付", 3, "受付日", date(2023, 4, 1))(sheets)
    book = save(tmp_path / "元.xlsx", sheets)
    whole = load_workbook(book)
    whole["相談受付"]["B3"].value = 20230401
    whole.save(book)
    (problem,) = read_ledger(desk, book, apply=False).problems
    assert (problem.place, problem.read) == ("相談受付 3行 受付日", "20230401")
    assert "日付として読めません" in problem.expected


def book_of_rows(path: Path, rows: int, row: str) -> Path:
    """XML を直に書いて、行の多いブックを速く作る。"""
    source = io.BytesIO(save(path.with_suffix(".base"), sound_book()).read_bytes())
    with zipfile.ZipFile(source) as base, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in base.namelist():
            content = base.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, tail = content.decode().split("</sheetData>")
                more = "".join(row.format(n=n) for n in range(4, rows + 4))
                content = f"{head}{more}</sheetData>{tail}".encode()
            out.writestr(name, content)
    path.with_suffix(".base").unlink()
    return path


def test_行の多すぎるブックは途中で断る(desk: Desk, tmp_path: Path) -> None:
    row = '<row r="{n}"><c r="A{n}" t="str"><v>Q{n}</v></c><c r="B{n}" t="str"><v>名</v></c></row>'
    book = book_of_rows(tmp_path / "台帳.xlsx", 300_000, row)
    before = traces(desk)
    started = time.process_time()
    with pytest.raises(BadInput, match="行が多すぎます"):
        read_ledger(desk, book, apply=True)
    assert time.process_time() - started < 60
    assert traces(desk) == before


@pytest.mark.parametrize("number", [2, 99_999_999_999])
def test_行の番号がおかしいブック(desk: Desk, tmp_path: Path, number: int) -> None:
    row = f'<row r="{number}"><c t="str"><v>Q</v></c></row>'
    refused = refusal(desk, book_of_rows(tmp_path / "台帳.xlsx", 1, row))
    assert "行の番号が正しくありません" in refused.title


def test_展開すると巨大なブックは読む前に断る(desk: Desk, tmp_path: Path) -> None:
    book = tmp_path / "台帳.xlsx"
    save(book, sound_book())
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"xl/media/image{n}.bin", bytes(100 * 1024 * 1024))
    started = time.process_time()
    assert "大きすぎる" in refusal(desk, book).title
    assert time.process_time() - started < 5


def test_エラーのブックは同じ行にエラーの列を足したもの(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    put("人物", 2, "氏名", "=1+1")(sheets)
    put("人物", 3, "氏名", Formula("2+2"))(sheets)
    put("相談受付", 3, "受付日", "令和5年2月30日")(sheets)
    put("相談受付", 3, "同意", "?")(sheets)
    book = save(tmp_path / "台帳.xlsx", sheets)
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(desk, book, apply=True)
    path = refused.value.result.error_book
    assert path == tmp_path / "台帳-エラー.xlsx"
    assert "何も取り込みませんでした" in refused.value.title
    assert path.name in refused.value.advice
    found = {
        name: [tuple(row) for row in rows] for name, rows in read_book(path.read_bytes()).items()
    }
    assert list(found) == ["エラー一覧", *sheets]
    assert len(found["エラー一覧"]) == 4
    assert found["人物"][0][-1] == "エラー"
    assert found["人物"][1][1] == "=1+1"
    assert found["人物"][2][1] == "=2+2"
    assert "数式ではなく" in str(found["人物"][2][-1])
    assert len(found["人物"][1]) < len(found["人物"][0])
    errors = str(found["相談受付"][2][-1])
    assert "受付日: 令和5年2月30日という日はありません" in errors
    assert "同意: 次のどれか" in errors
    every_cell = [cell for rows in found.values() for row in rows for cell in row]
    assert not any(isinstance(cell, ReadFormula) for cell in every_cell)
    with desk.reading(Purpose.CASEWORK) as work:
        newest = work.audit.entries(newest=1)[0]
    assert newest.action == "出力の完了(台帳の取込み)"


def test_エラーのブックを直してそのまま取り込める(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "office")
    sheets = sound_book()
    put("相談受付", 3, "同意", "?")(sheets)
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    path = refused.value.result.error_book
    assert path is not None
    fixed: Sheets = {
        name: [list(row) for row in rows] for name, rows in read_book(path.read_bytes()).items()
    }
    put("相談受付", 3, "同意", "未取得")(fixed)
    assert read_ledger(desk, save(tmp_path / "直した.xlsx", fixed), apply=True).applied


def test_暗号化されたブックのエラーは同じパスワードで暗号化する(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    put("相談受付", 3, "同意", "?")(sheets)
    book = tmp_path / "台帳.xlsx"
    book.write_bytes(encrypt_xlsx(save(tmp_path / "元.xlsx", sheets).read_bytes(), "ひみつ1"))
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(desk, book, apply=True, book_password="ひみつ1")
    path = refused.value.result.error_book
    assert path is not None
    written = path.read_bytes()
    with pytest.raises(BadInput):
        read_book(written)
    assert "相談受付" in read_book(decrypt_xlsx(written, "ひみつ1"))


def test_エラーのブックが書けなくても断りは伝わる(desk: Desk, tmp_path: Path) -> None:
    sheets = sound_book()
    put("相談受付", 3, "同意", "?")(sheets)
    book = save(tmp_path / "台帳.xlsx", sheets)
    (tmp_path / "台帳-エラー.xlsx").mkdir()
    (tmp_path / "台帳-エラー.xlsx" / "ふさぐ").touch()
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(desk, book, apply=True)
    assert refused.value.result.error_book is None
    assert "エラーのブックも書けませんでした" in refused.value.advice
    assert len(refused.value.result.problems) == 1


def test_エラーのブックに入りきらない問題があっても断りは伝わる(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jusou_desk.reports.table.MAX_ROW", 2)
    sheets = sound_book()
    put("相談受付", 3, "同意", "もらった")(sheets)
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True)
    assert len(refused.value.result.problems) == 1
    assert "エラーのブックも書けませんでした" in refused.value.advice
