"""鍵の束(keys.json)を疑う。束は暗号の外にあり、フォルダに書ける人なら誰でも書き換えられる。

職員の公開鍵は職員の表と、復旧コードの公開鍵は設定の控えと突き合わせる。合わないまま鍵を
封じ直すと、書き足した人に新しいデータの鍵を渡してしまう。
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jusou_desk.errors import Damaged
from jusou_desk.models.keys import KEY_FILE, KeyFile
from jusou_desk.models.work import Work

_RECOVERY: Final = "recovery_public"


def keeps_office(folder: Path) -> bool:
    """``folder`` かその手前が、事務所のデータのフォルダか。"""
    whole, real = folder.absolute(), folder.resolve()
    return any(
        (place / KEY_FILE).is_file() and any(place.glob("office-*.db"))
        for place in (whole, *whole.parents, real, *real.parents)
    )


def remember_recovery(work: Work, public: bytes) -> None:
    """復旧コードの公開鍵を、暗号の中に控える。"""
    work.settings.put(_RECOVERY, public.hex())


def recovery_public(work: Work, bundle: KeyFile) -> bytes:
    """復旧コードの公開鍵。控えと違えば ``Damaged``。"""
    written = bundle.recovery.public
    if work.settings.get(_RECOVERY, written.hex()) != written.hex():
        raise Damaged(
            "鍵の束(keys.json)の復旧コードの鍵が、この事務所のものと違います(書換えの疑い)。",
            "復旧コードを作り直してから、もう一度行ってください。",
        )
    return written


def bundle_problem(work: Work, bundle: KeyFile) -> str:
    """鍵の束が職員の表や控えと合わないところ。合えば空。"""
    try:
        recovery_public(work, bundle)
    except Damaged as error:
        return error.title
    known = {staff.id: staff.public_key for staff in work.staff.where(left_on=None)}
    strange = [slot for slot in bundle.slots if known.get(slot.staff_id) != slot.public]
    return f"職員の表と合わない鍵の包みが{len(strange)}件(書換えの疑い)" if strange else ""
