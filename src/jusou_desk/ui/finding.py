"""探す箱が引くもの: 氏名や番号や文の中身で見つかる相談と地域課題、返信票の番号のつなぐシート。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.replies import find_slips
from jusou_desk.casework.case.reply_codes import code_in
from jusou_desk.casework.case.search import SearchHit, search
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.reply_panel import PANEL, TITLE
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.search_box import Hit

#: 歩みの一行ではなく、脇の一枚に並ぶもの。
_PANELS: Final = {"match": "host", "expense": "expense"}


def hits(desk: Desk, words: str) -> list[Hit]:
    """``words`` で見つかったもの。返信票の番号なら、そのシートの返信を入れる所を先に。"""
    found = search(desk, words)
    others = [Hit(hit.title, hit.subtitle, _place(hit)) for hit in found]
    return [*_replies(desk, words), *others]


def _place(hit: SearchHit) -> Place:
    if hit.kind == "issue":
        return Place("issues", hit.case_id)
    if not hit.ref:
        return Place("case", hit.case_id)
    return Place("case", hit.case_id, _PANELS.get(hit.kind, "record"), hit.ref)


def _replies(desk: Desk, words: str) -> list[Hit]:
    if not code_in(words) or not desk.may(Purpose.CASEWORK):
        return []
    try:
        found = find_slips(desk, words)
    except BadInput:
        return []
    return [
        Hit(TITLE, slip.words, Place("case", slip.case.id, PANEL, slip.sheet.id)) for slip in found
    ]
