"""持ち歩ける媒体の見分け。暗号化していないものを、取り外せる媒体や登録した媒体に置かない。

媒体で渡す道は「媒体で渡す」(``handing_over``)ただ一つで、暗号化し、読み返し、媒体持出簿に載る。
ほかの紙・台帳・通知を同じ媒体に平文で置けると、その決まりが素通りになる(domain.md §5.2)。
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jusou_desk.errors import OutsideTrouble, Refused
from jusou_desk.volumes import Volume, volume_at

MARK_NAME: Final = ".jusou-medium"
"""登録のときに媒体へ書く印のファイル。"""
MARK_BYTES: Final = 8


def read_mark(folder: Path) -> str:
    """媒体の印。無いか読めなければ空。"""
    try:
        mark = (folder / MARK_NAME).read_text(encoding="ascii").strip()
        return mark if len(bytes.fromhex(mark)) == MARK_BYTES else ""
    except (OSError, ValueError):
        return ""


def carried(folder: Path) -> Path | None:
    """``folder`` が持ち歩く媒体の中なら、登録の印のある所(無ければ ``folder``)。中でなければ None。

    取り外せる媒体か、登録の印のある媒体を、持ち歩く媒体とみる。まだ無いフォルダは、作ることになる所で見る。
    """
    place = _standing(folder)
    volume = _volume(place) if place is not None else None
    if place is None or volume is None:
        return None  # 無い所は、書くときに断る
    return _registered(place, volume) or (place if volume.removable else None)


def expect_staying(folder: Path) -> None:
    """``folder`` が、持ち歩く媒体の中でないこと。中なら ``Refused``。"""
    if carried(folder) is not None:
        raise Refused(
            f"「{folder.name or folder}」は持ち歩く媒体の中なので、暗号化せずに書き出せません。",
            "このPCのフォルダを選んでください。報告を媒体に入れるときは「媒体で渡す」を使います。",
        )


def _standing(folder: Path) -> Path | None:
    """``folder`` か、その手前の、いまあるフォルダ。"""
    whole = folder.resolve()  # まだ無い「..」も、作る前に片付ける
    return next((one for one in (whole, *whole.parents) if one.is_dir()), None)


def _volume(place: Path) -> Volume | None:
    try:
        return volume_at(place)
    except OutsideTrouble:
        return None  # 抜かれたばかり。書くときに断る


def _registered(place: Path, volume: Volume) -> Path | None:
    """``place`` からその媒体の根までの、登録の印のある所。"""
    real = place.resolve()
    inside = (one for one in (real, *real.parents) if one.is_relative_to(volume.root))
    return next((one for one in inside if read_mark(one)), None)
