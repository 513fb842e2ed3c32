"""壊れた・書き換えられたファイル: 追跡表示ではなく一文で断り、検査が必ず見つける。"""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jusou_desk.errors import Damaged, DeskError, Refused
from jusou_desk.models.backup import file_problems
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.store import Store
from jusou_desk.models.verify import verify
from tests.models.office import (
    ADMIN,
    PASSWORD,
    contents_of,
    make,
    note,
    opened,
    permit,
    save_case,
    save_sealed,
)

PAGE = 4096


def office_file(folder: Path) -> Path:
    return folder / "office-1.db"


def use_everything(folder: Path) -> None:
    """開いて、ひととおり読み、検査する。"""
    store = opened(folder)
    try:
        with store.reading(permit(store)) as work:
            work.cases.where()
            work.notes.where()
            work.search.find("相談")
        problems = [check.problem for check in verify(store) if check.problem]
    finally:
        store.close()
    if problems:
        raise Damaged("検査で見つかった", problems[0])


@pytest.fixture
def filled(folder: Path) -> Path:
    store = opened(folder)
    first = save_case(store)
    with store.writing(permit(store)) as work:
        for number in range(40):
            work.notes.put(note(first, f"K-{number:03}", f"{number}回目の訪問。" * 20))
    save_sealed(store)
    store.close()
    return folder


def test_検査は異常が無ければ異常なしと言う(filled: Path) -> None:
    store = opened(filled)
    checks = verify(store)
    store.close()
    assert [check.problem for check in checks] == [""] * len(checks)
    assert len(checks) == 8


def test_どのページの一字が変わっても一文で断るか検査が見つける(filled: Path) -> None:
    path = office_file(filled)
    data = path.read_bytes()
    assert len(data) % PAGE == 0
    keys = Office(filled, NoSecrets()).vault.unlock(ADMIN, PASSWORD)
    for page in range(len(data) // PAGE):
        place = page * PAGE + (page * 131) % PAGE
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(Damaged) as refused:
            use_everything(filled)
        assert refused.value.advice, f"{page} ページ"
        vault = Office(filled, NoSecrets()).vault
        assert file_problems(vault, keys.data_key), f"{page} ページ"
    path.write_bytes(data)
    use_everything(filled)


@pytest.mark.parametrize("kept", [0, 1, 100, PAGE - 1, PAGE, 3 * PAGE, -PAGE, -1])
def test_切り詰められたファイルは一文で断る(filled: Path, kept: int) -> None:
    data = office_file(filled).read_bytes()
    office_file(filled).write_bytes(data[:kept])
    with pytest.raises(Damaged):
        use_everything(filled)


def test_データファイルが無ければ復元を勧める(filled: Path) -> None:
    office_file(filled).unlink()
    with pytest.raises(Damaged, match="見つかりません") as refused:
        use_everything(filled)
    assert "復元" in refused.value.advice
    assert not office_file(filled).exists()  # 空のファイルを作り直さない


def test_別の暗号化されていないファイルに差し替えられても一文で断る(filled: Path) -> None:
    office_file(filled).write_bytes(b"SQLite format 3\x00" + bytes(PAGE * 4))
    with pytest.raises(Damaged):
        use_everything(filled)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"{}", b"[]", b"null", b"\xff\xfe{", b'{"data_file": "office-1.db"}']
)
def test_鍵の束が壊れていれば一文で断る(folder: Path, data: bytes) -> None:
    (folder / "keys.json").write_bytes(data)
    with pytest.raises(Damaged, match=r"keys\.json"):
        Office(folder, NoSecrets())


@pytest.mark.parametrize(
    "name",
    ["../office-1.db", "/etc/passwd", "C:\\office-1.db", "office-1.db\n", "x/office-1.db", ""],
)
def test_鍵の束がフォルダの外を指しても従わない(folder: Path, name: str) -> None:
    bundle = json.loads((folder / "keys.json").read_bytes())
    bundle["data_file"] = name
    (folder / "keys.json").write_text(json.dumps(bundle))
    with pytest.raises(Damaged):
        Office(folder, NoSecrets())


def test_新しい版の鍵の束は断る(folder: Path) -> None:
    bundle = json.loads((folder / "keys.json").read_bytes())
    bundle["keys"]["format"] = 99
    (folder / "keys.json").write_text(json.dumps(bundle))
    with pytest.raises(Refused, match="新しい版"):
        Office(folder, NoSecrets())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """JSON の中のすべての値の場所。"""
    if isinstance(value, dict):
        return [p for key, inner in value.items() for p in places(inner, (*path, key))]
    if isinstance(value, list):
        return [p for at, inner in enumerate(value) for p in places(inner, (*path, at))]
    return [path]


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=80),
    st.binary(max_size=70).map(lambda data: base64.b64encode(data).decode()),
    st.just([]),
    st.just({}),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_鍵の束のどの値が書き換わっても追跡表示にならない(
    made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("odd") / "office"
    shutil.copytree(made[0], folder)
    bundle = json.loads((folder / "keys.json").read_bytes())
    *way, last = data.draw(st.sampled_from(places(bundle)))
    inner = bundle
    for step in way:
        inner = inner[step]
    inner[last] = data.draw(odd_values)
    (folder / "keys.json").write_text(json.dumps(bundle))
    try:
        store: Store | None = opened(folder)
    except DeskError as refused:
        store = None
        sentence = refused.title + refused.advice
        assert sentence
        assert ADMIN not in sentence
    if store:
        store.close()
    shutil.rmtree(folder)


def test_よその事務所の鍵の束に差し替えても開かない(filled: Path, tmp_path: Path) -> None:
    make(tmp_path / "other")  # 氏名もパスワードも同じ
    shutil.copy(tmp_path / "other" / "keys.json", filled / "keys.json")
    before = contents_of(filled)["office-1.db"]
    with pytest.raises(Damaged) as refused:
        use_everything(filled)
    assert "復元" in refused.value.advice
    assert contents_of(filled)["office-1.db"] == before


def test_途中で壊れても前の鍵の束と取り違えない(filled: Path) -> None:
    """書き終わらなかった ``.part`` が残っていても、現行の束を使う。"""
    (filled / "keys.json.part").write_bytes(b"{")
    (filled / "office-2.db.part").write_bytes(b"x" * PAGE)
    use_everything(filled)
