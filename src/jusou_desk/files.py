"""ファイルを途中の姿なしに書き、OS の断りを利用者の文にする。"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from jusou_desk.errors import BadInput, OutsideTrouble

#: 利用者が指定したファイルを丸ごと読むときの上限。
MAX_READ: Final = 100 * 1024 * 1024


def write_whole(path: Path, data: bytes) -> None:
    """途中の姿を残さずに置き換える。空きが無い・書けないときは ``OutsideTrouble``。"""
    part = _part(path)
    try:
        _write(part, data)
        part.replace(path)
    except OSError as error:
        _drop(part)
        raise outside(error, path) from error


def read_whole(path: Path, *, limit: int = MAX_READ) -> bytes:
    """利用者が指定したファイルの中身。読めなければ ``OutsideTrouble``。

    ``limit`` バイトを超えるものと、終わりの来ないもの(装置・パイプ)は ``BadInput``。
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise BadInput(
                "指定されたものは、ファイルではなく装置やパイプです。",
                "ファイルを指定してください。",
            )
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise outside(error, path) from error
    if len(data) > limit:
        raise BadInput(
            f"指定されたファイルが{limit // 1024 // 1024}MBを超えています。",
            "別のファイルを選んでいないかを確かめるか、いくつかに分けてください。",
        )
    return data


@contextlib.contextmanager
def write_together(files: Mapping[Path, bytes], gone: Collection[Path] = ()) -> Iterator[None]:
    """何冊かを、全部か、一つも書かないか。書いたものは読み返して確かめる。

    全部を仮の名前で書き終えてから名前を替える。途中で書けなくなれば ``OutsideTrouble`` で、
    同じ名前の前のファイルも元のまま残る。書いた後でこの中が失敗したときも同じ
    (発行控を保存できなければ、出したファイルも無かったことになる)。gone: 一緒に無くす、前のファイル。
    """
    shelved: list[Path] = []
    try:
        for path, data in files.items():
            with _saying(path):
                _write(_part(path), data)
                _read_back(_part(path), path.name, data)
        for path in files:
            with _saying(path):
                if path.is_dir():
                    raise IsADirectoryError(errno.EISDIR, "", str(path))
                if path.exists():
                    path.replace(_old(path))
                shelved.append(path)
                _part(path).replace(path)
        for path in gone:
            with _saying(path):
                path.replace(_old(path))
                shelved.append(path)
        yield
    except BaseException:
        for path in shelved:
            _drop(path)
            with contextlib.suppress(OSError):
                _old(path).replace(path)
        for path in files:
            _drop(_part(path))
        raise
    for path in shelved:
        _drop(_old(path))


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _old(path: Path) -> Path:
    return path.with_name(path.name + ".old")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _read_back(path: Path, name: str, data: bytes) -> None:
    if path.read_bytes() != data:
        raise OutsideTrouble(
            f"書き出した「{name}」を読み返すと、中身が違っていました。",
            "媒体が傷んでいないか確かめ、別の媒体でもう一度行ってください。",
        )


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def _saying(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise outside(error, path) from error


def outside(error: OSError, path: Path) -> OutsideTrouble:
    """OS の断りを利用者の文にする。"""
    parent = path.absolute().parent
    folder = parent.name or str(parent)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutsideTrouble(
            "保存先の空きが足りません。何も変わっていません。",
            "不要なファイルを片付けて空きを作ってから、もう一度行ってください。",
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return OutsideTrouble(
            f"「{folder}」に書き込めません(読み取り専用、または権限がありません)。",
            "同じ名前のファイルを開いていれば閉じ、書込み禁止のつまみやフォルダの権限を確かめるか、"
            "別の場所を指定してください。",
        )
    wrong = _wrong_place(error.errno or 0, path)
    if wrong:
        return OutsideTrouble(*wrong)
    return OutsideTrouble(
        f"「{folder}」を読み書きできませんでした。",
        "フォルダや媒体がつながっているかを確かめて、もう一度行ってください。",
    )


def _wrong_place(number: int, path: Path) -> tuple[str, str] | None:
    """指定した場所そのものの間違いなら、その文と次の一手。"""
    if number == errno.ENOENT and path.absolute().parent.is_dir():
        return (
            f"「{path.name}」が見つかりません。",
            "場所と名前を確かめて、もう一度指定してください。",
        )
    if number in (errno.EEXIST, errno.ENOTDIR):
        return (
            f"「{path.name}」かその手前がファイルなので、保存先のフォルダにできません。",
            "フォルダを指定してください。",
        )
    if number == errno.EISDIR:
        return f"「{path.name}」はフォルダです。", "ファイルの名前まで指定してください。"
    if number == errno.ENAMETOOLONG:
        return (
            "ファイルかフォルダの名前が長すぎます。",
            "短い名前にして、もう一度指定してください。",
        )
    return None
