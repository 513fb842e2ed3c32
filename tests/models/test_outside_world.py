"""ディスクが一杯・読み取り専用のとき: 前の内容はそのまま、利用者へは一文と次の一手。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jusou_desk.errors import OutsideTrouble
from jusou_desk.models.backup import file_problems
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.store import Store
from jusou_desk.policy import Role
from tests.models.office import (
    ADMIN,
    PASSWORD,
    case_numbers,
    contents_of,
    fill,
    make,
    note,
    opened,
    permit,
    read_only,
    save_case,
    small_disk,
)

NO_ROOM = "空きが足り"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 2048) as place:
        yield place


@pytest.fixture
def on_disk(folder: Path, disk: Path) -> Path:
    """小さなディスクの上の事務所。"""
    shutil.copytree(folder, disk / "office")
    return disk / "office"


def save_until_full(store: Store) -> set[str]:
    """空きが足りないと断られるまで 1 件ずつ保存し、保存できた番号を返す。"""
    saved: set[str] = set()

    def save() -> None:
        for number in range(300):
            save_case(store, f"R8-{number:03}", "長い相談。" * 1000)
            saved.add(f"R8-{number:03}")

    with pytest.raises(OutsideTrouble, match=NO_ROOM) as refused:
        save()
    assert refused.value.advice
    return saved


def test_一杯になるまで保存しても_保存できたものは全部残る(on_disk: Path) -> None:
    store = opened(on_disk)
    expected = save_until_full(store)
    assert len(expected) > 3
    assert case_numbers(store) == expected
    with store.reading(permit(store)) as work:
        assert work.audit.first_break() is None
    store.close()
    again = opened(on_disk)
    assert case_numbers(again) == expected
    assert file_problems(again.vault, again.data_key) == []
    again.close()


def test_空きを作れば_同じ窓でそのまま続けられる(on_disk: Path) -> None:
    store = opened(on_disk)
    filler = fill(on_disk.parent)
    save_until_full(store)
    filler.unlink()
    save_case(store, "R8-続き")
    assert "R8-続き" in case_numbers(store)
    store.close()


def test_何件もまとめて書く途中で一杯になれば_その全部が無かったことになる(
    on_disk: Path,
) -> None:
    store = opened(on_disk)
    first = save_case(store, "R8-001", "元の内容")

    def save_all() -> None:
        with store.writing(permit(store)) as work:
            for number in range(1000):
                work.notes.put(note(first, f"K-{number}", "経過" * 2000))

    with pytest.raises(OutsideTrouble, match=NO_ROOM):
        save_all()
    with store.reading(permit(store)) as work:
        assert work.notes.where() == ()
        assert work.cases.where() == (first,)
    store.close()


def test_一杯のディスクでも開いて読むか_空きが足りないと言う(on_disk: Path) -> None:
    store = opened(on_disk)
    save_case(store)
    store.close()
    filler = fill(on_disk.parent)
    with pytest.raises(OutsideTrouble, match=NO_ROOM):
        opened(on_disk)
    filler.unlink()
    again = opened(on_disk)
    assert case_numbers(again) == {"R8-001"}
    again.close()


def test_一杯のディスクには事務所を作らず_何も残さない(disk: Path) -> None:
    filler = fill(disk)
    for spare in (0, 8, 40, 120, 300):
        filler.unlink()
        fill(disk)
        with filler.open("r+b") as stream:
            stream.truncate(filler.stat().st_size - spare * 1024)
        with pytest.raises(OutsideTrouble, match=NO_ROOM):
            make(disk / "office")
        assert not (disk / "office").exists(), f"{spare} KiB"


def test_一杯のディスクでは鍵の束もそのまま(on_disk: Path) -> None:
    store = opened(on_disk)
    fill(on_disk.parent)
    bundle = (on_disk / "keys.json").read_bytes()
    with pytest.raises(OutsideTrouble, match=NO_ROOM):
        store.change_password(PASSWORD, "あたらしい-パスワード")
    assert (on_disk / "keys.json").read_bytes() == bundle
    assert [name for name in contents_of(on_disk) if name.endswith(".part")] == []
    store.close()


def test_締め出しの途中で一杯になっても_元の鍵で使い続けられる(on_disk: Path) -> None:
    store = opened(on_disk)
    leaver = store.add_staff("夕凪 ひびき", Role.COUNSELLOR, "ともしび-さんぽ")
    save_case(store)
    filler = fill(on_disk.parent)
    with filler.open("r+b") as stream:
        stream.truncate(filler.stat().st_size - 60 * 1024)
    with pytest.raises(OutsideTrouble, match=NO_ROOM):
        store.shut_out(leaver)
    assert case_numbers(store) == {"R8-001"}
    filler.unlink()
    store.shut_out(leaver)  # 空きを作ればやり直せる
    assert case_numbers(store) == {"R8-001"}
    store.close()
    assert sorted(p.name for p in on_disk.glob("office-*")) == ["office-2.db"]


def test_職員の登録の途中で一杯になっても_同じ氏名でやり直せる(on_disk: Path) -> None:
    store = opened(on_disk)
    filler = fill(on_disk.parent)
    with filler.open("r+b") as stream:
        stream.truncate(filler.stat().st_size - 64 * 1024)
    added: list[str] = []

    def add() -> None:
        for number in range(300):
            save_case(store, f"R8-{number}", "あ" * 400)
            store.add_staff(f"夕凪 {number}", Role.COUNSELLOR, "ともしび-さんぽ")
            added.append(f"夕凪 {number}")

    with pytest.raises(OutsideTrouble, match=NO_ROOM):
        add()
    filler.unlink()
    missing = f"夕凪 {len(added)}"
    with store.reading(permit(store)) as work:
        assert {one.name for one in work.staff.where()} == {ADMIN, *added}
    store.add_staff(missing, Role.COUNSELLOR, "ともしび-さんぽ")
    store.close()
    Office(on_disk, NoSecrets()).sign_in(missing, "ともしび-さんぽ").close()


def test_読み取り専用のフォルダでは開けず_一文で断る(folder: Path) -> None:
    before = contents_of(folder)
    with read_only(folder):
        office = Office(folder, NoSecrets())
        with pytest.raises(OutsideTrouble, match="書き込めません"):
            office.sign_in(ADMIN, PASSWORD)
        with pytest.raises(OutsideTrouble, match="書き込めません"):
            office.sign_in(ADMIN, "ちがうパスワードです")
        with pytest.raises(OutsideTrouble, match="書き込めません"), office.locked():
            pytest.fail("錠がかかった")
        with pytest.raises(OutsideTrouble, match="書き込めません"):
            make(folder / "new")
    assert contents_of(folder) == before
