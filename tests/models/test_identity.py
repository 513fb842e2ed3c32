"""パスワードを変えると、鍵の組も会議体の鍵の世代も替わる。前の鍵の束では、その人になれない。"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jusou_desk.errors import BadInput, Damaged, DeskError, OutsideTrouble, Refused
from jusou_desk.models import identity, keys, lanes, tables
from jusou_desk.models.backup import backup, restore
from jusou_desk.models.connections import engine_for, transaction
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keeping import HANDING_OVER, TEMPORARY
from jusou_desk.models.lanes import LaneKey
from jusou_desk.models.office import Office
from jusou_desk.models.office_records import Staff
from jusou_desk.models.store import Store
from jusou_desk.models.vault import OfficeFile, Vault
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
    with pytest.raises(Refused, match="台帳と合いません"):
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
        identity.hand_over(connection, member.me, former.private, public)
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


# --- 途中で止まる・束を書き換えられる -----------------------------------------------------


class Cut(BaseException):
    """電源が切れる。"""


def half(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """鍵の束だけが替わったところで、電源が切れる。"""

    def cut(_: Store) -> None:
        raise Cut

    with monkeypatch.context() as power:
        power.setattr(Store, "_finish_change", cut)
        with pytest.raises(Cut):
            store.change_password(PASSWORD, OWN)
    store.close()


def forge_recovery(folder: Path) -> None:
    """鍵の束の復旧コードの包みを、ほかのコードのものに書き換える。"""
    path = folder / "keys.json"
    file = msgspec.json.decode(path.read_bytes(), type=OfficeFile)
    _, public = keys.new_identity()
    sealed = keys.seal_to(public, keys.new_key(), keys.RECOVERY_CONTEXT)
    recovery = keys.RecoverySlot(public, sealed)
    bundle = msgspec.structs.replace(file.keys, recovery=recovery)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(file, keys=bundle)))


def test_束の復旧の鍵が書き換えられていても_変えた後は前の束で入れない(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    before = (admin.folder / "keys.json").read_bytes()
    forge_recovery(admin.folder)
    member.change_password(PASSWORD, OWN)
    member.close()
    opened(admin.folder, name=MEMBER, password=OWN).close()
    (admin.folder / "keys.json").write_bytes(before)
    with pytest.raises(Refused):
        opened(admin.folder, name=MEMBER)


def test_書き換えられた復旧の鍵は_次のサインインで直り_紙のコードで開ける(tmp_path: Path) -> None:
    office, code = make(tmp_path / "office")
    forge_recovery(office.folder)
    with pytest.raises(DeskError):
        Office(office.folder, NoSecrets()).reissue(code, ADMIN, OWN)
    store = opened(office.folder)
    with store.reading(permit(store, Purpose.ADMINISTRATION)) as work:
        assert "復旧コードの包みの直し" in {row.action for row in work.audit.entries()}
    store.close()
    Office(office.folder, NoSecrets()).reissue(code, ADMIN, OWN).close()


def test_復旧コードの作り直しが途中で止まっても_前の紙で開ける(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, code = make(tmp_path / "office")
    store = office.sign_in(ADMIN, PASSWORD)
    whole = Vault.renew_recovery

    def renew(self: Vault, public: bytes, data_key: bytes) -> None:
        whole(self, public, data_key)
        raise Cut

    with monkeypatch.context() as power:
        power.setattr(Vault, "renew_recovery", renew)
        with pytest.raises(Cut):
            store.renew_recovery()
    store.close()
    again = opened(office.folder)
    again.change_password(PASSWORD, OWN)
    again.close()
    Office(office.folder, NoSecrets()).reissue(code, ADMIN, PASSWORD).close()


def test_仕上げが止まった席から続けて変えても_鍵を失わない(
    admin: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_sealed(admin, "S-001")
    whole, held = Vault.add_slot, []

    def add(self: Vault, **slot: Any) -> None:
        whole(self, **slot)
        held.append(self.connect(slot["data_key"]))
        held[0].execute("BEGIN IMMEDIATE")  # ほかの処理が書いている

    with monkeypatch.context() as busy:
        busy.setattr(Vault, "add_slot", add)
        with pytest.raises(OutsideTrouble, match="新しいパスワードに変わりました"):
            admin.change_password(PASSWORD, OWN)
    held[0].close()
    admin.change_password(OWN, PASSWORD)
    admin.close()
    again = opened(admin.folder)
    with again.reading(permit(again, Purpose.SUPPORT_MEETING)) as work:
        assert [case.case_no for case in work.cases.where()] == ["S-001"]


def test_変更の途中の人は_同僚が締め出された後も入れる(
    admin: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    leaver = joined(admin, "浜 いずみ", Role.COUNSELLOR)
    half(member, monkeypatch)
    admin.shut_out(leaver.me)
    store = opened(admin.folder, name=MEMBER, password=OWN)
    assert store.member_of == {BODY}


def test_変更の途中のバックアップからも_その人で戻せる(
    admin: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    half(joined(admin, MEMBER, Role.COUNSELLOR, BODY), monkeypatch)
    (tmp_path / "usb").mkdir()
    made = backup(admin, tmp_path / "usb")
    restore(made, tmp_path / "new", NoSecrets(), name=MEMBER, password=OWN)
    store = opened(tmp_path / "new", name=MEMBER, password=OWN)
    assert [check.problem for check in verify(store) if check.problem] == []


def test_いまと同じパスワードには変えられず_仮の印も消えない(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR)
    with pytest.raises(BadInput, match="いまと同じ"):
        member.change_password(PASSWORD, PASSWORD)
    assert is_temporary(member)


def test_ほかの席でパスワードが変わっても_いまの世代の鍵で書く(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    member.change_password(PASSWORD, OWN)
    save_sealed(admin, "S-001", "後から")
    with member.reading(permit(member, Purpose.SUPPORT_MEETING)) as work:
        assert [case.case_no for case in work.cases.where()] == ["S-001"]
        rows = work.connection.execute(tables.sealed_record.select()).all()
    assert {row.generation for row in rows} == {2}


def test_ほかの席でパスワードが変わった後に加えた従事者も_いまの世代の鍵を持つ(
    admin: Store,
) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    member.change_password(PASSWORD, OWN)
    save_sealed(member, "S-001", "変えた後に書いた")
    member.close()
    newcomer = joined(admin, "新垣 ちひろ", Role.COUNSELLOR, BODY)
    assert newcomer.me.id in admin.holders_of(BODY)
    with newcomer.reading(permit(newcomer, Purpose.SUPPORT_MEETING)) as work:
        assert [case.case_no for case in work.cases.where()] == ["S-001"]


def test_ほかの席でパスワードが変わった後に復旧コードを作り直しても_いまの記録を開ける(
    admin: Store,
) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    member.change_password(PASSWORD, OWN)
    save_sealed(member, "S-001", "変えた後に書いた")
    member.close()
    code = admin.renew_recovery()
    admin.close()
    again = Office(admin.folder, NoSecrets()).reissue(code, ADMIN, OWN)
    with again.reading(permit(again, Purpose.SUPPORT_MEETING)) as work:
        assert [case.case_no for case in work.cases.where()] == ["S-001"]


def test_外された人の開いたままの席では_もう書けない(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR, BODY)
    admin.take_off_body(BODY, member.me)
    with pytest.raises(Refused, match="従事者から外れた"):
        save_sealed(member, "S-001", "外された後")


def test_前の束と前のパスワードを試し続ければ_待たされる(admin: Store) -> None:
    member = joined(admin, MEMBER, Role.COUNSELLOR)
    before = (admin.folder / "keys.json").read_bytes()
    member.change_password(PASSWORD, OWN)
    (admin.folder / "keys.json").write_bytes(before)
    said = []
    for _ in range(8):
        with pytest.raises(Refused) as refused:
            opened(admin.folder, name=MEMBER)
        said.append(refused.value.title)
    assert "秒は開けません" in said[-1]
