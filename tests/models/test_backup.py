"""バックアップと復元: 往復し、壊れたものは断り、失敗すれば何も残さない。"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jusou_desk.errors import BadInput, Damaged, DeskError, OutsideTrouble, Refused
from jusou_desk.models.backup import backup, facts_of, restore
from jusou_desk.models.bundle import remember_sheet
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import parse_code, public_of, sheet_number
from jusou_desk.models.office import Office
from jusou_desk.models.office_records import Staff
from jusou_desk.models.store import Store
from jusou_desk.models.verify import verify
from jusou_desk.policy import Purpose, Role
from tests.models.office import (
    ADMIN,
    BODY,
    PASSWORD,
    Clock,
    case_numbers,
    contents_of,
    fill,
    joined,
    make,
    opened,
    permit,
    person,
    read_only,
    save_case,
    save_sealed,
    small_disk,
)

DEVICE = NoSecrets()
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
    "PYTHONUTF8": "1",
}


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def kept(store: Store, usb: Path) -> Path:
    """記録の入った事務所のバックアップ。"""
    save_case(store)
    save_sealed(store)
    with store.writing(permit(store)) as work:
        work.people.put(person(name="髙﨑 𠮷子"))
    return backup(store, usb)


def everything(folder: Path) -> tuple[object, ...]:
    store = opened(folder)
    with store.reading(permit(store, Purpose.SEALED_EXPORT)) as work:
        found = work.people.where(), work.cases.where(), work.staff.where(), work.audit.entries()
    assert [check.problem for check in verify(store) if check.problem] == []
    store.close()
    return found


def test_パスワードで戻すと_秘匿の記録と監査まで同じ(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    assert restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD) == kept
    assert everything(tmp_path / "new") == everything(folder)


def test_復旧コードで戻してパスワードを作り直せる(kept: Path, tmp_path: Path, code: str) -> None:
    restore(kept, tmp_path / "new", DEVICE, code=code)
    store = Office(tmp_path / "new", DEVICE, Clock()).reissue(code, ADMIN, "あたらしい-パスワード")
    assert case_numbers(store, Purpose.SUPPORT_MEETING) == {"S-001", "R8-001"}
    store.close()


def test_使いながらでも取れ_後の記録は入らない(
    store: Store, kept: Path, usb: Path, tmp_path: Path
) -> None:
    save_case(store, "R8-002")
    assert [path.name for path in usb.iterdir()] == [kept.name]
    restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)
    again = opened(tmp_path / "new")
    assert case_numbers(again) == {"R8-001"}
    again.close()


def test_フォルダを指定すると一番新しいものを使う(
    store: Store, kept: Path, usb: Path, clock: Clock, tmp_path: Path
) -> None:
    same_second = backup(store, usb)
    assert same_second != kept
    assert restore(usb, tmp_path / "a", DEVICE, name=ADMIN, password=PASSWORD) == same_second
    clock.move(days=1)
    newer = backup(store, usb)
    assert restore(usb, tmp_path / "b", DEVICE, name=ADMIN, password=PASSWORD) == newer


def test_戻す先に何かあれば断り_触らない(kept: Path, folder: Path, tmp_path: Path) -> None:
    before = contents_of(folder)
    with pytest.raises(Refused, match="既にファイルがあります"):
        restore(kept, folder, DEVICE, name=ADMIN, password=PASSWORD)
    assert contents_of(folder).keys() == before.keys()
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(Refused, match="既にファイルがあります"):
        restore(kept, tmp_path / "file", DEVICE, name=ADMIN, password=PASSWORD)


@pytest.mark.parametrize("empty_folder", [False, True])
def test_パスワードが違えば何も残らない(kept: Path, tmp_path: Path, empty_folder: bool) -> None:
    target = tmp_path / "new"
    if empty_folder:
        target.mkdir()
    with pytest.raises(Refused, match="氏名かパスワード"):
        restore(kept, target, DEVICE, name=ADMIN, password="ちがうパスワードです")
    assert target.exists() == empty_folder
    assert contents_of(tmp_path / "new") == {}


def test_よその復旧コードと打ち間違いでは何も残らない(
    kept: Path, tmp_path: Path, code: str
) -> None:
    _, other = make(tmp_path / "other")
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    for attempt, title in ((other, "この事務所の復旧コードでは"), (wrong, "打ち間違い")):
        with pytest.raises(DeskError, match=title):
            restore(kept, tmp_path / "new", DEVICE, code=attempt)
        assert not (tmp_path / "new").exists()


def test_無いもの_空のフォルダ_別のファイルは断る(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("買い物", encoding="utf-8")
    for name in ("nothing.jdbackup", "empty", "note.txt"):
        with pytest.raises(BadInput) as refused:
            restore(tmp_path / name, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)
        assert refused.value.advice
    assert not (tmp_path / "new").exists()


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1), bit=st.integers(0, 7), tail=st.booleans())
def test_一ビットでも変われば断るか_同じ中身に戻る(
    kept: Path, tmp_path: Path, place: float, bit: int, tail: bool
) -> None:
    data = bytearray(kept.read_bytes())
    # 書庫の目次(末尾)も、データ(大部分)も、同じくらい当てる。
    at = len(data) - 1 - int(place * 600) if tail else int(place * (len(data) - 1))
    data[at] ^= 1 << bit
    damaged, target = tmp_path / "damaged.jdbackup", tmp_path / "new"
    damaged.write_bytes(data)
    try:
        restore(damaged, target, DEVICE, name=ADMIN, password=PASSWORD)
    except DeskError as refused:
        assert refused.title  # noqa: PT017
        assert not target.exists()
        return
    store = opened(target)
    assert case_numbers(store) == {"R8-001"}
    store.close()
    shutil.rmtree(target)


@pytest.mark.parametrize("kept_bytes", [0, 10, 5000, -1, -100])
def test_途中で切れたバックアップは断る(kept: Path, tmp_path: Path, kept_bytes: int) -> None:
    kept.write_bytes(kept.read_bytes()[:kept_bytes])
    with pytest.raises(DeskError):
        restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)
    assert not (tmp_path / "new").exists()


def rewrite(path: Path, **parts: bytes) -> None:
    """書庫の中身を差し替える(要約は合わせ直さない)。"""
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    inside |= {name.replace("_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in inside.items():
            archive.writestr(name, data)


def test_中身の差し替えは要約で分かる(kept: Path, tmp_path: Path) -> None:
    rewrite(kept, office_db=b"x" * 8192)
    with pytest.raises(Damaged, match="書き換わっています"):
        restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)


def test_フォルダの外へ書かせるバックアップは断る(kept: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept) as archive:
        keys = json.loads(archive.read("keys.json"))
    keys["data_file"] = "../escaped.db"
    rewrite(kept, keys_json=json.dumps(keys).encode())
    with pytest.raises(BadInput):
        restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)
    assert not (tmp_path / "escaped.db").exists()
    assert not (tmp_path / "new").exists()


def test_バックアップ先が無ければ断る(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OutsideTrouble, match="見つかりません"):
        backup(store, tmp_path / "抜かれたUSB")
    assert not (tmp_path / "抜かれたUSB").exists()


def test_一杯の媒体には何も残さず_事務所はそのまま(store: Store, tmp_path: Path) -> None:
    save_case(store)
    for spare in (0, 60, 250, 400):
        with small_disk(tmp_path / f"usb{spare}", 1024) as usb:
            filler = fill(usb)
            with filler.open("r+b") as stream:
                stream.truncate(filler.stat().st_size - spare * 1024)
            with pytest.raises(OutsideTrouble, match="空きが足り"):
                backup(store, usb)
            assert [path.name for path in usb.iterdir()] == ["fill.bin"], f"{spare} KiB"
    assert case_numbers(store) == {"R8-001"}


def test_書込み禁止の媒体は断る(store: Store, usb: Path) -> None:
    with read_only(usb), pytest.raises(OutsideTrouble, match="書き込めません"):
        backup(store, usb)
    assert list(usb.iterdir()) == []


def test_一杯のディスクへは復元せず_何も残さない(kept: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 100) as disk:
        with pytest.raises(OutsideTrouble, match="空きが足り"):
            restore(kept, disk / "new", DEVICE, name=ADMIN, password=PASSWORD)
        assert list(disk.iterdir()) == []


# --- 復旧シートを作り直した後 --------------------------------------------------------


def number_on(store: Store) -> str:
    return sheet_number(store.vault.bundle.recovery.public)


def test_作り直す前のバックアップは前のコードでだけ開き_要るシートを言う(
    store: Store, kept: Path, tmp_path: Path, code: str
) -> None:
    old_sheet = number_on(store)
    new_code = store.renew_recovery()
    assert facts_of(kept, DEVICE).sheet == old_sheet != number_on(store)
    with pytest.raises(Refused) as refused:
        restore(kept, tmp_path / "new", DEVICE, code=new_code)
    assert f"「{number_on(store)}」の復旧シートのコード" in refused.value.advice
    assert f"「{old_sheet}」の復旧シートを使って" in refused.value.advice
    restore(kept, tmp_path / "old", DEVICE, code=code)
    again = Office(tmp_path / "old", DEVICE, Clock()).reissue(code, ADMIN, "あたらしい-パスワード")
    assert case_numbers(again, Purpose.SUPPORT_MEETING) == {"S-001", "R8-001"}
    again.close()


def test_作り直した後のバックアップは新しいコードでだけ開く(
    store: Store, usb: Path, tmp_path: Path, code: str
) -> None:
    new_code = store.renew_recovery()
    made = backup(store, usb)
    assert facts_of(made, DEVICE).sheet == number_on(store)
    with pytest.raises(Refused, match="復旧コードではありません"):
        restore(made, tmp_path / "new", DEVICE, code=code)
    restore(made, tmp_path / "new", DEVICE, code=new_code)


def test_作った時のパスワードでも開き_後のパスワードでは開かない(
    store: Store, kept: Path, tmp_path: Path
) -> None:
    store.change_password(PASSWORD, "あとから-変えた言葉")
    assert facts_of(kept, DEVICE).by_password
    with pytest.raises(Refused, match="氏名かパスワード"):
        restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password="あとから-変えた言葉")
    restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)


def test_シートを書いた日がバックアップに残る(store: Store, usb: Path) -> None:
    assert facts_of(backup(store, usb), DEVICE).sheet_made_on is None
    with store.writing(permit(store, Purpose.ADMINISTRATION)) as work:
        remember_sheet(work, number_on(store), date(2026, 4, 1))
    facts = facts_of(backup(store, usb), DEVICE)
    assert (facts.made_at, facts.sheet_made_on) == (store.now(), date(2026, 4, 1))
    store.renew_recovery()
    assert facts_of(backup(store, usb), DEVICE).sheet_made_on is None


def test_新しい版のバックアップは断る(kept: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    rewrite(kept, manifest_json=json.dumps(manifest | {"format": 2}).encode())
    with pytest.raises(Refused, match="新しい版"):
        restore(kept, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)


# --- 作ってよい人と場所、途中で止まった後 --------------------------------------------


def test_閲覧の役割は作れず_何も残らない(store: Store, usb: Path) -> None:
    reader = joined(store, "夕凪 ひびき", Role.READER)
    with pytest.raises(Refused, match="バックアップを作れません"):
        backup(reader, usb)
    reader.close()
    assert list(usb.iterdir()) == []


def test_事務所のフォルダには作らない(store: Store, folder: Path) -> None:
    (folder / "控え").mkdir()
    for place in (folder, folder / "控え"):
        with pytest.raises(OutsideTrouble, match="一緒に失われ"):
            backup(store, place)
    assert not list(folder.rglob("*.jdbackup"))


def test_途中で止まった書きかけは_次のときに消える(store: Store, usb: Path) -> None:
    left = [usb / ".jusou-20260301-090000.jdbackup.db", usb / "jusou-20260301-090000.jdbackup.part"]
    going, others = usb / "jusou-20260401-085959.jdbackup.part", usb / "写真.part"
    for path in (*left, going, others):
        path.write_bytes(b"x")
    for path in (*left, others):
        os.utime(path, (0, 0))
    made = backup(store, usb)
    assert {path.name for path in usb.iterdir()} == {made.name, going.name, others.name}


def test_失敗した復元は_途中のフォルダも残さない(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        restore(kept, tmp_path / "町" / "事務所", DEVICE, name=ADMIN, password="ちがうパスワード")
    assert not (tmp_path / "町").exists()


# --- 作っている間に、鍵が替えられる ---------------------------------------------------


def test_退任の手続きの途中の束から_その人の包みを除く(
    store: Store, usb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver = store.add_staff("夕凪 ひびき", Role.COUNSELLOR, PASSWORD)

    def power_cut(*_: object) -> None:
        raise OutsideTrouble("停電", "")

    with monkeypatch.context() as cut:
        cut.setattr("jusou_desk.models.vault.copy_database", power_cut)
        with pytest.raises(OutsideTrouble, match="停電"):
            store.shut_out(leaver)
    store.close()
    later = opened(store.folder)
    assert later.holds_slot(leaver)
    made = backup(later, usb)
    later.close()
    with pytest.raises(Refused, match="氏名かパスワード"):
        restore(made, tmp_path / "new", DEVICE, name="夕凪 ひびき", password=PASSWORD)
    restore(made, tmp_path / "new", DEVICE, name=ADMIN, password=PASSWORD)


def test_ほかの窓で変わった鍵の束を写す(store: Store, folder: Path, usb: Path) -> None:
    stale = opened(folder)
    code = store.renew_recovery()
    made = backup(stale, usb)
    stale.close()
    restore(made, folder.parent / "new", DEVICE, code=code)
    again = Office(folder.parent / "new", DEVICE, Clock()).reissue(code, ADMIN, PASSWORD)
    assert again.member_of == store.member_of
    again.close()


RACER = """
import sys
from pathlib import Path
from jusou_desk.errors import DeskError
from jusou_desk.models.backup import backup
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office

office, usb, name, password = sys.argv[1:]
print("ready", flush=True)
while not (Path(usb) / "終わり").exists():
    try:
        store = Office(Path(office), NoSecrets()).sign_in(name, password)
        for _ in range(3):
            backup(store, Path(usb))
        store.close()
    except DeskError:
        pass  # 鍵が替えられたところ。断られたものは残らない。
"""


def test_退任と作り直しに競っても_混ざったバックアップはできない(
    store: Store, folder: Path, usb: Path, tmp_path: Path
) -> None:
    words = ("-c", RACER, str(folder), str(usb), ADMIN, PASSWORD)
    names, codes, at = [f"夕凪 {n}" for n in range(4)], [], random.Random(8)
    steps: list[Callable[[Staff], object]] = [
        lambda member: store.grant_body(BODY, member),
        lambda _member: codes.append(store.renew_recovery()),
        store.shut_out,
    ]
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as racer:
        assert racer.stdout
        racer.stdout.readline()
        for name in names:
            member = store.add_staff(name, Role.COUNSELLOR, PASSWORD)
            for step in steps:
                time.sleep(at.uniform(0, 0.2))
                step(member)
        (usb / "終わり").touch()
    made = sorted(usb.glob("*.jdbackup"))
    assert [path.name for path in usb.iterdir() if path.name.endswith((".part", ".db"))] == []
    assert len(made) >= len(names)
    for number, path in enumerate(made):
        expect_whole(path, tmp_path / f"r{number}", names, codes)


def expect_whole(path: Path, folder: Path, names: list[str], codes: list[str]) -> None:
    """戻した事務所の、職員の表・鍵の包み・会議体の鍵・復旧コードが、同じ一時点のものか。"""
    restore(path, folder, DEVICE, name=ADMIN, password=PASSWORD)
    store = opened(folder)
    assert [check.problem for check in verify(store) if check.problem] == []
    with store.reading(permit(store)) as work:
        here = {staff.name for staff in work.staff.where(left_on=None)}
    store.close()
    for name in names:
        if name in here:
            assert opened(folder, name=name).member_of <= {BODY}
            continue
        with pytest.raises(Refused, match="氏名かパスワード"):
            opened(folder, name=name)
        (folder / "attempts.json").unlink()
    sheet = facts_of(path, DEVICE).sheet
    for code in codes:
        if sheet_number(public_of(parse_code(code))) == sheet:
            Office(folder, DEVICE).reissue(code, ADMIN, PASSWORD).close()
