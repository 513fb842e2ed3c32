"""前の版が包んだ秘匿の記録を、いまの形で読む。

秘匿の記録は会議体の鍵で包んであり、移行には開けられない。移行が普段の表にしたことを、ここでは
読むときに行う。書き直せば、いまの形で包まれる。
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar, cast

import msgspec

from jusou_desk.models.records import AgendaItem, Entry

R = TypeVar("R", bound=Entry)


class _Findings(msgspec.Struct):
    findings: str | msgspec.UnsetType = msgspec.UNSET


def read(kind: type[R], raw: msgspec.Raw) -> R:
    """包みの中身 ``raw`` を、``kind`` の記録にする。"""
    record = msgspec.json.decode(raw, type=kind)
    if isinstance(record, AgendaItem):
        return cast("R", _with_findings(record, raw))
    return record


def _with_findings(item: AgendaItem, raw: msgspec.Raw) -> AgendaItem:
    """確認した事実の欄の無かった議題。結果があれば、同じ文がその欄に出ていた(移行 0005)。"""
    written = (item.guesses, item.decision, item.next_step, item.lead_agency, item.decisions)
    before = msgspec.json.decode(raw, type=_Findings).findings is msgspec.UNSET
    return replace(item, findings=item.summary) if before and any(written) else item
