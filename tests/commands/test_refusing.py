"""断り方: 終了状態 1 なら日本語の二文、2 なら使い方。追跡情報は決して出さない。"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jusou_desk.models.office import Office
from tests.casework.ledger_books import save, sound_book
from tests.commands.conftest import ADMIN, Outcome, Town, run, secret, spawn

NAGATO = "nagato-jigyo-jokyo"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def refused(outcome: Outcome) -> str:
    """二文で断られていること。一文目を返す。"""
    assert outcome.status == 1, outcome
    title, advice = outcome.err.splitlines()
    assert title.endswith(("。", ")"))
    assert JAPANESE.search(title)
    assert JAPANESE.search(advice)
    assert "思わぬ失敗" not in title
    assert "Traceback" not in outcome.err + outcome.out
    return title


Refusal = Callable[[Town, Path], tuple[str | Path, ...]]

#: 断られるはずの命令(管理者の氏名とパスワードは後に付く)と、断りの一文の一部。
REFUSALS: dict[str, tuple[Refusal, str]] = {
    "無い会議": (lambda t, p: ("packet", t.office, "無い会議", "--to", p / "o"), "会議が見つか"),
    "無い様式": (lambda t, p: ("sheet", t.office, "nope", "R4-001", "--to", p), "帳票はありません"),
    "無い相談": (lambda t, p: ("sheet", t.office, "intake", "X-1", "--to", p), "相談が見つか"),
    "無い町の様式": (
        lambda t, p: (
            *("sheet", t.office, "intake", "R4-001", "--to", p),
            *("--template", p / "無い.xlsx"),
        ),
        "「無い.xlsx」が見つかりません",
    ),
    "ブックでない町の様式": (
        lambda t, p: (
            *("sheet", t.office, "intake", "R4-001", "--to", p / "o"),
            *("--template", t.password),
        ),
        "",
    ),
    "無い報告": (
        lambda t, p: ("report", t.office, "nope", "--fiscal-year", "R4", "--to", p),
        "報告はありません",
    ),
    "この町に無い資料": (
        lambda t, p: ("report", t.office, "taiki-chiiki-zukuri", "--to", p),
        "この町にはありません",
    ),
    "読めない年度": (
        lambda t, p: ("report", t.office, NAGATO, "--fiscal-year", "令和", "--to", p),
        "年度として読めません",
    ),
    "始まっていない年度": (
        lambda t, p: ("report", t.office, NAGATO, "--fiscal-year", "R90", "--to", p),
        "",
    ),
    "書き出す先がファイル": (
        lambda t, p: ("report", t.office, NAGATO, "--fiscal-year", "R4", "--to", t.password),
        "フォルダにできません",
    ),
    "無いブック": (lambda t, p: ("import", t.office, p / "無い.xlsx"), ""),
    "ブックでないもの": (lambda t, p: ("import", t.office, t.password), ""),
    "フォルダをブックに": (lambda t, p: ("import", t.office, p), ""),
    "理由の無い秘匿の書出し": (
        lambda t, p: ("export", t.office, p / "b.xlsx", "--plain", "--sealed"),
        "理由がありません",
    ),
    "無いブックのパスワード": (
        lambda t, p: ("export", t.office, p / "b.xlsx", "--book-password-file", p / "無い.txt"),
        "「無い.txt」が見つかりません",
    ),
    "登録の無い媒体": (
        lambda t, p: (
            *("handover", t.office, NAGATO, "--fiscal-year", "R4", "--medium", p),
            *("--medium-no", "USB-9", "--purpose", "報告", "--receiver", "県"),
        ),
        "",
    ),
    "媒体でないフォルダ": (
        lambda t, p: ("medium", t.office, p / "無い", "--medium-no", "1", "--name", "USB"),
        "",
    ),
    "無い役割": (
        lambda t, p: (
            *("staff", t.office, "新　人", "--role", "社長"),
            *("--new-password-file", t.password),
        ),
        "「社長」という役割はありません",
    ),
    "短いパスワード": (
        lambda t, p: (
            *("staff", t.office, "新　人", "--role", "相談員"),
            *("--new-password-file", secret(p, "みじかい")),
        ),
        "短すぎます",
    ),
    "支援会議でない会議体": (
        lambda t, p: ("staff", t.office, ADMIN, "--member", "無い会議体"),
        "会議体ではありません",
    ),
    "いない職員の締め出し": (
        lambda t, p: ("staff", t.office, "居ない　人", "--leave"),
        "いません",
    ),
    "自分の締め出し": (lambda t, p: ("staff", t.office, ADMIN, "--leave"), "自分自身"),
    "控え先の媒体が無い": (
        lambda t, p: ("backup", t.office, "--to", p / "抜けた媒体" / "控え"),
        "「控え」が見つかりません",
    ),
    "控え先がファイル": (lambda t, p: ("backup", t.office, "--to", t.password), ""),
    "事務所でないフォルダ": (lambda t, p: ("verify", p), "事務所フォルダではありません"),
    "事務所がファイル": (lambda t, p: ("verify", t.password), ""),
    "作る先に事務所がある": (
        lambda t, p: ("new", t.office, "--town", "nagato", "--recovery-out", p / "r"),
        "",
    ),
    "無い町": (
        lambda t, p: ("new", p / "新", "--town", "atlantis", "--recovery-out", p / "r"),
        "「atlantis」はありません",
    ),
    "復旧シートの先がファイル": (
        lambda t, p: ("new", p / "新", "--town", "nagato", "--recovery-out", t.password),
        "フォルダにできません",
    ),
    "無いバックアップ": (lambda t, p: ("restore", p / "無い.jdbackup", p / "新"), "見つかりません"),
    "バックアップでないもの": (lambda t, p: ("restore", t.password, p / "新"), "ではないか"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_断りは二文(pristine: Town, tmp_path: Path, name: str) -> None:
    command, sentence = REFUSALS[name]
    files = {path: path.stat().st_mtime_ns for path in pristine.office.glob("*.json")}
    words = command(pristine, tmp_path)
    title = refused(run(*words, "--staff", ADMIN, "--password-file", pristine.password))
    assert sentence in title
    assert not (tmp_path / "新").exists()
    assert files == {path: path.stat().st_mtime_ns for path in pristine.office.glob("*.json")}


def test_会議体の名は次の一手に並ぶ(pristine: Town) -> None:
    assert "長門市包括的支援会議" in pristine.run("staff", ADMIN, "--member", "別の会").err


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("export", "b.xlsx"), "--plain"),
        (("export", "b.xlsx", "--plain", "--book-password-file", "f"), "一緒に使えません"),
        (("packet",), "MEETING_NO"),
        (("packet", "M1"), "--to"),
        (("verify", "--nope"), "--nope"),
        (("sheet", "intake"), "CASE_NO"),
        (("report", NAGATO), "--fiscal-year"),
        (("restore",), "OFFICE"),
        (("medium", "--medium-no"), "値がありません"),
    ],
)
def test_使い方が違えば2(tmp_path: Path, words: tuple[str, ...], wanted: str) -> None:
    command, *rest = words
    wrong = run(command, tmp_path / "o", *rest, "--staff", ADMIN)
    assert wrong.status == 2
    assert "使い方が違います" in wrong.err
    assert wanted in wrong.err
    assert "Traceback" not in wrong.err
    assert wrong.out == ""


@pytest.mark.parametrize("words", [("無い命令",), ("--nope",), ("無い命令", "a", "b"), ("new",)])
def test_無い命令や足りない引数は2(words: tuple[str, ...]) -> None:
    wrong = spawn(*words)
    assert wrong.status == 2
    assert "使い方" in wrong.err
    assert "the following" not in wrong.err
    assert "Traceback" not in wrong.err


def test_役割を言わずに新しい職員は足せない(pristine: Town) -> None:
    wrong = pristine.run("staff", "新　人")
    assert (wrong.status, "--role" in wrong.err) == (2, True)


def test_復元には復旧コードか職員が要る(tmp_path: Path) -> None:
    wrong = run("restore", tmp_path / "b", tmp_path / "o")
    assert (wrong.status, "--recovery-file" in wrong.err) == (2, True)


def test_端末でないのにパスワードを尋ねない(pristine: Town) -> None:
    title = refused(spawn("verify", pristine.office, "--staff", ADMIN))
    assert title == "パスワードがありません。"


def test_違うパスワードと知らない氏名は同じ文で断る(town: Town, tmp_path: Path) -> None:
    other = secret(tmp_path, "つばき九月やまぶき")
    wrong = refused(town.run_as(ADMIN, other, "verify"))
    nobody = refused(town.run_as("居ない　人", town.password, "verify"))
    assert wrong == nobody


def test_空のパスワードのファイルは断る(pristine: Town, tmp_path: Path) -> None:
    empty, odd = tmp_path / "空.txt", tmp_path / "文字でない.txt"
    empty.write_bytes(b"")
    odd.write_bytes(b"\xff\xfe\x00")
    assert "一行目が空" in refused(pristine.run_as(ADMIN, empty, "verify"))
    assert "文字として読めません" in refused(pristine.run_as(ADMIN, odd, "verify"))


def test_復旧シートのPDFをそのまま渡すと次の一手を言う(pristine: Town, tmp_path: Path) -> None:
    pristine.run("backup", "--to", tmp_path / "控え")
    sheet = pristine.place / "recovery" / "recovery-1.pdf"
    refusal = run("restore", tmp_path / "控え", tmp_path / "新", "--recovery-file", sheet)
    assert "PDF" in refused(refusal)
    assert not (tmp_path / "新").exists()


def test_閲覧の職員は取り込めず_控えは台帳を変えない(town: Town, tmp_path: Path) -> None:
    password = secret(tmp_path, "つばき九月やまぶき")
    words = ("見る　だけ", "--role", "閲覧", "--new-password-file", password)
    assert town.run("staff", *words).status == 0
    book = save(tmp_path / "b.xlsx", sound_book())
    refused(town.run_as("見る　だけ", password, "import", book, "--apply"))
    refused(town.run_as("見る　だけ", password, "export", tmp_path / "出.xlsx", "--plain"))
    refused(town.run_as("見る　だけ", password, "staff", "新　人", "--leave"))
    assert not (tmp_path / "出.xlsx").exists()
    assert "相談受付: 530件" in town.run("export", tmp_path / "前.xlsx", "--plain").lines


def test_暗号化されたブックはパスワードが要る(town: Town, tmp_path: Path) -> None:
    book, key = tmp_path / "鍵付き.xlsx", secret(tmp_path, "ブックの鍵 7")
    assert town.run("export", book, "--book-password-file", key).status == 0
    refused(town.run("import", book, "--apply"))
    wrong = secret(tmp_path, "ブックの鍵 8")
    refused(town.run("import", book, "--apply", "--book-password-file", wrong))


def test_窓が開いている間は取り込まない(town: Town, tmp_path: Path) -> None:
    book = save(tmp_path / "b.xlsx", sound_book())
    with Office(town.office).locked():
        refused(town.run("import", book, "--apply"))
    assert town.run("import", book, "--apply").status == 0
