"""外へ出るただ一つの口。ファイル・印刷・USB のどれも ``hand_over`` を通る。

前後に監査の行を置き、途中の姿を残さずに書き、読み返して確かめる。
一つでも書けなければ、この回には何も書かなかったことにする。
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import DeskError, OutsideTrouble
from jusou_desk.files import outside, write_together
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


def note_printing(
    desk: Desk, purpose: Purpose, subject: str, what: str, *, body_id: str = ""
) -> None:
    """紙に刷る前後に監査の一行を置く。``what`` は「印刷の開始」「印刷の完了」など。

    body_id: 支援会議の資料なら、その会議体。
    """
    with desk.writing(purpose) as work:
        desk.audit(work, f"{what}({purpose})", subject, body_id=body_id)


def hand_over(
    desk: Desk,
    purpose: Purpose,
    subject: str,
    files: Sequence[OutgoingFile],
    folder: Path,
    *,
    reason: str = "",
    bodies: Collection[str] = ("",),
) -> tuple[Path, ...]:
    """``files`` を ``folder`` へ出す。書いたパスを返す。

    subject: 監査に残す番号(会議番号・報告名など)。氏名は書かない。
    bodies: 支援会議の記録を含むなら、その会議体。監査の行はそれぞれの従事者だけが読める。
    事務所のフォルダへは書かない(データや鍵の束を上書きしないように)。
    失敗すれば ``OutsideTrouble`` で、この回のファイルは残らず、前のファイルは元のまま残る。
    """
    if keeps_office(folder):
        raise OutsideTrouble(
            f"「{folder.name}」は事務所のデータのフォルダなので、ここへは書き出せません。",
            "ほかのフォルダを指定してください。",
        )

    def note(what: str, detail: str = "") -> None:
        with desk.writing(purpose) as work:
            for body_id in bodies:
                desk.audit(work, f"{what}({purpose})", subject, detail, body_id=body_id)

    note("出力の開始", f"{len(files)}件 {reason}".strip())
    try:
        _make(folder)
        write_together({folder / file.name: file.data for file in files})
    except DeskError:
        note("出力の失敗")
        raise
    note("出力の完了", " ".join(f"{file.name}:{file.digest[:16]}" for file in files))
    return tuple(folder / file.name for file in files)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise outside(error, folder) from error
