"""この PC に入っている書体を探す。様式が名指す名(日本語・英語)で引けるようにする。

ファイルの目次だけを読み、字形は読まない。探すのは、管理者が書体を選ぶときだけ。
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jusou_desk.paths import resource
from jusou_desk.reports.setting.faces import FontFile
from jusou_desk.reports.setting.font_checks import MAX_FILE, MAX_FONTS, expect_modest
from jusou_desk.reports.setting.fonts import plain_name

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables._n_a_m_e import NameRecord

_KINDS: Final = frozenset([".ttf", ".otf", ".ttc", ".otc"])
_FAMILY: Final = 1
_BOLD, _ITALIC = 1 << 5, 1
#: OS/2 の fsType(OpenType 1.9)。下の四桁が埋め込みの許し。幾つも立つ古い書体では、ゆるいほうに従う。
_LEVEL, _RESTRICTED = 0x000E, 0x0002
#: 字を抜き出して埋め込むことを許さない・ビットマップだけを許す。
_NO_SUBSET_OR_OUTLINE: Final = 0x0300
#: cmap の、Unicode で引く表の(プラットフォーム, 符号)。(0, 5) は異体字の表で、それだけでは引けない。
_UNICODE: Final = frozenset([(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 6), (3, 1), (3, 10)])


class Unfit(StrEnum):
    """PC にあっても、その書体で描かないわけ。"""

    BUNDLED = "付属の書体に、同じものがあります。"
    RESTRICTED = "文書への埋め込みを許していない書体です。"
    UNDRAWABLE = "字の形の持ち方が違い、このプログラムでは描けません。"
    DAMAGED = "書体のファイルが傷んでいて、読めません。"


@dataclass(frozen=True, slots=True)
class Found:
    """探した結果。鍵は (書体の名 ``plain_name``, 太字)。

    files: 描ける書体。unfit: 描かない書体。damaged: 読めなかったファイルの名。
    """

    files: Mapping[tuple[str, bool], FontFile] = field(default_factory=dict)
    unfit: Mapping[str, Unfit] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()


def font_folders(
    windows: bool = sys.platform == "win32", given: Mapping[str, str] = os.environ
) -> tuple[Path, ...]:
    """OS が書体を置くフォルダ。全員のものを先に、利用者が自分だけに入れたものを後に。"""
    home = Path(given.get("USERPROFILE" if windows else "HOME") or Path.home())
    if windows:
        local = Path(given.get("LOCALAPPDATA") or home / "AppData" / "Local")
        system = Path(given.get("SYSTEMROOT") or given.get("SystemRoot") or r"C:\Windows")
        return system / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    shared = Path(given.get("XDG_DATA_HOME") or home / ".local" / "share")
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), shared / "fonts"


def find_fonts(folders: Iterable[Path]) -> Found:
    """``folders`` の下の書体。同じ名なら、先のフォルダの、名の順に早いファイルを採る。

    同梱の書体と同じ名のものは採らない(どの PC でも、付属の様式を同じに描くため)。
    """
    ours = {name for path in resource("fonts").glob("*.ttf") for name in _names_in(path)}
    files: dict[tuple[str, bool], FontFile] = {}
    unfit = dict.fromkeys(sorted(ours), Unfit.BUNDLED)
    damaged: list[str] = []
    for path in (path for folder in folders for path in _font_files(folder)):
        try:
            listed = tuple(_listed(path))
        except Exception:  # noqa: BLE001 - 壊れ方は数えきれない。ほかの書体は使える
            # 改行や字でない符号のある名は、画面に出せない。
            damaged.append("".join(c if c.isprintable() else "?" for c in path.name))
            continue
        for names, bold, file, why in listed:
            for name in names - ours:
                if why is None:
                    files.setdefault((name, bold), file)
                else:
                    unfit.setdefault(name, why)
    usable = {name for name, _ in files}
    return Found(files, {n: w for n, w in unfit.items() if n not in usable}, tuple(damaged))


def _font_files(folder: Path) -> list[Path]:
    found = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return sorted(one for one in found if one.suffix.lower() in _KINDS and one.is_file())


def _names_in(path: Path) -> set[str]:
    return {name for names, *_ in _listed(path) for name in names}


def _listed(path: Path) -> Iterator[tuple[set[str], bool, FontFile, Unfit | None]]:
    """ファイルの中の書体: 名、太字か、どれか、描かないわけ。斜体は、立った字を傾けて描くので除く。"""
    from fontTools.ttLib import TTCollection, TTFont

    if path.stat().st_size > MAX_FILE:
        raise ValueError("ファイルが大きすぎる")
    with path.open("rb") as stream:
        head = stream.read(12)
        is_collection = head[:4] == b"ttcf"
        if is_collection and int.from_bytes(head[8:]) > MAX_FONTS:
            raise ValueError("書体が多すぎる")
        stream.seek(0)
        fonts = (
            TTCollection(stream, lazy=True).fonts if is_collection else [TTFont(stream, lazy=True)]
        )
        for number, font in enumerate(fonts):
            expect_modest(font)
            style = font["OS/2"].fsSelection if "OS/2" in font else 0
            if style & _ITALIC:
                continue
            names = {_family(n) for n in font["name"].names if n.nameID == _FAMILY}
            bold = bool(style & _BOLD)
            yield names, bold, FontFile(str(path), number), _unfit(font, path.stat().st_size)


def _family(record: NameRecord) -> str:
    # 古い書体には、言っている符号と違う符号で書かれた名がある。ほかの名で引ければよい。
    return plain_name(record.toUnicode(errors="replace"))


def _unfit(font: TTFont, size: int) -> Unfit | None:
    tables = font.reader.tables.values()
    if any(table.offset + table.length > size for table in tables):
        return Unfit.DAMAGED
    # 許しの書かれていない書体(OS/2 の無いもの)も、許していないとみる。
    if "OS/2" not in font or not _may_embed(font["OS/2"].fsType):
        return Unfit.RESTRICTED
    # CFF の輪郭は reportlab が埋め込めない。太さを変えられる書体は、いちばん細い字で出てしまう。
    if "glyf" not in font or "fvar" in font:
        return Unfit.UNDRAWABLE
    return None if _speaks_unicode(font.reader["cmap"]) else Unfit.UNDRAWABLE


def _speaks_unicode(cmap: bytes) -> bool:
    """cmap の目次だけを見る。(3, 0) だけの記号の書体は、字から引けない。"""
    (count,) = struct.unpack_from(">H", cmap, 2)
    places = {struct.unpack_from(">HH", cmap, 4 + 8 * at) for at in range(count)}
    return bool(places & _UNICODE)


def _may_embed(permission: int) -> bool:
    return permission & _LEVEL != _RESTRICTED and not permission & _NO_SUBSET_OR_OUTLINE
