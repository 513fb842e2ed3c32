"""誰の分でもない手書きの用紙の中身。停電やパソコンの故障のとき、窓口で書いてもらうときに使う。"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.family_pictures import AS_OF, LEGEND, PICTURES
from jusou_desk.casework.paper.paper_facts import (
    blank_case_facts,
    blank_values,
    form_facts,
    town_facts,
)
from jusou_desk.casework.paper.paper_sources import NO_PLAN, NO_REPLY, blank_rows
from jusou_desk.casework.paper.takeover_source import NO_TAKEOVER
from jusou_desk.casework.wording import keep_up, word
from jusou_desk.family.legend import draw_legend
from jusou_desk.family.symbols import symbol_set
from jusou_desk.forms import form
from jusou_desk.models.community_records import IssueState
from jusou_desk.packet import Fact, Packet, Record, Value, disclose
from jusou_desk.policy import Lane, Purpose

#: 出した人や日のように、手書きの用紙では空けておくもの。
_LATER: Final[dict[str, Value]] = dict.fromkeys(
    ("作成者", "出力者", "出力日", "出力日時", "渡す前の確認", "取消")
)

#: 文の途中に名を書く所。何も置かないと、続く字(「へ返してください」)が行の頭に来て、書く所が無い。
_IN_SENTENCE: Final[dict[str, Value]] = {
    "つなぎ元": "　" * 14,
    "つなぎ元の電話": "　" * 8,
}

#: 地域課題シートの白紙の、根拠の欄。
EVIDENCE_ROOM: Final = (
    "受け手がいなかった　　　件　　受入先と合わなかった　　　件\n"
    "似た相談　　　件　　待っている人　　　人　　その他(　　　　　　　　　　)"
)


def state_boxes(chosen: str = "") -> str:
    """地域課題の状態の ☐ の並び。chosen: 印を付ける語。"""
    return "　".join(f"{'☑' if one == chosen else '☐'}{one}" for one in IssueState)


def blank_packet(desk: Desk, form_id: str, group: str = "", framed: Collection[str] = ()) -> Packet:
    """様式 ``form_id`` の欄を、みな手で書く場所にした中身。

    group: 世帯員のほかの繰返し行。framed: 様式が空の枠を並べている繰返し行。
    """
    with desk.reading(Purpose.CASEWORK) as work:
        keep_up(desk, work)
        handling = word(work, desk.town, "open_handling")
        found = town_facts(desk.town, work) | blank_case_facts()
    definition = form(form_id)
    found = form_facts(definition, blank_values(definition)) | found
    found = facts(Lane.OPEN, **NO_PLAN, **NO_REPLY, **NO_TAKEOVER) | found
    found |= facts(Lane.OPEN, 取扱=handling, **_LATER, **_IN_SENTENCE)
    found |= facts(Lane.OPEN, **dict.fromkeys((*PICTURES, AS_OF)))
    found[LEGEND] = Fact(draw_legend(symbol_set(desk.town.id)))
    groups: dict[str, tuple[Record, ...]] = dict.fromkeys(("世帯員", *framed), ())
    if group:
        groups[group] = blank_rows(group)
    return disclose(Record(found, groups), desk.permit(Purpose.CASEWORK))
