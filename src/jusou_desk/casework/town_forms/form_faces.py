"""取り込んだ様式が名指す書体を、この PC の書体で描くかどうかを決める。"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.pc_fonts import USED, FontChoice, keep_choice
from jusou_desk.casework.town_forms.own_forms import is_over
from jusou_desk.errors import BadInput
from jusou_desk.policy import Purpose
from jusou_desk.reports.inspection.linking import put_tags
from jusou_desk.reports.inspection.named_faces import named_faces
from jusou_desk.reports.setting.faces import FontFile
from jusou_desk.reports.setting.fonts import open_installed, plain_name, wear
from jusou_desk.reports.setting.installed import Found, Unfit, find_fonts, font_folders

BUNDLED: Final = "付属の書体"
HERE: Final = "このPCの書体"
_CHANGED: Final = "様式の書体の変更"
_ABSENT: Final = "このPCに入っていません。"


@dataclass(frozen=True, slots=True)
class FormFace:
    """様式が名指す書体一つを、何で描くか。why: 付属の書体で描くわけ(この PC の書体なら空)。"""

    name: str
    why: str = ""

    @property
    def drawn_with(self) -> str:
        return BUNDLED if self.why else HERE


@dataclass(frozen=True, slots=True)
class FormFaces:
    """探した結果。faces: 使っている様式が名指す書体。damaged: 読めなかったファイルの名。"""

    faces: tuple[FormFace, ...] = ()
    damaged: tuple[str, ...] = ()


def draw_as_named(desk: Desk) -> FormFaces:
    """この PC の書体を探し、これからは、様式が名指す書体があればそれで描く。

    使っている様式の書体は、開けるかまで確かめる。覚えておけなければ ``OutsideTrouble``。
    """
    desk.permit(Purpose.ADMINISTRATION)
    found = find_fonts(font_folders())
    files = dict(found.files)
    faces = tuple(_judged(name, files, found) for name in _names_in_forms(desk))
    used = "、".join(one.name for one in faces if not one.why)
    _decide(desk, FontChoice(True, files), used, f"{HERE}({used})")
    return FormFaces(faces, found.damaged)


def draw_with_bundled(desk: Desk) -> None:
    """これからは、付属の書体だけで描く。覚えておけなければ ``OutsideTrouble``。"""
    _decide(desk, FontChoice(), "", BUNDLED)


def _decide(desk: Desk, choice: FontChoice, used: str, said: str) -> None:
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(USED, used)
        desk.audit(work, _CHANGED, said)
        if not desk.practising:
            keep_choice(choice)
    wear(choice.files if choice.as_named else {})


def _judged(name: str, files: dict[tuple[str, bool], FontFile], found: Found) -> FormFace:
    """``name`` を何で描くか。開けない書体は ``files`` から外す。"""
    plain = plain_name(name)
    keys = [key for key in ((plain, False), (plain, True)) if key in files]
    for key in keys:
        if open_installed(files[key], bold=key[1]) is None:
            del files[key]
    if (plain, False) in files or (plain, True) in files:
        return FormFace(name)
    if keys:
        return FormFace(name, Unfit.DAMAGED)
    return FormFace(name, found.unfit.get(plain, _ABSENT))


def _names_in_forms(desk: Desk) -> tuple[str, ...]:
    """いま使っているか、これから使う様式が名指す書体。"""
    return tuple(dict.fromkeys(_each_name(desk)))


def _each_name(desk: Desk) -> Iterator[str]:
    with desk.reading(Purpose.ADMINISTRATION) as work:
        forms = work.own_forms.all()
        books = [
            (work.own_forms.data(form), form.links)
            for form in forms
            if not is_over(form, desk, forms)
        ]
    for data, links in books:
        with contextlib.suppress(BadInput):  # 開けない様式は、紙を作るときに断る
            yield from named_faces(put_tags(data, links))
