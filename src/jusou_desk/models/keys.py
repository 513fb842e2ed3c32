"""鍵。データの鍵を職員ごとに包み、パスワード・この機器の秘密・復旧コードで開ける。

しくみ(tech.md §4 で実測した方式):
- データ鍵(256 bit)は SQLCipher の生鍵。職員ごとの X25519 公開鍵へ封じるので、
  誰のパスワードも知らずに鍵を替えられる。
- 秘密鍵は HKDF(Argon2id(パスワード) + 機器の秘密) から作った鍵で AES-256-GCM に包む。
  機器の秘密は OS の資格情報に置く追加の守りで、無い機器では使わない(平文の代用はしない)。
- 復旧コードは X25519 秘密鍵そのもので、紙だけに残す。
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import Annotated, Final

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jusou_desk.errors import BadInput

KEY_FILE: Final = "keys.json"
KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_BYTES: Final = 3
_CODE_LETTERS: Final = (KEY_BYTES + _CHECK_BYTES) * 8 // 5
#: 日本語入力のまま打たれた全角の英数字を半角に、紛らわしい O・I・L を 0・1・1 に読む。
_AS_TYPED: Final = {0xFF00 + code: 0x20 + code for code in range(1, 0x5F)}
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")


class WrongKey(Exception):
    """包みがこの鍵では開かない。呼び手が利用者の文に直す。"""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def new_identity() -> tuple[bytes, bytes]:
    """(秘密鍵, 公開鍵) 各 32 バイト。"""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def encrypt(key: bytes, plain: bytes, context: bytes) -> bytes:
    """AES-256-GCM。``context`` は差し替えを見破るための添え書き(暗号化されない)。"""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def decrypt(key: bytes, blob: bytes, context: bytes) -> bytes:
    """``encrypt`` の逆。鍵か添え書きが違えば ``WrongKey``。"""
    try:
        return AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise WrongKey from error


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt, info).derive(secret)


def seal_to(public: bytes, plain: bytes, context: bytes) -> bytes:
    """公開鍵の持ち主だけが開ける包みにする。"""
    private, ephemeral = new_identity()
    shared = X25519PrivateKey.from_private_bytes(private).exchange(
        X25519PublicKey.from_public_bytes(public)
    )
    return ephemeral + encrypt(_derive(shared, ephemeral + public, context), plain, context)


def unseal(private: bytes, blob: bytes, context: bytes) -> bytes:
    """``seal_to`` の逆。持ち主でなければ ``WrongKey``。"""
    ephemeral = blob[:KEY_BYTES]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(ephemeral)
        )
    except ValueError as error:  # 短い、または点でない公開鍵
        raise WrongKey from error
    key = _derive(shared, ephemeral + public_of(private), context)
    return decrypt(key, blob[KEY_BYTES:], context)


class Cost(msgspec.Struct, frozen=True):
    """Argon2id の重さ。既定は 128 MiB・3 回・2 列(この種のPCで約 0.2 秒、tech.md §4)。"""

    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1024 * 1024)] = 128 * 1024
    rounds: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)] = 2

    def __post_init__(self) -> None:
        # Argon2 は一列に 8 KiB 以上を求める。足りない束は壊れている。
        if self.memory_kib < 8 * self.lanes:
            raise ValueError("memory_kib")


#: 鍵の束を読むときに確かめる長さ。合わない束は壊れている。
_Public = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
_Salt = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


class Slot(msgspec.Struct, frozen=True):
    """職員一人の鍵の包み。氏名は機器の秘密で暗号化した札(``label``)にだけ残す。"""

    staff_id: str
    lookup: str
    label: bytes
    public: _Public
    salt: _Salt
    cost: Cost
    wrapped_private: bytes
    device_bound: bool
    sealed_data_key: bytes


class RecoverySlot(msgspec.Struct, frozen=True):
    public: _Public
    sealed_data_key: bytes


class KeyFile(msgspec.Struct, frozen=True):
    """保管庫の外に置く鍵の包みの束。読めても中身は開かない。"""

    format: int
    office_id: str
    salt: _Salt
    slots: tuple[Slot, ...]
    recovery: RecoverySlot

    def slot_for(self, name: str) -> Slot | None:
        wanted = lookup_of(self.salt, name)
        return next((slot for slot in self.slots if slot.lookup == wanted), None)


def lookup_of(salt: bytes, name: str) -> str:
    """氏名から包みを引くための塩付き要約。空白の違いは問わない。"""
    return hashlib.sha256(salt + _bytes("".join(name.split()))).hexdigest()


def _bytes(typed: str) -> bytes:
    """打たれた字のバイト列。文字にならない字(命令の引数の壊れたバイトなど)でも止まらない。"""
    return typed.encode("utf-8", "surrogatepass")


def _stretch(password: str, salt: bytes, cost: Cost, device_secret: bytes | None) -> bytes:
    stretched = hash_secret_raw(
        _bytes(password),
        salt,
        time_cost=cost.rounds,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return _derive(stretched + (device_secret or b""), salt, b"jusou-desk staff key")


def make_slot(
    *,
    staff_id: str,
    name: str,
    password: str,
    private: bytes,
    data_key: bytes,
    office_salt: bytes,
    device_secret: bytes | None,
    cost: Cost,
) -> Slot:
    """職員のパスワードで開く包みを作る。``device_secret`` が無ければパスワードだけで守る。"""
    salt = os.urandom(16)
    key = _stretch(password, salt, cost, device_secret)
    public = public_of(private)
    return Slot(
        staff_id=staff_id,
        lookup=lookup_of(office_salt, name),
        label=encrypt(device_secret, name.encode(), b"label") if device_secret else b"",
        public=public,
        salt=salt,
        cost=cost,
        wrapped_private=encrypt(key, private, staff_id.encode()),
        device_bound=device_secret is not None,
        sealed_data_key=seal_to(public, data_key, staff_id.encode()),
    )


def open_slot(slot: Slot, password: str, device_secret: bytes | None) -> tuple[bytes, bytes]:
    """(秘密鍵, データ鍵)。パスワードか機器の秘密が違えば ``WrongKey``。"""
    secret = device_secret if slot.device_bound else None
    key = _stretch(password, slot.salt, slot.cost, secret)
    private = decrypt(key, slot.wrapped_private, slot.staff_id.encode())
    return private, unseal(private, slot.sealed_data_key, slot.staff_id.encode())


def label_of(slot: Slot, device_secret: bytes | None) -> str:
    """サインイン画面に出す氏名。機器の秘密が無ければ空。"""
    if not (device_secret and slot.label):
        return ""
    try:
        return decrypt(device_secret, slot.label, b"label").decode()
    except WrongKey:
        return ""


RECOVERY_CONTEXT: Final = b"recovery"


def format_code(private: bytes) -> str:
    """復旧コード。4 文字ずつ 14 組、末尾 24 bit は打ち間違いの検査。"""
    payload = private + hashlib.sha256(private).digest()[:_CHECK_BYTES]
    number = int.from_bytes(payload)
    letters = "".join(
        _ALPHABET[(number >> shift) & 31] for shift in range((_CODE_LETTERS - 1) * 5, -1, -5)
    )
    return "-".join(letters[i : i + 4] for i in range(0, _CODE_LETTERS, 4))


def sheet_number(public: bytes) -> str:
    """復旧シートの番号(4 文字)。復旧コードの公開鍵から決まり、番号からコードは分からない。

    紙にも、鍵の束にも同じ番号が出るので、どのシートがどのバックアップを開くかを言える。
    """
    number = int.from_bytes(hashlib.sha256(b"sheet" + public).digest()[:4])
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in (15, 10, 5, 0))


def _letters(text: str) -> str:
    """打たれた復旧コードの字だけ。全角・小文字・区切り・紛らわしい O・I・L を問わない。"""
    plain = re.sub(r"[\s\-\u2010-\u2015ー−]", "", text.translate(_AS_TYPED).upper())
    return plain.translate(_LOOK_ALIKE)


def group_code(text: str) -> str:
    """打ちかけの復旧コードを、紙のとおり 4 文字ずつに区切る。読めない字も消さずに残す。"""
    letters = _letters(text)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def parse_code(text: str) -> bytes:
    """復旧コードから秘密鍵。紛らわしい O・I・L は読み替え、打ち間違いは ``BadInput``。"""
    cleaned = _letters(text)
    if len(cleaned) != _CODE_LETTERS or any(letter not in _ALPHABET for letter in cleaned):
        raise BadInput(
            "復旧コードの文字数か文字が正しくありません。",
            "復旧シートの4文字×14組を、上から順に全部入れてください。",
        )
    number = 0
    for letter in cleaned:
        number = number * 32 + _ALPHABET.index(letter)
    payload = number.to_bytes(KEY_BYTES + _CHECK_BYTES)
    private, check = payload[:KEY_BYTES], payload[KEY_BYTES:]
    if hashlib.sha256(private).digest()[:_CHECK_BYTES] != check:
        raise BadInput(
            "復旧コードに打ち間違いがあります。",
            "復旧シートと一組ずつ見比べて、もう一度入れてください。",
        )
    return private
