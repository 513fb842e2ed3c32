"""出た紙が、いま誰の手元にあるか。会議資料の部は、配付・回収管理表(``PacketCopy``)から読む。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.meeting.copy_register import exception_words
from jusou_desk.casework.meeting.packet_folder import is_copy
from jusou_desk.casework.recall.issuing import IssuedPaper
from jusou_desk.models.records import PacketCopy
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.models.work import Work
from jusou_desk.wareki import format_short

IN_HOUSE: Final = "庁内の紙"
_PRINTED: Final = "印刷済み・未配付"
_WRITTEN: Final = "ファイルに出した・未配付"
_STILL_OUT: Final = "渡したまま"


def copy_of(work: Work, issued: Issued) -> PacketCopy | None:
    """会議資料の一部なら、管理表のその行。"""
    if not is_copy(issued):
        return None
    return work.copies.one(meeting_id=issued.meeting_id, digest=issued.digest)


def still_here(copy: PacketCopy) -> bool:
    """刷ったまま、まだ配らず、差し替えも裁断もしていない部か。"""
    return not (copy.handed_on or copy.returned_on or copy.shredded_on or copy.replaced)


def unhanded_words(paper: IssuedPaper) -> str:
    """まだ配っていない部の言葉。刷ったか、ファイルに出しただけかを言い分ける。"""
    return _PRINTED if _printed(paper) else _WRITTEN


def put_away_words(paper: IssuedPaper) -> str:
    """配らない部を、どうするか。「裁断し」「ファイルを消し、刷ってあれば裁断し」のように続く形。"""
    if not _printed(paper):
        return "ファイルを消し、刷ってあれば裁断し"
    written = any(one.way is Way.FILE for one in paper.files)
    return "裁断し、ファイルも消し" if written else "裁断し"


def _printed(paper: IssuedPaper) -> bool:
    return any(one.way is Way.PRINT for one in paper.files)


def back_words(paper: IssuedPaper, copy: PacketCopy | None) -> str | None:
    """もう相手の手元に無いなら、その言葉。``copy`` は ``copy_of`` の行。"""
    if not is_copy(paper.first):
        return None
    if copy is not None and copy.shredded_on:
        return f"裁断 {format_short(copy.shredded_on)}"
    # 行の無い控は、差し替えた部を管理表に残すようになる前に出したもの
    if copy is None or copy.replaced:
        return f"差し替えた(配っていない)。{put_away_words(paper)}てください"
    if copy.returned_on:
        return f"回収 {format_short(copy.returned_on)}"
    return None


def where_words(issued: Issued, copy: PacketCopy | None) -> str:
    """まだ戻っていない紙が、どうなっているか。"""
    if copy is not None:
        return exception_words(copy) if copy.exception else "未回収"
    return _STILL_OUT if issued.receiver else "渡した先を確かめる"
