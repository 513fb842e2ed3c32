"""移替えの画面の言葉: 記載の出所と、あらまし。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.secrecy.transfer_rules import Ground, known_ground
from jusou_desk.casework.secrecy.transfer_sources import Heard, Source
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.wareki import format_short

_GIST: Final = 72


def source_words(heard: Heard, ground: str) -> str:
    """ほかの機関が出した情報なのに、それに足りる根拠 ``ground`` がまだ無いことの注意。無ければ空。"""
    names = "、".join(heard.told_by)
    if not names or known_ground(ground) not in (None, Ground.CONSENT):
        return ""
    if heard.sure:
        told = f"{names} が出した情報です。"
    elif heard.source in (Source.FINDINGS, Source.DECISION):
        told = f"この席には {names} もいて、誰が話したかは残っていません。"
    else:
        told = f"これを書くまでに {names} も話していて、誰の話かは残っていません。"
    return f"{told}本人の同意だけでは移せません。その機関の了解か、本人からの再取得が要ります。"


def place_words(heard: Heard) -> str:
    """記載の出所の一行: いつ、何の、どの欄。"""
    return "　".join(part for part in (format_short(heard.on), heard.source, heard.label) if part)


def origin_words(heard: Heard) -> str:
    """記載のあった所と、話した機関。経過の番号は、どの画面でも引けないので出さない。"""
    names = "、".join(heard.told_by)
    where = "" if heard.source is Source.NOTE else heard.where
    told = f"提供 {names}" if heard.sure else f"話したかもしれない人 {names}"
    return "　".join(part for part in (where, told if names else "") if part)


def moved_line(one: Transfer) -> str:
    """移した文一つ: いつ、何を根拠に、どの文を。"""
    day = f"{format_short(one.decided_at.date())} " if one.decided_at else ""
    return f"{day}{one.ground}（{one.evidence}）で移しました。「{gist_words(one.content, _GIST)}」"


def gist_of(heard: Heard) -> str:
    """記載のあらまし。"""
    return gist_words(heard.words, _GIST)


def gist_words(words: str, length: int = 24) -> str:
    """文の初めの ``length`` 字。"""
    gist = " ".join(words.split())
    return gist if len(gist) <= length else f"{gist[:length]}…"
