"""誰の分でもない手書きの用紙の中身。停電やパソコンの故障のとき、窓口で書いてもらうときに使う。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.paper_facts import (
    blank_case_facts,
    blank_values,
    form_facts,
    town_facts,
)
from jusou_desk.casework.paper.paper_sources import NO_PLAN, NO_REPLY, blank_rows
from jusou_desk.casework.wording import word
from jusou_desk.forms import form
from jusou_desk.packet import Packet, Record, Value, disclose
from jusou_desk.policy import Lane, Purpose

#: 出した人や日のように、手書きの用紙では空けておくもの。
_LATER: Final[dict[str, Value]] = dict.fromkeys(
    ("作成者", "出力者", "出力日", "出力日時", "渡す前の確認", "取消")
)


def blank_packet(desk: Desk, form_id: str, group: str = "") -> Packet:
    """様式 ``form_id`` の欄を、みな手で書く場所にした中身。group: 世帯員のほかの繰返し行。"""
    with desk.reading(Purpose.CASEWORK) as work:
        handling = word(work, desk.town, "open_handling")
        found = town_facts(desk.town, work) | blank_case_facts()
    definition = form(form_id)
    found = form_facts(definition, blank_values(definition)) | found
    found = facts(Lane.OPEN, **NO_PLAN, **NO_REPLY) | found
    found |= facts(Lane.OPEN, 取扱=handling, **_LATER)
    groups: dict[str, tuple[Record, ...]] = {"世帯員": ()}
    if group:
        groups[group] = blank_rows(group)
    return disclose(Record(found, groups), desk.permit(Purpose.CASEWORK))
