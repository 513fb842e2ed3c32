"""バックアップと復元。一つのファイル(.jdbackup)に、暗号化されたままのデータと鍵の包みを入れる。

中身は SQLCipher のまま写すので、媒体を落としてもパスワードか復旧コードが無ければ読めない。
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk.errors import BadInput, Damaged, OutsideTrouble, Refused
from jusou_desk.files import outside, write_whole
from jusou_desk.models.bundle import (
    LastBackup,
    keeps_office,
    of_present_staff,
    remember_backup,
    sheet_made_on,
)
from jusou_desk.models.cipher import copy_database, discard, in_words
from jusou_desk.models.device import DeviceSecrets
from jusou_desk.models.keys import KEY_FILE, KeyFile, sheet_number
from jusou_desk.models.store import Store
from jusou_desk.models.vault import OfficeFile, Vault, fresh_folder
from jusou_desk.models.work import Work
from jusou_desk.policy import Permit, Purpose

SUFFIX: Final = ".jdbackup"
_DATA: Final = "office.db"
_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
#: 書きかけがこれより古ければ、続きは書かれない(一回のバックアップは長くても数分)。
_ABANDONED_SECONDS: Final = 3600

#: 壊れた書庫を開いたときに zipfile と msgspec が出すもの。
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError),
    *(RuntimeError, msgspec.MsgspecError),  # RuntimeError は NotImplementedError を含む
)


class Manifest(msgspec.Struct, frozen=True):
    """バックアップの添え書き。個人情報は含まない。

    sheet_made_on: これを開ける復旧シートを書いた日(分からなければ None)。
    """

    format: int
    office_id: str
    made_at: datetime
    data_sha256: str
    sheet_made_on: date | None = None


@dataclass(frozen=True)
class BackupFacts:
    """戻す前に言えること。``sheet`` は要る復旧シートの番号。

    by_password: この機器で、作った時の職員のパスワードでも開けるか。
    """

    name: str
    made_at: datetime
    sheet: str
    sheet_made_on: date | None
    by_password: bool


@dataclass(frozen=True)
class MadeBackup:
    """作ったバックアップ。``digest`` はファイル全体の SHA-256(16 進 64 字)。"""

    path: Path
    digest: str


def _nothing_else(_work: Work, _made: MadeBackup) -> None:
    """一緒に書くものは無い。"""


def backup(
    store: Store,
    folder: Path,
    together: Callable[[Work, MadeBackup], None] = _nothing_else,
) -> Path:
    """``folder`` へバックアップを一つ作り、読み返して確かめる。作ったファイルを返す。

    together: 作ったことと一緒に書くもの(監査など)。書けなければ、ファイルも残らない。
    書けない役割(閲覧)は ``Refused``。写す間も、ほかの人は仕事を続けられる。
    """
    permit = store.permit(Purpose.CASEWORK)
    if not permit.may_write:
        raise Refused(
            f"「{store.role}」の役割では、バックアップを作れません。",
            "記録を書く役割の職員に頼んでください。",
        )
    _check_place(folder)
    store.mend_recovery()
    made_at = store.now()
    target = _unused(folder, made_at)
    copied = folder / f".{target.name}.db"
    part = target.with_name(target.name + ".part")
    try:
        _sweep(folder)
        bundle, made_on = _copy(store, permit, copied)
        data = copied.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        manifest = Manifest(_FORMAT, bundle.office_id, made_at, digest, made_on)
        with part.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
                archive.writestr(KEY_FILE, msgspec.json.encode(OfficeFile("office-1.db", bundle)))
                archive.writestr(_DATA, data)
            stream.flush()
            os.fsync(stream.fileno())
        _read(part)
        # 写す間に鍵が替えられていれば、ここで断られ、締め出した人の包みの入った写しは残らない。
        with contextlib.ExitStack() as placed, store.writing(permit) as work:
            sheet = sheet_number(bundle.recovery.public)
            remember_backup(work, LastBackup(made_at, sheet, str(folder.absolute())))
            together(work, MadeBackup(target, _digest(part)))
            placed.enter_context(_placed(part, target))
        _settle(folder)
    except OSError as error:
        raise outside(error, target) from error
    finally:
        for left in (copied, part):
            discard(left)
    return target


@contextlib.contextmanager
def _placed(part: Path, target: Path) -> Iterator[None]:
    """書きかけに名を付ける。この中が失敗すれば消す。"""
    part.replace(target)
    try:
        yield
    except BaseException:
        discard(target)
        raise


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_place(folder: Path) -> None:
    if not folder.is_dir():
        raise OutsideTrouble(
            f"バックアップ先「{folder.name}」が見つかりません。",
            "媒体がつながっているかを確かめ、フォルダを選び直してください。",
        )
    if keeps_office(folder):
        raise OutsideTrouble(
            f"「{folder.name}」は事務所のデータのフォルダなので、一緒に失われてしまいます。",
            "PCが壊れても残るよう、別の媒体のフォルダを選んでください。",
        )


def _copy(store: Store, permit: Permit, target: Path) -> tuple[KeyFile, date | None]:
    """同じ一時点のデータと鍵の束を写す。返すのは束と、その復旧シートを書いた日。

    書込みを待たせるのは、読み始めの一時点を決める間だけ。写しはその時点の姿を読み続ける。
    """
    with contextlib.closing(store.raw_connection()) as source:
        with in_words(), store.vault.writes_waiting(store.data_key):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            whole = store.vault.expect_current().keys
            with store.reading(permit) as work:
                bundle = of_present_staff(work, whole)
                made_on = sheet_made_on(work, sheet_number(whole.recovery.public))
        copy_database(source, target, store.data_key)
    return bundle, made_on


def _sweep(folder: Path) -> None:
    """前に途中で止まった(電源が切れた・媒体が抜かれた)バックアップの書きかけを消す。"""
    long_ago = time.time() - _ABANDONED_SECONDS
    for pattern in (f".jusou-*{SUFFIX}.db*", f"jusou-*{SUFFIX}.part"):
        for left in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if left.stat().st_mtime < long_ago:
                    left.unlink()


def _settle(folder: Path) -> None:
    """名前を替えたことまで媒体に書き切る。直後に抜かれても、作ったバックアップが残るように。"""
    if sys.platform == "win32":
        return  # フォルダは開けない。取り外せる媒体へは、Windows は溜めずに書く。
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _unused(folder: Path, made_at: datetime) -> Path:
    stem = f"jusou-{made_at:%Y%m%d-%H%M%S}"
    candidates = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    return next(
        folder / f"{name}{SUFFIX}"
        for name in candidates
        if not (folder / f"{name}{SUFFIX}").exists()
    )


def _read(path: Path) -> tuple[Manifest, OfficeFile, bytes]:
    with _opened(path) as archive:
        manifest, key_file = _head(archive)
        data = archive.read(_DATA)
    if hashlib.sha256(data).hexdigest() != manifest.data_sha256:
        raise Damaged(
            f"バックアップ「{path.name}」の中身が書き換わっています。",
            "別の日のバックアップを使ってください。",
        )
    return manifest, key_file, data


def _head(archive: zipfile.ZipFile) -> tuple[Manifest, OfficeFile]:
    manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
    if manifest.format > _FORMAT:
        raise Refused(
            "このバックアップは、新しい版の重層デスクで作られています。",
            "新しい版の重層デスクで戻してください。",
        )
    return manifest, msgspec.json.decode(archive.read(KEY_FILE), type=OfficeFile)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _UNREADABLE as error:
        raise BadInput(
            f"「{path.name}」は重層デスクのバックアップではないか、壊れています。",
            f"拡張子が {SUFFIX} の、別の日のバックアップを指定してください。",
        ) from error
    except OSError as error:
        raise outside(error, path) from error


def facts_of(path: Path, device: DeviceSecrets) -> BackupFacts:
    """``path`` のバックアップ(フォルダなら一番新しいもの)を、何で開けるか。"""
    source = newest_in(path)
    with _opened(source) as archive:
        manifest, key_file = _head(archive)
    bundle = key_file.keys
    here = device.recall(bundle.office_id) is not None
    return BackupFacts(
        source.name,
        manifest.made_at,
        sheet_number(bundle.recovery.public),
        manifest.sheet_made_on,
        any(here or not slot.device_bound for slot in bundle.slots),
    )


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
