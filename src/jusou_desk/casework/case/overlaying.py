"""記録に重ねる伏せ方(情報源秘匿、本人に伏せる)の付け外し。どれも監査に残る。

紙の材料への重ね方は ``covering``、出すかどうかは ``disclose`` が決める。
domain.md §1.2(通報者保護)、§3.6。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from jusou_desk.casework.case.answers import Values, text
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import FormDefinition
from jusou_desk.models.records import CONSENTED, AgendaItem, Case, Note, Sheet
from jusou_desk.models.work import Work
from jusou_desk.policy import Overlay

#: 記録の種類ごとに、職員が重ねられるもの。
OFFERED: Final[dict[type, tuple[Overlay, ...]]] = {
    Case: (Overlay.SOURCE, Overlay.FROM_PERSON),
    Note: (Overlay.SOURCE, Overlay.FROM_PERSON),
    AgendaItem: (Overlay.FROM_PERSON,),
}
#: 本人が自分で来たことの分かる、来談者との関係と相談経路の始まり。
_THEMSELF: Final = "本人"


# --- 付ける・外す ---------------------------------------------------------


def chosen(kind: type, wanted: Iterable[str], before: Iterable[str] = ()) -> tuple[str, ...]:
    """記録に書く重ね。その種類の記録に重ねられないものは ``before`` のまま残す。"""
    offered = OFFERED[kind]
    kept = [one for one in before if one not in offered]
    return (*kept, *(str(one) for one in offered if one in set(wanted)))


def note_changes(
    desk: Desk,
    work: Work,
    before: Collection[str],
    after: Collection[str],
    subject: str,
    body_id: str,
) -> None:
    """付けた重ねと外した重ねを、一つずつ監査に残す。"""
    for one in after:
        if one not in before:
            desk.audit(work, f"「{one}」を付ける", subject, body_id=body_id)
    for one in before:
        if one not in after:
            desk.audit(work, f"「{one}」を外す", subject, body_id=body_id)


def withheld_after(
    desk: Desk,
    work: Work,
    definition: FormDefinition,
    wanted: Collection[str] | None,
    before: Sheet | None,
    subject: str,
    body_id: str,
) -> tuple[str, ...]:
    """様式に書く「本人に伏せる」欄(様式の順)。変わった欄は監査に残す。

    wanted: 欄の id。None なら ``before`` のまま。
    """
    old = before.withheld if before is not None else ()
    marked = old if wanted is None else wanted
    now = tuple(f.id for f in definition.fields if f.id in set(marked))
    labels = {f.id: f.label for f in definition.fields}
    for verb, those in (
        ("付ける", [one for one in now if one not in old]),
        ("外す", [one for one in old if one not in now]),
    ):
        if those:
            names = "、".join(labels.get(one, one) for one in those)
            action = f"「{Overlay.FROM_PERSON}」を{verb}"
            desk.audit(work, action, subject, f"{definition.title}: {names}", body_id=body_id)
    return now


# --- 受付で初めに付けておくか ---------------------------------------------


def usually_kept(values: Values) -> bool:
    """相談受付の票に、初めから「情報源秘匿」を付けておくか。

    本人の同意が無いのに、本人でない人から聞いた相談なら付ける(近隣・民生委員・親族など、誰から聞いた
    かを本人に知られると、その人が困り、次の知らせが来なくなる)。外すのは職員が決める。
    """
    if text(values, "consent") in CONSENTED:
        return False
    if text(values, "informant"):
        return True
    relation, route = text(values, "visitor_relation"), text(values, "route")
    if relation:
        return relation != _THEMSELF
    return bool(route) and not route.startswith(_THEMSELF)
