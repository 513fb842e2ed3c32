"""この機器の秘密: 鍵束(keyring)は足し算の守りで、無くしても事務所は失われない。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.errors import KeyringLocked

from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.device import KeyringSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from tests.models.office import ADMIN, PASSWORD, case_numbers, contents_of, make, save_sealed

NEW_PASSWORD = "あたらしい-パスワード"


class Chain(keyring.backend.KeyringBackend):
    """記憶の中だけの鍵束。"""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def chain() -> Iterator[Chain]:
    before = keyring.get_keyring()
    chain = Chain()
    keyring.set_keyring(chain)
    yield chain
    keyring.set_keyring(before)


def office(folder: Path) -> Office:
    return Office(folder, KeyringSecrets())


def made(folder: Path) -> tuple[Office, str]:
    return make(folder, device=KeyringSecrets())


def test_鍵束があれば包みはこの機器に結ばれ_氏名が並ぶ(tmp_path: Path, chain: Chain) -> None:
    made(tmp_path / "o")
    again = office(tmp_path / "o")
    assert all(slot.device_bound for slot in again.vault.bundle.slots)
    assert again.names() == (ADMIN,)
    again.sign_in(ADMIN, PASSWORD).close()
    assert len(chain.kept) == 1


def test_フォルダを写しただけの機器ではパスワードが合っても開かない(
    tmp_path: Path, chain: Chain
) -> None:
    made(tmp_path / "o")
    assert chain.kept
    keyring.set_keyring(Chain())  # 別の機器
    with pytest.raises(Refused, match="このPCに保存されていた鍵が見つかりません") as refused:
        office(tmp_path / "o").sign_in(ADMIN, PASSWORD)
    assert "復旧コード" in refused.value.advice
    assert office(tmp_path / "o").names() == ()


def test_鍵束を無くしても復旧コードで開き_支援会議の記録も読める(
    tmp_path: Path, chain: Chain
) -> None:
    folder = tmp_path / "o"
    first, code = made(folder)
    store = first.sign_in(ADMIN, PASSWORD)
    save_sealed(store)
    store.add_staff("夕凪 ひびき", Role.COUNSELLOR, "ともしび-さんぽ")
    store.close()
    chain.kept.clear()

    again = office(folder).reissue(code, ADMIN, NEW_PASSWORD)
    assert case_numbers(again, Purpose.SUPPORT_MEETING) == {"S-001"}
    again.close()
    assert len(chain.kept) == 1  # 新しい機器の秘密に結び直した
    office(folder).sign_in(ADMIN, NEW_PASSWORD).close()
    # まだ結び直していない職員には「パスワードが違う」と言わず、何をすればよいかを言う。
    with pytest.raises(Refused, match="このPCに保存されていた鍵が見つかりません"):
        office(folder).sign_in("夕凪 ひびき", "ともしび-さんぽ")
    office(folder).reissue(code, "夕凪 ひびき", NEW_PASSWORD).close()


def test_いない人の名では鍵束も事務所も変わらない(tmp_path: Path, chain: Chain) -> None:
    folder = tmp_path / "o"
    _, code = made(folder)
    chain.kept.clear()
    bundle = (folder / "keys.json").read_bytes()
    with pytest.raises(BadInput, match="その氏名の職員は"):
        office(folder).reissue(code, "いない 人", NEW_PASSWORD)
    assert chain.kept == {}
    assert (folder / "keys.json").read_bytes() == bundle


@pytest.mark.parametrize("backend", [keyring.backends.null.Keyring, keyring.backends.fail.Keyring])
def test_保存しない鍵束には結ばない(
    tmp_path: Path, chain: Chain, backend: type[keyring.backend.KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    made(tmp_path / "o")
    again = office(tmp_path / "o")
    assert [(s.device_bound, s.label) for s in again.vault.bundle.slots] == [(False, b"")]
    assert again.names() == ()
    again.sign_in(ADMIN, PASSWORD).close()
    assert chain.kept == {}


def test_鍵のかかった鍵束でも事務所は作れる(tmp_path: Path, chain: Chain) -> None:
    chain.locked = True
    made(tmp_path / "o")
    office(tmp_path / "o").sign_in(ADMIN, PASSWORD).close()


def test_鍵束の中身が壊れていれば無いものとして扱う(tmp_path: Path, chain: Chain) -> None:
    made(tmp_path / "o")
    for key in chain.kept:
        chain.kept[key] = "こわれた*値"
    with pytest.raises(Refused, match="鍵が見つかりません"):
        office(tmp_path / "o").sign_in(ADMIN, PASSWORD)


def test_機器の秘密はフォルダのどこにも無い(tmp_path: Path, chain: Chain) -> None:
    made(tmp_path / "o")
    (secret,) = chain.kept.values()
    files = contents_of(tmp_path / "o")
    assert files
    assert [name for name, data in files.items() if secret.encode() in data] == []


def test_一時開けられなかった鍵束の秘密を_再発行で上書きしない(
    tmp_path: Path, chain: Chain
) -> None:
    first, code = made(tmp_path / "o")
    store = first.sign_in(ADMIN, PASSWORD)
    store.add_staff("夕凪 ひびき", Role.COUNSELLOR, PASSWORD)
    store.close()
    (before,) = chain.kept.values()

    class Waking(Chain):
        """初めの一度だけ尋ねられない。"""

        def get_password(self, service: str, username: str) -> str | None:
            self.locked, asked = False, self.locked
            if asked:
                raise KeyringLocked
            return super().get_password(service, username)

    waking = Waking()
    waking.kept, waking.locked = chain.kept, True
    keyring.set_keyring(waking)
    office(tmp_path / "o").reissue(code, ADMIN, NEW_PASSWORD).close()
    assert list(chain.kept.values()) == [before]
    office(tmp_path / "o").sign_in("夕凪 ひびき", PASSWORD).close()
