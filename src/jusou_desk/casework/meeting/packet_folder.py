"""会議資料を出すフォルダ。一つの会議の資料だけが入る。

ファイルの名は決まっていて会議番号が入らないので、ほかの会議のフォルダに出すと、名の同じ紙が入れ
替わってしまう。誰の資料かは、フォルダにある紙の中身(SHA-256)を、この会議の発行控と突き合わせて
知る。印のファイルは要らず、紙にもフォルダにも、会議のことは何も足されない。
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import folder_for
from jusou_desk.errors import BadInput
from jusou_desk.files import read_whole
from jusou_desk.models.records import Meeting
from jusou_desk.models.secrecy_records import Issued

#: 出席者一人分の紙の、ファイルの名の始まり。
COPY: Final = "packet-"
#: 事務局の全部入りの、ファイルの名の始まり。終わりは、様式のブックの種類(xlsx か xlsm)。
BOOK: Final = "packet."
REGISTER: Final = "copies.pdf"


def is_copy(issued: Issued) -> bool:
    """発行控の行が、管理表に載る一部か(会議の紙には、通知や議事録もある)。"""
    return issued.file_name.startswith(COPY)


def own_folder(place: Path, meeting: Meeting) -> Path:
    """``place`` の中の、その会議のフォルダ(会議番号の名)。"""
    return folder_for(place, meeting.meeting_no, meeting.id)


def outdated_in(
    desk: Desk, meeting: Meeting, folder: Path, names: Collection[str]
) -> tuple[Path, ...]:
    """``folder`` にある、この会議の前の資料のうち、``names`` を出しても替わらずに残るもの。

    席の後に控番を続けた部は、前の資料ではない。この会議で出したのではない資料があれば ``BadInput``。
    """
    kinds = (f"{COPY}*.pdf", f"{BOOK}xls[xm]", REGISTER)
    found = [path for kind in kinds for path in sorted(folder.glob(kind))]
    there = expect_ours(desk, meeting, found)
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        later = {one.digest for one in work.copies.where(meeting_id=meeting.id) if one.later}
    return tuple(
        path for path, digest in there.items() if path.name not in names and digest not in later
    )


def expect_ours(desk: Desk, meeting: Meeting, paths: Iterable[Path]) -> dict[Path, str]:
    """もうあるファイルと、その中身の SHA-256。この会議で出したのではないものがあれば ``BadInput``。"""
    there = {path: _digest(path) for path in paths if path.exists()}
    if not there:
        return {}
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        mine = {one.digest for one in work.issued.where(meeting_id=meeting.id)}
    strange = [path for path, digest in there.items() if digest not in mine]
    if strange:
        first = strange[0]
        raise BadInput(
            f"「{first.parent.name}」に、この会議で出したのではない資料({first.name} など"
            f"{len(strange)}件)があります。",
            "ほかの会議の資料か、後から手を入れた資料です。消えたり混ざったりしないよう、"
            f"「{own_folder(Path(), meeting).name}」のような、この会議だけのフォルダに出してください。",
        )
    return there


def _digest(path: Path) -> str:
    return hashlib.sha256(read_whole(path)).hexdigest()
