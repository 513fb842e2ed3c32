"""鍵の束(keys.json)を疑う。束は暗号の外にあり、フォルダに書ける人なら誰でも書き換えられる。

職員の公開鍵は職員の表と、復旧コードの公開鍵は設定の控えと突き合わせる。合わないまま鍵を
封じ直すと、書き足した人に新しいデータの鍵を渡してしまう。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec

from jusou_desk.models import identity
from jusou_desk.models.keeping import RECOVERY_PUBLIC as _RECOVERY
from jusou_desk.models.keys import KEY_FILE, KeyFile, sheet_number
from jusou_desk.models.lanes import RECOVERY
from jusou_desk.models.work import Work

_SHEET: Final = "recovery_sheet"
_BACKUP: Final = "last_backup"


@dataclass(frozen=True)
class LastBackup:
    """最後のバックアップ。``sheet`` はそれを開ける復旧シートの番号。

    place: 作ったフォルダ(控えを取る前に作ったものは空)。
    """

    at: datetime
    sheet: str
    place: str = ""


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
    """復旧コードの公開鍵。暗号の中の控えを正とし、控えの無い事務所だけ束に従う。"""
    return bytes.fromhex(work.settings.get(_RECOVERY, bundle.recovery.public.hex()))


def publics(work: Work, bundle: KeyFile) -> dict[str, bytes]:
    """会議体の鍵を封じ直す相手(職員の id と復旧コード)の公開鍵。"""
    staff = {one.id: one.public_key for one in work.staff.where()}
    return staff | {RECOVERY: recovery_public(work, bundle)}


def sheet_in_force(work: Work) -> str:
    """いまの復旧コードのシートの番号。控えが無ければ空。"""
    public = bytes.fromhex(work.settings.get(_RECOVERY))
    return sheet_number(public) if public else ""


def remember_sheet(work: Work, sheet: str, on: date) -> None:
    """番号 ``sheet`` の復旧シートを ``on`` に書いたことを控える。"""
    work.settings.put(_SHEET, f"{sheet} {on.isoformat()}")


def sheet_made_on(work: Work, sheet: str) -> date | None:
    """番号 ``sheet`` の復旧シートを書いた日。その番号の紙をまだ書いていなければ None。"""
    written, _, on = work.settings.get(_SHEET).partition(" ")
    return date.fromisoformat(on) if on and written == sheet else None


def remember_backup(work: Work, made: LastBackup) -> None:
    """最後のバックアップを控える。"""
    work.settings.put(_BACKUP, f"{made.at.isoformat()} {made.sheet} {made.place}")


def last_backup(work: Work) -> LastBackup | None:
    """最後のバックアップ。一度も作っていなければ None。"""
    at, _, rest = work.settings.get(_BACKUP).partition(" ")
    sheet, _, place = rest.partition(" ")
    return LastBackup(datetime.fromisoformat(at), sheet, place) if at else None


def of_present_staff(work: Work, bundle: KeyFile) -> KeyFile:
    """職員の表と合う包みだけの束。退任の手続きの途中の人と、書き足された人を除く。"""
    accepted = identity.accepted(work)
    slots = tuple(s for s in bundle.slots if s.public in accepted.get(s.staff_id, ()))
    return msgspec.structs.replace(bundle, slots=slots)


def sealed_to(work: Work, bundle: KeyFile) -> dict[str, bytes]:
    """新しいデータの鍵を封じる、いまいる職員の公開鍵。変更の途中の人は、束の包みと合うほう。"""
    present = of_present_staff(work, bundle)
    return {slot.staff_id: slot.public for slot in present.slots}


def bundle_problem(work: Work, bundle: KeyFile) -> str:
    """鍵の束が職員の表や控えと合わないところ。合えば空。"""
    if recovery_public(work, bundle) != bundle.recovery.public:
        return (
            "鍵の束(keys.json)の復旧コードの鍵が、この事務所のものと違います"
            "(書換えの疑い。サインインし直すと直ります)。"
        )
    strange = len(bundle.slots) - len(of_present_staff(work, bundle).slots)
    return f"職員の表と合わない鍵の包みが{strange}件(書換えの疑い)" if strange else ""
