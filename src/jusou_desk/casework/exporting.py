"""外へ出るただ一つの口。ファイル・印刷・USB のどれも ``hand_over`` を通る。

前後に監査の行を置き、途中の姿を残さずに書き、読み返して確かめる。
一つでも書けなければ、この回に書いたものは全部消す。
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import DeskError, OutsideTrouble
from jusou_desk.files import outside, write_whole
from jusou_desk.models.bundle import keeps_office
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class OutgoingFile:
    """出ていくファイル一つ。``data`` は Packet から作った中身。"""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256(16 進 64 字)。"""
        return hashlib.sha256(self.data).hexdigest()


def note_printing(desk: Desk, purpose: Purpose, subject: str, what: str) -> None:
    """紙に刷る前後に監査の一行を置く。``what`` は「印刷の開始」「印刷の完了」など。"""
    with desk.writing(purpose) as work:
        desk.audit(work, f"{what}({purpose})", subject)


def hand_over(
    desk: Desk,
    purpose: Purpose,
    subject: str,
    files: Sequence[OutgoingFile],
    folder: Path,
    *,
    reason: str = "",
) -> tuple[Path, ...]:
    """``files`` を ``folder`` へ出す。書いたパスを返す。

    subject: 監査に残す番号(会議番号・報告名など)。氏名は書かない。
    事務所のフォルダへは書かない(データや鍵の束を上書きしないように)。
    失敗すれば ``OutsideTrouble`` で、この回のファイルは残らない。
    """
    if keeps_office(folder):
        raise OutsideTrouble(
            f"「{folder.name}」は事務所のデータのフォルダなので、ここへは書き出せません。",
            "ほかのフォルダを指定してください。",
        )
    with desk.writing(purpose) as work:
        detail = f"{len(files)}件 {reason}".strip()
        desk.audit(work, f"出力の開始({purpose})", subject, detail)
    written: list[Path] = []
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise outside(error, folder) from error
        for file in files:
            path = folder / file.name
            write_whole(path, file.data)
            written.append(path)
            _read_back(path, file)
    except DeskError:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        with desk.writing(purpose) as work:
            desk.audit(work, f"出力の失敗({purpose})", subject)
        raise
    with desk.writing(purpose) as work:
        digests = " ".join(f"{file.name}:{file.digest[:16]}" for file in files)
        desk.audit(work, f"出力の完了({purpose})", subject, digests)
    return tuple(written)


def _read_back(path: Path, file: OutgoingFile) -> None:
    try:
        same = hashlib.sha256(path.read_bytes()).hexdigest() == file.digest
    except OSError as error:
        raise outside(error, path) from error
    if not same:
        raise OutsideTrouble(
            f"書き出した「{file.name}」を読み返すと、中身が違っていました。",
            "媒体が傷んでいないか確かめ、別の媒体でもう一度行ってください。",
        )
