"""打ちかけの一覧。何の打ちかけかと、続きを書ける所を添える。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jusou_desk.casework.case import drafts
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import form, form_ids
from jusou_desk.policy import Purpose

_DISCLOSURE: Final = "disclosure"
_REPLY: Final = "reply"
_RECORD: Final = "record"
#: まだ保存していない記録の、下書きの名での呼び方(``ui/case/writings``)。
_NEW: Final = "新しい"


@dataclass(frozen=True)
class Unfinished:
    """打ちかけ一つ。``place`` と ``ref`` は続きを書く所。

    panel: 頁の脇に開く一枚の名(頁そのものに書くなら空)。item: 書き直していた記録(id)。
    """

    words: str
    saved_at: datetime
    place: str
    ref: str
    draft: str
    panel: str = ""
    item: str = ""


def unfinished(desk: Desk) -> tuple[Unfinished, ...]:
    """自分の打ちかけを新しい順に。支援会議の打ちかけは、机を見た人に分からないよう出さない。"""
    kept = sorted(drafts.lying_around(desk), key=lambda one: one.saved_at, reverse=True)
    with desk.reading(Purpose.CASEWORK) as work:
        wanted = {part for one in kept for part in one.place.split(":")[1:]}
        numbers = {case.id: case.case_no for case in work.cases.among("id", wanted)}
    return tuple(found for one in kept if (found := place_of(one, numbers)) is not None)


def place_of(kept: drafts.KeptDraft, numbers: dict[str, str]) -> Unfinished | None:
    """打ちかけ ``kept`` の言葉と、続きを書く所。``numbers``(相談の id → 受付番号)に無い相談なら None。"""
    what, _, rest = kept.place.partition(":")
    if what == "intake":
        ref = "" if rest == "new" else rest
        words = f"{numbers[ref]} 相談受付の書直し" if ref in numbers else "新しい相談受付"
        return Unfinished(words, kept.saved_at, "intake", ref, kept.place)
    case_id = rest.partition(":")[0]
    # 相談の頁の脇で書く様式の下書きの名は「様式:相談:記録」
    if (what in form_ids() or what == _DISCLOSURE) and case_id in numbers:
        title = "通報・緊急" if what == _DISCLOSURE else form(what).title
        words = f"{numbers[case_id]} {title}"
        panel, item = _beside(what, rest)
        return Unfinished(words, kept.saved_at, "case", case_id, kept.place, panel, item)
    return None


def _beside(what: str, rest: str) -> tuple[str, str]:
    """下書きの名「様式:相談:記録(:返信の節)」の一枚を開く、脇の名と記録。"""
    _case, _, record = rest.partition(":")
    record, _, only = record.partition(":")
    if what == _DISCLOSURE or record in ("", _NEW):
        return what, ""
    return (_REPLY if only else _RECORD), record
