"""打ちかけの入力。一秒ごとに暗号の中へ控え、錠・閉じる・停電の後に続きから打てる。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.sealing import usual_body
from jusou_desk.casework.desk import Desk
from jusou_desk.models.office_records import Draft
from jusou_desk.models.records import new_id
from jusou_desk.policy import Lane

_DATE_KEY = "日付"


@dataclass(frozen=True)
class KeptDraft:
    """控えてあった入力。``body_id`` は、秘匿の中に控えてあればその会議体。"""

    place: str
    saved_at: datetime
    values: dict[str, Any]
    body_id: str = ""


def _lane(sealed: bool) -> Lane:
    return Lane.SEALED if sealed else Lane.OPEN


def _pack(value: Any) -> Any:
    if isinstance(value, date):
        return {_DATE_KEY: value.isoformat()}
    if isinstance(value, (tuple, list)):
        return [_pack(v) for v in value]
    if isinstance(value, dict):
        return {k: _pack(v) for k, v in value.items()}
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {_DATE_KEY}:
            return date.fromisoformat(value[_DATE_KEY])
        return {k: _unpack(v) for k, v in value.items()}
    return tuple(_unpack(v) for v in value) if isinstance(value, list) else value


def keep(
    desk: Desk, place: str, values: dict[str, Any], *, sealed: bool = False, body_id: str = ""
) -> None:
    """``place``(画面と対象)の入力を控える。支援会議の入力は最初の一字から秘匿の中に置く。

    body_id: 秘匿の中のどの会議体か。空なら、初めに選んでおく会議体(``usual_body``)。
    """
    lane = _lane(sealed)
    body_id = (body_id or usual_body(desk)) if sealed else ""
    with desk.writing(purpose_of(lane)) as work:
        mine = work.drafts.where(staff_id=desk.me.id, place=place)
        old = next((draft for draft in mine if draft.lane is lane), None)
        if old is not None and old.body_id != body_id:
            # 会議体を選び直した。前の会議体の鍵の下には残さない。
            work.drafts.remove(old)
            old = None
        work.drafts.put(
            Draft(
                id=old.id if old else new_id(),
                lane=lane,
                body_id=body_id,
                staff_id=desk.me.id,
                place=place,
                saved_at=desk.now(),
                payload=json.dumps(_pack(values), ensure_ascii=False),
            )
        )


def recall(desk: Desk, place: str, *, sealed: bool = False) -> KeptDraft | None:
    """控えてあった入力。無ければ None。"""
    lane = _lane(sealed)
    with desk.reading(purpose_of(lane)) as work:
        found = [d for d in work.drafts.where(staff_id=desk.me.id, place=place) if d.lane is lane]
    if not found:
        return None
    return _kept(found[0])


def drop(desk: Desk, place: str, *, sealed: bool = False) -> None:
    """保存や取りやめの後、控えを消す。"""
    lane = _lane(sealed)
    with desk.writing(purpose_of(lane)) as work:
        for draft in work.drafts.where(staff_id=desk.me.id, place=place):
            if draft.lane is lane:
                work.drafts.remove(draft)


def lying_around(desk: Desk) -> tuple[KeptDraft, ...]:
    """自分の打ちかけの一覧(普段の区分だけ)。"""
    with desk.reading(purpose_of(Lane.OPEN)) as work:
        found = work.drafts.where(staff_id=desk.me.id)
    return tuple(_kept(draft) for draft in found)


def _kept(draft: Draft) -> KeptDraft:
    values = _unpack(json.loads(draft.payload))
    return KeptDraft(draft.place, draft.saved_at, values, draft.body_id)
