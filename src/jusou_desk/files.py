"""ファイルを途中の姿なしに書き、OS の断りを利用者の文にする。"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from jusou_desk.errors import OutsideTrouble


def write_whole(path: Path, data: bytes) -> None:
    """途中の姿を残さずに置き換える。空きが無い・書けないときは ``OutsideTrouble``。"""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
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
            "書込み禁止のつまみやフォルダの権限を確かめるか、別の場所を指定してください。",
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
