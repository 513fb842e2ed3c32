"""試験で使う事務所。本物の SQLCipher と鍵で作り、パスワードの重さだけを軽くする。人は架空。"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jusou_desk.models.device import DeviceSecrets, NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, Meeting, Note, Person
from jusou_desk.models.store import Store
from jusou_desk.policy import Lane, Permit, Purpose, Role

CHEAP = Cost(memory_kib=1024, rounds=1, lanes=1)
ADMIN = "朝霧 つばさ"
PASSWORD = "みかん-とだな-八丁"
BODY = "shien"
OTHER_BODY = "shien-kodomo"
START = datetime(2026, 4, 1, 9, 0, 0)


class Clock:
    """進めたり戻したりできる時計。"""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def make(
    folder: Path, *, device: DeviceSecrets | None = None, clock: Clock | None = None
) -> tuple[Office, str]:
    """新しい事務所と復旧コード。"""
    return Office.create(
        folder,
        town_id="standard",
        support_bodies=(BODY, OTHER_BODY),
        name=ADMIN,
        password=PASSWORD,
        device=device or NoSecrets(),
        clock=clock or Clock(),
        cost=CHEAP,
    )


def opened(
    folder: Path, clock: Clock | None = None, *, name: str = ADMIN, password: str = PASSWORD
) -> Store:
    """サインインする(何も言わなければ最初の職員で)。"""
    return Office(folder, NoSecrets(), clock or Clock()).sign_in(name, password)


def joined(store: Store, name: str, role: Role, *bodies: str) -> Store:
    """``name`` の職員を足し(``bodies`` の従事者にし)、その人でサインインする。"""
    staff = store.add_staff(name, role, PASSWORD)
    for body_id in bodies:
        store.grant_body(body_id, staff)
    return opened(store.folder, name=name)


def permit(store: Store, purpose: Purpose = Purpose.CASEWORK) -> Permit:
    return Permit(store.me.name, store.role, purpose)


def person(number: str = "P-001", name: str = "試見 さざなみ") -> Person:
    return Person(person_no=number, name=name, kana="シミ サザナミ", phone="0000-11-2222")


def case(number: str = "R8-001", content: str = "家計の相談") -> Case:
    return Case(case_no=number, received_on=date(2026, 4, 1), content=content)


def note(of: Case, number: str = "K-001", content: str = "訪問した") -> Note:
    return Note(note_no=number, case_id=of.id, at=START, content=content)


def sealed_case(number: str = "S-001", content: str = "支援会議だけの話") -> Case:
    return replace(case(number, content), lane=Lane.SEALED, body_id=BODY)


def sealed_note(of: Case, number: str = "SK-001", content: str = "支援会議の経過") -> Note:
    return replace(note(of, number, content), lane=Lane.SEALED, body_id=BODY)


def sealed_meeting(number: str = "M-S1") -> Meeting:
    return Meeting(
        meeting_no=number,
        body_name="支援会議",
        kind="支援会議",
        held_on=date(2026, 4, 10),
        lane=Lane.SEALED,
        body_id=BODY,
    )


def save_case(store: Store, number: str = "R8-001", content: str = "家計の相談") -> Case:
    with store.writing(permit(store)) as work:
        return work.cases.put(case(number, content))


def save_sealed(store: Store, number: str = "S-001", content: str = "支援会議だけの話") -> Case:
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        return work.cases.put(sealed_case(number, content))


def case_numbers(store: Store, purpose: Purpose = Purpose.CASEWORK) -> set[str]:
    with store.reading(permit(store, purpose)) as work:
        return {one.case_no for one in work.cases.where()}


def contents_of(folder: Path) -> dict[str, bytes]:
    """フォルダの中のすべてのファイル。"""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _mount(*arguments: str) -> None:
    program = shutil.which("mount")
    if program is None:
        pytest.skip("mount が無いので、媒体の事情を再現できない")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("この環境では mount できないので、媒体の事情を再現できない")


def _unmount(place: Path) -> None:
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=True)


@contextmanager
def small_disk(place: Path, kib: int) -> Iterator[Path]:
    """``kib`` KiB しか無いディスク。"""
    place.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(place))
    try:
        yield place
    finally:
        _unmount(place)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """``folder`` を読み取り専用の媒体にする(root にも効くように、権限ではなく mount で)。"""
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        _unmount(folder)


def fill(disk: Path) -> Path:
    """ディスクの空きを使い切る。使い切ったファイルを返す。"""
    path = disk / "fill.bin"
    path.write_bytes(b"x" * shutil.disk_usage(disk).free)
    return path
