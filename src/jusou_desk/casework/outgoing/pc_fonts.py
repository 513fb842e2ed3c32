"""この PC の書体で描くかどうか。PC ごとの覚え書きに置き、事務所のデータには入れない。

書体は配れないので、バックアップを別の PC に戻すと無いことがある。事務所のデータには、どの書体を
使っていたかだけを残し、覚え書きの無い PC で一度だけ知らせる。
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import OutsideTrouble
from jusou_desk.files import write_whole
from jusou_desk.paths import of_this_pc
from jusou_desk.policy import Purpose
from jusou_desk.reports.setting.faces import FontFile
from jusou_desk.reports.setting.fonts import Wardrobe, wear
from jusou_desk.reports.setting.installed import font_folders

#: 事務所の設定: どこかの PC の書体で描いた、様式の書体の名。
USED: Final = "pc_fonts"
_MEMORY: Final = "fonts.json"


@dataclass(frozen=True, slots=True)
class FontChoice:
    """as_named: 様式が名指す書体がこの PC にあれば、それで描く。files: そのときの、この PC の書体。"""

    as_named: bool = False
    files: Wardrobe = field(default_factory=dict)


def font_choice() -> FontChoice | None:
    """この PC での決め。まだ決めていないか、覚え書きが読めなければ None(付属の書体で描く)。"""
    try:
        kept = json.loads(_memory().read_text("utf-8"))
        files = {
            (str(name), bool(bold)): FontFile(str(path), int(number))
            for name, bold, path, number in kept["files"]
        }
        places = font_folders()
        files = {key: file for key, file in files.items() if _is_in(places, file.path)}
        return FontChoice(bool(kept["as_named"]), files)
    except (OSError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return None


def _is_in(folders: tuple[Path, ...], path: str) -> bool:
    """OS が書体を置くフォルダの中か。覚え書きが書き換えられていても、ほかの所(共有や装置)を開かない。"""
    return any(Path(os.path.normpath(path)).is_relative_to(folder) for folder in folders)


def keep_choice(choice: FontChoice) -> None:
    """この PC での決めを残す。書けなければ ``OutsideTrouble``。"""
    place = _memory()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideTrouble(
            "このPCに、書体の決めを覚えておけませんでした。",
            "利用者のフォルダに書き込めるかを、PCの管理者に確かめてください。",
        ) from error
    files = [[*key, file.path, file.number] for key, file in choice.files.items()]
    kept = {"as_named": choice.as_named, "files": files}
    write_whole(place, json.dumps(kept, ensure_ascii=False).encode())


def wear_chosen() -> None:
    """この PC での決めのとおりに描くようにする。書体のファイルは、初めて描くときに読む。"""
    choice = font_choice() or FontChoice()
    wear(choice.files if choice.as_named else {})


def fonts_notice(desk: Desk) -> OutsideTrouble | None:
    """ほかの PC の書体で描いていた事務所を、書体を決めていない PC で開いたことの知らせ。一度だけ。"""
    if desk.practising or font_choice() is not None:
        return None
    with desk.reading(Purpose.CASEWORK) as work:
        names = work.settings.get(USED)
    if not names:
        return None
    with contextlib.suppress(OutsideTrouble):  # 覚えられなければ、次も知らせる
        keep_choice(FontChoice())
    return OutsideTrouble(
        f"この事務所の様式は、別のPCの書体({names})で描いていました。"
        "このPCでは、付属の書体で描きます。",
        "紙の字の形が変わります。このPCの書体で描くには、管理者が、設定の「プリンター」で選びます。",
    )


def _memory() -> Path:
    return of_this_pc(_MEMORY)
