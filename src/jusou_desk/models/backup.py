"""バックアップと復元。一つのファイル(.jdbackup)に、暗号化されたままのデータと鍵の包みを入れる。

中身は SQLCipher のまま写すので、媒体を落としてもパスワードか復旧コードが無ければ読めない。
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk.errors import BadInput, Damaged, OutsideTrouble
from jusou_desk.files import outside, write_whole
from jusou_desk.models.cipher import copy_database, discard
from jusou_desk.models.device import DeviceSecrets
from jusou_desk.models.keys import KEY_FILE
from jusou_desk.models.store import Store
from jusou_desk.models.vault import OfficeFile, Vault, fresh_folder

SUFFIX: Final = ".jdbackup"
_DATA: Final = "office.db"
_MANIFEST: Final = "manifest.json"


#: 壊れた書庫を開いたときに zipfile と msgspec が出すもの。
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError),
    *(RuntimeError, msgspec.MsgspecError),  # RuntimeError は NotImplementedError を含む
)


class Manifest(msgspec.Struct, frozen=True):
    """バックアップの添え書き。個人情報は含まない。"""

    format: int
    office_id: str
    made_at: datetime
    data_sha256: str


def backup(store: Store, folder: Path) -> Path:
    """``folder`` へバックアップを一つ作り、読み返して確かめる。作ったファイルを返す。"""
    if not folder.is_dir():
        raise OutsideTrouble(
            f"バックアップ先「{folder.name}」が見つかりません。",
            "媒体がつながっているかを確かめ、フォルダを選び直してください。",
        )
    made_at = store.now()
    target = _unused(folder, made_at)
    copied = folder / f".{target.name}.db"
    part = target.with_name(target.name + ".part")
    try:
        copy_database(store.raw_connection(), copied, store.data_key)
        data = copied.read_bytes()
        manifest = Manifest(
            1, store.vault.bundle.office_id, made_at, hashlib.sha256(data).hexdigest()
        )
        key_file = OfficeFile("office-1.db", store.vault.bundle)
        with part.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
                archive.writestr(KEY_FILE, msgspec.json.encode(key_file))
                archive.writestr(_DATA, data)
            stream.flush()
            os.fsync(stream.fileno())
        _read(part)
        part.replace(target)
    except OSError as error:
        raise outside(error, target) from error
    finally:
        for left in (copied, part):
            discard(left)
    return target


def _unused(folder: Path, made_at: datetime) -> Path:
    stem = f"jusou-{made_at:%Y%m%d-%H%M%S}"
    candidates = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    return next(
        folder / f"{name}{SUFFIX}"
        for name in candidates
        if not (folder / f"{name}{SUFFIX}").exists()
    )


def _read(path: Path) -> tuple[Manifest, OfficeFile, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
            key_file = msgspec.json.decode(archive.read(KEY_FILE), type=OfficeFile)
            data = archive.read(_DATA)
    except _UNREADABLE as error:
        raise BadInput(
            f"「{path.name}」は重層デスクのバックアップではないか、壊れています。",
            f"拡張子が {SUFFIX} の、別の日のバックアップを指定してください。",
        ) from error
    except OSError as error:
        raise outside(error, path) from error
    if hashlib.sha256(data).hexdigest() != manifest.data_sha256:
        raise Damaged(
            f"バックアップ「{path.name}」の中身が書き換わっています。",
            "別の日のバックアップを使ってください。",
        )
    return manifest, key_file, data


def newest_in(path: Path) -> Path:
    """フォルダを渡されたら、その中の一番新しいバックアップを選ぶ。"""
    if not path.is_dir():
        if not path.is_file():
            raise BadInput(
                f"バックアップ「{path.name}」が見つかりません。",
                "ファイルの場所を確かめて、もう一度指定してください。",
            )
        return path
    found = sorted(path.glob(f"*{SUFFIX}"), key=lambda file: file.stem)
    if not found:
        raise BadInput(
            f"「{path.name}」にバックアップがありません。",
            f"拡張子が {SUFFIX} のファイルを指定してください。",
        )
    return found[-1]


def restore(
    path: Path,
    folder: Path,
    device: DeviceSecrets,
    *,
    code: str = "",
    name: str = "",
    password: str = "",
) -> Path:
    """バックアップから新しい事務所フォルダを作る。使ったバックアップを返す。

    復旧コード(``code``)か、職員の氏名とパスワードで、開けることを先に確かめる。
    開けなければフォルダは作られない。
    """
    source = newest_in(path)
    _, key_file, data = _read(source)
    with fresh_folder(folder):
        write_whole(folder / key_file.data_file, data)
        write_whole(folder / KEY_FILE, msgspec.json.encode(key_file))
        vault = Vault(folder, device)
        opened = vault.unlock_with_code(code) if code else vault.unlock(name, password)
        problems = file_problems(vault, opened.data_key)
        if problems:
            raise Damaged(
                f"バックアップ「{source.name}」のデータに誤りがあります({problems[0]})。",
                "別の日のバックアップを使ってください。",
            )
    return source


def file_problems(vault: Vault, data_key: bytes) -> list[str]:
    """データファイルの誤り(暗号の検査・構造・参照)。無ければ空。"""
    try:
        connection = vault.connect(data_key)
    except Damaged as error:
        return [error.title]
    try:
        problems = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        problems += [
            str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"
        ]
        problems += [f"参照切れ {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    except sqlcipher.DatabaseError as error:
        # 切り詰められたファイルでは検査の命令そのものが失敗する(tech.md §3)。
        problems = [type(error).__name__]
    finally:
        connection.close()
    return problems
