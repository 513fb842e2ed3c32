"""contract.md §1 の命令ひとつずつが、言われたことをする。"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import msoffcrypto
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from jusou_desk import __version__
from jusou_desk.commands.parser import COMMANDS
from jusou_desk.reports.table import read_book
from tests.casework.ledger_books import save, sound_book
from tests.casework.sticks import Stick
from tests.commands.conftest import ADMIN, SPECIMEN, Outcome, Town, found, run, secret, spawn

NAGATO = "nagato-jigyo-jokyo"
SHEETS = ("intake", "assessment", "plan", "evaluation", "progress", "referral")


def done(outcome: Outcome) -> list[str]:
    """できて、何も断られていないこと。標準出力の行を返す。"""
    assert (outcome.status, outcome.err) == (0, ""), outcome
    return outcome.lines


def text_of(pdf: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def figures(xlsx: Path) -> list[list[object]]:
    """事業状況の表の、数の並ぶ範囲。"""
    sheet = load_workbook(xlsx).worksheets[0]
    return [[cell.value for cell in row] for row in sheet["D4:F14"]]


def book_cells(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    return {name: [tuple(row) for row in rows] for name, rows in read_book(data).items()}


def code_on(sheet: Path) -> str:
    """復旧シートに刷られたコード。「行 左 右」の下に、番号と4文字の組が二つずつ並ぶ。"""
    lines = text_of(sheet).splitlines()
    start = lines.index("行 左 右") + 1
    return " ".join(group for line in lines[start : start + 7] for group in line.split()[1:])


# --- 別のプログラムとして ---------------------------------------------------------------


def test_説明は日本語で_命令がすべて並ぶ() -> None:
    shown = spawn("--help")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith("使い方: jusou-desk")
    assert [name for name in COMMANDS if f"    {name}" not in shown.out] == []
    for english in ("usage", "options", "positional", "show this"):
        assert english not in shown.out


def test_版を出す() -> None:
    assert done(spawn("--version")) == [f"jusou-desk {__version__}"]


def test_文字の符号がUTF8でない端末でも日本語を書く(tmp_path: Path) -> None:
    shown = spawn("verify", tmp_path, "--staff", ADMIN, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert shown.status == 1
    assert "事務所フォルダではありません" in shown.err


def test_事務所を作り_取り込み_報告を出すまで(tmp_path: Path) -> None:
    office, password = tmp_path / "office", secret(tmp_path, "みなと三月さくら")
    sign_in = ("--staff", ADMIN, "--password-file", password)
    made = done(
        spawn("new", office, "--town", "nagato", *sign_in, "--recovery-out", tmp_path / "紙")
    )
    assert made[0] == f"事務所を作りました: {office}"
    assert names_in(tmp_path / "紙") == ["recovery-1.pdf", "recovery-2.pdf"]
    tried = done(spawn("import", office, SPECIMEN, *sign_in))
    assert tried[0] == "何も取り込んでいません。"
    assert "相談受付: 530行(新しく入る530件、既にある0件)" in tried
    assert done(spawn("import", office, SPECIMEN, *sign_in, "--apply"))[0] == "取り込みました。"
    out = tmp_path / "out"
    report = spawn("report", office, NAGATO, "--fiscal-year", "R4", "--to", out, *sign_in)
    assert done(report) == [str(out / f"{NAGATO}.xlsx"), str(out / f"{NAGATO}.pdf")]
    assert figures(out / f"{NAGATO}.xlsx")[5] == [162, 182, 186]


def test_自己点検は版と書体を言い_最後までできる() -> None:
    lines = done(spawn("self-check"))
    assert lines[0].startswith(f"重層デスク {__version__}")
    assert "BIZUDGothic-Regular.ttf" in "".join(lines)
    assert not [line for line in lines if line.startswith("×")]
    assert lines[-1] == "このPCで使えます。"


def test_練習の窓が開き_閉じると何も残らない(tmp_path: Path) -> None:
    script = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from jusou_desk import commands, app
from jusou_desk.ui.application import application

def close():
    windows = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowTitle()]
    print([w.windowTitle() for w in windows])
    for window in windows:
        window.close()

application()
QTimer.singleShot(500, close)
sys.exit(commands.run(["practice", "standard"]))
"""
    closed = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TMPDIR": str(tmp_path),
            "PYTHONIOENCODING": "utf-8",
        },
    )
    assert closed.returncode == 0, closed.stderr
    assert "［練習］" in closed.stdout
    assert list(tmp_path.glob("jusou-*")) == []


# --- 報告 ---------------------------------------------------------------------------


def test_報告の名前が並ぶ() -> None:
    names = [line.split("\t") for line in done(run("report", "--list"))]
    assert names[0] == [NAGATO, "公表の表「事業状況」（三か年）"]
    assert all(len(pair) == 2 for pair in names)
    assert ["shien-flow", "町の資料「支援フロー」"] in names
    assert ["nagato-kaigi", "町の資料「会議一覧（名称と目的）」（長門市）"] in names


def test_町の資料は年度を言わずに出る(pristine: Town, tmp_path: Path) -> None:
    done(pristine.run("report", "nagato-kaigi", "--to", tmp_path))
    assert names_in(tmp_path) == ["nagato-kaigi.pdf", "nagato-kaigi.xlsx"]


def test_令和4年度の事業状況は公表された表と同じ(pristine: Town, tmp_path: Path) -> None:
    done(pristine.run("report", NAGATO, "--fiscal-year", "R4", "--to", tmp_path))
    assert names_in(tmp_path) == [f"{NAGATO}.pdf", f"{NAGATO}.xlsx"]
    assert figures(tmp_path / f"{NAGATO}.xlsx") == [
        ["令和2年度", "令和3年度", "令和4年度"],
        [7, 9, 4],
        [52, 57, 53],
        [97, 112, 119],
        [6, 4, 10],
        [162, 182, 186],
        ["認知症・精神障害等", "病気", "病気"],
        ["家族が不仲", "家族関係・問題", "介護"],
        ["経済的困窮", "介護", "家族関係・問題"],
        ["実15件、延21件", "実9件、延11件", "実11件、延13件"],
        ["1回", "1回", "1回"],
    ]
    text = text_of(tmp_path / f"{NAGATO}.pdf").replace(" ", "").replace("\n", "")
    for wanted in ("福祉総合相談窓口のみ", "162182186", "※1年齢不明除く", "※2国報告の様式変更"):
        assert wanted in text
    sheet = load_workbook(tmp_path / f"{NAGATO}.xlsx").worksheets[0]
    notes = [str(cell.value) for (cell,) in sheet["A15:A20"] if cell.value]
    assert notes[:2] == ["※1 年齢不明除く", "※2 国報告の様式変更に伴う表記の相違あり"]
    assert any("合計の欄には年齢不明の件数を含む" in note for note in notes)


def test_順位の同数は注意として知らせる(tmp_path: Path) -> None:
    town = found(tmp_path)
    window = "福祉総合相談窓口"
    book = save(
        tmp_path / "同数.xlsx",
        {
            "人物": [["人物番号", "氏名"]],
            "相談受付": [
                ["受付番号", "受付日", "同意", "窓口", "課題"],
                ["C1", "R4.5.1", "書面", window, "病気"],
                ["C2", "R4.6.1", "書面", window, "介護"],
            ],
        },
    )
    assert town.run("import", book, "--apply").status == 0
    report = town.run("report", NAGATO, "--fiscal-year", "令和4年度", "--to", tmp_path / "out")
    assert report.status == 0
    assert report.err.startswith("注意: 令和4年度の課題「")
    assert "同数です" in report.err


# --- 出し入れ -----------------------------------------------------------------------


def test_暗号化せずに書き出したブックは新しい事務所で同じブックになる(
    town: Town, tmp_path: Path
) -> None:
    assert town.run("import", save(tmp_path / "他.xlsx", sound_book()), "--apply").status == 0
    first = tmp_path / "一.xlsx"
    assert f"書き出しました: {first}" in town.run("export", first, "--plain").out
    other = found(tmp_path / "another")
    done(other.run("import", first, "--apply"))
    second = tmp_path / "二.xlsx"
    assert other.run("export", second, "--plain").status == 0
    before, after = book_cells(first.read_bytes()), book_cells(second.read_bytes())
    assert {name: len(rows) for name, rows in before.items()} == {
        "人物": 522,
        "相談受付": 533,
        "支援経過": 2,
        "プラン": 2,
        "会議": 29,
        "議題": 47,
        "出席者": 26,
    }
    assert after == before
    assert "秘密" not in str(before)


def test_支援会議の分も暗号化して書き出し_パスワードで取り込める(
    town: Town, tmp_path: Path
) -> None:
    key = secret(tmp_path, "ブックの鍵 7")
    assert town.run("import", save(tmp_path / "他.xlsx", sound_book()), "--apply").status == 0
    book = tmp_path / "鍵付き.xlsx"
    done(town.run("export", book, "--book-password-file", key, "--sealed", "--reason", "引っ越し"))
    with book.open("rb") as stream:
        locked = msoffcrypto.OfficeFile(stream)
        assert locked.is_encrypted()
        with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
            locked.load_key(password="ブックの鍵 8", verify_password=True)
        locked.load_key(password="ブックの鍵 7", verify_password=True)
        plain = io.BytesIO()
        locked.decrypt(plain)
    assert "秘密の内容" in str(book_cells(plain.getvalue()))
    other = found(tmp_path / "another")
    done(other.run("import", book, "--apply", "--book-password-file", key))
    counted = other.run("verify").out
    assert "支援会議の記録" in counted
    assert "支援会議の記録 0件" not in counted


def test_取り込めないブックは何も変えず_誤りのブックを隣に置く(town: Town, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["相談受付"][1][1] = "令和5年2月30日"
    sheets["相談受付"][2][2] = "たぶん"
    book = save(tmp_path / "直す.xlsx", sheets)
    before = town.run("export", tmp_path / "前.xlsx", "--plain")
    tried = town.run("import", book)
    assert tried.status == 1
    assert "問題2件" in tried.out
    assert len(tried.err.splitlines()) == 2
    refused = town.run("import", book, "--apply")
    assert refused.status == 1
    assert "問題 相談受付 2行 受付日: 「令和5年2月30日」" in refused.out
    (beside,) = set(tmp_path.glob("直す*.xlsx")) - {book}
    head, first, second, sound = book_cells(beside.read_bytes())["相談受付"]
    assert head[7:] == ("エラー",)
    assert [str(row[7])[:4] for row in (first, second)] == ["受付日:", "同意: "]
    assert sound[7:] == ()
    after = town.run("export", tmp_path / "後.xlsx", "--plain")
    assert before.lines[1:] == after.lines[1:]


# --- 紙 -----------------------------------------------------------------------------


def test_会議資料は一人一部と_エクセルと_回収管理表(town: Town, tmp_path: Path) -> None:
    sheets = sound_book()
    sheets["出席者"] += [["M1", "地域包括支援センター", f"出席 {n}郎"] for n in "二三"]
    assert town.run("import", save(tmp_path / "会議.xlsx", sheets), "--apply").status == 0
    folder = tmp_path / "資料"
    out = town.run("packet", "M1", "--to", folder)
    # 取り込んだ同意には範囲・提供先・期間が無い。出すが、限りの無い同意とみたことを言う。
    assert out.status == 0
    assert "議題1 C1 は、同意の範囲・提供先・期間が記録に無い" in out.err
    lines = out.lines
    copies = [f"packet-{number:02d}.pdf" for number in (1, 2, 3)]
    assert names_in(folder) == ["copies.pdf", *copies, "packet.xlsx"]
    assert lines == [str(folder / name) for name in (*copies, "packet.xlsx", "copies.pdf")]
    for number, name in enumerate(copies, 1):
        assert f"控番 {number}/3" in text_of(folder / name)
    register = text_of(folder / "copies.pdf")
    assert all(f"M1-{number:02d}" in register for number in (1, 2, 3))
    assert "髙﨑\u3000𠮷子" in text_of(folder / copies[0])
    assert "秘密" not in text_of(folder / copies[0]) + register
    assert load_workbook(folder / "packet.xlsx").sheetnames


@pytest.mark.parametrize("sheet", SHEETS)
def test_様式が一枚ずつ出る(pristine: Town, tmp_path: Path, sheet: str) -> None:
    out = pristine.run("sheet", sheet, "R4-001", "--to", tmp_path)
    assert out.status == 0
    assert names_in(tmp_path) == [f"{sheet}.pdf", f"{sheet}.xlsx"]
    assert "R4-001" in text_of(tmp_path / f"{sheet}.pdf")
    cells = [c.value for s in load_workbook(tmp_path / f"{sheet}.xlsx") for r in s for c in r]
    assert "R4-001" in "".join(str(value) for value in cells)
    assert "{{" not in str(cells)


def test_町の様式に差し込む(pristine: Town, tmp_path: Path) -> None:
    template = save(tmp_path / "町の様式.xlsx", {"様式": [["番号は{{受付番号}}です"]]})
    out = pristine.run(
        "sheet", "intake", "R4-001", "--to", tmp_path / "out", "--template", template
    )
    assert out.status == 0
    sheet = load_workbook(tmp_path / "out" / "intake.xlsx").worksheets[0]
    assert sheet["A1"].value == "番号はR4-001です"


# --- 職員 ---------------------------------------------------------------------------


def test_職員を足し_従事者にし_締め出す(town: Town, tmp_path: Path) -> None:
    name, password = "西村　健", secret(tmp_path, "つばき九月やまぶき")
    words = ("export", tmp_path / "秘.xlsx", "--plain", "--sealed", "--reason", "確かめ")
    done(town.run("staff", name, "--role", "管理者", "--new-password-file", password))
    refused = town.run_as(name, password, *words)
    assert refused.status == 1
    assert "従事者" in refused.err
    done(town.run("staff", name, "--member", "長門市包括的支援会議"))
    assert town.run_as(name, password, *words).status == 0
    done(town.run("staff", name, "--leave"))
    assert town.run_as(name, password, "verify").status == 1
    assert "氏名かパスワードが違います" in town.run_as(name, password, "verify").err
    assert done(town.run("verify"))


def test_足すのと従事者にするのは一度でできる(town: Town, tmp_path: Path) -> None:
    password = secret(tmp_path, "つばき九月やまぶき")
    words = ("西村　健", "--role", "相談員", "--new-password-file", password)
    lines = done(town.run("staff", *words, "--member", "長門市包括的支援会議"))
    assert len(lines) == 2
    assert "支援会議の記録" in town.run_as("西村　健", password, "verify").out


# --- 媒体 ---------------------------------------------------------------------------


def test_媒体を登録し_報告を渡す(town: Town, tmp_path: Path) -> None:
    stick = Stick(tmp_path / "usb")
    try:
        words = (NAGATO, "--fiscal-year", "R4", "--medium", stick.place, "--medium-no", "USB-01")
        reasons = ("--purpose", "年次報告", "--receiver", "県地域福祉課")
        unknown = town.run("handover", *words, *reasons)
        assert unknown.status == 1
        assert len(unknown.err.splitlines()) == 2
        kept = stick.names()
        assert not [name for name in kept if name.startswith(NAGATO)]
        registered = town.run("medium", stick.place, "--medium-no", "USB-01", "--name", "暗号化USB")
        assert registered.status == 0
        handed = town.run("handover", *words, *reasons)
        assert handed.status == 0
        password = handed.lines[-1].rpartition(": ")[2]
        data = (stick.place / f"{NAGATO}-R4.xlsx").read_bytes()
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked.load_key(password=password, verify_password=True)
        reader = PdfReader(stick.place / f"{NAGATO}-R4.pdf")
        assert reader.decrypt(password)
    finally:
        stick.pull_out()


# --- 控えと検査 ---------------------------------------------------------------------


def test_バックアップから復旧コードでもパスワードでも復元できる(
    pristine: Town, tmp_path: Path
) -> None:
    (line,) = done(pristine.run("backup", "--to", tmp_path / "控え"))
    (kept,) = (tmp_path / "控え").iterdir()
    assert line == f"バックアップを作りました: {kept}"
    code = tmp_path / "code.txt"
    code.write_text(code_on(pristine.place / "recovery" / "recovery-1.pdf"), encoding="utf-8")
    by_code, by_password = tmp_path / "紙から", tmp_path / "職員から"
    done(run("restore", kept, by_code, "--recovery-file", code))
    sign_in = ("--staff", ADMIN, "--password-file", pristine.password)
    done(run("restore", tmp_path / "控え", by_password, *sign_in))
    for office in (by_code, by_password):
        back = Town(pristine.place, office)
        done(back.run("verify"))
        book = tmp_path / f"{office.name}.xlsx"
        assert "相談受付: 530件" in back.run("export", book, "--plain").lines
    wrong = run("restore", kept, tmp_path / "無い", "--recovery-file", pristine.password)
    assert wrong.status == 1
    assert not (tmp_path / "無い").exists()


def test_二枚の復旧シートは同じコード(pristine: Town) -> None:
    first, second = (pristine.place / "recovery" / f"recovery-{n}.pdf" for n in (1, 2))
    assert code_on(first) == code_on(second)
    assert len(code_on(first)) == 14 * 5 - 1


def test_検査は何を確かめたかを言う(pristine: Town) -> None:
    lines = done(pristine.run("verify"))
    assert len(lines) == 8
    assert all(line.startswith("○") and line.endswith("異常なし") for line in lines)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_一バイト違うだけで検査が気づく(town: Town, part: float) -> None:
    (data_file,) = town.office.glob("*.db")
    data = bytearray(data_file.read_bytes())
    # 秘匿でない余白まで含め、どの頁のどの一バイトにも署名がかかっている。
    data[int(len(data) * part) + 100] ^= 0x01
    data_file.write_bytes(bytes(data))
    found_out = town.run("verify")
    assert found_out.status == 1
    assert len(found_out.err.splitlines()) == 2
    assert "Traceback" not in found_out.err
