"""支援措置の一枚の言葉: いまの扱いと、これまでの記録。"""

from __future__ import annotations

from jusou_desk.casework.secrecy.protecting import Protected
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.ui.pieces import Card, text
from jusou_desk.wareki import format_short


def standing_words(state: Protected) -> str:
    """いまの扱いを一段で。"""
    if not state.hidden:
        return "居場所は伏せていません。"
    current = state.current
    if current is None and state.direct:
        return (
            "住所秘匿の印で、居場所を伏せています。支援措置の記録がまだありません。"
            "根拠と期限を、下に記録してください。"
        )
    if current is None:
        return "同じ世帯の方の支援措置により、居場所を伏せています。"
    until = f"期限は {format_short(current.until)} です。"
    if current.confirmed_by:
        words = f"正式な支援措置により、居場所を伏せています。{until}"
    else:
        words = f"居場所を伏せています。{until}別の職員の確かめを待っています。"
    return f"{words}外す申し出があります。" if current.lift_asked_by else words


def account_words(one: Protection) -> str:
    """何のための支援措置か。確かめる人が、その場で読んでから確かめるため。"""
    parts = [f"根拠　{one.ground}", f"始まり　{format_short(one.since)}"]
    if one.other_party:
        whose = f"（{one.other_relationship}）" if one.other_relationship else ""
        parts.append(f"相手方　{one.other_party}{whose}")
    if one.former_household_no:
        parts.append(f"元の世帯番号　{one.former_household_no}")
    return "\n".join(parts)


def history_card(state: Protected) -> Card:
    """設けてから外すまでの記録、新しい順。"""
    card = Card("これまで")
    for one in state.history:
        card.add(text(_line(state, one), "caption", wrap=True))
    return card


def _line(state: Protected, one: Protection) -> str:
    def who(staff_id: str) -> str:
        return state.names.get(staff_id, "退職した職員")

    parts = [
        f"{format_short(one.since)}～{format_short(one.until)}",
        one.ground,
        f"設けた人 {who(one.set_by)}",
        f"確かめた人 {who(one.confirmed_by)}" if one.confirmed_by else "まだ確かめていない",
    ]
    if one.lift_asked_by:
        parts.append(f"外す申し出 {who(one.lift_asked_by)}「{one.lift_reason}」")
    if one.lifted_on:
        parts.append(f"{format_short(one.lifted_on)}に {who(one.lifted_by)} が外した")
    return "　".join(parts)
