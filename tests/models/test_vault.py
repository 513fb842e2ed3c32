"""金庫: サインイン、パスワードの間違い、二つの窓。"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jusou_desk.errors import BadInput, Damaged, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Role
from tests.models.office import ADMIN, PASSWORD, contents_of, make, opened

SRC = Path(__file__).resolve().parents[2] / "src"


class Timer:
    """attempts が見る秒の時計。"""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr("jusou_desk.models.attempts.time.time", lambda: self.now)


def office(folder: Path) -> Office:
    return Office(folder, NoSecrets())


def miss(folder: Path, times: int, name: str = ADMIN) -> None:
    for _ in range(times):
        with pytest.raises(Refused, match="氏名かパスワードが違います"):
            office(folder).sign_in(name, "ちがうパスワードです")


def refused_for(folder: Path, password: str = PASSWORD) -> str:
    with pytest.raises(Refused) as refused:
        office(folder).sign_in(ADMIN, password)
    assert refused.value.advice
    return refused.value.title


def test_最初の職員は管理者としてサインインする(folder: Path) -> None:
    store = opened(folder)
    assert (store.me.name, store.role) == (ADMIN, Role.ADMIN)
    store.close()


def test_氏名の空白の違いは問わない(folder: Path) -> None:
    store = office(folder).sign_in(ADMIN.replace(" ", "\u3000"), PASSWORD)
    assert store.me.name == ADMIN
    store.close()


def test_パスワードか氏名が違えば同じ文で断る(folder: Path) -> None:
    assert refused_for(folder, "ちがうパスワードです") == "氏名かパスワードが違います。"
    miss(folder, 1, "どこにもいない人")


@pytest.mark.parametrize("password", ["", "1234567", "   12345   "])
def test_短いパスワードでは事務所を作らない(tmp_path: Path, password: str) -> None:
    target = tmp_path / "office"
    with pytest.raises(BadInput, match="短すぎます"):
        Office.create(
            target,
            town_id="standard",
            support_bodies=(),
            name=ADMIN,
            password=password,
            device=NoSecrets(),
        )
    assert not target.exists()


def test_ファイルのあるフォルダには作らない(tmp_path: Path) -> None:
    (tmp_path / "大事な書類.txt").write_bytes(b"x")
    before = contents_of(tmp_path)
    with pytest.raises(Refused, match="既にファイルがあります"):
        make(tmp_path)
    with pytest.raises(Refused, match="既にファイルがあります"):
        make(tmp_path / "大事な書類.txt")
    assert contents_of(tmp_path) == before


@pytest.mark.parametrize("place", ["", "nothing"])
def test_事務所でないフォルダは断る(tmp_path: Path, place: str) -> None:
    with pytest.raises(BadInput, match="事務所フォルダではありません"):
        Office(tmp_path / place, NoSecrets())


def test_間違いが続くと待ち時間が延びていく(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    timer = Timer(monkeypatch)
    miss(folder, 5)
    waits = []
    for _ in range(9):
        title = refused_for(folder)  # 正しいパスワードでも、待つ間は開かない
        waits.append(int(title.split("あと")[1].split("秒")[0]) - 1)
        timer.now += waits[-1]
        miss(folder, 1)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_待てば開き_数は消える(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    timer = Timer(monkeypatch)
    miss(folder, 5)
    timer.now += 5.5
    opened(folder).close()
    miss(folder, 5)


def test_時計を戻しても待ちは縮まず_何日も待たされもしない(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = Timer(monkeypatch)
    miss(folder, 5)
    timer.now -= 86_400 * 30
    assert "あと6秒" in refused_for(folder)
    timer.now += 3
    assert "あと3秒" in refused_for(folder)
    timer.now += 2.5
    opened(folder).close()


def test_待たされるのは間違えた人だけ(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Timer(monkeypatch)
    store = opened(folder)
    store.add_staff("夕凪 ひびき", Role.COUNSELLOR, "ともしび-さんぽ")
    store.close()
    miss(folder, 5, "夕凪 ひびき")
    opened(folder).close()
    with pytest.raises(Refused, match="秒は開けません"):
        office(folder).sign_in("夕凪 ひびき", "ともしび-さんぽ")


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"[]", b'{"wrong":{"?":"x"},"last":{}}', b'{"wrong":1}']
)
def test_数のファイルが壊れていても開ける(folder: Path, data: bytes) -> None:
    (folder / "attempts.json").write_bytes(data)
    opened(folder).close()


def test_途方もない数に書き換えられても固まらない(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = Timer(monkeypatch)
    store = opened(folder)
    staff_id = store.me.id
    store.close()
    (folder / "attempts.json").write_text(
        f'{{"wrong":{{"{staff_id}":999999999999}},"last":{{"{staff_id}":{timer.now}}}}}'
    )
    assert "あと301秒" in refused_for(folder)


def test_パスワードを変えると前のパスワードでは開かない(folder: Path) -> None:
    store = opened(folder)
    with pytest.raises(Refused):
        store.change_password("ちがうパスワードです", "あたらしい-パスワード")
    with pytest.raises(BadInput):
        store.change_password(PASSWORD, "短い")
    store.change_password(PASSWORD, "あたらしい-パスワード")
    store.close()
    miss(folder, 1)
    office(folder).sign_in(ADMIN, "あたらしい-パスワード").close()


def test_同じ窓の中でも二度は錠をかけられない(folder: Path) -> None:
    first, second = office(folder), office(folder)
    with first.locked(), pytest.raises(Refused, match="別の窓で開かれています"), second.locked():
        pytest.fail("錠が二つかかった")
    with second.locked():
        pass


HOLD = """
import sys
from pathlib import Path
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
with Office(Path(sys.argv[1]), NoSecrets()).locked():
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_別のプログラムが開いていれば断り_落ちれば開ける(folder: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(SRC), "PYTHONUTF8": "1"},
    )
    assert other.stdin
    assert other.stdout
    with other, other.stdin, other.stdout:
        try:
            assert other.stdout.readline() == b"locked\n"
            with pytest.raises(Refused, match="別の窓"), office(folder).locked():
                pytest.fail("二つの窓で開いた")
        finally:
            other.kill()
            other.wait()
    with office(folder).locked():
        pass


def test_電源断に備えた書き方で開く(folder: Path) -> None:
    """kill -9 では試せない約束: 書いたものはディスクまで届け、消した跡は残さない。"""
    store = opened(folder)
    connection = store.raw_connection()
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
    }
    compiled = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    store.close()
    assert found["journal_mode"] == "wal"
    assert found["synchronous"] == 2  # FULL
    assert (found["foreign_keys"], found["secure_delete"]) == (1, 1)
    # 並べ替えの途中も一時ファイルに置かない。
    assert "TEMP_STORE=2" in compiled
    assert found["temp_store"] in (0, 2)


# --- 鍵の交換のあとに残るもの --------------------------------------------------------


def shut_one_out(folder: Path) -> None:
    store = opened(folder)
    store.shut_out(store.add_staff("夕凪 ひびき", Role.COUNSELLOR, PASSWORD))
    store.close()


def test_鍵の束だけが前の姿に戻されても_データは消さない(folder: Path) -> None:
    before = (folder / "keys.json").read_bytes()
    shut_one_out(folder)
    now, data = (folder / "keys.json").read_bytes(), (folder / "office-2.db").read_bytes()
    (folder / "keys.json").write_bytes(before)
    with office(folder).locked(), pytest.raises(Damaged, match="見つかりません"):
        opened(folder)
    assert (folder / "office-2.db").read_bytes() == data
    (folder / "keys.json").write_bytes(now)
    opened(folder).close()


def test_前の世代と一緒に戻されても_新しいデータは消さない(folder: Path) -> None:
    before = contents_of(folder)
    shut_one_out(folder)
    for name in ("keys.json", "office-1.db"):
        (folder / name).write_bytes(before[name])
    with office(folder).locked():
        assert (folder / "office-2.db").is_file()
    shut_one_out(folder)  # 残っている番号には書かない
    assert office(folder).vault.database.name == "office-3.db"


def test_職員が作った写しは消さない(folder: Path) -> None:
    shut_one_out(folder)
    for name in ("office-1 - コピー.db", "office-1.db", "office-3.db.part", "office-1.db-wal"):
        (folder / name).write_bytes(b"x")
    with office(folder).locked():
        assert {path.name for path in folder.glob("office-*")} == {
            "office-1 - コピー.db",
            "office-2.db",
        }


def test_締め出すと_前の鍵の移行の控えも消える(folder: Path) -> None:
    (folder / "before-migration").mkdir()
    copy = folder / "before-migration" / "office-1-0001-20260401-090000.db"
    copy.write_bytes((folder / "office-1.db").read_bytes())
    shut_one_out(folder)
    assert not copy.exists()


def test_ほかの窓で足した職員の包みを_古い束で上書きしない(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    first.add_staff("夕凪 ひびき", Role.COUNSELLOR, PASSWORD)
    second.change_password(PASSWORD, "あたらしい-言葉たち")
    first.close()
    second.close()
    opened(folder, name="夕凪 ひびき").close()
