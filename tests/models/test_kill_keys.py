"""鍵の交換・作り直し・バックアップの途中で、いつ止まっても(kill -9)事務所は失われない。"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from jusou_desk.errors import Refused
from jusou_desk.models.backup import restore
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.store import Store
from jusou_desk.models.verify import verify
from jusou_desk.policy import Purpose, Role
from tests.models.office import ADMIN, BODY, PASSWORD, case_numbers, opened, permit, save_sealed

ROOT = Path(__file__).resolve().parents[2]
OTHER = "ほおずき-縁側-三線"
KILLS = int(os.environ.get("JUSOU_KILLS", "8"))

CLIENT = """
import sys, time
from pathlib import Path
from jusou_desk.models.backup import backup
from jusou_desk.errors import Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Role

folder, usb, name, password, other, body = sys.argv[1:]
office = Office(Path(folder), NoSecrets())
with office.locked():
    try:
        store = office.sign_in(name, password)
    except Refused:
        store = office.sign_in(name, other)
        store.change_password(other, password)
    print("ready", flush=True)
    while True:
        member = store.add_staff(f"夕凪 {time.time_ns()}", Role.COUNSELLOR, password)
        store.grant_body(body, member)
        backup(store, Path(usb))
        store.renew_recovery()
        store.change_password(password, other)
        store.change_password(other, password)
        store.shut_out(member)
"""


def run_and_kill(folder: Path, usb: Path, seconds: float) -> None:
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(folder), str(usb), ADMIN, PASSWORD, OTHER, BODY],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
    )
    with client:
        assert client.stdout
        assert client.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        client.kill()


def signed_in(office: Office) -> Store:
    """変える前か後の、どちらか一つのパスワードで必ず入れる。前のパスワードに戻しておく。"""
    try:
        return office.sign_in(ADMIN, PASSWORD)
    except Refused:
        store = office.sign_in(ADMIN, OTHER)
        store.change_password(OTHER, PASSWORD)
        return store


def put_in_order(folder: Path) -> None:
    """止まった後の窓: 退任の続きを行い、復旧コードを作り直せば、検査は異常なしに戻る。"""
    office = Office(folder, NoSecrets())
    with office.locked():
        store = signed_in(office)
        assert case_numbers(store, Purpose.SUPPORT_MEETING) == {"S-001"}
        store.renew_recovery()
        with store.reading(permit(store)) as work:
            others = [staff for staff in work.staff.where() if staff.id != store.me.id]
        halfway = [one for one in others if one.left_on is None or store.holds_slot(one)]
        for one in halfway or [store.add_staff("夕凪 しまい", Role.COUNSELLOR, PASSWORD)]:
            store.shut_out(one)
        assert [check.problem for check in verify(store) if check.problem] == []
        store.close()
    assert len(list(folder.glob("office-*.db"))) <= 2


def back_with(made: Path, back: Path) -> str:
    """バックアップを、作ったときのパスワードで戻す。"""
    try:
        restore(made, back, NoSecrets(), name=ADMIN, password=PASSWORD)
    except Refused:
        restore(made, back, NoSecrets(), name=ADMIN, password=OTHER)
        return OTHER
    return PASSWORD


def test_鍵の仕事の途中でいつ止まっても_開いて続きができる(folder: Path, tmp_path: Path) -> None:
    at, usb = random.Random(20260401), tmp_path / "usb"
    usb.mkdir()
    store = opened(folder)
    save_sealed(store)
    store.close()
    for _ in range(KILLS):
        run_and_kill(folder, usb, at.uniform(0, 0.4))
        put_in_order(folder)
    for number, made in enumerate(sorted(usb.glob("*.jdbackup"))):
        back = tmp_path / f"back{number}"
        password = back_with(made, back)
        again = opened(back, password=password)
        assert case_numbers(again, Purpose.SUPPORT_MEETING) == {"S-001"}
        again.close()
