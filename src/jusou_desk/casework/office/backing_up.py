"""バックアップを作る。

持ち歩く媒体には、暗号化した台帳と同じく、登録した媒体にだけ作り、媒体持出簿に載せる
(domain.md §5.2・§5.7)。退いた人が開ける前のバックアップを、後で探して消せるように。
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.media import carried_medium
from jusou_desk.files import outside
from jusou_desk.models.backup import MadeBackup
from jusou_desk.models.office_records import MediumEntry
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose


def make_backup(desk: Desk, folder: Path) -> Path:
    """``folder``(無ければ作る)にバックアップを作り、作ったファイルを返す。

    登録していない(使用をやめた)持ち歩く媒体と、書けない役割は ``Refused``、
    媒体が無い・書けないときは ``OutsideTrouble``。
    """
    with desk.watching(Purpose.CASEWORK):
        medium = carried_medium(desk, folder, Purpose.CASEWORK)

    def enter(work: Work, made: MadeBackup) -> None:
        if medium is not None:
            work.medium_entries.put(
                MediumEntry(
                    medium_no=medium.medium_no,
                    at=desk.now(),
                    actor=desk.me.name,
                    report="バックアップ",
                    purpose="備え",
                    receiver="",
                    files=(made.path.name,),
                    digests=(made.digest,),
                )
            )

    with _standing(folder):
        return desk.backup(folder, enter)


@contextmanager
def _standing(folder: Path) -> Iterator[None]:
    """フォルダが無ければ、ここで作る。この中が断られれば、空のフォルダも残さない。

    一つ上が無ければ作らない。媒体が抜けていても、このPCに同じ名のフォルダを作らない。
    """
    made = not folder.is_dir() and folder.parent.is_dir()
    if made:
        try:
            folder.mkdir()
        except OSError as error:
            raise outside(error, folder) from error
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise
