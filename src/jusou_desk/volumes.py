"""媒体(ボリューム)を見分ける。通し番号・空き・書込み禁止を OS に尋ねる。

Windows では書式化のときに付く通し番号、Linux ではファイルシステムの UUID
(FAT では Windows の通し番号と同じもの)。どちらも書式化し直すと変わる。
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from jusou_desk.errors import OutsideTrouble


@dataclass(frozen=True)
class Volume:
    """つながっている媒体ひとつ。``free_bytes`` は空き(バイト)。"""

    serial: str
    root: Path
    read_only: bool
    free_bytes: int
    removable: bool


def volume_at(folder: Path) -> Volume:
    """``folder`` のある媒体。つながっていなければ ``OutsideTrouble``。"""
    try:
        place = folder.resolve(strict=True)
        if not place.is_dir():
            raise NotADirectoryError(place)
        return _volume(place)
    except OSError as error:
        raise OutsideTrouble(
            "媒体が見つかりません。", "媒体を挿し、その場所を確かめて、もう一度行ってください。"
        ) from error


if sys.platform == "win32":
    import ctypes

    _READ_ONLY_VOLUME = 0x0008_0000
    _DRIVE_REMOVABLE = 2
    _HIDDEN = 2

    def _volume(place: Path) -> Volume:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        root = ctypes.create_unicode_buffer(260)
        serial, flags = ctypes.c_uint32(), ctypes.c_uint32()
        found = kernel.GetVolumePathNameW(str(place), root, len(root)) and (
            kernel.GetVolumeInformationW(
                root, None, 0, ctypes.byref(serial), None, ctypes.byref(flags), None, 0
            )
        )
        if not found:
            raise ctypes.WinError(ctypes.get_last_error())
        return Volume(
            serial=f"{serial.value >> 16:04X}-{serial.value & 0xFFFF:04X}",
            root=Path(root.value),
            read_only=bool(flags.value & _READ_ONLY_VOLUME),
            free_bytes=shutil.disk_usage(place).free,
            removable=kernel.GetDriveTypeW(root) == _DRIVE_REMOVABLE,
        )

    def hide(path: Path) -> None:
        """エクスプローラーの普段の一覧から隠す。"""
        ctypes.WinDLL("kernel32").SetFileAttributesW(str(path), _HIDDEN)

else:
    _BY_UUID = Path("/dev/disk/by-uuid")
    _BLOCKS = Path("/sys/dev/block")

    def _volume(place: Path) -> Volume:
        device = place.stat().st_dev
        root = place
        while root.parent != root and root.parent.stat().st_dev == device:
            root = root.parent
        state = os.statvfs(place)
        return Volume(
            serial=_uuid(device) or _plain_serial(state.f_fsid, device),
            root=root,
            read_only=bool(state.f_flag & os.ST_RDONLY),
            free_bytes=shutil.disk_usage(place).free,
            removable=_is_removable(device),
        )

    def _uuid(device: int) -> str:
        """その装置のファイルシステムの UUID。装置のファイルが無ければ空。"""
        if not _BY_UUID.is_dir():
            return ""
        for link in sorted(_BY_UUID.iterdir()):
            try:
                if link.stat().st_rdev == device:
                    return link.name
            except OSError:
                continue  # 抜かれた直後の媒体の名前が残っていることがある
        return ""

    def _plain_serial(file_system: int, device: int) -> str:
        """装置の名前が引けないとき(メモリー上や入れ子の媒体)の番号。"""
        return f"{file_system & 0xFFFF_FFFF_FFFF_FFFF:016X}" if file_system else f"DEV-{device:X}"

    def _is_removable(device: int) -> bool:
        block = _BLOCKS / f"{os.major(device)}:{os.minor(device)}"
        if not block.exists():
            return False
        place = block.resolve()
        if "/usb" in place.as_posix():
            return True
        marks = (place / "removable", place.parent / "removable")
        return any(mark.is_file() and mark.read_text().strip() == "1" for mark in marks)

    def hide(path: Path) -> None:
        """点で始まる名前は、初めから普段の一覧に出ない。"""
