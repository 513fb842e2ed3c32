"""バックアップと復元: 往復し、壊れたものは断り、失敗すれば何も残さない。"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jusou_desk.errors import BadInput, Damaged, DeskError, OutsideTrouble, Refused
from jusou_desk.models.backup import backup, restore
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.store import Office, Store
from jusou_desk.models.verify import verify
from jusou_desk.policy import Purpose
from tests.models.office import (
    ADMIN,
    PASSWORD,
    Clock,
    case_numbers,
    contents_of,
    fill,
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
