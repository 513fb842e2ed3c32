"""ディスクの上: 事務所のどのファイルにも、読める言葉が一つも無い。"""

from __future__ import annotations

import base64
import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jusou_desk.errors import Refused
from jusou_desk.models.backup import backup, restore
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.migrate import HEAD, migrate
from jusou_desk.models.office import Office
from jusou_desk.models.office_records import Draft
from jusou_desk.models.store import Store
from jusou_desk.policy import Purpose, Role
from tests.models.office import (
    ADMIN,
    BODY,
    CHEAP,
    Clock,
    case,
    contents_of,
    make,
    note,
    opened,
    permit,
    person,
    sealed_case,
    sealed_note,
)

#: どれも、この試験のほかには現れない言葉。
CANARIES = {
    "本人の氏名": "黄鶺鴒髙﨑𠮷右衛門",
    "読み": "キセキレイタカサキ",
    "電話": "0900-55-713913",
    "相談の内容": "黒鶫が訪ねてきた日の相談",
    "支援経過": "瑠璃鶲の庭で聞いた経過",
    "支援会議の内容": "大瑠璃の会議だけの話",
    "下書き": "打ちかけの小瑠璃の文",
    "最初の職員": "仏法僧 あけぼの",
    "足した職員": "山椒食 ゆうぐれ",
    "パスワード": "みそさざい-の-パスワード",
    "後のパスワード": "えなが-の-新しいパスワード",
    "設定": "郭公町の独自の文言",
    "自治体": "kakkou-town",
    "会議体": "hototogisu-body",
    "監査": "時鳥の操作",
}


def forms(word: str) -> Iterator[bytes]:
    """言葉が現れうる姿。base64 は、前に何字あってもよいように三通り。"""
    yield word.encode("utf-8")
    yield word.encode("utf-16-le")
    yield word.encode("cp932", "ignore") if len(word.encode("cp932", "ignore")) > 7 else b"\x00" * 9
    raw = word.encode("utf-8")
    yield raw.hex().encode()
    yield repr(word).strip("'").encode("ascii", "backslashreplace")
    for lead in range(3):
        coded = base64.b64encode(b"\x00" * lead + raw)
        # 端の字は前後の字と混ざるので除く。
        yield coded[4 if lead else 0 : len(coded) // 4 * 4 - 4]


NEEDLES = {
    name: [form for form in forms(word) if len(form) >= 6 and form.strip(b"\x00")]
    for name, word in CANARIES.items()
}


# 索引には二文字ずつ入るので、その一組でも探す。
NEEDLES["索引の二文字組"] = ["黒鶫".encode()]


def readable(folder: Path) -> list[str]:
    """読めてしまう言葉と、それがあるファイル。ファイルの名も見る。"""
    return [
        f"{word}: {name}"
        for name, data in contents_of(folder).items()
        for word, needles in NEEDLES.items()
        if any(needle in data or needle in name.encode() for needle in needles)
    ]


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[Store, Path]]:
    """ひととおり使っている最中の事務所。WAL も控えもパスワードの間違いもある。"""
    word, folder = CANARIES, tmp_path / "office"
    Office.create(
        folder,
        town_id="standard",
        support_bodies=(BODY, word["会議体"]),
        name=word["最初の職員"],
        password=word["パスワード"],
        device=NoSecrets(),
        clock=Clock(),
        cost=CHEAP,
    )
    store = opened(folder, name=word["最初の職員"], password=word["パスワード"])
    first = case(content=word["相談の内容"])
    with store.writing(permit(store)) as work:
        work.people.put(
            replace(person(name=word["本人の氏名"]), kana=word["読み"], phone=word["電話"])
        )
        work.cases.put(first)
        work.notes.put(note(first, content=word["支援経過"]))
        work.drafts.put(
            Draft(staff_id=store.me.id, place="case", saved_at=store.now(), payload=word["下書き"])
        )
        work.settings.put("wording", word["設定"])
        work.settings.put("town_before", word["自治体"])
        work.audit.add(store.now(), store.me.name, word["監査"])
    secret = sealed_case(content=word["支援会議の内容"])
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.cases.put(secret)
        work.notes.put(sealed_note(secret, content=word["支援会議の内容"]))
    store.add_staff(word["足した職員"], Role.COUNSELLOR, word["パスワード"])
    with pytest.raises(Refused):
        opened(folder, name=word["足した職員"], password=word["後のパスワード"])
    yield store, tmp_path
    store.close()


def test_探し方は本物である(tmp_path: Path) -> None:
    for name, word in CANARIES.items():
        for at, data in enumerate(
            [
                word.encode(),
                b"x" + word.encode("utf-16-le"),
                base64.b64encode(b"ab" + word.encode() + b"c"),
                base64.b64encode(b"a" + word.encode()),
                base64.b64encode(word.encode() + b"\n"),
            ]
        ):
            (tmp_path / "planted").write_bytes(b"\x00\xff" + data)
            assert f"{name}: planted" in readable(tmp_path), f"{word} {at}"
    (tmp_path / "planted").write_bytes(CANARIES["相談の内容"].encode("cp932", "ignore"))
    assert readable(tmp_path)


def test_使っている最中のどのファイルにも読める言葉が無い(busy: tuple[Store, Path]) -> None:
    store, folder = busy
    names = set(contents_of(store.folder))
    assert {"keys.json", "attempts.json", "office-1.db", "office-1.db-wal"} <= names
    with store.vault.locked():
        assert readable(folder) == []


def test_閉じたあとにも_消した記録にも残らない(busy: tuple[Store, Path]) -> None:
    store, folder = busy
    with store.writing(permit(store)) as work:
        for one in work.notes.where():
            work.notes.remove(one)
    store.close()
    gc.collect()
    assert "office-1.db-wal" not in contents_of(store.folder)
    assert readable(folder) == []


def test_パスワードの変更_締め出し_再発行のあとにも無い(busy: tuple[Store, Path]) -> None:
    store, folder = busy
    store.change_password(CANARIES["パスワード"], CANARIES["後のパスワード"])
    with store.reading(permit(store)) as work:
        leaver = work.staff.one(name=CANARIES["足した職員"])
    assert leaver
    store.shut_out(leaver)
    assert "office-2.db" in contents_of(store.folder)
    assert readable(folder) == []


def test_バックアップにも_戻したフォルダにも無い(busy: tuple[Store, Path]) -> None:
    store, folder = busy
    (folder / "usb").mkdir()
    made = backup(store, folder / "usb")
    restore(
        made,
        folder / "restored",
        NoSecrets(),
        name=CANARIES["最初の職員"],
        password=CANARIES["パスワード"],
    )
    assert {"keys.json", "office-1.db"} <= set(contents_of(folder / "restored"))
    assert readable(folder) == []


def test_移行の前の控えにも無い(busy: tuple[Store, Path]) -> None:
    store, folder = busy
    store.close()
    migrate(store.vault, store.data_key, "base")
    migrate(store.vault, store.data_key, HEAD)
    assert len(list((store.folder / "before-migration").iterdir())) == 2
    assert readable(folder) == []


def test_データの鍵もパスワードから作った鍵もファイルに無い(busy: tuple[Store, Path]) -> None:
    store, folder = busy
    secrets = [store.data_key, store._opened.private, *(key.key for key in store._lane_keys)]
    assert len(secrets) == 4
    needles = [form for one in secrets for form in (one, one.hex().encode(), base64.b64encode(one))]
    found = [
        name
        for name, data in contents_of(folder).items()
        if any(needle in data for needle in needles)
    ]
    assert found == []


def test_復旧コードはフォルダのどこにも無い(tmp_path: Path) -> None:
    _, code = make(tmp_path / "office")
    for data in contents_of(tmp_path / "office").values():
        assert code.encode() not in data
        assert code.replace("-", "").encode() not in data
        assert ADMIN.encode() not in data


def test_会議体の鍵は従事者の公開鍵へだけ封じてある(busy: tuple[Store, Path]) -> None:
    store, _ = busy
    connection = store.raw_connection()
    holders = {
        row[0] for row in connection.execute("SELECT DISTINCT holder FROM lane_key").fetchall()
    }
    connection.close()
    assert holders == {store.me.id, "recovery"}
