"""パスワードを変えると、鍵の組も会議体の鍵の世代も替わる。前の鍵の束では、その人になれない。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jusou_desk.errors import Damaged, Refused
from jusou_desk.models import identity, keys, lanes
from jusou_desk.models.connections import engine_for, transaction
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keeping import HANDING_OVER, TEMPORARY
from jusou_desk.models.lanes import LaneKey
from jusou_desk.models.office import Office
from jusou_desk.models.records import Staff
from jusou_desk.models.store import Store
from jusou_desk.models.vault import Vault
from jusou_desk.models.verify import verify
from jusou_desk.policy import Purpose, Role
from tests.models.office import ADMIN, BODY, PASSWORD, joined, make, opened, permit, save_sealed

MEMBER = "潮見 なぎさ"
OWN = "ほおずき-縁側-三線"


@pytest.fixture
def admin(tmp_path: Path) -> Store:
    made, _ = make(tmp_path / "office")
    return made.sign_in(ADMIN, PASSWORD)


def lane_keys(store: Store, name: str, private: bytes) -> tuple[LaneKey, ...]:
    """台帳にある ``name`` 宛ての会議体の鍵を、``private`` で開ける。"""
    vault = Vault(store.folder, NoSecrets())
    engine = engine_for(vault, store.data_key, everyday=False)
    with transaction(engine, writing=False) as connection:
        staff = {one.name: one.id for one in everyone(store)}
        found = lanes.unwrap_all(connection, staff[name], private)
    engine.dispose()
    return found


def everyone(store: Store) -> tuple[Staff, ...]:
    with store.reading(permit(store, Purpose.ADMINISTRATION)) as work:
        return work.staff.where()


def is_temporary(store: Store) -> bool:
    with store.reading(permit(store)) as work:
        return identity.is_temporary(work, store.me.id)


def test_仮のパスワードを知る管理者が前の束を戻しても_その人では入れない(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    before = shutil.copy(admin.folder / "keys.json", admin.folder.parent / "前の束")
    member.change_password(PASSWORD, OWN)
    save_sealed(member, "S-001", "変えた後に書いた")
    member.close()
    kept = (admin.folder / "keys.json").read_bytes()
    shutil.copy(before, admin.folder / "keys.json")
    with pytest.raises(Refused, match="変える前のもの"):
        opened(admin.folder, name=MEMBER)
    assert (
        sum(one.times for one in Vault(admin.folder, NoSecrets()).attempts.untold().values()) == 1
    )
    private = Vault(admin.folder, NoSecrets()).unlock(MEMBER, PASSWORD).private
    with pytest.raises(Damaged):
        lane_keys(admin, MEMBER, private)
    (admin.folder / "keys.json").write_bytes(kept)
    opened(admin.folder, name=MEMBER, password=OWN).close()


def test_前の台帳から取り出した会議体の鍵では_変えた後の記録は開かない(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    private = Vault(admin.folder, NoSecrets()).unlock(MEMBER, PASSWORD).private
    (stolen,) = lane_keys(admin, MEMBER, private)
    member.change_password(PASSWORD, OWN)
    fresh = Vault(admin.folder, NoSecrets()).unlock(MEMBER, OWN).private
    former, newest = lane_keys(admin, MEMBER, fresh)
    assert former == stolen
    assert (newest.generation, newest.key != stolen.key) == (stolen.generation + 1, True)


def test_変えても_前に書かれた支援会議の記録も後の記録も_従事者の皆が読める(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    save_sealed(admin, "S-001", "変える前")
    member.change_password(PASSWORD, OWN)
    save_sealed(member, "S-002", "変えた後")
    admin.close()
    for name, password in ((ADMIN, PASSWORD), (MEMBER, OWN)):
        store = opened(admin.folder, name=name, password=password)
        with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
            assert {case.case_no for case in work.cases.where()} == {"S-001", "S-002"}
        assert [check.problem for check in verify(store) if check.problem] == []
        store.close()


@pytest.mark.parametrize("again", [PASSWORD, OWN])
def test_束だけが替わって止まっても_次のサインインで続きをする(admin: Store, again: str) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    save_sealed(member, "S-001", "止まる前")
    private, public = keys.new_identity()
    former = Vault(admin.folder, NoSecrets()).unlock(MEMBER, PASSWORD)
    vault = Vault(admin.folder, NoSecrets())
    engine = engine_for(vault, former.data_key, everyday=False)
    with transaction(engine, writing=True) as connection:
        identity.hand_over(connection, member.me.id, former.private, public)
    engine.dispose()
    member.close()
    opened(admin.folder, name=MEMBER).close()  # 束が替わる前に止まったのなら、前のまま入れる
    vault.add_slot(
        staff_id=member.me.id,
        name=MEMBER,
        password=again,
        private=private,
        data_key=former.data_key,
    )
    store = opened(admin.folder, name=MEMBER, password=again)
    assert store.me.public_key == public
    assert store.member_of == {BODY}
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        assert [case.case_no for case in work.cases.where()] == ["S-001"]
        assert work.settings.get(HANDING_OVER + store.me.id) == ""
    assert not is_temporary(store)
    store.close()


def test_仮のパスワードの印は_本人が変えるか復旧コードで付け直すまで残る(tmp_path: Path) -> None:
    office, code = make(tmp_path / "office")
    admin = office.sign_in(ADMIN, PASSWORD)
    assert not is_temporary(admin)
    first, second = joined(admin, MEMBER, Role.READER), joined(admin, "浜 いずみ", Role.READER)
    assert is_temporary(first)
    first.change_password(PASSWORD, OWN)
    assert (is_temporary(first), is_temporary(second)) == (False, True)
    assert not is_temporary(Office(office.folder, NoSecrets()).reissue(code, "浜 いずみ", OWN))


def test_引継ぎと仮の印は_どの許可でも書き換えられない(admin: Store) -> None:
    for name in (HANDING_OVER, TEMPORARY):
        for purpose in (Purpose.ADMINISTRATION, Purpose.CASEWORK):
            with (
                pytest.raises(Refused, match="書き換えられません"),
                admin.writing(permit(admin, purpose)) as work,
            ):
                work.settings.put(name + admin.me.id, "")


def test_復旧コードで付け直すと_会議体の鍵も次の世代になる(tmp_path: Path) -> None:
    office, code = make(tmp_path / "office")
    store = office.reissue(code, ADMIN, OWN)
    private = Vault(office.folder, NoSecrets()).unlock(ADMIN, OWN).private
    held = lane_keys(store, ADMIN, private)
    assert sorted(one.generation for one in held if one.body_id == BODY) == [1, 2]
