"""相談受付の打ちかけ。普段の区分と支援会議のどちらに控えてあるかを見分ける。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.casework.case import drafts
from jusou_desk.casework.case.intake import FORM
from jusou_desk.casework.desk import Desk
from jusou_desk.ui.drafting import Typed


@dataclass(frozen=True)
class Kept:
    """控えてあった打ちかけ。``sealed`` は支援会議の中にあったか。"""

    draft: drafts.KeptDraft
    sealed: bool


def place_of(id: str) -> str:
    """下書きの名。"""
    return f"{FORM}:{id or 'new'}"


def recall(desk: Desk, place: str) -> Kept | None:
    """控えてあった打ちかけ。普段と支援会議の両方にあれば、新しい方。"""
    lanes = (False, True) if desk.serves_any else (False,)
    found = [
        Kept(draft, sealed)
        for sealed in lanes
        if (draft := drafts.recall(desk, place, sealed=sealed)) is not None
    ]
    return max(found, key=lambda one: one.draft.saved_at, default=None)


def drop(desk: Desk, place: str) -> None:
    """打ちかけを、どちらの区分からも消す。"""
    drafts.drop(desk, place)
    if desk.serves_any:
        drafts.drop(desk, place, sealed=True)


def change_lane(desk: Desk, place: str, typed: Typed, *, sealed: bool, body_id: str) -> None:
    """区分が変わった。新しい方に控えてから、前の方を消す。"""
    drafts.keep(desk, place, dict(typed), sealed=sealed, body_id=body_id)
    drafts.drop(desk, place, sealed=not sealed)
